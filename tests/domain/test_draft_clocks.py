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
    own_due,
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
        ({}, -500, None),
        ({}, -169, None),
        ({}, -168, MORE),
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


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("offered", "confirm_by", "due"),
    [
        (None, None, DUE),
        (None, DUE - DAY, DUE),
        (DUE - 8 * DAY, DUE - 3 * DAY, DUE),
        (DUE - 4 * DAY, DUE - 2 * DAY, DUE + 3 * DAY),
        (DUE + 3 * DAY, DUE + 8 * DAY, DUE + 10 * DAY),
        (DUE + 9 * DAY, DUE + 11 * DAY, DUE + 11 * DAY),
        (DUE + 12 * DAY, DUE + 12.5 * DAY, None),
        (None, DUE + 5 * DAY, DUE + 7 * DAY),
        (None, DUE + 12 * DAY, None),
    ],
)
def test_a_place_that_came_late_has_a_date_of_its_own(
    offered: datetime | None, confirm_by: datetime | None, due: datetime | None
) -> None:
    assert own_due(DUE, START, "UTC", offered_at=offered, confirm_by=confirm_by) == due
    assert own_due(None, START, "UTC", offered_at=offered, confirm_by=confirm_by) is None


def test_that_date_has_the_hour_of_the_call_s_own_across_a_change_of_clocks() -> None:
    offered = DUE + timedelta(days=3, hours=9)
    found = own_due(DUE, START, "America/New_York", offered_at=offered, confirm_by=offered + 5 * DAY)
    assert found == DUE + timedelta(days=10, hours=-1)


@given(st.integers(-2000, 2000), st.integers(1, 120), st.integers(1, 2000))
def test_nobody_is_late_before_the_answer_is_due(given_at: int, kept: int, until_start: int) -> None:
    offered = DUE + timedelta(hours=given_at)
    confirm_by = offered + timedelta(hours=kept)
    start = DUE + timedelta(hours=until_start)
    found = own_due(DUE, start, "Europe/Berlin", offered_at=offered, confirm_by=confirm_by)
    if found is not None and found > DUE:
        assert confirm_by <= found <= start - timedelta(days=2)
