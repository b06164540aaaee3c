"""Reads for a section's year: the sessions that the public knows of, and their entries; three statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from wip.domain.calls import CallState
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry, Call, Section, WipSession
from wip.queries.calendar_people import sessions_of_section
from wip.queries.calendars import ENTRIES, EVENTS, EntryRow, Event
from wip.queries.sessions import is_public

_KINDS = (EntryKind.SLOT, EntryKind.SESSION, EntryKind.SITTING, EntryKind.DEADLINE)


@dataclass(frozen=True)
class SectionFacts:
    """A section as its calendar names it."""

    id: int
    slug: str
    name: str
    zone: str
    contact: str
    created_at: datetime


def section_facts(connection: Connection, section_id: int) -> SectionFacts:
    """One section."""
    columns = (
        Section.id,
        Section.slug,
        Section.name,
        Section.zone,
        Section.contact_email,
        Section.created_at,
    )
    return SectionFacts(*connection.execute(sa.select(*columns).where(Section.id == section_id)).one())


def announced(connection: Connection, section_id: int, since: datetime) -> dict[int, Event]:
    """The public sessions of a section that begin after `since`, its own and those that it sponsors too, by id."""
    here = WipSession.id.in_(sessions_of_section(section_id))
    rows = connection.execute(
        EVENTS.where(here, WipSession.starts_at >= since, is_public()).order_by(WipSession.starts_at)
    )
    return {row[0]: Event(*row) for row in rows}


def entries_announced(connection: Connection, session_ids: Iterable[int]) -> list[EntryRow]:
    """What the public may see of these sessions: slots, dates, and the deadlines of calls that are out."""
    is_out = sa.exists().where(
        Call.wip_session_id == CalendarEntry.wip_session_id, Call.state != CallState.DRAFT
    )
    rows = connection.execute(
        ENTRIES.where(
            CalendarEntry.wip_session_id.in_(list(session_ids)),
            CalendarEntry.kind.in_(_KINDS),
            sa.or_(CalendarEntry.kind != EntryKind.DEADLINE, is_out),
        )
    )
    return [EntryRow(*row) for row in rows]
