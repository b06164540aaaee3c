"""Papers' rows and files, as several pages need them."""

from collections.abc import Mapping
from urllib.parse import quote

import sqlalchemy as sa
from flask import (
    Response,
    current_app,
)

from wip.adapters.files import ENDINGS, open_stored
from wip.db import db
from wip.domain.refusals import Unknown
from wip.models import Attachment, Draft, Paper
from wip.queries.papers import with_authors
from wip.web.access import not_indexed


def loaded(paper: Paper) -> Paper:
    """The paper with its authors, their people and its drafts."""
    return db.session().scalars(with_authors(paper.id)).one()


def file_response(paper: Paper, n: int, *, nameless: bool = False) -> Response:
    """A version of the draft as a download; `nameless` gives it a name of ours. Raises Unknown where there is none."""
    draft = db.session().scalar(sa.select(Draft).where(Draft.paper_id == paper.id, Draft.number == n))
    if draft is None:
        raise Unknown
    name = f"paper-{paper.number}-version-{n}{ENDINGS[draft.content_type]}" if nameless else draft.file_name
    return stored_response(draft, ENDINGS, name)


def stored_response(row: Draft | Attachment, endings: Mapping[str, str], name: str = "") -> Response:
    """The row's file as a download, streamed. Raises Unknown where it is not in storage."""
    try:
        stream = open_stored(current_app.extensions["wip_settings"], row.storage_key)
    except FileNotFoundError:
        raise Unknown from None
    response = Response(stream, mimetype=row.content_type, direct_passthrough=True)
    response.headers["Content-Length"] = str(row.size)
    return file_headers(response, name or row.file_name, endings[row.content_type])


def file_headers(response: Response, name: str, ending: str) -> Response:
    """What every file that somebody sent leaves with: a download, of no script, for nobody's cache."""
    response.headers["Content-Disposition"] = _disposition(name, ending)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return not_indexed(response)


def _disposition(name: str, ending: str) -> str:
    """Saved under its name; one that ends as another kind of file gets the ending of what it is."""
    name = name if name.lower().endswith((ending, ending.replace("jpg", "jpeg"))) else name + ending
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
