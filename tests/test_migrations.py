"""The revisions say the same as the models, up and down."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from tests.conftest import POSTGRES, _postgres_url, _run_on_postgres
from wip import models, paths
from wip.adapters import schema
from wip.db import Base


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    name = f"wip_{uuid4().hex[:16]}"
    if POSTGRES:
        _run_on_postgres(f"CREATE DATABASE {name}")
    made = sa.create_engine(_postgres_url(name) if POSTGRES else f"sqlite:///{tmp_path / '100%.sqlite'}")
    yield made
    made.dispose()
    if POSTGRES:
        _run_on_postgres(f"DROP DATABASE {name} WITH (FORCE)")


def checks(engine: Engine) -> dict[str, set[str | None]]:
    """The names of each table's check constraints, which Alembic does not compare."""
    found = sa.inspect(engine)
    return {
        table: {check["name"] for check in found.get_check_constraints(table)}
        for table in Base.metadata.tables
    }


def indexes(engine: Engine) -> set[str]:
    """Every index of ours, those on expressions included."""
    column, table = ("indexname", "pg_indexes") if POSTGRES else ("name", "sqlite_master")
    with engine.connect() as connection:
        names = connection.scalars(sa.text(f"SELECT {column} FROM {table}"))  # noqa: S608 - two words of ours
        return {name for name in names if name.startswith("ix_")}


def comparable(_item: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """An index on an expression cannot be compared; the next test looks for it by name."""
    return (kind, name) != ("index", "ix_papers_ranking")


def test_up_equals_the_models(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": comparable}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []
        assert schema.revision(connection) == schema.head()


def test_up_has_the_models_checks_and_indexes(engine: Engine, tmp_path: Path) -> None:
    schema.upgrade(engine)
    migrated = checks(engine), indexes(engine)
    schema.downgrade(engine)
    Base.metadata.create_all(engine)
    assert (checks(engine), indexes(engine)) == migrated
    assert (tmp_path / "100%.sqlite").exists() is not bool(POSTGRES)


def test_down_leaves_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    schema.downgrade(engine)
    assert sa.inspect(engine).get_table_names() == ["alembic_version"]
    with engine.connect() as connection:
        assert schema.revision(connection) == ""


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(models.FormReceipt).values(token="a", path="/", at=sa.func.now()))
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(models.FormReceipt.token)) == "a"


def test_foreign_keys_are_on_again_after_an_upgrade(engine: Engine) -> None:
    schema.upgrade(engine)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.insert(models.SessionSection).values(wip_session_id=1, section_id=1))


def test_the_newest_revision_is_found_without_alembic() -> None:
    assert schema.head() == ScriptDirectory(str(paths.migrations())).get_current_head()


def test_revisions_need_nothing_of_ours() -> None:
    """Revisions outlive our code: one that imported it would break when it changes."""
    for file in (paths.migrations() / "versions").glob("*.py"):
        assert re.findall(r"^(?:from|import) wip.*", file.read_text(), re.MULTILINE) == []
