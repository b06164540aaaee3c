"""Reviews: saved, finished, or replaced by a declared conflict."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictKind
from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import ANSWERED, HIGHEST, LOWEST, REVIEWS, ReviewMove, ReviewState
from wip.domain.selection import OWN_PAPER
from wip.models import Paper, Review
from wip.queries.reviews import is_closed, own_review, writes_paper
from wip.services import conflicts
from wip.services.histories import record

_DECIDED = "The decision on this paper has been released; reviews of it can no longer be changed."
_CONFLICT = "You declared a conflict with this paper. Take that back first if it was a slip."


@dataclass(frozen=True)
class ReviewFacts:
    """What a reviewer says of a paper. A score of None means that they have not made up their mind."""

    score: int | None
    comment: str = ""
    comment_to_author: str = ""


def save(
    session: Session, paper: Paper, facts: ReviewFacts, *, seen: int, by: Actor, now: datetime
) -> Review:
    """Save the actor's review: with a score it is done, without one it stays in progress.

    `seen` is the review's version as the page showed it, 0 where there was none.
    """
    person_id = _may_review(session, paper, by)
    if facts.score is not None and not LOWEST <= facts.score <= HIGHEST:
        raise Refusal(f"Choose a score from {LOWEST} to {HIGHEST}.", "score")
    review = own_review(session, paper, person_id)
    if is_closed(session, paper, person_id):
        raise Refusal(_CONFLICT)
    _check_seen(review, seen)
    if review is None:
        review = Review(paper_id=paper.id, person_id=person_id, state=REVIEWS.start, changed_at=now)
        session.add(review)
    move = ReviewMove.SAVE if facts.score is None else ReviewMove.FINISH
    old, review.state = review.state, REVIEWS.after(review.state, move)
    review.score, review.comment, review.comment_to_author = (
        facts.score,
        facts.comment,
        facts.comment_to_author,
    )
    review.changed_at = now
    review.finished_at = now if review.state in ANSWERED else None
    session.flush()
    count(session, paper)
    _record(session, by, "review paper", paper, review, old, now)
    return review


def finish(
    session: Session, paper: Paper, facts: ReviewFacts, *, seen: int, by: Actor, now: datetime
) -> Review:
    """Save a review that must be complete."""
    if facts.score is None:
        raise Refusal(
            "Choose a score first. To keep your notes for later without one, press “Save”.", "score"
        )
    return save(session, paper, facts, seen=seen, by=by, now=now)


def declare_conflict(session: Session, paper: Paper, reason: str, *, by: Actor, now: datetime) -> Review:
    """Say that one cannot judge this paper: it closes for them, and what they had said of it no longer counts."""
    person_id = _may_review(session, paper, by)
    review = own_review(session, paper, person_id)
    if review is not None and review.state is ReviewState.CONFLICT:
        return review
    conflicts.put_down(session, paper, person_id, ConflictKind.REVIEWER, reason, by=by, now=now)
    old = review.state if review else None
    review = closed_by(session, paper, person_id, reason, now)
    _record(session, by, "declare conflict", paper, review, old, now)
    return review


def closed_by(session: Session, paper: Paper, person_id: int, reason: str, now: datetime) -> Review:
    """The person's row on the paper, now in conflict. Its text stays, unseen, in case the conflict is taken back."""
    review = own_review(session, paper, person_id)
    if review is None:
        review = Review(paper_id=paper.id, person_id=person_id, state=REVIEWS.start, changed_at=now)
        session.add(review)
        session.flush()
    if review.state is not ReviewState.CONFLICT:
        review.state = REVIEWS.after(review.state, ReviewMove.DECLARE_CONFLICT)
    review.score, review.finished_at = None, None
    review.conflict_reason, review.changed_at = reason, now
    session.flush()
    count(session, paper)
    return review


def take_back_conflict(session: Session, paper: Paper, *, by: Actor, now: datetime) -> Review:
    """The conflict was a slip: the paper can be reviewed again, unless another confirmed conflict stands."""
    person_id = _may_review(session, paper, by)
    review = own_review(session, paper, person_id)
    if review is None:
        raise Refusal("You have declared no conflict with this paper.")
    conflicts.take_back(session, paper, person_id, ConflictKind.REVIEWER, by=by, now=now)
    old = review.state
    if not is_closed(session, paper, person_id):
        opened(review, now)
    session.flush()
    _record(session, by, "take back conflict", paper, review, old, now)
    return review


def opened(review: Review, now: datetime) -> None:
    """No conflict stands any more: the reviewer has the paper again, with what they had written."""
    review.state = REVIEWS.after(review.state, ReviewMove.TAKE_BACK_CONFLICT)
    review.conflict_reason, review.changed_at = "", now


def _may_review(session: Session, paper: Paper, by: Actor) -> int:
    """The actor's id. The paper stays locked to the end, so that two reviews at once are both counted."""
    if by.person_id is None:
        raise Refusal("Sign in first.")
    row = session.execute(
        sa.select(Paper.state, writes_paper(by.person_id))
        .where(Paper.id == paper.id)
        .with_for_update(key_share=True, of=Paper)
    ).one()
    if row[1]:
        raise Refusal(OWN_PAPER)
    if row[0] not in IN_REVIEW:
        raise Refusal(_DECIDED)
    return by.person_id


def _check_seen(review: Review | None, seen: int) -> None:
    version = review.version if review else 0
    if version == seen:
        return
    score = f"It now has the score {review.score:.2g}." if review and review.score else "It has no score yet."
    raise Stale("You saved this review in another window while this page was open.", (score,))


def count(session: Session, paper: Paper) -> None:
    """Keep the paper's figures true. Written past the mapper: a score is no change of the author's text."""
    done, mean = session.execute(
        sa.select(sa.func.count(), sa.func.avg(Review.score)).where(
            Review.paper_id == paper.id, Review.state == ReviewState.DONE
        )
    ).one()
    session.execute(
        sa.update(Paper)
        .where(Paper.id == paper.id)
        .values(reviews_done=done, score_mean=None if mean is None else float(mean))
        .execution_options(synchronize_session=False)
    )
    session.expire(paper, ["reviews_done", "score_mean"])


def _record(
    session: Session,
    by: Actor,
    act: str,
    paper: Paper,
    review: Review,
    old: ReviewState | None,
    now: datetime,
) -> None:
    """Scores stay out of the history: a leader who has not yet reviewed would read them there."""
    record(session, by, act, review, now, paper=paper, old={"state": old}, new={"state": review.state})
