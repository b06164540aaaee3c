"""People whose address a leader typed: whose it is elsewhere is not told."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.guest_lists import Guest
from wip.domain.people import Actor
from wip.models import Call, Person
from wip.queries.commenter_pool import known_to


def as_known(
    session: Session, call: Call, people: Sequence[Person], guests: Sequence[Guest], by: Actor
) -> list[Person]:
    """Who was typed: with the stored name where the leader knows the person from here, else with the name as typed.

    Anybody's address can be typed; whose it is elsewhere is not told.
    """
    ids = [person.id for person in people]
    known = known_to(session, call.wip_session, ids, reader=by.person_id or 0) if ids else frozenset()
    typed = {normalised(guest.email): guest.name for guest in reversed(guests)}
    return [
        person if person.id in known else _stranger(person, typed.get(person.email_key, ""))
        for person in people
    ]


def _stranger(person: Person, name: str) -> Person:
    return Person(
        id=person.id,
        name=name,
        email=person.email,
        email_key=person.email_key,
        link_generation=person.link_generation,
        erased_at=person.erased_at,
        erase_asked_at=person.erase_asked_at,
    )
