"""Whatever is done in whatever order: a mailbox that gets our letters in their order ends with exactly what is published."""

from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import AUTHORS, ZOOM, comment, confirmed_papers, put_all_in, set_state
from tests.calendars.invited import published_for
from tests.calendars.mailbox import Mailbox, facts
from tests.conftest import NOW
from tests.services.test_deliveries import Postbox
from tests.world import CHAIR, COMMENTER, World
from wip.domain.letters import LetterMove, LetterState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionMove
from wip.models import (
    AgendaSlot,
    CalendarInvitation,
    Commission,
    Letter,
    LetterCalendar,
    Paper,
    Person,
    SessionChair,
    WipSession,
)
from wip.services import (
    agendas,
    attendance,
    calendar_documents,
    commissions,
    confirmations,
    forgetting,
    letters,
    publications,
    sessions,
    withdrawals,
)
from wip.services.deliveries import deliver_due
from wip.services.people import feed_of, person_at
from wip.services.sessions import SessionFacts

VISITOR = "ines.quaye@coast.example.edu"
Verb = Callable[["Story", Session, WipSession, Actor], object]


class Story:
    """One history: a session with three papers, what is done to it, and everybody's mailbox."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance, self.now = world, Random(seed), NOW  # noqa: S311 - a history, no secret
        self.boxes: dict[str, Mailbox] = {}
        self.had: dict[str, set[str]] = {}
        self.done: list[str] = []

    def go(self, name: str) -> None:
        """One verb in a transaction of its own; what is refused is not done."""
        self.now += timedelta(minutes=self.chance.choice([0, 1, 90]))

        def act(session: Session) -> bool:
            row = session.scalars(sa.select(WipSession).where(WipSession.slug == self.world.slug)).one()
            try:
                with session.begin_nested():
                    VERBS[name](self, session, row, self.world.actor(session, CHAIR))
            except Refusal:
                return False
            return True

        if self.world.do(act):
            self.done.append(name)

    def deliver(self) -> None:
        """Let everything leave that may, and everybody read it."""
        self.had = {address: set(box.entries) for address, box in self.boxes.items()}
        post = Postbox()
        for _ in range(3):
            self.world.do(lambda s: deliver_due(s, self.world.app.extensions["wip_settings"], self.now, post))
            self.now += timedelta(minutes=2)
        for message in post.got:
            to = str(message["To"].addresses[0].addr_spec)
            self.boxes.setdefault(to, Mailbox(to)).receive(message)

    def check(self) -> None:
        """Every mailbox holds what is published for its owner, and nothing else."""
        due = self.world.do(lambda session: published_for(session, had=self.had))
        for address, box in self.boxes.items():
            shown = {uid: facts(held) for uid, held in box.entries.items()}
            assert shown == due.get(address, {}), (address, self.done)
        assert {address for address, entries in due.items() if entries} <= set(self.boxes)


def _change(story: Story, session: Session, row: WipSession, by: Actor, **new: Any) -> None:
    facts = SessionFacts(**{name: getattr(row, name) for name in SessionFacts.__dataclass_fields__})
    changed = replace(facts, **new)
    assert asdict(changed) != asdict(facts)
    sessions.change(session, row, changed, seen=row.version, by=by, now=story.now)


def _slot(story: Story, session: Session) -> int:
    ids = list(session.scalars(sa.select(AgendaSlot.id).order_by(AgendaSlot.id)))
    if not ids:
        raise Refusal("no slot")
    return story.chance.choice(ids)


def _paper(story: Story, session: Session) -> Paper:
    return story.chance.choice(list(session.scalars(sa.select(Paper).order_by(Paper.id))))


def _put_in(story: Story, session: Session, row: WipSession, by: Actor) -> None:
    papers = list(session.scalars(sa.select(Paper).where(Paper.state.in_(PRESENTING))))
    agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=story.now)


def _answer(story: Story, session: Session, row: WipSession, by: Actor, *, accept: bool) -> None:  # noqa: ARG001 - a verb's
    asked = story.chance.choice(list(session.scalars(sa.select(Commission).order_by(Commission.id))))
    call, who = story.world.call(session), story.world.actor(session, COMMENTER)
    commissions.answer(session, asked, call, accept=accept, by=who, now=story.now)


def _attend(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    email = story.chance.choice([VISITOR, AUTHORS[0]])
    attendance.attend(session, story.world.call(session), name="Ines", email=email, now=story.now)


def _withdraw(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    withdrawals.withdraw(session, _paper(story, session), story.world.call(session), by=by, now=story.now)


def _unsure(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    paper = _paper(story, session)
    if paper.state is not PaperState.ACCEPTED:
        raise Refusal("not now")
    confirmations.confirm(session, paper, story.world.call(session), by=by, now=story.now)


def _by_mail(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    person = person_at(session, story.chance.choice([*AUTHORS, COMMENTER]), story.now)
    feed = feed_of(session, person, story.now)
    feed.by_mail = not feed.by_mail
    calendar_documents.forget_person(session, person.id, story.now)


def _chair(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    person = person_at(session, VISITOR, story.now, name="Ines Quaye")
    known = session.scalar(sa.select(SessionChair).where(SessionChair.person_id == person.id))
    if known is None:
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))
    else:
        session.delete(known)
    session.flush()


def _hold(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    """A leader holds one letter back, or lets it go."""
    states = [LetterState.WAITING, LetterState.HELD]
    every = list(session.scalars(sa.select(Letter).where(Letter.state.in_(states)).order_by(Letter.id)))
    if every:
        letter = story.chance.choice(every)
        step = LetterMove.HOLD if letter.state is LetterState.WAITING else LetterMove.RELEASE
        letters.move(session, letter, step, by=by, now=story.now)


def _release_all(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    for letter in session.scalars(sa.select(Letter).where(Letter.state == LetterState.HELD)):
        letters.move(session, letter, LetterMove.RELEASE, by=by, now=story.now)


def _send_again(story: Story, session: Session, row: WipSession, by: Actor) -> None:  # noqa: ARG001 - a verb's
    every = list(
        session.scalars(sa.select(Letter).where(Letter.state == LetterState.SENT).order_by(Letter.id))
    )
    if every:
        letters.move(session, story.chance.choice(every), LetterMove.SEND_AGAIN, by=by, now=story.now)


VERBS: dict[str, Verb] = {
    "put in": _put_in,
    "publish": lambda t, s, r, by: publications.publish(s, r, seen=r.agenda_version, by=by, now=t.now),
    "publish again": lambda t, s, r, by: publications.publish(s, r, seen=r.agenda_version, by=by, now=t.now),
    "take down": lambda t, s, r, by: publications.take_down(s, r, seen=r.agenda_version, by=by, now=t.now),
    "up": lambda t, s, r, by: agendas.shift(s, r, _slot(t, s), -1, seen=r.agenda_version, by=by, now=t.now),
    "off": lambda t, s, r, by: agendas.take_off(s, r, _slot(t, s), seen=r.agenda_version, by=by, now=t.now),
    "accept": lambda t, s, r, by: _answer(t, s, r, by, accept=True),
    "decline": lambda t, s, r, by: _answer(t, s, r, by, accept=False),
    "attend": _attend,
    "later": lambda t, s, r, by: _change(t, s, r, by, starts_at=r.starts_at + timedelta(days=1)),
    "longer": lambda t, s, r, by: _change(t, s, r, by, minutes=r.minutes + 15),
    "rename": lambda t, s, r, by: _change(t, s, r, by, title=f"{r.title}!"),
    "link": lambda t, s, r, by: sessions.set_join_link(
        s, r, t.chance.choice(["", ZOOM, f"{ZOOM}0"]), by=by, now=t.now
    ),
    "ask office": lambda t, s, r, by: sessions.step(s, r, SessionMove.REQUEST, by=by, now=t.now),
    "confirm": lambda t, s, r, by: sessions.step(s, r, SessionMove.CONFIRM, by=by, now=t.now),
    "cancel": lambda t, s, r, by: sessions.step(s, r, SessionMove.CANCEL, by=by, now=t.now),
    "withdraw": _withdraw,
    "unsure": _unsure,
    "by mail": _by_mail,
    "chair": _chair,
    "hold": _hold,
    "release": _release_all,
    "send again": _send_again,
}
USUAL = [name for name in VERBS if name != "cancel"]


@pytest.mark.parametrize("seed", range(6))
def test_a_mailbox_ends_with_exactly_what_is_published(world: World, seed: int) -> None:
    confirmed_papers(world)
    put_all_in(world)
    comment(world, 1, 2)
    set_state(world, 3, PaperState.ACCEPTED)
    story = Story(world, seed)
    story.go("publish")
    for _ in range(5):
        for _ in range(story.chance.choice([1, 1, 2, 4])):
            story.go(story.chance.choice(USUAL))
        story.go("release")
        story.deliver()
        story.check()
    story.go("cancel")
    story.deliver()
    story.check()
    assert all(not box.entries for box in story.boxes.values())


def test_whoever_is_forgotten_stands_in_no_message_of_anybody(world: World) -> None:
    """Folded and escaped a name is not found as it is written."""
    confirmed_papers(world)
    put_all_in(world)
    comment(world, 1)
    story = Story(world, 0)
    story.go("publish")
    story.deliver()
    assert [named for _, named in world.do(_bodies)].count(True) == 2

    def forget(session: Session) -> None:
        by = world.actor(session, AUTHORS[0])
        forgetting.forget(session, session.get_one(Person, by.person_id), by=by, now=story.now)

    world.do(forget)
    story.deliver()
    assert {named for _, named in world.do(_bodies)} == {False}
    known = sa.select(CalendarInvitation.id).join(Person).where(Person.erased_at.is_not(None))
    assert world.do(lambda s: s.scalars(known).all()) == []


def _bodies(session: Session) -> list[tuple[int, bool]]:
    """Each letter with a calendar message, and whether it names the author of the first paper."""
    return [
        (row.letter_id, "Mbali" in row.body.replace("\r\n ", ""))
        for row in session.scalars(sa.select(LetterCalendar).where(LetterCalendar.position == 0))
    ]
