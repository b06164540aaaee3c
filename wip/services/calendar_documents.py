"""Calendar files kept as bytes: built when first asked for after a change, then served as they are.

These run outside any unit of work: a reader's request holds one bare connection, and storing is a short transaction
of its own that may fail without harm.
"""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from wip.db import writing
from wip.domain.calendar import SECOND, moment_after, month_of
from wip.domain.programme_changes import chairing
from wip.models import CalendarDocument, WipSession
from wip.queries.calendar_people import people_concerned, sections_concerned, sessions_of_section
from wip.queries.calendar_stored import Found, Kind
from wip.queries.calendars import parted_key
from wip.services.letters import LETTERS_WAIT
from wip.services.own_sequences import Said, keep

MAIL = "mail"
"""Keys that begin so have no bytes: they mark whose calendar messages by mail may be due (see `calendar_news`)."""

SERIALIZER = 11
"""Raise it when the same data should give other bytes: every stored file is then built anew."""


_PATIENCE_MS = 10
"""How long a reader waits for the write lock of SQLite: building again costs less than waiting for the worker's letters."""

_PATIENCE_FOR_OWN_MS = 50
"""Longer where a number of somebody's own date rose, which the next builder must know."""


@dataclass(frozen=True)
class Calendar:
    """A calendar as built: `changed_at` is the newest change of what it says, `name` a file name.

    `own` is what is to be kept of dates that somebody has alone.
    """

    name: str
    body: bytes
    changed_at: datetime
    own: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Document:
    """A calendar as served. `etag` is the hash of the plain bytes; `content` what was asked for, or empty."""

    name: str
    etag: str
    changed_at: datetime
    content: bytes


@dataclass(frozen=True)
class Edition:
    """What a calendar depends on besides the data: the installation's own address, the mailbox of answers to
    invitations (empty for none; who is invited by mail and subscribes too meets one organizer), and the month.

    What has lain back for long leaves calendars as a month begins, and at no other moment: so unchanged data give
    the same bytes for a whole month.
    """

    base_url: str
    month: datetime
    answers: str = ""


def edition(base_url: str, now: datetime, answers: str = "") -> Edition:
    """What is served now."""
    return Edition(base_url, month_of(now), answers)


_STORED = ("key", "mark", "made", "made_for", "etag", "changed_at", "name", "body", "zipped")


@lru_cache(maxsize=32)
def made_for(served: Edition) -> str:
    """What a stored file was built for, besides the data."""
    said = f"{SERIALIZER} {served.base_url} {served.month:%Y-%m} {served.answers}"
    return hashlib.sha256(said.encode()).hexdigest()


def stored(found: Found, served: Edition) -> Document | None:
    """The file as stored; None when it must be built."""
    if found.made != found.mark or found.made_for != made_for(served) or found.changed_at is None:
        return None
    return Document(found.name, found.etag, found.changed_at, found.content)


def fresh(calendar: Calendar) -> Document:
    """A calendar that is served without being stored."""
    etag = hashlib.sha256(calendar.body).hexdigest()[:32]
    return Document(calendar.name, etag, calendar.changed_at.replace(microsecond=0), calendar.body)


def built(
    engine: Engine, kind: Kind, found: Found, served: Edition, part: str, calendar: Calendar
) -> Document:
    """Keep what was just built, unless its data changed meanwhile, and give the part asked for."""
    etag = hashlib.sha256(calendar.body).hexdigest()[:32]
    changed_at = _changed_at(found, etag, calendar.changed_at)
    zipped = gzip.compress(calendar.body, 6, mtime=0)
    values = {
        "key": f"{kind}:{found.thing_id}",
        "mark": found.mark,
        "made": found.mark,
        "made_for": made_for(served),
        "etag": etag,
        "changed_at": changed_at,
        "name": calendar.name,
        "body": calendar.body,
        "zipped": zipped,
    }
    _keep(engine, values, found.thing_id, calendar.own)
    return Document(calendar.name, etag, changed_at, {"body": calendar.body, "zipped": zipped}.get(part, b""))


def _changed_at(found: Found, etag: str, newest: datetime) -> datetime:
    """When the bytes last changed, in whole seconds, and never the same second for two different bodies."""
    newest = newest.replace(microsecond=0)
    if found.changed_at is None or found.etag == etag:
        return found.changed_at or newest
    return max(newest, found.changed_at + SECOND)


