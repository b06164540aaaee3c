"""The clock of a room as it runs: what is on, what is next, how late it is, and what the rest get.

Everything follows from the plan, the marks and the present moment; nothing of it is stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from wip.domain.agenda import SlotLength
from wip.domain.show_plans import RoomPlan, shared, whole
from wip.domain.shows import SHOWS, Mark, MarkKind, Phase

_GOES_ON = frozenset({MarkKind.PRESENT, MarkKind.COMMENT, MarkKind.FINISH, MarkKind.RESUME, MarkKind.END})
"""What ends a pause."""

_NONE = timedelta()
_NO_LENGTH = SlotLength(0, 0)


@dataclass(frozen=True)
class Kept:
    """The times that a paper took. `paused` is how long the clock stood still meanwhile; a skipped one has no times."""

    began_at: datetime | None = None
    turned_at: datetime | None = None
    ended_at: datetime | None = None
    paused: timedelta = _NONE

    @property
    def skipped(self) -> bool:
        """Whether the paper was left out."""
        return self.began_at is None

    def over(self, planned: int) -> int | None:
        """By how many whole minutes it took more than the `planned` ones, at least 0; None while it is not over."""
        if self.began_at is None or self.ended_at is None:
            return None
        return max(0, whole(self.ended_at - self.began_at - self.paused) - planned)


@dataclass(frozen=True)
class Ahead:
    """A paper still to come: when it is expected to begin, and the minutes that it gets."""

    paper_id: int
    starts_at: datetime
    length: SlotLength


@dataclass(frozen=True)
class Press:
    """The next thing to press, and the minutes that begin with it. `place`: after how many slots, where no paper is on."""

    kind: MarkKind
    paper_id: int | None
    minutes: int
    place: int = 0


@dataclass(frozen=True)
class Clock:
    """A room at one moment. `ends_at` is when the present half, break or welcome ends; None where nothing runs.

    `late` is in whole minutes, below zero when early; `lost` is how many of them the rest give up, and `beyond` how many
    they cannot: by so much the room ends after its time. `is_shut`: its hours are so long over that it takes no more presses.
    """

    phase: Phase
    now: datetime
    paper_id: int | None = None
    since: datetime | None = None
    ends_at: datetime | None = None
    is_paused: bool = False
    place: int = 0
    late: int = 0
    lost: int = 0
    beyond: int = 0
    length: SlotLength = _NO_LENGTH
    rest: tuple[Ahead, ...] = ()
    kept: Mapping[int, Kept] = field(default_factory=dict)
    is_shut: bool = False

    @property
    def left(self) -> timedelta | None:
        """What is left of the present half, below zero when it is over."""
        return self.ends_at - self.now if self.ends_at else None


@dataclass(frozen=True)
class _Run:
    """What the marks leave behind. `ends_at` does not know of a pause that still lasts."""

    phase: Phase = Phase.WAITING
    paper_id: int | None = None
    since: datetime | None = None
    ends_at: datetime | None = None
    paused_at: datetime | None = None
    length: SlotLength = _NO_LENGTH
    kept: Mapping[int, Kept] = field(default_factory=dict)

    def ends(self, now: datetime) -> datetime | None:
        """When the present half ends, were the clock to go on now."""
        paused = now - self.paused_at if self.paused_at else _NONE
        return self.ends_at + paused if self.ends_at else None

    def gone(self, plan: RoomPlan) -> int:
        """How many of the plan's slots are behind, the present one included."""
        return sum(slot.paper_id in self.kept for slot in plan.slots)


def clock_of(plan: RoomPlan, marks: Iterable[Mark], now: datetime) -> Clock:
    """The room's clock at `now`, from the marks that count. Times are aware; minutes are whole."""
    run = _Run()
    for mark in marks:
        run = _after(plan, run, mark)
    return _clock(plan, run, now)


def shut(plan: RoomPlan, marks: Sequence[Mark], now: datetime) -> Clock:
    """The clock of a room whose hours are long over: it stopped at the last press, whether or not the end was pressed."""
    last = clock_of(plan, marks, marks[-1].at if marks else plan.ends_at)
    return Clock(Phase.OVER, now, place=last.place, kept=last.kept, is_shut=True)


