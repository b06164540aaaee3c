"""The private boxes, behind a personal link: one for each paper, open on a phone during the session."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.feedbacks import Wish, told_count
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, Unknown
from wip.models import Commission, Feedback, Person, WipSession
from wip.queries.feedbacks import Box, boxes_of, numbers_of
from wip.services import feedbacks, typed_feedbacks
from wip.services.people import personal
from wip.services.typed_forms import Outcome
from wip.web.access import actor, not_indexed, open_to, opens, signer
from wip.web.clock import now
from wip.web.feedback_forms import FeedbackForm, saved_form, typed_form
from wip.web.forms import PageForm
from wip.web.limits import SAVES, limiter, public_write_limit
from wip.web.review_forms import typed_now
from wip.web.writes import attempt, stays, writes

pages = Blueprint("feedbacks", __name__)

ELSEWHERE = (
    "Something was handed in, or other words were typed, in another window or on another device since this page was "
    "opened. What you see here is what you typed here. Press a button again to keep it in place of the other."
)


@pages.get("/sessions/<slug>/feedback")
@open_to(Act.SEE_PUBLISHED_AGENDA)
def way_in(wip_session: WipSession) -> ResponseReturnValue:
    """The address for a slide or a calendar: whoever is signed in finds their boxes, all others how to get there."""
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        raise Unknown
    person = db.session().get(Person, actor().person_id) if actor().is_known else None
    boxes = boxes_of(db.session(), wip_session, person.id) if person else []
    page = _list(wip_session, boxes, path_for(person, wip_session) if person else "")
    return not_indexed(current_app.make_response(page))


def path_for(person: Person, wip_session: WipSession, number: int | None = None) -> str:
    """The person's own address of the session's boxes, or of the one of a paper."""
    path = signer().path(personal(LinkKind.FEEDBACK, person, wip_session.id))
    return f"{path}{number}" if number else path


@pages.get("/feedback/<token>/")
@open_to(Act.GIVE_FEEDBACK)
@opens(LinkKind.FEEDBACK)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every paper that this person may write about, and what they have left."""
    boxes = boxes_of(db.session(), wip_session, actor().person_id or 0)
    return not_indexed(current_app.make_response(_list(wip_session, boxes, request.path)))


def _list(wip_session: WipSession, boxes: list[Box], path: str) -> str:
    return render_template(
        "feedbacks/index.html",
        wip_session=wip_session,
        opening=feedbacks.opening_of(wip_session),
        boxes=boxes,
        path=path,
        may_write=lambda box: feedbacks.may_write(box, wip_session, now()),
        typed_in=typed_feedbacks.fields_of,
    )


@pages.get("/feedback/<token>/<int:n>")
@open_to(Act.GIVE_FEEDBACK)
@opens(LinkKind.FEEDBACK)
def show(wip_session: WipSession, n: int) -> ResponseReturnValue:
    """One box, with what was typed and not handed in."""
    box = _box(wip_session, n)
    row = box.feedback
    fields, mark = typed_feedbacks.fields_of(row), typed_feedbacks.mark(row)
    form = typed_form(fields, mark) if fields else saved_form(row, mark)
    return _page(wip_session, box, form, is_restored=bool(fields))


def _box(wip_session: WipSession, number: int) -> Box:
    return feedbacks.box_of(db.session(), wip_session, number, actor().person_id or 0)


def _page(wip_session: WipSession, box: Box, form: FeedbackForm, *, is_restored: bool = False) -> Response:
    row = box.feedback
    page = render_template(
        "feedbacks/show.html",
        wip_session=wip_session,
        opening=feedbacks.opening_of(wip_session),
        box=box,
        paper=box.paper,
        may_write=feedbacks.may_write(box, wip_session, now()),
        form=form,
        page_form=PageForm(formdata=None),
        is_restored=is_restored,
        typed_at=typed_feedbacks.typed_at(row),
        wishes=[
            (wish, feedbacks.answer_to(row, wish)) for wish in Wish if row and feedbacks.wants(row, wish)
        ],
        path=request.path.rpartition("/")[0] + "/",
        here=f"{box.paper.number}",
    )
    return not_indexed(current_app.make_response(page))


