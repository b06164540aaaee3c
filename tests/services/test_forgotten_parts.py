"""Being forgotten where a name is of one word, or another bears it too: what is known to be theirs loses it, nothing else does."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import comment, on_session, publish, published, set_state
from tests.client import PageClient
from tests.forgetting import forget, traces
from tests.show_world import open_room
from tests.world import AUTHOR, COMMENTER, START, World
from wip.domain.forgetting import NOBODY
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import (
    Author,
    CalendarEntry,
    Letter,
    Paper,
    Person,
    Publication,
    SessionChair,
    SpeakingTurn,
    WipSession,
)
from wip.services import session_chairs
from wip.services.people import person_at

AFTER = START + timedelta(days=2)
PUBLIC = (
    "/sessions/{}/agenda/",
    "/sessions/{}/agenda/embed",
    "/sessions/{}/agenda.json",
    "/sessions/{}/agenda.ics",
    "/calendars/sections/criminal-justice.ics",
)
BASE = "https://wip.example.edu"
PIPER = "Piper Nakagawa"


def read(world: World, client: PageClient) -> dict[str, bool]:
    """Whether each public address names Piper."""
    found = {}
    for path in PUBLIC:
        answer = client.http.get(path.format(world.slug), base_url=BASE)
        assert answer.status_code == 200
        found[path] = "Piper" in answer.text.replace("\r\n ", "")
    return found


def facts(world: World, number: int = 1) -> dict[str, Any]:
    """What calendars keep of a paper's slot."""
    return world.do(lambda s: _entry(s, world, number).facts)


def _entry(session: Session, world: World, number: int) -> CalendarEntry:
    paper = world.row(session, number)
    return session.scalars(sa.select(CalendarEntry).where(CalendarEntry.paper_id == paper.id)).one()


def rename(world: World, email: str, name: str) -> None:
    """Somebody has been called so from the beginning."""

    def act(session: Session) -> None:
        person = person_at(session, email, world.now)
        person.name = name
        session.execute(sa.update(Author).where(Author.person_id == person.id).values(name=name))

    world.do(act)


@pytest.fixture
def commented(world: World) -> World:
    """Piper has commented on the first paper; somebody typed her name among the authors of the second."""
    published(world)
    comment(world, 1)
    world.do(lambda s: s.add(Author(paper_id=world.row(s, 2).id, position=2, name=PIPER, affiliation="")))
    return world


def test_a_typed_name_keeps_nobody_on_a_programme(commented: World, client: PageClient) -> None:
    assert set(read(commented, client).values()) == {True}
    assert facts(commented)["commenters"] == [PIPER]
    forget(commented, COMMENTER, AFTER)
    assert set(read(commented, client).values()) == {False}
    assert facts(commented)["commenters"] == [NOBODY]
    left = commented.do(lambda s: traces(s, "Piper"))
    assert [each for each in left if not each.startswith(("authors.", "paper_words."))] == []


def test_what_was_published_before_ids_were_kept_goes_by_the_name(
    commented: World, client: PageClient
) -> None:
    def as_before(session: Session) -> None:
        for row in session.scalars(sa.select(CalendarEntry)):
            row.facts = {name: value for name, value in row.facts.items() if name != "commented_by"}

    commented.do(as_before)
    forget(commented, COMMENTER, AFTER)
    assert set(read(commented, client).values()) == {False}


def test_a_namesake_stays_where_they_comment(commented: World) -> None:
    other = "piper.other@hills.example.edu"
    comment(commented, 1, 3, email=other)
    assert facts(commented)["commenters"] == [PIPER, PIPER]
    forget(commented, COMMENTER, AFTER)
    assert (facts(commented, 1)["commenters"], facts(commented, 3)["commenters"]) == (
        [NOBODY, PIPER],
        [PIPER],
    )
    theirs = commented.do(
        lambda s: s.scalars(sa.select(Letter.text).where(Letter.to_email == other).order_by(Letter.id)).all()
    )
    assert [text for text in theirs if NOBODY in text] == []


