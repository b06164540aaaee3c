"""What a reviewer says about what they read: what suits them, that they give a paper back, and whether to be reminded."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from wip.db import db
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.domain.stops import StopTopic
from wip.models import Call, Interest, Paper, Review, WipSession
from wip.queries.call_parts import topics_of
from wip.queries.readers import interest_of
from wip.queries.reviews import may_read
from wip.queries.sessions import call_of
from wip.queries.stops import stopped_topics
from wip.services import assignments, interests
from wip.services.interests import PAPERS_MOST, InterestFacts
from wip.services.reminders import want_reminders
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import Number, PageForm, line
from wip.web.writes import attempt, writes

pages = Blueprint("readings", __name__)


class InterestForm(PageForm):
    """What somebody would like to read."""

    topics = SelectMultipleField(
        "Topics that you know",
        coerce=int,
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = line("In your own words", most=500)
    papers_most = Number("At most so many papers", default=None)

    def facts(self) -> InterestFacts:
        """The form's content."""
        return InterestFacts(self.topics.data or (), self.words.data or "", self.papers_most.data)


class DeclineForm(PageForm):
    """Why one does not read a paper."""

    decline_reason = line("Why", most=500)


@pages.get("/manage/<slug>/reviews/interests")
@open_to(Act.REVIEW_PAPERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """What the reviewer said before, to change."""
    mine = interest_of(db.session(), wip_session, actor().person_id or 0)
    return _page(call_of(db.session(), wip_session), _form(mine))


def _form(mine: Interest | None) -> InterestForm:
    if mine is None:
        return InterestForm(data={"topics": [], "version": "0"})
    return InterestForm(
        data={
            "topics": [chosen.topic_id for chosen in mine.topics],
            "words": mine.words,
            "papers_most": mine.papers_most,
            "version": str(mine.version),
        }
    )


def _page(call: Call, form: InterestForm) -> str:
    row = call.wip_session
    form.topics.choices = [(topic.id, topic.name) for topic in topics_of(db.session(), call)]
    stopped = stopped_topics(db.session(), actor().person_id or 0, row.id)
    return render_template(
        "reviews/interests.html",
        wip_session=row,
        call=call,
        form=form,
        button_form=PageForm(formdata=None),
        papers_most=PAPERS_MOST,
        reminded=StopTopic.REVIEW_REMINDERS not in stopped,
    )


@pages.post("/manage/<slug>/reviews/interests")
@open_to(Act.REVIEW_PAPERS)
@writes
def say(wip_session: WipSession) -> ResponseReturnValue:
    """Keep what the reviewer says."""
    form, call = InterestForm(), call_of(db.session(), wip_session)

    def keep() -> Interest:
        return interests.say(db.session(), call, form.facts(), seen=form.seen, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(call, form), 422
    flash("Thank you: papers are given out with this in mind.", "done")
    return redirect(url_for("readings.show", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviews/reminders")
@open_to(Act.REVIEW_PAPERS)
@writes
def remind(wip_session: WipSession) -> ResponseReturnValue:
    """Stop the reminders of this session, or have them again."""
    if not PageForm().validate_on_submit():
        raise Refusal("Press the button on the page of your reviews.")
    wanted = request.form.get("wanted") == "yes"
    want_reminders(db.session(), wip_session, wanted=wanted, by=actor(), now=now())
    flash(
        "You will be reminded before reviews are due."
        if wanted
        else "You get no more reminders of this session’s reviews.",
        "done",
    )
    return redirect(url_for("readings.show", slug=wip_session.slug), 303)


@pages.get("/manage/<slug>/reviews/<int:number>/decline")
@open_to(Act.REVIEW_PAPERS)
def ask(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Ask for the reason before the paper is given back."""
    _refuse_hidden(wip_session, paper)
    return _decline_page(wip_session, paper, DeclineForm())


def _refuse_hidden(wip_session: WipSession, paper: Paper) -> None:
    if not may_read(db.session(), wip_session, paper, actor().person_id or 0, leads=actor().is_leader):
        raise Unknown


def _decline_page(wip_session: WipSession, paper: Paper, form: DeclineForm) -> str:
    return render_template("reviews/decline.html", wip_session=wip_session, paper=paper, form=form)


@pages.post("/manage/<slug>/reviews/<int:number>/decline")
@open_to(Act.REVIEW_PAPERS)
@writes
def decline(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Give the paper back."""
    _refuse_hidden(wip_session, paper)
    form = DeclineForm()

    def give_back() -> Review:
        reason = form.decline_reason.data or ""
        return assignments.decline(db.session(), paper, reason, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, give_back):
        return _decline_page(wip_session, paper, form), 422
    flash(f"Paper {paper.number} is given back. The leaders are told why, and find somebody else.", "done")
    return redirect(url_for("reviews.queue", slug=wip_session.slug), 303)


@pages.post("/manage/<slug>/reviews/<int:number>/take-again")
@open_to(Act.REVIEW_PAPERS)
@writes
def take_again(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Take a paper again that one had given back."""
    if not PageForm().validate_on_submit():
        raise Refusal("Press the button on the page of your reviews.")
    assignments.take_again(db.session(), paper, by=actor(), now=now())
    flash(f"Paper {paper.number} is yours again.", "done")
    return redirect(url_for("reviews.show", slug=wip_session.slug, number=paper.number), 303)
