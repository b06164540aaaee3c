"""Asking all presenters of a session to comment on one other paper, where its call says so."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.models import WipSession
from wip.queries.blindness import names_to_leader
from wip.queries.commenting import settings_of
from wip.queries.presenters import unasked_presenters
from wip.queries.sessions import call_of
from wip.services import commenter_invitations
from wip.services.commenter_invitations import Proposal, Wanted
from wip.services.commenters import takes_offers
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.commenter_invitations import NOTE_MOST
from wip.web.forms import PageForm, block
from wip.web.templating import count
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("presenter_invitations", __name__)


class PresentersForm(PageForm):
    """The leaders' own words to all of them, and what the page showed."""

    note = block("Your own words to them", most=NOTE_MOST)
    digest = HiddenField()


@pages.get("/manage/<slug>/commenters/presenters")
@open_to(Act.FIND_COMMENTERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Who would be asked, and the letter as the first of them would get it."""
    return _page(wip_session, PresentersForm(formdata=None))


@pages.post("/manage/<slug>/commenters/presenters/look")
@open_to(Act.FIND_COMMENTERS)
@reads_first
def look(wip_session: WipSession) -> ResponseReturnValue:
    """The same with the words typed; nothing is sent."""
    form = PresentersForm()
    return _page(wip_session, form), 200 if form.validate_on_submit() else 422


def _page(wip_session: WipSession, form: PresentersForm) -> str:
    call = call_of(db.session(), wip_session)
    asks = settings_of(db.session(), wip_session.id).presenters_comment
    proposal: Proposal | None = None
    if asks and takes_offers(call, now()):
        proposal = (
            attempt(form, lambda: _proposed(wip_session, form)) if _wanted(wip_session, form).people else None
        )
    if proposal is not None:
        form.digest.data = proposal.digest
    one = proposal.letters[0] if proposal else None
    return render_template(
        "commenters/presenters.html",
        wip_session=wip_session,
        form=form,
        asks=asks,
        is_open=takes_offers(call, now()),
        proposal=proposal,
        letter=shown(one.kind, one.words, one.names) if one else None,
        to=f"{one.to.called} <{one.to.email}>" if one else "",
    )


def _wanted(wip_session: WipSession, form: PresentersForm) -> Wanted:
    """All presenters whom the leader may know of; nobody while the call is blind to them."""
    me = actor().person_id or 0
    if not names_to_leader(db.session(), wip_session, me):
        return Wanted()
    people = unasked_presenters(db.session(), wip_session, me)
    return Wanted(tuple(one.id for one in people), note=form.note.data or "", as_presenter=True)


def _proposed(wip_session: WipSession, form: PresentersForm) -> Proposal:
    call, wanted = call_of(db.session(), wip_session), _wanted(wip_session, form)
    return commenter_invitations.propose(db.session(), call, wanted, by=actor(), now=now())


@pages.post("/manage/<slug>/commenters/presenters")
@open_to(Act.FIND_COMMENTERS)
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Ask them all: one letter each."""
    form, call = PresentersForm(), call_of(db.session(), wip_session)

    def act() -> int:
        if not settings_of(db.session(), wip_session.id).presenters_comment:
            raise Refusal("The settings of this session do not ask presenters to comment.")
        wanted, digest = _wanted(wip_session, form), form.digest.data or ""
        rows = commenter_invitations.invite(db.session(), call, wanted, digest=digest, by=actor(), now=now())
        return len(rows)

    try:
        sent = attempt(form, act) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.refuse(Refusal(no.sentence))
        return _page(wip_session, form), 409
    if sent is None:
        return _page(wip_session, form), 422
    flash(f"{count(sent, 'presenter')} asked by letter: each can accept or decline with one click.", "done")
    return redirect(url_for("commenters.volunteers", slug=wip_session.slug, show="silent"), 303)
