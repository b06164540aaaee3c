"""What a conflict does to the person's review of the paper: it closes, and opens again when none stands."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.reviews import ReviewState
from wip.models import Paper
from wip.queries.reviews import is_closed, own_review
from wip.services import reviews


def close_for(session: Session, paper: Paper, person_id: int, now: datetime) -> bool:
    """A conflict stands: the person's review of the paper no longer counts; returns whether it was a finished one.

    Why stays with the conflict, unread by them.
    """
    review = own_review(session, paper, person_id)
    was_finished = review is not None and review.state is ReviewState.DONE
    if review is None or review.state is not ReviewState.CONFLICT:
        reviews.closed_by(session, paper, person_id, "", now)
    return was_finished


def open_for(session: Session, paper: Paper, person_id: int, now: datetime) -> None:
    """A conflict has ended: unless another stands, the person has the paper again, with what they had written."""
    review = own_review(session, paper, person_id)
    if review is None or review.state is not ReviewState.CONFLICT or is_closed(session, paper, person_id):
        return
    reviews.opened(review, now)
    session.flush()
    reviews.count(session, paper)
