"""A session: its public page, and its leaders' overview and settings."""

import re
from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField

from wip.db import db
from wip.domain.agenda import Minutes
from wip.domain.calls import CallState, Phase
from wip.domain.people import Act
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.rooms import capacity_sentence
from wip.domain.sessions import SESSIONS, SessionMove, SessionState
from wip.domain.texts import whole_number
from wip.domain.zones import ZONE_CHOICES, current_name, in_zone, instant
from wip.models import Call, Section, WipSession
from wip.queries import session_readers
from wip.queries.attention import attention
from wip.queries.commenting import usual
from wip.queries.sessions import call_of, known_of, sections_of, standing
from wip.services import session_moves, sessions
from wip.services.circulation_terms import terms_by
from wip.services.commenters import takes_offers
from wip.services.feedbacks import opening_of
from wip.services.hearings import Hearing
from wip.services.histories import what_changed
from wip.services.public_programmes import programme
from wip.services.publications import propose
from wip.services.rooms import over_at, rooms_of
from wip.services.session_moves import Offer
from wip.services.sessions import SessionFacts
from wip.web.access import actor, open_to
from wip.web.attention import notes_of
from wip.web.clock import now
from wip.web.clock_notes import notes_on_clocks, planned
from wip.web.doors import taken_here
from wip.web.forms import PageForm, block, choices, line, local_time, number
from wip.web.overview import next_step_of, stages_of
from wip.web.public_drafts import public_drafts
from wip.web.telling import Telling
from wip.web.writes import attempt, writes

pages = Blueprint("sessions", __name__)


class SessionForm(PageForm):
    """What a leader says of a session: four needed fields, the rest has defaults."""

    title = line(
        "Title",
        needed="Give the session a title, such as Spring Works-in-Progress Session.",
    )
    starts = local_time("Date and start", needed="Give the date and the clock time at which it starts.")
    zone = SelectField("Time zone", choices=choices(ZONE_CHOICES), coerce=current_name)
    minutes = number("Length in minutes", 15, 720, default=90)
    about = block("What it is about", needed="Say in a sentence or two what the session is about.")
    welcome_minutes = number("Welcome", 0, 120, default=0)
    closing_minutes = number("Closing", 0, 120, default=0)
    gap_minutes = number("Between two slots", 0, 60, default=0)
    present_minutes = number("Presenting, per slot", 0, 120, default=15)
    comment_minutes = number("Comments, per slot", 0, 120, default=15)
    recorded = BooleanField("The session is recorded")

    @property
    def room_told(self) -> str:
        """How many slots the typed minutes hold, in a sentence; empty where they are no numbers yet."""
        names = (
            "minutes",
            "welcome_minutes",
            "closing_minutes",
            "gap_minutes",
            "present_minutes",
            "comment_minutes",
        )
        typed = [self[name].data for name in names]
        if not all(isinstance(number, int) and number >= 0 for number in typed):
            return ""
        minutes = Minutes(*typed)
        return f"{minutes.capacity_sentence()}." if minutes.slot.whole else ""

    def facts(self) -> SessionFacts:
        """The form's content; raises Refusal for a clock time that the zone does not have."""
        if self.starts.data is None:
            raise Refusal("Give the date and the clock time at which it starts.", "starts")
        try:
            starts_at = instant(self.starts.data, self.zone.data)
        except Refusal as no:
            raise Refusal(no.sentence, "starts") from None
        plain = (
            "title",
            "zone",
            "minutes",
            "about",
            "welcome_minutes",
            "closing_minutes",
            "gap_minutes",
        )
        split = ("present_minutes", "comment_minutes", "recorded")
        return SessionFacts(starts_at=starts_at, **{name: self[name].data for name in plain + split})


