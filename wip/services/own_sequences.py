"""SEQUENCE of the dates that one person alone has in their calendar.

Theirs come of a plan, of when their place was offered, of more time that they took, of whether they still have a place: no
one of these knows what the others did. So what their calendar last said of each date is kept beside its bytes, and another
start, end, title or status has the next number and a later moment, whatever it came of (RFC 5545, 3.8.7.4).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from wip.domain.calendar import Entry
from wip.models import OwnDate
from wip.queries.prepared import Prepared


@dataclass(frozen=True)
class Said:
    """What somebody's calendar says of one date: a hash of it, its SEQUENCE, and the moment of its last change."""

    uid: str
    said: str
    sequence: int
    changed_at: datetime


_KNOWN = Prepared(
    sa.select(OwnDate.uid, OwnDate.said, OwnDate.sequence, OwnDate.changed_at).where(
        OwnDate.person_id == sa.bindparam("person", type_=sa.Integer)
    )
)


def known_of(connection: Connection, person_id: int) -> dict[str, Said]:
    """What the person's calendar last said of their own dates, by UID; one statement."""
    return {row[0]: Said(*row) for row in _KNOWN.rows(connection, {"person": person_id})}


def numbered(entries: Iterable[Entry], known: Mapping[str, Said]) -> list[Entry]:
    """The entries, each with the SEQUENCE and the moment that follow what was said of it before."""
    return [_following(entry, known.get(entry.uid)) for entry in entries]


def _following(entry: Entry, before: Said | None) -> Entry:
    if before is None:
        return entry
    sequence, at = before.sequence, before.changed_at
    if before.said != digest(entry):
        sequence += 1  # once, however much of what it comes of changed
        at = max(entry.changed_at, at + timedelta(seconds=1))
    # Words may have changed since, though nothing that SEQUENCE tells of did.
    worded_at = max(entry.worded_at or entry.changed_at, at)
    return replace(entry, sequence=sequence, changed_at=at, worded_at=worded_at)


def digest(entry: Entry) -> str:
    """What SEQUENCE tells of, as a hash."""
    told = (entry.starts_at.isoformat(), entry.ends_at.isoformat(), entry.title, entry.status.value)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def news(entries: Iterable[Entry], known: Mapping[str, Said]) -> tuple[Said, ...]:
    """What is to be kept of these entries: those of which something else was said before, or nothing."""
    said = (Said(each.uid, digest(each), each.sequence, each.changed_at) for each in entries)
    return tuple(each for each in said if known.get(each.uid) != each)


def keep(connection: Connection, person_id: int, said: Sequence[Said]) -> None:
    """Keep it; of two builders that were at it at once, the one with the higher number counts."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = insert(OwnDate)
    fields: dict[str, Any] = {name: row.excluded[name] for name in ("said", "sequence", "changed_at")}
    upsert = row.on_conflict_do_update(
        index_elements=["uid"], set_=fields, where=OwnDate.sequence < row.excluded.sequence
    )
    values = [
        {
            "uid": each.uid,
            "person_id": person_id,
            "said": each.said,
            "sequence": each.sequence,
            "changed_at": each.changed_at,
        }
        for each in said
    ]
    connection.execute(upsert, values)
