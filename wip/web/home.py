"""The front page: open calls and coming sessions."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.queries.sessions import coming, open_calls
from wip.web.access import open_to
from wip.web.clock import now
from wip.web.templating import page_number, with_urls

pages = Blueprint("home", __name__)


@pages.get("/")
@open_to(Act.SEE_PUBLIC_PAGES)
def show() -> ResponseReturnValue:
    """Open calls, the nearest deadline first; then coming sessions by date."""
    calls = open_calls(db.session(), now())
    sessions = with_urls(coming(db.session(), now(), page_number()), "home.show")
    return render_template("home/show.html", calls=calls, sessions=sessions)


@pages.get("/robots.txt")
@open_to(Act.SEE_PUBLIC_PAGES)
def robots() -> ResponseReturnValue:
    """Calendars stay open to robots, since Google's calendar obeys this file; the leaders' side does not."""
    lines = [
        "User-agent: *",
        "Disallow: /manage/",
        "Disallow: /me/",
        "Disallow: /papers/",
        "Disallow: /sign-in",
        "Disallow: /show/",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
