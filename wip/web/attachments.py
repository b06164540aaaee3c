"""Attachments: cover sheets and files that answer questions, for their author and for leaders; never for reviewers."""

import sqlalchemy as sa
from flask import Blueprint
from flask.typing import ResponseReturnValue

from wip.adapters.files import ANSWER_ENDINGS
from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Attachment, Paper, WipSession
from wip.queries.reviews import may_see
from wip.web.access import actor, open_to, opens
from wip.web.names import names_needed
from wip.web.paper_files import stored_response

pages = Blueprint("attachments", __name__)


@pages.get("/papers/<token>/files/<int:attachment_id>")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
def own(paper: Paper, attachment_id: int) -> ResponseReturnValue:
    """A file that the author sent beside the draft."""
    return stored_response(_of(paper, attachment_id), ANSWER_ENDINGS)


@pages.get("/manage/<slug>/papers/<int:number>/files/<int:attachment_id>")
@open_to(Act.MANAGE_SESSION)
@names_needed
def manage(wip_session: WipSession, paper: Paper, attachment_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the address's
    """The same for leaders; not for those with a conflict. Reviewers have no address of it: it may name the authors."""
    if not may_see(db.session(), paper, actor().person_id or 0):
        raise Unknown
    return stored_response(_of(paper, attachment_id), ANSWER_ENDINGS)


def _of(paper: Paper, attachment_id: int) -> Attachment:
    found = db.session().scalar(
        sa.select(Attachment).where(Attachment.id == attachment_id, Attachment.paper_id == paper.id)
    )
    if found is None:
        raise Unknown
    return found
