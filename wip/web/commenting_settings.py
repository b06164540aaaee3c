"""How a session finds commenters and circulates its drafts, for its leaders."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField

from wip.db import db
from wip.domain.circulation import CIRCLE_WORDS, Circle
from wip.domain.people import Act
from wip.models import CommentingSettings, WipSession
from wip.queries.commenting import settings_of
from wip.queries.sessions import call_of
from wip.services import commenting_settings
from wip.services.commenting_settings import (
    ANSWER_DAYS_MOST,
    DAYS_LATE_MOST,
    KEPT_DAYS_MOST,
    STANDBY_MOST,
    CommentingFacts,
)
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import Needed, PageForm, choices, number
from wip.web.writes import attempt, writes

pages = Blueprint("commenting_settings", __name__)

_BY_ITSELF, _BY_LEADER = "yes", "no"
_NEXT = [
    (_BY_LEADER, "By a leader: nothing is sent by itself; you ask the next one with one click"),
    (_BY_ITSELF, "By itself: the next best volunteer gets a letter at once, and so on"),
]


class CommentingForm(PageForm):
    """Whom to ask, how long to wait, and who reads drafts."""

    presenters_comment = BooleanField("Presenters are asked to comment on one other paper")
    mixes_seniority = BooleanField(
        "Each paper should hear from people at different stages of their career, where that can be had"
    )
    standby_per_paper = number("Standby commenters for each paper", 0, STANDBY_MOST, default=0)
    answer_days = number("Days to answer a request", 1, ANSWER_DAYS_MOST, default=5)
    reminds = BooleanField("People who have not answered are reminded, at half-time and a day before the end")
    releases_silent = RadioField(
        "When somebody does not answer in time, declines or can no longer come, the next one is asked",
        [Needed("Choose one of the two.")],
        choices=choices(_NEXT),
        coerce=str,
    )
    circle = RadioField(
        "Drafts, the pages to read first and the author’s questions go to",
        [Needed("Choose who may read the drafts.")],
        choices=choices([(circle.value, words) for circle, words in CIRCLE_WORDS.items()]),
    )
    draft_days_late = number("Days that a draft may be late", 0, DAYS_LATE_MOST, default=3)
    drafts_kept_days = number(
        "Days after the session that drafts can still be read", 0, KEPT_DAYS_MOST, default=14
    )

    def facts(self) -> CommentingFacts:
        """The form's content."""
        return CommentingFacts(
            presenters_comment=self.presenters_comment.data,
            mixes_seniority=self.mixes_seniority.data,
            answer_days=self.answer_days.data or 0,
            reminds=self.reminds.data,
            releases_silent=self.releases_silent.data == _BY_ITSELF,
            standby_per_paper=self.standby_per_paper.data or 0,
            circle=Circle(self.circle.data),
            draft_days_late=self.draft_days_late.data or 0,
            drafts_kept_days=self.drafts_kept_days.data or 0,
        )


@pages.get("/manage/<slug>/commenters/settings")
@open_to(Act.FIND_COMMENTERS)
def edit(wip_session: WipSession) -> ResponseReturnValue:
    """The settings as they are."""
    settings = settings_of(db.session(), wip_session.id)
    form = CommentingForm(formdata=None, obj=settings)
    form.releases_silent.data = _BY_ITSELF if settings.releases_silent else _BY_LEADER
    form.circle.data = settings.circle.value
    return _page(wip_session, form)


def _page(wip_session: WipSession, form: CommentingForm) -> str:
    return render_template(
        "commenters/settings.html",
        wip_session=wip_session,
        call=call_of(db.session(), wip_session),
        form=form,
    )


@pages.post("/manage/<slug>/commenters/settings")
@open_to(Act.FIND_COMMENTERS)
@writes
def save(wip_session: WipSession) -> ResponseReturnValue:
    """Keep them."""
    form = CommentingForm()

    def keep() -> CommentingSettings:
        return commenting_settings.change(
            db.session(), wip_session, form.facts(), seen=form.seen, by=actor(), now=now()
        )

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(wip_session, form), 422
    flash("The settings are kept.", "done")
    return redirect(url_for("commenting_settings.edit", slug=wip_session.slug), 303)
