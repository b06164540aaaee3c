"""Signing in by a link in a letter: single use, expiring, and silent about who exists."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Unknown
from wip.domain.texts import clean_line
from wip.models import Person, SignInLink
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.people import person_at

LINKS_PER_HOUR = 5
"""More letters than this to one address within an hour would be a nuisance, or an attack."""

_SPENT = "This sign-in link has been used or is too old. Ask for a new one: it takes a minute."


def ask(session: Session, address: str, now: datetime, *, minutes: int, goes_to: str = "") -> None:
    """Write a sign-in letter to the address, known or not. Says nothing when the address had too many already."""
    key = normalised(address)
    if key is None:
        raise Refusal(
            f"“{clean_line(address)}” is not an e-mail address. Write it like name@example.edu.",
            "email",
        )
    recent = session.scalar(
        sa.select(sa.func.count())
        .select_from(SignInLink)
        .where(SignInLink.email_key == key, SignInLink.made_at > now - timedelta(hours=1))
    )
    if (recent or 0) >= LINKS_PER_HOUR:
        return
    link = make_link(session, address, now, minutes, goes_to)
    known = session.scalar(sa.select(Person).where(Person.email_key == key))
    tell(
        session,
        LetterKind.SIGN_IN,
        known or Person(email=clean_line(address), name=""),
        f"sign-in:{link.thing_id}",
        now,
        facts={"minutes": str(minutes)},
        links={"sign_in": link},
    )


def make_link(session: Session, address: str, now: datetime, minutes: int, goes_to: str = "") -> Link:
    """A sign-in link for the address. For letters, and for the operator's command line."""
    key = normalised(address)
    if key is None:
        raise Refusal(f"“{clean_line(address)}” is not an e-mail address.", "email")
    row = SignInLink(
        email=clean_line(address),
        email_key=key,
        goes_to=goes_to[:500],
        made_at=now,
        expires_at=now + timedelta(minutes=minutes),
    )
    session.add(row)
    session.flush()
    return Link(LinkKind.SIGN_IN, 0, row.id)


def usable(session: Session, link: Link, now: datetime) -> SignInLink:
    """The row behind a link that can still be used. Raises Unknown or Refusal."""
    row = session.get(SignInLink, link.thing_id)
    if link.kind is not LinkKind.SIGN_IN or row is None:
        raise Unknown
    if row.used_at is not None or now > row.expires_at:
        raise Refusal(_SPENT)
    return row


def enter(session: Session, link: Link, now: datetime) -> tuple[Person, str]:
    """Use the link up. Returns the person, made if new, and the page they wanted."""
    row = usable(session, link, now)
    spent = session.scalar(
        sa.update(SignInLink)
        .where(SignInLink.id == row.id, SignInLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SignInLink.id)
    )
    if spent is None:
        raise Refusal(_SPENT)
    person = person_at(session, row.email, now)
    if not person.active:
        raise Refusal("This address can no longer sign in here. Write to the section's leaders.")
    record(session, Actor(person.id, person.name, person.email), "sign in", person, now)
    return person, row.goes_to
