"""The clock of drafts: every moment has one state, the extension is taken once, and reminders come in time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.draft_clocks import (
    STAND_WORDS,
    Clock,
    DraftReminder,
    DraftStand,
    draft_reminder,
)

DUE = datetime(2027, 3, 5, 17, tzinfo=UTC)
START = DUE + timedelta(days=13)
MORE = DUE + timedelta(hours=48)
_S, _R = DraftStand, DraftReminder


def clock(**more: object) -> Clock:
    facts: dict[str, object] = {"due": DUE, "extended": None, "days_late": 3, "starts_at": START} | more
    return Clock(**facts)  # type: ignore[arg-type]  # a test's own table


@pytest.mark.parametrize(
    ("facts", "hours", "stand"),
    [
        ({}, -1, _S.AHEAD),
        ({}, 0, _S.LATE),
        ({}, 71, _S.LATE),
        ({}, 72, _S.GIVEN_UP),
        ({"extended": MORE}, 0, _S.EXTENDED),
        ({"extended": MORE}, 48, _S.LATE),
        ({"extended": MORE}, 48 + 72, _S.GIVEN_UP),
        ({"days_late": 0}, 0, _S.GIVEN_UP),
        ({"due": None}, 500, _S.NO_DATE),
        ({"has_draft": True}, 500, _S.IN),
        ({"is_locked": True}, 500, _S.LOCKED),
        ({"due": MORE + timedelta(days=1), "extended": MORE}, 71, _S.EXTENDED),
    ],
)
def test_how_a_draft_stands(facts: dict[str, object], hours: int, stand: DraftStand) -> None:
    assert clock(**facts).stand(DUE + timedelta(hours=hours)) is stand


def test_every_state_has_its_words() -> None:
    assert set(STAND_WORDS) == set(DraftStand)


@pytest.mark.parametrize(
    ("facts", "hours", "until"),
    [
        ({}, -500, MORE),
        ({}, 23, MORE),
        ({}, 24, None),
        ({"extended": MORE}, 0, None),
        ({"has_draft": True}, 0, None),
        ({"due": None}, 0, None),
        ({"starts_at": DUE + timedelta(hours=30)}, 0, DUE + timedelta(hours=30)),
        ({"starts_at": DUE}, -1, None),
        ({"is_locked": True}, 0, MORE),
    ],
)
def test_two_days_more_once(facts: dict[str, object], hours: int, until: datetime | None) -> None:
    assert clock(**facts).extension(DUE + timedelta(hours=hours)) == until


@given(st.integers(-2000, 2000), st.integers(1, 2000))
def test_an_extension_ends_after_now_and_never_in_the_session(hours: int, until_start: int) -> None:
    now = DUE + timedelta(hours=hours)
    found = clock(starts_at=DUE + timedelta(hours=until_start)).extension(now)
    if found is not None:
        assert now < found <= min(MORE, DUE + timedelta(hours=until_start))


@pytest.mark.parametrize(
    ("facts", "hours", "kind"),
    [
        ({}, -121, None),
        ({}, -120, _R.SOON),
        ({}, -25, _R.SOON),
        ({}, -24, _R.TOMORROW),
        ({}, 0, _R.NOW),
        ({}, 11, _R.NOW),
        ({}, 12, None),
        ({"extended": MORE}, 23, None),
        ({"extended": MORE}, 24, _R.TOMORROW),
        ({"extended": MORE}, 48, _R.NOW),
        ({"has_draft": True}, 0, None),
        ({"is_locked": True}, 0, _R.NOW),
        ({"due": None}, 0, None),
    ],
)
def test_which_reminder_is_due(facts: dict[str, object], hours: int, kind: DraftReminder | None) -> None:
    assert draft_reminder(clock(**facts), DUE + timedelta(hours=hours)) is kind
