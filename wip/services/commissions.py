"""Commissions: leaders ask commenters about papers; commenters accept or decline."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commission_times import answer_by
from wip.domain.commissions import COMMISSIONS, LIVE, CommissionMove, CommissionState
from wip.domain.letters import LetterKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.commenting import settings_of
from wip.services import calendars
from wip.services.calendar_documents import forget_person
from wip.services.commission_letters import tell_commenter, tell_leaders, tell_offered
from wip.services.commission_rules import refuse_closed, refuse_unsuited
from wip.services.histories import record
from wip.services.rooms import over_at

_FASTER = "The commenter answered, or another leader was faster, while your page was open."


@dataclass(frozen=True)
class Offer:
    """A paper for a commenter: `reason` says in words why they suit it, `fit` is what a plan reckoned."""

    paper: Paper
    commenter: Commenter
    reason: str = ""
    fit: int | None = None
    is_standby: bool = False


def ask(
    session: Session, paper: Paper, call: Call, commenter_ids: Iterable[int], *, by: Actor, now: datetime
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
    return offer_all(session, call, [Offer(paper, commenter) for commenter in found], by=by, now=now)


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
    until, old = _until(session, call, now), None
    if row is None:
        row = Commission(
            paper_id=paper.id, paper=paper, commenter_id=commenter.id, commenter=commenter, offered_at=now
        )
        session.add(row)
    else:
        old = _step(row, CommissionMove.OFFER_AGAIN)
        row.answered_at, row.times_offered = None, row.times_offered + 1
    row.offered_at, row.answer_by = now, until
    row.lapsed_at, row.decline_reason = None, ""
    row.reason, row.fit, row.is_standby = offer.reason, offer.fit, offer.is_standby
    session.flush()
    _note(session, row, call, "ask commenter" if old is None else "ask commenter again", by, now, old)
    return row


def _until(session: Session, call: Call, now: datetime) -> datetime | None:
    row = call.wip_session
    return answer_by(now, settings_of(session, row.id).answer_days, row.starts_at, row.zone)


def ask_again(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """Ask somebody again who had declined or not answered, or from whom the paper had been taken back."""
    refuse_closed(row.paper, call, now)
    if row.state is CommissionState.OFFERED:
        return
    if seen != row.version:
        raise Stale(_FASTER)
    again = Offer(row.paper, row.commenter, row.reason, row.fit, row.is_standby)
    offer_all(session, call, [again], by=by, now=now)


def answer(session: Session, row: Commission, call: Call, *, accept: bool, by: Actor, now: datetime) -> None:
    """The commenter's answer; it may be changed until the session begins. Saying it twice is saying it once."""
    wanted = CommissionState.ACCEPTED if accept else CommissionState.DECLINED
    session.refresh(row, with_for_update=True)
    if row.state is wanted:
        return
    if row.state is CommissionState.WITHDRAWN:
        raise Refusal("The organisers have taken this request back, so there is nothing left to answer.")
    if accept:
        refuse_closed(row.paper, call, now)
    if now >= over_at(call.wip_session):
        raise Refusal("This session has taken place, so there is nothing left to answer.")
    old = _step(row, CommissionMove.ACCEPT if accept else CommissionMove.DECLINE)
    row.answered_at = now
    if accept:
        # Whoever accepts is among the volunteers again, even after taking the offer back.
        row.commenter.withdrawn = False
    session.flush()
    _note(session, row, call, "accept commission" if accept else "decline commission", by, now, old)
    if accept:
        tell_commenter(session, LetterKind.COMMISSION_ACCEPTED, row, call, by, now.isoformat(), now)
    if not accept or old is CommissionState.DECLINED:
        tell_leaders(session, row, call, old, now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def withdraw(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """A leader takes a request back, with a letter to the commenter."""
    if row.state is CommissionState.WITHDRAWN:
        return
    if seen != row.version:
        raise Stale(_FASTER)
    _withdraw(session, row, call, by, now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def withdraw_all(session: Session, paper: Paper, *, by: Actor, now: datetime) -> None:
    """The paper is out: take every live request back, with letters. The caller sees to the calendars."""
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
        _withdraw(session, row, call, by, now)


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


def _withdraw(session: Session, row: Commission, call: Call, by: Actor, now: datetime) -> None:
    old = _step(row, CommissionMove.WITHDRAW)
    session.flush()
    _note(session, row, call, "take commission back", by, now, old)
    tell_commenter(session, LetterKind.COMMISSION_WITHDRAWN, row, call, by, now.isoformat(), now)


def _step(row: Commission, move: CommissionMove) -> CommissionState:
    old, row.state = row.state, COMMISSIONS.after(row.state, move)
    return old


def _note(
    session: Session,
    row: Commission,
    call: Call,
    act: str,
    by: Actor,
    now: datetime,
    old: CommissionState | None,
) -> None:
    before: Mapping[str, str] = {"state": old} if old else {}
    forget_person(session, row.commenter.person_id)
    new = {"state": row.state, "commenter": row.commenter.person.email}
    record(
        session, by, act, row, now, wip_session=call.wip_session, paper=row.paper, old=dict(before), new=new
    )
