"""The outbox as its couriers use it: who takes which letter when, and what became of it. Each step commits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from wip.adapters.couriers import Courier
from wip.domain.letters import (
    LETTERS,
    LetterKind,
    LetterMove,
    LetterState,
    Pace,
    TryOutcome,
    closed_for,
    lost_after,
)
from wip.models import Letter, LetterTry, Outbox
from wip.settings import Settings

_SOON = timedelta(minutes=1)
"""Who waits for a letter that is due later than this is woken before."""

_OFTEN_LOST = 3
"""A letter that was cut short so often may be what ends the worker: it goes last."""

CUT_SHORT = "The sending was cut short each time, and it is not known why. Ask whoever runs this website."


@dataclass(frozen=True)
class Hand:
    """A letter in a courier's hand: its id, its try (counted from 1), and when that began."""

    letter_id: int
    try_id: int
    tries: int
    at: datetime


class Outboxes:
    """One courier's view of all letters that wait."""

    def __init__(
        self, session: Session, settings: Settings, courier: Courier, clock: Callable[[], datetime]
    ) -> None:
        self._session, self._settings = session, settings
        self._courier, self._clock = courier, clock
        self._pace = Pace(settings.letters_per_minute)
        self._dead: Sequence[str] = ()
        self._living: Sequence[str] = ()
        self._faults = 0

    def due(self, most: int) -> list[int]:
        """Ids of letters to take now, in the order in which they are due, sign-in letters first; none while it is closed."""
        now, outbox = self._clock(), self._row()
        if outbox.closed_until is not None and outbox.closed_until > now:
            self._session.commit()
            return []
        self._see_who_died()
        room = self._pace.room(outbox.next_at, now)
        select = sa.select(Letter.id).where(self._takeable(now)).order_by(*_IN_TURN)
        if not room:
            select = select.where(Letter.kind == LetterKind.SIGN_IN)
        found = list(self._session.scalars(select.limit(min(most, room) or most)))
        self._session.commit()
        return found

    def pause(self) -> float | None:
        """Seconds until a letter may leave, or None where none will within a minute."""
        now, outbox = self._clock(), self._row()
        select = sa.select(sa.func.min(Letter.due_at)).where(Letter.state == LetterState.WAITING)
        first = self._session.scalar(select.where(Letter.kind == LetterKind.SIGN_IN))
        if self._pace.per_minute:
            other = self._session.scalar(select.where(Letter.kind != LetterKind.SIGN_IN))
            turn = self._pace.opens(outbox.next_at, now)
            first = min((each for each in (first, other and max(other, turn)) if each), default=None)
        self._session.commit()
        if first is None:
            return None
        until = max(first, outbox.closed_until or first) - now
        return max(0.0, until.total_seconds()) if until <= _SOON else None

    def take(self, letter_id: int) -> Hand | None:
        """Claim the letter; None when another courier or a leader was faster, or it is not this letter's turn."""
        now, outbox = self._clock(), self._row(lock=True)
        hand = self._claimed(letter_id, outbox, now)
        self._session.commit()
        return hand

    def _claimed(self, letter_id: int, outbox: "_Outbox", now: datetime) -> Hand | None:
        if outbox.closed_until is not None and outbox.closed_until > now:
            return None
        here = sa.true() if self._pace.room(outbox.next_at, now) else Letter.kind == LetterKind.SIGN_IN
        sending = LETTERS.after(LetterState.WAITING, LetterMove.TAKE)
        tries = self._session.scalar(
            sa.update(Letter)
            .where(Letter.id == letter_id, self._takeable(now), here)
            .values(
                state=sending,
                taken_at=now,
                courier=self._courier.name,
                tries=Letter.tries + 1,
                dated_at=sa.func.coalesce(Letter.dated_at, now),
            )
            .returning(Letter.tries)
            .execution_options(synchronize_session=False)
        )
        if tries is None:
            return None
        begun = LetterTry(letter_id=letter_id, begun_at=now)
        self._session.add(begun)
        self._session.flush()
        self._faults = outbox.faults
        self._change_row(next_at=self._pace.after(outbox.next_at, now))
        return Hand(letter_id, begun.id, tries, now)

    def done(self, hand: Hand, answer: str) -> None:
        """The post has taken the letter over."""
        state, now = LETTERS.after(LetterState.SENDING, LetterMove.DELIVER), self._clock()
        if self._faults:
            self._change_row(faults=0, fault="", closed_until=None)
        self._end(hand, TryOutcome.TAKEN, answer, state=state, sent_at=now, fault="")

    def refuse(self, hand: Hand, fault: str) -> None:
        """The letter will never leave as it is."""
        state = LETTERS.after(LetterState.SENDING, LetterMove.GIVE_UP)
        self._end(hand, TryOutcome.REFUSED, fault, state=state, fault=fault)

    def put_back(self, hand: Hand, fault: str, pause: timedelta | None) -> None:
        """The letter may leave after a `pause`; with none, it was tried often enough."""
        if pause is None:
            state = LETTERS.after(LetterState.SENDING, LetterMove.GIVE_UP)
            self._end(hand, TryOutcome.LATER, fault, state=state, fault=fault)
            return
        state = LETTERS.after(LetterState.SENDING, LetterMove.TRY_LATER)
        self._end(hand, TryOutcome.LATER, fault, state=state, fault=fault, due_at=self._clock() + pause)

    def shut(self, hand: Hand, fault: str) -> None:
        """Nothing can leave for a while. That is not the letter's fault: it is as if it had not been tried."""
        faults = self._row(lock=True).faults + 1
        until = self._clock() + closed_for(faults, self._settings.mail_pauses)
        self._change_row(faults=faults, fault=fault, closed_until=until)
        self._session.execute(sa.delete(LetterTry).where(LetterTry.id == hand.try_id))
        state = LETTERS.after(LetterState.SENDING, LetterMove.TRY_LATER)
        self._mark(hand, state=state, tries=Letter.tries - 1)
        self._session.commit()

    def let_go(self, hand: Hand) -> None:
        """Another letter tells the truth by now: this one does not leave any more."""
        back = LETTERS.after(LetterState.SENDING, LetterMove.TRY_LATER)
        state = LETTERS.after(back, LetterMove.REPLACE)
        self._end(
            hand, TryOutcome.NOTED, "What it tells of had changed: the letter stayed here.", state=state
        )

    def give_up_the_lost(self) -> None:
        """What ended the worker at every try does not get another. Also forgets couriers of whom nobody speaks."""
        self._courier.sweep(self._see_who_died())
        self._session.execute(
            sa.update(Letter)
            .where(self._lost(self._clock()), Letter.tries > len(self._settings.mail_pauses))
            .values(
                state=LETTERS.after(LetterState.SENDING, LetterMove.GIVE_UP), fault=CUT_SHORT, courier=None
            )
            .execution_options(synchronize_session=False)
        )
        self._session.commit()

    def _end(self, hand: Hand, outcome: TryOutcome, answer: str, **values: Any) -> None:
        self._session.execute(
            sa.update(LetterTry)
            .where(LetterTry.id == hand.try_id)
            .values(ended_at=self._clock(), outcome=outcome, answer=answer)
            .execution_options(synchronize_session=False)
        )
        self._mark(hand, **values)
        self._session.commit()

    def _mark(self, hand: Hand, **values: Any) -> None:
        """Note the outcome, unless the letter was taken for lost meanwhile and is another courier's now."""
        self._session.execute(
            sa.update(Letter)
            .where(
                Letter.id == hand.letter_id,
                Letter.state == LetterState.SENDING,
                Letter.courier == self._courier.name,
                Letter.taken_at == hand.at,
            )
            .values(courier=None, **values)
            .execution_options(synchronize_session=False)
        )

    def _takeable(self, now: datetime) -> sa.ColumnElement[bool]:
        due = sa.and_(Letter.state == LetterState.WAITING, Letter.due_at <= now)
        return sa.or_(due, self._lost(now))

    def _lost(self, now: datetime) -> sa.ColumnElement[bool]:
        """Letters in the hands of a courier who is dead, or of one of whom nothing is known for too long; or forgotten in ours."""
        long_ago = now - lost_after(self._settings.mail_timeout)
        # Where the courier's file lies here, it answers for itself, however long it takes.
        unknown = sa.or_(Letter.courier.is_(None), Letter.courier.not_in(self._living))
        return sa.and_(
            Letter.state == LetterState.SENDING,
            sa.or_(
                Letter.courier == self._courier.name,
                Letter.courier.in_(self._dead),
                sa.and_(Letter.taken_at <= long_ago, unknown),
            ),
        )

    def _see_who_died(self) -> set[str]:
        select = sa.select(Letter.courier).where(Letter.state == LetterState.SENDING).distinct()
        named = {name for name in self._session.scalars(select) if name}
        lives = {name: self._courier.lives(name) for name in named}
        self._dead = [name for name, known in lives.items() if known is False]
        self._living = [name for name, known in lives.items() if known]
        return named

    def _row(self, *, lock: bool = False) -> "_Outbox":
        select = sa.select(Outbox.next_at, Outbox.closed_until, Outbox.faults).where(Outbox.id == 1)
        found = self._session.execute(select.with_for_update() if lock else select).one_or_none()
        if found is None:
            self._make_row()
            return _Outbox(None, None, 0)
        return _Outbox(*found)

    def _make_row(self) -> None:
        try:
            with self._session.begin_nested():
                self._session.execute(sa.insert(Outbox).values(id=1, faults=0, fault=""))
        except IntegrityError:
            return  # another courier was faster

    def _change_row(self, **values: Any) -> None:
        self._session.execute(
            sa.update(Outbox)
            .where(Outbox.id == 1)
            .values(**values)
            .execution_options(synchronize_session=False)
        )


@dataclass(frozen=True)
class _Outbox:
    next_at: datetime | None
    closed_until: datetime | None
    faults: int


_IN_TURN = (
    Letter.kind != LetterKind.SIGN_IN,
    sa.and_(Letter.state == LetterState.SENDING, Letter.tries >= _OFTEN_LOST),
    Letter.due_at,
    Letter.id,
)
