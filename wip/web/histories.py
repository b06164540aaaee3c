"""The session's history: who did what, and when."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.queries.histories import of_session
from wip.queries.reviews import hidden_papers
from wip.web.access import actor, open_to, paper_of
from wip.web.templating import page_number, with_urls

pages = Blueprint("histories", __name__)


@pages.get("/manage/<slug>/history/")
@open_to(Act.SEE_HISTORY)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Newest first. What was said of a paper that the reader wrote, or has a conflict with, is left out."""
    number = whole_number(request.args.get("paper"), digits=8)
    paper = None if number is None else paper_of(wip_session, number)
    hidden = hidden_papers(db.session(), wip_session, actor().person_id or 0)
    page = of_session(db.session(), wip_session, page_number(), paper=paper, hidden=hidden)
    return render_template(
        "histories/show.html",
        wip_session=wip_session,
        paper=paper,
        events=with_urls(page, "histories.show", slug=wip_session.slug),
    )
