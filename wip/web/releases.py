"""The release of decisions: every letter as it will leave, and one act that sends them."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters.letter_texts import masked
from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import capacity_sentence, fits
from wip.models import Call, WipSession
from wip.queries.rankings import releases_of, tally_of
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import releases
from wip.services.letters import Draught
from wip.services.releases import Proposal
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("releases", __name__)


@pages.get("/manage/<slug>/release/")
@open_to(Act.RELEASE_DECISIONS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Every letter as it will leave, the sums, and one button."""
    return _page(call_of(db.session(), wip_session), PageForm())


def _page(call: Call, form: PageForm, changes: tuple[str, ...] = ()) -> str:
    row, with_comments = call.wip_session, _with_comments()
    day, proposal = _day(row, form), None
    try:
        proposal = releases.propose(db.session(), call, day, now(), with_comments=with_comments)
    except Refusal as no:
        form.refuse(no)
    me = actor().person_id or 0
    hidden = hidden_papers(db.session(), row, me)
    sums = tally_of(db.session(), row, me)
    rooms = rooms_of(db.session(), row)
    return render_template(
        "decisions/release.html",
        wip_session=row,
        form=form,
        proposal=proposal,
        tally=sums,
        undecided=releases.undecided_sentence(
            releases.called(proposal.undecided if proposal else (), hidden)
        ),
        hidden=hidden,
        letters_hidden=_letters_hidden(proposal, hidden),
        confirm_on=day,
        with_comments=with_comments,
        changes=changes,
        past=releases_of(db.session(), row),
        text_of=_text_of,
        room_sentence=f"{capacity_sentence(rooms)}. {fits(rooms, sums.accepted).sentence}",
    )


def _letters_hidden(proposal: Proposal | None, hidden: set[int]) -> int:
    found = proposal.announcements if proposal else ()
    return sum(len(one.letters) for one in found if one.paper.id in hidden)


def _text_of(letter: Draught) -> str:
    base_url = current_app.extensions["wip_settings"].base_url
    return masked(letter.words.text, letter.links, base_url)


def _day(wip_session: WipSession, form: PageForm) -> date:
    text = request.values.get("confirm_on", "")[:10]
    try:
        return date.fromisoformat(text) if text else releases.usual_day(wip_session, now())
    except ValueError:
        form.form_errors.append(f"“{text}” is no date. Write it like 2027-03-18.")
        return releases.usual_day(wip_session, now())


def _with_comments() -> bool:
    return request.values.get("comments", "") == "yes"


@pages.post("/manage/<slug>/release/")
@open_to(Act.RELEASE_DECISIONS)
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Write the letters, if they are those that the page showed."""
    form, call = PageForm(), call_of(db.session(), wip_session)
    digest, day = request.form.get("digest", ""), _day(wip_session, form)

    def tell_everyone() -> int:
        return releases.release(
            db.session(), call, day, digest=digest, by=actor(), now=now(), with_comments=_with_comments()
        ).letters

    try:
        written = None if form.form_errors else attempt(form, tell_everyone)
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _page(call_of(db.session(), wip_session), form, no.changes), 409
    if written is None:
        return _page(call_of(db.session(), wip_session), form), 422
    flash(f"{count(written, 'letter')} on the way.", "done")
    return redirect(url_for("releases.show", slug=wip_session.slug), 303)
