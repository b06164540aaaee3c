"""Backups: one zip with every row as JSON lines, every stored file and the secret key.

The format is the same whatever the database, so that a backup of SQLite can be restored into PostgreSQL and back.
"""

import io
import json
import os
import re
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from wip.adapters import files
from wip.adapters.schema import head, revision
from wip.db import Base, Instant
from wip.domain.refusals import Refusal
from wip.settings import Settings

FORMAT = 1
_CHUNK = 500
_KEY = re.compile(r"[0-9a-zA-Z_-]{8,100}")
_NOT_OURS = "This file is not a backup of ours, or it is damaged."
_OTHER_KEY = (
    "The secret key is set by WIP_SECRET_KEY here and differs from the backup’s: links in letters sent earlier work "
    "only once WIP_SECRET_KEY is the old one. It is the file “secret_key” in the backup."
)


@dataclass(frozen=True)
class Kept:
    """How much a backup holds, and sentences about what the operator should know."""

    rows: int
    files: int
    remarks: tuple[str, ...] = ()


def write(engine: Engine, settings: Settings, target: Path, now: datetime) -> Kept:
    """Write the backup to `target`, whole or not at all, readable by its owner alone. Refuses to overwrite.

    All rows are read in one snapshot, so that it is consistent while people work.
    """
    if target.exists():
        raise Refusal(f"{target} is there already. Choose another name.")
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _private(draft) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            counts, keys, at = _write_tables(engine, archive)
            missing = [key for key in keys if not _write_file(settings, archive, key)]
            archive.writestr("secret_key", settings.secret_key)
            manifest = {"format": FORMAT, "revision": at, "made_at": now.isoformat(), "tables": counts}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        draft.rename(target)
    except OSError as no:
        raise Refusal(f"{target} cannot be written: {no.strerror or no}.") from no
    finally:
        draft.unlink(missing_ok=True)
    remarks = tuple(f"The file {key} was not in storage and is not in the backup." for key in missing)
    return Kept(sum(counts.values()), len(keys) - len(missing), remarks)


@contextmanager
def _private(path: Path) -> Iterator[io.BufferedWriter]:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as stream:
        yield stream


