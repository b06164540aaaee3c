"""Conflicts: put down at once by whoever declares one, or taken back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import CONFLICTS, ConflictKind, ConflictMove, ConflictState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Conflict, Paper


def put_down(
    session: Session,
    paper: Paper,
    person_id: int,
    kind: ConflictKind,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> Conflict:
    """A declared conflict, which stands at once; declaring it twice is declaring it once."""
    row = one(session, paper, person_id, kind)
    if row is None:
        row = Conflict(paper_id=paper.id, person_id=person_id, kind=kind, found_at=now)
        session.add(row)
        session.flush()
    if row.state is not ConflictState.CONFIRMED:
        row.state = CONFLICTS.after(row.state, ConflictMove.CONFIRM)
    row.reason, row.decided_by, row.decided_at = reason, by.person_id, now
    session.flush()
    return row


def take_back(
    session: Session, paper: Paper, person_id: int, kind: ConflictKind, *, by: Actor, now: datetime
) -> Conflict:
    """End a conflict of this kind. Refuses where there is none."""
    row = one(session, paper, person_id, kind)
    if row is None:
        raise Refusal("No such conflict has been declared.")
    row.state = CONFLICTS.after(row.state, ConflictMove.DISMISS)
    row.decided_by, row.decided_at = by.person_id, now
    session.flush()
    return row


def one(session: Session, paper: Paper, person_id: int, kind: ConflictKind) -> Conflict | None:
    """The conflict of this kind between the two, as it is in the database now."""
    return session.scalar(
        sa.select(Conflict)
        .where(Conflict.paper_id == paper.id, Conflict.person_id == person_id, Conflict.kind == kind)
        .execution_options(populate_existing=True)
    )
