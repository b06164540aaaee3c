"""The database: declarative base, column types, and what SQLite must be told on each connection."""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, orm
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import Pool

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(orm.DeclarativeBase):
    """The base of every row class."""

    metadata = sa.MetaData(naming_convention=NAMING)


class Instant(sa.TypeDecorator[datetime]):
    """An aware moment, stored in UTC on every database. Refuses a datetime without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Aware UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def folded(length: int) -> sa.types.TypeEngine[str]:
    """Text that is sorted, and found by its beginning, by code points on every database, so that an index serves both."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def state_column(states: type[StrEnum], name: str = "") -> sa.Enum:
    """A column for a StrEnum: its values as text with a check, wide enough for tomorrow's states.

    `name` is the check's, where a table has two columns of the same states.
    """
    return sa.Enum(
        states,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=name or states.__name__.lower(),
        values_callable=lambda e: [s.value for s in e],
    )


db = SQLAlchemy(metadata=Base.metadata)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions begun inside take SQLite's write lock at once.

    A transaction that reads first and writes later fails with "database is locked" without waiting when another
    wrote in between; one that begins as a writer queues up.
    """
    mark = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(mark)


@contextmanager
def reading() -> Iterator[None]:
    """Inside `writing`, for a while: transactions begun inside leave SQLite's write lock to others until they write."""
    mark = _writing.set(False)
    try:
        yield
    finally:
        _writing.reset(mark)


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection whose statements all read what there was at one moment; those of SQLite do anyway."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def intend_to_write(*, yes: bool) -> None:
    """As `writing`, for the rest of the running request."""
    _writing.set(yes)


def give_way() -> None:
    """Between the transactions of a long piece of work: writers of other processes, who look again all the time, have a turn."""
    time.sleep(3 * _LOOK_AGAIN_SECONDS)


@event.listens_for(Engine, "do_connect")
def _keep_private(dialect: Dialect, _record: object, arguments: list[Any], _more: object) -> None:
    """A new file of SQLite's is its owner's alone, and with it those that it puts beside."""
    if dialect.name == "sqlite" and arguments and str(arguments[0]).startswith("/"):
        with suppress(OSError):  # mostly it is there
            os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@event.listens_for(Engine, "connect")
def _speak_to_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.split(".")[0] != "sqlite3":
        return
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours is below
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "busy_timeout=30000",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "cache_size=-1000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


_LOOK_AGAIN_SECONDS = 0.002
_turn = threading.Lock()
_HOLDS_TURN = "holds_turn"


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if _writing.get():
        _begin_as_writer(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_as_writer(connection: Connection) -> None:
    """Take the write lock. SQLite's own waiting sleeps up to 0.1 s while the lock lies free, and is unfair to the patient.

    So the writers of a process take turns, and the one whose turn it is looks again every two milliseconds, for as long
    as the connection's own busy_timeout says.
    """
    driver: Any = connection.connection.dbapi_connection
    (patience,) = driver.execute("PRAGMA busy_timeout").fetchone()
    until = time.monotonic() + patience / 1000
    if not connection.info.get(_HOLDS_TURN):
        connection.info[_HOLDS_TURN] = _turn.acquire(timeout=patience / 1000)
    driver.execute("PRAGMA busy_timeout=0")
    try:
        _take_lock(driver, until)
    except sqlite3.OperationalError as no:
        _end_turn(connection.info)
        raise OperationalError("BEGIN IMMEDIATE", None, no) from no
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(patience)}")


def _take_lock(driver: Any, until: float) -> None:
    while True:
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as no:
            if "locked" not in str(no) or time.monotonic() > until:
                raise
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return


def _end_turn(info: dict[Any, Any]) -> None:
    if info.pop(_HOLDS_TURN, False):
        _turn.release()


@event.listens_for(Engine, "commit")
@event.listens_for(Engine, "rollback")
def _turn_over(connection: Connection) -> None:
    # A moment before the transaction really ends: whoever is next looks again until it has.
    _end_turn(connection.info)


@event.listens_for(Pool, "checkin")
def _given_back(_driver: Any, record: Any) -> None:
    _end_turn(record.info)
