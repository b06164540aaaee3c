"""Who reads what: papers are given to reviewers and taken back, all or nothing, and each person is told once an act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.assigning import Pair
from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import REVIEWS, AssignedHow, ReviewMove, ReviewState
from wip.domain.selection_stages import takes_reviews
from wip.models import Call, Paper, Review, ReviewSettings, WipSession
from wip.queries.assignments import HAS_PAPER, kept_apart
from wip.queries.readers import ReaderRow, by_id, readers_of
from wip.queries.review_settings import settings_of
from wip.queries.reviews import hidden_papers, may_see, own_review
from wip.services.assignment_letters import tell_of_decline, tell_readers
from wip.services.decisions import lock_selection
from wip.services.histories import record

APART = "{name} and paper {number} must be kept apart: it is their own, or a conflict stands or waits for judgement."
FROZEN = (
    "The ranking is frozen: papers that were in it are given to nobody any more. Open the ranking again first if a "
    "review is still wanted."
)


@dataclass(frozen=True)
class Give:
    """A paper for a reader, by their ids. `why` says in words what they have in common."""

    paper_id: int
    person_id: int
    why: str = ""

    @property
    def pair(self) -> Pair:
        """Both ids."""
        return self.paper_id, self.person_id


@dataclass(frozen=True)
class Changed:
    """How many papers were given and taken back, and how many people are told."""

    given: int
    taken: int
    told: int


def change(
    session: Session,
    call: Call,
    gives: Sequence[Give],
    takes: Sequence[Pair] = (),
    *,
    how: AssignedHow,
    by: Actor,
    now: datetime,
) -> Changed:
    """Give papers to readers and take others back. What is so already stays as it is; one refusal undoes all.

    Refuses readers who must be kept from a paper, and to take back what somebody has begun or a leader has fixed. By hand
    and by a sheet nobody gives papers that are closed to themself: to them there is no such paper.
    """
    row = call.wip_session
    lock_selection(session, row)
    papers = _papers(session, row, [*(give.pair for give in gives), *takes])
    frozen_at = settings_of(session, row).frozen_at
    if not all(takes_reviews(paper.submitted_at, frozen_at) for paper in papers.values()):
        raise Refusal(FROZEN)
    if how is not AssignedHow.AUTOMATIC and hidden_papers(session, row, by.person_id or 0) & set(papers):
        raise Unknown
    readers = by_id(readers_of(session, row))
    there = _there(session, list(papers))
    taken = [_take(session, papers[pair[0]], there.get(pair), by, now) for pair in takes]
    apart = kept_apart(session, row)
    given = [
        review
        for give in gives
        if (review := _give(session, papers[give.paper_id], readers, there, apart, give, how, by, now))
    ]
    told = tell_readers(session, call, given, by=by, now=now)
    return Changed(len(given), sum(taken), told)


def _papers(session: Session, row: WipSession, pairs: Sequence[Pair]) -> dict[int, Paper]:
    """The papers by id, locked. Raises Unknown for another session's."""
    ids = {paper_id for paper_id, _ in pairs}
    found = session.scalars(
        sa.select(Paper)
        .where(Paper.id.in_(ids), Paper.wip_session_id == row.id)
        .order_by(Paper.id)
        .with_for_update(key_share=True, of=Paper)
        .execution_options(populate_existing=True)
    ).all()
    if len(found) != len(ids):
        raise Unknown
    return {paper.id: paper for paper in found}


def _there(session: Session, ids: Sequence[int]) -> dict[Pair, Review]:
    rows = session.scalars(
        sa.select(Review).where(Review.paper_id.in_(ids)).execution_options(populate_existing=True)
    )
    return {(review.paper_id, review.person_id): review for review in rows}


def _give(
    session: Session,
    paper: Paper,
    readers: Mapping[int, ReaderRow],
    there: dict[Pair, Review],
    apart: frozenset[Pair],
    give: Give,
    how: AssignedHow,
    by: Actor,
    now: datetime,
) -> Review | None:
    """The new or renewed row; None where the reader has the paper already."""
    reader, known = readers.get(give.person_id), there.get(give.pair)
    if reader is None:
        raise Unknown
    if give.pair in apart or (known is not None and known.state is ReviewState.CONFLICT):
        raise Refusal(APART.format(name=reader.name, number=paper.number))
    if paper.state not in IN_REVIEW:
        raise Refusal(f"Paper {paper.number} is not in review any more.")
    if known is not None and known.state is not ReviewState.DECLINED:
        return None
    review, old = known or Review(paper_id=paper.id, person_id=give.person_id), known and known.state
    review.state = REVIEWS.after(known.state, ReviewMove.ASSIGN_AGAIN) if known else REVIEWS.start
    review.assigned_how, review.assigned_by, review.assigned_at = how, by.person_id, now
    review.assigned_why, review.decline_reason, review.changed_at = give.why, "", now
    session.add(review)
    session.flush()
    there[give.pair] = review
    new = {"state": review.state, "person": reader.person.email, "how": how}
    record(session, by, "assign review", review, now, paper=paper, old={"state": old}, new=new)
    return review


