"""Reminders to answer a request to comment, by a schedule that leaders can stop for a session, and everybody for themself."""

from collections import defaultdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.commission_times import reminding_due
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PRESENTING
from wip.domain.people import SYSTEM
from wip.domain.sessions import SessionState
from wip.models import Commenter, CommentingSettings, Commission, Letter, Paper, WipSession
from wip.queries.sessions import call_of
from wip.services.commission_letters import tell_request
from wip.services.histories import record

_LONGEST = timedelta(days=40)


def remind_due(session: Session, now: datetime) -> int:
    """Remind whoever has not answered, at half-time and a day before the last moment; how many letters.

    One letter a person and last moment, however many papers wait. Nobody is reminded before the letter that asked has
    left. Running twice is running once.
    """
    waiting: dict[tuple[int, datetime], list[Commission]] = defaultdict(list)
    for row in _unanswered(session, now):
        if row.answer_by is not None:
            waiting[row.commenter_id, row.answer_by].append(row)
    told = _told_at(session, {rows[0].commenter_id for rows in waiting.values()})
    return sum(
        _remind(session, rows, told[commenter_id], until, now)
        for (commenter_id, until), rows in waiting.items()
        if commenter_id in told
    )


def _remind(
    session: Session, rows: list[Commission], told_at: datetime, until: datetime, now: datetime
) -> bool:
    due = reminding_due(told_at, until, now)
    if due is None:
        return False
    cause = f"commenter:{rows[0].commenter_id}:remind:{until:%Y-%m-%dT%H:%M}:{due}"
    if session.scalar(sa.select(Letter.id).where(Letter.cause == cause).limit(1)) is not None:
        return False
    call = call_of(session, session.get_one(WipSession, rows[0].paper.wip_session_id))
    if tell_request(session, LetterKind.COMMISSION_REMINDER, rows, call, SYSTEM, cause, now) is None:
        return False
    for row in rows:
        record(session, SYSTEM, "remind commenter", row, now, wip_session=call.wip_session, paper=row.paper)
    return True


def _unanswered(session: Session, now: datetime) -> list[Commission]:
    rows = session.scalars(
        sa.select(Commission)
        .join(Paper, Paper.id == Commission.paper_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .outerjoin(CommentingSettings, CommentingSettings.wip_session_id == WipSession.id)
        .where(
            Commission.state == CommissionState.OFFERED,
            Commission.answer_by > now,
            Commission.answer_by <= now + _LONGEST,
            Paper.state.in_(PRESENTING),
            WipSession.state != SessionState.CANCELLED,
            sa.or_(CommentingSettings.reminds.is_(None), CommentingSettings.reminds),
        )
        .options(joinedload(Commission.commenter).joinedload(Commenter.person), joinedload(Commission.paper))
        .order_by(Commission.commenter_id, Commission.id)
    )
    return list(rows)


def _told_at(session: Session, commenter_ids: set[int]) -> dict[int, datetime]:
    """When the last letter that asked each of them left; without those who have one that has not."""
    rows = session.execute(
        sa.select(
            Commenter.id,
            sa.func.max(Letter.sent_at, type_=Letter.sent_at.type),
            sa.func.count().filter(Letter.state != LetterState.SENT),
        )
        .join(Letter, Letter.person_id == Commenter.person_id)
        .where(
            Commenter.id.in_(commenter_ids),
            Letter.wip_session_id == Commenter.wip_session_id,
            Letter.kind == LetterKind.COMMISSION_OFFERED,
            Letter.state != LetterState.REPLACED,
        )
        .group_by(Commenter.id)
    )
    return {who: at for who, at, unsent in rows if at is not None and not unsent}