def _write_tables(engine: Engine, archive: zipfile.ZipFile) -> tuple[dict[str, int], list[str], str]:
    counts: dict[str, int] = {}
    keys: list[str] = []
    with _snapshot(engine) as connection:
        at = revision(connection)
        for table in Base.metadata.sorted_tables:
            counts[table.name] = 0
            rows = connection.execution_options(yield_per=_CHUNK).execute(
                sa.select(table).order_by(*table.primary_key)
            )
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as lines:
                for row in rows.mappings():
                    lines.write(json.dumps(_plain(row), ensure_ascii=False).encode() + b"\n")
                    counts[table.name] += 1
                    if "storage_key" in row:
                        keys.append(row["storage_key"])
    return counts, keys, at


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """All statements inside see the same moment: on SQLite any transaction does, on PostgreSQL this kind."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def _plain(row: Any) -> dict[str, Any]:
    return {name: _plain_value(value) for name, value in row.items()}


def _plain_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _write_file(settings: Settings, archive: zipfile.ZipFile, key: str) -> bool:
    try:
        with (
            files.open_stored(settings, key) as source,
            archive.open(f"files/{key}", "w", force_zip64=True) as target,
        ):
            while chunk := source.read(256 * 1024):
                target.write(chunk)
    except FileNotFoundError:
        return False
    return True


def restore(engine: Engine, settings: Settings, source: Path, *, replace: bool = False) -> Kept:
    """Bring back everything from `source` into a database that is set up and, unless `replace`, empty.

    Rows come back in one transaction; when anything is wrong, the database, the files and the key stay as they were.
    Raises Refusal.
    """
    written: list[str] = []
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            _refuse_foreign(manifest)
            keys = [name.removeprefix("files/") for name in archive.namelist() if name.startswith("files/")]
            with engine.begin() as connection:
                old = _make_room(connection, replace=replace)
                rows = _read_tables(connection, archive, manifest["tables"])
                for key in keys:
                    _read_file(settings, archive, key, written)
                remarks = _restore_secret(settings, archive.read("secret_key").decode())
    except BaseException as no:
        for key in written:
            files.remove(settings, key)
        if isinstance(no, _SIGNS_OF_DAMAGE):
            raise Refusal(_NOT_OURS) from no
        raise
    for key in old.difference(keys):
        files.remove(settings, key)
    return Kept(rows, len(keys), remarks)


_SIGNS_OF_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    EOFError,
    sa.exc.IntegrityError,
    sa.exc.DataError,
)


def _refuse_foreign(manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT:
        raise Refusal(_NOT_OURS)
    if manifest["revision"] != head():
        raise Refusal(
            f"This backup is of revision {manifest['revision']}, and this version needs {head()}. "
            "Restore it with the version that made it, then upgrade."
        )
    if set(manifest["tables"]) != set(Base.metadata.tables):
        raise Refusal(_NOT_OURS)


def _make_room(connection: Connection, *, replace: bool) -> set[str]:
    """Empty every table; returns the storage keys of the files that nothing names any more."""
    tables = Base.metadata.sorted_tables
    full = [table.name for table in tables if connection.execute(sa.select(table).limit(1)).first()]
    if full and not replace:
        raise Refusal(
            f"The database is not empty (there are {full[0].replace('_', ' ')}). "
            "Restore into an empty one, or give --replace to delete what is there."
        )
    columns = [table.c.storage_key for table in tables if "storage_key" in table.c]
    old = {key for column in columns for key in connection.scalars(sa.select(column))}
    for table in reversed(tables):
        connection.execute(sa.delete(table))
    return old


def _read_tables(connection: Connection, archive: zipfile.ZipFile, counts: dict[str, int]) -> int:
    total = 0
    for table in Base.metadata.sorted_tables:
        readers = {column.name: _reader(column) for column in table.columns}
        found = 0
        with archive.open(f"tables/{table.name}.jsonl") as lines:
            for chunk in _chunks(lines, readers):
                connection.execute(sa.insert(table), chunk)
                found += len(chunk)
        if found != counts[table.name]:
            raise Refusal(_NOT_OURS)
        total += found
        _go_on_counting(connection, table)
    return total


def _chunks(
    lines: io.BufferedIOBase | Any, readers: dict[str, Callable[[Any], Any]]
) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        chunk.append({name: read(row[name]) for name, read in readers.items()})
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _reader(column: "sa.Column[Any]") -> Callable[[Any], Any]:
    if isinstance(column.type, Instant):
        return lambda value: value and datetime.fromisoformat(value)
    if isinstance(column.type, sa.LargeBinary):
        return lambda value: value if value is None else b64decode(value)
    return lambda value: value


def _go_on_counting(connection: Connection, table: sa.Table) -> None:
    """PostgreSQL's sequences do not notice ids that were given to them."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        last = connection.scalar(sa.select(sa.func.max(column)))
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(sa.select(sa.func.setval(sequence, (last or 0) + 1, sa.false())))


def _read_file(settings: Settings, archive: zipfile.ZipFile, key: str, written: list[str]) -> None:
    """Keep one file, unless it is there: a key is never used for two contents."""
    if not _KEY.fullmatch(key):
        raise Refusal(_NOT_OURS)
    try:
        files.open_stored(settings, key).close()
    except FileNotFoundError:
        written.append(key)
        with archive.open(f"files/{key}") as content:
            files.put(settings, key, content)


def _restore_secret(settings: Settings, secret: str) -> tuple[str, ...]:
    """The last thing before the commit: it cannot fail for a reason that lies in the backup."""
    if secret == settings.secret_key:
        return ()
    kept = settings.instance / "secret_key"
    if not kept.exists() or kept.read_text().strip() != settings.secret_key:
        return (_OTHER_KEY,)
    draft = kept.with_name(".secret_key.new")
    draft.unlink(missing_ok=True)
    with _private(draft) as stream:
        stream.write(secret.encode())
    draft.replace(kept)
    return ("The secret key is the backup’s again: whoever is signed in must sign in anew. Restart the app.",)
