"""What every verb about a commission does: the move by the table, its history, and the person's calendar."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.commissions import COMMISSIONS, CommissionMove, CommissionState
from wip.domain.people import Actor
from wip.models import Call, Commission
from wip.services.calendar_documents import forget_person
from wip.services.histories import record

FASTER = "The commenter answered, or another leader was faster, while your page was open."


def step(row: Commission, move: CommissionMove) -> CommissionState:
    """Make the move; returns the state before. Raises RefusedMove where the table has no such row."""
    old, row.state = row.state, COMMISSIONS.after(row.state, move)
    return old


def note(
    session: Session,
    row: Commission,
    call: Call,
    act: str,
    by: Actor,
    now: datetime,
    old: CommissionState | None,
    more: Mapping[str, str] | None = None,
) -> None:
    """Write the history, and have the person's calendar made anew."""
    before: Mapping[str, str] = {"state": old} if old else {}
    forget_person(session, row.commenter.person_id, now)
    new = {"state": row.state, "commenter": row.commenter.person.email} | dict(more or {})
    record(
        session, by, act, row, now, wip_session=call.wip_session, paper=row.paper, old=dict(before), new=new
    )
