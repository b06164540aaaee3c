"""A call's own questions, for its leaders: the list, each question's form, and how authors see them."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calls import CallState
from wip.domain.people import Act
from wip.domain.questions import KIND_WORDS
from wip.domain.refusals import Unknown
from wip.domain.zones import city, show
from wip.models import Call, Question, WipSession
from wip.queries.call_parts import QuestionRow, papers_in, question_rows
from wip.queries.sessions import call_of
from wip.services import questions
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.paper_forms import asks_of, paper_form
from wip.web.question_forms import QuestionForm
from wip.web.writes import attempt, writes

pages = Blueprint("questions", __name__)


@pages.get("/manage/<slug>/questions/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """All questions with how many papers answer them, and the form's part as authors see it."""
    call = call_of(db.session(), wip_session)
    rows = question_rows(db.session(), call)
    zone = wip_session.zone
    return render_template(
        "questions/index.html",
        wip_session=wip_session,
        call=call,
        asked=[row for row in rows if not row.question.retired],
        retired=[row for row in rows if row.question.retired],
        needs={row.question.id: questions.need(questions.facts_of(row.question), zone) for row in rows},
        waits={row.question.id: _waits(row, zone) for row in rows},
        kind_words=KIND_WORDS,
        preview=paper_form(asks_of(call, now()), formdata=None),
        form=PageForm(formdata=None),
    )


def _waits(row: QuestionRow, zone: str) -> str:
    """Whom the question still waits for, in a sentence; empty where it waits for nobody."""
    question, missing = row.question, row.unanswered
    if not missing or not (question.required or question.required_from):
        return ""
    who = "1 author who has submitted has" if missing == 1 else f"{missing} authors who have submitted have"
    if question.required_from is None or question.required_from <= now():
        return f"{who} not answered yet, and must when they next change their paper."
    return f"{who} still to answer by {show(question.required_from, zone)}."


def _page(wip_session: WipSession, call: Call, form: QuestionForm, question: Question | None) -> str:
    return render_template(
        "questions/edit.html",
        wip_session=wip_session,
        form=form,
        question=question,
        place=city(wip_session.zone),
        papers=papers_in(db.session(), call) if call.state is not CallState.DRAFT else 0,
        is_out=call.state is not CallState.DRAFT,
    )


@pages.get("/manage/<slug>/questions/new")
@open_to(Act.MANAGE_SESSION)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """Write a question."""
    return _page(wip_session, call_of(db.session(), wip_session), QuestionForm(), None)


@pages.post("/manage/<slug>/questions/new")
@open_to(Act.MANAGE_SESSION)
@writes
def add(wip_session: WipSession) -> ResponseReturnValue:
    """Ask it, as the last."""
    call, form = call_of(db.session(), wip_session), QuestionForm()

    def ask() -> Question:
        facts = form.facts(wip_session.zone, None)
        return questions.ask(db.session(), call, facts, by=actor(), now=now())

    question = attempt(form, ask) if form.validate_on_submit() else None
    if question is None:
        return _page(wip_session, call, form, None), 422
    return _saved(wip_session, call, question, "The question is asked.")


@pages.get("/manage/<slug>/questions/<int:question_id>")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession, question_id: int) -> ResponseReturnValue:
    """Change a question."""
    call = call_of(db.session(), wip_session)
    question = _found(call, question_id)
    form = QuestionForm(data={name: getattr(question, name) for name in ("label", "help", "version")})
    form.fill(question, wip_session.zone)
    return _page(wip_session, call, form, question)


@pages.post("/manage/<slug>/questions/<int:question_id>")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession, question_id: int) -> ResponseReturnValue:
    """Save it; answers that papers gave are never lost silently."""
    call, form = call_of(db.session(), wip_session), QuestionForm()
    question = _found(call, question_id)

    def change() -> bool:
        facts = form.facts(wip_session.zone, question)
        questions.change(
            db.session(), call, question, facts, lost=form.lost, seen=form.seen, by=actor(), now=now()
        )
        return True

    if not form.validate_on_submit() or not attempt(form, change):
        return _page(wip_session, call, form, question), 422
    return _saved(wip_session, call, question, "The question is saved.")


def _saved(wip_session: WipSession, call: Call, question: Question, told: str) -> ResponseReturnValue:
    rows = question_rows(db.session(), call) if call.state is not CallState.DRAFT else []
    waits = [_waits(row, wip_session.zone) for row in rows if row.question.id == question.id]
    flash(" ".join([told, *filter(None, waits)]), "done")
    return redirect(url_for("questions.index", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/questions/<int:question_id>/place")
@open_to(Act.MANAGE_SESSION)
@writes
def move(wip_session: WipSession, question_id: int) -> ResponseReturnValue:
    """One place up or down."""
    call = call_of(db.session(), wip_session)
    up = request.form.get("way") == "up"
    question = _found(call, question_id)
    questions.move(db.session(), call, question, up=up, seen=PageForm().seen, by=actor(), now=now())
    return redirect(url_for("questions.index", slug=wip_session.slug, _anchor=f"question-{question_id}"), 303)


@pages.post("/manage/<slug>/questions/<int:question_id>/retire")
@open_to(Act.MANAGE_SESSION)
@writes
def retire(wip_session: WipSession, question_id: int) -> ResponseReturnValue:
    """Ask it no longer."""
    call = call_of(db.session(), wip_session)
    question = _found(call, question_id)
    stays = questions.retire(db.session(), call, question, seen=PageForm().seen, by=actor(), now=now())
    flash(
        "Nobody is asked this any more; the answers given stay."
        if stays
        else "The question is deleted: nobody had answered it.",
        "done",
    )
    return redirect(url_for("questions.index", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/questions/<int:question_id>/ask-again")
@open_to(Act.MANAGE_SESSION)
@writes
def ask_again(wip_session: WipSession, question_id: int) -> ResponseReturnValue:
    """Ask a retired question again."""
    call = call_of(db.session(), wip_session)
    question = _found(call, question_id)
    questions.ask_again(db.session(), call, question, seen=PageForm().seen, by=actor(), now=now())
    flash("The question is asked again, as the last.", "done")
    return redirect(url_for("questions.index", slug=wip_session.slug), 303)


def _found(call: Call, question_id: int) -> Question:
    found = db.session().scalar(
        sa.select(Question).where(Question.id == question_id, Question.call_id == call.id)
    )
    if found is None:
        raise Unknown
    return found
