"""How often something may be done to one thing in a day, so that nobody's mailbox is filled by it: the history counts."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.refusals import Refusal
from wip.models import Commission, HistoryEvent, Person

ANSWERS_A_DAY = 6
"""So often an answer may change in a day; whoever still hesitates writes to the organisers."""


def refuse_second_letter(
    session: Session, act: str, thing: str, thing_id: int, person: Person, now: datetime
) -> None:
    """Raise Refusal where the person has been invited again (`act`) within the last day already."""
    if _done(session, (act,), thing, thing_id, now):
        raise Refusal(
            f"{person.called} has been invited again within the last day. Wait a day before you ask once more."
        )


def refuse_wavering(session: Session, row: Commission, now: datetime) -> None:
    """Raise Refusal where the answer has changed too often within the last day."""
    acts = ("accept commission", "decline commission")
    if _done(session, acts, "commissions", row.id, now) >= ANSWERS_A_DAY:
        raise Refusal(
            "Your answer has changed several times today, so it stays as it is. "
            "Please write to the organisers if you can comment after all."
        )


def _done(session: Session, acts: tuple[str, ...], thing: str, thing_id: int, now: datetime) -> int:
    found = session.scalar(
        sa.select(sa.func.count())
        .select_from(HistoryEvent)
        .where(
            HistoryEvent.thing == thing,
            HistoryEvent.thing_id == thing_id,
            HistoryEvent.act.in_(acts),
            HistoryEvent.at > now - timedelta(days=1),
        )
    )
    return found or 0
