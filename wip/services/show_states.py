"""Everything that the screens of a running room show, at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.show_clocks import Clock, Press, ahead_of
from wip.domain.show_plans import RoomPlan
from wip.domain.shows import TurnState, counting, is_rehearsal
from wip.models import Show, ShowMark, SpeakingTurn, WipSession
from wip.queries.agendas import attendees_of
from wip.queries.shows import here_in, marks_of, queue_of
from wip.services.show_rooms import Expected, Programme, expected_in
from wip.services.show_times import domain_marks
from wip.services.shows import clock_at


@dataclass(frozen=True)
class ShowState:
    """A room as it stands. `number` is that of its latest mark; `ahead` all that is still to be pressed, the next first."""

    show: Show
    programme: Programme
    plan: RoomPlan
    clock: Clock
    number: int
    can_undo: bool
    is_rehearsal: bool
    ahead: tuple[Press, ...]

    @property
    def left_out(self) -> list[int]:
        """Papers that were left out, and may come after all."""
        return [
            paper
            for paper, kept in self.clock.kept.items()
            if kept.skipped and paper in self.programme.papers
        ]

    def title(self, paper_id: int | None) -> str:
        """The paper's title; that of one no longer on the agenda is not known here."""
        billed = self.programme.papers.get(paper_id or 0)
        return billed.title if billed else "A paper that is no longer on the agenda"


@dataclass(frozen=True)
class Floor:
    """Who speaks, who waits to, who is expected and whether they are here, and names to choose from."""

    queue: Sequence[SpeakingTurn]
    expected: Sequence[Expected]
    here: Mapping[int, bool]
    names: Sequence[str]

    @property
    def speaking(self) -> SpeakingTurn | None:
        """Who has the floor."""
        return next((turn for turn in self.queue if turn.state is TurnState.SPEAKING), None)

    @property
    def waiting(self) -> list[SpeakingTurn]:
        """Who waits, in order."""
        return [turn for turn in self.queue if turn.state is TurnState.WAITING]

    @property
    def came(self) -> int:
        """How many of those expected are here."""
        return sum(self.here.get(one.person_id, False) for one in self.expected)


def state_of(session: Session, show: Show, programme: Programme, now: datetime) -> ShowState:
    """The room's clock and what may be pressed."""
    rows = marks_of(session, [show.id])[show.id]
    clock, plan = clock_at(programme, rows, now)
    return ShowState(
        show,
        programme,
        plan,
        clock,
        _number(rows),
        bool(counting(domain_marks(rows), programme.plan.starts_at, now)),
        is_rehearsal(now, programme.plan.starts_at),
        tuple(ahead_of(plan, clock)),
    )


def _number(rows: Sequence[ShowMark]) -> int:
    return rows[-1].number if rows else 0


def floor_of(session: Session, wip_session: WipSession, state: ShowState, by: Actor) -> Floor:
    """Who has the floor and who is there, as `by` may see it; names to choose from are those of whoever takes part."""
    expected = expected_in(session, wip_session, state.programme, by)
    attendees = [person.called for person in attendees_of(session, wip_session.id)]
    names = dict.fromkeys([*(one.name for one in expected), *sorted(attendees, key=str.casefold)])
    queue = queue_of(session, state.show.id, state.clock.paper_id)
    return Floor(
        queue, expected, here_in(session, state.show.id), [name for name in names if name and "@" not in name]
    )
