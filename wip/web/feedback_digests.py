"""What readers left for the author of a paper, the offers to read on or to talk, and what changed a month later."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.feedbacks import TEXT_MOST, Wish, told_count
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.sessions import SessionState
from wip.domain.texts import whole_number
from wip.models import Call, Feedback, Paper
from wip.queries.feedbacks import aftermath_of, handed_in, number_of
from wip.queries.papers import call_of_paper
from wip.services import aftermaths, feedbacks
from wip.services.feedback_letters import OFFERS, change_facts, offered, piece_of, writer_of
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm, block
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import attempt, writes

pages = Blueprint("feedback_digests", __name__)


class ChangeForm(PageForm):
    """What changed since the session, in the author's words."""

    text = block("What changed?", most=TEXT_MOST, needed="Write what changed first, or press “Nothing yet”.")


def _call_of(paper: Paper) -> Call:
    """The paper's call. There is no such page for a paper without a place."""
    call = call_of_paper(db.session(), paper)
    if paper.state not in PRESENTING or call.wip_session.state is SessionState.CANCELLED:
        raise Unknown
    return call


@pages.get("/papers/<token>/feedback")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def show(paper: Paper) -> ResponseReturnValue:
    """Everything on one page, which also prints; of a cancelled session the paper's own page, which says so."""
    if call_of_paper(db.session(), paper).wip_session.state is SessionState.CANCELLED:
        return redirect(url_for("own_papers.own", **(request.view_args or {})), 303)
    return _page(paper, _call_of(paper), ChangeForm(formdata=None))


def _page(paper: Paper, call: Call, form: ChangeForm, *, preview: str = "") -> Response:
    row = aftermath_of(db.session(), paper)
    # Nobody reads anything before the boxes have closed, not even the author.
    sent = [each for each in handed_in(db.session(), paper) if each.sent_at] if row and row.digest_at else []
    readers = len(aftermaths.readers_of(db.session(), paper, call)) if row and row.digest_at else 0
    page = render_template(
        "feedback_digests/show.html",
        paper=paper,
        wip_session=call.wip_session,
        token=(request.view_args or {})["token"],
        opening=feedbacks.opening_of(call.wip_session),
        aftermath=row,
        pieces=[piece_of(each) for each in sent],
        offers=_offers(sent),
        form=form,
        page_form=PageForm(formdata=None),
        readers=readers,
        preview=change_facts(paper, call, preview) if preview else None,
    )
    return not_indexed(current_app.make_response(page))


def _offers(rows: list[Feedback]) -> list[dict[str, Any]]:
    """One line an offer, by the time when its writer began: an order that tells nothing of the texts above."""
    found = []
    for row in sorted(rows, key=lambda each: each.id):
        for wish in offered(row):
            answer = feedbacks.answer_to(row, wish)
            found.append(
                {
                    "id": row.id,
                    "wish": wish.value,
                    "words": OFFERS[wish],
                    "who": row.person.called if answer else writer_of(row),
                    "email": row.person.email if answer else "",
                    "answer": answer,
                }
            )
    return found


@pages.post("/papers/<token>/feedback")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def answer(paper: Paper) -> ResponseReturnValue:
    """Yes or no to one offer."""
    call = _call_of(paper)
    said, wish = request.form.get("answer", ""), request.form.get("wish", "")
    if said not in {"yes", "no"} or wish not in set(Wish):
        raise Refusal("Press “Yes” or “No” beside an offer.")
    feedbacks.answer_wish(
        db.session(),
        paper,
        call.wip_session,
        whole_number(request.form.get("feedback")) or 0,
        Wish(wish),
        yes=said == "yes",
        by=actor(),
        now=now(),
    )
    told = "You are in touch: a letter to each of you brings the other’s address."
    flash(told if said == "yes" else "Noted. Nobody is told.", "done")
    return redirect(url_for("feedback_digests.show", **(request.view_args or {}), _anchor="offers"), 303)


@pages.post("/papers/<token>/feedback/change")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def change(paper: Paper) -> ResponseReturnValue:
    """What changed: shown as the letter says it, then sent; or nothing yet."""
    call, then, form = _call_of(paper), request.form.get("then", "look"), ChangeForm()
    if then == "nothing":
        aftermaths.nothing_yet(db.session(), paper, call, by=actor(), now=now())
        flash("Noted. Nobody is written to; you can still tell your readers later, on this page.", "done")
        return _back()
    text = form.text.data or ""
    if not form.validate_on_submit() or not attempt(
        form, lambda: aftermaths.checked(aftermath_of(db.session(), paper), text)
    ):
        return _page(paper, call, form), 422
    if then != "send":
        return _page(paper, call, form, preview=text)
    number = aftermaths.tell_changes(db.session(), paper, call, text, by=actor(), now=now())
    flash(f"On its way to {told_readers(number)}, with thanks.", "done")
    return _back()


def told_readers(number: int) -> str:
    """As "3 readers"."""
    return "1 reader" if number == 1 else f"{number} readers"


def _back() -> ResponseReturnValue:
    return redirect(url_for("feedback_digests.show", token=(request.view_args or {})["token"]), 303)


def own_facts(paper: Paper, call: Call) -> dict[str, Any]:
    """For the paper's own page: how much is in the box, from the session's start on; nothing of what it says."""
    opening = feedbacks.opening_of(call.wip_session)
    is_there = paper.state in PRESENTING and now() >= opening.starts_at
    if not is_there or call.wip_session.state is SessionState.CANCELLED:
        return {"box_opening": None}
    numbers = number_of(db.session(), paper)
    row = aftermath_of(db.session(), paper)
    return {
        "box_opening": opening,
        "box_count": told_count(numbers.commenters, numbers.audience),
        "box_is_sent": row is not None and row.digest_at is not None,
        "box_has_any": bool(numbers.all),
    }
