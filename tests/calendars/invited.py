"""Who is invited to what, read row by row: nothing of this is in the code that sends."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState, EntryKind
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Feed,
    Paper,
    Person,
    WipSession,
)

Facts = tuple[int, datetime, datetime, str]
"""SEQUENCE, start, end and STATUS."""


def published_for(
    session: Session, addresses: Sequence[str] = (), had: Mapping[str, Collection[str]] | None = None
) -> dict[str, dict[str, Facts]]:
    """What is published for each person, or for those with these addresses, by UID.

    Slots that somebody `had` (UIDs by address) while the agenda was public stay theirs when it is hidden.
    """
    found: dict[str, dict[str, Facts]] = {}
    here = Person.email.in_(addresses) if addresses else sa.true()
    for person in session.scalars(sa.select(Person).where(here)):
        feed = session.scalar(sa.select(Feed).where(Feed.person_id == person.id))
        kept = (had or {}).get(person.email, ())
        mine = [] if feed is not None and not feed.by_mail else _entries(session, person, kept)
        found[person.email] = {
            row.uid: (row.sequence, row.starts_at, row.ends_at, row.facts["status"].upper()) for row in mine
        }
    return found


def _entries(session: Session, person: Person, had: Collection[str]) -> list[CalendarEntry]:
    presents = _papers(session, sa.select(Author.paper_id).where(Author.person_id == person.id))
    reads = _papers(
        session,
        sa.select(Commission.paper_id)
        .join(Commenter)
        .where(
            Commenter.person_id == person.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
        ),
    )
    whole = {paper.wip_session_id for paper in presents if paper.state is PaperState.CONFIRMED}
    whole |= {paper.wip_session_id for paper in reads}
    attended = sa.select(Attendee.wip_session_id).where(Attendee.person_id == person.id)
    whole |= set(session.scalars(attended))
    for row in session.scalars(sa.select(WipSession)):
        whole |= {row.id for _, id_, *_ in row.programme.get("chairs", ()) if id_ == person.id}
    papers = {paper.id for paper in (*presents, *reads)}
    every = sa.select(CalendarEntry).where(CalendarEntry.cancelled.is_(False))
    return [row for row in session.scalars(every) if _is_theirs(session, row, papers, whole, had)]


def _papers(session: Session, ids: sa.Select[Any]) -> list[Paper]:
    return list(session.scalars(sa.select(Paper).where(Paper.state.in_(PRESENTING), Paper.id.in_(ids))))


def _is_theirs(
    session: Session, row: CalendarEntry, papers: set[int], whole: set[int], had: Collection[str]
) -> bool:
    if row.kind is EntryKind.SLOT:
        about = session.get_one(WipSession, row.wip_session_id)
        stands = about.agenda_state is AgendaState.PUBLISHED or row.uid in had
        return stands and row.paper_id in papers
    return row.kind in {EntryKind.SESSION, EntryKind.SITTING} and row.wip_session_id in whole
