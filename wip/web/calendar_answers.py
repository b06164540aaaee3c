"""How a calendar is answered over HTTP: from the stored bytes where they still hold, with 304 where nothing changed.

One statement for an unchanged calendar. The tag is strong (RFC 9110 section 8.8.3): the gzip form has its own, and
either is recognised.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from flask import Response, current_app, request
from sqlalchemy.engine import Connection, Engine
from werkzeug.http import http_date

from wip.db import one_moment
from wip.domain.refusals import Unknown
from wip.queries.calendar_stored import Found, Which
from wip.services.calendar_documents import Calendar, Document, Edition, built, edition, fresh, stored

ENGINE = "wip_engine"
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"

Check = Callable[[Found], None]
Build = Callable[[Connection, Found, Edition], Calendar | None]


def engine() -> Engine:
    """The installation's engine, which both doors share."""
    found: Engine = current_app.extensions[ENGINE]
    return found


def base_url() -> str:
    """The installation's own address."""
    base: str = current_app.extensions["wip_settings"].base_url
    return base


def served() -> Edition:
    """What is served now, by this installation's own address."""
    answers = current_app.extensions["wip_settings"].calendar_replies_address
    return edition(base_url(), current_app.config["CLOCK"](), answers or "")


def nothing_more(found: Found) -> None:
    """The check of a calendar that everybody may have."""


def stored_answer(
    which: Which, build: Build, disposition: str, scope: str = "public", check: Check = nothing_more
) -> Response:
    """Answer from what is stored, or build and store it. Raises Unknown where there is no such calendar.

    `check` may refuse what was found; `scope` is public or private.
    """
    part = "zipped" if _takes_gzip() else "body"
    found = which.stored(engine(), "" if _is_conditional() else part)
    if found is None:
        raise Unknown
    check(found)
    now = served()
    document = stored(found, now)
    if document and _is_conditional() and not _is_unchanged(document):
        found = which.stored(engine(), part)
        document = stored(found, now) if found else None
    if document is None:
        document = _built(which, build, now, part)
    return _answer(document, part, disposition, scope)


def _built(which: Which, build: Build, now: Edition, part: str) -> Document:
    with one_moment(engine()) as connection:
        found = which.present(connection)
        calendar = build(connection, found, now) if found else None
    if found is None or calendar is None:
        raise Unknown
    return built(engine(), which.kind, found, now, part, calendar)


def fresh_answer(calendar: Calendar, disposition: str, scope: str = "public") -> Response:
    """Answer with a calendar that is too small or too rarely asked for to be stored."""
    return _answer(fresh(calendar), "body", disposition, scope)


def _answer(document: Document, part: str, disposition: str, scope: str) -> Response:
    headers = {
        "ETag": f'"{document.etag}-gzip"' if part == "zipped" else f'"{document.etag}"',
        "Cache-Control": f"{scope}, max-age=300",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
    }
    # A moment still to come, from two changes within one second, would be refused by caches.
    if document.changed_at <= current_app.config["CLOCK"]():
        headers["Last-Modified"] = http_date(document.changed_at)
    if _is_unchanged(document):
        return Response(status=304, headers=headers)
    headers["Content-Type"] = CONTENT_TYPE
    headers["Content-Disposition"] = f'{disposition}; filename="{document.name}"'
    if part == "zipped":
        headers["Content-Encoding"] = "gzip"
    return Response(document.content, headers=headers)


def _takes_gzip() -> bool:
    return request.accept_encodings["gzip"] > 0


def _is_conditional() -> bool:
    return "If-None-Match" in request.headers or "If-Modified-Since" in request.headers


def _is_unchanged(document: Document) -> bool:
    """Whether the client has these bytes; the tag decides where it sent one (RFC 9110 section 13.2.2)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        known = (tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip") for tag in tags.split(","))
        return any(tag in {"*", document.etag} for tag in known)
    since = request.headers.get("If-Modified-Since")
    moment = _moment(since) if since else None
    return moment is not None and document.changed_at <= moment


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
