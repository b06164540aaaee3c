"""Selects compiled once and run on the driver itself, for the few reads that calendar programs repeat for years.

The usual way through the library costs five times what the database does for one row found by its key.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect, Engine

_Made = tuple[str, dict[str, Any], list[Callable[[Any], Any] | None]]


class Prepared:
    """One select. Its bind parameters are named; their values go in as they are."""

    def __init__(self, select: sa.SelectBase) -> None:
        self._select = select
        self._made: dict[str, _Made] = {}

    def row(self, engine: Engine, values: Mapping[str, Any]) -> list[Any] | None:
        """The only row, with each column in its Python type; None where there is none."""
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
        return _read(readers, found)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[list[Any]]:
        """Every row, in the connection's transaction, which begins here where none has."""
        sql, constants, readers = self._made.get(connection.dialect.name) or self._make(connection.dialect)
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        try:
            cursor.execute(sql, {**constants, **values})
            return [_read(readers, found) for found in cursor.fetchall()]
        finally:
            cursor.close()

    def _make(self, dialect: Dialect) -> _Made:
        # SQLite's driver takes names too; the library would number them.
        kind: Any = type(dialect)
        compiled = self._select.compile(
            dialect=kind(paramstyle="named" if dialect.name == "sqlite" else dialect.paramstyle)
        )
        asked = [name for name, bind in compiled.binds.items() if bind.required]
        # Lists within the select are written out, for which the library demands a value of everything.
        whole = compiled.construct_expanded_state(dict.fromkeys(asked, 0))
        constants = {
            name: value.value if isinstance(value, Enum) else value
            for name, value in whole.parameters.items()
            if name not in asked
        }
        types = [column.type.dialect_impl(dialect) for column in self._select.selected_columns]
        readers: list[Any] = [type_.result_processor(dialect, None) for type_ in types]
        made: _Made = (whole.statement, constants, readers)
        self._made[dialect.name] = made
        return made


def _read(readers: list[Callable[[Any], Any] | None], found: Any) -> list[Any]:
    return [read(value) if read else value for read, value in zip(readers, found, strict=True)]


class PreparedIn:
    """A select for lists of ids of any length, compiled once for each power of two; a list is filled up with its last id."""

    def __init__(self, make: Callable[..., sa.SelectBase], *names: str) -> None:
        self._make, self._names = make, names
        self._made: dict[tuple[int, ...], Prepared] = {}

    def rows(self, connection: Connection, *lists: list[int]) -> list[list[Any]]:
        """Every row for these ids, one list for each name."""
        sizes = tuple(1 << max(0, len(ids) - 1).bit_length() for ids in lists)
        select = self._made.get(sizes)
        if select is None:
            select = self._made[sizes] = Prepared(self._make(*map(_binds, self._names, sizes)))
        values = {
            f"{name}_{n}": ids[min(n, len(ids) - 1)] if ids else 0
            for name, ids, size in zip(self._names, lists, sizes, strict=True)
            for n in range(size)
        }
        return select.rows(connection, values)


def _binds(name: str, size: int) -> list[sa.BindParameter[int]]:
    return [sa.bindparam(f"{name}_{n}", type_=sa.Integer) for n in range(size)]
