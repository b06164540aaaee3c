"""Each date of the plan is in the calendars of those whom it concerns, and says what to do then."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.zones import instant
from wip.services import calendars, calls, reviewers, withdrawals

DATES = {
    "review_due_at": "2027-02-09T17:00",
    "circulate_at": "2027-03-08T09:00",
    "remind_at": "2027-03-16T09:00",
    "thank_at": "2027-03-19T10:00",
}
TITLE = "Spring Works-in-Progress Session"
ZOOM = "https://meet.example.org/j/1"


@pytest.fixture
def dated(world: World) -> World:
    """The world with every date set."""

    def act(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        found = {name: instant(datetime.fromisoformat(at), "America/New_York") for name, at in DATES.items()}
        facts = replace(calls.facts_of(call), **found)  # type: ignore[arg-type]  # the columns' own types
        calls.change(session, call, facts, seen=call.version, by=by, now=NOW)
        row = reviewers.invite_reviewer(session, call, name="R", email=REVIEWER, by=by, now=NOW)
        reviewers.answer_reviewership(session, row, accept=True, by=world.actor(session, REVIEWER), now=NOW)
        call.wip_session.join_link = ZOOM

    world.do(act)
    return world


def calendar(world: World, email: str) -> str:
    settings = world.app.extensions["wip_settings"]
    body = world.do(lambda session: calendars.person_file(session, email, settings, NOW))
    return body.decode().replace("\r\n ", "")


def values(text: str, name: str) -> list[str]:
    return [line.partition(":")[2] for line in text.splitlines() if line.startswith(f"{name}:")]


def test_a_leader_has_every_date_and_what_to_do(dated: World) -> None:
    text = calendar(dated, CHAIR)
    whole = list(zip(values(text, "DTSTART"), values(text, "SUMMARY"), strict=True))
    assert whole == [
        ("20261211T150000Z", f"Call opens: {TITLE}"),
        ("20270129T214500Z", f"Papers are due: {TITLE}"),
        ("20270209T214500Z", f"Reviews are due: {TITLE}"),
        ("20270212T214500Z", f"Decisions are due: {TITLE}"),
        ("20270305T154500Z", f"Drafts are due: {TITLE}"),
        ("20270308T140000Z", f"Drafts go to commenters: {TITLE}"),
        ("20270316T130000Z", f"Remind everybody: {TITLE}"),
        ("20270318T160000Z", TITLE),
        ("20270319T140000Z", f"Thank everybody: {TITLE}"),
    ]
    assert "See which papers still lack one\\, and write to their reviewers." in text


def test_a_reviewer_has_the_day_of_the_reviews_and_no_join_link(dated: World) -> None:
    text = calendar(dated, REVIEWER)
    assert values(text, "SUMMARY") == [f"Your reviews are due: {TITLE}"]
    assert ZOOM not in text


def test_whoever_declined_to_review_has_it_not(dated: World) -> None:
    def decline(session: Session) -> None:
        call, by = dated.call(session), dated.actor(session, CHAIR)
        row = reviewers.invite_reviewer(session, call, name="R", email="x@law.example.edu", by=by, now=NOW)
        reviewers.answer_reviewership(
            session, row, accept=False, by=dated.actor(session, "x@law.example.edu"), now=NOW
        )

    dated.do(decline)
    assert values(calendar(dated, "x@law.example.edu"), "SUMMARY") == [
        "Your Works-in-Progress calendar works"
    ]


def test_a_date_taken_out_of_a_published_call_shows_as_cancelled(dated: World) -> None:
    def take_out(session: Session) -> None:
        call, by = dated.call(session), dated.actor(session, CHAIR)
        facts = replace(calls.facts_of(call), remind_at=None)
        calls.change(session, call, facts, seen=call.version, by=by, now=NOW)

    dated.do(take_out)
    assert f"CANCELLED: Remind everybody: {TITLE}" in values(calendar(dated, CHAIR), "SUMMARY")


def test_an_author_of_a_paper_under_review_has_no_date_yet(dated: World) -> None:
    dated.paper()
    nothing = ["Your Works-in-Progress calendar works"]
    assert values(calendar(dated, AUTHOR), "SUMMARY") == nothing

    def withdraw(session: Session) -> None:
        by = dated.actor(session, AUTHOR)
        withdrawals.withdraw(session, dated.row(session, 1), dated.call(session), by=by, now=NOW)

    dated.do(withdraw)
    assert values(calendar(dated, AUTHOR), "SUMMARY") == nothing
