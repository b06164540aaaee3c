"""Calendar invitations of the published example, and what some people have answered."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calendar_answers import CARRIERS, Answer, Method, Reply
from wip.domain.letters import LetterState
from wip.domain.publications import EntryKind
from wip.models import CalendarEntry, CalendarInvitation, Letter, WipSession
from wip.services.calendar_enclosures import attach
from wip.services.calendar_replies import take_in
from wip.settings import Settings

_SAID = (Answer.ACCEPTED, None, Answer.ACCEPTED, Answer.TENTATIVE)
_NOTES = {Answer.DECLINED: "I teach that afternoon and must leave before the end. Any earlier slot would do."}


def answer(session: Session, row: WipSession, settings: Settings, now: datetime) -> None:
    """Have the letters that wait take their invitations along, and some people answer them."""
    waiting = sa.select(Letter).where(
        Letter.wip_session_id == row.id, Letter.kind.in_(CARRIERS), Letter.state == LetterState.WAITING
    )
    before = now - timedelta(days=1)
    for letter in session.scalars(waiting.order_by(Letter.id)).all():
        attach(session, letter, settings, before)
        # As a letter that was tried then: when it leaves it brings the same, and what was answered comes after.
        letter.dated_at = before
    invited = session.scalars(
        sa.select(CalendarInvitation)
        .join(CalendarInvitation.entry)
        .where(
            CalendarEntry.wip_session_id == row.id,
            CalendarEntry.kind == EntryKind.SLOT,
            CalendarInvitation.method == Method.REQUEST,
        )
        .order_by(CalendarEntry.starts_at, CalendarInvitation.id)
    ).all()
    for place, each in enumerate(invited):
        said = Answer.DECLINED if place == len(invited) - 1 else _SAID[place % len(_SAID)]
        if said is not None:
            mine, uid = each.person.email_key, each.entry.uid
            reply = Reply(uid, mine, (mine,), said, each.sequence, now, _NOTES.get(said, ""))
            take_in(session, reply, now=now)
