"""Reviewing: the queue, one paper at a time, and conflicts."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.papers import IN_REVIEW
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Paper, Remark, Review, WipSession
from wip.queries import queues
from wip.queries import reviews as reads
from wip.queries.blindness import names_in_review
from wip.queries.review_settings import reads_given, settings_of
from wip.queries.sessions import call_of
from wip.services import remarks, reviews, typed_reviews
from wip.services.typed_reviews import Outcome
from wip.web.access import Closed, actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.review_forms import ConflictForm, RemarkForm, review_form, typed_now
from wip.web.review_pages import criteria_at, page_of, saved_or_typed
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, stays, writes

pages = Blueprint("reviews", __name__)

ELSEWHERE = (
    "This review was saved, or other words were typed, in another window or on another device since this page was "
    "opened. What you see here is what you typed here. Press a button again to keep it in place of the other."
)

_VERBS = {"next": reviews.finish, "stay": reviews.save, "abstain": reviews.abstain}


@pages.get("/manage/<slug>/reviews/")
@open_to(Act.REVIEW_PAPERS)
def queue(wip_session: WipSession) -> ResponseReturnValue:
    """What this person still has to review, or has begun or reviewed; conflicts apart."""
    me, asked = actor().person_id or 0, request.args.get("show", "")
    show = queues.Show(asked) if asked in list(queues.Show) else queues.Show.TO_DO
    call = call_of(db.session(), wip_session)
    names = names_in_review(db.session(), call, leads=actor().is_leader)
    given = reads_given(db.session(), wip_session, leads=actor().is_leader)
    found = queues.queue(db.session(), wip_session, me, page_number(), show=show, names=names, given=given)
    return render_template(
        "reviews/queue.html",
        wip_session=wip_session,
        call=call,
        queue=found,
        papers=with_urls(found.page, "reviews.queue", slug=wip_session.slug),
        given_back=reads.given_back_by(db.session(), wip_session, me),
        conflicts=reads.conflicts_of(db.session(), wip_session, me),
        form=PageForm(),
        show=show,
        given=given,
        still_open=call.takes_papers(now()),
        is_frozen=settings_of(db.session(), wip_session).frozen_at is not None,
    )


@pages.get("/manage/<slug>/reviews/<int:number>/")
@open_to(Act.REVIEW_PAPERS)
def show(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper, and the form for this person's review of it, with what they typed and have not saved."""
    _refuse_hidden(wip_session, paper)
    review = _own(paper)
    form, is_restored = saved_or_typed(wip_session, review)
    return page_of(wip_session, paper, review, form, ConflictForm(formdata=None), is_restored=is_restored)


def _refuse_hidden(wip_session: WipSession, paper: Paper) -> None:
    """One's own paper, one with a conflict, and one that was given to others, are as if they were not there."""
    if not reads.may_read(db.session(), wip_session, paper, actor().person_id or 0, leads=actor().is_leader):
        raise Unknown


def _own(paper: Paper) -> Review | None:
    return reads.own_review(db.session(), paper, actor().person_id or 0)


