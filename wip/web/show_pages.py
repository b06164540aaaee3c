"""The screens of a running room, for whoever may run it: a chair who has signed in, or a helper by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.refusals import Refusal
from wip.domain.show_clocks import Press
from wip.domain.show_words import CARDS, card_of, late_sentence
from wip.domain.shows import MarkKind, Phase
from wip.domain.texts import clean_line, whole_number
from wip.models import Show, WipSession
from wip.queries.shows import marks_of
from wip.services import show_floors, shows
from wip.services.show_floors import TurnStep
from wip.services.show_rooms import Programme, expected_in
from wip.services.show_states import ShowState, floor_of, state_of
from wip.services.shows import Pressed, clock_at
from wip.web.access import actor, not_indexed
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.times import clock

_PHASES = {
    Phase.WAITING: "Not begun",
    Phase.PRESENTING: "Presenting",
    Phase.COMMENTING: "Comments",
    Phase.OVER: "Over",
}


@dataclass(frozen=True)
class Doors:
    """Where a room's page lies, and the addresses of its forms and of its poll."""

    page: str
    poll: str

    @property
    def press(self) -> str:
        """Where the clock's buttons go."""
        return f"{self.page}press"

    @property
    def queue(self) -> str:
        """Where the speaking queue's buttons go."""
        return f"{self.page}queue"

    @property
    def here(self) -> str:
        """Where it is noted who is here."""
        return f"{self.page}here"


@dataclass(frozen=True)
class Step:
    """A press that lies ahead, as a button and as what the clock then says; `mark` is what the form sends."""

    mark: str
    label: str
    phase: str
    title: str
    minutes: int

    def stored(self) -> list[str | int]:
        """For the page's own script, which goes by it while there is no connection."""
        return [self.mark, self.label, self.phase, self.title, self.minutes]


def floor_page(
    wip_session: WipSession, show: Show, programme: Programme, doors: Doors, **more: object
) -> Response:
    """The chair's screen, or a helper's."""
    state = state_of(db.session(), show, programme, now())
    page = render_template(
        "shows/room.html",
        floor=floor_of(db.session(), wip_session, state, actor()),
        doors=doors,
        form=PageForm(formdata=None, version=str(state.number)),
        cards=(*CARDS, 0),
        **view_of(wip_session, state),
        **more,
    )
    return not_indexed(make_response(page))


def view_of(wip_session: WipSession, state: ShowState) -> dict[str, object]:
    """What the chair's screen and the display show alike."""
    steps = [_step(state, press) for press in state.ahead]
    running = state.clock.phase in {Phase.PRESENTING, Phase.COMMENTING}
    return {
        "wip_session": wip_session,
        "state": state,
        "said": late_sentence(state.clock),
        "card": card_of(state.clock.left) if running else "",
        "phase": _phase(state),
        "title": _title(state),
        "billed": state.programme.papers.get(state.clock.paper_id or 0),
        "steps": steps,
        "ahead": [step.stored() for step in steps],
        "runs_to": _runs_to(state),
        "left": countdown(_left(state)),
        "ms": lambda moment: int(moment.timestamp() * 1000),
        "hour": lambda moment: clock(moment, wip_session.zone),
    }


def _runs_to(state: ShowState) -> datetime | None:
    """What the clock counts down to: the end of what is on, or within the hour before it, the beginning."""
    begins = state.plan.starts_at
    waits = state.clock.phase is Phase.WAITING and not state.is_rehearsal
    is_soon = timedelta() < begins - state.clock.now <= timedelta(hours=1)
    return begins if waits and is_soon else state.clock.ends_at


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


def _step(state: ShowState, press: Press) -> Step:
    title = state.title(press.paper_id) if press.paper_id else ""
    mark = press.kind.value if press.kind is not MarkKind.PRESENT else f"present-{press.paper_id}"
    match press.kind:
        case MarkKind.BEGIN:
            return Step(mark, "Begin", _between(state, 0), "", press.minutes)
        case MarkKind.PRESENT:
            first = state.clock.phase is Phase.WAITING or not state.clock.kept
            return Step(mark, "First paper" if first else "Next paper", "Presenting", title, press.minutes)
        case MarkKind.COMMENT:
            return Step(mark, "To the comments", "Comments", title, press.minutes)
        case MarkKind.FINISH:
            named = _between(state, press.place)
            return Step(mark, f"To the {named.lower()}", named, "", press.minutes)
        case _:
            return Step(mark, "End the session", "Over", "", 0)


def pressed(wip_session: WipSession, show: Show, programme: Programme, doors: Doors) -> ResponseReturnValue:
    """Press the clock as the form says; what is refused is said on the page, which shows where the room stands."""
    form = PageForm()

    def act() -> None:
        kind, _, paper = request.form.get("mark", "").partition("-")
        if kind not in set(MarkKind):
            raise Refusal("This button is not known here. Load the page anew.")
        minutes = whole_number(request.form.get("minutes", "1"), digits=3)
        what = Pressed(MarkKind(kind), form.seen, _at(), whole_number(paper) or None, minutes)
        shows.press(db.session(), wip_session, show, programme, what, by=actor(), now=now())

    return _done(act, doors.page)


def _at() -> datetime:
    """When the page's script says that the button was pressed; now where it says nothing."""
    text = request.form.get("at", "")
    moment = int(text) if text.isascii() and text.isdecimal() and len(text) < 15 else 0  # noqa: PLR2004 - milliseconds of our age
    return datetime.fromtimestamp(moment / 1000, UTC) if moment else now()


def queued(show: Show, programme: Programme, doors: Doors) -> ResponseReturnValue:
    """Add a name to the queue, or tell one of its rows something."""

    def act() -> None:
        session, moment = db.session(), now()
        paper = clock_at(programme, marks_of(session, [show.id])[show.id], moment)[0].paper_id
        step, _, turn = request.form.get("step", "").partition("-")
        if step in set(TurnStep):
            show_floors.step_turn(session, show, whole_number(turn) or 0, TurnStep(step), paper, now=moment)
        else:
            name = clean_line(request.form.get("name", ""))[: show_floors.NAME_MOST]
            show_floors.ask_to_speak(session, show, name, paper, now=moment)

    return _done(act, doors.page, "#queue")


def noted(wip_session: WipSession, show: Show, programme: Programme, doors: Doors) -> ResponseReturnValue:
    """Note who is here, of those whom the page showed."""

    def act() -> None:
        expected = {one.person_id for one in expected_in(db.session(), wip_session, programme, actor())}
        shown = {whole_number(text) or 0 for text in request.form.getlist("shown")}
        here = {whole_number(text) or 0 for text in request.form.getlist("here")}
        show_floors.note_here(db.session(), show, expected & shown, here, now=now())

    return _done(act, doors.page, "#here")


def _done(act: Callable[[], None], back: str, anchor: str = "") -> ResponseReturnValue:
    try:
        act()
    except Refusal as no:
        db.session.rollback()
        flash(no.sentence, "warn")
    return not_indexed(make_response(redirect(back + anchor, 303)))
