"""What a slot's cells say, and what counts as missing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.conftest import NOW
from wip.domain.readiness import (
    NUDGED_AHEAD,
    Facts,
    Mark,
    Need,
    Part,
    Yours,
    marks_of,
    sentence,
    wants_draft_now,
)

DAY = timedelta(days=1)
READY = Facts(
    is_confirmed=True,
    confirm_by=None,
    draft_at=NOW - DAY,
    draft_due=NOW,
    is_extended=False,
    needed=2,
    accepted=2,
    asked=0,
    standby=0,
    standby_wanted=0,
    presenter_saw=True,
    commenters_saw=2,
    zones=3,
    people=3,
    date_is_firm=True,
    has_link=True,
    read_by=0,
)


def said(part: Part, **facts: object) -> list[tuple[str, str]]:
    return [(mark.words, mark.tone) for mark in marks_of(replace(READY, **facts), NOW)[part]]  # type: ignore[arg-type]  # a test's own table


def test_a_ready_slot_misses_nothing_and_each_mark_has_words() -> None:
    marks = [mark for part in marks_of(READY, NOW).values() for mark in part]
    assert [mark.words for mark in marks if mark.is_missing or not mark.words] == []
    assert list(marks_of(READY, NOW)) == list(Part)


@pytest.mark.parametrize(
    ("part", "facts", "expected"),
    [
        (Part.PRESENTER, {"is_confirmed": False}, [("not confirmed yet", "wait")]),
        (
            Part.PRESENTER,
            {"is_confirmed": False, "confirm_by": NOW},
            [("no answer in time", "stop")],
        ),
        (Part.DRAFT, {"draft_at": NOW + DAY}, [("in, came late", "go")]),
        (Part.DRAFT, {"draft_at": None, "draft_due": NOW + DAY}, [("not in yet", "wait")]),
        (
            Part.DRAFT,
            {"draft_at": None, "draft_due": NOW + DAY, "is_extended": True},
            [("extended", "wait")],
        ),
        (Part.DRAFT, {"draft_at": None}, [("late", "stop")]),
        (Part.DRAFT, {"draft_at": None, "is_locked": True}, [("held: not a PDF", "stop")]),
        (Part.DRAFT, {"draft_at": None, "draft_due": None}, [("not in yet", "wait")]),
        (Part.DRAFT, {"draft_at": None, "draft_due": NOW + 8 * DAY}, [("not due yet", "plain")]),
        (Part.DRAFT, {"read_by": 1}, [("in", "go"), ("read by 1", "go")]),
        (Part.COMMENTERS, {"accepted": 0}, [("0 of 2", "stop")]),
        (Part.COMMENTERS, {"accepted": 1, "asked": 1}, [("1 of 2", "wait"), ("1 asked", "wait")]),
        (Part.COMMENTERS, {"asked": 1}, [("2 of 2", "go"), ("1 asked", "plain")]),
        (Part.COMMENTERS, {"standby_wanted": 1}, [("2 of 2", "go"), ("no standby", "wait")]),
        (
            Part.COMMENTERS,
            {"standby_wanted": 1, "standby": 1},
            [("2 of 2", "go"), ("1 standby", "go")],
        ),
        (
            Part.GUIDELINES,
            {"presenter_saw": False, "commenters_saw": 1},
            [("presenter not yet", "wait"), ("1 of 2 commenters", "wait")],
        ),
        (Part.GUIDELINES, {"accepted": 0, "commenters_saw": 0}, [("presenter read them", "go")]),
        (
            Part.GUIDELINES,
            {"accepted": 1, "commenters_saw": 1},
            [("presenter read them", "go"), ("1 of 1 commenter", "go")],
        ),
        (Part.ZONES, {"zones": 2}, [("2 of 3 known", "wait")]),
        (Part.JOINING, {"has_link": False}, [("no link yet", "wait")]),
        (Part.JOINING, {"date_is_firm": False}, [("date not confirmed", "wait")]),
    ],
)
def test_what_a_cell_says(part: Part, facts: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert said(part, **facts) == expected


def test_a_draft_is_asked_for_a_week_ahead_and_not_before_the_place_is_confirmed() -> None:
    lacking = replace(READY, draft_at=None)
    cases = {
        "due in eight days": replace(lacking, draft_due=NOW + NUDGED_AHEAD + DAY),
        "due in a week": replace(lacking, draft_due=NOW + NUDGED_AHEAD),
        "overdue": lacking,
        "no date": replace(lacking, draft_due=None),
        "not confirmed": replace(lacking, is_confirmed=False),
        "there": READY,
    }
    assert {name: wants_draft_now(facts, NOW) for name, facts in cases.items()} == {
        "due in eight days": False,
        "due in a week": True,
        "overdue": True,
        "no date": True,
        "not confirmed": False,
        "there": False,
    }


def test_sentences_name_the_paper_and_the_date() -> None:
    assert (
        sentence(Need.DRAFT, "Mercy", "Fri 5 Mar 2027") == "Send your draft of “Mercy” (due Fri 5 Mar 2027)"
    )
    assert sentence(Need.GUIDELINES, "commenters") == (
        "Read what we ask of commenters, and press “I have read this”"
    )
    assert len({sentence(need, "X") for need in Need}) == len(Need)


def test_what_only_leaders_can_bring_is_marked_as_theirs() -> None:
    facts = replace(READY, accepted=0, standby_wanted=1, has_link=False)
    marks = [mark for each in marks_of(facts, NOW).values() for mark in each]
    assert [mark.yours for mark in marks if mark.yours] == [Yours.COMMENTERS, Yours.STANDBY, Yours.LINK]
    asked = replace(READY, accepted=0, asked=2, date_is_firm=False)
    marks = [mark for each in marks_of(asked, NOW).values() for mark in each]
    assert [mark.yours for mark in marks if mark.yours] == [Yours.DATE]


def test_only_what_waits_or_stops_is_missing() -> None:
    assert [Mark("x", tone).is_missing for tone in ("go", "plain", "wait", "stop")] == [
        False,
        False,
        True,
        True,
    ]
