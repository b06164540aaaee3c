"""Reads for calendar files: on a bare connection, each a fixed number of statements; no rows become objects of the ORM."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import aliased

from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.models import (
    CalendarDocument,
    CalendarEntry,
    Call,
    Feed,
    Person,
    Publication,
    Section,
    SessionSection,
    WipSession,
)
from wip.queries.prepared import Prepared, PreparedIn
from wip.queries.sessions import is_public


@dataclass(frozen=True)
class Event:
    """A session as its calendar entries need it; `id` is its row's. `section` is its own, `partners` the names of those that
    hold it too, a line each.
    """

    id: int
    slug: str
    title: str
    zone: str
    starts_at: datetime
    minutes: int
    state: SessionState
    agenda_state: AgendaState
    join_link: str
    section: str
    section_email: str
    contact: str
    deadline_zone: str
    programme: dict[str, Any] | None = None
    partners: str | None = None

    @property
    def sections(self) -> str:
        """Everybody who holds it, by name."""
        names = [self.section, *sorted((self.partners or "").splitlines())]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    @property
    def organizer(self) -> str:
        """Who holds the session, for all its entries and messages: the chair as the published programme names them, and the section."""
        named = [name for _, _, name, *_ in (self.programme or {}).get("chairs", ())]
        return ", ".join([*named[:1], self.section])

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


_PARTNER = aliased(Section)
_PARTNERS = (
    sa.select(sa.func.aggregate_strings(_PARTNER.name, "\n"))
    .join(SessionSection, SessionSection.section_id == _PARTNER.id)
    .where(SessionSection.wip_session_id == WipSession.id)
    .correlate(WipSession)
    .scalar_subquery()
)

EVENTS: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        WipSession.id,
        WipSession.slug,
        WipSession.title,
        WipSession.zone,
        WipSession.starts_at,
        WipSession.minutes,
        WipSession.state,
        WipSession.agenda_state,
        WipSession.join_link,
        Section.name,
        Section.contact_email,
        sa.func.coalesce(sa.func.nullif(Call.contact, ""), Section.contact_email),
        sa.func.coalesce(Call.deadline_zone, WipSession.zone),
        WipSession.programme,
        _PARTNERS,
    )
    .join(Section, Section.id == WipSession.section_id)
    .outerjoin(Call, Call.wip_session_id == WipSession.id)
)


@dataclass(frozen=True)
class EntryRow:
    """A calendar entry as stored."""

    wip_session_id: int
    paper_id: int | None
    kind: EntryKind
    uid: str
    sequence: int
    halves_sequence: int
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    title: str
    facts: dict[str, Any]
    cancelled: bool
    created_at: datetime
    changed_at: datetime


ENTRIES: sa.Select[*tuple[Any, ...]] = sa.select(
    CalendarEntry.wip_session_id,
    CalendarEntry.paper_id,
    CalendarEntry.kind,
    CalendarEntry.uid,
    CalendarEntry.sequence,
    CalendarEntry.halves_sequence,
    CalendarEntry.starts_at,
    CalendarEntry.turns_at,
    CalendarEntry.ends_at,
    CalendarEntry.title,
    CalendarEntry.facts,
    CalendarEntry.cancelled,
    CalendarEntry.created_at,
    CalendarEntry.changed_at,
).order_by(CalendarEntry.starts_at, CalendarEntry.uid)


_BY_IDS = PreparedIn(lambda ids: EVENTS.where(WipSession.id.in_(ids)), "id")
_OF_SESSION = Prepared(ENTRIES.where(CalendarEntry.wip_session_id == sa.bindparam("session")))
_OF_PAPERS = PreparedIn(
    lambda ids, papers, run: ENTRIES.where(
        sa.or_(
            sa.and_(CalendarEntry.wip_session_id.in_(ids), CalendarEntry.kind != EntryKind.SLOT),
            CalendarEntry.paper_id.in_(papers),
            sa.and_(CalendarEntry.wip_session_id.in_(run), CalendarEntry.kind == EntryKind.SLOT),
        )
    ),
    "id",
    "paper",
    "run",
)


def event(connection: Connection, session_id: int) -> Event:
    """One session."""
    return events(connection, [session_id])[session_id]


def entries_of_session(connection: Connection, session_id: int) -> list[EntryRow]:
    """Every entry of one session."""
    return [EntryRow(*row) for row in _OF_SESSION.rows(connection, {"session": session_id})]


def entry_of_paper(connection: Connection, paper_id: int) -> EntryRow | None:
    """The paper's slot as last published; None where it never had one."""
    row = connection.execute(ENTRIES.where(CalendarEntry.paper_id == paper_id)).one_or_none()
    return EntryRow(*row) if row else None


def was_published(connection: Connection, session_id: int) -> bool:
    """Whether the session's agenda has ever been published."""
    return bool(connection.scalar(sa.select(sa.exists().where(Publication.wip_session_id == session_id))))


def public_session_id(connection: Connection, slug: str) -> int | None:
    """The session at this address, once the public may know of it."""
    select = sa.select(WipSession.id).join(Call, Call.wip_session_id == WipSession.id)
    return connection.scalar(select.where(WipSession.slug == slug, is_public()))


@dataclass(frozen=True)
class Wishes:
    """A person's feed, since when it is there, and how they want it; `parted_at` is when they last took a part or gave one up."""

    feed_id: int
    begun_at: datetime
    alarm_minutes: int | None = None
    halves: bool = False
    parted_at: datetime | None = None


_WISHES = Prepared(
    sa.select(Feed.id, Feed.created_at, Feed.alarm_minutes, Feed.halves, CalendarDocument.changed_at)
    .outerjoin(CalendarDocument, CalendarDocument.key == sa.bindparam("key"))
    .where(Feed.person_id == sa.bindparam("person"))
)


def parted_key(person_id: int) -> str:
    """Which stored mark says when the person's parts last changed."""
    return f"mail:person:{person_id}"


def wishes_of(connection: Connection, person_id: int, begun_at: datetime) -> Wishes:
    """How the person wants their calendar; one that nobody has asked for yet begins at `begun_at`."""
    rows = _WISHES.rows(connection, {"person": person_id, "key": parted_key(person_id)})
    return Wishes(*rows[0]) if rows else Wishes(0, begun_at)


def contact_for(connection: Connection, person_id: int) -> str:
    """An address to ask for somebody who is part of nothing yet: that of the oldest section."""
    contact = sa.select(Section.contact_email).order_by(Section.id).limit(1).scalar_subquery()
    row = connection.execute(sa.select(sa.func.coalesce(contact, Person.email)).where(Person.id == person_id))
    return str(row.scalar_one())


def events(connection: Connection, session_ids: Iterable[int]) -> dict[int, Event]:
    """Sessions by id, in one statement."""
    return {row[0]: Event(*row) for row in _BY_IDS.rows(connection, list(session_ids))}


def entries_for(
    connection: Connection, session_ids: Iterable[int], paper_ids: Iterable[int], run: Iterable[int]
) -> Sequence[EntryRow]:
    """The dates of these sessions, the slots of these papers, and all slots of the sessions that somebody `run`s, in one statement."""
    lists = (list(session_ids), list(paper_ids), list(run))
    return [EntryRow(*row) for row in _OF_PAPERS.rows(connection, *lists)]
