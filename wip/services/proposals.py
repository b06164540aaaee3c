"""Giving out papers automatically: proposed and looked at first, then accepted in one act as it was shown."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.assigning import AssignmentPlan, Instead, Pair, Task, plan, why_not
from wip.domain.fits import Fit, Reader
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import AssignedHow
from wip.models import Call, Paper, Review
from wip.queries.assignments import HAS_PAPER
from wip.queries.reading_tasks import is_free, task_of
from wip.queries.review_settings import settings_of
from wip.queries.reviews import hidden_papers, takes_reviews
from wip.services.assignments import FROZEN, Changed, Give, change
from wip.services.decisions import lock_selection
from wip.services.histories import record

_SINCE = "Papers, readers, conflicts or assignments have changed since this proposal was made, so nothing was given out."
_NOBODY = "Nobody can be given papers yet. Ask reviewers, who must accept first, or say in the settings which leaders take papers."


@dataclass(frozen=True)
class Proposal:
    """What would be given out. `free` pairs are there now and may be moved; `digest` changes with all that its page shows."""

    task: Task
    plan: AssignmentPlan
    free: frozenset[Pair]
    digest: str

    @property
    def new(self) -> frozenset[Pair]:
        """Pairs that are not there yet."""
        return frozenset((pair.paper.id, pair.reader.id) for pair in self.plan.pairs) - self.free

    @property
    def taken(self) -> frozenset[Pair]:
        """Pairs that are there and would be taken back."""
        return self.free - {(pair.paper.id, pair.reader.id) for pair in self.plan.pairs}


def propose(session: Session, call: Call, *, anew: bool = False) -> Proposal:
    """The best plan for what is lacking; nothing is written. With `anew`, what was given automatically is planned again.

    Raises Refusal where nobody takes papers.
    """
    row = call.wip_session
    task = task_of(session, row, call, settings_of(session, row).reviews_per_paper, anew=anew)
    if not task.readers:
        raise Refusal(_NOBODY)
    free = _free(session, call) if anew else frozenset()
    found = plan(task)
    return Proposal(task, found, free, _digest(found, free))


def _free(session: Session, call: Call) -> frozenset[Pair]:
    rows = session.execute(
        sa.select(Review.paper_id, Review.person_id)
        .join(Paper, Paper.id == Review.paper_id)
        .where(Paper.wip_session_id == call.wip_session_id, takes_reviews(), is_free())
    )
    return frozenset((row[0], row[1]) for row in rows)


def _digest(found: AssignmentPlan, free: frozenset[Pair]) -> str:
    read = [
        [[pair.paper.id, pair.reader.id, pair.fit.sentence] for pair in found.pairs],
        [[reader.id, have, new] for reader, have, new in found.loads],
        [[paper.id, number] for paper, number in found.lacking],
        found.remarks,
        sorted(free),
    ]
    return hashlib.sha256(json.dumps(read).encode()).hexdigest()


def accept(session: Session, call: Call, *, digest: str, anew: bool, by: Actor, now: datetime) -> Changed:
    """Give out the papers as the page showed it. Raises Stale where the same question has another answer by now."""
    lock_selection(session, call.wip_session)
    proposal = propose(session, call, anew=anew)
    if digest != proposal.digest:
        raise Stale(_SINCE, _what_changed(session, call, proposal))
    gives = [
        Give(pair.paper.id, pair.reader.id, pair.fit.sentence)
        for pair in proposal.plan.pairs
        if (pair.paper.id, pair.reader.id) in proposal.new
    ]
    if not gives and not proposal.taken:
        if settings_of(session, call.wip_session).frozen_at is not None:
            raise Refusal(FROZEN)
        raise Refusal("Every paper has its readers: there is nothing to give out.")
    done = change(session, call, gives, sorted(proposal.taken), how=AssignedHow.AUTOMATIC, by=by, now=now)
    sums = {"given": done.given, "taken_back": done.taken, "letters": done.told}
    record(session, by, "assign automatically", call.wip_session, now, wip_session=call.wip_session, new=sums)
    return done


def _what_changed(session: Session, call: Call, proposal: Proposal) -> tuple[str, ...]:
    given = session.scalar(
        sa.select(sa.func.count())
        .select_from(Review)
        .join(Paper, Paper.id == Review.paper_id)
        .where(Paper.wip_session_id == call.wip_session_id, Review.state.in_(HAS_PAPER))
    )
    return (
        f"Readings given out now: {given}; this proposal would add {len(proposal.new)}.",
        "Read the new proposal below, then accept it.",
    )


def _task_for(session: Session, call: Call, viewer: int) -> Task:
    """The task as far as it is the viewer's to know: what papers that are closed to them add to anybody's load is left out."""
    row = call.wip_session
    task = task_of(session, row, call, settings_of(session, row).reviews_per_paper)
    hidden = hidden_papers(session, row, viewer)
    return replace(task, papers=tuple(each for each in task.papers if each.id not in hidden))


def why(session: Session, call: Call, paper: Paper, person_id: int, viewer: int) -> Instead | None:
    """Why the plan does not give this paper to this reader; None for somebody who takes no papers."""
    task = _task_for(session, call, viewer)
    if all(each.id != paper.id for each in task.papers):
        return Instead(None, f"Paper {paper.number} is not in review: it is given to nobody.")
    if all(reader.id != person_id for reader in task.readers):
        return None
    return why_not(task, plan(task), paper.id, person_id)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be given a paper, what they have in common, and how many papers they have."""

    reader: Reader
    fit: Fit
    load: int


@dataclass(frozen=True)
class Candidates:
    """The fittest first, of those as fit the least loaded; and how many must be kept apart from the paper."""

    candidates: tuple[Candidate, ...]
    apart: int


def candidates_for(session: Session, call: Call, paper: Paper, viewer: int) -> Candidates:
    """Who could be given this paper besides those who have it or gave it back."""
    task = _task_for(session, call, viewer)
    place = next((i for i, each in enumerate(task.papers) if each.id == paper.id), None)
    if place is None:
        return Candidates((), 0)
    closed = task.kept | task.declined | task.apart
    found = [
        Candidate(reader, fit, load)
        for reader, fit, load in zip(task.readers, task.fits[place], task.loads, strict=True)
        if (paper.id, reader.id) not in closed
    ]
    apart = sum((paper.id, reader.id) in task.apart - task.kept for reader in task.readers)
    return Candidates(tuple(sorted(found, key=lambda each: (-each.fit.points, each.load))), apart)
