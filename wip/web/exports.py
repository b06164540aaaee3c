"""Downloads of papers: as a sheet, and their drafts in one zip. Each goes by an entry of the history."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from wip.adapters.exports import CONTENT_TYPES, CSV, JSON, csv_lines, json_lines, pieces, safe_name, workbook
from wip.adapters.files import ENDINGS, open_stored
from wip.adapters.zips import zipped
from wip.db import db
from wip.domain.exports import Cell, Layout
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.zones import in_zone
from wip.models import Draft, HistoryEvent, WipSession
from wip.queries.closed_papers import ClosedPaper, closed_papers
from wip.queries.exports import layout_of, newest_drafts, records
from wip.queries.paper_lists import chosen_ids
from wip.services import bulk
from wip.settings import Settings
from wip.web.access import actor, not_indexed, open_to
from wip.web.clock import now
from wip.web.names import asked, names_needed

pages = Blueprint("exports", __name__)

_OPEN_FOR = timedelta(hours=1)
"""Afterwards the download is asked for anew, and noted anew."""


@pages.get("/manage/<slug>/papers/exports/<int:export_id>.<format>")
@open_to(Act.MANAGE_SESSION)
@names_needed
def papers(wip_session: WipSession, export_id: int, format: str) -> ResponseReturnValue:  # noqa: A002 - a part of the address
    """The papers as CSV, XLSX or JSON: everything but reviews."""
    event = _event(wip_session, export_id, bulk.EXPORT)
    if format not in CONTENT_TYPES or event.new.get("format") != format:
        raise Unknown
    layout = layout_of(db.session(), wip_session)
    rows = _rows(db.engine, layout, _ids(wip_session, event))
    if format == CSV:
        body = csv_lines(layout.headers, rows)
    elif format == JSON:
        about = {
            "session": wip_session.slug,
            "title": wip_session.title,
            "exported_at": now().isoformat(),
            "left_out": [paper.number for paper in _closed(wip_session)],
        }
        body = json_lines(layout.headers, rows, about)
    else:
        body = pieces(workbook(layout.headers, rows))
    return _download(body, f"{wip_session.slug}-papers.{format}", CONTENT_TYPES[format])


def _rows(engine: Engine, layout: Layout, ids: list[int]) -> Iterator[tuple[Cell, ...]]:
    """In a database session of their own: the request's is over before the last row is sent."""
    with Session(engine) as session:
        for record in records(session, ids):
            yield layout.cells(record)


@pages.get("/manage/<slug>/papers/exports/<int:download_id>-drafts.zip")
@open_to(Act.MANAGE_SESSION)
def drafts(wip_session: WipSession, download_id: int) -> ResponseReturnValue:
    """The papers' newest drafts in one zip."""
    event = _event(wip_session, download_id, bulk.DRAFTS)
    found = newest_drafts(db.session(), _ids(wip_session, event))
    settings = current_app.extensions["wip_settings"]

    files = chain(
        (_file(settings, number, title, draft) for number, title, draft in found),
        _left_out(_closed(wip_session)),
    )
    body = zipped(files, in_zone(now(), wip_session.zone))
    return _download(body, f"{wip_session.slug}-drafts.zip", "application/zip")


def _closed(wip_session: WipSession) -> list[ClosedPaper]:
    return closed_papers(db.session(), wip_session, actor().person_id or 0)


def _left_out(closed: list[ClosedPaper]) -> Iterator[tuple[str, Iterator[bytes]]]:
    """A note on the papers whose drafts are not among the files, where there are any."""
    if closed:
        numbers = ", ".join(str(paper.number) for paper in closed)
        said = f"Papers that you wrote or have a conflict with are left out: {numbers}.\n"
        yield "LEFT OUT.txt", iter([said.encode()])


def _file(settings: Settings, number: int, title: str, draft: Draft) -> tuple[str, Iterator[bytes]]:
    """The draft under a name that every system takes; where its file is gone, a note in its place."""
    name = safe_name(f"{number:03} {title}")
    try:
        stream = open_stored(settings, draft.storage_key)
    except FileNotFoundError:
        return f"{name} - is missing.txt", iter([b"The file of this draft could not be found.\n"])
    return f"{name} - version {draft.number}{ENDINGS[draft.content_type]}", pieces(stream)


def _event(wip_session: WipSession, event_id: int, act: str) -> HistoryEvent:
    event = bulk.download_of(db.session(), wip_session, event_id, act, by=actor())
    if now() - event.at > _OPEN_FOR:
        raise Unknown
    return event


def _ids(wip_session: WipSession, event: HistoryEvent) -> list[int]:
    query = asked(wip_session, event.new.get("filter") or {})
    return chosen_ids(
        db.session(), wip_session, query, event.new.get("numbers"), now(), actor().person_id or 0
    )


def _download(body: Iterator[bytes], name: str, kind: str) -> Response:
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return not_indexed(response)
