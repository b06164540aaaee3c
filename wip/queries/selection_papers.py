"""Reads of single papers in the selection: those closed to a leader, and what happened to a decision."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.selection import SELECTABLE
from wip.models import HistoryEvent, Paper, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to, writes_paper


@dataclass(frozen=True)
class HiddenRow:
    """A paper on which another leader must decide."""

    number: int
    own: bool


def hidden_rows(session: Session, wip_session: WipSession, person_id: int) -> list[HiddenRow]:
    """The papers in the selection that this leader wrote or has a conflict with, by number."""
    rows = session.execute(_hidden_rows(), {"session_id": wip_session.id, "person_id": person_id})
    return [HiddenRow(number, bool(own_one)) for number, own_one in rows]


@cache
def _hidden_rows() -> sa.Select[int, bool]:
    return (
        sa.select(Paper.number, writes_paper(PERSON))
        .where(Paper.id.in_(closed_to(PERSON)), Paper.wip_session_id == SESSION, Paper.state.in_(SELECTABLE))
        .order_by(Paper.number)
    )


def who_took_back(session: Session, paper_ids: Collection[int]) -> dict[int, str]:
    """Who last took back a staged decision on each of these papers."""
    rows = session.execute(
        sa.select(HistoryEvent.paper_id, HistoryEvent.actor_name)
        .where(HistoryEvent.paper_id.in_(paper_ids), HistoryEvent.act == "take back decision")
        .order_by(HistoryEvent.id)
    )
    return {paper_id: name for paper_id, name in rows if paper_id is not None}
