"""Why not this person for that paper: solved again with the pair fixed, as far as the leader may know of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from wip.domain.commenter_matching import commission
from wip.domain.commenter_plans import asked_of, hindrance, names_of, without
from wip.domain.commenter_reasons import why_not as solved_why
from wip.domain.commenter_tasks import Candidate, Pair, Task
from wip.models import Call, CommissionPlan, Paper
from wip.services.commenter_plan_changes import pairs_of, unaddable
from wip.services.commenter_plans import is_small, kept_of, taken_out_of
from wip.services.suitable import field_of, suits_of


@dataclass(frozen=True)
class Why:
    """The answer in words, and whether a leader may put the person there by hand all the same."""

    candidate: Candidate
    suits: str
    words: str
    addable: bool


def why_not(
    session: Session,
    plan: CommissionPlan,
    call: Call,
    paper: Paper,
    commenter_id: int,
    hidden: Collection[int],
) -> Why | None:
    """Why the plan does not put them there; None for somebody who never offered.

    What papers that are closed to the leader ask of anybody is left out. Where the pair must not be, or stands, that is the
    answer; a small plan is solved again with the pair fixed, and what is lost is told.
    """
    task = without(field_of(session, call, taken_out_of(plan)).task, hidden)
    who, place = task.candidate_at.get(commenter_id), task.paper_at.get(paper.id)
    if who is None:
        return None
    if place is None:
        return Why(who, "", hindrance(task, paper.id, who.id), addable=False)
    pair, pairs, suits = (paper.id, commenter_id), pairs_of(plan, hidden), suits_of(task)
    at = task.papers.index(place), task.candidates.index(who)
    # What a leader took out they may put back.
    refused = unaddable(replace(task, taken_out=frozenset()), pairs, pair)
    barred = _known(task, pairs, pair) or hindrance(task, *pair)
    if not barred and is_small(task):
        kept = frozenset(each for each in kept_of(plan) if each[0] not in hidden)
        asked = asked_of(task, [[each.points for each in row] for row in suits], kept)
        barred = solved_why(asked, commission(asked), *at, names_of(task)).words
    addable = plan.offered_at is None and pair not in pairs and not refused
    return Why(who, suits[at[0]][at[1]].reason, barred or refused or _MANY, addable)


_MANY = "Others suit this paper or need these places more. With so many papers and people, what it would cost is not worked out here."


def _known(task: Task, pairs: Collection[Pair], pair: Pair) -> str:
    who, paper = task.candidate_at[pair[1]].name, task.paper_at[pair[0]].number
    if pair in task.accepted:
        return f"{who} has accepted to comment on paper {paper}."
    if pair in task.standing:
        return f"{who} is asked about paper {paper} already."
    return f"The plan does put {who} on paper {paper}." if pair in pairs else ""
