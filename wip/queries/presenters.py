"""Who could still be asked to comment, or has an answer to give: presenters, and the invited person themself."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.domain.papers import PaperState
from wip.domain.sessions import SessionState
from wip.models import Author, Commenter, CommenterInvitation, Paper, Person, WipSession
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


def invitations_to_comment(
    session: Session, person_id: int, now: datetime
) -> list[tuple[CommenterInvitation, WipSession]]:
    """The person's invitations that wait for an answer, in sessions ahead and not cancelled; one statement."""
    rows = session.execute(
        sa.select(CommenterInvitation, WipSession)
        .join(WipSession, WipSession.id == CommenterInvitation.wip_session_id)
        .where(
            CommenterInvitation.person_id == person_id,
            CommenterInvitation.state == InvitationState.INVITED,
            WipSession.starts_at > now,
            WipSession.state != SessionState.CANCELLED,
        )
        .order_by(WipSession.starts_at, CommenterInvitation.id)
    )
    return [(row[0], row[1]) for row in rows]
