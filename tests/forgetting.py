"""Forgetting somebody, and looking for what names them in every column of every table."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.world import World
from wip.db import Base
from wip.models import Person
from wip.services import forgetting


def forget(world: World, email: str, now: datetime | None = None) -> tuple[str, ...]:
    """Forget whoever has this address, by their own press."""

    def act(session: Session) -> tuple[str, ...]:
        by = world.actor(session, email)
        person = session.get_one(Person, by.person_id)
        return forgetting.forget(session, person, by=by, now=now or world.now)

    return world.do(act)


def traces(session: Session, *needles: str) -> list[str]:
    """Where one of them stands, in any column of any table, whatever the case."""
    found = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            said = {name: str(value) for name, value in row.items()}
            found += [
                f"{table.name}.{name}: {text[:80]}"
                for name, text in said.items()
                if any(needle.casefold() in text.casefold() for needle in needles)
            ]
    return found
