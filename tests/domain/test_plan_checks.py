"""What is impossible or unwise about a session's dates is said in words that name both dates."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.test_plans import ZONES, changes, plans, start
from wip.domain.plan_checks import calendar_notes, order_faults
from wip.domain.plan_moves import moved
from wip.domain.plans import STEPS, Further, Plan, is_weekend, proposed
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
            "The deadline (Thu 7 Jan 2027, 17:00 New York) does not lie after the call's opening (Thu 7 Jan 2027, 17:00 New York).",
        ),
        (
            {"notify_at": start("2026-02-10T17:00"), "review_due_at": None},
            "notify",
            "The decision date (Tue 10 Feb 2026, 17:00 New York) does not lie after the deadline (Thu 7 Jan 2027, 17:00 New York).",
        ),
        (
            {"deadline_at": start("2027-01-20T23:59", AOE), "deadline_zone": AOE, "review_due_at": None}
            | {"notify_at": start("2027-01-21T06:00")},
            "notify",
            (
                "The decision date (Thu 21 Jan 2027, 06:00 New York) does not lie after the deadline "
                "(Wed 20 Jan 2027, 23:59 Anywhere on Earth)."
            ),
        ),
        (
            {"review_due_at": start("2027-01-07T16:00")},
            "review_due",
            "Reviews would be due (Thu 7 Jan 2027, 16:00 New York) before the deadline for papers (Thu 7 Jan 2027, 17:00 New York).",
        ),
        (
            {"review_due_at": start("2027-01-22T17:00")},
            "review_due",
            (
                "Reviews would be due (Fri 22 Jan 2027, 17:00 New York) only after authors have learned the decision "
                "(Thu 21 Jan 2027, 17:00 New York)."
            ),
        ),
        (
            {"draft_due_at": SOUND.starts_at, "circulate_at": None, "drafts_until_at": None},
            "draft_due",
            (
                "Drafts would be due (Thu 25 Feb 2027, 12:00 New York) only after the session (Thu 25 Feb 2027, 12:00 New York): "
                "nobody could read them."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-10T17:00")},
            "drafts_until",
            (
                "Drafts could be replaced only until Wed 10 Feb 2027, 17:00 New York, before they are due "
                "(Thu 11 Feb 2027, 17:00 New York)."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-25T12:01")},
            "drafts_until",
            (
                "Drafts could be replaced until Thu 25 Feb 2027, 12:01 New York, after the session has begun "
                "(Thu 25 Feb 2027, 12:00 New York)."
            ),
        ),
        (
            {"circulate_at": start("2027-02-11T09:00"), "drafts_until_at": None},
            "circulate",
            (
                "Drafts would go to commenters (Thu 11 Feb 2027, 09:00 New York) before they are due "
                "(Thu 11 Feb 2027, 17:00 New York)."
            ),
        ),
        (
            {"circulate_at": start("2027-01-21T09:00"), "draft_due_at": None, "drafts_until_at": None},
            "circulate",
            (
                "Drafts would go to commenters (Thu 21 Jan 2027, 09:00 New York) before papers are chosen "
                "(Thu 21 Jan 2027, 17:00 New York)."
            ),
        ),
        (
            {"remind_at": start("2027-01-20T09:00")},
            "remind",
            (
                "The reminder would go out (Wed 20 Jan 2027, 09:00 New York) before authors learn the decision "
                "(Thu 21 Jan 2027, 17:00 New York)."
            ),
        ),
        (
            {"remind_at": SOUND.starts_at},
            "remind",
            (
                "The reminder would go out (Thu 25 Feb 2027, 12:00 New York) only after the session has begun "
                "(Thu 25 Feb 2027, 12:00 New York)."
            ),
        ),
        (
            {"thank_at": start("2027-02-25T13:00")},
            "thank",
            (
                "The thanks would go out (Thu 25 Feb 2027, 13:00 New York) before the session is over (it begins "
                "Thu 25 Feb 2027, 12:00 New York and takes 90 minutes)."
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
                "Only 1 week and 2 days lie between the deadline (Thu 7 Jan 2027, 17:00 New York) and the end of the reviews "
                "(Sat 16 Jan 2027, 17:00 New York); reviewers need 10 days or more."
            ),
        ),
        (
            {"review_due_at": SOUND.notify_at},
            "review_due",
            (
                "Reviews are due at the moment at which authors are to learn the decision (Thu 21 Jan 2027, 17:00 New York): "
                "there is no time left to choose."
            ),
        ),
        (
            {"draft_due_at": start("2027-01-20T17:00")},
            "draft_due",
            (
                "Drafts are due (Wed 20 Jan 2027, 17:00 New York) before authors learn the decision "
                "(Thu 21 Jan 2027, 17:00 New York)."
            ),
        ),
        (
            {"draft_due_at": start("2027-01-22T17:00")},
            "draft_due",
            (
                "Authors learn the decision (Thu 21 Jan 2027, 17:00 New York) only 1 day before their drafts are due "
                "(Fri 22 Jan 2027, 17:00 New York)."
            ),
        ),
        (
            {"circulate_at": start("2027-02-19T09:00")},
            "circulate",
            (
                "Drafts go to commenters (Fri 19 Feb 2027, 09:00 New York) only 6 days before the session; they need 7 days "
                "or more to read."
            ),
        ),
        (
            {"drafts_until_at": start("2027-02-15T17:00")},
            "drafts_until",
            (
                "Drafts can still be replaced (Mon 15 Feb 2027, 17:00 New York) after they have gone to commenters "
                "(Mon 15 Feb 2027, 09:00 New York): some will have read an older version."
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
    """Where two zones lie apart for less than a season as they do at that moment, and only then."""
    turns = [*changes(zone), *changes(other)] or [datetime(2027, 3, 14, tzinfo=UTC)]
    starts_at = data.draw(st.sampled_from(turns)) + timedelta(days=data.draw(st.integers(-40, 40)), hours=12)
    plan = proposed(starts_at, 90, zone, starts_at - timedelta(days=100))
    notes = [note.sentence for note in calendar_notes(plan, [other]) if " apart" in note.sentence]

    def apart(days: int) -> timedelta:
        here, there = (in_zone(starts_at + timedelta(days=days), each).utcoffset() for each in (zone, other))
        assert here is not None
        assert there is not None
        return there - here

    same = [next((n for n in range(1, 120) if apart(way * n) != apart(0)), 120) for way in (-1, 1)]
    assume(abs(sum(same) - 91) > 2)  # counted in whole days
    assert len(notes) == (sum(same) < 91)
    if notes:
        assert " until " in notes[0]


def test_what_lies_between_two_dates_is_said() -> None:
    march = Further("March", start("2027-03-25T12:00"), start("2027-03-25T13:30"))
    early = Further("Early", start("2027-02-12T12:00"), start("2027-02-12T13:30"))
    assert [(f.field, f.sentence, f.refused) for f in order_faults(SOUND.having({"further": (march,)}))] == [
        (
            "thank",
            (
                "The thanks would go out (Fri 26 Feb 2027, 10:00 New York) before the last date, March "
                "(Thu 25 Mar 2027, 12:00 New York), is over."
            ),
            False,
        )
    ]
    both = SOUND.having({"further": (early, march), "thank_at": None})
    assert [fault.sentence for fault in order_faults(both)] == [
        (
            "Drafts go to commenters (Mon 15 Feb 2027, 09:00 New York) only after the first date, Early "
            "(Fri 12 Feb 2027, 12:00 New York), has begun."
        ),
        (
            "Reminder to everybody (Tue 23 Feb 2027, 09:00 New York) only after the first date, Early "
            "(Fri 12 Feb 2027, 12:00 New York), has begun."
        ),
    ]
