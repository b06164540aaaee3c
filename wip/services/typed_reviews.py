"""What a reviewer has typed and not saved yet: kept while they type, beside the review that counts.

It never changes a score or a state. Every save says which page it comes from and what that page has seen: a page never
overwrites, unasked, what another page of the same reviewer has typed or saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.reviews import READING, REVIEWS
from wip.domain.texts import storable
from wip.models import Paper, Review
from wip.queries.reviews import may_see, saved_version

FIELDS_MOST, TYPED_MOST = 40, 100_000
"""More than the form can hold at its fullest."""


class Outcome(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    BEHIND = "behind"
    GONE = "gone"


@dataclass(frozen=True)
class Typed:
    """The form as it stands on one page. `turn` counts the page's saves; `seen` is the `mark` that it knows."""

    fields: Mapping[str, list[str]]
    page: str
    seen: str = ""
    turn: int = 0


@dataclass(frozen=True)
class Kept:
    """How things stand after a save. `is_contested`: another page has tried meanwhile to save other words."""

    outcome: Outcome
    mark: str = ""
    is_contested: bool = False


def mark(review: Review | None) -> str:
    """What a page shows of the review: its saved version, and how often something was typed since."""
    typed: dict[str, Any] = review.typed if review else {}
    return f"{saved_version(review)}.{typed.get('n', 0)}"


def fields_of(review: Review | None) -> dict[str, list[str]]:
    """Everything typed and not saved, by the form's fields; empty where there is nothing."""
    found: dict[str, list[str]] = review.typed.get("fields", {}) if review else {}
    return found


def typed_at(review: Review | None) -> datetime | None:
    """When it was typed."""
    said = review.typed.get("at") if review else None
    return datetime.fromisoformat(said) if said else None


def is_ahead(review: Review | None, typed: Typed) -> bool:
    """Whether another page has saved, or typed, something that the page of `typed` has not seen.

    The same words are nothing new: a page that was left and opened again may have been read before its own last save.
    """
    if review is None:
        return False
    if typed.seen.partition(".")[0] != str(saved_version(review)):
        return True
    if typed.seen == mark(review) or review.typed.get("page", "") == typed.page:
        return False
    return fields_of(review) != _storable(typed.fields)


def keep(session: Session, paper: Paper, typed: Typed, *, by: Actor, now: datetime) -> Kept:
    """Keep what was typed on the page. Raises Refusal for more than the form can hold.

    A page that is behind another changes nothing, but the other learns of it at its next save. Of two saves of one
    page the later turn counts, in whatever order they arrive.
    """
    _refuse_much(typed)
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
    if is_ahead(review, typed):
        _store(session, review, review.typed | {"other": now.isoformat()})
        return Kept(Outcome.BEHIND, mark(review))
    if review.typed.get("page") == typed.page and typed.turn < review.typed.get("turn", 0):
        return Kept(Outcome.SAVED, mark(review))
    contested = "other" in review.typed and review.typed.get("page") == typed.page
    _store(session, review, _stored(review, typed, now))
    return Kept(Outcome.SAVED, mark(review), contested)


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


def _stored(review: Review, typed: Typed, now: datetime) -> dict[str, Any]:
    return {
        "n": review.typed.get("n", 0) + 1,
        "page": storable(typed.page),
        "turn": typed.turn,
        "at": now.isoformat(),
        "fields": _storable(typed.fields),
    }


def _storable(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {storable(name): [storable(value) for value in values] for name, values in fields.items()}


def _store(session: Session, review: Review, typed: dict[str, Any]) -> None:
    """Past the mapper, so that the version stays: it counts what was saved."""
    session.execute(
        sa.update(Review)
        .where(Review.id == review.id)
        .values(typed=typed)
        .execution_options(synchronize_session=False)
    )
    session.refresh(review, ["typed"])


def _refuse_much(typed: Typed) -> None:
    size = sum(len(name) + sum(map(len, values)) for name, values in typed.fields.items())
    if len(typed.fields) > FIELDS_MOST or size > TYPED_MOST or len(typed.page) > 100:  # noqa: PLR2004 - a name
        raise Refusal("This is more text than the form can hold, so it cannot be saved. Please shorten it.")
