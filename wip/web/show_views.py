"""What the chair's screen and the display say of a running room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wip.domain.show_clocks import Press
from wip.domain.show_words import card_of, late_sentence
from wip.domain.shows import REHEARSED, MarkKind, Phase
from wip.domain.zones import city, day_words, in_zone
from wip.models import WipSession
from wip.services.show_states import ShowState
from wip.web.times import clock

_PHASES = {
    Phase.WAITING: "Not begun",
    Phase.PRESENTING: "Presenting",
    Phase.COMMENTING: "Comments",
    Phase.OVER: "Over",
}

_UNDOES = {
    MarkKind.BEGIN: "Begin",
    MarkKind.PRESENT: "Next paper",
    MarkKind.COMMENT: "To the comments",
    MarkKind.FINISH: "End of the paper",
    MarkKind.SKIP: "Leave out",
    MarkKind.PAUSE: "Pause",
    MarkKind.RESUME: "Let it go on",
    MarkKind.ADD_TIME: "+1 minute",
    MarkKind.END: "End the session",
}

_FIRST = "First paper"

Commenters = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Step:
    """A press that lies ahead, as a button and as what the clock then says; `mark` is what the form sends."""

    mark: str
    label: str
    phase: str
    title: str = ""
    by: str = ""
    minutes: int = 0

    def stored(self) -> list[str | int]:
        """For the page's own script, which goes by it while there is no connection."""
        return [self.mark, self.label, self.phase, self.title, self.by, self.minutes]


def view_of(wip_session: WipSession, state: ShowState, commenters: Commenters) -> dict[str, object]:
    """What the chair's screen and the display show alike; `commenters` by paper, as far as the reader may know them."""
    steps = [_step(state, press, commenters) for press in state.ahead]
    running = state.clock.phase in {Phase.PRESENTING, Phase.COMMENTING}
    zone = wip_session.zone
    return {
        "wip_session": wip_session,
        "state": state,
        "said": _said(state),
        "said_to_all": "" if state.clock.now < state.plan.starts_at else _said(state),
        "card": card_of(state.clock.left) if running else "",
        "phase": _phase(state),
        "title": _title(state),
        "by": _by(state, commenters),
        "steps": steps,
        "ahead": [step.stored() for step in steps],
        "undo": _undo(state),
        "runs_to": _runs_to(state),
        "left": countdown(_left(state)),
        "left_word": _left_word(state),
        "city": city(zone),
        "counts_from": _dated(state.programme.plan.starts_at - REHEARSED, state.clock.now, zone),
        "begins": _dated(state.programme.plan.starts_at, state.clock.now, zone),
        "ms": lambda moment: int(moment.timestamp() * 1000),
        "hour": lambda moment: clock(moment, zone),
    }


def _undo(state: ShowState) -> str:
    """The press that is taken back, as its button was called."""
    if state.undoes is MarkKind.PRESENT and len(state.clock.kept) == 1:
        return _FIRST
    return _UNDOES[state.undoes] if state.undoes else ""


def _dated(moment: datetime, now: datetime, zone: str) -> str:
    """As "12:00", or "Thu 18 Mar 2027, 12:00" where that is not today in the zone."""
    day = in_zone(moment, zone).date()
    at = clock(moment, zone)
    return at if day == in_zone(now, zone).date() else f"{day_words(day)}, {at}"


def _said(state: ShowState) -> str:
    """How late the room is; of a rehearsal that was left running, nothing."""
    return late_sentence(state.clock) if state.clock.now <= state.plan.ends_at + _STALE else ""


_STALE = timedelta(hours=2)


def _runs_to(state: ShowState) -> datetime | None:
    """What the clock counts down to: the end of what is on, or within the hour before it, the beginning."""
    begins = state.plan.starts_at
    is_soon = timedelta() < begins - state.clock.now <= REHEARSED
    return begins if _waits(state) and not state.is_rehearsal and is_soon else state.clock.ends_at