@pages.post("/manage/<slug>/reviews/<int:number>/")
@open_to(Act.REVIEW_PAPERS, Closed.ALL)
@writes
def save(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Save the review; with "Save and next" it must be complete, and the least reviewed paper comes next."""
    _refuse_hidden(wip_session, paper)
    then = request.form.get("then", "stay")
    if then == "skip":
        return _skip(wip_session, paper)
    if typed_reviews.is_ahead(_own(paper), typed_now()):
        return _elsewhere(wip_session, paper), 409
    form = review_form(criteria_at(wip_session))
    fine = form.validate_on_submit()
    fine = all([fine, then != "next" or form.is_whole()])
    verb = _VERBS.get(then, reviews.save)

    def keep() -> Review:
        return verb(db.session(), paper, form.facts(), seen=form.seen_version, by=actor(), now=now())

    if not fine or not attempt(form, keep):
        return _again(wip_session, paper, form), 422
    if then == "abstain":
        flash(f"You abstain from scoring paper {paper.number}; what you wrote is kept.", "done")
    else:
        flash(f"Your review of paper {paper.number} is saved.", "done")
    stays_here = then not in {"next", "abstain"}
    return redirect(_path(wip_session, paper.number) if stays_here else _next_page(wip_session, paper), 303)


def _elsewhere(wip_session: WipSession, paper: Paper) -> str:
    """The form as it was typed here, which may take the place of the other at the next press of a button."""
    form = review_form(criteria_at(wip_session))
    form.saved.data = typed_reviews.mark(_own(paper))
    form.form_errors.append(ELSEWHERE)
    return _again(wip_session, paper, form)


def _again(wip_session: WipSession, paper: Paper, form: Any) -> str:
    return page_of(wip_session, paper, _own(paper), form, ConflictForm(formdata=None))


def _skip(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """On to the next paper. What stands in the form is kept beside the review, as while typing."""
    typed = typed_now()
    if PageForm().validate_on_submit():
        if paper.state in IN_REVIEW and _says_more(wip_session, paper):
            kept = typed_reviews.keep(db.session(), paper, typed, by=actor(), now=now())
            if kept.outcome is Outcome.BEHIND:
                db.session.rollback()
                return _elsewhere(wip_session, paper), 409
        reviews.set_aside(db.session(), paper, by=actor(), now=now())
        flash(
            f"Paper {paper.number} is skipped for now; it comes last among those you still have to review.",
            "done",
        )
        return redirect(_next_page(wip_session, paper), 303)
    raise Refusal("Press “Skip” on the page of the paper.")


def _says_more(wip_session: WipSession, paper: Paper) -> bool:
    form, _ = saved_or_typed(wip_session, _own(paper))
    return review_form(criteria_at(wip_session)).facts() != form.facts()


def _next_page(wip_session: WipSession, paper: Paper) -> str:
    given = reads_given(db.session(), wip_session, leads=actor().is_leader)
    me = actor().person_id or 0
    number = queues.next_to_review(db.session(), wip_session, me, paper.number, given=given)
    return _path(wip_session, number) if number else url_for("reviews.queue", slug=wip_session.slug)


def _path(wip_session: WipSession, number: int) -> str:
    return url_for("reviews.show", slug=wip_session.slug, number=number)


@pages.post("/manage/<slug>/reviews/<int:number>/typed")
@open_to(Act.REVIEW_PAPERS)
@writes
def keep(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """A save by the page itself, while somebody types: neither score nor state changes."""
    _refuse_hidden(wip_session, paper)
    stays()
    kept = typed_reviews.keep(db.session(), paper, typed_now(), by=actor(), now=now())
    answer = jsonify(
        outcome=kept.outcome.value,
        version=kept.mark,
        contested=kept.is_contested,
        address=_path(wip_session, paper.number),
    )
    return answer, {Outcome.SAVED: 200, Outcome.BEHIND: 409, Outcome.GONE: 410}[kept.outcome]


@pages.post("/manage/<slug>/reviews/<int:number>/discard")
@open_to(Act.REVIEW_PAPERS)
@writes
def discard(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Forget what was typed and not saved."""
    _refuse_hidden(wip_session, paper)
    if PageForm().validate_on_submit():
        typed_reviews.discard(db.session(), paper, by=actor())
        flash("What you had typed is discarded; the review is as you last saved it.", "done")
        return redirect(_path(wip_session, paper.number), 303)
    raise Refusal("Press “Discard” on the page of the paper.")


@pages.post("/manage/<slug>/reviews/<int:number>/discussion")
@open_to(Act.REVIEW_PAPERS)
@writes
def discuss(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Say something in the paper's discussion."""
    _refuse_hidden(wip_session, paper)
    form, call = RemarkForm(), call_of(db.session(), wip_session)

    def say() -> Remark:
        return remarks.discuss(db.session(), paper, call, form.text.data or "", by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, say):
        review = _own(paper)
        asked, is_restored = saved_or_typed(wip_session, review)
        page = page_of(
            wip_session,
            paper,
            review,
            asked,
            ConflictForm(formdata=None),
            is_restored=is_restored,
            remark=form,
        )
        return page, 422
    flash("Your words are in the discussion.", "done")
    return redirect(f"{_path(wip_session, paper.number)}#discussion", 303)


@pages.post("/manage/<slug>/reviews/<int:number>/conflict")
@open_to(Act.REVIEW_PAPERS, Closed.ALL)
@writes
def declare(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Declare a conflict: the paper and its reviews close for this person."""
    _refuse_hidden(wip_session, paper)
    form = ConflictForm()

    def say() -> Review:
        reason = form.reason.data or ""
        return reviews.declare_conflict(db.session(), paper, reason, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, say):
        review = _own(paper)
        asked, is_restored = saved_or_typed(wip_session, review)
        return page_of(wip_session, paper, review, asked, form, is_restored=is_restored), 422
    flash(f"Paper {paper.number} is closed to you. You can take the conflict back below.", "done")
    return redirect(url_for("reviews.queue", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviews/<int:number>/take-back")
@open_to(Act.REVIEW_PAPERS, Closed.ALL)
@writes
def take_back(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """The conflict was a slip."""
    mine = reads.conflicts_of(db.session(), wip_session, actor().person_id or 0)
    if paper.number not in {conflict.number for conflict in mine if conflict.is_own}:
        raise Unknown
    if PageForm().validate_on_submit():
        reviews.take_back_conflict(db.session(), paper, by=actor(), now=now())
        return redirect(_path(wip_session, paper.number), 303)
    raise Refusal("Press the button on the page of your reviews.")
