"""Reads of the outbox."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterState
from wip.domain.refusals import Unknown
from wip.models import Letter, WipSession
from wip.queries.pages import Page, page_of


def of_session(
    session: Session, wip_session: WipSession, number: int, *, state: LetterState | None = None
) -> Page[Letter]:
    """The session's letters, newest first, all or those in one state. Sign-in letters belong to no session."""
    select = sa.select(Letter).where(Letter.wip_session_id == wip_session.id)
    if state is not None:
        select = select.where(Letter.state == state)
    return page_of(session, select.order_by(Letter.id.desc()), number)


def counts(session: Session, wip_session: WipSession) -> dict[LetterState, int]:
    """How many letters of the session stand in each state; states without a letter are left out."""
    select = sa.select(Letter.state, sa.func.count()).where(Letter.wip_session_id == wip_session.id)
    found = dict(session.execute(select.group_by(Letter.state)).all())
    return {state: found[state] for state in LetterState if state in found}


def one(session: Session, wip_session: WipSession, letter_id: int, *, lock: bool = False) -> Letter:
    """The session's letter with this id, locked for whoever is about to move it. Raises Unknown."""
    select = sa.select(Letter).where(Letter.id == letter_id, Letter.wip_session_id == wip_session.id)
    letter = session.scalar(select.with_for_update() if lock else select)
    if letter is None:
        raise Unknown
    return letter


def latest(session: Session, number: int, to: str = "") -> Sequence[Letter]:
    """The last letters of the whole installation, oldest of them first; only those to one address where given."""
    select = sa.select(Letter)
    if to:
        select = select.where(sa.func.lower(Letter.to_email) == to.lower())
    return session.scalars(select.order_by(Letter.id.desc()).limit(number)).all()[::-1]
