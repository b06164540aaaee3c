"""What stands against asking somebody to comment, in sentences for whoever wanted to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE
from wip.domain.papers import PRESENTING
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.commenter_conflicts import is_kept_apart
from wip.services.rooms import over_at

APART = "{name} and paper {number} must be kept apart: it is their own, or a conflict stands or waits for judgement."
"""Says nothing of who wrote the paper: whoever reads it may not be allowed to know."""


def refuse_closed(paper: Paper, call: Call, now: datetime) -> None:
    """Refuse where the paper, or its session, takes no commenters any more."""
    if paper.state not in PRESENTING:
        raise Refusal("This paper has no place in the session, so it needs no commenters.")
    if call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled.")
    if now >= over_at(call.wip_session):
        raise Refusal("The session has taken place.")


def refuse_unsuited(session: Session, paper: Paper, commenter: Commenter) -> None:
    """Nobody comments where a conflict stands or may stand, authors least of all, nor on more papers than they offered."""
    called = commenter.person.called
    if commenter.withdrawn:
        raise Refusal(f"{called} has taken the offer back.", "commenters")
    if is_kept_apart(session, paper, commenter.person_id):
        raise Refusal(APART.format(name=called, number=paper.number), "commenters")
    if load_of(session, commenter) >= commenter.papers_max:
        papers = "1 paper" if commenter.papers_max == 1 else f"{commenter.papers_max} papers"
        raise Refusal(f"{called} offered to read {papers}, and is down for as many already.", "commenters")


def load_of(session: Session, commenter: Commenter) -> int:
    """On how many papers the commenter is asked or has accepted, standing by included."""
    live = (Commission.commenter_id == commenter.id, Commission.state.in_(LIVE))
    return session.scalar(sa.select(sa.func.count()).where(*live)) or 0
