"""Lists that a leader types: read, compared with the list before, and never emptied silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.named_lists import Lost, change_of, names_of, refuse_losses
from wip.domain.refusals import Refusal

NAMES = st.lists(st.sampled_from("ABCDEFG"), unique=True, max_size=6)


def test_names_are_lines_without_repetitions() -> None:
    assert names_of(" Policing \n\nBail\x00\r\npolicing\nCourts  and\tjuries", "topics") == [
        "Policing",
        "Bail",
        "Courts and juries",
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 121, f"Please shorten “{'x' * 40}…” to 120 characters."),
        ("\n".join(map(str, range(61))), "At most 60 lines are possible; these are 61."),
    ],
)
def test_what_is_too_much_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        names_of(text, "topics")
    assert (no.value.sentence, no.value.field) == (sentence, "topics")


@given(st.text())
def test_a_list_read_again_is_the_same_list(text: str) -> None:
    try:
        names = names_of(text, "topics")
    except Refusal:
        return
    assert names_of("\n".join(names), "topics") == names


@given(NAMES, NAMES)
def test_every_name_is_kept_new_or_gone(there: list[str], names: list[str]) -> None:
    change = change_of(there, names)
    kept = {was for _, was in change.names if was is not None}
    assert [name for name, _ in change.names] == names
    assert kept | set(change.gone) == set(range(len(there)))
    assert kept & set(change.gone) == set()
    assert all(there[was] == name for name, was in change.names if was is not None)


def test_capitals_do_not_make_another_name() -> None:
    assert change_of(["policing"], ["Policing"]).names == (("Policing", 0),)


def test_renamed_in_the_order_of_the_lines() -> None:
    change = change_of(["Policing", "Bail", "Courts"], ["Police", "Courts", "Release"])
    assert change.renamed == {0: "Police", 1: "Release"}
    assert change_of(["Policing", "Bail"], ["Police"]).renamed == {}


@pytest.mark.parametrize(
    ("names", "lost", "sentence"),
    [
        (
            ["Courts"],
            None,
            (
                "Chosen already: “Bail” by 1 paper; “Policing” by 3 papers. "
                "Put the line back, or say here what becomes of these papers."
            ),
        ),
        (
            ["Courts"],
            Lost.RENAME,
            (
                "2 gone and 1 new: which is which cannot be told. "
                "Rename in one step, and add or take out in another."
            ),
        ),
        (["Courts"], Lost.DROP, ""),
        (["Release", "Police"], Lost.RENAME, ""),
    ],
)
def test_names_in_use_are_not_lost_silently(names: list[str], lost: Lost | None, sentence: str) -> None:
    try:
        refuse_losses(
            change_of(["Bail", "Policing"], names), [("Bail", 1), ("Policing", 3)], lost, "topics_lost"
        )
        said = ""
    except Refusal as no:
        said = no.sentence
    assert said == sentence


def test_names_that_no_paper_chose_may_go() -> None:
    refuse_losses(change_of(["Bail"], []), [], None, "topics_lost")
