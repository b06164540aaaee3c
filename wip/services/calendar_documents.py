"""Calendar files kept as bytes: built when first asked for after a change, then served as they are.

These run outside any unit of work: a reader's request holds one bare connection, and storing is a short transaction
of its own that may fail without harm.
"""

import gzip
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from wip.db import writing
from wip.models import CalendarDocument
from wip.queries.calendar_people import people_concerned
from wip.queries.calendars import Found
from wip.services.letters import LETTERS_WAIT

MAIL = "mail"
"""Keys that begin so have no bytes: they mark whose calendar messages by mail may be due (see `calendar_news`)."""

SERIALIZER = 4
"""Raise it when the same data should give other bytes: every stored file is then built anew."""


@dataclass(frozen=True)
class Calendar:
    """A calendar as built: `changed_at` is the newest change of what it says, `name` a file name."""

    name: str
    body: bytes
    changed_at: datetime


@dataclass(frozen=True)
class Document:
    """A calendar as served. `etag` is the hash of the plain bytes; `content` what was asked for, or empty."""

    name: str
    etag: str
    changed_at: datetime
    content: bytes


@lru_cache(maxsize=8)
def made_for(base_url: str) -> str:
    """What a stored file depends on besides the data."""
    return hashlib.sha256(f"{SERIALIZER} {base_url}".encode()).hexdigest()


def stored(found: Found, base_url: str) -> Document | None:
    """The file as stored; None when it must be built."""
    if found.made != found.mark or found.made_for != made_for(base_url) or found.changed_at is None:
        return None
    return Document(found.name, found.etag, found.changed_at, found.content)


def fresh(calendar: Calendar) -> Document:
    """A calendar that is served without being stored."""
    etag = hashlib.sha256(calendar.body).hexdigest()[:32]
    return Document(calendar.name, etag, calendar.changed_at.replace(microsecond=0), calendar.body)


def built(engine: Engine, key: str, found: Found, base_url: str, part: str, calendar: Calendar) -> Document:
    """Keep what was just built, unless its data changed meanwhile, and give the part asked for."""
    etag = hashlib.sha256(calendar.body).hexdigest()[:32]
    changed_at = _changed_at(found, etag, calendar.changed_at)
    zipped = gzip.compress(calendar.body, 6, mtime=0)
    values = {
        "key": key,
        "mark": found.mark,
        "made": found.mark,
        "made_for": made_for(base_url),
        "etag": etag,
        "changed_at": changed_at,
        "name": calendar.name,
        "body": calendar.body,
        "zipped": zipped,
    }
    _keep(engine, values)
    return Document(calendar.name, etag, changed_at, {"body": calendar.body, "zipped": zipped}.get(part, b""))


def _changed_at(found: Found, etag: str, newest: datetime) -> datetime:
    """When the bytes last changed, in whole seconds, and never the same second for two different bodies."""
    newest = newest.replace(microsecond=0)
    if found.changed_at is None or found.etag == etag:
        return found.changed_at or newest
    return max(newest, found.changed_at + timedelta(seconds=1))


def _keep(engine: Engine, values: dict[str, object]) -> None:
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    row = insert(CalendarDocument).values(**values)
    fields = {name: row.excluded[name] for name in values if name not in {"key", "mark"}}
    keep = row.on_conflict_do_update(
        index_elements=["key"], set_=fields, where=CalendarDocument.mark == row.excluded.mark
    )
    try:
        with writing(), engine.connect() as connection, _hurried(connection), connection.begin():
            connection.execute(keep)
    except OperationalError:
        # Somebody writes for long: the reader has the bytes anyway, and the next one builds them again.
        return


@contextmanager
def _hurried(connection: Connection) -> Iterator[None]:
    """On SQLite, wait for the write lock no longer than a reader would."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute("PRAGMA busy_timeout=1000")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(usual)}")


def forget(session: Session, keys: sa.Select[tuple[str]] | sa.CompoundSelect[tuple[str]]) -> None:
    """Have the calendars with these keys built anew; in the transaction that changes what they say."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    named = keys.subquery()
    # SQLite cannot tell ON CONFLICT from a join's ON without a WHERE before it.
    chosen = sa.select(
        named.c[0],
        sa.literal(1),
        sa.literal(-1),
        *(sa.literal("") for _ in range(3)),
        *(sa.literal(b"", sa.LargeBinary) for _ in range(2)),
    ).where(sa.true())
    names = ["key", "mark", "made", "made_for", "etag", "name", "body", "zipped"]
    row = insert(CalendarDocument).from_select(names, chosen, include_defaults=False)
    raised = {"mark": CalendarDocument.mark + 1}
    session.info[LETTERS_WAIT] = True
    session.execute(row.on_conflict_do_update(index_elements=["key"], set_=raised))


def forget_session(session: Session, session_id: int) -> None:
    """The session's calendar, and those of everybody concerned; and see what is due to them by mail."""
    concerned = people_concerned(session_id).subquery()
    people = sa.select(sa.literal("person:") + sa.cast(concerned.c[0], sa.String))
    own = [sa.select(sa.literal(f"{kind}session:{session_id}")) for kind in ("", f"{MAIL}:")]
    forget(session, sa.union_all(*own, people))


def forget_person(session: Session, person_id: int) -> None:
    """One person's calendar: they took on a part, or gave one up; and see what is due to them by mail."""
    own = [sa.select(sa.literal(f"{kind}person:{person_id}")) for kind in ("", f"{MAIL}:")]
    forget(session, sa.union_all(*own))
