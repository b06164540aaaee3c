"""Handing out copies of drafts: marked with their reader's name, and written down for the author to see."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import BoundedSemaphore
from typing import IO

from flask import Response, abort, current_app, request

from wip.adapters.files import ENDINGS
from wip.adapters.font_characters import characters
from wip.adapters.marked_copies import CannotMark, marked_copy
from wip.db import db
from wip.domain.circulation import PDF, UNMARKED_ALLOWED, Reader, mark_text, printable_name, worth_marking
from wip.domain.refusals import Refusal, Unknown
from wip.domain.zones import in_zone
from wip.models import Call, Draft, Person
from wip.services import circulation
from wip.web.access import not_indexed
from wip.web.clock import now
from wip.web.paper_files import file_headers, stored_response
from wip.web.writes import begin_to_write

_CHUNK = 256 * 1024
_TURN_SECONDS = 3
_public_turn = BoundedSemaphore(1)
"""Of the turns in which files are opened, visitors who need no link take one at most: the rest of the site needs them too."""

_CANNOT = (
    "This draft could not be prepared for you: no reader’s name could be put on its pages. The organisers have been told, and "
    "you will find it here once the author has sent it anew."
)


def hand_out(draft: Draft, call: Call, role: Reader, person: Person | None) -> Response:
    """The draft as a download with its reader's name on each page; written down once it is on its way.

    A request for its headers alone, or of a browser that guesses what its reader will open, gets nothing of it and counts
    for nothing.
    """
    if request.method == "HEAD":
        return not_indexed(Response(mimetype=draft.content_type))
    if _is_guess():
        return not_indexed(Response(status=204))
    if draft.content_type != PDF:
        return _sent_as_it_is(draft, role, person)
    if not worth_marking(draft.facts, now()):
        return _known_unmarkable(draft, role, person)
    names = [person.name, person.email] if person else ["a reader of the session’s page"]
    key, draft_id, name, zone = draft.storage_key, draft.id, draft.file_name, call.wip_session.zone
    mark = _begun(draft_id, person.id if person else None, role)
    line = mark_text(printable_name(names, characters()), _day(now(), zone), mark)
    try:
        with _turn(role):
            stream, size = _marked(draft_id, key, line)
    except FileNotFoundError:
        raise Unknown from None
    except CannotMark:
        return _unmarked(draft_id, call.id, mark)
    _counted(draft_id, call.id, mark)
    response = Response(_chunks(stream), mimetype=PDF, direct_passthrough=True)
    response.call_on_close(stream.close)
    response.content_length = size
    return file_headers(response, name, ENDINGS[PDF])


def _marked(draft_id: int, key: str, line: str) -> tuple[IO[bytes], int]:
    # Whoever waited for the turn may find that it is of no use by now.
    is_worth = worth_marking(db.session().get_one(Draft, draft_id, populate_existing=True).facts, now())
    db.session.rollback()
    if not is_worth:
        raise CannotMark
    return marked_copy(current_app.extensions["wip_settings"], key, line)


@contextmanager
def _turn(role: Reader) -> Iterator[None]:
    """A visitor's own turn; whoever has a link of their own needs none."""
    if role is not Reader.ANYONE:
        yield
        return
    if not _public_turn.acquire(timeout=_TURN_SECONDS):
        abort(503)
    try:
        yield
    finally:
        _public_turn.release()


def _is_guess() -> bool:
    said = (request.headers.get("Sec-Purpose"), request.headers.get("Purpose"), request.headers.get("X-Moz"))
    return any("prefetch" in (each or "").lower() or "prerender" in (each or "").lower() for each in said)


def _day(moment: datetime, zone: str) -> str:
    day = in_zone(moment, zone)
    return f"{day.day} {day:%B %Y}"


def _begun(draft_id: int, person_id: int | None, role: Reader) -> str:
    begin_to_write()
    mark = circulation.begin_copy(db.session(), draft_id, person_id, role, now())
    db.session.commit()
    return mark


def _counted(draft_id: int, call_id: int, mark: str) -> None:
    begin_to_write()
    circulation.count_copy(db.session(), mark, now())
    found, call = db.session().get_one(Draft, draft_id), db.session().get_one(Call, call_id)
    circulation.note_marking(db.session(), found, call, failed=False, now=now())
    db.session.commit()


def _known_unmarkable(draft: Draft, role: Reader, person: Person | None) -> Response:
    """As `_unmarked`, where that is known by now: nothing is tried."""
    if not draft.facts.get(UNMARKED_ALLOWED):
        raise Refusal(_CANNOT)
    return _sent_as_it_is(draft, role, person)


def _unmarked(draft_id: int, call_id: int, mark: str) -> Response:
    """No mark could be put on it: it goes out only if its author lets it."""
    begin_to_write()
    draft, call = db.session().get_one(Draft, draft_id), db.session().get_one(Call, call_id)
    circulation.note_marking(db.session(), draft, call, failed=True, now=now())
    is_allowed = bool(draft.facts.get(UNMARKED_ALLOWED))
    if is_allowed:
        circulation.count_copy(db.session(), mark, now())
    db.session.commit()
    current_app.extensions["wip_deliver_soon"]()
    if not is_allowed:
        raise Refusal(_CANNOT)
    return stored_response(draft, ENDINGS)


def _sent_as_it_is(draft: Draft, role: Reader, person: Person | None) -> Response:
    response = stored_response(draft, ENDINGS)
    mark = _begun(draft.id, person.id if person else None, role)
    begin_to_write()
    circulation.count_copy(db.session(), mark, now())
    db.session.commit()
    return response


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
