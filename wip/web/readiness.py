"""The readiness board: what each slot has and lacks, and letters to those from whom something is missing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.calendar_answers import ANSWER_WORDS
from wip.domain.people import Act
from wip.domain.readiness import Part
from wip.domain.refusals import Refusal
from wip.models import Call, WipSession
from wip.queries.calendar_replies import slot_answers
from wip.queries.mailings import has_closed_papers
from wip.queries.readiness import board
from wip.queries.sessions import call_of
from wip.services import nudges
from wip.services.nudges import Nudge, Sent
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.names import names_needed, names_shown
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("readiness", __name__)


@pages.get("/manage/<slug>/readiness/")
@open_to(Act.FIND_COMMENTERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """One row a slot; `?show=missing` leaves out what is ready."""
    call, me = call_of(db.session(), wip_session), actor().person_id or 0
    found = board(db.session(), call, me, now())
    only_missing = request.args.get("show") == "missing"
    return render_template(
        "readiness/show.html",
        wip_session=wip_session,
        call=call,
        board=found,
        rows=found.missing if only_missing else found.rows,
        only_missing=only_missing,
        parts=Part,
        names=names_shown(wip_session),
        answers=slot_answers(db.session(), wip_session, me),
        answer_words=ANSWER_WORDS,
        is_hiding=has_closed_papers(db.session(), wip_session, me),
    )


@pages.get("/manage/<slug>/readiness/nudge")
@open_to(Act.FIND_COMMENTERS)
@names_needed
def preview(wip_session: WipSession) -> ResponseReturnValue:
    """Everybody who would get a letter, and each letter as it would leave; nothing is sent."""
    return _preview(call_of(db.session(), wip_session), PageForm(formdata=None))


def _preview(call: Call, form: PageForm) -> str:
    found = nudges.propose(db.session(), call, by=actor(), now=now())
    return render_template(
        "readiness/nudge.html",
        wip_session=call.wip_session,
        form=form,
        letters=[(each, _shown(call, each)) for each in found if each.may_go],
        others=[each for each in found if not each.may_go],
        unticked=set(request.form.getlist("shown")) - set(request.form.getlist("to")),
    )


def _shown(call: Call, nudge: Nudge) -> object:
    letter = nudges.letter_to(call, nudge, now())
    return shown(letter.kind, letter.words, letter.names)


@pages.post("/manage/<slug>/readiness/nudge")
@open_to(Act.FIND_COMMENTERS)
@names_needed
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Send the letters that were ticked, and no other."""
    form, call = PageForm(), call_of(db.session(), wip_session)

    def act() -> Sent:
        if not form.validate():
            raise Refusal("Reload the page, then send the letters again.")
        return nudges.send(db.session(), call, request.form.getlist("to"), by=actor(), now=now())

    sent = attempt(form, act)
    if sent is None:
        return _preview(call_of(db.session(), wip_session), form), 422
    if sent.letters:
        flash(f"{count(sent.letters, 'letter is', 'letters are')} on the way.", "done")
    if sent.changed:
        them = "One was" if sent.changed == 1 else f"{sent.changed} were"
        flash(
            f"{them} not sent: what is missing has changed since you looked, or a letter had just gone out. "
            "Look again if you still need to write.",
            "warn",
        )
    return redirect(url_for("readiness.show", slug=wip_session.slug), 303)
