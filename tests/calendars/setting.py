"""A session of its own with everybody who has a calendar."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.world import DEADLINE, NEW_YORK, START, in_transaction
from wip.domain.calls import CallMove
from wip.domain.papers import AuthorFacts, PaperFacts, PaperState
from wip.domain.people import Actor
from wip.models import Call, Paper, Section, WipSession
from wip.services import (
    attendance,
    calls,
    commenters,
    commissions,
    sections,
    sessions,
    submissions,
)
from wip.services.calls import CallFacts
from wip.services.people import feed_link, feed_of, person_at
from wip.services.sessions import SessionFacts

T = TypeVar("T")

TITLES = ("Quotas Without Numbers", "Mercy as Procedure", "The Plea, Unbargained; or Not", "Bail in Prose")


@dataclass
class Setting:
    """One session with `papers` confirmed papers, a commenter on the first two, an attendee and a chair.

    `mark` sets it apart from other stages in the same database. Each method is one transaction at `now`.
    """

    app: Flask
    now: datetime
    mark: str = ""
    papers: int = 3
    zone: str = NEW_YORK
    starts_at: datetime = START
    slug: str = field(init=False)
    section: str = field(init=False)

    def __post_init__(self) -> None:
        self.chair = self._address("robin.vale")
        self.commenter = self._address("piper.nakagawa", "plains")
        self.attendee = self._address("ada.listener")
        self.authors = [self._address(f"author-{n}") for n in range(1, self.papers + 1)]
        self.slug, self.section = self.do(self._planned)
        for number in range(1, self.papers + 1):
            self._confirmed(number)
        self.commission(1, 2)
        self.do(self._attended)

    def _address(self, name: str, school: str = "law") -> str:
        return f"{name}{self.mark}@{school}.example.edu"

    def do(self, act: Callable[[Session], T]) -> T:
        """Run `act(session)` in a transaction of its own, and commit."""
        return in_transaction(self.app, act)

    def on(self, act: Callable[[Session, WipSession, Actor], T]) -> T:
        """The same, with the stage's session and its chair."""

        def run(session: Session) -> T:
            return act(session, self.row(session), self.actor(session, self.chair))

        return self.do(run)

    def row(self, session: Session) -> WipSession:
        """The stage's session."""
        return session.scalars(sa.select(WipSession).where(WipSession.slug == self.slug)).one()

    def paper(self, session: Session, number: int) -> Paper:
        """A paper by its number."""
        here = WipSession.slug == self.slug
        return session.scalars(sa.select(Paper).join(WipSession).where(here, Paper.number == number)).one()

    def call(self, session: Session) -> Call:
        """The session's call."""
        return session.scalars(
            sa.select(Call).join(Call.wip_session).where(WipSession.slug == self.slug)
        ).one()

    def actor(self, session: Session, email: str) -> Actor:
        """Somebody of the stage."""
        person = person_at(session, email, self.now)
        return Actor(person.id, person.name, person.email)

    def _planned(self, session: Session) -> tuple[str, str]:
        now = self.now - timedelta(days=40)
        name, contact = f"Section on Criminal Justice{self.mark}", self._address("cj")
        section: Section = sections.found(session, name, contact, self.chair, self.zone, now, "Robin Vale")
        by = self.actor(session, self.chair)
        title = f"Spring Works-in-Progress Session{self.mark}"
        facts = SessionFacts(title, self.starts_at, self.zone, 30 * self.papers + 30, "On policing.")
        row = sessions.plan(session, section, facts, by=by, now=now)
        call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
        dates = CallFacts(
            opens_at=now,
            deadline_at=DEADLINE,
            deadline_zone=self.zone,
            notify_at=DEADLINE + timedelta(days=14),
            draft_due_at=self.starts_at - timedelta(days=13),
            eligible="Any section member.",
        )
        calls.change(session, call, dates, seen=call.version, by=by, now=now)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=now)
        return row.slug, section.slug

    def _confirmed(self, number: int) -> None:
        email = self.authors[number - 1]
        author = AuthorFacts(f"Author Number{number}", "Northfield College of Law", email)
        facts = PaperFacts(TITLES[number - 1], "Informal targets survive.", (author,), focus_pages="3-13")
        self.do(lambda session: submissions.submit(session, self.call(session), facts, now=self.now))
        self.set_state(number, PaperState.CONFIRMED)

    def set_state(self, number: int, state: PaperState) -> None:
        """Put a paper into a state, without its verbs."""

        def act(session: Session) -> None:
            self.paper(session, number).state = state

        self.do(act)

    def _attended(self, session: Session) -> None:
        call = self.call(session)
        attendance.attend(session, call, name="Ada Listener", email=self.attendee, now=self.now)

    def feed(self, email: str) -> str:
        """The address of somebody's own calendar, made if new."""

        def act(session: Session) -> str:
            feed = feed_of(session, person_at(session, email, self.now), self.now)
            return str(self.app.extensions["wip_signer"].path(feed_link(feed)))

        return self.do(act)

    def commission(self, *numbers: int) -> None:
        """The commenter agrees to comment on these papers."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            call, name = self.call(session), "Piper Nakagawa"
            one = commenters.invite(
                session, row, name=name, email=self.commenter, papers_max=3, by=by, now=self.now
            )
            for number in numbers:
                paper = self.paper(session, number)
                (asked,) = commissions.ask(session, paper, call, [one.id], by=by, now=self.now)
                own = self.actor(session, self.commenter)
                commissions.answer(session, asked, call, accept=True, by=own, now=self.now)

        self.on(act)
