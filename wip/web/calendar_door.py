"""A door of their own for calendar addresses, and for the screens of a running room.

Calendar programs ask every few minutes for years, without cookies; screens ask every second or two for an hour. Behind the main door each request loads the
session cookie, says `Vary: Cookie` and passes the hooks of six extensions; behind this one it meets the same views in
a bare Flask app that shares the engine, the settings and the clock.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface, SessionMixin
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from wip.db import db, intend_to_write
from wip.domain.refusals import Unknown
from wip.web import calendars, show_polls
from wip.web.calendar_answers import ENGINE

_ADDRESSES = re.compile(
    r"/calendars/[^/]+(?:/[^/]+)?\.ics|/feeds/[^/]+/[^/]+|/sessions/[^/]+/(?:agenda|agenda/[0-9]+|call)\.ics"
    r"|/show/[^/]+/state\.json"
)

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


class _NoCookies(SessionInterface):
    """Calendar programs have no cookies, and none is read or set here."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:  # noqa: ARG002 - Flask gives both
        return NullSession()

    def is_null_session(self, obj: object) -> bool:  # noqa: ARG002 - none is ever there
        return True

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Never called: there is no session."""


def calendar_door(app: Flask) -> Wsgi:
    """The app's WSGI entry, with calendar addresses led to the bare app."""
    main: Wsgi = app.wsgi_app
    bare = _bare(app)

    def enter(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if _ADDRESSES.fullmatch(environ.get("PATH_INFO", "")):
            return bare(environ, start_response)
        return main(environ, start_response)

    return enter


def _bare(app: Flask) -> Flask:
    bare = Flask("wip_calendars", static_folder=None)
    bare.config, bare.extensions = app.config, app.extensions
    bare.session_interface = _NoCookies()
    with app.app_context():
        app.extensions[ENGINE] = db.engine
    bare.register_blueprint(calendars.pages)
    bare.register_blueprint(show_polls.pages)
    bare.before_request(_read_only)
    # The same for both, so that nobody learns from it that a session is being prepared.
    nothing = "There is no such calendar, or its agenda is not published yet."
    bare.register_error_handler(Unknown, lambda _e: _plain(404, nothing))
    bare.register_error_handler(HTTPException, _http)
    bare.register_error_handler(OperationalError, _busy)
    bare.register_error_handler(Exception, _failed)
    return bare


def _read_only() -> None:
    # The thread may have served a POST at the main door before.
    intend_to_write(yes=False)


def _plain(status: int, sentence: str) -> Response:
    response = Response(f"{sentence}\n", status, mimetype="text/plain")
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _http(error: HTTPException) -> Response:
    response = _plain(error.code or 500, error.description or "")
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _busy(error: OperationalError) -> Response:
    current_app.logger.error("the database did not answer", exc_info=error)
    response = _plain(503, "Busy just now. Please try again in a minute.")
    response.headers["Retry-After"] = "60"
    return response


def _failed(error: Exception) -> Response:
    # Flask's own line would name the path, and with it the secret of somebody's calendar.
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=error)
    return _plain(500, "Something went wrong on our side. Please try again later.")
