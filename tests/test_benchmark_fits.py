"""The loss by which fits are measured, and what stands beside ours."""

from pathlib import Path

import pytest

from benchmarks import fits
from wip.domain.fit_files import read_people
from wip.domain.nearness import Grid
from wip.domain.terms import Text


def test_the_loss_weighs_pairs_by_how_far_their_ratings_lie_apart() -> None:
    rated = {0: [(0, 5.0), (1, 4.0), (2, 1.0)], 1: [(0, 2.0), (1, 2.0)]}
    rows = [(3.0, 2.0, 1.0), (2.0, 3.0, 1.0), (1.0, 2.0, 3.0), (1.0, 1.0, 1.0), (2.0, 1.0, 1.0)]
    found = [fits.loss(Grid.of([row, (9.0, 1.0, 0.0)], [[0] * 3] * 2), rated) for row in rows]
    assert found == [0, 1 / 8, 1, 0.5, 1.5 / 8]


def test_usual_pairs_of_words_find_who_wrote_on_it() -> None:
    people = [[Text("Bail Reform", "Judges set bail.")], [Text("Gene Patents")], []]
    grid = fits.by_pairs(people, [Text("Bail by Algorithm"), Text("Patents")])
    assert [[value > 0 for value in grid.row(person)] for person in range(3)] == [
        [True, False], [False, True], [False, False],
    ]  # fmt: skip


def test_it_prints_a_row_for_each_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "people": '{"id": "p", "texts": [{"title": "Bail Reform"}, {"title": "Juries"}]}',
        "papers": '{"id": "b", "title": "Bail by Algorithm"}\n{"id": "g", "title": "Gene Patents"}',
        "ratings": "person,paper,rating\np,b,5\np,g,1\n",
    }
    asked = ["fits"]
    for name, content in files.items():
        (tmp_path / name).write_text(content)
        asked += [f"--{name}", str(tmp_path / name)]
    monkeypatch.setattr("sys.argv", asked)
    fits.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1:4] for line in lines[2:4]] == [
        [" pairs of words, mean of all ", " 0.000 ", " 0.000 "],
        [" ours, words ", " 0.000 ", " 0.000 "],
    ]
    assert lines[4:] == ["The sentence model is not installed: pip install '.[similarity]'"]
    people = read_people(files["people"])
    assert fits.pasted(people) == [[Text("Bail Reform\nJuries")]]
