"""What has not left about a commission gives way to what is so; and whether somebody knows of a request at all."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.people import SYSTEM, Actor
from wip.models import Call, Commission, HistoryEvent, Letter, LetterPaper
from wip.services.commission_letters import tell_request
from wip.services.decision_letters import UNSENT, replace_letters

OVERTAKEN = "It had not left when the request to comment changed: it would no longer have been true."
_K = LetterKind
_ASKING = (_K.COMMISSION_OFFERED, _K.COMMISSION_REMINDER)
_ENDING = (_K.COMMISSION_LAPSED, _K.COMMISSION_WITHDRAWN)
_ABOUT = (*_ASKING, *_ENDING, _K.COMMISSION_ACCEPTED, _K.STANDBY_CALLED)
_ACCEPTED, _DECLINED = "accept commission", "decline commission"
_ON_ITS_WAY = (LetterState.SENT, LetterState.SENDING)


def overtake(session: Session, row: Commission, call: Call, *, by: Actor, now: datetime) -> None:
    """Take back every letter about the commission that has not left; call it where its state has just changed.

    An unsent letter that asks about several papers is written anew, about those that are still asked.
    """
    found = session.scalars(
        sa.select(Letter)
        .where(_about(row), Letter.kind.in_(_ABOUT), Letter.state.in_(UNSENT))
        .order_by(Letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    replace_letters(session, found, why=OVERTAKEN, paper=row.paper, by=by, now=now)
    for letter in found:
        rest = _still_asked(session, letter, row) if letter.kind in _ASKING else []
        if rest:
            cause = f"letter:{letter.id}:without:{row.id}"
            tell_request(session, letter.kind, rest, call, SYSTEM, cause, now)


def knows_of_request(session: Session, row: Commission) -> bool:
    """Whether the person counts on the request, by what last left or what they last answered themselves.

    Nobody hears the end of what they never heard of.
    """
    left = sa.or_(Letter.state.in_(_ON_ITS_WAY), Letter.sent_at.is_not(None))
    letter = session.execute(
        sa.select(Letter.kind, Letter.written_at)
        .where(_about(row), Letter.kind.in_(_ABOUT), left)
        .order_by(Letter.id.desc())
        .limit(1)
    ).first()
    answer = session.execute(
        sa.select(HistoryEvent.act, HistoryEvent.at)
        .where(
            HistoryEvent.thing == Commission.__tablename__,
            HistoryEvent.thing_id == row.id,
            HistoryEvent.act.in_((_ACCEPTED, _DECLINED)),
        )
        .order_by(HistoryEvent.id.desc())
        .limit(1)
    ).first()
    if answer is not None and (letter is None or answer.at >= letter.written_at):
        return bool(answer.act == _ACCEPTED)
    return letter is not None and letter.kind not in _ENDING


def _about(row: Commission) -> sa.ColumnElement[bool]:
    named = sa.exists().where(LetterPaper.letter_id == Letter.id, LetterPaper.paper_id == row.paper_id)
    return sa.and_(
        Letter.person_id == row.commenter.person_id, sa.or_(Letter.paper_id == row.paper_id, named)
    )


def _still_asked(session: Session, letter: Letter, row: Commission) -> Sequence[Commission]:
    return session.scalars(
        sa.select(Commission)
        .join(LetterPaper, LetterPaper.paper_id == Commission.paper_id)
        .where(
            LetterPaper.letter_id == letter.id,
            Commission.commenter_id == row.commenter_id,
            Commission.id != row.id,
            Commission.state == CommissionState.OFFERED,
        )
        .order_by(Commission.id)
    ).all()
