"""Reads for the request to the association office: how many will come, and what the office was asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.office import Stretch
from wip.domain.papers import PRESENTING
from wip.models import Attendee, Author, Commenter, HistoryEvent, Paper, WipSession

ASKED = ("ask office", "request session", "confirm session")
"""Acts after which the office knows the date as it then was."""


@dataclass(frozen=True)
class Expected:
    """Who is down for a session by now; somebody with several parts counts once in `people`."""

    attendees: int
    presenters: int
    commenters: int
    people: int


def expected(session: Session, wip_session: WipSession) -> Expected:
    """The figures from which the expected attendance is proposed, in one statement."""
    attendees = sa.select(Attendee.person_id).where(Attendee.wip_session_id == wip_session.id)
    presenters = (
        sa.select(Author.person_id)
        .join(Paper)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(PRESENTING),
            Author.person_id.is_not(None),
        )
    )
    commenters = sa.select(Commenter.person_id).where(
        Commenter.wip_session_id == wip_session.id, Commenter.withdrawn.is_(False)
    )
    parts: tuple[sa.Select[Any] | sa.CompoundSelect[Any], ...] = (
        attendees,
        presenters.distinct(),
        commenters,
        sa.union(attendees, presenters, commenters),
    )
    row = session.execute(
        sa.select(*(sa.select(sa.func.count()).select_from(p.subquery()).scalar_subquery() for p in parts))
    ).one()
    return Expected(*row)


def asked_for(session: Session, row: WipSession) -> Stretch | None:
    """The date as the office was last asked for, or confirmed it; None when it never was. Read from the history."""
    last = session.scalar(
        sa.select(sa.func.max(HistoryEvent.id)).where(
            HistoryEvent.wip_session_id == row.id,
            HistoryEvent.thing == "wip_sessions",
            HistoryEvent.act.in_(ASKED),
        )
    )
    if last is None:
        return None
    since = session.scalars(
        sa.select(HistoryEvent.old)
        .where(
            HistoryEvent.wip_session_id == row.id,
            HistoryEvent.thing == "wip_sessions",
            HistoryEvent.id > last,
        )
        .order_by(HistoryEvent.id.desc())
    )
    starts_at, minutes, zone = row.starts_at, row.minutes, row.zone
    for old in since:  # backwards: the last one met is what the office knows
        starts_at = datetime.fromisoformat(old["starts_at"]) if "starts_at" in old else starts_at
        minutes, zone = old.get("minutes", minutes), old.get("zone", zone)
    return Stretch(starts_at, minutes, zone)
