"""What leaders do to the papers ticked in their list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, StringField

from wip.adapters.exports import CONTENT_TYPES
from wip.db import db
from wip.domain.papers import PaperMove
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number
from wip.models import Topic, WipSession
from wip.queries.paper_lists import PapersQuery, chosen_ids, topics_of_session
from wip.queries.sessions import call_of
from wip.services import bulk
from wip.services.bulk import Hindered
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block
from wip.web.names import asked, names_shown
from wip.web.papers import listed
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("bulk", __name__)

T = TypeVar("T")


class ChosenForm(PageForm):
    """The papers ticked, or `every` one listed (`fits` says how many the page counted), and what to do with them."""

    number = SelectMultipleField(validate_choice=False)
    every = StringField()
    fits = StringField()
    act = StringField()
    topic = StringField()


class WithdrawForm(PageForm):
    """Why papers are withdrawn on behalf of their authors."""

    reason = block("Why", most=1000, needed="Say why: the authors read it in their letter.")


@dataclass(frozen=True)
class Chosen:
    """Papers by their ids, and how to name them again in an address."""

    ids: list[int]
    query: PapersQuery
    numbers: list[int] | None

    @property
    def told(self) -> dict[str, object]:
        """What the history says of them."""
        facts: dict[str, object] = {"papers": len(self.ids)}
        if self.numbers is None:
            return facts | {"filter": self.query.args()}
        return facts | {"filter": self.query.args(), "numbers": self.numbers}


@pages.post("/manage/<slug>/papers/chosen")
@open_to(Act.MANAGE_SESSION)
@writes
def act(wip_session: WipSession) -> ResponseReturnValue:
    """Do to the ticked papers what the button says; all of them, or none with the reasons."""
    form = ChosenForm()
    answer = _attempt(form, lambda: _act(wip_session, form)) if form.validate_on_submit() else None
    return answer or (listed(wip_session, form), 422)


def _attempt(form: PageForm, verb: Callable[[], T]) -> T | None:
    """As `attempt`; each paper that hinders is named with its reason."""

    def told() -> T:
        try:
            return verb()
        except Hindered as no:
            form.form_errors += [f"{h.number}. {h.title} {h.sentence}." for h in no.hindrances]
            raise

    return attempt(form, told)


def _act(wip_session: WipSession, form: ChosenForm) -> Response:
    chosen = _chosen(wip_session, form)
    name = form.act.data or ""
    if name in CONTENT_TYPES:
        if not names_shown(wip_session):
            raise Refusal(
                "Exports name the authors, which are hidden: this call is double blind. Show the names first."
            )
        return _export(wip_session, chosen, name)
    if name == "drafts":
        return _drafts(wip_session, chosen)
    if name == "withdraw":
        return _look_over(wip_session, chosen)
    if name == "let_in":
        done = bulk.let_in(
            db.session(), call_of(db.session(), wip_session), chosen.ids, by=actor(), now=now()
        )
        flash(f"{count(done, 'paper')} let in; the authors are told.", "done")
    elif name in {"give_topic", "take_topic"}:
        _set_topic(wip_session, chosen, form, there=name == "give_topic")
    else:
        raise Refusal("Press one of the buttons below the list.")
    return _back(wip_session, chosen.query)


def _chosen(wip_session: WipSession, form: ChosenForm) -> Chosen:
    query = asked(wip_session, request.args)
    numbers = None if form.every.data else [n for text in form.number.data or [] if (n := whole_number(text))]
    ids = chosen_ids(db.session(), wip_session, query, numbers, now(), actor().person_id or 0)
    if not ids:
        raise Refusal("Tick the papers first, or choose all that are listed.")
    if numbers is None and form.fits.data != str(len(ids)):
        raise Refusal(
            f"The list has changed while your page was open: {count(len(ids), 'paper')} fit now. "
            "Look again, then press the button."
        )
    if numbers is not None and len(ids) < len(set(numbers)):
        raise Refusal("One of the ticked papers is not in this session. Look again.")
    return Chosen(ids, query, numbers)


def _export(wip_session: WipSession, chosen: Chosen, kind: str) -> Response:
    told = chosen.told | {"format": kind}
    event = bulk.note_download(db.session(), wip_session, bulk.EXPORT, told, by=actor(), now=now())
    return redirect(url_for("exports.papers", slug=wip_session.slug, export_id=event, format=kind), 303)


def _drafts(wip_session: WipSession, chosen: Chosen) -> Response:
    event = bulk.note_download(db.session(), wip_session, bulk.DRAFTS, chosen.told, by=actor(), now=now())
    return redirect(url_for("exports.drafts", slug=wip_session.slug, download_id=event), 303)


def _set_topic(wip_session: WipSession, chosen: Chosen, form: ChosenForm, *, there: bool) -> None:
    topics: dict[str, Topic] = {str(each.id): each for each in topics_of_session(db.session(), wip_session)}
    topic = topics.get(form.topic.data or "")
    call = call_of(db.session(), wip_session)
    done = bulk.set_topic(db.session(), call, chosen.ids, topic, there=there, by=actor(), now=now())
    flash(_changed(done, len(chosen.ids) - done), "done")


def _changed(done: int, others: int) -> str:
    if not done:
        return "It was so already." if others == 1 else "They were so already."
    if not others:
        return f"{count(done, 'paper')} changed."
    return (
        f"{count(done, 'paper')} changed; {'the other was' if others == 1 else 'the others were'} so already."
    )


def _list_of(wip_session: WipSession, query: PapersQuery) -> str:
    args: dict[str, Any] = {"slug": wip_session.slug, **query.args()}
    return url_for("papers.index", **args)


def _back(wip_session: WipSession, query: PapersQuery) -> Response:
    return redirect(_list_of(wip_session, query), 303)


def _look_over(wip_session: WipSession, chosen: Chosen) -> Response:
    call = call_of(db.session(), wip_session)
    bulk.refuse_hindered(db.session(), call, chosen.ids, PaperMove.WITHDRAW, by=actor())
    args: dict[str, Any] = dict(chosen.query.args())
    args |= {"every": len(chosen.ids)} if chosen.numbers is None else {"number": chosen.numbers}
    return redirect(url_for("bulk.ask_withdraw", slug=wip_session.slug, **args), 303)


@pages.get("/manage/<slug>/papers/withdraw")
@open_to(Act.MANAGE_SESSION)
def ask_withdraw(wip_session: WipSession) -> ResponseReturnValue:
    """Look over who is concerned, and what they will read, before papers are withdrawn."""
    return _withdrawing(wip_session, WithdrawForm(formdata=None))


def _asked(wip_session: WipSession) -> Chosen:
    query = asked(wip_session, request.args)
    every = request.args.get("every")
    numbers = None if every else [n for text in request.args.getlist("number") if (n := whole_number(text))]
    ids = chosen_ids(db.session(), wip_session, query, numbers, now(), actor().person_id or 0)
    if every and every != str(len(ids)):
        raise Refusal(
            "The list has changed since you looked it over. Go back to the papers and choose again."
        )
    return Chosen(ids, query, numbers)


def _withdrawing(wip_session: WipSession, form: WithdrawForm) -> str:
    papers = []
    try:
        papers = bulk.papers_of(db.session(), _asked(wip_session).ids)
    except Refusal as no:
        form.refuse(no)
    return render_template(
        "papers/withdraw.html",
        wip_session=wip_session,
        papers=papers,
        names=names_shown(wip_session),
        action=request.full_path.rstrip("?"),
        form=form,
        back=_list_of(wip_session, asked(wip_session, request.args)),
    )


@pages.post("/manage/<slug>/papers/withdraw")
@open_to(Act.MANAGE_SESSION)
@writes
def withdraw(wip_session: WipSession) -> ResponseReturnValue:
    """Withdraw the papers that were looked over, on behalf of their authors."""
    form = WithdrawForm()

    def verb() -> int:
        chosen, call = _asked(wip_session), call_of(db.session(), wip_session)
        why = form.reason.data
        return bulk.withdraw(db.session(), call, chosen.ids, reason=why, by=actor(), now=now())

    done = _attempt(form, verb) if form.validate_on_submit() else None
    if done is None:
        return _withdrawing(wip_session, form), 422
    flash(f"{count(done, 'paper')} withdrawn; the authors are told by letter.", "done")
    return _back(wip_session, asked(wip_session, request.args))
