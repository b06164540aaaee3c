"""Plans of who comments on what: the task as the solver takes it, what a plan comes to, and that in words."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wip.domain.commenter_matching import Answer, Commissions, Progress, commission
from wip.domain.commenter_reasons import Names
from wip.domain.commenter_tasks import Candidate, Pair, Task, TaskPaper, clashing_sets, said_barrier

Points = Sequence[Sequence[int]]
"""Each paper with each candidate, in the task's order."""


@dataclass(frozen=True)
class Solved:
    """The question as the solver took it, its answer, and who stands by. Pairs are of ids; only those that do not stand yet."""

    asked: Commissions
    answer: Answer
    pairs: tuple[Pair, ...]
    standbys: tuple[Pair, ...]


def solve(
    task: Task,
    points: Points,
    kept: Collection[Pair] = (),
    standby_each: int = 0,
    progress: Progress | None = None,
) -> Solved:
    """The best plan there is. `kept` pairs are part of it where they may still be made."""
    asked = asked_of(task, points, kept)
    answer = commission(asked, progress)
    made = [(task.papers[i].id, task.candidates[k].id) for i, k in answer.pairs()]
    new = tuple(pair for pair in made if pair not in task.standing)
    return Solved(asked, answer, new, _standbys(task, points, frozenset(new), standby_each))


def asked_of(task: Task, points: Points, kept: Collection[Pair] = ()) -> Commissions:
    """The task as the solver takes it: pairs that must not be are absent, those that stand or are kept are locked."""
    places = {paper.id: place for place, paper in enumerate(task.papers)}
    seats = {each.id: seat for seat, each in enumerate(task.candidates)}
    locked = {pair for pair in task.standing if pair[0] in places and pair[1] in seats}
    locked |= {pair for pair in kept if hindrance(task, *pair) == ""}
    return Commissions(
        fits=[
            [points[i][k] if _may_be(task, paper, each) else None for k, each in enumerate(task.candidates)]
            for i, paper in enumerate(task.papers)
        ],
        wanted=[task.each for _ in task.papers],
        most=[_most(task, each) for each in task.candidates],
        locked=frozenset((places[paper], seats[who]) for paper, who in locked),
        clashing=clashing_sets(task.papers),
        seniors=_seniors(task),
    )


def names_of(task: Task) -> Names:
    """How the task's rows are called in sentences: papers by their titles, people by their names."""
    return Names(lambda place: f"“{task.papers[place].title}”", lambda seat: task.candidates[seat].name)


def wanted_topics(task: Task) -> dict[str, frozenset[int]]:
    """Each topic of the call with the places of its papers; papers without a topic have a field of their own."""
    found: dict[str, set[int]] = {}
    for place, paper in enumerate(task.papers):
        named = [task.topics[topic] for topic in sorted(paper.topics) if topic in task.topics]
        for name in named or [f"the field of “{paper.title}”"]:
            found.setdefault(name, set()).add(place)
    return {name: frozenset(places) for name, places in found.items()}


def _may_be(task: Task, paper: TaskPaper, candidate: Candidate) -> bool:
    if (paper.id, candidate.id) in task.standing:
        return True
    return task.barrier(paper, candidate) is None and not task.clashing(paper, candidate)


def _most(task: Task, candidate: Candidate) -> int:
    """What they read in all, without what they only stand by for."""
    waits = sum(who == candidate.id for _, who in task.standbys)
    return 0 if candidate.withdrawn else max(0, candidate.most - waits)


def _seniors(task: Task) -> frozenset[int] | None:
    if not task.mixes_seniority:
        return None
    return frozenset(seat for seat, each in enumerate(task.candidates) if each.is_senior)


def _standbys(task: Task, points: Points, new: frozenset[Pair], each: int) -> tuple[Pair, ...]:
    """Who stands by: found after the plan, with what room it leaves; first of those who said they would, then of all."""
    found: tuple[Pair, ...] = ()
    for asks in (True, False):
        taken = replace(task, standing=task.standing | new, standbys=task.standbys | set(found))
        seats = [candidate if candidate.stands_by is asks else None for candidate in task.candidates]
        if each and any(seats):
            found += _of_these(taken, points, seats, each)
    return found


