"""A small named world: two sections, their leaders, authors and commenters, and a session with an open call.

Everybody is made up. Methods act through the services, as the app does; each commits.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from wip.adapters.tokens import Signer
from wip.db import db, writing
from wip.domain.calls import CallMove
from wip.domain.links import LinkKind
from wip.domain.papers import AuthorFacts, PaperFacts
from wip.domain.people import SYSTEM, Actor
from wip.models import Call, Letter, Paper, Person, Section, WipSession
from wip.services import calls, sections, sessions, submissions
from wip.services.calls import CallFacts
from wip.services.people import person_at, personal
from wip.services.sessions import SessionFacts

T = TypeVar("T")

CHAIR = "robin.vale@law.example.edu"
OTHER_CHAIR = "ines.moreau@bpu.example.edu"
AUTHOR = "mbali.abara@law.example.edu"
COAUTHOR = "tomas.varga@law.example.edu"
REVIEWER = "remi.oyelaran@law.example.edu"
COMMENTER = "piper.nakagawa@plains.example.edu"
STRANGER = "sam.stranger@elsewhere.example.edu"

NEW_YORK = "America/New_York"
START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
"""Noon in New York, four days after America changed its clocks and ten before Europe does."""

DEADLINE = datetime(2027, 1, 29, 22, 0, tzinfo=UTC)


def in_transaction(app: Flask, act: Callable[[Session], T]) -> T:
    """Run `act(session)` in a transaction of its own, and commit."""
    with app.app_context(), writing():
        session = db.session()
        try:
            result = act(session)
            session.commit()
        finally:
            db.session.remove()
    return result


class World:
    """Builds what a test needs, by name; not `is_new` where sections and session stand in the database already."""

    def __init__(self, app: Flask, now: datetime, *, is_new: bool = True) -> None:
        self.app = app
        self.now = now
        self.signer: Signer = app.extensions["wip_signer"]
        self.section = self.do(self._found_section if is_new else self._first_section)
        self.slug = self.do(self._open_call if is_new else self._first_session)

    def do(self, act: Callable[[Session], T]) -> T:
        """Run `act(session)` in a transaction of its own, and commit."""
        return in_transaction(self.app, act)

    def _found_section(self, session: Session) -> str:
        section = sections.found(
            session,
            "Section on Criminal Justice",
            "cj@law.example.edu",
            CHAIR,
            NEW_YORK,
            self.now,
            "Robin Vale",
        )
        sections.found(
            session,
            "Section on Evidence",
            "evidence@law.example.edu",
            OTHER_CHAIR,
            NEW_YORK,
            self.now,
            "Ines Moreau",
        )
        return section.slug

    def _first_section(self, session: Session) -> str:
        return session.scalars(sa.select(Section.slug).order_by(Section.id)).first() or ""

    def _first_session(self, session: Session) -> str:
        return session.scalars(sa.select(WipSession.slug).order_by(WipSession.id)).first() or ""

    def _open_call(self, session: Session) -> str:
        section = session.scalars(sa.select(Section).where(Section.slug == self.section)).one()
        by = self.actor(session, CHAIR)
        facts = SessionFacts(
            title="Spring Works-in-Progress Session",
            about="Three papers on policing, punishment or procedure.",
            starts_at=START,
            zone=NEW_YORK,
            minutes=90,
        )
        opened = self.now - timedelta(days=40)
        row = sessions.plan(session, section, facts, by=by, now=opened)
        call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
        dates = CallFacts(
            opens_at=opened,
            deadline_at=DEADLINE,
            deadline_zone=NEW_YORK,
            notify_at=DEADLINE + timedelta(days=14),
            draft_due_at=START - timedelta(days=13),
            eligible="Any section member.",
        )
        calls.change(session, call, dates, seen=call.version, by=by, now=opened)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=opened)
        return row.slug

    def actor(self, session: Session, email: str, name: str = "") -> Actor:
        """The person at this address, made if new, as an actor."""
        person = person_at(session, email, self.now, name=name)
        return Actor(person.id, person.name, person.email)

    def paper(self, title: str = "Quotas Without Numbers", email: str = AUTHOR, **more: Any) -> int:
        """Submit a paper; returns its number."""
        return self.do(lambda session: self._submit(session, title, email, more))

    def _submit(self, session: Session, title: str, email: str, more: dict[str, Any]) -> int:
        name = more.pop("name", email.split("@", maxsplit=1)[0].replace(".", " ").title())
        coauthors = more.pop("coauthors", ())
        school = more.pop("affiliation", "Northfield College of Law")
        facts = PaperFacts(
            title=title,
            abstract=more.pop("abstract", "Informal targets survive the abolition of quotas."),
            authors=(AuthorFacts(name, school, email), *coauthors),
            **more,
        )
        return submissions.submit(session, self.call(session), facts, now=self.now).number

    def call(self, session: Session, slug: str = "") -> Call:
        """The session's call."""
        return session.scalars(
            sa.select(Call).join(Call.wip_session).where(WipSession.slug == (slug or self.slug))
        ).one()

    def row(self, session: Session, number: int = 1) -> Paper:
        """The paper with this number."""
        return session.scalars(
            sa.select(Paper).join(WipSession).where(WipSession.slug == self.slug, Paper.number == number)
        ).one()

    def link(self, kind: LinkKind, email: str, thing_id: int, answer: str = "") -> str:
        """The path of somebody's personal link."""

        def make(session: Session) -> str:
            person = session.scalars(sa.select(Person).where(Person.email == email)).one()
            return self.signer.path(personal(kind, person, thing_id, answer))

        return self.do(make)

    def paper_link(self, number: int = 1, email: str = AUTHOR, answer: str = "") -> str:
        """The author's personal link to a paper."""
        paper_id = self.do(lambda session: self.row(session, number).id)
        return self.link(LinkKind.PAPER, email, paper_id, answer)

    def letters(self, **where: Any) -> list[Letter]:
        """Letters in the order in which they were written, detached."""

        def read(session: Session) -> list[Letter]:
            select = sa.select(Letter).order_by(Letter.id)
            for name, value in where.items():
                select = select.where(getattr(Letter, name) == value)
            found = list(session.scalars(select))
            session.expunge_all()
            return found

        return self.do(read)

    @property
    def system(self) -> Actor:
        """The planner itself."""
        return SYSTEM
