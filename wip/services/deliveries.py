"""Delivering letters: the only service that commits, because what has left cannot be undone.

Each letter is claimed in a transaction of its own, leaves outside of any transaction, and is marked in a second one: a
mail server may take its time, and holding a transaction open meanwhile would stop everybody else. A worker killed in
between leaves a letter "being sent" in the hands of a courier who is known to be dead, so the next worker takes it up at
once, with the same Message-ID and to the byte the same (docs/decisions/0010-couriers.md). So every letter leaves at least
once, and twice only where the server's answer was lost.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from time import monotonic

from sqlalchemy.orm import Session

from wip.adapters.bounces import return_address
from wip.adapters.couriers import Courier
from wip.adapters.mail import as_message
from wip.adapters.posts import PermanentFault, Post, TemporaryFault, Unreachable, post_for
from wip.domain.letters import pause_after
from wip.models import Letter
from wip.queries.decision_letters import outdated
from wip.services import calendar_enclosures
from wip.services.calendar_news import Settling
from wip.services.outboxes import Hand, Outboxes
from wip.services.releases import complete_due
from wip.settings import Settings

log = logging.getLogger("wip.deliveries")

_BATCH = 50
_SECONDS_PER_BATCH = 2
"""So long a sign-in letter may wait for letters that were looked up before it was written."""

_SECONDS_CONNECTED = 5
"""So long a mail server may be kept waiting for the next letter."""

_OURS = "Something went wrong on our side."

Rest = Callable[[float], bool]
"""Waits up to so many seconds, less where something new came in; False when it is time to stop."""


def deliver_due(
    session: Session,
    settings: Settings,
    now: datetime,
    post: Post | None = None,
    *,
    courier: Courier | None = None,
    clock: Callable[[], datetime] | None = None,
    rest: Rest | None = None,
) -> int:
    """Deliver the letters that are due, one at a time; returns how many left. Commits, unlike every other service.

    With a `rest`, the round goes on with what falls due within a minute, and keeps to the pace that is set; without
    one it ends with the first letter that would have to wait. `clock` tells the moment of each try: without one, `now`.
    Sign-in letters go first and wait for no turn: somebody is sitting before a screen.
    """
    with ExitStack() as stack:
        courier = courier or stack.enter_context(Courier(settings.instance))
        post = post or stack.enter_context(closing(post_for(settings)))
        clock = clock or (lambda: now)
        outboxes, news = Outboxes(session, settings, courier, clock), Settling(session, settings)
        return _Round(session, settings, post, outboxes, news, clock, rest).run()


@dataclass(frozen=True)
class _Round:
    session: Session
    settings: Settings
    post: Post
    outboxes: Outboxes
    news: Settling
    clock: Callable[[], datetime]
    rest: Rest | None

    def run(self) -> int:
        sent = 0
        self.outboxes.give_up_the_lost()
        while self._goes_on(0):
            self._complete_releases()
            # Whose calendar has changed, and no letter says so, is written to.
            self._tell_news()
            found = self.outboxes.due(_BATCH)
            sent += self._deliver_all(found)
            if not found and not self._wait():
                break
        return sent

    def _complete_releases(self) -> None:
        """No decision letter leaves before the papers have moved that it tells of."""
        complete_due(self.session, self.clock())
        self.session.commit()

    def _tell_news(self, *, at_once: bool = False) -> int:
        try:
            return self.news.go(self.clock(), at_once=at_once)
        except Exception:
            # Letters that are written already, and whoever waits to sign in, do not wait for those that are not.
            self.session.rollback()
            log.exception("what calendars changed was not written to those concerned")
            return 0

    def _deliver_all(self, letter_ids: list[int]) -> int:
        sent, begun = 0, monotonic()
        for letter_id in letter_ids:
            if monotonic() - begun > _SECONDS_PER_BATCH or not self._goes_on(0):
                break
            sent += self._deliver(letter_id)
        return sent

    def _goes_on(self, seconds: float) -> bool:
        return self.rest is None or self.rest(seconds)

    def _wait(self) -> bool:
        """Wait for the next letter; False where there is none within a minute, also of what the last ones left untold."""
        pause = self.outboxes.pause()
        if pause is None or self.rest is None:
            return self._tell_news(at_once=True) > 0
        if pause > _SECONDS_CONNECTED:
            self.post.close()
        return self.rest(pause)

    def _deliver(self, letter_id: int) -> bool:
        hand = self.outboxes.take(letter_id)
        if hand is None:
            return False
        try:
            message = self._message(hand)
            if message is None:
                return False
            answer = self.post.deliver(message, return_address(self.settings, letter_id))
        except PermanentFault as no:
            self.outboxes.refuse(hand, str(no))
        except Unreachable as no:
            log.warning("no letter leaves: %s", no)
            self.outboxes.shut(hand, str(no))
        except TemporaryFault as no:
            self._put_back(hand, str(no))
        except Exception:
            # One letter that we cannot cope with must not hold up those behind it.
            self.session.rollback()
            log.exception("letter %s did not leave", letter_id)
            self._put_back(hand, _OURS)
        else:
            self.outboxes.done(hand, answer)
            return True
        return False

    def _put_back(self, hand: Hand, fault: str) -> None:
        self.outboxes.put_back(hand, fault, pause_after(hand.tries, self.settings.mail_pauses))

    def _message(self, hand: Hand) -> EmailMessage | None:
        """None where what it tells of was changed while the letter was on its way out and came back."""
        try:
            letter = self.session.get_one(Letter, hand.letter_id, populate_existing=True)
            if not outdated(self.session, letter):
                calendars = calendar_enclosures.attach(self.session, letter, self.settings, hand.at)
                if calendars is not None:
                    return as_message(letter, self.settings, letter.dated_at or hand.at, calendars)
        finally:
            self.session.commit()
        self.outboxes.let_go(hand)
        return None
