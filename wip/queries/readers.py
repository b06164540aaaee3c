"""Who reads a session's papers: its reviewers, and those of its leaders who take papers; what each knows about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.domain.invitations import InvitationState
from wip.models import Interest, Leadership, Person, Reviewer, SessionSection, WipSession


@dataclass(frozen=True)
class ReaderRow:
    """One who may read. `takes` says whether papers are given to them; `topics` are ids of the call's topics."""

    person: Person
    leads: bool
    takes: bool
    words: str
    papers_most: int | None
    topics: frozenset[int]

    @property
    def name(self) -> str:
        """What they are called; of two with one name nothing is left open."""
        return self.person.called


def readers_of(session: Session, wip_session: WipSession) -> list[ReaderRow]:
    """Everybody who may review, by name: accepted reviewers and leaders. Three statements."""
    here = {row.person_id: row for row in interests_of(session, wip_session)}
    people = session.execute(
        sa.select(Person, _leads(wip_session))
        .where(sa.or_(_leads(wip_session), _reviews(wip_session)))
        .order_by(sa.func.lower(Person.name), Person.email_key)
    )
    return [_reader(person, here.get(person.id), leads=leads) for person, leads in people]


def reader_of(session: Session, wip_session: WipSession, person_id: int) -> ReaderRow | None:
    """The same for one person; None for somebody who may not review."""
    row = session.execute(
        sa.select(Person, _leads(wip_session)).where(
            Person.id == person_id, sa.or_(_leads(wip_session), _reviews(wip_session))
        )
    ).one_or_none()
    return _reader(row[0], interest_of(session, wip_session, person_id), leads=row[1]) if row else None


def _reader(person: Person, interest: Interest | None, *, leads: bool) -> ReaderRow:
    if interest is None:
        return ReaderRow(person, leads, not leads, "", None, frozenset())
    topics = frozenset(chosen.topic_id for chosen in interest.topics)
    return ReaderRow(person, leads, interest.takes_papers, interest.words, interest.papers_most, topics)


def _leads(wip_session: WipSession) -> sa.ColumnElement[bool]:
    sections = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == wip_session.id)
    return sa.exists().where(
        Leadership.person_id == Person.id,
        sa.or_(Leadership.section_id == wip_session.section_id, Leadership.section_id.in_(sections)),
        Leadership.state == InvitationState.ACCEPTED,
    )


def _reviews(wip_session: WipSession) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Reviewer.person_id == Person.id,
        Reviewer.wip_session_id == wip_session.id,
        Reviewer.state == InvitationState.ACCEPTED,
    )


def interests_of(session: Session, wip_session: WipSession) -> Sequence[Interest]:
    """What everybody said they would like to read, with its topics; two statements."""
    return session.scalars(
        sa.select(Interest)
        .where(Interest.wip_session_id == wip_session.id)
        .options(selectinload(Interest.topics))
    ).all()


def interest_of(session: Session, wip_session: WipSession, person_id: int) -> Interest | None:
    """What one person said they would like to read."""
    return session.scalar(
        sa.select(Interest).where(Interest.wip_session_id == wip_session.id, Interest.person_id == person_id)
    )


def by_id(readers: Sequence[ReaderRow]) -> Mapping[int, ReaderRow]:
    """Readers by their person's id."""
    return {reader.person.id: reader for reader in readers}


def texts_by(rows: Iterable[Any]) -> dict[int, list[str]]:
    """Titles and abstracts by whoever wrote them."""
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, title, abstract in rows:
        found[person_id] += [title, abstract]
    return found
