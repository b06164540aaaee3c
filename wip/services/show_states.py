"""Everything that the screens of a running room show, at one moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.show_clocks import Clock, Press, ahead_of
from wip.domain.show_plans import RoomPlan
from wip.domain.shows import MarkKind, TurnState, counting, is_rehearsal, kept_since
from wip.models import Show, SpeakingTurn, WipSession
from wip.queries.shows import here_in, marks_of, queue_of
from wip.services import rehearsals
from wip.services.show_rooms import NAMELESS, Expected, Programme, expected_in
from wip.services.show_times import domain_marks
from wip.services.shows import clock_at


@dataclass(frozen=True)
class ShowState:
    """A room as it stands. `number` is that of its latest mark; `ahead` all that is still to be pressed, the next first.

    `undoes` is the press that can be taken back, None without one.
    """

    show: Show
    programme: Programme
    plan: RoomPlan
    clock: Clock
    number: int
    undoes: MarkKind | None
    is_rehearsal: bool
    ahead: tuple[Press, ...]

    @property
    def since(self) -> datetime | None:
        """From when on counts what was noted in the room; None in a rehearsal."""
        return kept_since(self.programme.plan.starts_at, self.clock.now)

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
    """Who speaks, who waits to, who is expected and whether they are here, names to choose from, and the way in."""

    queue: Sequence[SpeakingTurn]
    expected: Sequence[Expected]
    here: Mapping[int, bool]
    names: Sequence[str]
    join_link: str

    @property
    def speaking(self) -> SpeakingTurn | None:
        """Who has the floor."""
        return next((turn for turn in self.queue if turn.state is TurnState.SPEAKING), None)

    @property
    def waiting(self) -> list[SpeakingTurn]:
        """Who waits, in order."""
        return [turn for turn in self.queue if turn.state is TurnState.WAITING]

    @property
    def parts(self) -> list[Expected]:
        """Those expected who have a part in the room."""
        return [one for one in self.expected if not one.attends]

    @property
    def attendees(self) -> list[Expected]:
        """Those who signed up to listen."""
        return [one for one in self.expected if one.attends]

    @property
    def commenters(self) -> dict[int, tuple[str, ...]]:
        """Who comments on which paper, as far as whoever looks may know."""
        found: dict[int, tuple[str, ...]] = {}
        for one in self.expected:
            for paper_id in one.comments_on:
                found[paper_id] = (*found.get(paper_id, ()), one.name)
        return found

    @property
    def came(self) -> int:
        """How many of those expected are here."""
        return sum(self.here.get(one.person_id, False) for one in self.expected)


def state_of(session: Session, show: Show, programme: Programme, now: datetime) -> ShowState:
    """The room's clock and what may be pressed."""
    rows, starts_at = marks_of(session, [show.id])[show.id], programme.plan.starts_at
    clock, plan = clock_at(programme, rows, now)
    counted, rehearses = counting(domain_marks(rows), starts_at, now), is_rehearsal(now, starts_at)
    return ShowState(
        show,
        programme,
        plan,
        clock,
        rehearsals.latest(rows, rehearses=rehearses),
        counted[-1].kind if counted and not clock.is_shut else None,
        rehearses,
        tuple(ahead_of(plan, clock)),
    )


def floor_of(session: Session, wip_session: WipSession, state: ShowState, by: Actor) -> Floor:
    """Who has the floor and who is there, as `by` may see it; names to choose from are those of whoever takes part.

    Of an agenda that is not published, or was taken down, only leaders learn who takes part, and by which link.
    """
    expected = expected_in(session, wip_session, state.programme, by)
    names = dict.fromkeys(one.name for one in expected if one.name != NAMELESS and "@" not in one.name)
    queue = queue_of(session, state.show.id, state.clock.paper_id, state.since)
    is_open = by.is_leader or wip_session.agenda_state is AgendaState.PUBLISHED
    link = state.programme.room.join_link if is_open else ""
    return Floor(queue, expected, here_in(session, state.show.id, state.since), list(names), link)
