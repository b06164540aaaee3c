"""Selects compiled once and run on the driver itself, for the few reads that calendar programs repeat for years.

The usual way through the library costs five times what the database does for one row found by its key.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect, Engine

_Made = tuple[str, dict[str, Any], list[Callable[[Any], Any] | None]]


class Prepared:
    """One select that gives at most one row. Its bind parameters are named; their values go in as they are."""

    def __init__(self, select: sa.Select[Any]) -> None:
        self._select = select
        self._made: dict[str, _Made] = {}

    def row(self, engine: Engine, values: Mapping[str, Any]) -> list[Any] | None:
        """The row, with each column in its Python type; None where there is none."""
        sql, constants, readers = self._made.get(engine.dialect.name) or self._make(engine.dialect)
        connection = engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(sql, {**constants, **values})
            found = cursor.fetchone()
            cursor.close()
        finally:
            connection.close()
        if found is None:
            return None
        return [read(value) if read else value for read, value in zip(readers, found, strict=True)]

    def _make(self, dialect: Dialect) -> _Made:
        # SQLite's driver takes names too; the library would number them.
        kind: Any = type(dialect)
        compiled = self._select.compile(
            dialect=kind(paramstyle="named" if dialect.name == "sqlite" else dialect.paramstyle)
        )
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        types = [column.type.dialect_impl(dialect) for column in self._select.selected_columns]
        readers: list[Any] = [type_.result_processor(dialect, None) for type_ in types]
        made: _Made = (str(compiled), constants, readers)
        self._made[dialect.name] = made
        return made