def test_ids_beside_names_are_read_by_nobody_and_move_no_entry(commented: World, client: PageClient) -> None:
    def lose(session: Session) -> tuple[Any, ...]:
        row = _entry(session, commented, 1)
        row.facts = {name: value for name, value in row.facts.items() if name != "commented_by"}
        return row.sequence, row.changed_at

    def follow(session: Session, row: WipSession, by: Actor) -> None:
        from wip.services import calendars

        calendars.refresh(session, row, by=by, now=AFTER)

    before = commented.do(lose)
    on_session(commented, follow)
    assert (
        commented.do(lambda s: (_entry(s, commented, 1).sequence, _entry(s, commented, 1).changed_at))
        == before
    )
    piper = commented.do(lambda s: commented.actor(s, COMMENTER).person_id)
    assert facts(commented)["commented_by"] == [piper]
    for path in PUBLIC:
        assert "commented_by" not in client.http.get(path.format(commented.slug), base_url=BASE).text


def test_names_of_one_word_go_from_what_is_known_to_be_theirs(world: World) -> None:
    cherx = "cherx@law.example.edu"
    published(world)
    set_state(world, world.paper("Plato’s Laws, Read Slowly", "reader@law.example.edu"), PaperState.CONFIRMED)
    comment(world, 1)
    rename(world, COMMENTER, "Plato")
    rename(world, AUTHOR, "Ximenes")

    def appoint(session: Session, row: WipSession, by: Actor) -> None:
        person = person_at(session, cherx, world.now, name="Cherx")
        session_chairs.appoint(session, row, person, None, by=by, now=world.now)
        show = open_room(session, row, by, world.now)
        for place, name in enumerate(("Plato", "CHERX", "Anna Platonova"), 1):
            session.add(SpeakingTurn(show_id=show.id, position=place, name=name, asked_at=world.now))

    on_session(world, appoint)
    publish(world, world.now)
    said = world.do(lambda s: s.scalars(sa.select(Publication.changes).order_by(Publication.id)).all()[-1])
    assert "Cherx chairs the session." in said
    assert "The authors of “Quotas Without Numbers” are now Ximenes." in said
    assert {each.split(".")[0] for each in world.do(lambda s: traces(s, "Ximenes"))} >= {"letters", "history"}
    for email in (cherx, AUTHOR, COMMENTER):
        forget(world, email, AFTER)
    assert world.do(lambda s: traces(s, "Cherx", "Ximenes")) == []
    left = {each.split(": ")[0] for each in world.do(lambda s: traces(s, "Plato"))}
    assert left <= {"papers.title", "papers.sort_title", "speaking_turns.name", "paper_words.word"} | {
        "letters.subject", "letters.text", "letters.html", "history.new", "calendar_entries.facts"
    }  # fmt: skip
    titles = world.do(lambda s: s.scalars(sa.select(Paper.title).where(Paper.number == 4)).one())
    assert titles == "Plato’s Laws, Read Slowly"
    turns = world.do(lambda s: s.scalars(sa.select(SpeakingTurn.name).order_by(SpeakingTurn.id)).all())
    assert turns == [NOBODY.capitalize()] * 2 + ["Anna Platonova"]


def test_a_queue_lists_names_in_ways_of_its_own(commented: World) -> None:
    def queue(session: Session, row: WipSession, by: Actor) -> None:
        show = open_room(session, row, by, commented.now)
        for place, name in enumerate(
            ("NAKAGAWA, Piper", "nakagawa piper", "Prof. Nakagawa,Piper (Plains)", "Ada Nakagawa, Piper Lee"),
            1,
        ):
            session.add(SpeakingTurn(show_id=show.id, position=place, name=name, asked_at=commented.now))

    on_session(commented, queue)
    forget(commented, COMMENTER, AFTER)
    gone = NOBODY.capitalize()
    turns = commented.do(lambda s: s.scalars(sa.select(SpeakingTurn.name).order_by(SpeakingTurn.id)).all())
    assert turns == [gone, gone, f"{gone} (Plains)", "Ada Nakagawa, Piper Lee"]


def test_who_chairs_a_session_of_others_keeps_the_name(commented: World) -> None:
    """A namesake chairs: neither the programme nor its changes lose their name."""

    def appoint(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, "piper.chair@law.example.edu", commented.now, name=PIPER)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id))

    on_session(commented, appoint)
    assert f"{PIPER} chairs the session." in publish(commented, commented.now)
    forget(commented, COMMENTER, AFTER)
    changes = commented.do(lambda s: s.scalars(sa.select(Publication.changes).order_by(Publication.id)).all())
    assert f"{PIPER} chairs the session." in changes[-1]
    programme = on_session(commented, lambda _s, row, _by: row.programme or {})
    assert [each[2] for each in programme["chairs"]] == [PIPER]
    assert commented.do(lambda s: s.scalars(sa.select(Person.email).where(Person.name == PIPER)).all()) == [
        "piper.chair@law.example.edu"
    ]
