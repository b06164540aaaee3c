"""Reads about a session's reviewers."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.reviews import ReviewState
from wip.models import Paper, Review, Reviewer, WipSession
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to


@dataclass(frozen=True)
class ReviewerRow:
    """One reviewer, and how much they have done."""

    reviewer: Reviewer
    done: int
    conflicts: int


def reviewers_of(session: Session, wip_session: WipSession, number: int, viewer: int) -> Page[ReviewerRow]:
    """The session's reviewers in the order in which they were asked; three statements.

    What they have done counts without papers that are closed to the viewer (by id).
    """
    page: Page[Any] = page_of(
        session,
        sa.select(Reviewer)
        .where(Reviewer.wip_session_id == wip_session.id)
        .options(joinedload(Reviewer.person, innerjoin=True))
        .order_by(Reviewer.id),
        number,
    )
    done, conflicts = (
        sa.func.count().filter(Review.state == state) for state in (ReviewState.DONE, ReviewState.CONFLICT)
    )
    counts = session.execute(
        sa.select(Review.person_id, done, conflicts)
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.id.not_in(closed_to(viewer)),
            Review.person_id.in_([reviewer.person_id for reviewer in page.items]),
        )
        .group_by(Review.person_id)
    )
    by_person = {person_id: (finished, hidden) for person_id, finished, hidden in counts}
    rows = [ReviewerRow(reviewer, *by_person.get(reviewer.person_id, (0, 0))) for reviewer in page.items]
    return replace(page, items=rows)
