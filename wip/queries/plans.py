"""Reads for the plan of a session."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Person
from wip.queries.calendar_people import people_concerned


def zones_of_people(session: Session, session_id: int, most: int = 12) -> list[str]:
    """The zones that the people of a session have chosen, those of most people first."""
    concerned = people_concerned(session_id).subquery()
    select = (
        sa.select(Person.zone)
        .where(Person.id.in_(sa.select(concerned.c[0])), Person.zone.is_not(None))
        .group_by(Person.zone)
        .order_by(sa.func.count().desc(), Person.zone)
        .limit(most)
    )
    return [zone for zone in session.scalars(select) if zone]
