"""Reads for calendar files: on a bare connection, each a fixed number of statements.

Calendar programs ask every few minutes for years: the selects are built once, and no rows become objects of the ORM.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

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
    WipSession,
)
from wip.queries.prepared import Prepared
from wip.queries.sessions import is_public

_DOCUMENT = (
    CalendarDocument.mark,
    CalendarDocument.made,
    CalendarDocument.made_for,
    CalendarDocument.etag,
    CalendarDocument.changed_at,
    CalendarDocument.name,
)
_PARTS: dict[str, Any] = {
    "": sa.literal(b"", sa.LargeBinary),
    "body": CalendarDocument.body,
    "zipped": CalendarDocument.zipped,
}


@dataclass(frozen=True, slots=True)
class Found:
    """Whose calendar it is, and what is stored of it: `content` is the part asked for, empty for none."""

    thing_id: int
    generation: int
    mark: int
    made: int
    made_for: str
    etag: str
    changed_at: datetime | None
    name: str
    content: bytes


def _of_session(part: str) -> sa.Select[Any]:
    key = sa.literal("session:") + sa.cast(WipSession.id, sa.String)
    return (
        sa.select(WipSession.id, sa.literal(0), *_DOCUMENT, _PARTS[part])
        .outerjoin(CalendarDocument, CalendarDocument.key == key)
        .where(WipSession.slug == sa.bindparam("slug"))
    )


def _of_feed(part: str) -> sa.Select[Any]:
    return (
        sa.select(Feed.person_id, Feed.generation, *_DOCUMENT, _PARTS[part])
        .join(Person, Person.id == Feed.person_id)
        .outerjoin(CalendarDocument, CalendarDocument.key == sa.bindparam("key"))
        .where(Feed.id == sa.bindparam("feed"), Feed.person_id == sa.bindparam("person"), Person.active)
    )


_SESSION_SELECTS = {part: _of_session(part) for part in _PARTS}
_FEED_SELECTS = {part: _of_feed(part) for part in _PARTS}
_SESSION_READS = {part: Prepared(select) for part, select in _SESSION_SELECTS.items()}
_FEED_READS = {part: Prepared(select) for part, select in _FEED_SELECTS.items()}


@dataclass(frozen=True, slots=True)
class Which:
    """Whose calendar is asked for: the session at a slug, or the person of a feed."""

    slug: str = ""
    feed_id: int = 0
    person_id: int = 0

    def _values(self) -> dict[str, Any]:
        if self.slug:
            return {"slug": self.slug}
        return {"feed": self.feed_id, "person": self.person_id, "key": f"person:{self.person_id}"}

    def stored(self, engine: Engine, part: str) -> Found | None:
        """What is stored of it, in one statement on the bare driver. `part` is "", "body" or "zipped"."""
        reads = _SESSION_READS if self.slug else _FEED_READS
        return _found(reads[part].row(engine, self._values()))

    def present(self, connection: Connection) -> Found | None:
        """The same without the bytes, in the connection's transaction: what is read after it is no older."""
        selects = _SESSION_SELECTS if self.slug else _FEED_SELECTS
        return _found(connection.execute(selects[""], self._values()).one_or_none())


def _found(row: Any) -> Found | None:
    if row is None:
        return None
    if row[2] is None:  # no row is stored yet: a mark of 0, and nothing made
        return Found(row[0], row[1], 0, -1, "", "", None, "", b"")
    return Found(*row)


@dataclass(frozen=True)
class Event:
    """A session as its calendar entries need it; `id` is its row's."""

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

    @property
    def ends_at(self) -> datetime:
        """The end, in UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)


_EVENTS: sa.Select[*tuple[Any, ...]] = (
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
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    title: str
    facts: dict[str, Any]
    cancelled: bool
    created_at: datetime
    changed_at: datetime


_ENTRIES = sa.select(
    CalendarEntry.wip_session_id,
    CalendarEntry.paper_id,
    CalendarEntry.kind,
    CalendarEntry.uid,
    CalendarEntry.sequence,
    CalendarEntry.starts_at,
    CalendarEntry.turns_at,
    CalendarEntry.ends_at,
    CalendarEntry.title,
    CalendarEntry.facts,
    CalendarEntry.cancelled,
    CalendarEntry.created_at,
    CalendarEntry.changed_at,
).order_by(CalendarEntry.starts_at, CalendarEntry.uid)


def event(connection: Connection, session_id: int) -> Event:
    """One session."""
    return Event(*connection.execute(_EVENTS.where(WipSession.id == session_id)).one())


def entries_of_session(connection: Connection, session_id: int) -> list[EntryRow]:
    """Every entry of one session."""
    rows = connection.execute(_ENTRIES.where(CalendarEntry.wip_session_id == session_id))
    return [EntryRow(*row) for row in rows]


def was_published(connection: Connection, session_id: int) -> bool:
    """Whether the session's agenda has ever been published."""
    return bool(connection.scalar(sa.select(sa.exists().where(Publication.wip_session_id == session_id))))


def public_session_id(connection: Connection, slug: str) -> int | None:
    """The session at this address, once the public may know of it."""
    select = sa.select(WipSession.id).join(Call, Call.wip_session_id == WipSession.id)
    return connection.scalar(select.where(WipSession.slug == slug, is_public()))


def feed_begun(connection: Connection, person_id: int) -> tuple[int, datetime, str]:
    """The person's feed, since when it is there, and an address to ask: that of the oldest section."""
    contact = sa.select(Section.contact_email).order_by(Section.id).limit(1).scalar_subquery()
    row = connection.execute(
        sa.select(Feed.id, Feed.created_at, sa.func.coalesce(contact, Person.email))
        .join(Person, Person.id == Feed.person_id)
        .where(Feed.person_id == person_id)
    ).one()
    return row[0], row[1], row[2]


def events(connection: Connection, session_ids: Iterable[int]) -> dict[int, Event]:
    """Sessions by id, in one statement."""
    rows = connection.execute(_EVENTS.where(WipSession.id.in_(list(session_ids))))
    return {row[0]: Event(*row) for row in rows}


def entries_for(
    connection: Connection, session_ids: Iterable[int], paper_ids: Iterable[int]
) -> Sequence[EntryRow]:
    """The dates of these sessions and the slots of these papers, in one statement."""
    dates = sa.and_(CalendarEntry.wip_session_id.in_(list(session_ids)), CalendarEntry.kind != EntryKind.SLOT)
    slots = CalendarEntry.paper_id.in_(list(paper_ids))
    return [EntryRow(*row) for row in connection.execute(_ENTRIES.where(sa.or_(dates, slots)))]