def _of_these(
    taken: Task, points: Points, willing: Sequence[Candidate | None], each: int
) -> tuple[Pair, ...]:
    have = Counter(paper for paper, _ in taken.standbys)
    rows = [
        [
            points[i][k] if who is not None and _may_stand_by(taken, paper, who) else None
            for k, who in enumerate(willing)
        ]
        for i, paper in enumerate(taken.papers)
    ]
    found = commission(
        Commissions(
            fits=rows,
            wanted=[max(0, each - have[paper.id]) for paper in taken.papers],
            most=[taken.room_of(candidate) for candidate in taken.candidates],
            clashing=clashing_sets(taken.papers),
        )
    )
    return tuple((taken.papers[i].id, taken.candidates[k].id) for i, k in found.pairs())


def _may_stand_by(taken: Task, paper: TaskPaper, candidate: Candidate) -> bool:
    if (paper.id, candidate.id) in taken.standing:
        return False
    return taken.barrier(paper, candidate) is None and not taken.clashing(paper, candidate)


def hindrance(task: Task, paper_id: int, candidate_id: int) -> str:
    """Why this pair can no longer be made, as a sentence; empty where it can be, or stands already."""
    paper, candidate = task.paper_at.get(paper_id), task.candidate_at.get(candidate_id)
    if candidate is None:
        return "This person is no longer among the volunteers."
    if paper is None:
        return f"The paper that {candidate.name} was to read no longer has a place in the session."
    if (paper_id, candidate_id) in task.standing:
        return ""
    barrier = task.barrier(paper, candidate)
    if barrier is not None:
        return said_barrier(barrier, candidate.name, f"paper {paper.number}")
    clash = task.clashing(paper, candidate)
    if clash:
        return f"{candidate.name} comments on paper {clash[0].number} at the same time, in another room."
    return ""


@dataclass(frozen=True)
class Outcome:
    """What a plan comes to: how many papers have how many commenters, and how well the pairs suit.

    `lowest` is the points of the plan's worst pair; None where there is none. `unmixed` counts complete papers without
    anybody senior; None where a mix is not asked for. `unsure` counts those of which it is not known: somebody there has
    not said their career stage. `standbys` counts who stands by for each, of `standby_each`.
    """

    papers: int
    each: int
    counts: tuple[int, ...]
    lowest: int | None
    total: int
    unmixed: int | None
    unsure: int = 0
    standby_each: int = 0
    standbys: tuple[int, ...] = ()

    @property
    def complete(self) -> int:
        """Papers that have their number."""
        return sum(count >= self.each for count in self.counts)

    @property
    def empty(self) -> int:
        """Papers that nobody comments on."""
        return sum(count == 0 for count in self.counts)

    @property
    def sentences(self) -> list[str]:
        """The levels in words, the most important first."""
        return [*self._numbers(), *self._waiting(), *self._mix(), *self._suits()]

    def _numbers(self) -> list[str]:
        their = f"{self.each} commenters" if self.each > 1 else "its commenter"
        if self.complete == self.papers:
            return [f"Every paper gets {their}." if self.papers > 1 else f"The paper gets {their}."]
        some = f"{self.complete} of {_papers(self.papers)} {_get(self.complete)} {their}"
        fewer = Counter(count for count in self.counts if 0 < count < self.each)
        lack = [f"{number} {_get(number)} {count}" for count, number in sorted(fewer.items())]
        last = f"{self.empty} {_get(self.empty)} nobody" if self.empty else "no paper is left with nobody"
        return ["; ".join([some, *lack, last]) + "."]

    def _mix(self) -> list[str]:
        if self.unmixed is None or not self.complete:
            return []
        said = []
        if self.unmixed:
            has = "has" if self.unmixed == 1 else "have"
            said.append(f"{_papers(self.unmixed)} with all commenters {has} nobody senior among them.")
        if self.unsure:
            said.append(
                f"For {_papers(self.unsure)} it is not known whether anybody senior comments: "
                "not all of them have said their career stage."
            )
        return said or ["Every paper with all its commenters has somebody senior among them."]

    def _waiting(self) -> list[str]:
        if not self.standby_each:
            return []
        full = sum(count >= self.standby_each for count in self.standbys)
        their = "somebody on standby" if self.standby_each == 1 else f"{self.standby_each} people on standby"
        return [f"{full} of {_papers(self.papers)} {_has(full)} {their}."]

    def _suits(self) -> list[str]:
        if self.lowest is None:
            return []
        worst = "nothing in common" if self.lowest == 0 else _points(self.lowest)
        return [f"The pair that suits least has {worst}; all pairs together have {_points(self.total)}."]


