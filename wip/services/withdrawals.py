"""Withdrawals: a paper leaves with everything that was built on it; until the deadline it can be put back in."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.papers import PRESENTING, PaperMove, PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Paper
from wip.services.decision_letters import replace_unsent
from wip.services.decisions import lock_selection
from wip.services.paper_checks import refuse_many
from wip.services.paper_letters import contact_of, tell_of_return, tell_of_withdrawal
from wip.services.paper_moves import step
from wip.services.places import after_leaving
from wip.services.retractions import take_out
from wip.services.waiting_lists import close_up


def withdraw(session: Session, row: Paper, call: Call, *, by: Actor, now: datetime, reason: str = "") -> None:
    """Withdraw a paper; it leaves selection, agenda, commissions and calendars in the same transaction.

    A `reason` is a leader's who does it on behalf of the authors: it is in the letter and in the history.
    """
    if row.state is PaperState.WITHDRAWN:
        return
    lock_selection(session, call.wip_session)
    was, row.waiting_position = row.state, None
    act = "withdraw paper for its authors" if reason else ""
    step(
        session, row, PaperMove.WITHDRAW, wip_session=call.wip_session, by=by, now=now, act=act, reason=reason
    )
    take_out(session, row, by=by, now=now)
    replace_unsent(session, row, by=by, now=now, kinds=[LetterKind.PAPER_RECEIVED])
    tell_of_withdrawal(session, row, call, was, by=by, now=now, reason=reason)
    if was in PRESENTING:
        told = (f"“{row.title}” is withdrawn", _who_withdrew(by, reason))
        cause = f"paper:{row.id}:withdrawn:{row.version}:leaders"
        after_leaving(session, row, call, *told, cause=cause, now=now)
    elif was is PaperState.WAITING:
        close_up(session, call, by=by, now=now)


def _who_withdrew(by: Actor, reason: str) -> str:
    name = by.name or by.email
    return f"{name} has withdrawn it for its authors." if reason else f"{name} has withdrawn it."


def restore(session: Session, row: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """Undo a withdrawal while the call still takes papers."""
    if not call.takes_papers(now):
        raise Refusal(f"The deadline has passed. Write to {contact_of(call)}.")
    refuse_many(session, call, row.submitter_id)
    step(session, row, PaperMove.RESTORE, wip_session=call.wip_session, by=by, now=now)
    replace_unsent(session, row, by=by, now=now)
    tell_of_return(session, row, call, now)
