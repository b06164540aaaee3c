"""The task queue of an installation: PostgreSQL where the data are there, an embedded file otherwise."""

import sys
from typing import TYPE_CHECKING, Any

from wip.settings import Settings

if TYPE_CHECKING:
    from huey import Huey

_DRIVER = "psycopg"


def open_queue(settings: Settings) -> "Huey":
    """The queue; nothing is read or written yet."""
    huey = library(settings)
    if settings.is_sqlite:
        file = str(settings.instance / "tasks.sqlite")
        return huey.SqliteHuey("wip", results=False, filename=file, fsync=False, create_tables=False)
    dsn = settings.database_url.replace("+psycopg", "")
    return huey.PostgresHuey("wip", results=False, dsn=dsn, create_tables=False)


def library(settings: Settings) -> Any:
    """Huey itself. It imports PostgreSQL's driver wherever it finds it: ten megabytes in every process of SQLite's."""
    if not settings.is_sqlite:
        import huey.storage
        import psycopg

        huey.storage.psycopg = psycopg
        return huey
    is_there = _DRIVER in sys.modules
    if not is_there:
        sys.modules[_DRIVER] = None  # type: ignore[assignment]  # Python's way to say that there is none
    try:
        import huey
    finally:
        if not is_there:
            del sys.modules[_DRIVER]
    return huey
