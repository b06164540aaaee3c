"""Commenters, on the leaders' side: the board of papers, who could be asked, and the list of volunteers."""

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField

from wip.db import db
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.texts import whole_number
from wip.models import Commenter, Paper, WipSession
from wip.queries import commenters as reads
from wip.queries.commenting import settings_of
from wip.queries.sessions import call_of
from wip.services import commenters, commissions
from wip.services.suitable import candidates, with_best
from wip.web.access import Closed, actor, open_to, paper_of
from wip.web.clock import now
from wip.web.feedbacks import board_facts
from wip.web.forms import PageForm, line, number
from wip.web.names import names_needed
from wip.web.templating import count, page_number, with_urls
from wip.web.volunteers import volunteers_page
from wip.web.writes import attempt, writes

pages = Blueprint("commenters", __name__)


def _row_id(text: str) -> int:
    """A row's id as the form sent it; what is none becomes one that no row has."""
    return whole_number(text) or 0


class AskForm(PageForm):
    """Volunteers chosen for one paper."""

    commenters = SelectMultipleField("Volunteers", coerce=_row_id, validate_choice=False)
    standby = BooleanField(
        "Ask them to stand by: they read the paper too, and step in if a commenter cannot come"
    )


class InviteForm(PageForm):
    """Somebody whom a leader adds by hand; with a paper chosen, they are asked about it at once."""

    name = line("Name", needed="Give the person’s name.")
    email = line("E-mail address", most=320, needed="Give the person’s address.")
    papers_max = number("Papers at most", 1, 9, default=1)
    paper = SelectField("Ask them about", coerce=int)


def door_address(wip_session: WipSession) -> str:
    """The whole address of the second door, for a leader's own message."""
    base: str = current_app.extensions["wip_settings"].base_url
    return base + url_for("offers.door", slug=wip_session.slug)


@pages.get("/manage/<slug>/commenters/")
@open_to(Act.FIND_COMMENTERS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The board: each presenting paper with its commenters, and who could be asked."""
    return _board(wip_session)


def _board(wip_session: WipSession, refused: tuple[int, AskForm] | None = None) -> str:
    call = call_of(db.session(), wip_session)
    only_missing = request.args.get("show") == "missing"
    needed = call.commenters_per_paper
    me = actor().person_id or 0
    found = reads.board(
        db.session(), wip_session.id, needed, page_number(), only_missing=only_missing, reader=me
    )
    return render_template(
        "commenters/index.html",
        wip_session=wip_session,
        call=call,
        page=with_urls(with_best(db.session(), call, found), "commenters.index", slug=wip_session.slug),
        summary=reads.summary(db.session(), wip_session.id, needed, me),
        only_missing=only_missing,
        by_itself=settings_of(db.session(), wip_session.id).releases_silent,
        form_for=_forms(refused),
        button_form=lambda version: PageForm(formdata=None, version=str(version)),
        door_is_open=commenters.takes_offers(call, now()),
        door=door_address(wip_session),
        **board_facts(wip_session),
    )


def _forms(refused: tuple[int, AskForm] | None) -> Callable[[Paper], AskForm]:
    number, form = refused or (0, None)
    return lambda paper: form if form is not None and paper.number == number else AskForm(formdata=None)


@pages.post("/manage/<slug>/commenters/<int:number>/ask")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
@writes
def ask(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Ask the chosen volunteers about the paper: one letter to each."""
    form, call = AskForm(), call_of(db.session(), wip_session)
    number = paper.number
    chosen = form.commenters.data or []

    def offer_to() -> int:
        asked = commissions.ask(
            db.session(), paper, call, chosen, is_standby=form.standby.data, by=actor(), now=now()
        )
        return len(asked)

    asked = attempt(form, offer_to) if form.validate_on_submit() else None
    if asked is None:
        if request.args.get("from") == "paper":
            return _paper_page(wip_session, paper_of(wip_session, number, Closed.OWN), form), 422
        return _board(wip_session, (number, form)), 422
    flash(
        f"{count(asked, 'person', 'people')} asked by letter: each can accept or decline with one click.",
        "done",
    )
    anchor, show = f"paper-{number}", request.args.get("show")
    where = url_for("commenters.index", slug=wip_session.slug, page=page_number(), show=show, _anchor=anchor)
    if request.args.get("from") == "paper":
        where = url_for("commenters.index", slug=wip_session.slug, _anchor=anchor)
    return redirect(where, 303)


@pages.get("/manage/<slug>/commenters/<int:number>/")
@open_to(Act.FIND_COMMENTERS, Closed.OWN)
@names_needed
def paper_page(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper, and everybody who could be asked about it."""
    return _paper_page(wip_session, paper, AskForm(formdata=None))


def _paper_page(wip_session: WipSession, paper: Paper, form: AskForm) -> str:
    call, words = call_of(db.session(), wip_session), request.args.get("q", "")[:200]
    found = candidates(db.session(), call, paper, words, page_number())
    return render_template(
        "commenters/paper.html",
        wip_session=wip_session,
        place=reads.place(db.session(), paper, call.commenters_per_paper),
        page=with_urls(found, "commenters.paper_page", slug=wip_session.slug, number=paper.number),
        words=words,
        form=form,
        takes_commenters=paper.state in PRESENTING,
        button_form=lambda version: PageForm(formdata=None, version=str(version)),
    )


@pages.get("/manage/<slug>/commenters/volunteers")
@open_to(Act.FIND_COMMENTERS)
def volunteers(wip_session: WipSession) -> ResponseReturnValue:
    """Everybody who offered, with what they work on and how much they have taken on."""
    return _volunteers(wip_session, _invite_form(wip_session))


def _invite_form(wip_session: WipSession) -> InviteForm:
    form = InviteForm()
    titles = reads.presenting_titles(db.session(), wip_session.id, actor().person_id or 0)
    form.paper.choices = [SelectChoice(0, "Nothing yet")]
    form.paper.choices += [SelectChoice(n, f"{n}. {title}"[:120]) for n, title in titles]
    return form


def _volunteers(wip_session: WipSession, form: InviteForm) -> str:
    return volunteers_page(wip_session, form=form, door=door_address(wip_session))


@pages.post("/manage/<slug>/commenters/volunteers")
@open_to(Act.FIND_COMMENTERS)
@writes
def invite(wip_session: WipSession) -> ResponseReturnValue:
    """Add somebody by hand, and ask them about a paper if one was chosen."""
    form, call = _invite_form(wip_session), call_of(db.session(), wip_session)
    who = {"name": form.name.data, "email": form.email.data, "papers_max": form.papers_max.data}

    def add() -> Commenter:
        row = commenters.invite(db.session(), wip_session, **who, by=actor(), now=now())
        if form.paper.data:
            paper = paper_of(wip_session, form.paper.data, Closed.OWN)
            commissions.ask(db.session(), paper, call, [row.id], by=actor(), now=now())
        return row

    if not form.validate_on_submit() or not attempt(form, add):
        return _volunteers(wip_session, form), 422
    sent = (
        "A letter asks them about the paper."
        if form.paper.data
        else "No letter goes out until you choose a paper."
    )
    flash(f"{form.name.data} is among the volunteers. {sent}", "done")
    return redirect(request.path, 303)
