"""Whether this installation works, for whoever watches over it."""

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue

from wip.adapters import servers
from wip.db import db
from wip.domain.people import Act
from wip.web.access import open_to

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to(Act.SEE_PUBLIC_PAGES)
def show() -> ResponseReturnValue:
    """200 when all is well, 503 otherwise. Says which part, never why: the reason may name addresses."""
    verdicts = (
        servers.database(db.engine),
        servers.migrations(db.engine),
        servers.queue(current_app.extensions["wip_tasks"]),
    )
    good = all(verdict.good for verdict in verdicts)
    parts = {verdict.name: "good" if verdict.good else "bad" for verdict in verdicts}
    return {"status": "good" if good else "bad", **parts}, 200 if good else 503, {"Cache-Control": "no-store"}
