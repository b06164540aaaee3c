"""Conflicts of interest, for the leaders: what is proposed with its reason, and what was decided."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField

from wip.db import db
from wip.domain.acts import act_words
from wip.domain.conflicts import CONFLICT_KIND_WORDS, CONFLICT_WORDS, CONFLICTS, ConflictMove
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.texts import whole_number
from wip.models import Conflict, WipSession
from wip.queries import conflicts as reads
from wip.queries.blindness import names_to_leader
from wip.queries.conflicts import query_of
from wip.services import conflict_decisions
from wip.services.conflict_decisions import Decided, Ticked
from wip.services.conflict_finding import look_again
from wip.web.access import actor, open_to, paper_of
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, line
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("conflicts", __name__)

_DONE = {ConflictMove.CONFIRM: "confirmed", ConflictMove.DISMISS: "dismissed"}


class TickedForm(PageForm):
    """Conflicts that are ticked, each as "id.version", and what to do with them."""

    chosen = SelectMultipleField(validate_choice=False)
    act = StringField()


class PutDownForm(PageForm):
    """A conflict that a leader knows of."""

    paper = line("Paper number", most=8, needed="Give the number of the paper.")
    person = SelectField(
        "Reviewer, leader or commenter", [TypedNeeded("Choose one of them.")], validate_choice=False
    )
    reason = line("What the conflict is", most=500, needed="Say in a few words what the conflict is.")


def _me() -> int:
    return actor().person_id or 0


def _names(wip_session: WipSession) -> bool:
    return names_to_leader(db.session(), wip_session, _me())


@pages.get("/manage/<slug>/conflicts/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """What is proposed, or what the address asks for."""
    return _page(wip_session, TickedForm(formdata=None), PutDownForm(formdata=None))


def _page(
    wip_session: WipSession, form: TickedForm, by_hand: PutDownForm, changes: tuple[str, ...] = ()
) -> str:
    session, query, names = db.session(), query_of(request.args), _names(wip_session)
    found = reads.conflicts_of(session, wip_session, query, page_number(), reader=_me(), names=names)
    people = reads.readers(session, wip_session)
    by_hand.person.choices = [SelectChoice("", "Choose"), *(SelectChoice(str(i), n) for i, n in people)]
    args: dict[str, Any] = {"slug": wip_session.slug, **query.args()}
    return render_template(
        "conflicts/index.html",
        wip_session=wip_session,
        conflicts=with_urls(found, "conflicts.index", slug=wip_session.slug),
        query=query,
        counts=reads.state_counts(session, wip_session, _me()),
        left=reads.left_to_others(session, wip_session, _me()),
        people=people,
        names=names,
        form=form,
        ticked={_ticked(text).id for text in form.chosen.data or []},
        by_hand=by_hand,
        changes=changes,
        action=url_for("conflicts.decide", **args),
        state_words=CONFLICT_WORDS,
        kind_words=CONFLICT_KIND_WORDS,
    )


@pages.post("/manage/<slug>/conflicts/")
@open_to(Act.MANAGE_SESSION)
@writes
def decide(wip_session: WipSession) -> ResponseReturnValue:
    """Confirm or dismiss what is ticked: all of it, or nothing."""
    form = TickedForm()
    by_hand = PutDownForm(formdata=None)

    def act() -> Decided:
        move = _move(form.act.data or "")
        ticked = [_ticked(text) for text in form.chosen.data or []]
        return conflict_decisions.decide(db.session(), wip_session, ticked, move, by=actor(), now=now())

    try:
        done = attempt(form, act) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _page(wip_session, form, by_hand, no.changes), 409
    if done is None:
        return _page(wip_session, form, by_hand), 422
    flash(f"{count(done.conflicts, 'conflict')} {_DONE[_move(form.act.data or '')]}{_ended(done)}.", "done")
    return _back(wip_session)


def _ended(done: Decided) -> str:
    if not done.reviews:
        return ""
    return (
        f"; {count(done.reviews, 'finished review')} no longer {'counts' if done.reviews == 1 else 'count'}"
    )


def _move(text: str) -> ConflictMove:
    if text not in {ConflictMove.CONFIRM.value, ConflictMove.DISMISS.value}:
        raise Refusal("Press one of the buttons below the list.")
    return ConflictMove(text)


def _ticked(text: str) -> Ticked:
    row, _, version = text.partition(".")
    return Ticked(whole_number(row, digits=9) or 0, whole_number(version, digits=9) or 0)


def _back(wip_session: WipSession) -> ResponseReturnValue:
    args: dict[str, Any] = {"slug": wip_session.slug, **query_of(request.args).args()}
    return redirect(url_for("conflicts.index", **args), 303)


@pages.post("/manage/<slug>/conflicts/new")
@open_to(Act.MANAGE_SESSION)
@writes
def put_down(wip_session: WipSession) -> ResponseReturnValue:
    """Put one down by hand; it stands at once."""
    form = PutDownForm()

    def act() -> Decided:
        person, number = whole_number(form.person.data, digits=9) or 0, whole_number(form.paper.data) or 0
        return conflict_decisions.put_down(
            db.session(),
            wip_session,
            _paper(wip_session, number),
            person,
            form.reason.data or "",
            by=actor(),
            now=now(),
        )

    done = attempt(form, act) if form.validate_on_submit() else None
    if done is None:
        return _page(wip_session, TickedForm(formdata=None), form), 422
    flash(f"Paper {form.paper.data} is closed to them{_ended(done)}.", "done")
    return redirect(url_for("conflicts.index", slug=wip_session.slug, state="confirmed"), 303)


def _paper(wip_session: WipSession, number: int) -> Any:
    try:
        return paper_of(wip_session, number)
    except Unknown:
        return None


@pages.post("/manage/<slug>/conflicts/look")
@open_to(Act.MANAGE_SESSION)
@writes
def look(wip_session: WipSession) -> ResponseReturnValue:
    """Look for conflicts now; it happens by itself too, whenever a paper, a reader or a school changes."""
    look_again(db.session(), wip_session, by=actor(), now=now())
    flash("Looked through all papers, readers and commenters. What was found stands below.", "done")
    return redirect(url_for("conflicts.index", slug=wip_session.slug), 303)


@pages.get("/manage/<slug>/conflicts/<int:conflict_id>/")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession, conflict_id: int) -> ResponseReturnValue:
    """One conflict: its reason, what was done about it, and the buttons."""
    row = reads.conflict_of(db.session(), wip_session, conflict_id, reader=_me(), names=_names(wip_session))
    if row is None:
        raise Unknown
    moves = [move for move in CONFLICTS.open_moves(row.state) if move in _DONE]
    return render_template(
        "conflicts/show.html",
        wip_session=wip_session,
        conflict=row,
        moves=moves,
        events=reads.history_of(db.session(), conflict_id),
        form=PageForm(formdata=None),
        action=url_for("conflicts.decide", slug=wip_session.slug, state="all", paper=row.number),
        state_words=CONFLICT_WORDS,
        act_words=act_words,
    )


@pages.post("/manage/<slug>/conflicts/<int:conflict_id>/names")
@open_to(Act.MANAGE_SESSION)
@writes
def look_at_names(wip_session: WipSession, conflict_id: int) -> ResponseReturnValue:
    """Show the names in one conflict of a double-blind call; the history says who looked."""
    row = reads.conflict_of(db.session(), wip_session, conflict_id, reader=_me(), names=False)
    if row is None:
        raise Unknown
    conflict = db.session().get_one(Conflict, conflict_id)
    conflict_decisions.look_at_names(db.session(), wip_session, conflict, by=actor(), now=now())
    return redirect(url_for("conflicts.show", slug=wip_session.slug, conflict_id=conflict_id), 303)
