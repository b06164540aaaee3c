"""Which of a session's three doors somebody has taken."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.models import Attendee, Author, Commenter, Paper, WipSession


def doors_of(session: Session, wip_session: WipSession, person_id: int) -> set[str]:
    """Of "submit", "comment" and "attend", those that the person has taken and not gone back on; one statement."""
    papers = sa.select(sa.literal("submit")).where(
        sa.exists().where(
            Author.person_id == person_id,
            Author.paper_id == Paper.id,
            Paper.wip_session_id == wip_session.id,
            Paper.state != PaperState.WITHDRAWN,
        )
    )
    offers = sa.select(sa.literal("comment")).where(
        sa.exists().where(
            Commenter.wip_session_id == wip_session.id,
            Commenter.person_id == person_id,
            ~Commenter.withdrawn,
        )
    )
    visits = sa.select(sa.literal("attend")).where(
        sa.exists().where(Attendee.wip_session_id == wip_session.id, Attendee.person_id == person_id)
    )
    return set(session.scalars(sa.union_all(papers, offers, visits)))
