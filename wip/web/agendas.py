"""The agenda, on the leaders' side: the working copy, and publishing it."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.refusals import Stale
from wip.models import Paper, WipSession
from wip.queries.agendas import without_slot
from wip.queries.sessions import call_of
from wip.services import agenda_steps, agendas, hearings, publications
from wip.services.agenda_clashes import clashes_of
from wip.services.agenda_unkept import declined_in, unkept_in
from wip.web.access import actor, open_to
from wip.web.agenda_answers import answered, saved_at_once, wants_json
from wip.web.agenda_forms import act_typed, typed_breaks, typed_id, typed_places
from wip.web.agenda_pages import changes_since, new_break, page, refused_as_stale, version_form, words_of
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.telling import Telling
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("agendas", __name__)

_STEPS = {"up": -1, "down": 1}


Verb = Callable[..., list[str]]


@pages.get("/manage/<slug>/agenda/")
@open_to(Act.ARRANGE_AGENDA)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """The working copy: order, minutes, times, and what is not on it yet."""
    return page(wip_session)


@pages.post("/manage/<slug>/agenda/")
@open_to(Act.ARRANGE_AGENDA)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep order, minutes and breaks as typed; a row's own button moves it, or takes it off, besides."""
    form = PageForm()
    if wants_json():
        return saved_at_once(wip_session, form)

    def arrange() -> bool:
        _arrange(wip_session, form.seen)
        _step(wip_session, form.seen + 1)
        return True

    try:
        if not form.validate_on_submit() or not attempt(form, arrange):
            return page(wip_session, form), 422
    except Stale as no:
        return page(wip_session, refused_as_stale(form, no), changes_since(wip_session, form.seen)), 409
    if not request.form.get("act"):
        flash("Saved. Nobody but the section’s leaders sees it until you publish.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug, _anchor="order"), 303)


def _arrange(wip_session: WipSession, seen: int) -> None:
    breaks = typed_breaks()
    pressed = act_typed()
    if pressed is not None and pressed[0] == "pause":
        breaks = [*(breaks or ()), new_break(wip_session, pressed[1] or None)]
    agendas.arrange(
        db.session(),
        wip_session,
        typed_places(),
        seen=seen,
        by=actor(),
        now=now(),
        breaks=breaks,
        exact="exact" in request.form,
        moved=typed_id("moved"),
    )


def _step(wip_session: WipSession, seen: int) -> None:
    act, slot = act_typed() or ("", 0)
    if act in _STEPS:
        agendas.shift(db.session(), wip_session, slot, _STEPS[act], seen=seen, by=actor(), now=now())
    if act == "off":
        agendas.take_off(db.session(), wip_session, slot, seen=seen, by=actor(), now=now())


@pages.post("/manage/<slug>/agenda/undo")
@open_to(Act.ARRANGE_AGENDA)
@writes
def undo(wip_session: WipSession) -> ResponseReturnValue:
    """Take the last step back."""
    return _back_or_again(wip_session, agenda_steps.undo, "Undone")


@pages.post("/manage/<slug>/agenda/redo")
@open_to(Act.ARRANGE_AGENDA)
@writes
def redo(wip_session: WipSession) -> ResponseReturnValue:
    """Do the step again that was taken back last."""
    return _back_or_again(wip_session, agenda_steps.redo, "Done again")


def _back_or_again(wip_session: WipSession, verb: Verb, said: str) -> ResponseReturnValue:
    seen = PageForm().seen
    if wants_json():
        return answered(
            wip_session, lambda: verb(db.session(), wip_session, seen=seen, by=actor(), now=now()), said, seen
        )
    left = verb(db.session(), wip_session, seen=seen, by=actor(), now=now())
    flash(words_of(wip_session, said, left), "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug, _anchor="order"), 303)


@pages.post("/manage/<slug>/agenda/papers")
@open_to(Act.ARRANGE_AGENDA)
@writes
def put_in(wip_session: WipSession) -> ResponseReturnValue:
    """Put one paper, or all confirmed ones, on the agenda."""
    said = request.form.get("paper", "")
    missing = without_slot(db.session(), wip_session.id)
    chosen = [paper for paper in missing if _is_chosen(paper, said)]
    agendas.put_in(db.session(), wip_session, chosen, seen=PageForm().seen, by=actor(), now=now())
    flash(f"{count(len(chosen), 'paper')} put on the agenda.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug, _anchor="order"), 303)


def _is_chosen(paper: Paper, said: str) -> bool:
    return paper.state is PaperState.CONFIRMED if said == "all" else str(paper.number) == said


@pages.get("/manage/<slug>/agenda/publish")
@open_to(Act.ARRANGE_AGENDA)
def look_over(wip_session: WipSession) -> ResponseReturnValue:
    """What publishing changes, in words, and exactly whom it tells."""
    return _look_over(wip_session, version_form(wip_session))


def _look_over(wip_session: WipSession, form: PageForm) -> str:
    me = actor().person_id or 0
    proposal = publications.propose(db.session(), wip_session, me)
    needed = call_of(db.session(), wip_session).commenters_per_paper
    clashes = clashes_of(db.session(), wip_session, proposal.draft, me)
    more = [
        *unkept_in(db.session(), wip_session, proposal.draft),
        *declined_in(db.session(), wip_session, me, now()),
    ]
    return render_template(
        "agendas/publish.html",
        wip_session=wip_session,
        proposal=proposal,
        warnings=publications.warnings_of(proposal.draft, wip_session, needed, clashes, more),
        by_calendar=hearings.by_publishing(db.session(), wip_session, proposal, now(), me),
        form=form,
    )


@pages.post("/manage/<slug>/agenda/publish")
@open_to(Act.ARRANGE_AGENDA)
@writes
def publish(wip_session: WipSession) -> ResponseReturnValue:
    """Publish: the line-up, every calendar and the letters follow in one transaction."""
    form, telling = PageForm(), Telling(wip_session)

    def act() -> bool:
        publications.publish(db.session(), wip_session, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return _look_over(wip_session, form), 422
    flash(f"Published. Calendars follow.{telling.afterwards or ' Nobody is written to.'}", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/agenda/take-down")
@open_to(Act.ARRANGE_AGENDA)
@writes
def take_down(wip_session: WipSession) -> ResponseReturnValue:
    """Hide the agenda again."""
    publications.take_down(db.session(), wip_session, seen=PageForm().seen, by=actor(), now=now())
    flash("The agenda is hidden again. Subscribed calendars show the session without its slots.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug), 303)
