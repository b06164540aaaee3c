"""Reminders of an answer that is missing, and word to the leaders when its last moment has passed; for the worker."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PaperState
from wip.domain.people import SYSTEM
from wip.domain.places import REMIND_BEFORE, reminder_due
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Author, Call, Letter, Paper, PlaceSettings, WipSession
from wip.services.decision_letters import recipients
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.place_letters import remind

_ASKED = (LetterKind.DECISION_ACCEPTED, LetterKind.PLACE_OFFERED)


def remind_due(session: Session, now: datetime) -> int:
    """Remind the authors who have not answered, three days and one day before the last moment; how many papers.

    Nobody is reminded before the letter that asked has left, nor where a leader has switched reminders off. Each is
    written once, however often this runs.
    """
    papers = _unanswered(session, now, now + max(REMIND_BEFORE))
    told = _told_at(session, [paper.id for paper, _ in papers])
    count = 0
    for paper, call in papers:
        if paper.confirm_by is None or paper.id not in told:
            continue
        before = reminder_due(paper.confirm_by, told[paper.id], now)
        if before is None:
            continue
        cause = f"paper:{paper.id}:remind:{paper.confirm_by:%Y-%m-%dT%H:%M}:{before.days}"
        if session.scalar(sa.select(Letter.id).where(Letter.cause == cause).limit(1)) is not None:
            continue
        written = [remind(session, paper, person, call, cause, now) for person in recipients(paper)]
        if not any(written):
            continue
        record(session, SYSTEM, "remind of place", paper, now, wip_session=call.wip_session)
        count += 1
    return count


def _unanswered(session: Session, after: datetime, until: datetime) -> list[tuple[Paper, Call]]:
    rows = session.execute(
        sa.select(Paper, Call)
        .join(Call, Call.wip_session_id == Paper.wip_session_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .outerjoin(PlaceSettings, PlaceSettings.wip_session_id == Paper.wip_session_id)
        .where(
            Paper.state == PaperState.ACCEPTED,
            Paper.confirm_by > after,
            Paper.confirm_by <= until,
            WipSession.state != SessionState.CANCELLED,
            sa.or_(PlaceSettings.reminds.is_(None), PlaceSettings.reminds),
        )
        .options(
            selectinload(Paper.authors).joinedload(Author.person), joinedload(Paper.submitter, innerjoin=True)
        )
        .order_by(Paper.confirm_by, Paper.id)
    )
    return [(paper, call) for paper, call in rows]


def _told_at(session: Session, paper_ids: Sequence[int]) -> dict[int, datetime]:
    rows = session.execute(
        sa.select(Letter.paper_id, sa.func.max(Letter.sent_at, type_=Letter.sent_at.type))
        .where(Letter.paper_id.in_(paper_ids), Letter.kind.in_(_ASKED), Letter.state == LetterState.SENT)
        .group_by(Letter.paper_id)
    )
    return {paper_id: at for paper_id, at in rows if paper_id is not None and at is not None}


def tell_of_silence(session: Session, now: datetime) -> int:
    """Tell the leaders, once for each last moment, how many authors let it pass; how many sessions."""
    rows = session.execute(
        sa.select(Paper.wip_session_id, Paper.confirm_by, sa.func.count())
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(
            Paper.state == PaperState.ACCEPTED,
            Paper.confirm_by <= now,
            WipSession.starts_at > now,
            WipSession.state != SessionState.CANCELLED,
        )
        .group_by(Paper.wip_session_id, Paper.confirm_by)
    ).all()
    count = 0
    for session_id, confirm_by, number in rows:
        if confirm_by is None:
            continue
        cause = f"session:{session_id}:silent:{confirm_by:%Y-%m-%dT%H:%M}"
        if session.scalar(sa.select(Letter.id).where(Letter.cause == cause).limit(1)) is not None:
            continue
        row = session.get_one(WipSession, session_id)
        papers = "1 accepted paper has" if number == 1 else f"{number} accepted papers have"
        lines = [
            f"{papers} no answer yet; the last moment was {show(confirm_by, row.zone)}.",
            "Write to the authors, or pass the place on to the next on the waiting list with one click.",
        ]
        tell_leaders(session, row, f"{papers} no answer", lines, f"/manage/{row.slug}/places/", cause, now)
        count += 1
    return count
