"""Previews: the first page of a draft as a picture, for whoever may read the draft itself."""

import sqlalchemy as sa
from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from wip.adapters import first_pages
from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Draft, Paper, WipSession
from wip.queries.reviews import may_see
from wip.web.access import actor, not_indexed, open_to, opens

pages = Blueprint("previews", __name__)


@pages.get("/papers/<token>/drafts/<int:n>/first-page.png")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own(paper: Paper, n: int) -> ResponseReturnValue:
    """The first page of the author's own file."""
    return _picture(paper, n)


@pages.get("/manage/<slug>/papers/<int:number>/drafts/<int:n>/first-page.png")
@open_to(Act.REVIEW_PAPERS)
def manage(wip_session: WipSession, paper: Paper, n: int) -> ResponseReturnValue:  # noqa: ARG001 - the address's
    """The first page, for leaders and reviewers; not for those with a conflict."""
    if not may_see(db.session(), paper, actor().person_id or 0):
        raise Unknown
    return _picture(paper, n)


def _picture(paper: Paper, n: int) -> Response:
    draft = db.session().scalar(sa.select(Draft).where(Draft.paper_id == paper.id, Draft.number == n))
    if draft is None or draft.facts.get("preview") != "picture":
        raise Unknown
    try:
        stream = first_pages.picture(current_app.extensions["wip_settings"], draft.storage_key)
    except FileNotFoundError:
        # Restored from a backup, which holds no previews: the worker makes it again.
        current_app.extensions["wip_preview_soon"]([draft.id])
        raise Unknown from None
    response = Response(stream, mimetype=first_pages.TYPE, direct_passthrough=True)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Content-Disposition"] = "inline; filename=first-page.png"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return not_indexed(response)
