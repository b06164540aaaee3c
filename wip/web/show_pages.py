"""The screens of a running room, for whoever may run it: a chair who has signed in, or a helper by a link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.refusals import Refusal
from wip.domain.show_words import CARDS
from wip.domain.shows import MarkKind, kept_since
from wip.domain.texts import clean_line, whole_number
from wip.models import Show, WipSession
from wip.queries.shows import marks_of
from wip.services import show_floors, shows
from wip.services.show_floors import TurnStep
from wip.services.show_rooms import Programme, expected_in
from wip.services.show_states import floor_of, state_of
from wip.services.shows import Pressed, clock_at
from wip.web.access import actor, not_indexed
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.show_views import view_of

UNFOLDED_MOST = 30
"""So many attendees stand on the page at once; more are folded."""


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


def floor_page(
    wip_session: WipSession, show: Show, programme: Programme, doors: Doors, **more: object
) -> Response:
    """The chair's screen, or a helper's."""
    state = state_of(db.session(), show, programme, now())
    floor = floor_of(db.session(), wip_session, state, actor())
    page = render_template(
        "shows/room.html",
        floor=floor,
        doors=doors,
        form=PageForm(formdata=None, version=str(state.number)),
        cards=(*CARDS, 0),
        unfolded_most=UNFOLDED_MOST,
        **view_of(wip_session, state, floor.commenters),
        **more,
    )
    return not_indexed(make_response(page))


def pressed(wip_session: WipSession, show: Show, programme: Programme, doors: Doors) -> ResponseReturnValue:
    """Press the clock as the form says; what is refused is said on the page, which shows where the room stands."""
    form = PageForm()

    def act() -> None:
        kind, _, paper = request.form.get("mark", "").partition("-")
        if kind not in set(MarkKind):
            raise Refusal("This button is not known here. Load the page anew.")
        minutes = whole_number(request.form.get("minutes", "1"), digits=3)
        what = Pressed(MarkKind(kind), _seen(form), _at(), whole_number(paper) or None, minutes)
        shows.press(db.session(), wip_session, show, programme, what, by=actor(), now=now())

    return _done(act, doors.page)


def _seen(form: PageForm) -> int:
    """The number of the latest mark that the page showed; a rehearsal's is below zero."""
    text = form.version.data or ""
    number = whole_number(text.removeprefix("-")) or 0
    return -number if text.startswith("-") else number


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
        since = kept_since(programme.plan.starts_at, moment)
        step, _, turn = request.form.get("step", "").partition("-")
        if step in set(TurnStep):
            show_floors.step_turn(
                session, show, whole_number(turn) or 0, TurnStep(step), paper, now=moment, since=since
            )
        else:
            name = clean_line(request.form.get("name", ""))[: show_floors.NAME_MOST]
            show_floors.ask_to_speak(session, show, name, paper, now=moment, since=since)

    return _done(act, doors.page, "#queue")


def noted(wip_session: WipSession, show: Show, programme: Programme, doors: Doors) -> ResponseReturnValue:
    """Note who is here, of those whose box is not as the page showed it: what others noted meanwhile stays."""

    def act() -> None:
        expected = {one.person_id for one in expected_in(db.session(), wip_session, programme, actor())}
        shown, was, here = (_people(name) for name in ("shown", "was", "here"))
        told = {id_: id_ in here for id_ in expected & shown if (id_ in here) is not (id_ in was)}
        moment = now()
        since = kept_since(programme.plan.starts_at, moment)
        show_floors.note_here(db.session(), show, told, now=moment, since=since)

    return _done(act, doors.page, "#here")


def _people(name: str) -> set[int]:
    return {whole_number(text) or 0 for text in request.form.getlist(name)}


def _done(act: Callable[[], None], back: str, anchor: str = "") -> ResponseReturnValue:
    try:
        act()
    except Refusal as no:
        db.session.rollback()
        flash(no.sentence, "warn")
    return not_indexed(make_response(redirect(back + anchor, 303)))
