"""Reads of what other leaders have done to a selection since a page was loaded: one small statement, asked every few seconds."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import HistoryEvent, Paper, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to

_SINCE: sa.BindParameter[int] = sa.bindparam("since", type_=sa.Integer)
_DECIDED = ("stage decision", "take back decision")
_STEPS = ("freeze ranking", "thaw ranking", "reveal names", "release decisions")
_MOST = 200


@dataclass(frozen=True)
class News:
    """What one leader did: the papers decided on, with their titles, by number, or an act of its own on the whole selection."""

    who: str
    papers: tuple[tuple[int, str], ...] = ()
    act: str = ""


def news_since(session: Session, wip_session: WipSession, person_id: int, since: int) -> list[News]:
    """What others did after the event `since`, without the papers closed to this leader; one statement."""
    bound = {"session_id": wip_session.id, "person_id": person_id, "since": since}
    rows = session.execute(_news(), bound).all()
    papers: dict[str, set[tuple[int, str]]] = {}
    for row in rows:
        if row.number is not None:
            papers.setdefault(row.actor_name, set()).add((row.number, row.title))
    steps = [News(row.actor_name, act=row.act) for row in rows if row.number is None]
    return [*(News(who, tuple(sorted(found))) for who, found in papers.items()), *steps]


@cache
def _news() -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = sa.select(
        HistoryEvent.actor_name, HistoryEvent.act, Paper.number, Paper.title
    )
    decided = sa.and_(HistoryEvent.act.in_(_DECIDED), HistoryEvent.paper_id.not_in(closed_to(PERSON)))
    return (
        select.outerjoin(Paper, Paper.id == HistoryEvent.paper_id)
        .where(
            HistoryEvent.wip_session_id == SESSION,
            HistoryEvent.id > _SINCE,
            sa.or_(HistoryEvent.actor_id.is_(None), HistoryEvent.actor_id != PERSON),
            sa.or_(decided, HistoryEvent.act.in_(_STEPS)),
        )
        .order_by(HistoryEvent.id)
        .limit(_MOST)
    )
