"""A plan of commenters as far as it is a leader's to know: papers with a conflict, and all sums with them, are left out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from wip.domain.commenter_plans import Outcome, hindrance, outcome, without
from wip.domain.commenter_reasons import Names, Volunteer, said_volunteer
from wip.domain.commenter_tasks import Candidate, Pair, Task, TaskPaper
from wip.domain.suits import Suit
from wip.models import CommissionPlan, PlannedCommission
from wip.services.commenter_plan_offers import LEFT_OUT, is_asked, sorted_out


@dataclass(frozen=True)
class Standing:
    """Somebody who is asked about a paper, or has accepted; `reason` is the plan's, where it says the same."""

    name: str
    accepted: bool
    is_standby: bool
    fit: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class ShownPair:
    """A pair of the plan; `hindrance` says why it can no longer be offered.

    `left_out` says why offering leaves it out, or did; `steps_in`: they offered to step in for others.
    """

    pair: PlannedCommission
    name: str
    hindrance: str
    left_out: str = ""
    steps_in: bool = True


@dataclass(frozen=True)
class ShownPaper:
    """A paper with everybody who comments on it by the plan, and how many are still missing."""

    paper: TaskPaper
    standing: Sequence[Standing]
    pairs: Sequence[ShownPair]
    missing: int


@dataclass(frozen=True)
class ShownLoad:
    """What one person would have: papers in all that they offered, that stand, and that the plan adds.

    Each with whether they only stand by for it.
    """

    candidate: Candidate
    stands: Sequence[tuple[TaskPaper, bool]]
    new: Sequence[tuple[TaskPaper, bool]]

    @property
    def total(self) -> int:
        """All of it."""
        return len(self.stands) + len(self.new)


@dataclass(frozen=True)
class Shown:
    """A plan with what it comes to today. `gone` pairs can no longer be offered."""

    task: Task
    outcome: Outcome
    papers: Sequence[ShownPaper]
    gone: Sequence[ShownPair]
    shortage: str
    helpers: Sequence[str]
    hidden: int
    asked: Sequence[str] = ()


def shown(plan: CommissionPlan, whole: Task, hidden: AbstractSet[int]) -> Shown:
    """The plan for somebody to whom these papers (by id) are closed."""
    task = without(whole, hidden)
    left = _left_out(plan, task, hidden)
    pairs = [_pair(task, each, left.get(each.id, "")) for each in plan.pairs if each.paper_id not in hidden]
    is_offered = plan.offered_at is not None
    result = outcome(task, *_planned(pairs, is_offered=is_offered), is_offered=is_offered)
    by_paper: dict[int, list[ShownPair]] = defaultdict(list)
    for one in pairs:
        by_paper[one.pair.paper_id].append(one)
    return Shown(
        task=task,
        outcome=result,
        papers=[
            ShownPaper(
                paper,
                _standing(task, paper, by_paper[paper.id]),
                _open(task, by_paper[paper.id]),
                max(0, task.each - n),
            )
            for paper, n in zip(task.papers, result.counts, strict=True)
        ],
        gone=[one for one in pairs if one.hindrance and not is_asked(task, one.pair)],
        shortage="" if hidden else plan.told.get("shortage", ""),
        helpers=_helpers(plan, task, result, frozenset(task.topics.values()) if hidden else None),
        hidden=len(hidden & {paper.id for paper in whole.papers}),
        asked=_became(task, pairs) if is_offered else (),
    )


def _left_out(plan: CommissionPlan, task: Task, hidden: AbstractSet[int]) -> dict[int, str]:
    """By pair, why it was left out when the plan was offered, or would be; a reason then may name a closed paper."""
    if plan.offered_at is None:
        return {each.pair.id: each.sentence for each in sorted_out(plan, task).left_out}
    told = plan.told.get(LEFT_OUT, {})
    return {int(id_): _NO_LONGER if hidden else said for id_, said in told.items()}


_NO_LONGER = "It was no longer possible when the plan was offered."


def _planned(
    pairs: Sequence[ShownPair], *, is_offered: bool
) -> tuple[dict[tuple[int, int], int], list[tuple[int, int]]]:
    """Who is to comment, with points, and who is to stand by; of an offered plan without what was left out."""
    told = [one for one in pairs if not (is_offered and one.left_out)]
    both = [((one.pair.paper_id, one.pair.commenter_id), one.pair) for one in told]
    planned = {key: pair.fit for key, pair in both if not pair.is_standby}
    return planned, [key for key, pair in both if pair.is_standby]


def _became(task: Task, pairs: Sequence[ShownPair]) -> list[str]:
    """What came of an offered plan, in words."""
    told = [one for one in pairs if not one.left_out]
    waits = [one.pair for one in told if is_asked(task, one.pair)]
    yes = sum((pair.paper_id, pair.commenter_id) in task.accepted for pair in waits)
    said = [f"{yes} accepted", f"{len(waits) - yes} not answered yet"]
    said += [f"{len(told) - len(waits)} declined, lapsed or taken back"] if len(told) > len(waits) else []
    left = len(pairs) - len(told)
    words = f"{len(told)} asked: {', '.join(said)}."
    return [f"{words} {left} left out." if left else words]