def _waits(state: ShowState) -> bool:
    return state.clock.phase is Phase.WAITING


def _left(state: ShowState) -> timedelta | None:
    to = _runs_to(state)
    return to - state.clock.now if to else None


def countdown(left: timedelta | None) -> str:
    """As "12:05"; what is over as "+1:20"."""
    if left is None:
        return ""
    seconds = int(-(-left.total_seconds() // 1))
    text = f"{abs(seconds) // 60}:{abs(seconds) % 60:02}"
    return text if seconds >= 0 else f"+{text}"


def _left_word(state: ShowState) -> str:
    """What the countdown counts."""
    left = _left(state)
    if left is None:
        return ""
    if _waits(state):
        return "until it begins"
    return "left" if left >= timedelta() else "over"


def _phase(state: ShowState) -> str:
    return _PHASES.get(state.clock.phase) or _between(state, state.clock.place)


def _between(state: ShowState, place: int) -> str:
    named = [part.name for part in state.plan.named(place)]
    return " and ".join(named) or "Change-over"


def _title(state: ShowState) -> str:
    if state.clock.paper_id is not None:
        return state.title(state.clock.paper_id)
    return "" if state.clock.phase in {Phase.WAITING, Phase.OVER} else f"Next: {_next(state)}"


def _next(state: ShowState) -> str:
    return state.title(state.clock.rest[0].paper_id) if state.clock.rest else "the end"


def _by(state: ShowState, commenters: Commenters) -> str:
    """Whose the moment is: who presents; while comments are heard, who comments, and on whose paper."""
    if state.clock.paper_id is None:
        coming = state.clock.rest[:1] if state.clock.phase is Phase.BETWEEN else ()
        return _names(state, coming[0].paper_id) if coming else ""
    if state.clock.phase is Phase.COMMENTING:
        return _comment(state, state.clock.paper_id, commenters)
    return _names(state, state.clock.paper_id)


def _names(state: ShowState, paper_id: int | None) -> str:
    billed = state.programme.papers.get(paper_id or 0)
    return ", ".join(billed.names) if billed else ""


def _comment(state: ShowState, paper_id: int | None, commenters: Commenters) -> str:
    names = ", ".join(commenters.get(paper_id or 0, ()))
    by = _names(state, paper_id)
    said = [f"Commenters: {names}" if names else "", f"Paper by {by}" if by else ""]
    return " · ".join(filter(None, said))


def _step(state: ShowState, press: Press, commenters: Commenters) -> Step:
    title = state.title(press.paper_id) if press.paper_id else ""
    mark = press.kind.value if press.kind is not MarkKind.PRESENT else f"present-{press.paper_id}"
    match press.kind:
        case MarkKind.BEGIN:
            return Step(mark, "Begin", _between(state, 0), *_coming(state, 0), press.minutes)
        case MarkKind.PRESENT:
            first = state.clock.phase is Phase.WAITING or not state.clock.kept
            label = _FIRST if first else "Next paper"
            return Step(mark, label, "Presenting", title, _names(state, press.paper_id), press.minutes)
        case MarkKind.COMMENT:
            by = _comment(state, press.paper_id, commenters)
            return Step(mark, "To the comments", "Comments", title, by, press.minutes)
        case MarkKind.FINISH:
            named = _between(state, press.place)
            coming = _coming(state, press.place - state.clock.place)
            return Step(mark, f"To the {named.lower()}", named, *coming, press.minutes)
        case _:
            return Step(mark, "End the session", "Over")


def _coming(state: ShowState, after: int) -> tuple[str, str]:
    """Title and names of the paper that comes after so many of the rest, as the clock says them between papers."""
    if after >= len(state.clock.rest):
        return "Next: the end", ""
    paper_id = state.clock.rest[after].paper_id
    return f"Next: {state.title(paper_id)}", _names(state, paper_id)
