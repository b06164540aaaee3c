"""How the app says no on a page: a clear sentence, the right status, and everything that was typed."""

from itertools import islice

from flask import (
    Flask,
    Response,
    current_app,
    g,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from wip.db import db
from wip.domain.refusals import Ended, Refusal, Stale, Unknown
from wip.web.forms import PageForm
from wip.web.limits import limiter, public_write_limit

FIELDS_MOST, TYPED_MOST = 400, 400_000
"""More than any form of ours sends came from no page of ours, and is not shown again."""

_OURS = {"csrf_token", "form_token", "version"}

_SENTENCES = {
    400: (
        "That request was not understood",
        "Go back, reload the page and try once more.",
    ),
    403: ("Not possible here", "Go back and follow the page's own links."),
    404: (
        "There is no such page",
        (
            "The address may be mistyped, the link may have been replaced by a newer one, or the page is not for you. "
            "If you came from a letter, use the link in the latest one."
        ),
    ),
    405: (
        "That is not possible at this address",
        "Open the page itself and use its buttons.",
    ),
    410: ("This address has been replaced", "Use the newer one that you were given."),
    413: (
        "That was too large",
        "Your browser still has what you typed: go back, choose a smaller file and send again.",
    ),
    429: ("Too many tries", "Please wait a quarter of an hour, then try again."),
    500: (
        "Something went wrong on our side",
        "Nothing was changed. Please try again; if it happens twice, tell the section's leaders.",
    ),
    503: ("Busy just now", "Nothing was changed. Please try again in a minute."),
}


def typed_page(status: int, heading: str, sentence: str, changes: tuple[str, ...] = ()) -> Response:
    """A page with the reason, everything that was typed, and a button that sends it again."""
    if _is_huge():
        return plain_page(status, heading, sentence)
    sent = [(name, v) for name, values in request.form.lists() if name not in _OURS for v in values]
    page = render_template(
        "errors/typed.html",
        heading=heading,
        sentence=sentence,
        changes=changes,
        typed=[pair for pair in sent if pair[1]],
        empty=[name for name, value in sent if not value],
        again=_again() if status in {400, 401} else None,
        target=request.full_path.rstrip("?"),
        back=request.referrer if (request.referrer or "").startswith(request.host_url) else "/",
    )
    return make_response(page, status)


def _is_huge() -> bool:
    # Every value counts, and every name: one name may stand there a hundred thousand times.
    fields = list(islice(request.form.items(multi=True), FIELDS_MOST + 1))
    return len(fields) > FIELDS_MOST or sum(len(name) + len(value) for name, value in fields) > TYPED_MOST


def _again() -> PageForm:
    """A form with new tokens that still says which version of the thing was shown."""
    return PageForm(formdata=None, version=request.form.get("version", ""))


def plain_page(status: int, heading: str = "", sentence: str = "") -> Response:
    """An error page of its own."""
    known = _SENTENCES.get(status, _SENTENCES[500 if status >= 500 else 400])  # noqa: PLR2004
    page = render_template("errors/plain.html", heading=heading or known[0], sentence=sentence or known[1])
    return make_response(page, status)


def register(app: Flask) -> None:
    """Attach the error pages."""
    app.register_error_handler(Unknown, lambda _e: plain_page(404))
    app.register_error_handler(Ended, lambda no: plain_page(410, no.heading, no.sentence))
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _old_page)
    app.register_error_handler(RequestEntityTooLarge, lambda _e: plain_page(413))
    app.register_error_handler(DataError, _impossible)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _crash)


def _stale(no: Stale) -> ResponseReturnValue:
    db.session.rollback()
    return typed_page(409, "Somebody was faster", no.sentence, no.changes)


def _refused(no: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    return typed_page(422, "That is not possible", no.sentence)


def _old_page(_no: CSRFError) -> ResponseReturnValue:
    if _is_from_elsewhere():
        return plain_page(
            403, "That came from another website", "Open the page here and use its own buttons."
        )
    try:
        with limiter.limit(public_write_limit):
            pass
    except RateLimitExceeded:
        return plain_page(429)
    return typed_page(
        400,
        "This page was open for too long",
        "Nothing is lost: check what you typed and press the button.",
    )


def _is_from_elsewhere() -> bool:
    """Whether the browser says that another site sent this: then neither a session nor a second try is offered."""
    origin = request.headers.get("Origin", "")
    ours = {request.host_url.rstrip("/"), current_app.extensions["wip_settings"].base_url}
    cross = request.headers.get("Sec-Fetch-Site", "") == "cross-site"
    return cross or bool(origin and origin not in ours)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:  # noqa: PLR2004 - no error below
        return error.get_response()
    response = plain_page(error.code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(allowed)
    return response


def _impossible(error: DataError) -> ResponseReturnValue:
    """A NUL or a number that no row can hold, outside of the fields that are cleaned: it names nothing of ours."""
    current_app.logger.info("the database refused a value", exc_info=error)
    db.session.rollback()
    return typed_page(400, *_SENTENCES[400]) if request.form else plain_page(404)


def _database(error: OperationalError) -> ResponseReturnValue:
    current_app.logger.error("the database did not answer", exc_info=error)
    db.session.rollback()
    return plain_page(503)


def _crash(error: Exception) -> ResponseReturnValue:
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=error)
    if current_app.testing:
        raise error
    db.session.rollback()
    g.pop("actor", None)
    return typed_page(500, *_SENTENCES[500]) if request.form else plain_page(500)