def _pair(task: Task, pair: PlannedCommission, left_out: str) -> ShownPair:
    who = task.candidate_at.get(pair.commenter_id)
    said = hindrance(task, pair.paper_id, pair.commenter_id)
    name = who.name if who else "Somebody who is no longer here"
    return ShownPair(pair, name, said, left_out, who is None or who.stands_by)


def _open(task: Task, pairs: Sequence[ShownPair]) -> list[ShownPair]:
    """What the plan would still add, or asked in vain: those who choose to stand by come last."""
    found = [one for one in pairs if not is_asked(task, one.pair)]
    return sorted(found, key=lambda one: (one.pair.is_standby, -one.pair.fit, one.pair.id))


def _standing(task: Task, paper: TaskPaper, pairs: Sequence[ShownPair]) -> list[Standing]:
    planned = {one.pair.commenter_id: one.pair for one in pairs if is_asked(task, one.pair)}
    found = []
    here = [pair for pair in task.standing | task.standbys if pair[0] == paper.id]
    for pair in sorted(here, key=lambda pair: (pair in task.standbys, pair)):
        one = planned.get(pair[1])
        found.append(
            Standing(
                task.candidate_at[pair[1]].name,
                pair in task.accepted,
                pair in task.standbys,
                one.fit if one else None,
                one.reason if one else "",
            )
        )
    return found


def _helpers(plan: CommissionPlan, task: Task, result: Outcome, topics: Collection[str] | None) -> list[str]:
    """Who would help most, for papers that are still incomplete; `topics`, if given, are all that may be named."""
    names = Names(lambda id_: f"“{task.paper_at[id_].title}”")
    short = {paper.id for paper, n in zip(task.papers, result.counts, strict=True) if n < task.each}
    said = []
    for each in plan.told.get("volunteers", ()):
        papers = tuple(each["completes"])
        if papers and short.issuperset(papers) and (topics is None or each["topic"] in topics):
            said.append(said_volunteer(Volunteer(each["topic"], each["places"], papers, len(papers)), names))
    return said


def loads(view: Shown) -> list[ShownLoad]:
    """Everybody who offered, with what they would have: those with most first, by name."""
    stands: dict[int, list[tuple[TaskPaper, bool]]] = defaultdict(list)
    new: dict[int, list[tuple[TaskPaper, bool]]] = defaultdict(list)
    for pair in sorted(view.task.standing | view.task.standbys):
        stands[pair[1]].append((view.task.paper_at[pair[0]], pair in view.task.standbys))
    for row in view.papers:
        for one in row.pairs:
            if not one.hindrance and not one.left_out:
                new[one.pair.commenter_id].append((row.paper, one.pair.is_standby))
    found = [
        ShownLoad(each, stands[each.id], new[each.id])
        for each in view.task.candidates
        if not each.withdrawn or stands[each.id]
    ]
    return sorted(found, key=lambda each: (-each.total, each.candidate.name.casefold(), each.candidate.id))


def too_many(view: Shown, row: ShownPaper) -> str:
    """That a paper has more people than it wants, and who of them offering leaves out; empty where it has not."""
    each = view.task.each
    planned = [one for one in row.pairs if not one.pair.is_standby and not one.hindrance]
    count = len(planned) + sum(not one.is_standby for one in row.standing)
    if count <= each:
        return ""
    wants = "1 commenter" if each == 1 else f"{each} commenters"
    left = [one.name for one in planned if one.left_out]
    then = (
        f"When you offer the plan, left out: {', '.join(left)}. Take out somebody else if you want them."
        if left
        else "All of them are asked when you offer the plan."
    )
    return f"Paper {row.paper.number} wants {wants} and has {count} people now. {then}"


@dataclass(frozen=True)
class Choice:
    """Somebody for one paper of a plan: how well they suit, what they have, and why they cannot be added, if so."""

    candidate: Candidate
    points: int
    reason: str
    load: int
    unaddable: str
    taken_out: bool


def choices(
    view: Shown,
    paper: TaskPaper,
    suits: Mapping[int, Suit],
    unaddable: Mapping[int, str],
    taken_out: Collection[Pair],
) -> list[Choice]:
    """Everybody who is not on the paper: those who may be added first, best first."""
    on = {who for one, who in view.task.standing | view.task.standbys if one == paper.id}
    row = next(each for each in view.papers if each.paper.id == paper.id)
    on |= {one.pair.commenter_id for one in row.pairs}
    have = Counter({each.candidate.id: each.total for each in loads(view)})
    found = [
        Choice(
            each,
            suits[each.id].points,
            suits[each.id].reason,
            have[each.id],
            unaddable[each.id],
            (paper.id, each.id) in taken_out,
        )
        for each in view.task.candidates
        if each.id not in on and not each.withdrawn
    ]
    return sorted(found, key=lambda one: (bool(one.unaddable), -one.points, one.load, one.candidate.id))
