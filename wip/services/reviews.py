"""Reviews: saved, finished, or replaced by a declared conflict."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, attributes

from wip.domain.conflicts import ConflictKind
from wip.domain.criteria import unanswered
from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import ANSWERED, REVIEWS, ReviewMove, ReviewState
from wip.domain.selection import OWN_PAPER
from wip.domain.selection_stages import takes_reviews
from wip.models import Criterion, Paper, Review, ReviewSettings, SetAside, WipSession
from wip.queries.review_settings import criteria_of
from wip.queries.reviews import is_closed, own_review, saved_version, writes_paper
from wip.services import conflicts
from wip.services.histories import record
from wip.services.scores import check_points, field_of, keep_points, score_of

_DECIDED = "The decision on this paper has been released; reviews of it can no longer be changed."
FROZEN = (
    "The ranking is frozen, so reviews can no longer be changed. What you typed is kept on this page; if it matters "
    "for the selection, write to the section’s leaders."
)
UNANSWERED = "Choose an answer for “{}”, or “no opinion”. To keep your notes for later, press “Save”."
NO_POINTS = "At least one criterion needs points. If you can give none, press “Abstain”."
_CONFLICT = "A conflict of interest closes this paper to you. If you declared it yourself by a slip, take it back first."


@dataclass(frozen=True)
class ReviewFacts:
    """What a reviewer says of a paper: points by criterion, the criteria without an opinion, and three texts.

    The private note is its writer's alone.
    """

    points: dict[int, int] = field(default_factory=dict)
    no_opinion: frozenset[int] = frozenset()
    comment: str = ""
    comment_to_author: str = ""
    private_note: str = ""


def save(
    session: Session, paper: Paper, facts: ReviewFacts, *, seen: int, by: Actor, now: datetime
) -> Review:
    """Save the actor's review: it is done once every criterion is answered, one of them with points; begun until then.

    `seen` is the review's version as the page showed it, 0 where nothing had been saved.
    """
    review, criteria = _at_hand(session, paper, facts, seen, by, now)
    open_ones = unanswered(facts.points, facts.no_opinion, (each.id for each in criteria))
    is_whole = not open_ones and score_of(criteria, facts.points) is not None
    return _written(
        session, paper, review, criteria, facts, ReviewMove.FINISH if is_whole else ReviewMove.SAVE, by, now
    )


def finish(
    session: Session, paper: Paper, facts: ReviewFacts, *, seen: int, by: Actor, now: datetime
) -> Review:
    """Save a review that must be complete. The refusal names the first criterion without an answer."""
    criteria = criteria_of(session, session.get_one(WipSession, paper.wip_session_id))
    by_id = {each.id: each for each in criteria}
    for id_ in unanswered(facts.points, facts.no_opinion, by_id):
        raise Refusal(UNANSWERED.format(by_id[id_].name), field_of(id_))
    if score_of(criteria, facts.points) is None:
        raise Refusal(NO_POINTS)
    return save(session, paper, facts, seen=seen, by=by, now=now)


def abstain(
    session: Session, paper: Paper, facts: ReviewFacts, *, seen: int, by: Actor, now: datetime
) -> Review:
    """The actor has read the paper and gives no score: points are left out, what they wrote stays."""
    said = replace(facts, points={}, no_opinion=frozenset())
    review, criteria = _at_hand(session, paper, said, seen, by, now)
    return _written(session, paper, review, criteria, said, ReviewMove.ABSTAIN, by, now)


def _at_hand(
    session: Session, paper: Paper, facts: ReviewFacts, seen: int, by: Actor, now: datetime
) -> tuple[Review, Sequence[Criterion]]:
    person_id = _may_review(session, paper, by)
    criteria = _criteria_while_open(session, paper)
    check_points(criteria, facts.points)
    review = own_review(session, paper, person_id)
    if is_closed(session, paper, person_id):
        raise Refusal(_CONFLICT)
    _check_seen(review, seen)
    if review is None:
        review = Review(paper_id=paper.id, person_id=person_id, state=REVIEWS.start, changed_at=now)
        session.add(review)
        session.flush()
    return review, criteria


def _criteria_while_open(session: Session, paper: Paper) -> Sequence[Criterion]:
    """The criteria, which stay as they are to the end. Refuses papers that the freeze has closed."""
    settings = session.scalars(
        sa.select(ReviewSettings)
        .where(ReviewSettings.wip_session_id == paper.wip_session_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    if not takes_reviews(paper.submitted_at, settings.frozen_at):
        raise Refusal(FROZEN)
    return criteria_of(session, session.get_one(WipSession, paper.wip_session_id))


def _written(
    session: Session,
    paper: Paper,
    review: Review,
    criteria: Sequence[Criterion],
    facts: ReviewFacts,
    move: ReviewMove,
    by: Actor,
    now: datetime,
) -> Review:
    old, review.state = review.state, REVIEWS.after(review.state, move)
    review.score = score_of(criteria, facts.points) if review.state is ReviewState.DONE else None
    review.comment, review.comment_to_author = facts.comment, facts.comment_to_author
    review.private_note, review.no_opinion = facts.private_note, sorted(facts.no_opinion)
    review.typed, review.changed_at = {}, now
    review.finished_at = now if review.state in ANSWERED else None
    # Saved again with the same words, it is another version all the same: a page opened before is behind it.
    attributes.flag_modified(review, "comment")
    session.flush()
    keep_points(session, review, criteria, facts.points)
    session.execute(
        sa.delete(SetAside).where(SetAside.paper_id == paper.id, SetAside.person_id == review.person_id)
    )
    count(session, paper)
    act = "abstain from scoring" if move is ReviewMove.ABSTAIN else "review paper"
    _record(session, by, act, paper, review, old, now)
    return review


def set_aside(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Skip the paper for now: it comes last in the actor's queue, and nothing else changes."""
    person_id = _may_review(session, paper, by)
    row = session.get(SetAside, (person_id, paper.id))
    if row is None:
        session.add(SetAside(person_id=person_id, paper_id=paper.id, at=now))
    else:
        row.at = now
    session.flush()


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
    if seen in {saved_version(review), review.version if review else 0}:
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
