"""Asking commenters: by a leader, by a plan, or by itself where somebody has left a gap."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commission_times import answer_by
from wip.domain.commissions import LIVE, CommissionMove, CommissionState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.commenting import settings_of
from wip.services.commission_letters import tell_offered
from wip.services.commission_news import overtake
from wip.services.commission_rules import refuse_closed, refuse_unsuited
from wip.services.commission_steps import FASTER, note, step


@dataclass(frozen=True)
class Offer:
    """A paper for a commenter: `reason` says in words why they suit it, `fit` is what a plan reckoned."""

    paper: Paper
    commenter: Commenter
    reason: str = ""
    fit: int | None = None
    is_standby: bool = False


def ask(
    session: Session,
    paper: Paper,
    call: Call,
    commenter_ids: Iterable[int],
    *,
    is_standby: bool = False,
    by: Actor,
    now: datetime,
) -> list[Commission]:
    """Ask these volunteers about the paper: a letter to each. All are asked, or none and a Refusal says why."""
    refuse_closed(paper, call, now)
    wanted = sorted(set(commenter_ids))
    if not wanted:
        raise Refusal("Choose at least one volunteer first.", "commenters")
    found = session.scalars(
        sa.select(Commenter).where(Commenter.id.in_(wanted), Commenter.wip_session_id == paper.wip_session_id)
    ).all()
    if len(found) != len(wanted):
        raise Refusal(
            "One of the volunteers is not in this session’s list. Reload the page and choose again."
        )
    offers = [Offer(paper, commenter, is_standby=is_standby) for commenter in found]
    return offer_all(session, call, offers, by=by, now=now)


def offer_one(
    session: Session,
    paper: Paper,
    call: Call,
    commenter: Commenter,
    *,
    reason: str = "",
    fit: int | None = None,
    is_standby: bool = False,
    by: Actor,
    now: datetime,
) -> Commission:
    """Ask one commenter about one paper, again where they were asked before. Raises Refusal with the reason."""
    offer = Offer(paper, commenter, reason, fit, is_standby)
    return offer_all(session, call, [offer], by=by, now=now)[0]


def offer_all(
    session: Session, call: Call, offers: Iterable[Offer], *, by: Actor, now: datetime
) -> list[Commission]:
    """Ask in one act, all or none: a person who is asked about several papers gets one letter about them all.

    Each has until the settings' day to answer. Raises Refusal with the reason.
    """
    offers = sorted(offers, key=lambda offer: (offer.commenter.id, offer.paper.number))
    _lock(session, {offer.commenter.id for offer in offers})
    made = [_offer(session, call, offer, by, now) for offer in offers]
    for _, rows in groupby(made, key=lambda row: row.commenter_id):
        tell_offered(session, list(rows), call, by, now)
    return made


def _lock(session: Session, ids: Collection[int]) -> None:
    """Two who ask the same person at once wait for each other, so that nobody gets more than they offered."""
    rows = sa.select(Commenter).where(Commenter.id.in_(ids)).order_by(Commenter.id)
    session.scalars(rows.with_for_update()).all()


def _offer(session: Session, call: Call, offer: Offer, by: Actor, now: datetime) -> Commission:
    paper, commenter = offer.paper, offer.commenter
    refuse_closed(paper, call, now)
    key = (Commission.paper_id == paper.id, Commission.commenter_id == commenter.id)
    row = session.scalar(sa.select(Commission).where(*key))
    refuse_unsuited(session, paper, commenter)
    if row is not None and row.state in LIVE:
        raise Refusal(f"{commenter.person.called} is down for this paper already.", "commenters")
    until, old = until_when(session, call, now), None
    if row is None:
        row = Commission(
            paper_id=paper.id, paper=paper, commenter_id=commenter.id, commenter=commenter, offered_at=now
        )
        session.add(row)
    else:
        old = step(row, CommissionMove.OFFER_AGAIN)
        row.answered_at, row.times_offered = None, row.times_offered + 1
    row.offered_at, row.answer_by = now, until
    row.lapsed_at, row.decline_reason = None, ""
    row.reason, row.fit, row.is_standby = offer.reason, offer.fit, offer.is_standby
    session.flush()
    note(session, row, call, "ask commenter" if old is None else "ask commenter again", by, now, old)
    if old is not None:
        overtake(session, row, call, by=by, now=now)
    return row


def until_when(session: Session, call: Call, now: datetime) -> datetime | None:
    """Until when somebody who is asked now has time to answer; None where the session is too near for a last moment."""
    row = call.wip_session
    return answer_by(now, settings_of(session, row.id).answer_days, row.starts_at, row.zone)


def ask_again(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """Ask somebody again who had declined or not answered, or from whom the paper had been taken back."""
    refuse_closed(row.paper, call, now)
    if row.state is CommissionState.OFFERED:
        return
    if seen != row.version:
        raise Stale(FASTER)
    again = Offer(row.paper, row.commenter, row.reason, row.fit, row.is_standby)
    offer_all(session, call, [again], by=by, now=now)