def _take(session: Session, paper: Paper, review: Review | None, by: Actor, now: datetime) -> bool:
    """Whether there was something to take back."""
    if review is None or review.state in {ReviewState.DECLINED, ReviewState.CONFLICT}:
        return False
    called = review.person.called
    if review.state is not ReviewState.ASSIGNED or review.typed:
        raise Refusal(
            f"{called} has begun with paper {paper.number}: taking it back would lose what they wrote."
        )
    if review.locked:
        raise Refusal(f"Paper {paper.number} is fixed for {called}. Free it first, then take it back.")
    new = {"person": review.person.email}
    record(session, by, "unassign review", review, now, paper=paper, old={"state": review.state}, new=new)
    session.delete(review)
    session.flush()
    return True


def fix(
    session: Session, paper: Paper, person_id: int, *, locked: bool, seen: int, by: Actor, now: datetime
) -> Review:
    """Fix a reader for a paper, so that no later proposal moves it; or free it again. Raises Unknown and Stale."""
    review = own_review(session, paper, person_id)
    if review is None or review.state in {ReviewState.DECLINED, ReviewState.CONFLICT}:
        raise Unknown
    if review.version != seen:
        raise Stale("This has changed while your page was open.")
    if review.locked != locked:
        review.locked = locked
        session.flush()
        act = "fix assignment" if locked else "free assignment"
        record(session, by, act, review, now, paper=paper, new={"person": review.person.email})
    return review


def decline(session: Session, paper: Paper, reason: str, *, by: Actor, now: datetime) -> Review:
    """The reviewer gives a paper back, and says why. Leaders who may see the paper are told. Twice is once."""
    review = own_review(session, paper, by.person_id or 0)
    if review is None or review.state is ReviewState.CONFLICT:
        raise Refusal("This paper was not given to you.")
    if review.state is ReviewState.DECLINED:
        return review
    if paper.state not in IN_REVIEW:
        raise Refusal("The decision on this paper has been released; it need not be read any more.")
    if not reason.strip():
        raise Refusal("Say in a few words why, so that the leaders can find somebody else.", "decline_reason")
    old, review.state = review.state, REVIEWS.after(review.state, ReviewMove.DECLINE)
    review.decline_reason, review.locked, review.changed_at = reason.strip(), False, now
    session.flush()
    record(
        session,
        by,
        "decline review",
        review,
        now,
        paper=paper,
        old={"state": old},
        new={"state": review.state},
    )
    tell_of_decline(session, paper, review, by=by, now=now)
    return review


def take_again(session: Session, paper: Paper, *, by: Actor, now: datetime) -> Review:
    """The reviewer takes a paper again that they had given back, with what they had written. Twice is once.

    Refuses where nothing was given back, and papers that can no longer be reviewed. Raises Unknown for one that is closed to them.
    """
    review = own_review(session, paper, by.person_id or 0)
    if review is None or not may_see(session, paper, by.person_id or 0):
        raise Unknown
    if review.state in HAS_PAPER:
        return review
    if review.state is not ReviewState.DECLINED:
        raise Refusal("You have not given this paper back.")
    frozen_at = session.get_one(ReviewSettings, paper.wip_session_id).frozen_at
    if paper.state not in IN_REVIEW or not takes_reviews(paper.submitted_at, frozen_at):
        raise Refusal("This paper can no longer be reviewed.")
    old, review.state = review.state, REVIEWS.after(review.state, ReviewMove.ASSIGN_AGAIN)
    review.assigned_how, review.assigned_by, review.assigned_at = AssignedHow.OWN_CHOICE, by.person_id, now
    review.decline_reason, review.changed_at = "", now
    session.flush()
    told = {"state": review.state}
    record(session, by, "take paper again", review, now, paper=paper, old={"state": old}, new=told)
    return review


def give_back_all(session: Session, row: WipSession, person_id: int, *, by: Actor, now: datetime) -> None:
    """Somebody reviews no more: what they have not begun is taken back, what they have begun counts as given back."""
    reviews = session.scalars(
        sa.select(Review)
        .join(Paper, Paper.id == Review.paper_id)
        .where(
            Review.person_id == person_id,
            Review.state.in_([ReviewState.ASSIGNED, ReviewState.IN_PROGRESS]),
            Paper.wip_session_id == row.id,
        )
        .order_by(Review.id)
    ).all()
    for review in reviews:
        paper, old = review.paper, review.state
        if old is ReviewState.ASSIGNED and not review.typed:
            review.locked = False
            _take(session, paper, review, by, now)
            continue
        review.state = REVIEWS.after(old, ReviewMove.DECLINE)
        review.decline_reason, review.locked, review.changed_at = "Reviews this session no more.", False, now
        session.flush()
        record(
            session,
            by,
            "decline review",
            review,
            now,
            paper=paper,
            old={"state": old},
            new={"state": review.state},
        )
