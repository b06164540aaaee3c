"""The papers of a session that are closed to one person: their own, and those with a confirmed conflict."""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Paper, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to, writes_paper


@dataclass(frozen=True)
class ClosedPaper:
    """All that the person learns of it on the leaders' side: its number, and whether it is their own."""

    number: int
    own: bool


def closed_papers(session: Session, wip_session: WipSession, person_id: int) -> list[ClosedPaper]:
    """By number; one statement."""
    rows = session.execute(_closed(), {"session_id": wip_session.id, "person_id": person_id})
    return [ClosedPaper(number, bool(own)) for number, own in rows]


@cache
def _closed() -> sa.Select[int, bool]:
    return (
        sa.select(Paper.number, writes_paper(PERSON))
        .where(Paper.id.in_(closed_to(PERSON)), Paper.wip_session_id == SESSION)
        .order_by(Paper.number)
    )
