"""Cancelling a session: a page of its own, with the words that everybody then reads."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.sessions import SESSIONS, SessionMove
from wip.models import WipSession
from wip.queries import histories, session_readers
from wip.services import sessions
from wip.services.cancellations import has_run
from wip.services.rooms import over_at
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block
from wip.web.telling import Telling
from wip.web.writes import attempt, writes

pages = Blueprint("cancellations", __name__)


@pages.app_template_global("words_of_cancelling")
def words_of_cancelling(wip_session: WipSession) -> str:
    """What its leaders wrote to everybody, for personal pages of a cancelled session."""
    return histories.words_of_cancelling(db.session(), wip_session)


class CancelForm(PageForm):
    """What everybody reads, besides that the session is off."""

    reason = block("Your words to everybody", most=1000)


@pages.get("/manage/<slug>/cancel")
@open_to(Act.MANAGE_SESSION)
def ask(wip_session: WipSession) -> ResponseReturnValue:
    """What cancelling means, whom it reaches, and the button."""
    return _page(wip_session, CancelForm(formdata=None))


def _page(wip_session: WipSession, form: CancelForm) -> str:
    return render_template(
        "sessions/cancel.html",
        wip_session=wip_session,
        form=form,
        can=SESSIONS.allows(wip_session.state, SessionMove.CANCEL),
        cancelling=session_readers.of_cancelling(db.session(), wip_session),
        has_run=has_run(db.session(), wip_session, now()),
        is_over=now() >= over_at(wip_session),
    )


@pages.post("/manage/<slug>/cancel")
@open_to(Act.MANAGE_SESSION)
@writes
def cancel(wip_session: WipSession) -> ResponseReturnValue:
    """Cancel it; everybody who planned for it is told."""
    form, telling = CancelForm(), Telling(wip_session)

    def step() -> bool:
        reason = form.reason.data or ""
        sessions.step(db.session(), wip_session, SessionMove.CANCEL, reason=reason, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, step):
        return _page(wip_session, form), 422
    flash("The session is cancelled; everybody is told." + telling.afterwards, "done")
    return redirect(url_for("sessions.manage", slug=wip_session.slug), 303)
