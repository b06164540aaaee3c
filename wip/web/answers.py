"""An author's answers to the call's own questions, also after the deadline, until each is frozen."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.questions import QuestionKind
from wip.models import Call, Paper
from wip.queries.call_parts import questions_of
from wip.queries.papers import call_of_paper
from wip.services import answers
from wip.services.answers import answers_of, may_answer
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.answer_forms import AnswersForm, Asks, answers_form
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.paper_uploads import claim, file_fields, store_sent
from wip.web.writes import attempt, writes

pages = Blueprint("answers", __name__)


def _asks(paper: Paper, call: Call) -> Asks:
    return Asks(call, (), answers.open_questions(db.session(), paper, call, now()), now())


def _page(paper: Paper, call: Call, form: AnswersForm) -> Response:
    asks, there = _asks(paper, call), answers_of(db.session(), paper)
    open_ids = {question.id for question in asks.questions}
    settled = [
        (question.label, there.get(question.id, ""))
        for question in questions_of(db.session(), call)
        if question.id not in open_ids
    ]
    page = render_template(
        "submissions/answers.html",
        paper=paper,
        wip_session=call.wip_session,
        asks=asks,
        form=form,
        settled=settled,
        may_answer=may_answer(paper, call, now()),
        own=request.path.removesuffix("answers"),
        files={each.id: there.get(each.id, "") for each in asks.questions if each.kind is QuestionKind.FILE},
    )
    return not_indexed(make_response(page))


@pages.get("/papers/<token>/answers")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def show(paper: Paper) -> ResponseReturnValue:
    """The questions that may still be answered, with what was said so far; and those that are settled."""
    call = call_of_paper(db.session(), paper)
    asks, there = _asks(paper, call), answers_of(db.session(), paper)
    data: dict[str, Any] = {each.asked.field: there.get(each.id, "") for each in asks.questions}
    return _page(paper, call, answers_form(asks, formdata=None, data=data))


@pages.post("/papers/<token>/answers")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def save(paper: Paper) -> ResponseReturnValue:
    """Keep the answers."""
    call = call_of_paper(db.session(), paper)
    asks = _asks(paper, call)
    form = answers_form(asks)
    uploads = claim(form, store_sent(form))
    fields = {question.asked.field: question.id for question in asks.questions}
    files = {fields[name]: upload for name, upload in uploads.items()}

    def keep() -> bool:
        said, by = form.said_to(asks.questions), actor()
        answers.answer(db.session(), paper, call, said, by=by, now=now(), files=files)
        return True

    bad_file = any(form[name].errors for name in file_fields(form))
    if not form.validate_on_submit() or bad_file or not attempt(form, keep):
        return _page(paper, call, form), 422
    flash("Your answers are saved.", "done")
    return redirect(request.path, 303)
