"""A plan of commenters as far as it is a leader's to know: papers with a conflict, and all sums with them, are left out."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from wip.domain.commenter_plans import Outcome, hindrance, outcome, without
from wip.domain.commenter_reasons import Names, Volunteer, said_volunteer
from wip.domain.commenter_tasks import Candidate, Pair, Task, TaskPaper
from wip.domain.suits import Suit
from wip.models import CommissionPlan, PlannedCommission


@dataclass(frozen=True)
class Standing:
    """Somebody who is asked about a paper, or has accepted, whatever the plan says."""

    name: str
    accepted: bool
    is_standby: bool


@dataclass(frozen=True)
class ShownPair:
    """A pair of the plan; `hindrance` says why it can no longer be offered."""

    pair: PlannedCommission
    name: str
    hindrance: str


@dataclass(frozen=True)
class ShownPaper:
    """A paper with everybody who comments on it by the plan, and how many are still missing."""

    paper: TaskPaper
    standing: Sequence[Standing]
    pairs: Sequence[ShownPair]
    missing: int


@dataclass(frozen=True)
class ShownLoad:
    """What one person would have: papers in all that they offered, that stand, and that the plan adds."""

    candidate: Candidate
    stands: Sequence[TaskPaper]
    new: Sequence[TaskPaper]

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
    taken_out: Sequence[tuple[TaskPaper, Candidate]] = field(default=())


def shown(plan: CommissionPlan, whole: Task, hidden: AbstractSet[int]) -> Shown:
    """The plan for somebody to whom these papers (by id) are closed."""
    task = without(whole, hidden)
    pairs = [_pair(task, each) for each in plan.pairs if each.paper_id not in hidden]
    mine = {(one.pair.paper_id, one.pair.commenter_id): one.pair.fit for one in pairs if _counts(one)}
    result = outcome(task, mine)
    by_paper: dict[int, list[ShownPair]] = defaultdict(list)
    for one in pairs:
        by_paper[one.pair.paper_id].append(one)
    return Shown(
        task=task,
        outcome=result,
        papers=[
            ShownPaper(paper, _standing(task, paper), _open(task, by_paper[paper.id]), max(0, task.each - n))
            for paper, n in zip(task.papers, result.counts, strict=True)
        ],
        gone=[one for one in pairs if one.hindrance],
        shortage="" if hidden else plan.told.get("shortage", ""),
        helpers=_helpers(plan, task, result, frozenset(task.topics.values()) if hidden else None),
        hidden=len(hidden & {paper.id for paper in whole.papers}),
    )


def _pair(task: Task, pair: PlannedCommission) -> ShownPair:
    who = task.candidate_at.get(pair.commenter_id)
    said = hindrance(task, pair.paper_id, pair.commenter_id)
    return ShownPair(pair, who.name if who else "Somebody who is no longer here", said)


def _counts(one: ShownPair) -> bool:
    return not one.pair.is_standby


def _open(task: Task, pairs: Sequence[ShownPair]) -> list[ShownPair]:
    """What the plan would still add: those who choose to stand by come last."""
    found = [one for one in pairs if (one.pair.paper_id, one.pair.commenter_id) not in task.standing]
    return sorted(found, key=lambda one: (one.pair.is_standby, -one.pair.fit, one.pair.id))


def _standing(task: Task, paper: TaskPaper) -> list[Standing]:
    found = sorted(pair for pair in task.standing | task.standbys if pair[0] == paper.id)
    return [
        Standing(task.candidate_at[pair[1]].name, pair in task.accepted, pair in task.standbys)
        for pair in found
    ]


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
    stands: dict[int, list[TaskPaper]] = defaultdict(list)
    new: dict[int, list[TaskPaper]] = defaultdict(list)
    for paper_id, who in sorted(view.task.standing | view.task.standbys):
        stands[who].append(view.task.paper_at[paper_id])
    for row in view.papers:
        for one in row.pairs:
            if not one.hindrance:
                new[one.pair.commenter_id].append(row.paper)
    found = [
        ShownLoad(each, stands[each.id], new[each.id])
        for each in view.task.candidates
        if not each.withdrawn or stands[each.id]
    ]
    return sorted(found, key=lambda each: (-each.total, each.candidate.name.casefold(), each.candidate.id))


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
