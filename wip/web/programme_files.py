"""The published agenda for elsewhere: to print, for programs, and as a fragment of another website.

None of them looks at the cookie: everybody gets the same bytes, and other websites may have them.
"""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from wip.adapters.agenda_json import agenda_json
from wip.db import db
from wip.domain.people import Act
from wip.domain.programmes import Programme
from wip.domain.refusals import Unknown
from wip.models import WipSession
from wip.queries.programmes import public_session
from wip.queries.sessions import sections_of
from wip.services.public_programmes import programme
from wip.web.calendar_answers import base_url
from wip.web.calendars import open_to_programs
from wip.web.clock import now
from wip.web.clock_notes import notes_on_clocks
from wip.web.limits import DOWNLOADS, limiter
from wip.web.programmes import NOT_PUBLISHED, not_published
from wip.web.templating import absolute
from wip.web.times import asked_zone, in_public, unknown_zone

pages = Blueprint("programme_files", __name__)

_CSP = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"


_NO_SUCH = "There is no such agenda."


def _asked(slug: str) -> tuple[WipSession, Programme | None]:
    """The session at this address and its published agenda, read for everybody.

    Raises Unknown where the public may not know of the session: that it is prepared is told as little as that it is not.
    """
    in_public()
    wip_session = public_session(db.session(), slug)
    if wip_session is None:
        raise Unknown
    names = [section.name for section in sections_of(db.session(), wip_session)]
    return wip_session, programme(db.session(), wip_session, names, now=now())


@pages.get("/sessions/<slug>/programme.pdf")
@limiter.limit(DOWNLOADS)
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def print_out(slug: str) -> ResponseReturnValue:
    """The programme to print and pin up, with a QR code of its page."""
    # Heavy, and seldom wanted: a process that prints nothing need not carry it.
    from wip.adapters.programme_pdfs import Print, printed

    wip_session, found = _asked(slug)
    if found is None:
        return not_published(wip_session)
    page, notes = absolute("programmes.show", slug=slug), tuple(_notes(found))
    content = Print(found, page, asked_zone(), bool(unknown_zone()), notes)
    return _answer("application/pdf", content.tag, lambda: printed(content), f"agenda-{slug}.pdf")


@pages.get("/sessions/<slug>/agenda.json")
@open_to_programs(Act.SEE_PUBLISHED_AGENDA)
def as_json(slug: str) -> ResponseReturnValue:
    """The agenda for programs; its keys are told in docs/agenda-json.md. Where there is none, the error is for programs too."""
    try:
        _wip_session, found = _asked(slug)
    except Unknown:
        return _error(_NO_SUCH)
    if found is None:
        return _error(NOT_PUBLISHED)
    body = agenda_json(found, base_url())
    return _answer("application/json", "", lambda: body, f"agenda-{slug}.json")


def _error(sentence: str) -> Response:
    response = jsonify(error=sentence)
    response.status_code = 404
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@pages.get("/sessions/<slug>/agenda/embed")
@open_to_programs(Act.SEE_SESSION)
def embedded(slug: str) -> ResponseReturnValue:
    """The agenda to be shown inside another website: no cookie, no script, and the one page that may be framed."""
    return _for_websites("programmes/embed.html", slug)


@pages.get("/sessions/<slug>/agenda/fragment")
@open_to_programs(Act.SEE_SESSION)
def fragment(slug: str) -> ResponseReturnValue:
    """The agenda as a part of another website's own page: headings from h2, whole links, and nothing that needs our styles."""
    try:
        return _for_websites("programmes/fragment.html", slug)
    except Unknown:
        # The browser keeps from the other website's script what does not say that it may be read, and why.
        response = Response(f"<p>{_NO_SUCH}</p>", 404, mimetype="text/html")
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Security-Policy"] = _CSP
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def _for_websites(name: str, slug: str) -> Response:
    """A website goes on showing this while nothing is published, so that is said there and is no error."""
    wip_session, found = _asked(slug)
    # Not `render_template`: what that adds to every page looks at the cookie.
    template = current_app.jinja_env.get_template(name)
    facts = {
        "wip_session": wip_session,
        "programme": found,
        "notes": _notes(found),
        "none_said": NOT_PUBLISHED,
    }
    page = template.render(facts).strip().encode()
    response = _answer("text/html", "", lambda: page, "")
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _notes(found: Programme | None) -> list[str]:
    return notes_on_clocks(found) if found and asked_zone() else []


def _answer(kind: str, tag: str, body: Callable[[], bytes], name: str) -> Response:
    """What any website may read, with its tag. Where the tag is known before, the body is made only if it is wanted."""
    response = Response(mimetype=kind)
    if not tag or tag not in request.if_none_match:
        response.set_data(body())
    if tag:
        response.set_etag(tag)
    else:
        response.add_etag()
    if name:
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.make_conditional(request)
    return response
