"""What is stored of a calendar's bytes: one statement on the bare driver, for each of the five kinds.

Calendar programs ask every few minutes for years: the selects are built once, and no rows become objects of the ORM.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import aliased

from wip.models import CalendarDocument, Feed, Paper, Person, Section, WipSession
from wip.queries.prepared import Prepared


class Kind(StrEnum):
    """Whose calendar it is; the beginning of its document's key."""

    SESSION = "session"
    HALVES = "halves"
    SLOT = "slot"
    SECTION = "section"
    PERSON = "person"


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

    @classmethod
    def nothing_of(cls, thing_id: int) -> "Found":
        """Of a thing of which nothing is stored, or nothing that is asked for."""
        return cls(thing_id, 0, 0, -1, "", "", None, "", b"")


_SESSION_MARK = aliased(CalendarDocument)
"""The document of the session, whose mark also counts for its halves and its slots: one row to raise, not hundreds."""

_PARTS: Mapping[str, Any] = MappingProxyType(
    {
        "": sa.literal(b"", sa.LargeBinary),
        "body": CalendarDocument.body,
        "zipped": CalendarDocument.zipped,
    }
)


def _columns(id_: Any, generation: Any, mark: Any, part: str) -> sa.Select[Any]:
    stored = (
        CalendarDocument.made,
        CalendarDocument.made_for,
        CalendarDocument.etag,
        CalendarDocument.changed_at,
        CalendarDocument.name,
    )
    return sa.select(id_, generation, sa.func.coalesce(mark, 0), *stored, _PARTS[part])


def _key(kind: Kind, id_: Any) -> Any:
    return sa.literal(f"{kind}:") + sa.cast(id_, sa.String)


def _select(kind: Kind, part: str) -> sa.Select[Any]:
    own, of_session, none = CalendarDocument.mark, _SESSION_MARK.mark, sa.literal(0)
    if kind is Kind.PERSON:
        return (
            _columns(Feed.person_id, Feed.generation, own, part)
            .join(Person, Person.id == Feed.person_id)
            .outerjoin(CalendarDocument, CalendarDocument.key == sa.bindparam("key"))
            .where(Feed.id == sa.bindparam("feed"), Feed.person_id == sa.bindparam("person"), Person.active)
        )
    if kind is Kind.SECTION:
        return (
            _columns(Section.id, none, own, part)
            .outerjoin(CalendarDocument, CalendarDocument.key == _key(kind, Section.id))
            .where(Section.slug == sa.bindparam("slug"))
        )
    here = WipSession.slug == sa.bindparam("slug")
    if kind is Kind.SESSION:
        return (
            _columns(WipSession.id, none, own, part)
            .outerjoin(CalendarDocument, CalendarDocument.key == _key(kind, WipSession.id))
            .where(here)
        )
    thing = WipSession.id if kind is Kind.HALVES else Paper.id
    select = _columns(thing, none, of_session, part).select_from(WipSession)
    if kind is Kind.SLOT:
        named = sa.and_(Paper.wip_session_id == WipSession.id, Paper.number == sa.bindparam("number"))
        select = select.join(Paper, named)
    return (
        select.outerjoin(_SESSION_MARK, _SESSION_MARK.key == _key(Kind.SESSION, WipSession.id))
        .outerjoin(CalendarDocument, CalendarDocument.key == _key(kind, thing))
        .where(here)
    )


_READS = {(kind, part): Prepared(_select(kind, part)) for kind in Kind for part in _PARTS}


@dataclass(frozen=True, slots=True)
class Which:
    """Which calendar is asked for."""

    kind: Kind
    values: Mapping[str, Any]

    @classmethod
    def session(cls, slug: str, *, halves: bool = False) -> "Which":
        """The public agenda of the session at this address; with each slot as two entries on wish."""
        return cls(Kind.HALVES if halves else Kind.SESSION, {"slug": slug})

    @classmethod
    def slot(cls, slug: str, number: int) -> "Which":
        """The slot of one paper."""
        return cls(Kind.SLOT, {"slug": slug, "number": number})

    @classmethod
    def section(cls, slug: str) -> "Which":
        """A section's year."""
        return cls(Kind.SECTION, {"slug": slug})

    @classmethod
    def person(cls, feed_id: int, person_id: int) -> "Which":
        """The person's own calendar."""
        return cls(Kind.PERSON, {"feed": feed_id, "person": person_id, "key": f"{Kind.PERSON}:{person_id}"})

    def stored(self, engine: Engine, part: str) -> Found | None:
        """What is stored of it, in one statement on the bare driver. `part` is "", "body" or "zipped"."""
        return _found(_READS[self.kind, part].row(engine, self.values))

    def present(self, connection: Connection) -> Found | None:
        """The same without the bytes, in the connection's transaction: what is read after it is no older."""
        return _found(next(iter(_READS[self.kind, ""].rows(connection, self.values)), None))


def _found(row: Any) -> Found | None:
    if row is None:
        return None
    if row[3] is None:  # nothing is stored yet
        return Found(row[0], row[1], row[2], -1, "", "", None, "", b"")
    return Found(*row)
