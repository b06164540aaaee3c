"""A paper's own page, behind its author's personal link."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from wip.adapters import files
from wip.db import db
from wip.domain.circulation import goes_out
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.models import Call, Paper, Person
from wip.queries.papers import call_of_paper
from wip.services import answers, carrying, confirmations, drafts, places, submissions
from wip.services.people import personal
from wip.web.access import actor, open_to, opens, signer
from wip.web.answer_forms import AnswersForm, answers_form
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.own_page import own_page
from wip.web.paper_doors import draft_at_hand, files_of
from wip.web.paper_faults import draft_judged, judged
from wip.web.paper_files import file_response, loaded
from wip.web.paper_forms import Asks, PaperForm, asks_of, form_with, paper_form
from wip.web.paper_rows import typed_fields, wants_other_rows, with_other_rows
from wip.web.paper_uploads import Sent, claim, file_fields, forget, needs_reading, store_sent
from wip.web.writes import attempt, begin_to_write, reads_first, writes

pages = Blueprint("own_papers", __name__)

FEEDBACK_ANSWERS = ("feedback", "changed", "nothing")
"""What letters about feedback choose in advance: all on the page of it."""


@pages.get("/papers/<token>/")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own(paper: Paper) -> ResponseReturnValue:
    """Where the paper stands, what its author must do next, and the form while it may be changed."""
    if paper.state in PRESENTING and request.args.get("answer") in FEEDBACK_ANSWERS:
        chosen = request.args["answer"]
        return redirect(url_for("feedback_digests.show", **(request.view_args or {}), answer=chosen), 303)
    return own_page(paper, call_of_paper(db.session(), paper))


@pages.post("/papers/<token>/")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@reads_first
def change(paper: Paper) -> ResponseReturnValue:
    """Change the paper."""
    call = call_of_paper(db.session(), paper)
    asks = asks_of(call, now())
    if wants_other_rows(request.form):
        form = form_with(asks, with_other_rows(typed_fields(request.form), request.form))
        form.version.data = request.form.get("version", "")
        return own_page(paper, call, form)
    form = paper_form(asks)
    fine = judged(form, asks)
    sent = store_sent(form, read=needs_reading(call))
    fine = all([fine, _draft_judged(paper, form, asks, sent)])
    begin_to_write()
    response = _save(paper=paper, call=call, asks=asks, form=form, sent=sent, fine=fine)
    forget(sent)
    return response


def _draft_judged(paper: Paper, form: PaperForm, asks: Asks, sent: Sent) -> bool:
    # The authors may have changed: the draft that is here already is looked through again.
    drafts_here = loaded(paper).drafts
    draft = draft_at_hand(form, sent) or (drafts_here[-1] if drafts_here else None)
    return draft_judged(form, asks, draft, paper.anonymity_notes)


@writes
def _save(
    *, paper: Paper, call: Call, asks: Asks, form: PaperForm, sent: Sent, fine: bool
) -> ResponseReturnValue:
    uploads = claim(form, sent)
    bad_file = any(form[name].errors for name in file_fields(form))

    def save() -> bool:
        submissions.change(
            db.session(),
            loaded(paper),
            call,
            form.facts(asks),
            seen=form.seen,
            by=actor(),
            now=now(),
            draft=uploads.get("draft"),
            files=files_of(asks, uploads),
            notes=form.found_names,
        )
        return True

    if not fine or bad_file or not attempt(form, save):
        form.add_rows(1)
        return own_page(paper, call, form), 422
    flash("Your changes are saved. The first author has them by letter, at most once a day.", "done")
    return redirect(_own_path(), 303)


@pages.post("/papers/<token>/draft")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@reads_first
def send_draft(paper: Paper) -> ResponseReturnValue:
    """A new version of the draft."""
    call = call_of_paper(db.session(), paper)
    form = paper_form(asks_of(call, now()))
    sent = store_sent(form, read=needs_reading(call))
    begin_to_write()
    response = _take_draft(paper=paper, call=call, form=form, sent=sent)
    forget(sent)
    return response


@writes
def _take_draft(paper: Paper, call: Call, form: PaperForm, sent: Sent) -> ResponseReturnValue:
    upload = claim(form, sent).get("draft")
    if form.draft.errors:
        raise Refusal(form.draft.errors[0], "draft")
    if upload is None:
        raise Refusal("Choose a file first.", "draft")
    draft = drafts.add_draft(db.session(), paper, call, upload, by=actor(), now=now())
    if paper.state in PRESENTING and not goes_out(draft.content_type, draft.facts):
        flash("Your draft has arrived. It is a Word file: say below whether it may go out as it is.", "done")
    else:
        flash("Your draft has arrived.", "done")
    return redirect(_own_path(), 303)


@pages.post("/papers/<token>/answers")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@reads_first
def answer_questions(paper: Paper) -> ResponseReturnValue:
    """Answers to the call's own questions, which may be due after the paper's text is closed."""
    call = call_of_paper(db.session(), paper)
    asks = asks_of(call, now())
    form = answers_form(asks)
    sent = store_sent(form)
    begin_to_write()
    response = _keep_answers(paper=paper, call=call, asks=asks, form=form, sent=sent)
    forget(sent)
    return response


@writes
def _keep_answers(paper: Paper, call: Call, asks: Asks, form: AnswersForm, sent: Sent) -> ResponseReturnValue:
    uploads = claim(form, sent)
    files = {id_: upload for id_, upload in files_of(asks, uploads).items() if id_ is not None}
    typed = {
        each.id: form.said(each.asked.field) or ""
        for each in asks.questions
        if each.kind is not QuestionKind.FILE and each.asked.field in request.form
    }
    typed |= {id_: upload.file_name for id_, upload in files.items()}

    def keep() -> bool:
        answers.answer(db.session(), loaded(paper), call, typed, by=actor(), now=now(), files=files)
        return True

    fine = form.validate_on_submit()
    bad_file = any(form[name].errors for name in file_fields(form))
    if not fine or bad_file or not attempt(form, keep):
        return own_page(paper, call, answer_form=form), 422
    flash("Your answers are saved.", "done")
    return redirect(_own_path(), 303)


def _own_path() -> str:
    return url_for("own_papers.own", token=(request.view_args or {})["token"])


@pages.post("/papers/<token>/answer")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def answer(paper: Paper) -> ResponseReturnValue:
    """Confirm the place, turn it down, withdraw the paper, restore it, or say that it is somebody else's."""
    call, said = call_of_paper(db.session(), paper), request.form.get("answer")
    paper = loaded(paper)
    if said == "disown":
        submissions.disown(db.session(), paper, by=actor(), now=now())
        flash("Thank you for telling us: the paper is no longer yours.", "done")
        return redirect(url_for("home.show"), 303)
    if said == "carry":
        return _carry(paper, call)
    verbs: dict[str, tuple[Callable[..., None], str]] = {
        "confirm": (confirmations.confirm, "Thank you: your place is confirmed."),
        "turn_down": (
            confirmations.turn_down,
            "Thank you for telling us. The place goes to somebody else.",
        ),
        "withdraw": (submissions.withdraw, "Your paper is withdrawn."),
        "restore": (submissions.restore, "Your paper is back in."),
        "join": (places.join, "You are on the waiting list. A letter says so, too."),
        "keep_here": (carrying.take_back, "Your paper stays where it is; nothing will be carried over."),
    }
    if said not in verbs:
        raise Refusal("Choose an answer first.")
    verb, told = verbs[said]
    verb(db.session(), paper, call, by=actor(), now=now())
    flash(told, "done")
    return redirect(_own_path(), 303)


def _carry(paper: Paper, call: Call) -> ResponseReturnValue:
    """Into the section's open call, ready to be finished; or kept as a wish until there is one."""
    copy = partial(files.copied, current_app.extensions["wip_settings"])
    row = carrying.carry(db.session(), paper, call, copy=copy, by=actor(), now=now())
    if row is None:
        flash("Noted. When the section’s next call opens, a letter brings you the form, filled in.", "done")
        return redirect(_own_path(), 303)
    flash(
        "Everything is filled in. Look it over, then submit it; nothing is submitted before you do.", "done"
    )
    person = db.session().get_one(Person, row.person_id)
    return redirect(signer().path(personal(LinkKind.STARTED, person, row.id)), 303)


@pages.get("/papers/<token>/drafts/<int:n>")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own_draft(paper: Paper, n: int) -> ResponseReturnValue:
    """The author's own file."""
    return file_response(paper, n)
