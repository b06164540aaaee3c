"""Delivering letters: the only service that commits, because what has left cannot be undone."""

import logging
from datetime import datetime, timedelta
from email.message import EmailMessage
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.mail import PermanentFault, Post, TemporaryFault, as_message, post_for
from wip.domain.letters import LETTERS, LOST_AFTER, LetterKind, LetterMove, LetterState, pause_after
from wip.models import Letter
from wip.queries.decision_letters import outdated
from wip.settings import Settings

log = logging.getLogger("wip.deliveries")

_ROUND_SECONDS = 120
"""A round ends early enough that no letter of its own looks lost to another worker (LOST_AFTER)."""

_MINUTE = timedelta(minutes=1)


def deliver_due(session: Session, settings: Settings, now: datetime, post: Post | None = None) -> int:
    """Deliver the letters that are due, one at a time; returns how many left.

    Commits, unlike every other service. Each letter is claimed in a transaction of its own, leaves outside of any
    transaction, and is marked in a second one: a mail server may take its time, and holding a transaction open
    meanwhile would stop everybody else. A worker killed in between leaves a letter "being sent"; after LOST_AFTER it
    is taken up again with the same Message-ID. So every letter leaves at least once, and twice only after a crash.

    At most `settings.letters_per_minute` are begun within a minute, by all workers together.
    """
    post, begun, sent = post or post_for(settings), monotonic(), 0
    for letter_id in _due(session, settings, now):
        if monotonic() - begun > _ROUND_SECONDS:
            break
        sent += _deliver(session, settings, post, letter_id, now)
    return sent


def _due(session: Session, settings: Settings, now: datetime) -> list[int]:
    """Ids in order of their due times. Sign-in letters go first: somebody is waiting before a screen."""
    begun = session.scalar(sa.select(sa.func.count()).where(Letter.taken_at > now - _MINUTE)) or 0
    found = session.scalars(
        sa.select(Letter.id)
        .where(_takeable(now))
        .order_by(Letter.kind != LetterKind.SIGN_IN, Letter.due_at, Letter.id)
        .limit(max(0, settings.letters_per_minute - begun))
    ).all()
    session.commit()
    return list(found)


def _takeable(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(
        sa.and_(Letter.state == LetterState.WAITING, Letter.due_at <= now),
        sa.and_(Letter.state == LetterState.SENDING, Letter.taken_at <= now - LOST_AFTER),
    )


def _deliver(session: Session, settings: Settings, post: Post, letter_id: int, now: datetime) -> bool:
    try:
        message = _take(session, settings, letter_id, now)
        if message is None:
            return False
        post.deliver(message)
    except PermanentFault as no:
        _put_back(session, letter_id, now, str(no), None)
    except TemporaryFault as no:
        _put_back(session, letter_id, now, str(no), pause_after(_tries(session, letter_id)))
    except Exception:
        # One letter that we cannot cope with must not hold up those behind it.
        session.rollback()
        log.exception("letter %s did not leave", letter_id)
        _put_back(
            session,
            letter_id,
            now,
            "Something went wrong on our side.",
            pause_after(_tries(session, letter_id)),
        )
    else:
        done = LETTERS.after(LetterState.SENDING, LetterMove.DELIVER)
        _mark(session, letter_id, now, state=done, sent_at=now, fault="")
        return True
    return False


def _take(session: Session, settings: Settings, letter_id: int, now: datetime) -> EmailMessage | None:
    """Claim the letter and make the message; None when another worker, or a leader, was faster."""
    taken = session.execute(
        sa.update(Letter)
        .where(Letter.id == letter_id, _takeable(now))
        .values(
            state=LETTERS.after(LetterState.WAITING, LetterMove.TAKE), taken_at=now, tries=Letter.tries + 1
        )
        .execution_options(synchronize_session=False)
    )
    session.commit()
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # a CursorResult has it
        return None
    letter = session.get_one(Letter, letter_id, populate_existing=True)
    if outdated(session, letter):
        _let_go(session, letter_id, now)
        return None
    try:
        return as_message(letter, settings, now)
    finally:
        session.commit()


def _let_go(session: Session, letter_id: int, now: datetime) -> None:
    """A decision was changed while the letter was on its way out and came back: another letter tells the truth."""
    back = LETTERS.after(LetterState.SENDING, LetterMove.TRY_LATER)
    _mark(session, letter_id, now, state=LETTERS.after(back, LetterMove.REPLACE))


def _tries(session: Session, letter_id: int) -> int:
    tries = session.scalar(sa.select(Letter.tries).where(Letter.id == letter_id))
    session.commit()
    return tries or 1


def _put_back(session: Session, letter_id: int, now: datetime, fault: str, pause: timedelta | None) -> None:
    move = LetterMove.GIVE_UP if pause is None else LetterMove.TRY_LATER
    state = LETTERS.after(LetterState.SENDING, move)
    _mark(session, letter_id, now, state=state, fault=fault, due_at=now + (pause or timedelta()))


def _mark(session: Session, letter_id: int, now: datetime, **values: Any) -> None:
    """Note the outcome, unless the letter was taken for lost meanwhile and is another worker's now."""
    session.execute(
        sa.update(Letter)
        .where(Letter.id == letter_id, Letter.state == LetterState.SENDING, Letter.taken_at == now)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.commit()
