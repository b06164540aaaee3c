"""Commissions: leaders ask commenters about papers; commenters accept or decline."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import COMMISSIONS, LIVE, CommissionMove, CommissionState
from wip.domain.letters import LetterKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.commenter_conflicts import is_kept_apart
from wip.services import calendars
from wip.services.calendar_documents import forget_person
from wip.services.commission_letters import tell_commenter, tell_leaders
from wip.services.histories import record
from wip.services.rooms import over_at

__all__ = ["answer", "ask", "ask_again", "withdraw", "withdraw_all", "withdraw_from"]

APART = "{name} and paper {number} must be kept apart: it is their own, or a conflict stands or waits for judgement."
"""Says nothing of who wrote the paper: whoever reads it may not be allowed to know."""

_FASTER = "The commenter answered, or another leader was faster, while your page was open."


def ask(
    session: Session, paper: Paper, call: Call, commenter_ids: Iterable[int], *, by: Actor, now: datetime
) -> list[Commission]:
    """Ask these volunteers about the paper: a letter to each. All are asked, or none and a Refusal says why."""
    _refuse_closed(paper, call, now)
    wanted = sorted(set(commenter_ids))
    if not wanted:
        raise Refusal("Choose at least one volunteer first.", "commenters")
    found = session.scalars(
        sa.select(Commenter)
        .where(Commenter.id.in_(wanted), Commenter.wip_session_id == paper.wip_session_id)
        .order_by(Commenter.id)
        .with_for_update()
    ).all()
    if len(found) != len(wanted):
        raise Refusal(
            "One of the volunteers is not in this session’s list. Reload the page and choose again."
        )
    return [_offer(session, paper, call, commenter, by, now) for commenter in found]


def _offer(
    session: Session, paper: Paper, call: Call, commenter: Commenter, by: Actor, now: datetime
) -> Commission:
    _refuse_unsuited(session, paper, commenter)
    known = session.scalar(
        sa.select(Commission).where(Commission.paper_id == paper.id, Commission.commenter_id == commenter.id)
    )
    if known is not None and known.state in LIVE:
        raise Refusal(f"{commenter.person.called} is down for this paper already.", "commenters")
    if known is not None:
        _offer_again(session, known, call, by, now)
        return known
    row = Commission(
        paper_id=paper.id, paper=paper, commenter_id=commenter.id, commenter=commenter, offered_at=now
    )
    session.add(row)
    session.flush()
    _note(session, row, call, "ask commenter", by, now, None)
    tell_commenter(session, LetterKind.COMMISSION_OFFERED, row, call, by, f"{row.times_offered}", now)
    return row


def ask_again(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """Ask somebody again who had declined, or from whom the paper had been taken back."""
    _refuse_closed(row.paper, call, now)
    if row.state is CommissionState.OFFERED:
        return
    if seen != row.version:
        raise Stale(_FASTER)
    session.execute(sa.select(Commenter.id).where(Commenter.id == row.commenter_id).with_for_update())
    _refuse_unsuited(session, row.paper, row.commenter)
    _offer_again(session, row, call, by, now)


def _offer_again(session: Session, row: Commission, call: Call, by: Actor, now: datetime) -> None:
    old = _step(row, CommissionMove.OFFER_AGAIN)
    row.offered_at, row.answered_at, row.times_offered = (now, None, row.times_offered + 1)
    session.flush()
    _note(session, row, call, "ask commenter again", by, now, old)
    tell_commenter(session, LetterKind.COMMISSION_OFFERED, row, call, by, f"{row.times_offered}", now)


def answer(session: Session, row: Commission, call: Call, *, accept: bool, by: Actor, now: datetime) -> None:
    """The commenter's answer; it may be changed until the session begins. Saying it twice is saying it once."""
    wanted = CommissionState.ACCEPTED if accept else CommissionState.DECLINED
    session.refresh(row, with_for_update=True)
    if row.state is wanted:
        return
    if row.state is CommissionState.WITHDRAWN:
        raise Refusal("The organisers have taken this request back, so there is nothing left to answer.")
    if accept:
        _refuse_closed(row.paper, call, now)
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


def _refuse_closed(paper: Paper, call: Call, now: datetime) -> None:
    if paper.state not in PRESENTING:
        raise Refusal("This paper has no place in the session, so it needs no commenters.")
    if call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled.")
    if now >= over_at(call.wip_session):
        raise Refusal("The session has taken place.")


def _refuse_unsuited(session: Session, paper: Paper, commenter: Commenter) -> None:
    """Nobody comments where a conflict stands or may stand, authors least of all; nobody is asked about more papers than they offered."""
    called = commenter.person.called
    if commenter.withdrawn:
        raise Refusal(f"{called} has taken the offer back.", "commenters")
    if is_kept_apart(session, paper, commenter.person_id):
        raise Refusal(APART.format(name=called, number=paper.number), "commenters")
    load = session.scalar(
        sa.select(sa.func.count()).where(Commission.commenter_id == commenter.id, Commission.state.in_(LIVE))
    )
    if (load or 0) >= commenter.papers_max:
        papers = "1 paper" if commenter.papers_max == 1 else f"{commenter.papers_max} papers"
        raise Refusal(f"{called} offered to read {papers}, and is down for as many already.", "commenters")
