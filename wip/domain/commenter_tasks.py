"""What there is to find commenters for: the papers, the people, and who must not comment on which paper, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from wip.domain.papers import CareerStage

Pair = tuple[int, int]
"""A paper's id and a commenter's (the offer's, not the person's)."""

SENIOR = frozenset({CareerStage.RECENTLY_TENURED, CareerStage.TENURED})
"""Career stages that count as senior where a leader wants them mixed."""


@dataclass(frozen=True)
class Span:
    """When a paper is presented and discussed. `room` is the sitting's id; None is the session's first room."""

    starts_at: datetime
    ends_at: datetime
    room: int | None = None

    def meets(self, other: "Span") -> bool:
        """Whether nobody can be at both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class TaskPaper:
    """A paper with a place in the session; without a span while the agenda has no slot for it. `topics` are ids."""

    id: int
    number: int
    title: str
    abstract: str = ""
    topics: frozenset[int] = frozenset()
    span: Span | None = None


@dataclass(frozen=True)
class Hours:
    """When somebody can be in one room; both moments missing: not at all."""

    from_at: datetime | None
    until_at: datetime | None

    def suit(self, span: Span) -> bool:
        """Whether the whole of the span lies in these hours."""
        if self.from_at is None or self.until_at is None:
            return False
        return self.from_at <= span.starts_at and span.ends_at <= self.until_at


