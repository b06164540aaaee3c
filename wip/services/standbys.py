"""Standbys: people who read a paper and step in when one of its commenters cannot come."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commission
from wip.services import calendars
from wip.services.commission_gaps import step_in
from wip.services.commission_letters import tell_commenter
from wip.services.commission_news import overtake
from wip.services.commission_rules import refuse_closed
from wip.services.commission_steps import FASTER, note


def call_in(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """A leader calls an accepted standby in, with a letter. Twice is once."""
    _refuse(row, call, seen, now)
    if row.is_standby:
        step_in(session, row, call, by=by, now=now)
        calendars.refresh(session, call.wip_session, by=by, now=now)


def put_back(session: Session, row: Commission, call: Call, *, seen: int, by: Actor, now: datetime) -> None:
    """Undo of `call_in`: the commenter stands by (again), with a letter that says so. Twice is once."""
    _refuse(row, call, seen, now)
    if row.is_standby:
        return
    row.is_standby = True
    session.flush()
    note(session, row, call, "put on standby", by, now, None)
    overtake(session, row, call, by=by, now=now)
    tell_commenter(session, LetterKind.COMMISSION_ACCEPTED, row, call, by, now.isoformat(), now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def _refuse(row: Commission, call: Call, seen: int, now: datetime) -> None:
    refuse_closed(row.paper, call, now)
    if seen != row.version:
        raise Stale(FASTER)
    if row.state is not CommissionState.ACCEPTED:
        raise Refusal(f"{row.commenter.person.called} has not accepted, so there is nobody to call in.")
