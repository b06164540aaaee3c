"""Plans: proposed backwards from a session, moved with it, carried to next year; in every zone, across changes of clocks."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from wip.domain.plan_checks import order_faults
from wip.domain.plan_moves import days_between, followed, moved
from wip.domain.plans import STEPS, Plan, is_weekend, next_year, proposed
from wip.domain.zones import AOE, ZONE_CHOICES, in_zone, instant, show, skipped

NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 22, 15, 7, 33, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ZONES = st.sampled_from([name for name, *_ in ZONE_CHOICES])


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The hours of 2026 to 2030 after which the zone's clocks show another offset."""
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    days = [begin + timedelta(days=n) for n in range(5 * 365 + 2)]
    at = [in_zone(day, zone).utcoffset() for day in days]
    turned = [day for day, one, two in zip(days, at, at[1:], strict=False) if one != two]
    hours = (day + timedelta(hours=n) for day in turned for n in range(24))
    return tuple(
        h for h in hours if in_zone(h, zone).utcoffset() != in_zone(h + timedelta(hours=1), zone).utcoffset()
    )


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime:
    """A minute of 2026 to 2030; half of them within hours of a real change of clocks, where the zone has any."""
    free = st.integers(0, 5 * 365 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * MINUTE)
    if not changes(zone):
        return draw(free)
    near = st.builds(lambda at, n: at + n * MINUTE, st.sampled_from(changes(zone)), st.integers(-300, 300))
    return draw(st.one_of(free, near))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan with all its dates, as proposed for a session with room before it, or with less."""
    zone = draw(ZONES)
    starts_at = draw(moments(zone))
    now = starts_at - draw(st.integers(2 * 60, 400 * 24 * 60)) * MINUTE
    deadline_zone = draw(st.one_of(st.just(zone), st.just(AOE), ZONES))
    return proposed(starts_at, draw(st.integers(1, 720)), zone, now, deadline_zone)


def words(plan: Plan) -> dict[str, str]:
    return {column: show(at, plan.zone_of(column)) for column, at in plan.dates.items()}


def start(local: str, zone: str = NEW_YORK) -> datetime:
    return instant(datetime.fromisoformat(local), zone)


def test_with_time_enough_every_date_is_a_working_day_at_a_usual_hour() -> None:
    assert words(proposed(start("2027-03-18T12:00"), 90, NEW_YORK, NOW)) == {
        "opens_at": "Sun 22 Nov 2026, 10:07 New York",
        "deadline_at": "Thu 28 Jan 2027, 17:00 New York",
        "review_due_at": "Tue 9 Feb 2027, 17:00 New York",
        "notify_at": "Thu 11 Feb 2027, 17:00 New York",
        "draft_due_at": "Thu 4 Mar 2027, 17:00 New York",
        "drafts_until_at": "Fri 5 Mar 2027, 17:00 New York",
        "circulate_at": "Mon 8 Mar 2027, 09:00 New York",
        "remind_at": "Tue 16 Mar 2027, 09:00 New York",
        "starts_at": "Thu 18 Mar 2027, 12:00 New York",
        "thank_at": "Fri 19 Mar 2027, 10:00 New York",
    }


def test_a_deadline_anywhere_on_earth_ends_its_day() -> None:
    plan = proposed(start("2027-03-18T12:00"), 90, NEW_YORK, NOW, AOE)
    assert words(plan)["deadline_at"] == "Thu 28 Jan 2027, 23:59 Anywhere on Earth"
    assert order_faults(plan) == []


def test_a_call_far_ahead_opens_sixteen_weeks_before_its_deadline() -> None:
    plan = proposed(start("2028-03-16T12:00"), 90, NEW_YORK, NOW)
    assert (words(plan)["opens_at"], words(plan)["deadline_at"]) == (
        "Thu 7 Oct 2027, 09:00 New York",
        "Thu 27 Jan 2028, 17:00 New York",
    )


@given(plans())
def test_a_proposal_stands_in_its_order(plan: Plan) -> None:
    at = list(plan.dates.values())
    assert list(plan.dates) == [step.column for step in STEPS]
    assert at == sorted(set(at))
    assert [fault for fault in order_faults(plan) if fault.refused] == []


@given(st.data(), ZONES, st.integers(0, 400 * 24 * 60))
def test_a_proposal_never_lies_in_the_past(data: st.DataObject, zone: str, left: int) -> None:
    now = data.draw(moments(zone))
    plan = proposed(now + (left + 1) * MINUTE, 60, zone, now)
    assert now - plan.opens_at < MINUTE
    assert [column for column, at in plan.dates.items() if at < now and column != "opens_at"] == []


@given(st.data(), ZONES, st.sampled_from(["", AOE]), st.integers(72, 2000))
def test_with_ten_weeks_nothing_is_unwise_and_all_are_working_days(
    data: st.DataObject, zone: str, deadline_zone: str, days: int
) -> None:
    starts_at = data.draw(moments(zone))
    # Before breakfast the reminder's day would be three days off; nobody meets then.
    assume(in_zone(starts_at, zone).hour in range(9, 20))
    plan = proposed(starts_at, 90, zone, starts_at - timedelta(days=days), deadline_zone)
    planned = [step.column for step in STEPS if step.column not in {"opens_at", "starts_at"}]
    assert [column for column in planned if is_weekend(plan.local(column).date())] == []
    assert {f"{plan.local(column):%H:%M}" for column in planned} <= {"09:00", "10:00", "17:00", "23:59"}
    assert order_faults(plan) == []


@given(plans(), st.integers(-60, 60))
def test_a_shifted_plan_keeps_clock_times_and_weekdays(plan: Plan, weeks: int) -> None:
    new, notes = moved(plan, 7 * weeks)
    said = 0
    for column in plan.dates:
        zone, old = plan.zone_of(column), plan.local(column).replace(tzinfo=None, fold=0)
        due = old + timedelta(weeks=weeks)
        if weeks and skipped(due, zone):
            said += 1
            assert timedelta(0) < new.local(column).replace(tzinfo=None, fold=0) - due <= timedelta(hours=2)
        else:
            assert new.local(column).replace(tzinfo=None, fold=0) == due
            assert new.local(column).weekday() == old.weekday()
    assert len(notes) == said


@given(plans(), st.integers(-60, 60))
def test_shifting_there_and_back_changes_nothing_but_skipped_and_doubled_hours(
    plan: Plan, weeks: int
) -> None:
    there, notes = moved(plan, 7 * weeks)
    back, _ = moved(there, -7 * weeks)
    firsts = all(plan.local(column).fold == 0 for column in plan.dates)
    assume(not notes and firsts)
    assert back == plan


def test_across_a_change_of_clocks_the_clock_time_stays() -> None:
    plan = proposed(start("2027-03-04T12:00"), 90, NEW_YORK, NOW)
    new, notes = moved(plan, 14)
    assert new.starts_at - plan.starts_at == timedelta(days=14, hours=-1)
    assert words(new)["starts_at"] == "Thu 18 Mar 2027, 12:00 New York"
    assert notes == []


def test_an_hour_that_clocks_skip_is_said() -> None:
    plan = proposed(start("2027-03-07T02:30"), 90, NEW_YORK, NOW)
    new, notes = moved(plan, 7)
    assert words(new)["starts_at"] == "Sun 14 Mar 2027, 03:30 New York"
    assert notes == [
        (
            "The session: 02:30 does not exist in New York on Sun 14 Mar 2027, because clocks are put forward then; "
            "it becomes 03:30."
        )
    ]


def test_a_session_moved_by_days_takes_what_lies_ahead_along() -> None:
    plan = proposed(start("2027-03-18T12:00"), 90, NEW_YORK, NOW)
    now = start("2027-02-20T12:00")
    new, notes = followed(plan, start("2027-03-23T15:00"), now)
    assert notes == [
        "Drafts go to commenters: moved off a Saturday, to Fri 12 Mar 2027, 09:00 New York.",
        "Reminder to everybody: moved off a Sunday, to Fri 19 Mar 2027, 09:00 New York.",
    ]
    assert words(new) == words(plan) | {
        "draft_due_at": "Tue 9 Mar 2027, 17:00 New York",
        "drafts_until_at": "Wed 10 Mar 2027, 17:00 New York",
        # 13 March is a Saturday: the Friday before it.
        "circulate_at": "Fri 12 Mar 2027, 09:00 New York",
        # 21 March is a Sunday.
        "remind_at": "Fri 19 Mar 2027, 09:00 New York",
        "starts_at": "Tue 23 Mar 2027, 15:00 New York",
        "thank_at": "Wed 24 Mar 2027, 10:00 New York",
    }


def test_a_session_moved_close_has_its_dates_closer_together() -> None:
    plan = proposed(start("2027-03-18T12:00"), 90, NEW_YORK, NOW)
    new, _ = followed(plan, start("2027-01-14T12:00"), NOW)
    assert [words(new)[column] for column in ("deadline_at", "notify_at", "draft_due_at", "remind_at")] == [
        "Wed 23 Dec 2026, 17:00 New York",
        "Tue 29 Dec 2026, 17:00 New York",
        "Thu 7 Jan 2027, 17:00 New York",
        "Wed 13 Jan 2027, 09:00 New York",
    ]
    assert [fault for fault in order_faults(new) if fault.refused] == []


def test_two_weeks_earlier_only_what_would_lie_in_the_past_is_put_closer() -> None:
    plan = proposed(start("2027-04-01T12:00"), 90, NEW_YORK, NOW).having(
        {"opens_at": start("2026-12-01T09:00"), "circulate_at": None}
    )
    new, notes = followed(plan, start("2027-03-18T12:00"), NOW)
    whole, _ = moved(plan, -14)
    assert words(new) == words(whole) | {"opens_at": "Fri 27 Nov 2026, 09:00 New York"}
    assert notes == [
        (
            "The call opens: moved by as many days it would fall on Tue 17 Nov 2026, 09:00 New York; it cannot be "
            "earlier than tomorrow."
        )
    ]


def test_a_date_that_stays_today_is_not_said_to_be_tomorrow_s() -> None:
    plan = proposed(start("2027-04-01T12:00"), 90, NEW_YORK, NOW).having({"circulate_at": None})
    new, notes = followed(plan, NOW + timedelta(hours=3), NOW)
    assert {in_zone(at, NEW_YORK).date() for c, at in new.dates.items() if c != "thank_at"} == {NOW.date()}
    assert all(
        "; so it is today still, Sun 22 Nov 2026, " in note for note in notes if "as many days" in note
    )
    assert [note for note in notes if "tomorrow" in note] == []


@given(st.integers(75, 200), st.integers(-60, 60), st.integers(0, 20))
def test_no_date_moves_into_the_night(left: int, days: int, gone: int) -> None:
    starts_at = start("2027-03-18T12:00")
    plan = proposed(starts_at, 90, NEW_YORK, starts_at - timedelta(days=left))
    now = plan.opens_at + timedelta(days=gone)
    new, _ = followed(plan, starts_at + timedelta(days=max(days, 25 + gone - left)), now)
    told = {column: at for column, at in new.dates.items() if column not in {"opens_at", "starts_at"}}
    assert {c for c in told if new.local(c).hour not in range(7, 23)} == set()


@given(plans(), st.data())
def test_what_follows_keeps_its_order_and_leaves_the_past(plan: Plan, data: st.DataObject) -> None:
    span = int((plan.starts_at - plan.opens_at) / MINUTE)
    now = plan.opens_at + data.draw(st.integers(0, span - 1)) * MINUTE
    floor = max(at for at in [now, *plan.dates.values()] if at <= now)
    starts_at = max(floor, now) + data.draw(st.integers(60, 400 * 24 * 60)) * MINUTE
    new, _ = followed(plan, starts_at, now)
    assert new.starts_at == starts_at
    assert {c: at for c, at in new.dates.items() if plan.dates[c] <= now} == {
        c: at for c, at in plan.dates.items() if at <= now
    }
    at = list(new.dates.values())
    assert at == sorted(set(at))
    assert [c for c, at in new.dates.items() if plan.dates[c] > now and at <= now] == []
    assert [fault for fault in order_faults(new) if fault.refused] == []


@given(plans(), st.integers(0, 52))
def test_a_session_moved_by_weeks_keeps_weekdays_and_clock_times(plan: Plan, weeks: int) -> None:
    local = plan.local("starts_at").replace(tzinfo=None, fold=0) + timedelta(weeks=weeks)
    assume(not skipped(local, plan.zone))
    whole, notes = moved(plan, 7 * weeks)
    assume(not notes and list(whole.dates.values()) == sorted(set(whole.dates.values())))
    new, _ = followed(plan, whole.starts_at, plan.opens_at - MINUTE)
    assert new == whole


@given(ZONES, st.data())
@example(zone=NEW_YORK, data=None)
def test_next_year_has_the_same_week_weekday_and_clock_time(zone: str, data: st.DataObject | None) -> None:
    at = data.draw(moments(zone)) if data else start("2026-12-31T12:00")
    new = next_year(at, zone)
    old_local, local = (in_zone(each, zone).replace(tzinfo=None, fold=0) for each in (at, new))
    days = days_between(at, zone, new, zone)
    old_week, week = old_local.isocalendar(), local.isocalendar()
    assert days in {364, 371}
    if not skipped(old_local + timedelta(days=days), zone):
        assert local - old_local == timedelta(days=days)
    assert week.week == old_week.week or (old_week.week, week.week) == (53, 52)
    assert (week.year, week.weekday) == (old_week.year + 1, old_week.weekday)


def test_next_year_again_and_again_stays_in_its_season() -> None:
    at, days = start("2027-03-18T12:00"), set[date]()
    for _ in range(30):
        at = next_year(at, NEW_YORK)
        days.add(in_zone(at, NEW_YORK).date().replace(year=2000))
    assert (min(days), max(days)) == (date(2000, 3, 11), date(2000, 3, 18))


@pytest.mark.parametrize("minutes", [0, 1, 30, 200])
def test_even_with_minutes_left_the_order_holds(minutes: int) -> None:
    plan = proposed(NOW + (minutes + 1) * MINUTE, 60, NEW_YORK, NOW)
    assert list(plan.dates.values()) == sorted(set(plan.dates.values()))
