"""The pool of people who could be invited to comment: what they did, and who must not be in it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.inviting import commented, last_year, listed, on
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, OTHER_CHAIR, World
from wip.domain.calls import Blindness
from wip.domain.commissions import CommissionState
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.papers import PaperState
from wip.domain.publications import AgendaState
from wip.models import (
    Author,
    Call,
    Conflict,
    Paper,
    Person,
    Section,
    WipSession,
)
from wip.queries.commenter_pool import PoolQuery, PoolRole, may_invite, pool
from wip.services import attendance
from wip.services.people import person_at


def test_the_pool_says_what_everybody_did(world: World) -> None:
    slug = last_year(world)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED, turned_up=True)
    commented(world, slug, "missing@a.example.edu", CommissionState.ACCEPTED, turned_up=False)
    commented(world, slug, "kind@a.example.edu", CommissionState.DECLINED)
    commented(world, slug, "silent@a.example.edu", CommissionState.LAPSED)

    def attend(session: Session) -> None:
        call = world.call(session, slug)
        before = call.wip_session.starts_at - timedelta(days=1)
        attendance.attend(session, call, name="Lis", email="lis@a.example.edu", now=before)

    world.do(attend)
    assert listed(world) == {
        "came@a.example.edu": ["commented on 1 paper"],
        "missing@a.example.edu": ["accepted 1 paper, did not turn up"],
        "kind@a.example.edu": ["declined 1 paper kindly"],
        "lis@a.example.edu": ["attended"],
        "olga@old.example.edu": ["presented"],
        "silent@a.example.edu": ["did not answer about 1 paper"],
    }
    assert set(listed(world, role=PoolRole.ATTENDEE)) == {"lis@a.example.edu"}
    assert set(listed(world, words="olga paper")) == {"olga@old.example.edu"}
    assert set(listed(world, words="bail", role=PoolRole.COMMENTER)) == {
        "came@a.example.edu",
        "missing@a.example.edu",
        "kind@a.example.edu",
        "silent@a.example.edu",
    }
    assert set(listed(world, topic="Old Paper")) == {"olga@old.example.edu"}


def test_the_pool_holds_nobody_of_sessions_that_the_leader_does_not_lead(world: World) -> None:
    slug = last_year(world, OTHER_CHAIR, "evidence")
    commented(world, slug, "secret@a.example.edu", CommissionState.ACCEPTED)
    assert set(listed(world)) == set()

    def share(session: Session) -> int:
        """Naming another section as a partner opens none of its earlier sessions."""
        from wip.models import SessionSection

        other = session.scalars(sa.select(Section).where(Section.slug == "evidence")).one()
        row = world.call(session).wip_session
        session.add(SessionSection(wip_session_id=row.id, section_id=other.id))
        return session.scalars(sa.select(Person.id).where(Person.email == "secret@a.example.edu")).one()

    secret = world.do(share)
    assert "secret@a.example.edu" not in listed(world)

    def ask(session: Session, call: Call, email: str) -> bool:
        me = world.actor(session, email).person_id or 0
        return may_invite(session, call.wip_session, [secret], reader=me)

    assert on(world, lambda s, call: ask(s, call, CHAIR)) is False
    assert on(world, lambda s, call: ask(s, call, OTHER_CHAIR)) is True


def test_authors_of_a_line_up_that_is_not_published_are_not_in_the_pool(world: World) -> None:
    slug = last_year(world, months=1)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED)

    def hide(session: Session) -> None:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == slug)).one()
        row.agenda_state = AgendaState.WORKING

    world.do(hide)
    assert set(listed(world)) == {"came@a.example.edu"}


def test_who_was_told_that_there_is_no_place_is_in_the_pool_unless_names_or_the_paper_are_hidden(
    world: World,
) -> None:
    slug, author = last_year(world), "told@a.example.edu"

    def submit(session: Session) -> int:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == slug)).one()
        person = person_at(session, author, world.now, name="Tola Diaz")
        number = session.scalar(sa.select(sa.func.max(Paper.number)).where(Paper.wip_session_id == row.id))
        paper = Paper(
            wip_session_id=row.id,
            number=(number or 0) + 1,
            submitter_id=person.id,
            title="Not Yet",
            state=PaperState.SUBMITTED,
            submitted_at=world.now,
            authors=[Author(position=0, name="Tola Diaz", person_id=person.id)],
        )
        session.add(paper)
        session.flush()
        return paper.id

    def change(state: PaperState = PaperState.DECLINED, blind: Blindness = Blindness.OPEN) -> None:
        def act(session: Session) -> None:
            paper = session.get_one(Paper, number)
            paper.state = state
            select = sa.select(Call).where(Call.wip_session_id == paper.wip_session_id)
            session.scalars(select).one().blindness = blind

        world.do(act)

    number = world.do(submit)
    assert author not in listed(world)
    change()
    assert listed(world)[author] == ["submitted a paper"]
    change(blind=Blindness.DOUBLE)
    assert author not in listed(world)
    change()
    facts = {"kind": ConflictKind.REVIEWER, "state": ConflictState.CONFIRMED}
    when = {"found_at": world.now, "decided_at": world.now}
    world.do(
        lambda s: s.add(Conflict(paper_id=number, person_id=world.actor(s, CHAIR).person_id, **facts, **when))
    )
    assert author not in listed(world)


def test_a_second_leader_finds_the_same_people(world: World) -> None:
    add_leader(world)
    slug = last_year(world)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED)
    assert "came@a.example.edu" in listed(world, SECOND_CHAIR)


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_pool_costs_the_same_whatever_its_length(world: World, statements: Any, people: int) -> None:
    slug = last_year(world)
    for number in range(people):
        commented(world, slug, f"c{number}@a.example.edu", CommissionState.ACCEPTED)

    def read(session: Session, call: Call) -> tuple[int, int]:
        me, row = world.actor(session, CHAIR).person_id or 0, call.wip_session
        [partner.section_id for partner in row.partners]
        with statements() as said:
            page = pool(session, row, PoolQuery(), 1, reader=me)
            [(one.person.called, one.deeds) for one in page.items]
        return len(said), page.total

    assert on(world, read) == (10, people + 1)
