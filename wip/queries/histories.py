"""Reads of the history."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import HistoryEvent, Paper, WipSession
from wip.queries.pages import Page, page_of


def of_session(
    session: Session,
    wip_session: WipSession,
    number: int,
    *,
    paper: Paper | None,
    hidden: set[int],
) -> Page[Any]:
    """The session's events, each with its paper, newest first; those of `hidden` papers (by id) are left out."""
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(HistoryEvent, Paper)
        .outerjoin(Paper, Paper.id == HistoryEvent.paper_id)
        .where(HistoryEvent.wip_session_id == wip_session.id)
    )
    if paper is not None:
        select = select.where(HistoryEvent.paper_id == paper.id)
    if hidden:
        select = select.where(
            sa.or_(
                HistoryEvent.paper_id.is_(None),
                HistoryEvent.paper_id.not_in(hidden),
                HistoryEvent.act.in_(_HARMLESS),
            )
        )
    return page_of(session, select.order_by(HistoryEvent.id.desc()), number, per_page=50)


_HARMLESS = (
    "submit paper",
    "change paper",
    "withdraw paper",
    "confirm paper",
    "turn down paper",
)
