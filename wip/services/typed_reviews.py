"""What a reviewer has typed and not saved yet: kept while they type, beside the review that counts.

It never changes a score or a state. Every save says which page it comes from and what that page has seen: a page never
overwrites, unasked, what another page of the same reviewer has typed or saved.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.reviews import READING, REVIEWS
from wip.models import Paper, Review
from wip.queries.reviews import may_see, saved_version
from wip.services import typed_forms
from wip.services.typed_forms import FIELDS_MOST, TYPED_MOST, Kept, Outcome, Typed

__all__ = ["FIELDS_MOST", "TYPED_MOST", "Kept", "Outcome", "Typed"]


def mark(review: Review | None) -> str:
    """What a page shows of the review: its saved version, and how often something was typed since."""
    return typed_forms.mark(saved_version(review), _kept(review))


def fields_of(review: Review | None) -> dict[str, list[str]]:
    """Everything typed and not saved, by the form's fields; empty where there is nothing."""
    return typed_forms.fields_in(_kept(review))


def typed_at(review: Review | None) -> datetime | None:
    """When it was typed."""
    return typed_forms.moment_in(_kept(review))


def _kept(review: Review | None) -> dict[str, Any]:
    return review.typed if review else {}


def is_ahead(review: Review | None, typed: Typed) -> bool:
    """Whether another page has saved, or typed, something that the page of `typed` has not seen."""
    return review is not None and typed_forms.is_ahead(saved_version(review), review.typed, typed)


def keep(session: Session, paper: Paper, typed: Typed, *, by: Actor, now: datetime) -> Kept:
    """Keep what was typed on the page, by the rules of `typed_forms.after`. Raises Refusal for too much."""
    typed_forms.refuse_much(typed)
    if by.person_id is None or paper.state not in IN_REVIEW or not may_see(session, paper, by.person_id):
        return Kept(Outcome.GONE)
    review = _locked(session, paper, by.person_id)
    if review is None:
        if typed.seen not in {"", "0.0"}:
            return Kept(Outcome.GONE)
        review = Review(paper_id=paper.id, person_id=by.person_id, state=REVIEWS.start, changed_at=now)
        session.add(review)
        session.flush()
    if review.state not in READING:
        return Kept(Outcome.GONE)
    contested = typed_forms.is_contested(review.typed, typed)
    outcome, kept = typed_forms.after(saved_version(review), review.typed, typed, now)
    contested = contested and kept != review.typed
    _store(session, review, kept)
    return Kept(outcome, mark(review), contested and outcome is Outcome.SAVED)


def discard(session: Session, paper: Paper, *, by: Actor) -> None:
    """Forget what was typed; the review stands as it was saved."""
    review = _locked(session, paper, by.person_id or 0)
    if review is not None:
        _store(session, review, {})


def _locked(session: Session, paper: Paper, person_id: int) -> Review | None:
    return session.scalar(
        sa.select(Review)
        .where(Review.paper_id == paper.id, Review.person_id == person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _store(session: Session, review: Review, typed: dict[str, Any]) -> None:
    """Past the mapper, so that the version stays: it counts what was saved."""
    session.execute(
        sa.update(Review)
        .where(Review.id == review.id)
        .values(typed=typed)
        .execution_options(synchronize_session=False)
    )
    session.refresh(review, ["typed"])