_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?([/?#].*)?", re.IGNORECASE)


def whole_link(link: str) -> str:
    """A link with its https://, which mail programs like to leave out when a link is copied."""
    return f"https://{link}" if _HOST.fullmatch(link) else link


_TOLD = {
    SessionMove.REQUEST: "Noted: the office has been asked for the date.",
    SessionMove.CONFIRM: "Noted: the office has confirmed the date.",
}


class JoinForm(PageForm):
    """Where the office's link is pasted."""

    join_link = line("Join link", most=500)

    def pasted(self, wip_session: WipSession) -> bool:
        """Save the link and say so; False where it is refused, with the reason at its field."""
        telling = Telling(wip_session)

        def paste() -> bool:
            link = whole_link(self.join_link.data or "")
            sessions.set_join_link(db.session(), wip_session, link, seen=self.seen, by=actor(), now=now())
            return True

        if not self.validate_on_submit() or not attempt(self, paste):
            return False
        said = "Saved. Everybody who takes part has it in their calendar; it is on no public page."
        flash(said + telling.afterwards, "done")
        return True


@pages.get("/sessions/<slug>/")
@open_to(Act.SEE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The public page: line-up once published, the doors while they are open. Hidden until the call is out."""
    call, commenting, is_released = known_of(db.session(), wip_session)
    phase = call.phase_at(now())
    is_out = wip_session.agenda_state is AgendaState.PUBLISHED
    public = call.state is not CallState.DRAFT or is_out
    if not public and not actor().is_leader:
        raise Unknown
    terms = terms_by(commenting or usual(wip_session.id), call) if is_out else None
    found = programme(db.session(), wip_session, now=now())
    clocks = found or planned(wip_session)
    return render_template(
        "sessions/show.html",
        wip_session=wip_session,
        call=call,
        phase=phase,
        sections=sections_of(db.session(), wip_session),
        programme=found,
        clocks=clocks,
        notes=notes_on_clocks(clocks),
        terms=terms,
        drafts=public_drafts(call, terms) if terms else (),
        takes_offers=takes_offers(call, now()),
        taken=taken_here(wip_session),
        is_decided=phase is Phase.OVER and is_released,
        is_over=now() > over_at(wip_session),
        is_public=public,
        boxes_open=wip_session.state is not SessionState.CANCELLED
        and opening_of(wip_session).is_open(now(), is_commenter=False),
    )


@pages.get("/sections/<section_slug>/new-session")
@open_to(Act.LEAD_SECTION)
def new(section: Section) -> ResponseReturnValue:
    """First of three screens: the session."""
    return render_template(
        "sessions/new.html",
        section=section,
        form=SessionForm(data={"zone": section.zone}),
    )


@pages.post("/sections/<section_slug>/new-session")
@open_to(Act.LEAD_SECTION)
@writes
def create(section: Section) -> ResponseReturnValue:
    """Make the session with the draft of its call, then on to the call."""
    form = SessionForm()
    row = None
    if form.validate_on_submit():
        row = attempt(
            form,
            lambda: sessions.plan(db.session(), section, form.facts(), by=actor(), now=now()),
        )
    if row is None:
        return render_template("sessions/new.html", section=section, form=form), 422
    return redirect(url_for("call_settings.edit", slug=row.slug), 303)


@pages.get("/manage/<slug>/")
@open_to(Act.MANAGE_SESSION)
def manage(wip_session: WipSession) -> ResponseReturnValue:
    """The leaders' overview: stages, the one next step, and the way to everything else."""
    return _manage(wip_session, JoinForm(obj=wip_session))


def _manage(wip_session: WipSession, join_form: JoinForm) -> str:
    call = call_of(db.session(), wip_session)
    figures = standing(db.session(), wip_session, actor().person_id or 0)
    is_published = wip_session.agenda_state is AgendaState.PUBLISHED
    differs = is_published and bool(propose(db.session(), wip_session, names_people=False).sentences)
    return render_template(
        "sessions/manage.html",
        notes=notes_of(
            call, figures, attention(db.session(), wip_session, actor().person_id or 0, now()), now()
        ),
        wip_session=wip_session,
        call=call,
        figures=figures,
        stages=stages_of(wip_session, call, figures, now()),
        next=next_step_of(wip_session, call, figures, now(), agenda_differs=differs),
        capacity=capacity_sentence(rooms_of(db.session(), wip_session)),
        moves=[move for move in SESSIONS.open_moves(wip_session.state) if move is not SessionMove.MOVE_DATE],
        form=PageForm(),
        join_form=join_form,
        readers=session_readers.of_change(db.session(), wip_session),
    )


@pages.get("/manage/<slug>/settings")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """Change what is said of the session."""
    form = SessionForm(obj=wip_session)
    form.starts.data = in_zone(wip_session.starts_at, wip_session.zone).replace(tzinfo=None)
    return render_template("sessions/edit.html", wip_session=wip_session, form=form)


class MoveForm(SessionForm):
    """The same with what becomes of the other dates, once the session's own has been moved."""

    rest = HiddenField()
    call_version = HiddenField()
    planned_at = HiddenField()

    @property
    def planned(self) -> datetime:
        """When the page worked the dates out, so that those it showed are those saved."""
        try:
            return datetime.fromisoformat(self.planned_at.data or "").astimezone(UTC)
        except ValueError:
            return now()


@pages.post("/manage/<slug>/settings")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Save it; calendars follow a moved date, and the other dates are asked about first."""
    form, call = MoveForm(), call_of(db.session(), wip_session)
    telling = Telling(wip_session)
    old_link = wip_session.join_link and wip_session.starts_at

    def change() -> str:
        facts = form.facts()
        offer = session_moves.offer(db.session(), call, facts, form.planned)
        if offer is not None and form.rest.data not in {"along", "leave"}:
            return _ask_about_the_rest(wip_session, call, form, offer, telling)
        if offer is not None and form.rest.data == "along":
            call_seen = whole_number(form.call_version.data or "") or 0
            both = {"seen": form.seen, "call_seen": call_seen}
            session_moves.move(db.session(), call, facts, offer.plan, **both, by=actor(), now=now())
        else:
            sessions.change(db.session(), wip_session, facts, seen=form.seen, by=actor(), now=now())
        return telling.question("Save this", "Save", url_for("sessions.edit", slug=wip_session.slug))

    asked = attempt(form, change) if form.validate_on_submit() and form.rest.data != "edit" else None
    if asked is None:
        status = 200 if form.rest.data == "edit" else 422
        return render_template("sessions/edit.html", wip_session=wip_session, form=form), status
    if asked:
        return asked
    flash("Saved." + telling.afterwards, "done")
    if old_link and old_link != wip_session.starts_at:
        flash("The join link may belong to the old date: check it with the office.", "note")
    return redirect(url_for("sessions.manage", slug=wip_session.slug), 303)


_OWN = {"csrf_token", "rest", "call_version", "planned_at", "sure"}


def _ask_about_the_rest(
    wip_session: WipSession, call: Call, form: MoveForm, offer: Offer, telling: Telling
) -> str:
    """Nothing is saved yet: every date that would move, whom that writes to, and everything typed to be sent again."""
    if form.seen != wip_session.version:
        raise Stale(sessions.STALE, what_changed(db.session(), wip_session, form.seen, wip_session.zone))
    facts, both = form.facts(), {"seen": form.seen, "call_seen": call.version}
    heard = Hearing(())
    with suppress(Refusal):  # then the rest cannot move along
        session_moves.move(db.session(), call, facts, offer.plan, **both, by=actor(), now=now())
        heard = telling.heard()
    db.session.rollback()
    return render_template(
        "plans/move.html",
        wip_session=wip_session,
        call=call,
        form=form,
        facts=facts,
        offer=offer,
        typed=[pair for pair in request.form.items(multi=True) if pair[0] not in _OWN],
        planned_at=form.planned.isoformat(),
        heard=heard,
        mark=telling.mark(heard),
    )


@pages.post("/manage/<slug>/date")
@open_to(Act.MANAGE_SESSION)
@writes
def date(wip_session: WipSession) -> ResponseReturnValue:
    """The date was requested or confirmed; a session is cancelled on a page of its own."""
    said = request.form.get("move", "")
    if said not in {SessionMove.REQUEST, SessionMove.CONFIRM}:
        raise Refusal("Choose what happened to the date.")
    telling = Telling(wip_session)
    sessions.step(db.session(), wip_session, SessionMove(said), by=actor(), now=now())
    back = url_for("sessions.manage", slug=wip_session.slug)
    if asked := telling.question("Has the office confirmed the date", "Yes, note it", back):
        return asked
    flash(_TOLD.get(SessionMove(said), "Saved.") + telling.afterwards, "done")
    return redirect(back, 303)


@pages.post("/manage/<slug>/join-link")
@open_to(Act.MANAGE_SESSION)
@writes
def join_link(wip_session: WipSession) -> ResponseReturnValue:
    """Paste the office's link; participants' calendars get it at once, public pages never."""
    form = JoinForm()
    if not form.pasted(wip_session):
        return _manage(wip_session, form), 422
    return redirect(url_for("sessions.manage", slug=wip_session.slug), 303)
