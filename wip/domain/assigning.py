"""Who reads what in a session: the readings that are still lacking are given out at once, fairly and explained.

Every paper gets its number of readers; loads, with what people read already, lie at most one apart; nobody gets a paper
that they must be kept from. Among all such plans the solver finds the one in which papers and readers have most in common. Where
caps and conflicts leave no such plan, loads are widened only for those of whom it cannot be otherwise, and that is said.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wip.domain.fits import Fit, ReadablePaper, Reader, fits_of
from wip.domain.matching import Impossible, Matching, Readings, match

Pair = tuple[int, int]
"""A paper's id and a person's."""

Rows = list[list[int | None]]


@dataclass(frozen=True)
class Task:
    """What there is to give out. `kept` pairs are read already and count; `apart` must not be; `declined` was refused by its reader."""

    papers: tuple[ReadablePaper, ...]
    readers: tuple[Reader, ...]
    each: int
    topics: Mapping[int, str] = field(default_factory=dict)
    kept: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()
    declined: frozenset[Pair] = frozenset()

    @cached_property
    def fits(self) -> list[list[Fit]]:
        """Each paper with each reader."""
        return fits_of(self.papers, self.readers, self.topics)

    @cached_property
    def wanted(self) -> list[int]:
        """How many readers each paper still lacks, whoever reads it now."""
        have = Counter(paper_id for paper_id, _ in self.kept)
        return [max(0, self.each - have[paper.id]) for paper in self.papers]

    @cached_property
    def loads(self) -> list[int]:
        """How many of these papers each reader reads already."""
        ids = {paper.id for paper in self.papers}
        have = Counter(person_id for paper_id, person_id in self.kept if paper_id in ids)
        return [have[reader.id] for reader in self.readers]

    def rows(self) -> Rows:
        """The points of each pair that may be new."""
        closed = self.kept | self.apart | self.declined
        return [
            [
                None if (paper.id, reader.id) in closed else fit.points
                for reader, fit in zip(self.readers, fits, strict=True)
            ]
            for paper, fits in zip(self.papers, self.fits, strict=True)
        ]


@dataclass(frozen=True)
class NewPair:
    """A reader for a paper, and what they have in common."""

    paper: ReadablePaper
    reader: Reader
    fit: Fit


@dataclass(frozen=True)
class AssignmentPlan:
    """A proposal. `loads` are readers with what they read already and what is new; `lacking` papers get fewer readers than wanted."""

    pairs: tuple[NewPair, ...]
    loads: tuple[tuple[Reader, int, int], ...]
    lacking: tuple[tuple[ReadablePaper, int], ...]
    remarks: tuple[str, ...]
    points: int
    readings: Readings
    """The question to which this is the answer, to ask it again with one pair fixed."""


def plan(task: Task) -> AssignmentPlan:
    """The best plan there is; the same for the same task."""
    rows, wanted = task.rows(), list(task.wanted)
    room = [_room(task, rows, place) for place in range(len(task.readers))]
    if not _is_possible(rows, wanted, room):
        wanted = _covered(rows, wanted, room)
    level = _level(task.loads, room, sum(wanted))
    readings, found = _even(task, rows, wanted, room, level)
    return _told(task, readings, found, level)


def _room(task: Task, rows: Rows, place: int) -> int:
    """How many papers more this reader could take at all."""
    reader, allowed = task.readers[place], sum(row[place] is not None for row in rows)
    return allowed if reader.most is None else min(allowed, max(0, reader.most - task.loads[place]))


def _readings(rows: Rows, wanted: Sequence[int], least: Sequence[int], most: Sequence[int]) -> Readings:
    return Readings(affinities=rows, wanted=tuple(wanted), least=tuple(least), most=tuple(most))


def _is_possible(rows: Rows, wanted: list[int], room: list[int]) -> bool:
    try:
        match(_readings(rows, wanted, [0] * len(room), room))
    except Impossible:
        return False
    return True


def _covered(rows: Rows, wanted: list[int], room: list[int]) -> list[int]:
    """How many readers each paper gets where they do not suffice: as many readings as can be, then the fittest.

    Columns of nobody take what is left over.
    """
    nobodies, readers = max(wanted, default=0), len(room)
    above = 1 + sum(
        max((value or 0 for value in row), default=0) * n for row, n in zip(rows, wanted, strict=True)
    )
    filled: Rows = [
        [None if value is None else value + above for value in row] + [0] * nobodies for row in rows
    ]
    most = [*room, *[len(rows)] * nobodies]
    found = match(_readings(filled, wanted, [0] * len(most), most))
    return [sum(place < readers for place in places) for places in found.readers]


def _even(
    task: Task, rows: Rows, wanted: list[int], room: list[int], level: int
) -> tuple[Readings, Matching]:
    """Loads within one of each other; wider only for those who leave no other way."""
    most = [_upto(level, load, free) for load, free in zip(task.loads, room, strict=True)]
    least = [_upto(level - 1, load, free) for load, free in zip(task.loads, room, strict=True)]
    while True:
        readings = _readings(rows, wanted, least, most)
        try:
            return readings, match(readings)
        except Impossible as no:
            _widen(no, least, most, room)


def _upto(level: int, load: int, free: int) -> int:
    return max(0, min(level - load, free))


def _level(loads: Sequence[int], room: Sequence[int], needed: int) -> int:
    """The smallest load up to which all may go, so that together they can take what is needed."""
    level = 0
    while sum(_upto(level, load, free) for load, free in zip(loads, room, strict=True)) < needed:
        level += 1
    return level


def _widen(no: Impossible, least: list[int], most: list[int], room: list[int]) -> None:
    """What the refusal comes down to decides whose bounds give way: papers short of room, or readers short of papers."""
    chosen = no.reviewers or range(len(most))
    if no.reviewers and not no.papers:
        for place in chosen:
            least[place] = max(0, least[place] - 1)
        return
    for place in chosen:
        most[place] = min(room[place], most[place] + 1)


def _told(task: Task, readings: Readings, found: Matching, level: int) -> AssignmentPlan:
    pairs = tuple(NewPair(task.papers[i], task.readers[k], task.fits[i][k]) for i, k in found.pairs())
    new = Counter(pair.reader.id for pair in pairs)
    loads = tuple(
        (reader, have, new[reader.id]) for reader, have in zip(task.readers, task.loads, strict=True)
    )
    lacking = tuple(
        (paper, wanted - got)
        for paper, wanted, got in zip(task.papers, task.wanted, readings.wanted, strict=True)
        if wanted > got
    )
    return AssignmentPlan(pairs, loads, lacking, tuple(_remarks(task, loads, level)), found.total, readings)


def _remarks(task: Task, loads: Iterable[tuple[Reader, int, int]], level: int) -> list[str]:
    """Who reads more or fewer than the even load, and why it cannot be otherwise."""
    said = []
    for reader, have, new in loads:
        if have > level:
            said.append(f"{reader.name} reads {have} already, more than the even load of {level}.")
        elif have + new > level:
            said.append(
                f"{reader.name} gets {have + new}, more than the even load of {level}: nobody else may read some of them."
            )
        elif have + new < level - 1:
            said.append(f"{reader.name} gets only {have + new}: {_why_few(task, reader, have + new)}.")
    return said


def _why_few(task: Task, reader: Reader, total: int) -> str:
    if reader.most is not None and total >= reader.most:
        return f"they take at most {reader.most}"
    closed = sum((paper.id, reader.id) in task.apart | task.declined for paper in task.papers)
    return f"{closed} of {len(task.papers)} papers are closed to them"


@dataclass(frozen=True)
class Instead:
    """What it would cost to put a reader on a paper: `loss` in points; None where it cannot be, as `sentence` says."""

    loss: int | None
    sentence: str


def why_not(task: Task, proposed: AssignmentPlan, paper_id: int, person_id: int) -> Instead:
    """Why the plan does not give this paper to this reader: the exact reason, found by solving with the pair fixed."""
    papers, readers = [paper.id for paper in task.papers], [reader.id for reader in task.readers]
    i, k = papers.index(paper_id), readers.index(person_id)
    known = _known_reason(task, proposed, i, k)
    if known:
        return Instead(None, known)
    asked = proposed.readings
    fixed = Readings(
        affinities=asked.affinities,
        wanted=asked.wanted,
        least=asked.least,
        most=asked.most,
        locked=frozenset({(i, k)}),
    )
    paper, reader = task.papers[i], task.readers[k]
    try:
        found = match(
            fixed, lambda place: f"paper {task.papers[place].number}", lambda place: task.readers[place].name
        )
    except Impossible as no:
        return Instead(
            None, f"With {reader.name} on paper {paper.number} no even plan is left. {no.sentence}"
        )
    loss = proposed.points - found.total
    fit = task.fits[i][k].sentence
    if loss == 0:
        said = f"{reader.name} would do as well ({fit}): the plan as a whole stays as good. You may give it by hand."
    else:
        said = (
            f"With {reader.name} ({fit}) on paper {paper.number} the plan as a whole falls from {proposed.points:,} points to "
            f"{found.total:,}, by {loss:,}, because others would have to move to papers that suit them less."
        )
    return Instead(loss, said)


def _known_reason(task: Task, proposed: AssignmentPlan, i: int, k: int) -> str:
    """The reasons that need no solving; nothing where the pair may be."""
    paper, reader = task.papers[i], task.readers[k]
    pair, named, number = (paper.id, reader.id), reader.name, f"paper {paper.number}"
    planned = {(new.paper.id, new.reader.id) for new in proposed.pairs}
    load = task.loads[k]
    reasons = (
        # One sentence for both: which of the two it is would name an author.
        (
            pair in task.apart,
            f"{named} and {number} are kept apart: it is their own, or a conflict stands or waits for judgement.",
        ),
        (pair in task.declined, f"{named} has declined to read {number}."),
        (pair in task.kept, f"{named} reads {number} already."),
        (pair in planned, f"The plan does give {number} to {named}."),
        (not proposed.readings.wanted[i], f"Nobody more is wanted for {number}: it has its readers."),
        (
            reader.most is not None and load >= reader.most,
            f"{named} takes at most {reader.most} in all, and has {load} already.",
        ),
        (
            not proposed.readings.most[k],
            f"{named} has {load} already, as many as anybody gets; one more would make loads uneven.",
        ),
    )
    return next((sentence for holds, sentence in reasons if holds), "")
