"""Reads about places after the first decisions: who has one, who is silent, who waits, and what is free."""

from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PRESENTING
from wip.domain.places import Offering
from wip.domain.reviews import Outcome
from wip.models import Decision, Paper, PlaceSettings, WipSession
from wip.queries.bound import SESSION


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


def with_staged_decision(session: Session, wip_session: WipSession) -> set[int]:
    """Papers of the session on which something is decided that nobody has been told yet."""
    return set(
        session.scalars(
            sa.select(Decision.paper_id)
            .join(Paper, Paper.id == Decision.paper_id)
            .where(Paper.wip_session_id == wip_session.id, Decision.release_id.is_(None))
        )
    )
