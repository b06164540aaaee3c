"""Who turned up, letters of thanks, and the commenter's certificate."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.certificates import printed
from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.texts import whole_number
from wip.models import Commission, WipSession
from wip.queries.sessions import call_of
from wip.queries.shows import came_to
from wip.queries.thanks import agreed, has_closed
from wip.services import thanks
from wip.services.rooms import over_at
from wip.services.thanks import NOTE_MOST
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm, block
from wip.web.templating import count
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("thanks", __name__)

_SAID: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
_WORDS = {value: word for word, value in _SAID.items()}


class ThanksForm(PageForm):
    """A leader's own words in each letter."""

    note = block("A sentence of your own, the same for all", most=NOTE_MOST)


@pages.get("/manage/<slug>/commenters/thanks")
@open_to(Act.FIND_COMMENTERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Who agreed to comment: whether they turned up, and the letter of thanks."""
    return _page(wip_session, ThanksForm(formdata=None))


def _page(wip_session: WipSession, form: ThanksForm) -> str:
    call, me = call_of(db.session(), wip_session), actor().person_id or 0
    rows = agreed(db.session(), wip_session, me)
    waiting = thanks.to_thank(rows)
    letter = thanks.letter_to(waiting[0], call, form.note.data or "", actor()) if waiting else None
    return render_template(
        "thanks/show.html",
        wip_session=wip_session,
        rows=rows,
        waiting=waiting,
        said=_WORDS,
        seen=_seen(wip_session, rows),
        hides_some=has_closed(db.session(), wip_session, me),
        is_over=now() >= over_at(wip_session),
        form=form,
        letter=shown(letter.kind, letter.words, letter.names) if letter else None,
        to=f"{letter.to.called} <{letter.to.email}>" if letter else "",
    )


def _seen(wip_session: WipSession, rows: Sequence[Commission]) -> set[int]:
    """The rows of which nobody has said anything yet, and whose commenter was seen in the session (by id)."""
    came = came_to(db.session(), wip_session.id)
    return {row.id for row in rows if row.turned_up is None and came.get(row.commenter.person_id)}


@pages.post("/manage/<slug>/commenters/thanks")
@open_to(Act.FIND_COMMENTERS)
@writes
def mark(wip_session: WipSession) -> ResponseReturnValue:
    """Keep who turned up; with the button for all, everybody of whom nothing is said did."""
    form = ThanksForm()
    said, was = _answers("turned"), _answers("was")
    if "everybody" in request.form:
        said = {number: True if answer is None else answer for number, answer in said.items()}

    def act() -> tuple[int]:
        return (thanks.mark(db.session(), wip_session, said, was, by=actor(), now=now()),)

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(wip_session, form), 422
    flash("Saved.", "done")
    return redirect(request.path, 303)


def _answers(name: str) -> dict[int, bool | None]:
    found = {}
    for field, value in request.form.items():
        start, _, number = field.rpartition("-")
        if start == name and value in _SAID and (row := whole_number(number)):
            found[row] = _SAID[value]
    return found


@pages.post("/manage/<slug>/commenters/thanks/preview")
@open_to(Act.FIND_COMMENTERS)
@reads_first
def preview(wip_session: WipSession) -> ResponseReturnValue:
    """The letter with the leader's own words; nothing is sent."""
    form = ThanksForm()
    fine = form.validate_on_submit()
    return _page(wip_session, form), 200 if fine else 422


@pages.post("/manage/<slug>/commenters/thanks/letters")
@open_to(Act.FIND_COMMENTERS)
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Thank whoever is ticked."""
    form, call = ThanksForm(), call_of(db.session(), wip_session)
    chosen = [number for value in request.form.getlist("person") if (number := whole_number(value))]

    def act() -> int:
        note = form.note.data or ""
        return thanks.send(db.session(), call, chosen, note, by=actor(), now=now())

    sent = attempt(form, act) if form.validate_on_submit() else None
    if sent is None:
        return _page(wip_session, form), 422
    flash(f"{count(sent, 'letter')} of thanks on the way.", "done")
    return redirect(url_for("thanks.show", slug=wip_session.slug), 303)


@pages.get("/commissions/<token>/certificate.pdf")
@open_to(Act.ANSWER_COMMISSION)
@opens(LinkKind.COMMISSION)
def certificate(commission: Commission) -> ResponseReturnValue:
    """The commenter's certificate for the session, once a leader has said that they turned up."""
    wip_session = db.session().get_one(WipSession, commission.paper.wip_session_id)
    call = call_of(db.session(), wip_session)
    found = thanks.certificate_of(db.session(), commission.commenter, call, now())
    if found is None:
        raise Unknown
    response: Response = current_app.response_class(printed(found), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f"attachment; filename=certificate-{wip_session.slug}.pdf"
    return not_indexed(response)
