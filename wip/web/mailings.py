"""Mail to a group: what was sent, and a new letter with its recipients and a preview beside it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, HiddenField, SelectField

from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.letter_kinds import placeholders
from wip.domain.letter_templates import SUBJECT_MOST, TEXT_MOST, OwnWords, one_line
from wip.domain.letters import LetterKind
from wip.domain.mail_groups import GROUP_WORDS, MailGroup
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale
from wip.domain.texts import whole_number
from wip.models import Call, Mailing, Paper, WipSession
from wip.queries.mailings import papers_with_commenters, sent_mailings
from wip.queries.sessions import call_of
from wip.services import mailings
from wip.services.mailings import Order, Proposal
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, choices, line
from wip.web.letters import under_way
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("mailings", __name__)


class MailingForm(PageForm):
    """To whom, which words, and what the page showed before they are sent."""

    group = SelectField("To", choices=choices((group.value, words) for group, words in GROUP_WORDS.items()))
    paper = SelectField("Paper", validate_choice=False)
    subject = line("Subject", most=SUBJECT_MOST, needed="A letter needs a subject.")
    body = block("Text", most=TEXT_MOST, needed="A letter needs a text.")
    to = SelectField("Show the letter to", validate_choice=False)
    again = BooleanField("Send it again")
    digest = HiddenField()
    seen = HiddenField()

    def order(self, papers: dict[str, Paper]) -> Order:
        """What the form asks for; a paper counts only for its commenters."""
        group = MailGroup(self.group.data)
        paper = papers.get(self.paper.data or "") if group is MailGroup.PAPER_COMMENTERS else None
        return Order(group, paper, OwnWords(self.subject.data or "", self.body.data or ""))

    @property
    def people_seen(self) -> list[int]:
        """The ids of those whom the page showed."""
        found = (whole_number(each) for each in (self.seen.data or "").split(",")[:5000])
        return [each for each in found if each is not None]


@pages.get("/manage/<slug>/mailings/")
@open_to(Act.WRITE_TO_GROUPS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """What was sent to groups, and what became of it."""
    found = sent_mailings(db.session(), wip_session, actor().person_id or 0, page_number())
    return render_template(
        "mailings/index.html",
        wip_session=wip_session,
        sent=with_urls(found, "mailings.index", slug=wip_session.slug),
        groups=GROUP_WORDS,
        subject=lambda row: one_line(row.subject, {"session_title": wip_session.title, **_OF_EACH}),
        **under_way(wip_session, "mailing"),
    )


_OF_EACH = {"name": "…", "titles": "…", "session_date": "…", "section": "…", "contact": "…"}
"""What a subject says of each recipient, where it stands for all of them."""


@pages.get("/manage/<slug>/mailings/new")
@open_to(Act.WRITE_TO_GROUPS)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """A new letter; `?group=` and `?paper=` choose to whom."""
    words = mailings.first_words(wip_session.section)
    asked = request.args.get("group", "")
    group = asked if asked in list(MailGroup) else MailGroup.SUBMITTED.value
    form = MailingForm(
        formdata=None,
        group=group,
        paper=request.args.get("paper", ""),
        subject=words.subject,
        body=words.body,
    )
    return _page(wip_session, form, None)


def _papers(wip_session: WipSession) -> dict[str, Paper]:
    found = papers_with_commenters(db.session(), wip_session, actor().person_id or 0)
    return {str(paper.number): paper for paper in found}


def _page(wip_session: WipSession, form: MailingForm, proposal: Proposal | None) -> str:
    papers = _papers(wip_session)
    form.paper.choices = choices([("", "–"), *((key, paper.title) for key, paper in papers.items())])
    preview: dict[str, Any] = {}
    if proposal is not None:
        preview = _preview(call_of(db.session(), wip_session), form, form.order(papers), proposal)
    return render_template(
        "mailings/new.html",
        wip_session=wip_session,
        form=form,
        holes=placeholders(LetterKind.GROUP_MAIL),
        proposal=proposal,
        group=GROUP_WORDS[MailGroup(form.group.data)] if form.group.data in list(MailGroup) else "",
        **preview,
    )


def _preview(call: Call, form: MailingForm, order: Order, proposal: Proposal) -> dict[str, Any]:
    people = {str(one.person.id): one for one in proposal.shown}
    form.to.choices = choices([(key, one.person.called) for key, one in people.items()])
    form.digest.data = proposal.digest
    form.seen.data = ",".join(people)
    one = people.get(form.to.data or "") or next(iter(people.values()), None)
    if one is None and proposal.nameless:
        one = mailings.somebody(order)
    if one is None:
        return {"letter": None}
    form.to.data = str(one.person.id)
    draught = mailings.letter_to(call, order, one)
    return {
        "letter": shown(draught.kind, draught.words, draught.names),
        "to": f"{one.person.called} <{one.person.email}>",
    }


def _proposed(wip_session: WipSession, form: MailingForm) -> Proposal | None:
    """Who would get it; None where the form says why nobody can."""

    def propose() -> Proposal:
        order = form.order(_papers(wip_session))
        return mailings.propose(
            db.session(), call_of(db.session(), wip_session), order, by=actor(), now=now()
        )

    return attempt(form, propose) if form.validate_on_submit() else None


@pages.post("/manage/<slug>/mailings/preview")
@open_to(Act.WRITE_TO_GROUPS)
@reads_first
def preview(wip_session: WipSession) -> ResponseReturnValue:
    """Everybody who would get it, and the letter as one of them would; nothing is sent."""
    form = MailingForm()
    proposal = _proposed(wip_session, form)
    return _page(wip_session, form, proposal), 200 if proposal else 422


@pages.post("/manage/<slug>/mailings/")
@open_to(Act.WRITE_TO_GROUPS)
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Send what was looked at; where it has changed since, show it again with what changed."""
    form = MailingForm()

    def act() -> Mailing:
        call, order = call_of(db.session(), wip_session), form.order(_papers(wip_session))
        return mailings.send(
            db.session(),
            call,
            order,
            digest=form.digest.data or "",
            seen=form.people_seen,
            by=actor(),
            now=now(),
            again=bool(form.again.data),
        )

    try:
        sent = attempt(form, act) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.refuse(Refusal(" ".join((no.sentence, *no.changes, "Look once more, then send."))))
        return _page(wip_session, form, _again(wip_session, form)), 409
    if sent is None:
        looked = _again(wip_session, form) if form.again.errors else None
        return _page(wip_session, form, looked), 422
    flash("The letters are on their way.", "done")
    return redirect(url_for("mailings.index", slug=wip_session.slug), 303)


def _again(wip_session: WipSession, form: MailingForm) -> Proposal:
    order = form.order(_papers(wip_session))
    return mailings.propose(db.session(), call_of(db.session(), wip_session), order, by=actor(), now=now())
