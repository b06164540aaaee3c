"""A call on the clock, and the order of its dates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from wip.domain.calls import CallDates, CallState, Phase, date_faults, phase

OPENS = datetime(2027, 1, 1, 12, tzinfo=UTC)
DEADLINE = datetime(2027, 1, 29, 22, tzinfo=UTC)
GRACE = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
SOUND = CallDates(
    OPENS,
    DEADLINE,
    datetime(2027, 2, 12, tzinfo=UTC),
    datetime(2027, 3, 18, 16, tzinfo=UTC),
    datetime(2027, 3, 5, tzinfo=UTC),
)


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


@pytest.mark.parametrize(
    ("state", "now", "found"),
    [
        (CallState.DRAFT, OPENS, Phase.UNPUBLISHED),
        (CallState.DRAFT, DEADLINE + GRACE * 9, Phase.UNPUBLISHED),
        (CallState.PUBLISHED, OPENS - SECOND, Phase.COMING),
        (CallState.PUBLISHED, OPENS, Phase.OPEN),
        (CallState.PUBLISHED, DEADLINE, Phase.OPEN),
        (CallState.PUBLISHED, DEADLINE + SECOND, Phase.GRACE),
        (CallState.PUBLISHED, DEADLINE + GRACE, Phase.GRACE),
        (CallState.PUBLISHED, DEADLINE + GRACE + SECOND, Phase.OVER),
        (CallState.CLOSED, OPENS, Phase.OVER),
    ],
)
def test_the_phase_turns_on_the_second(state: CallState, now: datetime, found: Phase) -> None:
    assert phase(state, OPENS, DEADLINE, GRACE, now) is found


def test_sound_dates_have_no_fault() -> None:
    assert date_faults(SOUND, day) == []
    assert date_faults(replace(SOUND, draft_due_at=None), day) == []


@pytest.mark.parametrize(
    ("change", "field", "sentence", "refused"),
    [
        (
            {"opens_at": DEADLINE},
            "deadline",
            "The deadline (29 January 2027) does not lie after the call's opening (29 January 2027). Move one of them.",
            True,
        ),
        (
            {"notify_at": datetime(2026, 2, 10, tzinfo=UTC)},
            "notify",
            (
                "The decision date (10 February 2026) does not lie after the deadline (29 January 2027). "
                "Move one of them."
            ),
            True,
        ),
        (
            {"draft_due_at": datetime(2027, 3, 18, 16, tzinfo=UTC)},
            "draft_due",
            (
                "Drafts would be due (18 March 2027) only after the session (18 March 2027): nobody could read them. "
                "Move one of them."
            ),
            True,
        ),
        (
            {"draft_due_at": datetime(2027, 2, 1, tzinfo=UTC)},
            "draft_due",
            "Drafts are due (1 February 2027) before authors learn the decision (12 February 2027).",
            False,
        ),
        (
            {"session_at": datetime(2027, 3, 9, tzinfo=UTC)},
            "deadline",
            (
                "Only 5 weeks and 3 days lie between the deadline and the session; under 6 weeks, reviewers and "
                "commenters have little time to read."
            ),
            False,
        ),
    ],
)
def test_a_fault_names_both_dates_and_what_to_do(
    change: dict[str, Any], field: str, sentence: str, *, refused: bool
) -> None:
    (fault,) = date_faults(replace(SOUND, **change), day)
    assert (fault.field, fault.sentence, fault.refused) == (field, sentence, refused)


def test_every_fault_is_named_at_once() -> None:
    turned = CallDates(SOUND.session_at, SOUND.notify_at, DEADLINE, OPENS, SOUND.session_at)
    assert [(fault.field, fault.refused) for fault in date_faults(turned, day)] == [
        ("deadline", True),
        ("notify", True),
        ("starts", True),
        ("draft_due", True),
    ]
