"""Backups: everything there and back, or nothing at all."""

import io
import json
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

from tests.conftest import NOW
from tests.world import World
from wip.adapters import backups, files
from wip.db import Base, db, writing
from wip.domain.refusals import Refusal
from wip.models import CalendarDocument, Paper, Person, Upload
from wip.settings import Settings

KEY = "0123456789abcdef" * 3


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["wip_settings"]
    (found.instance / "secret_key").write_text(found.secret_key)
    return found


@pytest.fixture
def engine(app: Flask, world: World, settings: Settings) -> Engine:
    """A database with papers, letters, an upload with its file, and bytes."""
    world.paper("Ünïcödé 𝄞 and\na second line")
    files.put(settings, KEY, io.BytesIO(b"%PDF-1.7 the draft"))

    def plant(session: Any) -> None:
        facts = {
            "file_name": "a.pdf",
            "content_type": "application/pdf",
            "size": 18,
            "sha256": "0",
            "at": NOW,
        }
        session.add(Upload(key="upload", storage_key=KEY, **facts))
        session.add(
            CalendarDocument(
                key="bytes:1",
                mark=1,
                made=1,
                made_for="x",
                etag="e",
                changed_at=NOW,
                name="n",
                body=b"\x00\xff",
                zipped=b"\x1f",
            )
        )

    world.do(plant)
    with app.app_context():
        return db.engine


def everything(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                dict(row)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }


def empty(engine: Engine) -> None:
    with writing(), engine.begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(sa.delete(table))


def restore(engine: Engine, settings: Settings, file: Path, **how: bool) -> backups.Kept:
    with writing():
        return backups.restore(engine, settings, file, **how)


def test_everything_comes_back(engine: Engine, settings: Settings, tmp_path: Path, world: World) -> None:
    before, file = everything(engine), tmp_path / "backup.zip"
    kept = backups.write(engine, settings, file, NOW)
    assert (kept.rows, kept.files, kept.remarks) == (sum(map(len, before.values())), 1, ())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    empty(engine)
    files.remove(settings, KEY)
    assert restore(engine, settings, file) == kept
    assert everything(engine) == before
    with files.open_stored(settings, KEY) as stream:
        assert stream.read() == b"%PDF-1.7 the draft"
    assert world.paper("Written after the restore", "after@law.example.edu") == 2


def test_a_database_with_something_in_it_is_not_touched(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    backups.write(engine, settings, file, NOW)
    before = everything(engine)
    with pytest.raises(Refusal, match="The database is not empty"):
        restore(engine, settings, file)
    assert everything(engine) == before


def test_replacing_takes_away_what_came_later(
    engine: Engine, settings: Settings, tmp_path: Path, world: World
) -> None:
    before, file, later = everything(engine), tmp_path / "backup.zip", "f" * 48
    backups.write(engine, settings, file, NOW)
    world.paper("Later", "later@law.example.edu")
    files.put(settings, later, io.BytesIO(b"later"))
    world.do(lambda session: session.execute(sa.update(Upload).values(storage_key=later)))
    restore(engine, settings, file, replace=True)
    assert everything(engine) == before
    with pytest.raises(FileNotFoundError):
        files.open_stored(settings, later)


def altered(source: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy of the backup in which one member differs."""
    target = source.with_name("altered.zip")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            new.writestr(member, change(old.read(member)) if member == name else old.read(member))
    return target


def _other_revision(manifest: bytes) -> bytes:
    return json.dumps(json.loads(manifest) | {"revision": "older"}).encode()


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        ("tables/papers.jsonl", lambda content: content[:-30], "not a backup of ours, or it is damaged"),
        ("tables/papers.jsonl", lambda _content: b"", "not a backup of ours, or it is damaged"),
        ("tables/people.jsonl", lambda _content: b"", "not a backup of ours, or it is damaged"),
        ("tables/people.jsonl", lambda content: content + b"{}\n", "not a backup of ours, or it is damaged"),
        ("manifest.json", lambda _content: b"[]", "not a backup of ours, or it is damaged"),
        ("manifest.json", _other_revision, "This backup is of revision older, and this version needs"),
        ("secret_key", lambda _content: b"\xff\xfe", "not a backup of ours, or it is damaged"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    engine: Engine,
    settings: Settings,
    tmp_path: Path,
    name: str,
    change: Callable[[bytes], bytes],
    sentence: str,
) -> None:
    backups.write(engine, settings, tmp_path / "backup.zip", NOW)
    before = everything(engine)
    files.remove(settings, KEY)
    with pytest.raises(Refusal, match=sentence):
        restore(engine, settings, altered(tmp_path / "backup.zip", name, change), replace=True)
    assert everything(engine) == before
    with pytest.raises(FileNotFoundError):
        files.open_stored(settings, KEY)


def test_what_is_no_zip_is_refused(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear colleague")
    with pytest.raises(Refusal, match="not a backup of ours"):
        restore(engine, settings, tmp_path / "letter.txt", replace=True)


def test_a_backup_is_never_overwritten(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("older")
    with pytest.raises(Refusal, match=r"backup\.zip is there already\. Choose another name\."):
        backups.write(engine, settings, file, NOW)
    assert file.read_text() == "older"


def test_a_file_that_is_gone_is_told(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    files.remove(settings, KEY)
    kept = backups.write(engine, settings, tmp_path / "backup.zip", NOW)
    assert (kept.files, kept.remarks) == (
        0,
        (f"The file {KEY} was not in storage and is not in the backup.",),
    )


def test_the_secret_key_comes_back_where_it_is_a_file(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    backups.write(engine, settings, file, NOW)
    new = replace(settings, secret_key="another-" + "y" * 40)
    kept_in = new.instance / "secret_key"
    kept_in.write_text(new.secret_key)
    told = restore(engine, new, file, replace=True).remarks
    assert told == (
        "The secret key is the backup’s again: whoever is signed in must sign in anew. Restart the app.",
    )
    assert kept_in.read_text() == settings.secret_key
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o600


def test_a_secret_key_from_the_environment_is_left_alone_and_told(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    backups.write(engine, settings, file, NOW)
    other = replace(settings, secret_key="another-" + "y" * 40)
    assert ["WIP_SECRET_KEY" in told for told in restore(engine, other, file, replace=True).remarks] == [True]
    assert (other.instance / "secret_key").read_text() == settings.secret_key


def test_people_work_while_a_backup_is_written(
    engine: Engine, settings: Settings, tmp_path: Path, world: World
) -> None:
    """One snapshot: what is written between two tables is in neither."""
    file = tmp_path / "backup.zip"
    seen: list[str] = []

    def write_meanwhile(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM people" in statement and not seen:
            seen.append(statement)
            world.paper("Meanwhile", "meanwhile@law.example.edu")

    sa.event.listen(engine, "after_cursor_execute", write_meanwhile)
    try:
        backups.write(engine, settings, file, NOW)
    finally:
        sa.event.remove(engine, "after_cursor_execute", write_meanwhile)
    restore(engine, settings, file, replace=True)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Paper)) == 1
        assert (
            connection.scalar(sa.select(Person.id).where(Person.email == "meanwhile@law.example.edu")) is None
        )
