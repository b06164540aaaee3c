"""People: one row an address, whoever names it first."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, World
from wip.db import db, writing
from wip.domain.links import LinkKind
from wip.domain.refusals import Refusal
from wip.models import HistoryEvent, Person
from wip.services.people import change_details, feed_link, feed_of, person_at, personal


def test_one_address_is_one_person(session: Session) -> None:
    first = person_at(session, " Ann.Ames@LAW.example.edu ", NOW)
    again = person_at(session, "ann.ames@law.example.edu", NOW, name="Ann Ames", affiliation="Lakeside")
    third = person_at(session, "ann.ames@law.example.edu", NOW, name="Somebody", affiliation="Elsewhere")
    assert first is again is third
    assert (first.name, first.affiliation, first.called) == ("Ann Ames", "Lakeside", "Ann Ames")


def test_who_gave_no_name_is_called_by_the_address(session: Session) -> None:
    assert person_at(session, AUTHOR, NOW).called == AUTHOR


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "a b@law.example.edu", "a@law.example.edu,b@x.example"]
)
def test_what_is_no_address_is_refused_beside_its_field(session: Session, address: str) -> None:
    with pytest.raises(Refusal) as no:
        person_at(session, address, NOW, field="authors")
    assert no.value.field == "authors"
    assert no.value.sentence == f"“{address}” is not an e-mail address. Write it like name@example.edu."


def test_two_at_once_make_one_person(app: Flask) -> None:
    ids: list[int] = []
    start = threading.Barrier(2)

    def make() -> None:
        with app.app_context(), writing():
            start.wait()
            ids.append(person_at(db.session(), AUTHOR, NOW).id)
            db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=make) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_feed_is_made_once_and_its_link_knows_its_generation(session: Session) -> None:
    person = person_at(session, AUTHOR, NOW)
    feed = feed_of(session, person, NOW)
    assert feed_of(session, person, NOW) is feed
    old = feed_link(feed)
    feed.generation += 1
    assert (old.kind, feed_link(feed) == old) == (LinkKind.FEED, False)


def test_a_personal_link_dies_with_the_person_s_generation(session: Session) -> None:
    person = person_at(session, AUTHOR, NOW)
    session.flush()
    old = personal(LinkKind.PAPER, person, 1)
    person.link_generation += 1
    assert personal(LinkKind.PAPER, person, 1).generation == old.generation + 1


def test_one_s_own_details_are_kept_with_what_they_were(world: World, session: Session) -> None:
    by = world.actor(session, AUTHOR)
    person = session.get_one(Person, by.person_id)
    change_details(session, person, {"name": "Mbali A. Abara", "zone": "Africa/Johannesburg"}, by=by, now=NOW)
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "change details")).one()
    assert (event.old, event.new) == (
        {"name": "", "zone": None},
        {"name": "Mbali A. Abara", "zone": "Africa/Johannesburg"},
    )
    with pytest.raises(Refusal) as no:
        change_details(session, person, {"zone": "EST"}, by=by, now=NOW)
    assert no.value.field == "zone"