@cache
def _upsert(dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    row = insert(CalendarDocument)
    fields = {name: row.excluded[name] for name in _STORED if name != "key"}
    # The mark that a builder saw is never above that of its own row, but for halves and slots, which follow their
    # session's: there a newer one counts more.
    return row.values({name: sa.bindparam(name) for name in _STORED}).on_conflict_do_update(
        index_elements=["key"], set_=fields, where=CalendarDocument.mark <= row.excluded.mark
    )


def handed_out(engine: Engine, person_id: int, calendar: Calendar) -> None:
    """Keep what somebody's calendar said of dates of their own, where its bytes are not kept."""
    _keep(engine, None, person_id, calendar.own)


def _keep(engine: Engine, values: dict[str, object] | None, person_id: int, own: Sequence[Said]) -> None:
    patience = _PATIENCE_MS if not own else _PATIENCE_FOR_OWN_MS
    try:
        with writing(), engine.connect() as connection, _hurried(connection, patience), connection.begin():
            if values:
                connection.execute(_upsert(engine.dialect.name), values)
            if own:
                keep(connection, person_id, own)
    except OperationalError:
        # Somebody writes for long: the reader has the bytes anyway, and the next one builds them again.
        return


@contextmanager
def _hurried(connection: Connection, patience_ms: int) -> Iterator[None]:
    """On SQLite, wait for the write lock for a moment only: whoever asks has the bytes already."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    (usual,) = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={patience_ms}")
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
    """The session's calendars, those of its sections, and those of everybody concerned; and see what is due by mail."""
    programme = session.scalar(sa.select(WipSession.programme).where(WipSession.id == session_id))
    concerned = people_concerned(session_id, chairing(programme)).subquery()
    own = [sa.select(sa.literal(f"{kind}{Kind.SESSION}:{session_id}")) for kind in ("", f"{MAIL}:")]
    sections = sections_concerned(session_id).subquery()
    forget(session, sa.union_all(*own, _keys(Kind.SECTION, sections), _keys(Kind.PERSON, concerned)))


def _keys(kind: Kind, ids: sa.Subquery) -> sa.Select[tuple[str]]:
    return sa.select(sa.literal(f"{kind}:") + sa.cast(ids.c[0], sa.String))


def forget_section(session: Session, section_id: int) -> None:
    """Every calendar that names the section: it has another name or another address for questions."""
    for session_id in session.scalars(sessions_of_section(section_id)):
        forget_session(session, session_id)
    forget(session, sa.select(sa.literal(f"{Kind.SECTION}:{section_id}")))


def forget_person(session: Session, person_id: int, now: datetime) -> None:
    """One person's calendar: they took on a part, or gave one up; and see what is due to them by mail.

    When that was counts for the moment of every entry in their calendar.
    """
    own, parted = f"{Kind.PERSON}:{person_id}", parted_key(person_id)
    forget(session, sa.union_all(*(sa.select(sa.literal(each)) for each in (own, parted))))
    keys = (CalendarDocument.key == own, CalendarDocument.key == parted)
    # The moment that was served last may be another's: of an entry of theirs that changed.
    before = sa.select(sa.func.max(CalendarDocument.changed_at)).where(sa.or_(*keys))
    last = session.scalar(before)
    moment = moment_after(last, now) if last else now
    parted_row = sa.update(CalendarDocument).where(keys[1]).values(changed_at=moment)
    session.execute(parted_row.execution_options(synchronize_session=False))


@contextmanager
def without_mail(session: Session) -> Iterator[None]:
    """Inside, no calendar message by mail becomes due; what was due before stays so."""
    is_due = sa.and_(
        CalendarDocument.key.startswith(f"{MAIL}:", autoescape=True),
        CalendarDocument.made != CalendarDocument.mark,
    )
    before = session.scalars(sa.select(CalendarDocument.key).where(is_due)).all()
    yield
    session.flush()
    session.execute(
        sa.update(CalendarDocument)
        .where(is_due, CalendarDocument.key.not_in(before))
        .values(made=CalendarDocument.mark)
        .execution_options(synchronize_session=False)
    )
