"""The letters of a stage: they leave, everybody reads theirs, and each mailbox is held against what is published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.calendars.client import Event, File
from tests.calendars.invited import published_for
from tests.calendars.mailbox import Mailbox, calendar_parts, facts, what
from tests.calendars.stage import Stage
from tests.services.test_deliveries import Postbox
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.models import Outbox, Publication, WipSession
from wip.services.deliveries import deliver_due


@dataclass
class Postman:
    """Carries what a stage's letters bring; `boxes` by address, also of people who belong to no stage of this test."""

    stage: Stage
    boxes: dict[str, Mailbox] = field(default_factory=dict)
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    had: dict[str, set[str]] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        # Stages in one database begin at the same hour, each after the other's letters have left.
        self.stage.do(lambda session: session.execute(sa.update(Outbox).values(next_at=None)))

    def deliver(self) -> None:
        """Let everything leave that may, which takes some minutes, and everybody read it."""
        self.had = {address: set(box.entries) for address, box in self.boxes.items()}
        self.reached = set()
        post, settings = Postbox(), self.stage.app.extensions["wip_settings"]
        for _ in range(3):
            self.stage.do(lambda session: deliver_due(session, settings, self.stage.now, post))
            self.stage.now += timedelta(minutes=2)
        for message in post.got:
            to = str(message["To"].addresses[0].addr_spec)
            self.letters.append((to, message))
            self.boxes.setdefault(to, Mailbox(to)).receive(message)
            if any(calendar_parts(message)):
                self.reached.add(to)

    def take(self, address: str) -> list[EmailMessage]:
        """The letters with a calendar message that somebody has got since the last time."""
        found = [each for to, each in self.letters if to == address and any(calendar_parts(each))]
        self.letters.clear()
        return found

    def check(self, feeds: Mapping[str, File]) -> None:
        """Each mailbox has what is published for its owner and nothing else, in the words of the owner's own calendar.

        `feeds` are those calendars as they are now, by the owner's e-mail address. Before anything was published,
        whoever is not written to anyway has at least nothing too much, and nothing at a wrong hour.
        """
        due = self.stage.do(lambda session: published_for(session, list(feeds), self.had))
        state, is_early = self.stage.on(_state)
        for address, file in feeds.items():
            shown = self.boxes.get(address, Mailbox(address)).entries
            if is_early and address not in self.reached:
                assert {uid: held.starts_at for uid, held in shown.items()}.items() <= {
                    uid: start for uid, (_, start, _, _) in due[address].items()
                }.items()
                continue
            assert {uid: facts(held) for uid, held in shown.items()} == due[address], address
            for uid, held in shown.items():
                # Mail asks presenters to the whole session too; their own calendar has their slots in its place.
                said = file.events.get(uid) or feeds[self.stage.chair].events.get(uid)
                assert said or state is AgendaState.WORKING, "what no calendar has is of a hidden agenda"
                assert said is None or (held.sequence, *what(held)) == _what(said)


def _state(session: Session, row: WipSession, _by: Actor) -> tuple[AgendaState, bool]:
    known = sa.select(Publication.id).where(Publication.wip_session_id == row.id)
    return row.agenda_state, session.scalars(known).first() is None


def _what(event: Event) -> tuple[object, ...]:
    words = (event.said("SUMMARY"), event.said("LOCATION"))
    return (event.sequence, event.starts_at, event.ends_at, *words, event.status)
