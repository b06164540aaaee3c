"""Reads for the picture of the reviews: what was scored by whom, and what comes of adjusting it."""

from collections.abc import Iterable
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.adjusting import Given, adjust
from wip.domain.papers import PaperState
from wip.domain.reviews import ReviewState
from wip.models import Paper, Review, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to

NOT_SCORED = (PaperState.DRAFT, PaperState.WITHDRAWN)
"""States of papers that no picture shows."""


def adjusted_means(
    session: Session, wip_session: WipSession, person_id: int | None = None
) -> dict[int, float]:
    """The adjusted mean of each paper that has a score, by paper id; one statement.

    With a person, the papers closed to them are absent, from what adjusts the others too.
    """
    return dict(adjust(_given(session, wip_session, person_id)).means)


def _given(session: Session, wip_session: WipSession, person_id: int | None) -> Iterable[Given]:
    # Nobody has the id 0.
    rows = session.execute(_scored(), {"session_id": wip_session.id, "person_id": person_id or 0})
    return (Given(paper_id, reviewer_id, score or 0) for paper_id, reviewer_id, score in rows)


@cache
def _scored() -> sa.Select[int, int, float | None]:
    return (
        sa.select(Review.paper_id, Review.person_id, Review.score)
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Paper.wip_session_id == SESSION,
            Paper.state.not_in(NOT_SCORED),
            Review.state == ReviewState.DONE,
            Paper.id.not_in(closed_to(PERSON)),
        )
    )
