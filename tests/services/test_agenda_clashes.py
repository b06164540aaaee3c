"""Clashes of a working agenda with every other session of the installation, and what a leader may know of them."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, on_session, publish, put_all_in
from tests.conftest import NOW
from tests.rooms_world import add_room, move_to
from tests.world import AUTHOR, CHAIR, COMMENTER, DEADLINE, NEW_YORK, OTHER_CHAIR, START, World
from wip.domain.agenda_wishes import WishKind
from wip.domain.calls import CallMove
from wip.domain.commissions import CommissionState
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import (
    AgendaSlot,
    AgendaWish,
    CalendarEntry,
    Commenter,
    CommenterHours,
    Commission,
    Conflict,
    Paper,
    Section,
    SessionChair,
    WipSession,
)
from wip.services import calls, sessions
from wip.services.agenda_clashes import clashes_of
from wip.services.agenda_drafts import draft_of
from wip.services.calls import CallFacts
from wip.services.people import person_at
from wip.services.sessions import SessionFacts

OPENED = NOW - timedelta(days=40)
SECRET = "The Secret Working Title"


@pytest.fixture
def ready(world: World) -> World:
    confirmed_papers(world)
    put_all_in(world)
    return world


def said(world: World) -> list[str]:
    def read(session: Session, row: WipSession, by: Actor) -> list[str]:
        found = clashes_of(session, row, draft_of(session, row, by.person_id), by.person_id)
        return [one.sentence for one in found]

    return on_session(world, read)


def elsewhere(world: World, section: str, title: str = SECRET, email: str = AUTHOR) -> str:
    """Another session at the same time, with one paper on its working agenda; returns its slug."""
    mine = world.slug

    def plan(session: Session) -> str:
        row = session.scalars(sa.select(Section).where(Section.name.contains(section))).one()
        by = world.actor(session, OTHER_CHAIR if section == "Evidence" else CHAIR)
        facts = SessionFacts("The Other Session", START, NEW_YORK, 90, "About it.")
        found = sessions.plan(session, row, facts, by=by, now=OPENED)
        call = world.call(session, found.slug)
        dates = CallFacts(
            OPENED, DEADLINE, NEW_YORK, DEADLINE + timedelta(days=14), START - timedelta(days=13)
        )
        calls.change(session, call, dates, seen=call.version, by=by, now=OPENED)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=OPENED)
        return found.slug

    def place(session: Session) -> None:
        paper = world.row(session, 1)
        paper.state = PaperState.CONFIRMED
        session.add(AgendaSlot(wip_session_id=paper.wip_session_id, paper_id=paper.id, position=1))

    world.slug = world.do(plan)
    world.paper(title, email)
    world.do(place)
    other, world.slug = world.slug, mine
    return other


def test_another_section_s_working_agenda_says_only_that_somebody_is_engaged(ready: World) -> None:
    elsewhere(ready, "Evidence")
    assert said(ready) == [
        ("Mbali Abara presents “Quotas Without Numbers” at 12:00, and is engaged in another session then.")
    ]


def test_one_s_own_section_s_working_agenda_is_named_without_the_paper(ready: World) -> None:
    elsewhere(ready, "Criminal")
    assert said(ready) == [
        (
            "Mbali Abara presents “Quotas Without Numbers” at 12:00, and is engaged in “The Other Session”, "
            "which is not published, from 12:00 to 12:30."
        )
    ]


def test_what_is_published_elsewhere_is_named_once(ready: World) -> None:
    other = elsewhere(ready, "Evidence", "An Open Title")
    mine, ready.slug = ready.slug, other
    publish(ready, NOW)
    ready.slug = mine
    assert said(ready) == [
        (
            "Mbali Abara presents “Quotas Without Numbers” at 12:00, and presents “An Open Title” in "
            "“The Other Session” from 12:00 to 12:30."
        )
    ]


def test_a_paper_that_is_closed_to_the_leader_is_told_as_another_section_s_are(ready: World) -> None:
    """By a name with hours one would find the number of the paper at those hours on the other agenda."""
    other = elsewhere(ready, "Criminal")
    mine, ready.slug = ready.slug, other

    def close(session: Session) -> None:
        session.add(
            Conflict(
                paper_id=ready.row(session, 1).id,
                person_id=ready.actor(session, CHAIR).person_id,
                kind=ConflictKind.LEADER,
                state=ConflictState.CONFIRMED,
                reason="Siblings.",
                found_at=NOW,
                decided_at=NOW,
            )
        )

    ready.do(close)
    ready.slug = mine
    assert said(ready) == [
        "Mbali Abara presents “Quotas Without Numbers” at 12:00, and is engaged in another session then."
    ]


def test_what_is_not_published_of_a_published_agenda_is_not_told_either(ready: World) -> None:
    """A namesake comments there by what is published; the person themself has agreed since."""
    other = elsewhere(ready, "Evidence", "An Open Title", "x.author@plains.example.edu")
    mine, ready.slug = ready.slug, other
    publish(ready, NOW)

    def agree(session: Session) -> None:
        person, paper = person_at(session, AUTHOR, NOW), ready.row(session, 1)
        namesake = person_at(session, "the.other@plains.example.edu", NOW, name=person.name)
        [entry] = session.scalars(sa.select(CalendarEntry).where(CalendarEntry.paper_id == paper.id))
        facts = {"commenters": [person.name], "commented_by": [namesake.id]}
        entry.facts = {**entry.facts, **facts}
        offer = Commenter(
            wip_session_id=paper.wip_session_id, person_id=person.id, papers_max=1, offered_at=NOW
        )
        session.add(offer)
        session.flush()
        told: dict[str, Any] = {"state": CommissionState.ACCEPTED, "offered_at": NOW, "answered_at": NOW}
        session.add(Commission(paper_id=paper.id, commenter_id=offer.id, **told))

    ready.do(agree)
    ready.slug = mine
    begin = "Mbali Abara presents “Quotas Without Numbers” at 12:00, and"
    assert said(ready) == [f"{begin} is engaged in another session then."]
    ready.slug = other
    ready.do(touch_title)
    publish(ready, NOW)
    ready.slug = mine
    assert said(ready) == [
        f"{begin} comments on “Another Open Title” in “The Other Session” from 12:00 to 12:30."
    ]


def touch_title(session: Session) -> None:
    """There is something to publish."""
    paper = session.scalars(sa.select(Paper).where(Paper.title == "An Open Title")).one()
    paper.title = "Another Open Title"


def test_whoever_chairs_or_comments_elsewhere_is_engaged_too(ready: World) -> None:
    other = elsewhere(ready, "Evidence", email="x.author@plains.example.edu")
    comment(ready, 2)

    def take_part(session: Session) -> None:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == other)).one()
        person = person_at(session, COMMENTER, NOW)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))

    ready.do(take_part)
    assert said(ready) == [
        ("Piper Nakagawa comments on “Mercy as Procedure” at 12:30, and is engaged in another session then.")
    ]


def test_hours_that_were_told_count_for_this_session(ready: World) -> None:
    comment(ready, 3)

    def tell(session: Session, row: WipSession, _by: Actor) -> None:
        author, reader = person_at(session, AUTHOR, NOW), person_at(session, COMMENTER, NOW)
        author.zone = "Australia/Sydney"
        session.add(
            AgendaWish(
                wip_session_id=row.id,
                kind=WishKind.CANNOT,
                person_id=author.id,
                begins_at=START,
                ends_at=START + timedelta(minutes=10),
                told_at=NOW,
            )
        )
        offer = session.scalars(sa.select(Commenter).where(Commenter.person_id == reader.id)).one()
        session.add(
            CommenterHours(commenter_id=offer.id, from_at=START, until_at=START + timedelta(minutes=75))
        )

    on_session(ready, tell)
    assert said(ready) == [
        "Mbali Abara presents “Quotas Without Numbers” at 12:00, but cannot from 12:00 to 12:10.",
        "Piper Nakagawa comments on “The Plea, Unbargained” at 13:00, but cannot from 13:15 to 13:30.",
        "Mbali Abara would present “Quotas Without Numbers” at 03:00 in Sydney on Friday.",
    ]


def test_a_chair_of_one_room_cannot_present_in_the_other(ready: World) -> None:
    room = add_room(ready)
    move_to(ready, room, 1)

    def chair(session: Session, row: WipSession, _by: Actor) -> None:
        author = person_at(session, AUTHOR, NOW)
        session.add(SessionChair(wip_session_id=row.id, person_id=author.id))

    on_session(ready, chair)
    assert said(ready) == [
        "Mbali Abara presents “Quotas Without Numbers” in Room B and chairs Room A at the same time (12:00)."
    ]


def test_a_chair_of_an_empty_room_is_engaged_in_nothing(ready: World) -> None:
    room = add_room(ready)

    def chair(session: Session, row: WipSession, _by: Actor) -> None:
        author = person_at(session, AUTHOR, NOW)
        session.add(SessionChair(wip_session_id=row.id, person_id=author.id, sitting_id=room))

    on_session(ready, chair)
    assert said(ready) == []


def test_nor_is_one_of_an_empty_room_in_another_session(ready: World) -> None:
    other = elsewhere(ready, "Criminal", email="x.author@plains.example.edu")

    def chair(session: Session, *, empty: bool) -> None:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == other)).one()
        if empty:
            session.execute(sa.delete(AgendaSlot).where(AgendaSlot.wip_session_id == row.id))
        else:
            session.add(SessionChair(wip_session_id=row.id, person_id=person_at(session, AUTHOR, NOW).id))

    ready.do(lambda session: chair(session, empty=False))
    assert len(said(ready)) == 1
    ready.do(lambda session: chair(session, empty=True))
    assert said(ready) == []


def test_more_sessions_cost_no_more_statements(ready: World, statements: Any) -> None:
    counts = []
    for _ in range(2):
        elsewhere(ready, "Evidence")
        with statements() as run:
            assert said(ready)
        counts.append(len(run))
    assert counts[0] == counts[1]
