"""Loading the examples, once; later calls only print new sign-in links."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from wip.db import db, writing
from wip.demo import answering, calls, circulating, people, stories
from wip.demo.people import CHAIR, CO_CHAIR, actor
from wip.models import Person, Section
from wip.services import sections
from wip.services.sign_ins import make_link
from wip.settings import Settings

SECTIONS = (
    ("Section on Criminal Justice", "criminal-justice@law.example.edu", "America/New_York"),
    ("Section on Jurisprudence", "jurisprudence@law.example.edu", "America/New_York"),
    ("Section on Agriculture and Animals", "agriculture@law.example.edu", "America/Chicago"),
    ("Section on Civil Procedure", "civil-procedure@law.example.edu", "America/New_York"),
    ("Section on Evidence", "evidence@law.example.edu", "America/New_York"),
)
LINK_MINUTES = 24 * 60


def load(app: Flask) -> list[str]:
    """Load the examples if they are not there; returns lines to print, with a sign-in link for each role."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    with app.app_context(), writing():
        session = db.session()
        try:
            lines = [] if _is_loaded(session) else _load(session, now, app.extensions["wip_settings"])
            lines += _links(session, app, datetime.now(UTC))
            session.commit()
        finally:
            db.session.remove()
    return lines


def _is_loaded(session: Session) -> bool:
    return session.scalar(sa.select(Section.id).where(Section.name == SECTIONS[0][0])) is not None


def _load(session: Session, now: datetime, settings: Settings | None = None) -> list[str]:
    begun = now - timedelta(days=120)
    for name, contact, zone in SECTIONS:
        section = sections.found(session, name, contact, CHAIR.email, zone, begun, CHAIR.name)
        if name == "Section on Evidence":
            _lead_too(session, section, begun)
    by = actor(session, CHAIR, begun)
    lines = ["The examples are loaded:"]
    for example in calls.examples(now):
        if example.slug == "broken-dates":
            said = calls.refusals(session, example, by, now)
            lines += [f"  {example.slug}: refused, as it must be:", *(f"    {sentence}" for sentence in said)]
            continue
        is_open = example.slug == "cj-spring-2027"
        row = calls.plan(session, example, by, now, open_now=is_open)
        lines.append(f"  /sessions/{row.slug}/  {'its call is open' if is_open else 'its call is published'}")
    for story in stories.STORIES:
        row = stories.tell_story(session, story, by, now)
        if settings is not None and story.reached is stories.Reached.PUBLISHED:
            circulating.circulate(session, row, settings, now)
            answering.answer(session, row, settings, now)
        lines.append(f"  /sessions/{row.slug}/  {story.stage}")
    return lines


def _lead_too(session: Session, section: Section, now: datetime) -> None:
    by = actor(session, CHAIR, now)
    asked = sections.invite_leader(session, section, name=CO_CHAIR.name, email=CO_CHAIR.email, by=by, now=now)
    sections.answer_leadership(session, asked, accept=True, by=actor(session, CO_CHAIR, now), now=now)


def _links(session: Session, app: Flask, now: datetime) -> list[str]:
    signer = app.extensions["wip_signer"]
    roles = {
        "section leader": CHAIR,
        "reviewer": people.REVIEWER,
        "author": people.AUTHOR,
        "commenter": people.COMMENTER,
    }
    lines = ["Sign in (each link works once, for a day):"]
    for role, colleague in roles.items():
        if session.scalar(sa.select(Person.id).where(Person.email == colleague.email)):
            link = make_link(session, colleague.email, now, LINK_MINUTES)
            lines.append(f"  {role + ':':16}{signer.address(link)}")
    return lines
