"""Taking a paper out: whatever had been built on its place is undone in the same transaction."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.models import AgendaSlot, Decision, Paper
from wip.services import calendars, commissions, decision_letters, vacancies
from wip.services.histories import record


def take_out(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Remove the paper from staged decisions, unsent letters about its place, the agenda, commissions and calendars.

    Called by every verb that ends a paper's place: withdrawing, turning down, passing the place on.
    """
    session.execute(sa.delete(Decision).where(Decision.paper_id == paper.id, Decision.release_id.is_(None)))
    decision_letters.replace_unsent(session, paper, by=by, now=now)
    free_place(session, paper, by=by, now=now)


def free_place(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """Undo what was built on the paper's place: its slot, which stays free for the next, commissions and calendars."""
    paper.confirm_by = paper.offered_at = None
    slot = session.scalar(sa.select(AgendaSlot).where(AgendaSlot.paper_id == paper.id))
    if slot is not None:
        record(
            session,
            by,
            "remove slot",
            slot,
            now,
            paper=paper,
            old={"position": slot.position},
        )
        vacancies.note(session, slot, now)
        session.delete(slot)
        session.flush()
    commissions.withdraw_all(session, paper, by=by, now=now)
    calendars.cancel_entry(session, paper, by=by, now=now)
