"""Taking in what mail servers say of letters after they took them."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.bounces import Notice, NoticeKind
from wip.domain.letters import LETTERS, LetterMove, LetterState, TryOutcome
from wip.domain.people import SYSTEM
from wip.models import Letter, LetterTry, WipSession
from wip.services.histories import record


class TakenIn(StrEnum):
    """What became of a notice."""

    CAME_BACK = "came back"
    NOTED = "noted"
    KNOWN = "known"
    IGNORED = "ignored"


def take_in(session: Session, notice: Notice, *, now: datetime) -> TakenIn:
    """Mark the letter that came back as failed, or note that it is late. The same notice again changes nothing.

    A notice about a letter that is not "sent" is noted and changes nothing else: it may tell of an earlier try.
    """
    if notice.kind is NoticeKind.OTHER:
        return TakenIn.IGNORED
    letter = _letter(session, notice)
    if letter is None:
        return TakenIn.IGNORED
    if session.scalar(sa.select(LetterTry.id).where(LetterTry.digest == notice.digest)) is not None:
        return TakenIn.KNOWN
    came_back = notice.kind is NoticeKind.FAILED and LETTERS.allows(letter.state, LetterMove.COME_BACK)
    outcome = TryOutcome.CAME_BACK if came_back else TryOutcome.NOTED
    said = LetterTry(letter_id=letter.id, begun_at=now, ended_at=now, outcome=outcome)
    said.answer, said.digest = notice.sentence, notice.digest
    session.add(said)
    if not came_back:
        return TakenIn.NOTED
    _come_back(session, letter, notice, now)
    return TakenIn.CAME_BACK


def _letter(session: Session, notice: Notice) -> Letter | None:
    which = (
        Letter.id == notice.letter_id
        if notice.letter_id is not None
        else Letter.message_id == notice.message_id
    )
    return session.scalar(
        sa.select(Letter).where(which).with_for_update().execution_options(populate_existing=True)
    )


def _come_back(session: Session, letter: Letter, notice: Notice, now: datetime) -> None:
    old: LetterState = letter.state
    letter.state = LETTERS.after(old, LetterMove.COME_BACK)
    letter.came_back, letter.fault = True, f"It came back: {notice.sentence}"
    wip_session = session.get(WipSession, letter.wip_session_id) if letter.wip_session_id else None
    record(
        session,
        SYSTEM,
        "letter came back",
        letter,
        now,
        wip_session=wip_session,
        paper=letter.paper,
        old={"state": old},
        new={"state": letter.state, "status": notice.status},
    )
