"""Alembic's environment: migrations run over the engine that is given, in one transaction, one process at a time."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp
from sqlalchemy.engine import Connection

from wip import models  # noqa: F401 - the tables must be known
from wip.db import Base, Instant, writing

_LOCK = 7_940_226
"""PostgreSQL's advisory lock of this app's migrations."""


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """The task queue keeps its own tables in the same PostgreSQL database."""
    return kind != "table" or not (name or "").startswith("huey_")


def plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A moment is written as what it is stored as: revisions outlive our own types."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def on_expression(index: sa.Index) -> bool:
    return not all(isinstance(part, sa.Column) for part in index.expressions)


ON_EXPRESSIONS = {
    i.name for table in Base.metadata.tables.values() for i in table.indexes if on_expression(i)
}


def comparable(_item: Any, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """SQLite shows an index on an expression as something else, or not at all."""
    return kind != "index" or name not in ON_EXPRESSIONS


def with_every_index(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """What cannot be compared, a new table needs all the same."""
    for directive in directives:
        for made in [step for step in directive.upgrade_ops.ops if isinstance(step, CreateTableOp)]:
            for index in Base.metadata.tables[made.table_name].indexes:
                if on_expression(index):
                    directive.upgrade_ops.ops.append(CreateIndexOp.from_index(index))


def run(connection: Connection) -> None:
    """Bring the database to the revision that was asked for, or leave it as it was."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=ours,
        include_object=comparable,
        render_item=plain,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        process_revision_directives=with_every_index,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        context.run_migrations()
        if (
            connection.dialect.name == "sqlite"
            and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        ):
            raise RuntimeError("a migration left rows that point to nothing")


def set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """SQLite changes a table by making it anew; with foreign keys on, dropping the old one deletes what hangs on it."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


with writing(), context.config.attributes["engine"].connect() as connection:
    set_foreign_keys(connection, on=False)
    try:
        run(connection)
    finally:
        set_foreign_keys(connection, on=True)
