"""Comparing texts by meaning where the model is installed, and without it where it is not."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.models import TinyModel
from wip import cli
from wip.adapters import similarity
from wip.domain.nearness import compared
from wip.domain.refusals import Refusal
from wip.domain.suits import Piece, Writer
from wip.domain.terms import Text

PEOPLE = (
    (Text("Bail and Its Alternatives"), Text("Who Sits on Juries"), Text("Plea Bargains"), Text("Trade")),
    (Text("Tariffs After the Treaty"),),
    (),
)
PAPERS = (Text("Bail by Algorithm"), Text("Customs and Trade", "Duties."), Text())


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A tiny model in a package of the real one's name; its code must never run."""
    package = tmp_path / similarity.PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("raise AssertionError\n")
    (package / similarity.FILE).write_bytes(content := TinyModel().file())
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(similarity, "DIGEST", hashlib.sha256(content).hexdigest())
    similarity.model_file.cache_clear()
    yield package / similarity.FILE
    similarity.model_file.cache_clear()


def test_without_the_model_texts_are_compared_by_words() -> None:
    assert similarity.model_file() is None
    found = similarity.found(PEOPLE, PAPERS, with_model=True)
    assert not found.with_model
    assert found.grid == compared(PEOPLE, PAPERS).grid().even()
    assert similarity.verdict().sentence == (
        "texts are compared by words. With the extra “similarity” they are compared by meaning too."
    )


def test_meaning_is_the_mean_of_the_three_nearest_texts(installed: Path) -> None:
    from wip.adapters.meanings import grid_by_meaning

    told: list[tuple[str, int, int]] = []
    grid = grid_by_meaning(PEOPLE, PAPERS, installed.read_bytes(), lambda *said: told.append(said))
    assert (grid.people, grid.papers, grid.by_meaning, told[-1]) == (3, 3, True, ("by meaning", 8, 8))
    single = [grid_by_meaning([*((text,) for text in PEOPLE[0]), PEOPLE[1]], PAPERS, installed.read_bytes()).row(at)
              for at in range(4)]  # fmt: skip
    for paper in range(3):
        near = [row[paper] for row in single]
        assert grid.row(0)[paper] == pytest.approx(sum(sorted(near)[-3:]) / 3, abs=1e-6)
        assert near[grid.nearest[paper]] == max(near)
    assert list(grid.row(2)) == [0, 0, 0]


def test_with_the_model_words_and_meaning_count_alike(installed: Path) -> None:
    assert similarity.model_file() == installed
    found = similarity.found(PEOPLE, PAPERS, with_model=True)
    assert found.with_model
    words = similarity.found(PEOPLE, PAPERS, with_model=False)
    assert not words.with_model
    assert list(words.grid.values) != list(found.grid.values)
    assert similarity.verdict().sentence == "texts are compared by words and by meaning."
    assert similarity.PACKAGE not in sys.modules


def test_the_worker_asks_a_process_of_its_own_which_finds_the_same(installed: Path) -> None:
    from wip.adapters.meanings import grid_by_meaning
    from wip.adapters.meanings_apart import grid_apart

    assert grid_apart(PEOPLE, PAPERS, installed) == grid_by_meaning(PEOPLE, PAPERS, installed.read_bytes())


def suits(*, meaning: bool) -> list[list[int]]:
    people = [Writer(at, texts) for at, texts in enumerate(PEOPLE)]
    papers = [Piece(at, text.title, text.abstract) for at, text in enumerate(PAPERS)]
    return [[suit.points for suit in row] for row in similarity.suits(people, papers, {}, meaning=meaning)]


def test_suits_are_by_paper_and_person_and_meaning_changes_them(installed: Path) -> None:
    assert installed.is_file()
    words, both = suits(meaning=False), suits(meaning=True)
    assert [row[2] for row in words] == [row[2] for row in both] == [0, 0, 0]
    assert words[0][0] > words[0][1] == 0
    assert words != both


def test_weights_that_are_not_known_are_refused_by_the_command_and_left_out_by_the_worker(
    installed: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = suits(meaning=False)
    installed.write_bytes(b"something else")
    sentence = (
        f"{installed} is not the sentence model that this version knows. Install it anew, or do without it."
    )
    with pytest.raises(Refusal) as no:
        similarity.found(PEOPLE, PAPERS, with_model=True)
    assert str(no.value) == sentence
    assert (similarity.verdict().good, similarity.verdict().sentence) == (False, sentence)
    assert suits(meaning=True) == words
    for name, line in (
        ("people", '{"id": 1, "texts": [{"title": "Bail"}]}'),
        ("papers", '{"id": 2, "title": "Bail"}'),
    ):
        (tmp_path / name).write_text(line)
    asked = [
        "fit",
        "--people",
        str(tmp_path / "people"),
        "--papers",
        str(tmp_path / "papers"),
        "-o",
        str(tmp_path / "out"),
    ]
    assert cli.run(asked) == 1
    assert capsys.readouterr().err == f"wip: {sentence}\n"
    assert cli.run([*asked, "--without-model"]) == 0


def test_a_process_that_fails_is_noted_and_words_remain(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from wip.adapters.meanings_apart import grid_apart

    assert grid_apart(PEOPLE, PAPERS, tmp_path / "missing") is None
    assert "could not be compared by meaning" in caplog.text
