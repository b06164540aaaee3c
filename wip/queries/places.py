"""Reads about places after the first decisions: who has one, who is silent, who waits, and what is free."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PRESENTING, PaperState
from wip.domain.places import Offering, is_silent
from wip.domain.reviews import Outcome
from wip.models import Decision, Paper, PlaceSettings, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import visible


def place_settings_of(session: Session, wip_session: WipSession) -> PlaceSettings:
    """How the session gives places; the usual, as a row that is not stored, where no leader has said otherwise."""
    found = session.scalar(_settings(), {"session_id": wip_session.id})
    if found is not None:
        return found
    return PlaceSettings(
        wip_session_id=wip_session.id, offering=Offering.BY_ITSELF, list_open=True, reminds=True
    )


@cache
def _settings() -> sa.Select[PlaceSettings]:
    return sa.select(PlaceSettings).where(PlaceSettings.wip_session_id == SESSION)


def places_taken(session: Session, wip_session: WipSession) -> int:
    """How many papers have a place, are offered one, or are staged to be given one."""
    staged = sa.exists().where(
        Decision.paper_id == Paper.id,
        Decision.release_id.is_(None),
        Decision.outcome == Outcome.ACCEPT,
    )
    taken = session.scalar(
        sa.select(sa.func.count())
        .select_from(Paper)
        .where(Paper.wip_session_id == wip_session.id, sa.or_(Paper.state.in_(PRESENTING), staged))
    )
    return taken or 0


def kept_for(session: Session, wip_session: WipSession) -> list[Paper]:
    """The papers for which a place is kept, because they are staged to be given one, and have none yet."""
    select = (
        sa.select(Paper)
        .join(Decision, Decision.paper_id == Paper.id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.not_in(PRESENTING),
            Decision.release_id.is_(None),
            Decision.outcome == Outcome.ACCEPT,
        )
        .order_by(Paper.number)
    )
    return list(session.scalars(select))


def with_staged_decision(session: Session, wip_session: WipSession) -> set[int]:
    """Papers of the session on which something is decided that nobody has been told yet."""
    return set(
        session.scalars(
            sa.select(Decision.paper_id)
            .join(Paper, Paper.id == Decision.paper_id)
            .where(Paper.wip_session_id == wip_session.id, Decision.release_id.is_(None))
        )
    )


@dataclass(frozen=True)
class PlaceRow:
    """A paper that has, is offered, or waits for a place."""

    number: int
    title: str
    state: PaperState
    confirm_by: datetime | None
    was_offered: bool
    place: int | None

    def is_silent(self, now: datetime) -> bool:
        """Whether its author let the last moment for an answer pass."""
        return self.state is PaperState.ACCEPTED and is_silent(self.confirm_by, now)


SHOWN_MOST = 200
"""More papers than this are not listed; a session's waiting list is short."""


def place_rows(session: Session, wip_session: WipSession, person_id: int) -> list[PlaceRow]:
    """The papers with a place, then those that wait in their order, without those closed to this leader; one statement."""
    rows = session.execute(_place_rows(), {"session_id": wip_session.id, "person_id": person_id})
    return [
        PlaceRow(number, title, state, confirm_by, offered is not None, place)
        for number, title, state, confirm_by, offered, place in rows
    ]


@cache
def _place_rows() -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Paper.number, Paper.title, Paper.state, Paper.confirm_by, Paper.offered_at, Paper.waiting_position
        )
        .where(
            Paper.wip_session_id == SESSION,
            Paper.state.in_([*PRESENTING, PaperState.WAITING]),
            visible(PERSON),
        )
        .order_by(Paper.state == PaperState.WAITING, Paper.waiting_position.asc().nulls_last(), Paper.number)
        .limit(SHOWN_MOST)
    )
    return select