@pages.post("/feedback/<token>/<int:n>")
@limiter.limit(public_write_limit)
@open_to(Act.GIVE_FEEDBACK)
@opens(LinkKind.FEEDBACK)
@writes
def save(wip_session: WipSession, n: int) -> ResponseReturnValue:
    """Hand in, keep for later, or take back."""
    box, then = _box(wip_session, n), request.form.get("then", "hand_in")
    if then == "take_back":
        return _take_back(wip_session, box)
    if typed_feedbacks.is_ahead(box.feedback, typed_now()):
        return _elsewhere(wip_session, box), 409
    if then == "later":
        return _keep_for_later(wip_session, box)
    if then == "discard":
        return _discard(box)
    form = FeedbackForm()

    def hand_in() -> Feedback:
        return feedbacks.hand_in(db.session(), wip_session, box, form.facts(), by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, hand_in):
        return _page(wip_session, _box(wip_session, n), form), 422
    flash("Handed in. The author reads it two days after the session; until then you can change it.", "done")
    return redirect(_index_path(), 303)


def _elsewhere(wip_session: WipSession, box: Box) -> Response:
    form = FeedbackForm()
    form.saved.data = typed_feedbacks.mark(box.feedback)
    form.form_errors.append(ELSEWHERE)
    return _page(wip_session, box, form)


def _keep_for_later(wip_session: WipSession, box: Box) -> ResponseReturnValue:
    kept = typed_feedbacks.keep(db.session(), wip_session, box, typed_now(), by=actor(), now=now())
    if kept.outcome is not Outcome.SAVED:
        raise Refusal("The box is closed, so nothing more can be kept. Copy what you need from this page.")
    flash("Kept. The author gets it only once you press “Hand in”.", "done")
    return redirect(request.path, 303)


def _discard(box: Box) -> ResponseReturnValue:
    if box.feedback is not None:
        typed_feedbacks.discard(db.session(), box.feedback)
    flash("What you had typed is discarded; what you handed in stands.", "done")
    return redirect(request.path, 303)


def _take_back(wip_session: WipSession, box: Box) -> ResponseReturnValue:
    feedbacks.take_back(db.session(), wip_session, box, now=now())
    flash("Taken back: the author does not get it. Your words are still in the form.", "done")
    return redirect(request.path, 303)


def _index_path() -> str:
    return url_for("feedbacks.index", token=(request.view_args or {})["token"])


@pages.post("/feedback/<token>/<int:n>/typed")
@limiter.limit(SAVES)
@open_to(Act.GIVE_FEEDBACK)
@opens(LinkKind.FEEDBACK)
@writes
def keep(wip_session: WipSession, n: int) -> ResponseReturnValue:
    """A save by the page itself, while somebody types: nothing is handed in by it."""
    box = _box(wip_session, n)
    stays()
    kept = typed_feedbacks.keep(db.session(), wip_session, box, typed_now(), by=actor(), now=now())
    answer = jsonify(
        outcome=kept.outcome.value,
        version=kept.mark,
        contested=kept.is_contested,
        address=request.path.removesuffix("/typed"),
    )
    return answer, {Outcome.SAVED: 200, Outcome.BEHIND: 409, Outcome.GONE: 410}[kept.outcome]


@pages.post("/feedback/<token>/<int:n>/wishes")
@limiter.limit(public_write_limit)
@open_to(Act.GIVE_FEEDBACK)
@opens(LinkKind.FEEDBACK)
@writes
def take_back_wish(wip_session: WipSession, n: int) -> ResponseReturnValue:
    """After the box has closed: no longer offer to read on, or to talk."""
    box, said = _box(wip_session, n), request.form.get("wish", "")
    if box.feedback is None or said not in set(Wish):
        raise Refusal("Press the button beside the offer that you want to take back.")
    feedbacks.take_back_wish(db.session(), box.feedback, Wish(said))
    flash("Taken back. Nobody is told.", "done")
    return redirect(request.path.removesuffix("/wishes"), 303)


def commission_facts(commission: Commission, wip_session: WipSession) -> dict[str, Any]:
    """For the commission's page: the way to the box, or nothing where it is not open to this commenter."""
    person = commission.commenter.person
    found = boxes_of(db.session(), wip_session, person.id, number=commission.paper.number)
    box = next((each for each in found if each.is_commenter), None)
    return {
        "box": box,
        "box_opening": feedbacks.opening_of(wip_session),
        "box_href": path_for(person, wip_session, commission.paper.number),
        "box_is_open": box is not None and feedbacks.may_write(box, wip_session, now()),
    }


def board_facts(wip_session: WipSession) -> dict[str, Any]:
    """For the leaders' board: numbers alone, from the session's start on, and the address for a slide."""
    opening = feedbacks.opening_of(wip_session)
    begun = now() >= opening.starts_at
    base: str = current_app.extensions["wip_settings"].base_url
    return {
        "box_opening": opening,
        "boxes_begun": begun,
        "box_numbers": numbers_of(db.session(), wip_session.id) if begun else {},
        "box_address": base + url_for("feedbacks.way_in", slug=wip_session.slug),
        "told_count": told_count,
    }
