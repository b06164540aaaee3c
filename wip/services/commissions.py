"""Commissions: commenters accept or decline what they were asked; leaders take requests back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE, CommissionMove, CommissionState
from wip.domain.letters import LetterKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.agendas import commenters_of
from wip.queries.papers import published_slot
from wip.queries.reviews import is_closed
from wip.services import calendars
from wip.services.commission_gaps import close_gap, count
from wip.services.commission_letters import tell_commenter, tell_leaders
from wip.services.commission_news import knows_of_request, overtake
from wip.services.commission_offers import Offer, ask, ask_again, offer_all, offer_one
from wip.services.commission_rules import refuse_closed
from wip.services.commission_steps import FASTER, note, step
from wip.services.often import refuse_wavering
from wip.services.paper_letters import tell_of_release
from wip.services.rooms import over_at

__all__ = [
    "Offer",
    "answer",
    "ask",
    "ask_again",
    "offer_all",
    "offer_one",
    "withdraw",
    "withdraw_all",
    "withdraw_from",
]

_S = CommissionState


def answer(
    session: Session, row: Commission, call: Call, *, accept: bool, reason: str = "", by: Actor, now: datetime
) -> None:
    """The commenter's answer; it may be changed until the session begins. Saying it twice is saying it once.

    `reason` is what somebody who declines wants to say. Whoever accepts after all, once the paper has its number, stands
    by for it.
    """
    wanted = _S.ACCEPTED if accept else _S.DECLINED
    _lock(session, row)
    if row.state is wanted:
        return
    if row.state is _S.WITHDRAWN:
        raise Refusal("The organisers have taken this request back, so there is nothing left to answer.")
    if accept:
        refuse_closed(row.paper, call, now)
        # Only here: nobody is bound to a paper because they have hesitated.
        refuse_wavering(session, row, now)
        if is_closed(session, row.paper, row.commenter.person_id):
            raise Refusal(
                "A conflict of interest has been noted between you and this paper, so you cannot comment on it."
            )
    if now >= over_at(call.wip_session):
        raise Refusal("This session has taken place, so there is nothing left to answer.")
    if accept:
        _accept(session, row, call, by, now)
    else:
        _decline(session, row, call, reason, by, now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def _lock(session: Session, row: Commission) -> None:
    """Read the row anew under its lock; alone, as PostgreSQL locks nothing beside an outer join."""
    alone = sa.select(Commission).where(Commission.id == row.id).with_for_update()
    session.scalars(alone.execution_options(populate_existing=True)).one()


def _accept(session: Session, row: Commission, call: Call, by: Actor, now: datetime) -> None:
    late = row.state is not _S.OFFERED
    if late and count(session, row.paper, _S.ACCEPTED) >= call.commenters_per_paper:
        row.is_standby = True
    old = step(row, CommissionMove.ACCEPT)
    row.answered_at, row.decline_reason = now, ""
    # Whoever accepts is among the volunteers again, even after taking the offer back.
    row.commenter.withdrawn = False
    session.flush()
    note(session, row, call, "accept commission", by, now, old)
    overtake(session, row, call, by=by, now=now)
    tell_commenter(session, LetterKind.COMMISSION_ACCEPTED, row, call, by, now.isoformat(), now)
    if late:
        tell_leaders(session, row, call, old, now)


def _decline(session: Session, row: Commission, call: Call, reason: str, by: Actor, now: datetime) -> None:
    old = step(row, CommissionMove.DECLINE)
    row.answered_at, row.decline_reason = now, reason
    session.flush()
    note(session, row, call, "decline commission", by, now, old)
    overtake(session, row, call, by=by, now=now)
    # What lapsed has been passed on already.
    if old is not _S.LAPSED:
        close_gap(session, row, call, old, now=now)


def withdraw(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """A leader takes a request back, with a letter to the commenter if the one that asked has left."""
    if row.state is CommissionState.WITHDRAWN:
        return
    if seen != row.version:
        raise Stale(FASTER)
    was = row.state
    _withdraw(session, row, call, by, now, why="The organisers have arranged its commenters anew.")
    if was is _S.ACCEPTED and not row.is_standby:
        _tell_presenters(session, row, call, now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def _tell_presenters(session: Session, row: Commission, call: Call, now: datetime) -> None:
    """Presenters learn from the published agenda who comments; whoever is let go again must not vanish unsaid."""
    if published_slot(session, row.paper) is None:
        return
    asked = commenters_of(session, [row.paper_id]).get(row.paper_id, ())
    staying = [each.person.called for each in asked if each.state is _S.ACCEPTED]
    cause = f"commission:{row.id}:released:{now.isoformat()}"
    tell_of_release(session, row.paper, call, row.commenter.person.called, staying, cause, now)


def withdraw_all(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """The paper is out: take every live request back, with letters to whoever knows of them.

    The caller sees to the calendars.
    """
    live = session.scalars(
        sa.select(Commission)
        .where(Commission.paper_id == paper.id, Commission.state.in_(LIVE))
        .order_by(Commission.id)
        .with_for_update()
    ).all()
    if not live:
        return
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == paper.wip_session_id)).one()
    for row in live:
        _withdraw(session, row, call, by, now, why="The paper is no longer in the session.")


def withdraw_from(session: Session, paper: Paper, person_id: int, *, by: Actor, now: datetime) -> None:
    """A conflict stands between the two: take the person's live request back, if there is one, with a letter."""
    row = session.scalar(
        sa.select(Commission)
        .join(Commission.commenter)
        .where(Commission.paper_id == paper.id, Commenter.person_id == person_id, Commission.state.in_(LIVE))
        .with_for_update(of=Commission)
    )
    if row is None:
        return
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == paper.wip_session_id)).one()
    withdraw(session, row, call, seen=row.version, by=by, now=now)


def _withdraw(session: Session, row: Commission, call: Call, by: Actor, now: datetime, *, why: str) -> None:
    old = step(row, CommissionMove.WITHDRAW)
    session.flush()
    note(session, row, call, "take commission back", by, now, old)
    overtake(session, row, call, by=by, now=now)
    if old is _S.ACCEPTED or knows_of_request(session, row):
        tell_commenter(session, LetterKind.COMMISSION_WITHDRAWN, row, call, by, now.isoformat(), now, why=why)
