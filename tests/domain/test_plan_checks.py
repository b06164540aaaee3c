"""What is impossible or unwise about a session's dates is said in words that name both dates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_plans import ZONES, changes, plans, start
from wip.domain.plan_checks import calendar_notes, order_faults
from wip.domain.plans import STEPS, Plan, is_weekend, moved, proposed
from wip.domain.zones import AOE, in_zone

NEW_YORK = "America/New_York"
NOW = datetime(2026, 11, 22, 15, 7, tzinfo=UTC)
SOUND = proposed(start("2027-02-25T12:00"), 90, NEW_YORK, NOW)
"""Deadline 7 January, reviews 19 January, decision 21 January, drafts 11 February, to commenters 15 February."""


def test_a_sound_plan_has_no_fault_and_no_note() -> None:
    assert order_faults(SOUND) + calendar_notes(SOUND) == []


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {"opens_at": SOUND.deadline_at},
            "deadline",
            "The deadline (7 January 2027, 17:00) does not lie after the call's opening (7 January 2027, 17:00).",
        ),
        (
            {"notify_at": start("2026-02-10T17:00"), "review_due_at": None},
            "notify",
            "The decision date (10 February 2026, 17:00) does not lie after the deadline (7 January 2027, 17:00).",
        ),
        (
            {"deadline_at": start("2027-01-20T23:59", AOE), "deadline_zone": AOE, "review_due_at": None}
            | {"notify_at": start("2027-01-21T06:00")},
            "notify",
            (
                "The decision date (21 January 2027, 06:00) does not lie after the deadline "
                "(20 January 2027, 23:59 Anywhere on Earth)."
            ),
        ),
        (
            {"review_due_at": start("2027-01-07T16:00")},
            "review_due",
            "Reviews would be due (7 January 2027, 16:00) before the deadline for papers (7 January 2027, 17:00).",
        ),
        (
            {"review_due_at": start("2027-01-22T17:00")},
            "review_due",
            (
                "Reviews would be due (22 January 2027, 17:00) only after authors have learned the decision "
                "(21 January 2027, 17:00)."
            ),
        ),
        (
            {"draft_due_at": SOUND.starts_at, "circulate_at": None, "drafts_until_at": None},
            "draft_due",
            (
                "Drafts would be due (25 February 2027, 12:00) only after the session (25 February 2027, 12:00): "
                "nobody could read them."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-10T17:00")},
            "drafts_until",
            (
                "Drafts could be replaced only until 10 February 2027, 17:00, before they are due "
                "(11 February 2027, 17:00)."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-25T12:01")},
            "drafts_until",
            (
                "Drafts could be replaced until 25 February 2027, 12:01, after the session has begun "
                "(25 February 2027, 12:00)."
            ),
        ),
        (
            {"circulate_at": start("2027-02-11T09:00"), "drafts_until_at": None},
            "circulate",
            (
                "Drafts would go to commenters (11 February 2027, 09:00) before they are due "
                "(11 February 2027, 17:00)."
            ),
        ),
        (
            {"circulate_at": start("2027-01-21T09:00"), "draft_due_at": None, "drafts_until_at": None},
            "circulate",
            (
                "Drafts would go to commenters (21 January 2027, 09:00) before papers are chosen "
                "(21 January 2027, 17:00)."
            ),
        ),
        (
            {"remind_at": start("2027-01-20T09:00")},
            "remind",
            (
                "The reminder would go out (20 January 2027, 09:00) before authors learn the decision "
                "(21 January 2027, 17:00)."
            ),
        ),
        (
            {"remind_at": SOUND.starts_at},
            "remind",
            (
                "The reminder would go out (25 February 2027, 12:00) only after the session has begun "
                "(25 February 2027, 12:00)."
            ),
        ),
        (
            {"thank_at": start("2027-02-25T13:00")},
            "thank",
            (
                "The thanks would go out (25 February 2027, 13:00) before the session is over (it begins "
                "25 February 2027, 12:00 and takes 90 minutes)."
            ),
        ),
    ],
)
def test_an_impossible_order_is_refused_and_names_both_dates(
    change: dict[str, Any], field: str, sentence: str
) -> None:
    (fault,) = [each for each in order_faults(SOUND.having(change)) if each.refused]
    assert (fault.field, fault.sentence) == (field, f"{sentence} Move one of them.")


def test_a_decision_months_before_its_deadline_is_refused_only_where_it_is_wrong() -> None:
    """One real call had its decision date eleven months before its deadline."""
    plan = SOUND.having({"notify_at": start("2026-02-10T17:00")})
    assert [(fault.field, fault.refused) for fault in order_faults(plan)] == [
        ("notify", True),
        ("review_due", True),
    ]


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        (
            {
                "deadline_at": start("2027-01-15T17:00"),
                "review_due_at": None,
                "notify_at": start("2027-01-26T17:00"),
            },
            "deadline",
            (
                "Only 5 weeks and 6 days lie between the deadline and the session; under 6 weeks, reviewers and "
                "commenters have little time to read."
            ),
        ),
        (
            {"opens_at": start("2026-12-18T17:00")},
            "opens",
            "The call is open for only 2 weeks and 6 days; under 3 weeks, many who would submit hear of it too late.",
        ),
        (
            {"review_due_at": start("2027-01-16T17:00")},
            "review_due",
            (
                "Only 1 week and 2 days lie between the deadline (7 January 2027, 17:00) and the end of the reviews "
                "(16 January 2027, 17:00); reviewers need 10 days or more."
            ),
        ),
        (
            {"review_due_at": SOUND.notify_at},
            "review_due",
            (
                "Reviews are due at the moment at which authors are to learn the decision (21 January 2027, 17:00): "
                "there is no time left to choose."
            ),
        ),
        (
            {"draft_due_at": start("2027-01-20T17:00")},
            "draft_due",
            (
                "Drafts are due (20 January 2027, 17:00) before authors learn the decision "
                "(21 January 2027, 17:00)."
            ),
        ),
        (
            {"draft_due_at": start("2027-01-22T17:00")},
            "draft_due",
            (
                "Authors learn the decision (21 January 2027, 17:00) only 1 day before their drafts are due "
                "(22 January 2027, 17:00)."
            ),
        ),
        (
            {"circulate_at": start("2027-02-19T09:00")},
            "circulate",
            (
                "Drafts go to commenters (19 February 2027, 09:00) only 6 days before the session; they need 7 days "
                "or more to read."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-15T17:00")},
            "drafts_until",
            (
                "Drafts can still be replaced (15 February 2027, 17:00) after they have gone to commenters "
                "(15 February 2027, 09:00): some will have read an older version."
            ),
        ),
    ],
)
def test_what_is_unwise_warns(change: dict[str, Any], field: str, sentence: str) -> None:
    (fault,) = order_faults(SOUND.having(change))
    assert (fault.field, fault.sentence, fault.refused) == (field, sentence, False)


def test_weekends_and_clocks_that_differ_are_pointed_out() -> None:
    plan = proposed(start("2027-03-20T12:00"), 90, NEW_YORK, NOW)
    assert [
        (note.field, note.sentence) for note in calendar_notes(plan, ["Europe/London", "America/Phoenix"])
    ] == [
        ("starts", "The session: 20 March 2027 is a Saturday."),
        (
            "starts",
            (
                "On Sat 20 Mar 2027 the clocks of New York and London are 4 hours apart, not 5 hours as usual, "
                "until Sun 28 Mar 2027: they change on different days."
            ),
        ),
    ]


def test_clocks_that_change_on_the_deadline_s_day_are_pointed_out() -> None:
    plan = SOUND.having({"deadline_at": start("2027-11-07T01:30"), "starts_at": start("2027-12-16T12:00")})
    assert [note.sentence for note in calendar_notes(plan) if note.field == "deadline"] == [
        "Deadline for papers: 7 November 2027 is a Sunday.",
        (
            "Deadline for papers: 01:30 happens twice in New York on Sun 7 Nov 2027, because clocks are put back "
            "then. The first is meant, 05:30 UTC."
        ),
        "Clocks in New York are put back by 1 hour on Sun 7 Nov 2027. That is the day of the deadline.",
    ]


@given(plans(), st.integers(0, len(STEPS) - 1), st.integers(0, len(STEPS) - 1))
def test_two_dates_exchanged_are_refused_in_words_that_name_them(plan: Plan, one: int, two: int) -> None:
    """Whatever two dates are swapped, save those that may come in either order, somebody is told."""
    first, second = sorted((one, two))
    a, b = STEPS[first].column, STEPS[second].column
    swapped = plan.having({a: plan.dates[b], b: plan.dates[a]})
    refused = [fault for fault in order_faults(swapped) if fault.refused]
    either = {
        ("drafts_until_at", "circulate_at"),
        ("notify_at", "draft_due_at"),
        ("review_due_at", "draft_due_at"),
    }
    either |= {("circulate_at", "remind_at"), ("drafts_until_at", "remind_at"), ("draft_due_at", "remind_at")}
    if first != second and (a, b) not in either:
        assert refused
    for fault in refused:
        assert fault.sentence.endswith("Move one of them.")
        assert fault.sentence.count(":") >= 2  # both clock times


@given(plans(), st.integers(-600, 600))
def test_every_date_on_a_weekend_is_named_once(plan: Plan, days: int) -> None:
    new, _ = moved(plan, days)
    weekend = [step.field for step in STEPS[1:] if is_weekend(new.local(step.column).date())]
    assert [
        n.field for n in calendar_notes(new, []) if n.sentence.endswith(("Saturday.", "Sunday."))
    ] == weekend


@given(ZONES, ZONES, st.data())
def test_a_session_between_two_changes_of_clocks_says_so_and_until_when(
    zone: str, other: str, data: st.DataObject
) -> None:
    """In the days after one zone has changed its clocks and before the other has, and only then."""
    turns = [*changes(zone), *changes(other)] or [datetime(2027, 3, 14, tzinfo=UTC)]
    starts_at = data.draw(st.sampled_from(turns)) + timedelta(days=data.draw(st.integers(-40, 40)), hours=12)
    plan = proposed(starts_at, 90, zone, starts_at - timedelta(days=100))
    notes = [note.sentence for note in calendar_notes(plan, [other]) if " apart, " in note.sentence]

    def apart(days: int) -> timedelta:
        day = in_zone(starts_at, zone).date()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=days)
        here, there = (in_zone(noon, each).utcoffset() for each in (zone, other))
        assert here is not None
        assert there is not None
        return there - here

    assert len(notes) == (apart(0) not in {apart(-30), apart(30)})
    if notes:
        assert " until " in notes[0]
