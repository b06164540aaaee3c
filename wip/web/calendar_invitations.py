"""What people answered in their calendar programs, for the session's leaders."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.calendar_answers import ANSWER_WORDS
from wip.domain.people import Act
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.queries.calendar_replies import Only, answers, tally
from wip.web.access import actor, open_to
from wip.web.names import names_needed
from wip.web.templating import with_urls

pages = Blueprint("calendar_invitations", __name__)


@pages.get("/manage/<slug>/agenda/answers")
@open_to(Act.ARRANGE_AGENDA)
@names_needed
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Everybody who was invited by mail, those who cannot come first; `?answer=declined` has only those."""
    me = actor().person_id or 0
    only = next((each for each in Only if each.value == request.args.get("answer")), None)
    number = whole_number(request.args.get("page", "")) or 1
    found = answers(db.session(), wip_session, me, number, only=only)
    return render_template(
        "calendar_invitations/index.html",
        wip_session=wip_session,
        page=with_urls(found, "calendar_invitations.index", slug=wip_session.slug),
        tally=tally(db.session(), wip_session, me),
        words=ANSWER_WORDS,
        only=only,
    )
