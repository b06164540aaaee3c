"""The agenda, on the leaders' side: the working copy, and publishing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.rooms import capacity_sentence
from wip.models import Paper, WipSession
from wip.queries.agendas import publications_of, without_slot
from wip.queries.calendar_replies import tally
from wip.queries.closed_papers import mask_unseen
from wip.queries.sessions import call_of
from wip.services import agendas, publications
from wip.services.agenda_clashes import clashes_of
from wip.services.agendas import SLOT_MINUTES_MOST, Place, minutes_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("agendas", __name__)

_STEPS = {"up": -1, "down": 1}


def _version(wip_session: WipSession) -> PageForm:
    return PageForm(formdata=None, version=str(wip_session.agenda_version))


@pages.get("/manage/<slug>/agenda/")
@open_to(Act.ARRANGE_AGENDA)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """The working copy: order, minutes, times, and what is not on it yet."""
    return _edit(wip_session)


def _edit(wip_session: WipSession, refused: PageForm | None = None) -> str:
    me = actor().person_id or 0
    proposal = publications.propose(db.session(), wip_session, me)
    draft, missing = proposal.draft, without_slot(db.session(), wip_session.id)
    mask_unseen(db.session(), wip_session, missing, me)
    return render_template(
        "agendas/edit.html",
        wip_session=wip_session,
        draft=draft,
        changes=proposal.sentences,
        minutes=minutes_of(wip_session),
        capacity=capacity_sentence(draft.rooms),
        clashes=clashes_of(db.session(), wip_session, draft, me),
        missing=missing,
        needed=call_of(db.session(), wip_session).commenters_per_paper,
        publications=publications_of(db.session(), wip_session.id),
        answers=tally(db.session(), wip_session, me),
        typed=request.form if refused is not None else {},
        refused=refused,
        form=_version(wip_session),
        most=SLOT_MINUTES_MOST,
    )


@pages.post("/manage/<slug>/agenda/")
@open_to(Act.ARRANGE_AGENDA)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep order and minutes as typed; a row's own button moves it, or takes it off, besides."""
    form = PageForm()

    def arrange() -> bool:
        agendas.arrange(db.session(), wip_session, _places(), seen=form.seen, by=actor(), now=now())
        _step(wip_session, form.seen + 1)
        return True

    if not form.validate_on_submit() or not attempt(form, arrange):
        return _edit(wip_session, form), 422
    if not request.form.get("act"):
        flash("Saved. Nobody but the section’s leaders sees it until you publish.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug, _anchor="order"), 303)


def _step(wip_session: WipSession, seen: int) -> None:
    act, _, slot = request.form.get("act", "").partition("-")
    if not (slot.isascii() and slot.isdecimal()) or len(slot) > 9:  # noqa: PLR2004 - a row's id
        return
    if act in _STEPS:
        agendas.shift(db.session(), wip_session, int(slot), _STEPS[act], seen=seen, by=actor(), now=now())
    if act == "off":
        agendas.take_off(db.session(), wip_session, int(slot), seen=seen, by=actor(), now=now())


def _places() -> dict[int, Place]:
    """The rows as typed: a place each, and minutes where they differ from the session's."""
    found = {}
    for name, value in request.form.items():
        word, _, slot = name.partition("-")
        if word == "position" and slot.isascii() and slot.isdecimal() and len(slot) < 10:  # noqa: PLR2004 - a row's id
            number = _number(value, f"position-{slot}")
            if number is None:
                raise Refusal("Give each paper its place as a number.", name)
            present = _number(request.form.get(f"present-{slot}", ""), f"present-{slot}")
            comment = _number(request.form.get(f"comment-{slot}", ""), f"comment-{slot}")
            room = _number(request.form.get(f"room-{slot}", ""), f"room-{slot}", digits=9)
            found[int(slot)] = Place(number, present, comment, room)
    return found


def _number(text: str, field: str, digits: int = 4) -> int | None:
    text = text.strip()
    if not text:
        return None
    if (
        not (text.isascii() and text.isdecimal()) or len(text) > digits
    ):  # four are far above any number of minutes
        raise Refusal(f"“{text[:20]}” is no whole number. Write minutes and places as whole numbers.", field)
    return int(text)


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
    return _look_over(wip_session, _version(wip_session))


def _look_over(wip_session: WipSession, form: PageForm) -> str:
    me = actor().person_id or 0
    proposal = publications.propose(db.session(), wip_session, me)
    needed = call_of(db.session(), wip_session).commenters_per_paper
    clashes = clashes_of(db.session(), wip_session, proposal.draft, me)
    return render_template(
        "agendas/publish.html",
        wip_session=wip_session,
        proposal=proposal,
        warnings=publications.warnings_of(proposal.draft, wip_session, needed, clashes),
        answers=tally(db.session(), wip_session, actor().person_id or 0),
        form=form,
    )


@pages.post("/manage/<slug>/agenda/publish")
@open_to(Act.ARRANGE_AGENDA)
@writes
def publish(wip_session: WipSession) -> ResponseReturnValue:
    """Publish: the line-up, every calendar and the letters follow in one transaction."""
    form = PageForm()

    def act() -> bool:
        publications.publish(db.session(), wip_session, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return _look_over(wip_session, form), 422
    flash("Published. Calendars follow, and letters are on their way.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/agenda/take-down")
@open_to(Act.ARRANGE_AGENDA)
@writes
def take_down(wip_session: WipSession) -> ResponseReturnValue:
    """Hide the agenda again."""
    publications.take_down(db.session(), wip_session, seen=PageForm().seen, by=actor(), now=now())
    flash("The agenda is hidden again. Calendars show the session without its slots.", "done")
    return redirect(url_for("agendas.edit", slug=wip_session.slug), 303)
