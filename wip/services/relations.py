"""What people say of themselves so that conflicts are found: their other addresses, and whom they are close to."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import display, normalised
from wip.domain.conflict_facts import RelationKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import OtherAddress, Person, Relation
from wip.services.conflict_finding import look_for_person
from wip.services.histories import record

ADDRESSES_MOST = 6
RELATIONS_MOST = 60


def set_addresses(
    session: Session, person: Person, addresses: Sequence[str], *, by: Actor, now: datetime
) -> None:
    """Replace the person's other addresses. They find conflicts; letters and sign-in keep to the one address."""
    keys: dict[str, str] = {}
    for address in addresses:
        key = normalised(address)
        if key is None:
            raise Refusal(
                f"“{address}” is not an e-mail address. Write it like name@example.edu.", "addresses"
            )
        if key != person.email_key:
            keys.setdefault(key, display(address))
    if len(keys) > ADDRESSES_MOST:
        raise Refusal(f"Give at most {ADDRESSES_MOST} other addresses.", "addresses")
    rows = session.scalars(sa.select(OtherAddress).where(OtherAddress.person_id == person.id)).all()
    for row in rows:
        if row.email_key not in keys:
            session.delete(row)
    here = {row.email_key for row in rows}
    new = [OtherAddress(person_id=person.id, email=keys[k], email_key=k) for k in keys if k not in here]
    session.add_all(new)
    session.flush()
    _note(session, person, by, now)


def add(
    session: Session,
    person: Person,
    kind: RelationKind,
    *,
    name: str,
    email: str,
    by: Actor,
    now: datetime,
) -> Relation:
    """Somebody whom the person is close to; saying it twice is saying it once."""
    key = normalised(email) if email else ""
    if key is None:
        raise Refusal(f"“{email}” is not an e-mail address. Write it like name@example.edu.", "email")
    if not (name or key):
        raise Refusal("Give the name or the e-mail address of the person.", "name")
    if key and key == person.email_key:
        raise Refusal("This is your own address. Give the other person’s.", "email")
    rows = session.scalars(sa.select(Relation).where(Relation.person_id == person.id)).all()
    for row in rows:
        if (row.kind, row.name, row.email_key) == (kind, name, key):
            return row
    if len(rows) >= RELATIONS_MOST:
        raise Refusal(f"At most {RELATIONS_MOST} people are possible.", "name")
    new = Relation(person_id=person.id, kind=kind, name=name, email=display(email), email_key=key)
    session.add(new)
    session.flush()
    _note(session, person, by, now)
    return new


def remove(session: Session, person: Person, row: Relation, *, by: Actor, now: datetime) -> None:
    """Take a person off the list; what was only proposed on that account goes."""
    session.delete(row)
    session.flush()
    _note(session, person, by, now)


def _note(session: Session, person: Person, by: Actor, now: datetime) -> None:
    # Whom somebody is close to is nobody else's to read, so the history keeps the act alone.
    record(session, by, "change relations", person, now)
    look_for_person(session, person, now=now)
