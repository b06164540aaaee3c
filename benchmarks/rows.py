"""Bulk inserts, and people by the dozen; random, and the same at every run."""

from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import words
from wip.models import Person


class Rows:
    """What the loader's parts share. `session` is committed by the caller."""

    leader_id = 0

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.random = Random(7)  # noqa: S311 - no secrets

    def add(self, table: type[Any], rows: list[dict[str, Any]]) -> list[int]:
        """Insert the rows at once; their ids, in the same order."""
        if not rows:
            return []
        insert = sa.insert(table).returning(table.id, sort_by_parameter_order=True)
        return list(self.session.scalars(insert, rows))

    def put(self, table: type[Any], rows: list[dict[str, Any]]) -> None:
        """Insert rows that have no id of their own."""
        self.session.execute(sa.insert(table), rows)

    def uid(self) -> str:
        """A random identity that is the same at every run."""
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def address(self, group: str, number: int) -> str:
        """The address of somebody of a group."""
        return f"{group}.{number:04d}@law.example.edu"

    def people(self, addresses: list[str]) -> list[int]:
        """People with these addresses, and made-up names."""
        rows = [
            {
                "email": address,
                "email_key": address,
                "name": words.name(self.random),
                "affiliation": words.school(self.random),
                "fs_uniquifier": f"{self.random.getrandbits(256):064x}",
                "created_at": self.now,
            }
            for address in addresses
        ]
        return self.add(Person, rows)

    def text(self, count: int) -> str:
        """So many words of no meaning."""
        return words.text(self.random, count)