def _after(plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    """What the mark makes of it; a mark that is not possible from there changes nothing."""
    if not SHOWS.allows(run.phase, mark.kind):
        return run
    if run.paused_at and mark.kind in _GOES_ON:
        run = _resumed(run, mark.at)
    makes = _MAKES.get(mark.kind)
    return makes(plan, run, mark) if makes else run


def _paused(_plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    return replace(run, paused_at=run.paused_at or mark.at)


def _longer(_plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    return replace(run, ends_at=(run.ends_at or mark.at) + timedelta(minutes=mark.minutes or 0))


def _resumed(run: _Run, at: datetime) -> _Run:
    paused = at - (run.paused_at or at)
    kept = dict(run.kept)
    if run.paper_id in kept:
        own = kept[run.paper_id]
        kept[run.paper_id] = replace(own, paused=own.paused + paused)
    return replace(run, ends_at=run.ends(at), paused_at=None, kept=kept)


def _closed(run: _Run, at: datetime) -> _Run:
    """The present paper is over."""
    if run.paper_id is None:
        return run
    kept = {**run.kept, run.paper_id: replace(run.kept[run.paper_id], ended_at=at)}
    return replace(run, kept=kept, paper_id=None)


def _skipped(_plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    if mark.paper_id is None or mark.paper_id in run.kept:
        return run
    return replace(run, kept={**run.kept, mark.paper_id: Kept()})


def _presented(plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    paper = mark.paper_id
    if paper is None or (paper in run.kept and not run.kept[paper].skipped):
        return run
    # One that was left out and comes after all is among the rest again.
    run = _closed(replace(run, kept={id_: kept for id_, kept in run.kept.items() if id_ != paper}), mark.at)
    before = replace(run, phase=Phase.BETWEEN, ends_at=mark.at, paused_at=None)
    length = next(
        (one.length for one in _clock(plan, before, mark.at).rest if one.paper_id == paper), SlotLength(0, 0)
    )
    return _Run(
        Phase.PRESENTING,
        paper,
        mark.at,
        mark.at + timedelta(minutes=length.present),
        length=length,
        kept={**run.kept, paper: Kept(mark.at)},
    )


def _turned(plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    own = run.paper_id
    kept = dict(run.kept) if own is None else {**run.kept, own: replace(run.kept[own], turned_at=mark.at)}
    return replace(
        run, phase=Phase.COMMENTING, since=mark.at, ends_at=mark.at + _comments(plan, run, mark.at), kept=kept
    )


def _comments(plan: RoomPlan, run: _Run, at: datetime) -> timedelta:
    """How long comments can be heard from `at` on: as given; of the last paper no longer than the room allows."""
    given = timedelta(minutes=run.length.comment)
    gone = run.gone(plan)
    if gone < len(plan.slots):
        return given
    latest = plan.ends_at - timedelta(minutes=plan.closing + plan.pause(gone))
    return max(min(given, latest - at), min(given, timedelta(minutes=5)))


def _between(plan: RoomPlan, run: _Run, mark: Mark) -> _Run:
    phase = SHOWS.after(run.phase, mark.kind)
    run = _closed(run, mark.at)
    if phase is Phase.OVER:
        return replace(run, phase=phase, since=mark.at, ends_at=None)
    gone = run.gone(plan)
    minutes = plan.pause(gone) + (plan.closing if gone == len(plan.slots) else 0)
    # A welcome that is pressed early still ends when it was to: nobody is early by it.
    begins = max(mark.at, plan.starts_at) if mark.kind is MarkKind.BEGIN else mark.at
    return replace(run, phase=phase, since=mark.at, ends_at=begins + timedelta(minutes=minutes))


_MAKES = {
    MarkKind.BEGIN: _between,
    MarkKind.PRESENT: _presented,
    MarkKind.COMMENT: _turned,
    MarkKind.FINISH: _between,
    MarkKind.SKIP: _skipped,
    MarkKind.PAUSE: _paused,
    MarkKind.ADD_TIME: _longer,
    MarkKind.END: _between,
}


def _clock(plan: RoomPlan, run: _Run, now: datetime) -> Clock:
    gone, ends = run.gone(plan), run.ends(now)
    slots = [slot for slot in plan.slots if slot.paper_id not in run.kept]
    clock = Clock(
        run.phase,
        now,
        run.paper_id,
        run.since,
        ends,
        run.paused_at is not None,
        gone,
        length=run.length,
        kept=run.kept,
    )
    if run.phase is Phase.OVER:
        return replace(clock, ends_at=None)
    lengths = [slot.length for slot in slots]
    pauses = [plan.pause(place) for place in range(gone + 1, len(plan.slots) + 1)]
    begins = _next(plan, run, now)
    spent = sum(length.whole for length in lengths) + sum(pauses) + plan.closing + plan.spare
    late = whole(begins - (plan.ends_at - timedelta(minutes=spent)))
    lost = max(0, max(0, late) - plan.spare)
    total = sum(length.whole for length in lengths)
    new = shared(lengths, total - lost)
    rest = _placed([slot.paper_id for slot in slots], new, begins, pauses)
    beyond = max(0, sum(length.whole for length in new) - total + lost)
    return replace(clock, late=late, lost=lost, beyond=beyond, rest=rest)


def _next(plan: RoomPlan, run: _Run, now: datetime) -> datetime:
    """When the next paper, or the closing, is expected to begin."""
    gone = run.gone(plan)
    if run.phase is Phase.WAITING:
        return max(now, plan.starts_at) + timedelta(minutes=plan.pause(gone))
    end = max(now, run.ends(now) or now)
    if run.phase is Phase.BETWEEN:
        return end - timedelta(minutes=plan.closing) if gone == len(plan.slots) else end
    if run.phase is Phase.PRESENTING and run.length.comment:
        end += _comments(plan, run, end)
    elif not plan.named(gone):
        # Nobody presses for a mere change-over: what runs over eats into it.
        return max(now, (run.ends(now) or now) + timedelta(minutes=plan.pause(gone)))
    return end + timedelta(minutes=plan.pause(gone))


def _placed(
    papers: Sequence[int], lengths: Sequence[SlotLength], begins: datetime, pauses: Sequence[int]
) -> tuple[Ahead, ...]:
    found = []
    for place, (paper, length) in enumerate(zip(papers, lengths, strict=True)):
        found.append(Ahead(paper, begins, length))
        begins += timedelta(minutes=length.whole + (pauses[place] if place < len(pauses) else 0))
    return tuple(found)


def ahead_of(plan: RoomPlan, clock: Clock) -> list[Press]:
    """All that is still to be pressed, in order, with the minutes that begin with each press. The first is the next one."""
    found: list[Press] = []
    if clock.phase is Phase.OVER:
        return found
    if clock.phase is Phase.WAITING and (plan.pause(0) or not clock.rest):
        found.append(Press(MarkKind.BEGIN, None, plan.pause(0)))
    if clock.phase is Phase.PRESENTING and clock.length.comment:
        found.append(Press(MarkKind.COMMENT, clock.paper_id, clock.length.comment))
    is_on = clock.phase in {Phase.PRESENTING, Phase.COMMENTING}
    for place, one in enumerate(clock.rest, clock.place):
        if is_on and any(part.kind == "break" for part in plan.named(place)):
            found.append(Press(MarkKind.FINISH, None, plan.pause(place), place))
        found.append(Press(MarkKind.PRESENT, one.paper_id, one.length.present))
        if one.length.comment:
            found.append(Press(MarkKind.COMMENT, one.paper_id, one.length.comment))
        is_on = True
    after = plan.pause(len(plan.slots)) + plan.closing if plan.slots else 0
    if is_on and after:
        found.append(Press(MarkKind.FINISH, None, after, len(plan.slots)))
    if clock.phase is not Phase.WAITING or found:
        found.append(Press(MarkKind.END, None, 0))
    return found
