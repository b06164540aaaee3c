"""Presenters who could be asked to comment on one other paper."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.models import Author, Commenter, Paper, Person, WipSession
from wip.queries.commenter_pool import reachable
from wip.queries.reviews import closed_to


def unasked_presenters(session: Session, wip_session: WipSession, reader: int) -> Sequence[Person]:
    """First authors of confirmed papers who neither offered nor were invited, by name; without papers closed to the reader."""
    papers = sa.select(Author.person_id).join(Paper, Paper.id == Author.paper_id)
    presenting = papers.where(
        Paper.wip_session_id == wip_session.id,
        Paper.state == PaperState.CONFIRMED,
        Paper.id.not_in(closed_to(reader)),
        Author.position == 0,
        Author.person_id.is_not(None),
    )
    return session.scalars(
        sa.select(Person)
        .where(Person.id.in_(presenting), *reachable(wip_session))
        .order_by(sa.func.lower(Person.name), Person.id)
    ).all()


def has_offered(session: Session, wip_session: WipSession, person_id: int) -> bool:
    """Whether the person is a volunteer of the session, or has been invited and can answer by that letter."""
    volunteer = sa.exists().where(
        Commenter.wip_session_id == wip_session.id,
        Commenter.person_id == person_id,
        Commenter.withdrawn.is_(False),
    )
    return bool(session.scalar(sa.select(volunteer)))
