"""The revisions say the same as the models, up and down."""

import re
from collections.abc import Callable, Iterator
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


Add = Callable[..., None]


def adder(connection: sa.Connection) -> Add:
    """`add("papers", id=1, title="Bail")`: a row with what is needed beside, as the tables are at this revision."""
    moment = "2026-11-20 12:00:00+00:00" if POSTGRES else "2026-11-20 12:00:00"
    tables = sa.MetaData()
    tables.reflect(connection)

    def add(name: str, /, **values: object) -> None:
        table = tables.tables[name]
        needed = [c for c in table.c if not c.nullable and c.name not in values]
        usual = {"DATETIME": moment, "TIMESTAMP": moment, "INTEGER": 0, "BOOLEAN": False, "JSON": "[]"}
        texts = {c.name: usual.get(str(c.type).split("(")[0], "") for c in needed if not c.primary_key}
        given = texts | values
        columns, marks = ", ".join(given), ", ".join(f":{each}" for each in given)
        connection.execute(sa.text(f"INSERT INTO {name} ({columns}) VALUES ({marks})"), given)  # noqa: S608 - ours

    return add


def rows_of_the_first_revision(connection: sa.Connection) -> Add:
    """A section, a session with its call, one paper of two authors, a letter and a date: as 0001 keeps them."""
    add = adder(connection)
    add("people", id=1, email="mbali@law.example.edu", email_key="mbali@law.example.edu", fs_uniquifier="a")
    add("sections", id=1, slug="cj", name="Criminal Justice", contact_email="cj@law.example.edu")
    add(
        "wip_sessions",
        id=1,
        uid="u",
        slug="cj-2027",
        section_id=1,
        title="Spring",
        zone="UTC",
        minutes=90,
        present_minutes=15,
        state="proposed",
        agenda_state="working",
    )
    add(
        "papers",
        id=1,
        wip_session_id=1,
        number=1,
        submitter_id=1,
        title="Bail",
        abstract="Two words",
        state="submitted",
    )
    add("authors", id=1, paper_id=1, position=1, name="Second Person", affiliation="Elsewhere")
    add("authors", id=2, paper_id=1, position=0, name="Mbali Müller", affiliation="École of Law")
    add(
        "letters",
        id=1,
        kind="paper_received",
        cause="c",
        to_email="a",
        subject="s",
        message_id="m",
        state="waiting",
    )
    return add


def test_papers_of_the_first_revision_can_be_sorted_and_found_after_the_upgrade(engine: Engine) -> None:
    schema.upgrade(engine, "0001")
    with engine.begin() as connection:
        rows_of_the_first_revision(connection)
    schema.upgrade(engine)
    with engine.begin() as connection:
        kept = sa.text("SELECT title, abstract_words, sort_author, sort_school, bio FROM papers")
        assert connection.execute(kept).all() == [("Bail", 2, "mbali muller", "ecole of law", "")]
        words = connection.scalars(sa.text("SELECT word FROM paper_words ORDER BY word")).all()
        assert words == ["bail", "ecole", "elsewhere", "law", "mbali", "muller", "of", "person", "second"]
        connection.execute(sa.text("UPDATE letters SET kind = 'call_amended'"))
    schema.downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.scalars(sa.text("SELECT title FROM papers")).all() == ["Bail"]
        assert connection.scalars(sa.text("SELECT kind FROM letters")).all() == []


def test_reviews_of_the_second_revision_keep_their_scores_and_conflicts_both_ways(engine: Engine) -> None:
    schema.upgrade(engine, "0001")
    with engine.begin() as connection:
        add = rows_of_the_first_revision(connection)
        add("people", id=2, email="a@law.example.edu", email_key="a@law.example.edu", fs_uniquifier="b")
        add("people", id=3, email="b@law.example.edu", email_key="b@law.example.edu", fs_uniquifier="c")
        add("reviews", id=1, paper_id=1, person_id=2, state="done", score=4, comment="Good.")
        add("reviews", id=2, paper_id=1, person_id=3, state="conflict", conflict_reason="My student")
        add("reviews", id=3, paper_id=1, person_id=1, state="in_progress")
    schema.upgrade(engine)
    with engine.connect() as connection:
        reviews = sa.text("SELECT id, state, score, assigned_how, typed FROM reviews ORDER BY id")
        assert [tuple(row)[:4] for row in connection.execute(reviews)] == [
            (1, "done", 4.0, "own_choice"),
            (2, "conflict", None, "own_choice"),
            (3, "in_progress", None, "own_choice"),
        ]
        finished = sa.text("SELECT id FROM reviews WHERE finished_at = changed_at")
        assert connection.scalars(finished).all() == [1]
        points = sa.text(
            "SELECT review_id, name, points FROM scores JOIN criteria ON criteria.id = criterion_id"
        )
        assert [tuple(row) for row in connection.execute(points)] == [(1, "Overall", 4)]
        conflicts = sa.text("SELECT paper_id, person_id, kind, state, reason, decided_by FROM conflicts")
        assert [tuple(row) for row in connection.execute(conflicts)] == [
            (1, 3, "reviewer", "confirmed", "My student", 3)
        ]
        settings = sa.text("SELECT wip_session_id, reading, stage FROM review_settings")
        assert [tuple(row) for row in connection.execute(settings)] == [(1, "everything", "ranking")]
    schema.downgrade(engine, "0002")
    with engine.connect() as connection:
        before = sa.text("SELECT id, state, score, comment, conflict_reason FROM reviews ORDER BY id")
        assert [tuple(row) for row in connection.execute(before)] == [
            (1, "done", 4, "Good.", ""),
            (2, "conflict", None, "", "My student"),
            (3, "in_progress", None, "", ""),
        ]
