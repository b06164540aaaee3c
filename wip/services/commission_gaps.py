"""A commenter who declines, falls silent or cancels leaves a gap: who steps in, and what the leaders hear of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE, CommissionState
from wip.domain.letters import LetterKind
from wip.domain.papers import PRESENTING
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.commenting import settings_of
from wip.services.commission_letters import tell_commenter, tell_leaders
from wip.services.commission_news import overtake
from wip.services.commission_offers import offer_one, until_when
from wip.services.commission_steps import note
from wip.services.suitable import ranked_for

TRIES = 5
"""So many of the best are tried, where somebody is meanwhile asked elsewhere."""


def close_gap(
    session: Session, left: Commission, call: Call, before: CommissionState, *, now: datetime
) -> None:
    """`left` has just declined, cancelled or lapsed (`before`: its state until then). Part of that transaction.

    Where the session asks by itself, an accepted standby steps in for somebody who had accepted, and the next best is
    asked for all others; each where the other is not to be had. The leaders hear of what had been settled and no longer
    is, and of what is left to them; not of what has been mended by itself.
    """
    by_itself = settings_of(session, call.wip_session_id).releases_silent
    cancelled = before is CommissionState.ACCEPTED and not left.is_standby
    found = None
    if by_itself and needs_somebody(session, left.paper, call, standby=left.is_standby):
        found = _step_in(session, left, call, standby_first=cancelled, now=now)
        if found is None and not left.is_standby:
            tell_leaders(session, left, call, before, now, then="nobody")
            return
    if cancelled or not by_itself:
        tell_leaders(session, left, call, before, now, then=_then(found))


def _then(found: Commission | None) -> str:
    if found is None:
        return ""
    return "called" if found.state is CommissionState.ACCEPTED else "asked"


def _step_in(
    session: Session, left: Commission, call: Call, *, standby_first: bool, now: datetime
) -> Commission | None:
    if left.is_standby:
        return ask_next(session, left.paper, call, standby=True, by=SYSTEM, now=now)
    if standby_first:
        return call_first(session, left.paper, call, now) or ask_next(
            session, left.paper, call, by=SYSTEM, now=now
        )
    return ask_next(session, left.paper, call, by=SYSTEM, now=now) or call_first(
        session, left.paper, call, now
    )


def needs_somebody(session: Session, paper: Paper, call: Call, *, standby: bool = False) -> bool:
    """Whether fewer are asked and have accepted than the paper should have; of standbys, than the settings say."""
    if paper.state not in PRESENTING:
        return False
    settings = settings_of(session, call.wip_session_id)
    needed = settings.standby_per_paper if standby else call.commenters_per_paper
    return count(session, paper, *LIVE, standby=standby) < needed


def count(session: Session, paper: Paper, *states: CommissionState, standby: bool = False) -> int:
    """How many of the paper's commenters (or of its standbys) are in one of these states."""
    which = (
        Commission.paper_id == paper.id,
        Commission.state.in_(states),
        Commission.is_standby.is_(standby),
    )
    return session.scalar(sa.select(sa.func.count()).where(*which)) or 0


def ask_next(
    session: Session, paper: Paper, call: Call, *, standby: bool = False, by: Actor, now: datetime
) -> Commission | None:
    """Ask the best of those who may still be asked about the paper; None where nobody is left, or no time.

    Nobody is bothered who has declined another paper of the session, or never answered, and takes no part so far: a
    leader may still ask them.
    """
    if until_when(session, call, now) is None:
        return None
    weary = _weary(session, call)
    best = [each for each in ranked_for(session, paper, call) if each.commenter.id not in weary]
    for each in best[:TRIES]:
        try:
            return offer_one(
                session,
                paper,
                call,
                each.commenter,
                reason=each.reason if each.points else "",
                fit=each.points,
                is_standby=standby,
                by=by,
                now=now,
            )
        except Refusal:
            # Somebody else's request, seen only under the lock, came first.
            continue
    return None


def _weary(session: Session, call: Call) -> set[int]:
    rows = session.execute(
        sa.select(Commission.commenter_id, Commission.state)
        .join(Commenter, Commenter.id == Commission.commenter_id)
        .where(Commenter.wip_session_id == call.wip_session_id)
    ).all()
    refused = {who for who, state in rows if state in {CommissionState.DECLINED, CommissionState.LAPSED}}
    return refused - {who for who, state in rows if state is CommissionState.ACCEPTED}


def call_first(session: Session, paper: Paper, call: Call, now: datetime) -> Commission | None:
    """The paper's first standby who accepted steps in; None where there is none."""
    row = session.scalar(
        sa.select(Commission)
        .where(
            Commission.paper_id == paper.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby,
        )
        .order_by(Commission.answered_at, Commission.id)
        .limit(1)
        .with_for_update()
    )
    if row is not None:
        step_in(session, row, call, by=SYSTEM, now=now)
    return row


def step_in(session: Session, row: Commission, call: Call, *, by: Actor, now: datetime) -> None:
    """The standby is a commenter from now on, and hears so."""
    row.is_standby = False
    session.flush()
    note(session, row, call, "call standby", by, now, None)
    overtake(session, row, call, by=by, now=now)
    tell_commenter(session, LetterKind.STANDBY_CALLED, row, call, by, now.isoformat(), now)
