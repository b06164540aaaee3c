"""An unfinished paper, opened on any device by the link in its letter."""

from urllib.parse import quote

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.models import StartedSubmission, WipSession
from wip.services.people import personal
from wip.web.access import open_to, opens, signer

pages = Blueprint("started", __name__)


@pages.get("/started/<token>/")
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.STARTED)
def finish(started: StartedSubmission) -> ResponseReturnValue:
    """On to the form, by the door through which it was begun."""
    wip_session = db.session().get_one(WipSession, started.wip_session_id)
    link = started.late_link
    if link is not None and link.person_id == started.person_id:
        path = signer().path(personal(LinkKind.LATE, link.person, link.id))
    else:
        path = url_for("submissions.new", slug=wip_session.slug)
    return redirect(f"{path}?started={quote(started.key)}", 303)
