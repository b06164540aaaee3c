"""What a conflict does to the person's review of the paper, and to their place as its commenter."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.reviews import ReviewState
from wip.models import Paper, Person, WipSession
from wip.queries.conflict_material import judges_of
from wip.queries.reviews import is_closed, own_review
from wip.services import reviews


def close_for(session: Session, paper: Paper, person_id: int, now: datetime) -> bool:
    """A conflict stands: the person's review of the paper no longer counts; returns whether it was a finished one.

    Why stays with the conflict, unread by them. Who only comments has no review that could close.
    """
    review = own_review(session, paper, person_id)
    if review is None and not _judges(session, paper, person_id):
        return False
    was_finished = review is not None and review.state is ReviewState.DONE
    if review is None or review.state is not ReviewState.CONFLICT:
        reviews.closed_by(session, paper, person_id, "", now)
    return was_finished


def _judges(session: Session, paper: Paper, person_id: int) -> bool:
    wip_session = session.get_one(WipSession, paper.wip_session_id)
    found = session.scalar(sa.select(Person.id).where(Person.id == person_id, judges_of(wip_session)))
    return found is not None


def open_for(session: Session, paper: Paper, person_id: int, now: datetime) -> None:
    """A conflict has ended: unless another stands, the person has the paper again, with what they had written."""
    review = own_review(session, paper, person_id)
    if review is None or review.state is not ReviewState.CONFLICT or is_closed(session, paper, person_id):
        return
    reviews.opened(review, now)
    session.flush()
    reviews.count(session, paper)
