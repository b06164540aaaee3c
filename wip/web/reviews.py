"""Reviewing: the queue, one paper at a time, and conflicts."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectChoice

from wip.db import db
from wip.domain.calls import Blindness
from wip.domain.papers import IN_REVIEW, PaperState
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.reviews import SCORE_WORDS, ReviewState
from wip.models import Call, Paper, Review, WipSession
from wip.queries import queues
from wip.queries import reviews as reads
from wip.queries.sessions import call_of
from wip.services import reviews
from wip.services.paper_copies import for_reviewers
from wip.services.reviews import ReviewFacts
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, line
from wip.web.templating import page_number, with_urls
from wip.web.writes import attempt, writes

pages = Blueprint("reviews", __name__)


def _score(value: object) -> int | None:
    return int(str(value)) if value else None


class _Asked:
    """Marks a field that is asked for, without which the form may still be kept for later."""

    field_flags = {"required": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Nothing stops here: whether a score is needed depends on the button."""


class ReviewForm(PageForm):
    """A score and two comments; a review may be saved before there is a score."""

    score = RadioField(
        "Score",
        [_Asked()],
        choices=[SelectChoice(points, words) for points, words in SCORE_WORDS.items()],
        coerce=_score,
        validate_choice=False,
        default=None,
    )
    comment = block("To the committee")
    comment_to_author = block("To the author")

    def facts(self) -> ReviewFacts:
        """What the reviewer says."""
        return ReviewFacts(self.score.data, self.comment.data or "", self.comment_to_author.data or "")


class ConflictForm(PageForm):
    """Why one cannot judge this paper."""

    reason = line("Reason", most=500)


@pages.get("/manage/<slug>/reviews/")
@open_to(Act.REVIEW_PAPERS)
def queue(wip_session: WipSession) -> ResponseReturnValue:
    """What this person still has to review, or has reviewed; conflicts apart."""
    me, done = actor().person_id or 0, request.args.get("show") == "done"
    call = call_of(db.session(), wip_session)
    found = queues.queue(db.session(), wip_session, me, page_number(), done=done, names=_shows_names(call))
    return render_template(
        "reviews/queue.html",
        wip_session=wip_session,
        call=call,
        queue=found,
        papers=with_urls(found.page, "reviews.queue", slug=wip_session.slug),
        conflicts=reads.conflicts_of(db.session(), wip_session, me),
        form=PageForm(),
        show_done=done,
        score_words=SCORE_WORDS,
        still_open=call.takes_papers(now()),
    )


def _shows_names(call: Call) -> bool:
    return call.blindness is not Blindness.DOUBLE


@pages.get("/manage/<slug>/reviews/<int:number>/")
@open_to(Act.REVIEW_PAPERS)
def show(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper, and the form for this person's review of it."""
    _refuse_hidden(paper)
    review = _own(paper)
    form = ReviewForm(obj=review) if review else ReviewForm()
    return _page(wip_session, paper, review, form, ConflictForm(formdata=None))


def _refuse_hidden(paper: Paper) -> None:
    """One's own paper, and one with a declared conflict, are as if they were not there."""
    gone = paper.state in {PaperState.DRAFT, PaperState.WITHDRAWN}
    if gone or not reads.may_see(db.session(), paper, actor().person_id or 0):
        raise Unknown


def _own(paper: Paper) -> Review | None:
    return reads.own_review(db.session(), paper, actor().person_id or 0)


def _page(
    wip_session: WipSession, paper: Paper, review: Review | None, form: ReviewForm, conflict: ConflictForm
) -> str:
    call = call_of(db.session(), wip_session)
    is_done = review is not None and review.state is ReviewState.DONE
    return render_template(
        "reviews/show.html",
        wip_session=wip_session,
        call=call,
        paper=paper,
        names=_shows_names(call),
        authors=reads.names_of(db.session(), [paper.id]).get(paper.id, ()) if _shows_names(call) else (),
        details=for_reviewers(db.session(), paper, names=_shows_names(call)),
        draft=reads.newest_draft(db.session(), paper),
        review=review,
        form=form,
        conflict=conflict,
        open_now=paper.state in IN_REVIEW,
        is_done=is_done,
        others=reads.other_reviews(db.session(), paper, actor().person_id or 0) if is_done else None,
        score_words=SCORE_WORDS,
    )


@pages.post("/manage/<slug>/reviews/<int:number>/")
@open_to(Act.REVIEW_PAPERS)
@writes
def save(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Save the review; with "Save and next" it must be complete, and the least reviewed paper comes next."""
    _refuse_hidden(paper)
    form, goes_on = ReviewForm(), request.form.get("then") == "next"
    verb = reviews.finish if goes_on else reviews.save

    def keep() -> Review:
        return verb(db.session(), paper, form.facts(), seen=form.seen, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(wip_session, paper, _own(paper), form, ConflictForm(formdata=None)), 422
    flash(f"Your review of paper {paper.number} is saved.", "done")
    return redirect(_next_page(wip_session, paper) if goes_on else _path(wip_session, paper.number), 303)


def _next_page(wip_session: WipSession, paper: Paper) -> str:
    number = queues.next_to_review(db.session(), wip_session, actor().person_id or 0, paper.number)
    return _path(wip_session, number) if number else url_for("reviews.queue", slug=wip_session.slug)


def _path(wip_session: WipSession, number: int) -> str:
    return url_for("reviews.show", slug=wip_session.slug, number=number)


@pages.post("/manage/<slug>/reviews/<int:number>/conflict")
@open_to(Act.REVIEW_PAPERS)
@writes
def declare(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Declare a conflict: the paper and its reviews close for this person."""
    _refuse_hidden(paper)
    form = ConflictForm()

    def say() -> Review:
        reason = form.reason.data or ""
        return reviews.declare_conflict(db.session(), paper, reason, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, say):
        review = _own(paper)
        return _page(wip_session, paper, review, ReviewForm(formdata=None, obj=review), form), 422
    flash(f"Paper {paper.number} is closed to you. You can take the conflict back below.", "done")
    return redirect(url_for("reviews.queue", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviews/<int:number>/take-back")
@open_to(Act.REVIEW_PAPERS)
@writes
def take_back(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """The conflict was a slip."""
    mine = reads.conflicts_of(db.session(), wip_session, actor().person_id or 0)
    if paper.number not in {conflict.number for conflict in mine}:
        raise Unknown
    if PageForm().validate_on_submit():
        reviews.take_back_conflict(db.session(), paper, by=actor(), now=now())
        return redirect(_path(wip_session, paper.number), 303)
    raise Refusal("Press the button on the page of your reviews.")