@dataclass(frozen=True)
class Candidate:
    """Somebody who offered to comment. `texts` are titles with abstracts of theirs, `fields` what they say they work on.

    `hours` are by the room's sitting; a room that is not in it suits. `writes` are ids of papers here that are theirs.
    `stage_known`: they said how far along they are, so that it is known whether they are senior.
    """

    id: int
    person_id: int
    name: str
    most: int = 1
    topics: frozenset[int] = frozenset()
    fields: tuple[str, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    is_senior: bool = False
    stage_known: bool = True
    stands_by: bool = False
    withdrawn: bool = False
    hours: Mapping[int | None, Hours] = field(default_factory=dict)
    writes: frozenset[int] = frozenset()


class Barrier(StrEnum):
    """Why somebody must not be asked about a paper."""

    APART = "apart"
    DECLINED = "declined"
    LAPSED = "lapsed"
    TAKEN_BACK = "taken_back"
    STANDS_BY = "stands_by"
    PRESENTS = "presents"
    HOURS = "hours"
    TAKEN_OUT = "taken_out"
    WITHDRAWN = "withdrawn"


_SENTENCES = {
    # One sentence for both: which of the two it is would name an author.
    Barrier.APART: "{who} and {paper} are kept apart: it is their own, or a conflict stands or waits for judgement.",
    Barrier.DECLINED: "{who} has declined to comment on {paper}.",
    Barrier.LAPSED: "{who} was asked about {paper} and did not answer in time.",
    Barrier.TAKEN_BACK: "{who} was asked about {paper}, and the request was taken back.",
    Barrier.STANDS_BY: "{who} stands by for {paper} already.",
    Barrier.PRESENTS: "{who} presents at the same time as {paper}, in another room.",
    Barrier.HOURS: "{who} cannot be there when {paper} is discussed.",
    Barrier.TAKEN_OUT: "A leader took {who} away from {paper}.",
    Barrier.WITHDRAWN: "{who} has taken the offer to comment back.",
}


def said_barrier(barrier: Barrier, who: str, paper: str) -> str:
    """The barrier as a sentence. `paper` is as it reads in the middle of one: "paper 3"."""
    return _SENTENCES[barrier].format(who=who, paper=paper)


@dataclass(frozen=True)
class Task:
    """Everything that a plan of commenters is made of.

    `standing` pairs are asked or have accepted, and count; `standbys` do not count for the paper, but for the person;
    those of both who have accepted are in `accepted`.
    `asked_before` says what became of earlier requests that no longer stand. `taken_out` pairs a leader removed by hand.
    `rooms` are the session's, by their sitting; `standby_each` people are to stand by for each paper.
    """

    papers: tuple[TaskPaper, ...]
    candidates: tuple[Candidate, ...]
    each: int
    topics: Mapping[int, str] = field(default_factory=dict)
    standing: frozenset[Pair] = frozenset()
    standbys: frozenset[Pair] = frozenset()
    accepted: frozenset[Pair] = frozenset()
    asked_before: Mapping[Pair, Barrier] = field(default_factory=dict)
    apart: frozenset[Pair] = frozenset()
    taken_out: frozenset[Pair] = frozenset()
    mixes_seniority: bool = False
    standby_each: int = 0
    rooms: frozenset[int | None] = frozenset({None})

    @cached_property
    def paper_at(self) -> dict[int, TaskPaper]:
        """Papers by their id."""
        return {paper.id: paper for paper in self.papers}

    @cached_property
    def candidate_at(self) -> dict[int, Candidate]:
        """Candidates by their id."""
        return {each.id: each for each in self.candidates}

    @cached_property
    def loads(self) -> Counter[int]:
        """How many papers each candidate is asked about, has accepted, or stands by for."""
        return Counter(candidate for _, candidate in self.standing | self.standbys)

    @cached_property
    def meeting(self) -> dict[int, frozenset[int]]:
        """By paper, the others that are at the same time in another room."""
        placed = [(paper.id, paper.span) for paper in self.papers if paper.span]
        return {
            one: frozenset(other for other, theirs in placed if other != one and span.meets(theirs))
            for one, span in placed
        }

    def room_of(self, candidate: Candidate) -> int:
        """How many papers more fit into what they offered."""
        return 0 if candidate.withdrawn else max(0, candidate.most - self.loads[candidate.id])

    def barrier(self, paper: TaskPaper, candidate: Candidate) -> Barrier | None:
        """Why this pair must not be made; None where it may be, or stands already."""
        pair = (paper.id, candidate.id)
        presents = bool(candidate.writes & self.meeting.get(paper.id, frozenset()))
        reasons = (
            (candidate.withdrawn, Barrier.WITHDRAWN),
            (pair in self.apart or paper.id in candidate.writes, Barrier.APART),
            (pair in self.standbys, Barrier.STANDS_BY),
            (pair in self.asked_before, self.asked_before.get(pair)),
            (presents, Barrier.PRESENTS),
            (not self._hours_suit(paper, candidate), Barrier.HOURS),
            (pair in self.taken_out, Barrier.TAKEN_OUT),
        )
        return next((barrier for holds, barrier in reasons if holds), None)

    def _hours_suit(self, paper: TaskPaper, candidate: Candidate) -> bool:
        hours = candidate.hours
        if not hours:
            return True
        if paper.span is not None:
            return paper.span.room not in hours or hours[paper.span.room].suit(paper.span)
        return any(room not in hours or hours[room].from_at is not None for room in self.rooms)

    def clashing(self, paper: TaskPaper, candidate: Candidate) -> tuple[TaskPaper, ...]:
        """What the candidate is asked about already that is at the same time as this paper."""
        others = self.meeting.get(paper.id, frozenset())
        booked = {one for one, who in self.standing | self.standbys if who == candidate.id}
        return tuple(self.paper_at[one] for one in sorted(others & booked))


def clashing_sets(papers: Sequence[TaskPaper]) -> list[frozenset[int]]:
    """Places (0..) of papers of which one person can hear only one: those under way at one moment; none within another."""
    placed = [(place, paper.span) for place, paper in enumerate(papers) if paper.span]
    moments = sorted({span.starts_at for _, span in placed})
    found = {
        frozenset(place for place, span in placed if span.starts_at <= moment < span.ends_at)
        for moment in moments
    }
    sets = [each for each in found if len(each) > 1 and not any(each < other for other in found)]
    return sorted(sets, key=sorted)
