"""Stopping letters of a kind: the page behind the link at their foot, and the one click of a mail program."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.stops import STOP_WORDS, StopTopic
from wip.models import Person, WipSession
from wip.queries.stops import stopped_topics, topics_concerning
from wip.services import stops
from wip.web.access import actor, not_indexed, open_to, opens
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit
from wip.web.writes import stays, writes

pages = Blueprint("stops", __name__)


def _link() -> str:
    """What is counted against the limit: a mail provider stops letters for many people from one address."""
    return request.path


def _asked() -> StopTopic | None:
    """The topic that the letter's link names, if it names one."""
    asked = request.args.get("answer", "")
    return next((topic for topic in StopTopic if topic.value == asked), None)


def _topic() -> StopTopic:
    """The topic to act on. Raises Unknown where the address names none."""
    found = _asked()
    if found is None:
        raise Unknown
    return found


def _person() -> Person:
    return db.session().get_one(Person, actor().person_id)


@pages.get("/stop/<token>/")
@open_to(Act.STOP_LETTERS)
@opens(LinkKind.STOP)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """What would stop, and one button; or that it has stopped, and one to take it back. The other topics below."""
    return _page(wip_session, _asked())


def _page(wip_session: WipSession, topic: StopTopic | None) -> Response:
    stopped = stopped_topics(db.session(), _person().id, wip_session.id)
    offered = (
        topics_concerning(db.session(), _person(), wip_session) | stopped | ({topic} if topic else set())
    )
    page = render_template(
        "stops/show.html",
        wip_session=wip_session,
        topic=topic,
        words={each: words for each, words in STOP_WORDS.items() if each in offered},
        path=request.path,
        stopped=stopped,
        form=PageForm(formdata=None),
    )
    return not_indexed(current_app.make_response(page))


@pages.post("/stop/<token>/")
@limiter.limit(public_write_limit, key_func=_link)
@open_to(Act.STOP_LETTERS)
@opens(LinkKind.STOP)
@writes
def stop(wip_session: WipSession) -> ResponseReturnValue:
    """Stop at once. A mail program has neither cookie nor form token, and follows no redirect (RFC 8058 section 3)."""
    topic = _topic()
    stops.stop(db.session(), _person(), wip_session, topic, by=actor(), now=now())
    if request.form.get("List-Unsubscribe") == "One-Click":
        stays()
        return _page(wip_session, topic)
    flash("Stopped.", "done")
    return redirect(f"{request.path}?answer={topic.value}", 303)


@pages.post("/stop/<token>/again")
@limiter.limit(public_write_limit, key_func=_link)
@open_to(Act.STOP_LETTERS)
@opens(LinkKind.STOP)
@writes
def start_again(wip_session: WipSession) -> ResponseReturnValue:
    """Take such letters again."""
    topic = _topic()
    stops.start_again(db.session(), _person(), wip_session, topic, by=actor(), now=now())
    flash("You get these letters again.", "done")
    return redirect(f"{request.path.removesuffix('again')}?answer={topic.value}", 303)
