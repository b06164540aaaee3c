"""Papers' rows and files, as several pages need them."""

from urllib.parse import quote

import sqlalchemy as sa
from flask import (
    Response,
    current_app,
)

from wip.adapters.files import ENDINGS, open_stored
from wip.db import db
from wip.domain.refusals import Unknown
from wip.models import Draft, Paper
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
    try:
        stream = open_stored(current_app.extensions["wip_settings"], draft.storage_key)
    except FileNotFoundError:
        raise Unknown from None
    response = Response(stream, mimetype=draft.content_type, direct_passthrough=True)
    name = f"paper-{paper.number}-version-{n}{ENDINGS[draft.content_type]}" if nameless else draft.file_name
    plain = name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Length"] = str(draft.size)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return not_indexed(response)
