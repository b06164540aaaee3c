"""Reads about thanks: who agreed to comment, who turned up, who has been thanked, and what a certificate says."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from wip.domain.commissions import CommissionState
from wip.models import Commenter, Commission, Paper, Person, WipSession
from wip.queries.reviews import has_conflict


def agreed(session: Session, wip_session: WipSession, reader: int) -> Sequence[Commission]:
    """Accepted commissions of the session by commenter's name, without papers closed to the reader; three statements."""
    return session.scalars(_agreed(wip_session).where(sa.not_(has_conflict(reader)))).unique().all()


def has_closed(session: Session, wip_session: WipSession, reader: int) -> bool:
    """Whether some of the session's papers are closed to the reader, whatever became of them."""
    found = sa.select(Paper.id).where(Paper.wip_session_id == wip_session.id, has_conflict(reader))
    return session.scalar(found.limit(1)) is not None


def agreed_by(session: Session, commenter: Commenter) -> Sequence[Commission]:
    """The accepted commissions of one commenter who turned up, with their papers."""
    return session.scalars(
        sa.select(Commission)
        .where(
            Commission.commenter_id == commenter.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
            Commission.turned_up.is_(True),
        )
        .options(joinedload(Commission.paper).selectinload(Paper.authors))
        .order_by(Commission.id)
    ).all()


def _agreed(wip_session: WipSession) -> sa.Select[Commission]:
    return (
        sa.select(Commission)
        .join(Commission.paper)
        .join(Commission.commenter)
        .join(Commenter.person)
        .where(
            Commenter.wip_session_id == wip_session.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
        )
        .options(
            contains_eager(Commission.paper).selectinload(Paper.authors),
            contains_eager(Commission.commenter).contains_eager(Commenter.person),
        )
        .order_by(sa.func.lower(Person.name), Person.id, Paper.number)
    )