def _get(number: int) -> str:
    return "gets" if number == 1 else "get"


def _has(number: int) -> str:
    return "has" if number == 1 else "have"


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number:,} points"


def _papers(number: int) -> str:
    return "1 paper" if number == 1 else f"{number} papers"


def outcome(
    task: Task,
    planned: Mapping[Pair, int],
    waiting: Collection[Pair] = (),
    *,
    is_offered: bool = False,
) -> Outcome:
    """What stands, together with the planned pairs (by their points) and those planned to stand by (`waiting`).

    What can no longer be made does not count. Of an offered plan only what stands by now counts for the papers, and the
    points are of all that was asked, whatever came of it.
    """
    new = {pair: value for pair, value in planned.items() if hindrance(task, *pair) == ""}
    both = {pair for pair in task.standing if pair[0] in task.paper_at}
    standbys = Counter(paper for paper, _ in task.standbys)
    if not is_offered:
        both |= set(new)
        open_ = {pair for pair in waiting if pair not in task.standbys and hindrance(task, *pair) == ""}
        standbys.update(paper for paper, _ in open_)
    counts = Counter(paper for paper, _ in both)
    values = list((planned if is_offered else new).values())
    unmixed, unsure = _unmixed(task, both, counts)
    return Outcome(
        papers=len(task.papers),
        each=task.each,
        counts=tuple(counts[paper.id] for paper in task.papers),
        lowest=min(values, default=None),
        total=sum(values),
        unmixed=unmixed if task.mixes_seniority else None,
        unsure=unsure if task.mixes_seniority else 0,
        standby_each=task.standby_each,
        standbys=tuple(standbys[paper.id] for paper in task.papers),
    )


def _unmixed(task: Task, both: Iterable[Pair], counts: Mapping[int, int]) -> tuple[int, int]:
    """Complete papers that have nobody senior, and those of which that is not known."""
    senior = {each.id for each in task.candidates if each.is_senior}
    silent = {each.id for each in task.candidates if not each.stage_known}
    mixed = {paper for paper, who in both if who in senior}
    unknown = {paper for paper, who in both if who in silent} - mixed
    lacking = {paper.id for paper in task.papers if counts[paper.id] >= task.each} - mixed
    return len(lacking - unknown), len(lacking & unknown)


@dataclass(frozen=True)
class Differences:
    """How two plans differ: pairs that both have, that only the first, and that only the second has."""

    kept: tuple[Pair, ...]
    gone: tuple[Pair, ...]
    new: tuple[Pair, ...]


def differences(before: Iterable[Pair], after: Iterable[Pair]) -> Differences:
    """The pairs of two plans side by side, in the order of their ids."""
    one, two = set(before), set(after)
    return Differences(tuple(sorted(one & two)), tuple(sorted(one - two)), tuple(sorted(two - one)))


def without(task: Task, hidden: Collection[int]) -> Task:
    """The task as far as it is somebody's to know: nothing of the papers (by id) that are closed to them."""
    if not hidden:
        return task

    def seen(pairs: Iterable[Pair]) -> frozenset[Pair]:
        return frozenset(pair for pair in pairs if pair[0] not in hidden)

    return replace(
        task,
        papers=tuple(paper for paper in task.papers if paper.id not in hidden),
        candidates=tuple(replace(each, writes=each.writes - frozenset(hidden)) for each in task.candidates),
        standing=seen(task.standing),
        standbys=seen(task.standbys),
        accepted=seen(task.accepted),
        asked_before={pair: why for pair, why in task.asked_before.items() if pair[0] not in hidden},
        apart=seen(task.apart),
        taken_out=seen(task.taken_out),
    )
