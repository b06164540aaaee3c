"""Reads about agendas: the leaders' working copy, and what was published of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from wip.domain.commissions import LIVE, CommissionState
from wip.domain.papers import PRESENTING, PaperState
from wip.models import (
    AgendaSlot,
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Paper,
    Person,
    Publication,
)
from wip.queries.bound import IDS, SESSION


def slots_of(session: Session, wip_session_id: int) -> list[AgendaSlot]:
    """The working copy in order, with papers and authors; papers that lost their place are not in it."""
    whole = joinedload(AgendaSlot.paper).selectinload(Paper.authors)
    return list(session.scalars(_slots().options(whole), {SESSION.key: wip_session_id}))


def slots_to_lay_out(session: Session, wip_session_id: int, *, authors: bool = True) -> list[AgendaSlot]:
    """As `slots_of`, with no more of each paper than an agenda says: editing reads all slots at every step.

    Without `authors`, for a verb that only moves them, no more than numbers and titles.
    """
    return list(session.scalars(_slots_to_lay_out(authors=authors), {SESSION.key: wip_session_id}))


@cache
def _slots_to_lay_out(*, authors: bool) -> sa.Select[AgendaSlot]:
    paper = joinedload(AgendaSlot.paper)
    if not authors:
        return _slots().options(paper.load_only(Paper.number, Paper.title))
    said = (Paper.number, Paper.title, Paper.state, Paper.abstract, Paper.focus_pages, Paper.questions)
    return _slots().options(paper.options(load_only(*said), selectinload(Paper.authors)))


@cache
def _slots() -> sa.Select[AgendaSlot]:
    return (
        sa.select(AgendaSlot)
        .join(AgendaSlot.paper)
        .where(AgendaSlot.wip_session_id == SESSION, Paper.state.in_(PRESENTING))
        .order_by(AgendaSlot.position, AgendaSlot.id)
        .execution_options(populate_existing=True)
    )


def without_slot(session: Session, wip_session_id: int) -> list[Paper]:
    """Papers that have a place in the session and none in the agenda; confirmed ones first."""
    placed = sa.exists().where(AgendaSlot.paper_id == Paper.id)
    return list(
        session.scalars(
            sa.select(Paper)
            .where(Paper.wip_session_id == wip_session_id, Paper.state.in_(PRESENTING), ~placed)
            .options(selectinload(Paper.authors))
            .order_by(Paper.state != PaperState.CONFIRMED, Paper.number)
        )
    )


@dataclass(frozen=True)
class Commented:
    """A commenter of a paper, and how far the asking has come."""

    person: Person
    state: CommissionState


def commenters_of(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Commented]]:
    """Everybody asked about each paper who has not declined, those who accepted first; without standbys."""
    rows = session.execute(_commenters(), {IDS.key: list(paper_ids)})
    found: dict[int, list[Commented]] = {}
    for paper_id, person, state in rows:
        found.setdefault(paper_id, []).append(Commented(person, state))
    return found


@cache
def _commenters() -> sa.Select[int, Person, CommissionState]:
    return (
        sa.select(Commission.paper_id, Person, Commission.state)
        .join(Commission.commenter)
        .join(Commenter.person)
        .where(Commission.paper_id.in_(IDS), Commission.state.in_(LIVE), Commission.is_standby.is_(False))
        .order_by(Commission.state != CommissionState.ACCEPTED, Commission.id)
    )


def presenters_of(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Person]]:
    """The authors of each paper to whom letters can go, in the paper's order."""
    rows = session.execute(
        sa.select(Author.paper_id, Person)
        .join(Author.person)
        .where(Author.paper_id.in_(list(paper_ids)))
        .order_by(Author.paper_id, Author.position)
    )
    found: dict[int, list[Person]] = {}
    for paper_id, person in rows:
        found.setdefault(paper_id, []).append(person)
    return found


def attendees_of(session: Session, wip_session_id: int) -> list[Person]:
    """Everybody who will come, in the order in which they signed up."""
    return list(
        session.scalars(
            sa.select(Person)
            .join(Attendee, Attendee.person_id == Person.id)
            .where(Attendee.wip_session_id == wip_session_id)
            .order_by(Attendee.id)
        )
    )


def people_at(session: Session, ids: Collection[int]) -> list[Person]:
    """These people by their ids, in the order in which they were made; no statement for none."""
    if not ids:
        return []
    return list(session.scalars(sa.select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def entries_of(session: Session, wip_session_id: int) -> list[CalendarEntry]:
    """Every calendar entry of the session: its slots by time, its dates."""
    return list(
        session.scalars(
            sa.select(CalendarEntry)
            .where(CalendarEntry.wip_session_id == wip_session_id)
            .order_by(CalendarEntry.starts_at, CalendarEntry.id)
        )
    )


def publications_of(session: Session, wip_session_id: int, most: int = 30) -> list[tuple[Publication, str]]:
    """The latest publications with the name of whoever published, newest first."""
    rows = session.execute(
        sa.select(Publication, sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == Publication.published_by)
        .where(Publication.wip_session_id == wip_session_id)
        .order_by(Publication.number.desc())
        .limit(most)
    )
    return [(row[0], row[1]) for row in rows]
