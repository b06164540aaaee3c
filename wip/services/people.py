"""People: found by their address, or made."""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.links import Link, LinkKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line
from wip.domain.zones import is_zone
from wip.models import Feed, Person
from wip.services.conflict_finding import look_for_person
from wip.services.histories import differences, record


def person_at(
    session: Session,
    address: str,
    now: datetime,
    *,
    name: str = "",
    affiliation: str = "",
    field: str = "email",
) -> Person:
    """The person with this address, made if new. A name given by somebody else never replaces one's own.

    Raises Refusal (about `field`) for what is not an e-mail address.
    """
    key = normalised(address)
    if key is None:
        raise Refusal(
            f"“{clean_line(address)}” is not an e-mail address. Write it like name@example.edu.",
            field,
        )
    insert_missing(
        session,
        Person,
        {
            "email": clean_line(address),
            "email_key": key,
            "name": clean_line(name),
            "affiliation": clean_line(affiliation),
            "created_at": now,
        },
        "email_key",
    )
    person = session.scalars(sa.select(Person).where(Person.email_key == key)).one()
    if name and not person.name:
        person.name = clean_line(name)
    if affiliation and not person.affiliation:
        person.affiliation = clean_line(affiliation)
    return person


def insert_missing(session: Session, table: type, values: dict[str, object], *unique: str) -> None:
    """Insert unless a row with the same `unique` columns is there; two at once insert one."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing(index_elements=list(unique)))


def feed_of(session: Session, person: Person, now: datetime) -> Feed:
    """The person's own calendar, made at the first need."""
    insert_missing(
        session,
        Feed,
        {"person_id": person.id, "generation": 1, "created_at": now},
        "person_id",
    )
    return session.scalars(sa.select(Feed).where(Feed.person_id == person.id)).one()


def personal(kind: LinkKind, person: Person, thing_id: int, answer: str = "") -> Link:
    """A link that lets `person` act on the thing without signing in."""
    return Link(kind, person.id, thing_id, person.link_generation, answer)


def feed_link(feed: Feed) -> Link:
    """The link to a person's calendar; it dies when the feed is rotated."""
    return Link(LinkKind.FEED, feed.person_id, feed.id, feed.generation)


def change_details(
    session: Session,
    person: Person,
    facts: dict[str, str | None],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """The person's own name, affiliation and zone (an IANA name, or None for "as announced")."""
    if facts.get("zone") and not is_zone(facts["zone"] or ""):
        raise Refusal("Choose a time zone from the list.", "zone")
    old, new = differences(person, facts)
    for name, value in facts.items():
        setattr(person, name, value)
    record(session, by, "change details", person, now, old=old, new=new)
    if {"name", "affiliation"} & set(new):
        look_for_person(session, person, now=now)


def renew(session: Session, person: Person, *, by: Actor, now: datetime) -> None:
    """Sign the person out on every device, and end all personal links that letters have brought so far."""
    person.fs_uniquifier = secrets.token_hex(32)
    person.link_generation += 1
    session.flush()
    record(session, by, "renew links", person, now, new={"link_generation": person.link_generation})
