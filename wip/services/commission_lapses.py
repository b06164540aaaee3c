"""Silence: a request that nobody answers in time lapses, and the next best is asked."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commission_times import is_silent
from wip.domain.commissions import CommissionMove, CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PRESENTING
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.models import Call, Commenter, CommentingSettings, Commission, Letter, Paper, WipSession
from wip.queries.sessions import call_of
from wip.services.commission_gaps import ask_next, close_gap, needs_somebody
from wip.services.commission_letters import tell_commenter
from wip.services.commission_news import knows_of_request, overtake
from wip.services.commission_rules import refuse_closed
from wip.services.commission_steps import FASTER, note, step

_UNSENT = (LetterState.WAITING, LetterState.HELD, LetterState.SENDING)


def pass_on(
    session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime
) -> Commission | None:
    """A leader's one click: the silent request lapses, and the next best is asked; returns that request, if any."""
    refuse_closed(row.paper, call, now)
    if seen != row.version or row.state is not CommissionState.OFFERED:
        raise Stale(FASTER)
    if not is_silent(row.answer_by, now):
        raise Refusal(f"{row.commenter.person.called} still has time to answer.")
    _lapse(session, row, call, by, now)
    if not needs_somebody(session, row.paper, call, standby=row.is_standby):
        return None
    return ask_next(session, row.paper, call, standby=row.is_standby, by=by, now=now)


def lapse_due(session: Session, now: datetime) -> int:
    """Let every request lapse that nobody answered in time, where leaders have said so; for the worker.

    How many. Nobody loses a paper over a letter that has not left. Running twice is running once.
    """
    unsent = sa.exists().where(
        Letter.person_id == Commenter.person_id,
        Letter.wip_session_id == Commenter.wip_session_id,
        Letter.kind == LetterKind.COMMISSION_OFFERED,
        Letter.state.in_(_UNSENT),
    )
    rows = session.scalars(
        sa.select(Commission)
        .join(Commission.commenter)
        .join(Paper, Paper.id == Commission.paper_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .join(CommentingSettings, CommentingSettings.wip_session_id == WipSession.id)
        .where(
            Commission.state == CommissionState.OFFERED,
            Commission.answer_by <= now,
            Paper.state.in_(PRESENTING),
            WipSession.starts_at > now,
            WipSession.state != SessionState.CANCELLED,
            CommentingSettings.releases_silent,
            sa.not_(unsent),
        )
        .order_by(Commission.answer_by, Commission.id)
        .with_for_update(of=Commission)
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        call = call_of(session, session.get_one(WipSession, row.paper.wip_session_id))
        old = _lapse(session, row, call, SYSTEM, now)
        close_gap(session, row, call, old, now=now)
    return len(rows)


def _lapse(session: Session, row: Commission, call: Call, by: Actor, now: datetime) -> CommissionState:
    old = step(row, CommissionMove.LAPSE)
    row.lapsed_at = now
    session.flush()
    note(session, row, call, "lapse commission", by, now, old)
    overtake(session, row, call, by=by, now=now)
    if knows_of_request(session, row):
        tell_commenter(session, LetterKind.COMMISSION_LAPSED, row, call, by, f"{row.times_offered}", now)
    return old
