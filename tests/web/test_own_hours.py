"""Presenters tell their hours on their own page, on their own clock, and nobody but leaders learns of it."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.agenda_world import confirmed_papers, on_session, set_state
from tests.client import PageClient
from tests.rooms_world import APRIL, add_room
from tests.services.test_agenda_wishes import listed
from tests.web.test_agenda_layouts import zone
from tests.web.test_agenda_wishes import page_of
from tests.world import CHAIR, COAUTHOR, START, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.queries.agenda_wishes import wishes_of

BUTTON = "Tell the organisers"


@pytest.fixture
def author(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    client = PageClient(app)
    client.get(world.paper_link())
    return client


def hours(world: World) -> list[tuple[str, str]]:
    def read(session: Any, row: Any, _by: Any) -> list[tuple[str, str]]:
        return [
            (f"{each.begins_at:%d %H:%M}", f"{each.ends_at:%d %H:%M}") for each in wishes_of(session, row)
        ]

    return on_session(world, read)


def at(minutes: int) -> str:
    return (START + timedelta(minutes=minutes)).isoformat()


def test_part_of_the_date_is_told_and_shown_again(author: PageClient, app: Flask, world: World) -> None:
    assert "If you can be there all the time, there is nothing to do." in author.page.words
    part: dict[str, Any] = {"suits_0": "part", "from_0": at(30), "until_0": at(60)}
    author.send(button=BUTTON, **part)
    assert "Noted. The organisers count with it" in author.page.words
    assert hours(world) == [("18 16:00", "18 16:30"), ("18 17:00", "18 17:30")]
    assert "What you have told us" in author.page.words
    form = author.page.form(button=BUTTON)
    assert [form.filled()[name] for name in part] == [["part"], [at(30)], [at(60)]]
    chair = PageClient(app).sign_in(CHAIR).get(page_of(world))
    assert "Mbali Abara cannot: Thu 18 Mar 2027, 12:00–12:30 New York" in chair.words
    assert "Told by the presenter." in chair.words
    author.send(button=BUTTON, suits_0="none")
    assert hours(world) == [("18 16:00", "18 17:30")]
    author.send(button=BUTTON, suits_0="all")
    assert hours(world) == []


def test_before_confirming_it_stands_there_too(app: Flask, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.ACCEPTED)
    page = PageClient(app).get(world.paper_link())
    assert ("Yes, I will present" in page.html, "Hours in which you cannot" in page.words) == (True, True)


@pytest.mark.parametrize("state", [PaperState.SUBMITTED, PaperState.WAITING, PaperState.WITHDRAWN])
def test_without_a_place_there_is_nothing_to_tell(
    author: PageClient, world: World, state: PaperState
) -> None:
    author.get(world.paper_link())
    set_state(world, 1, state)
    author.send(button=BUTTON, status=422, suits_0="none")
    assert "Your paper has no place in the session now" in author.page.words
    assert "Hours in which you cannot" not in author.get(world.paper_link()).words
    assert hours(world) == []


def test_clock_times_show_on_their_own_clock(author: PageClient, world: World) -> None:
    zone(world, "America/Phoenix")
    author.get(world.paper_link())
    assert "12:30 New York (09:30 Phoenix)" in author.page.html


def test_each_date_is_asked_for(author: PageClient, world: World) -> None:
    add_room(world, "April", APRIL, first="March")
    author.get(world.paper_link())
    author.send(button=BUTTON, suits_1="none")
    assert hours(world) == [("15 16:00", "15 17:30")]


def test_a_part_without_a_length_is_refused_and_stays(author: PageClient, world: World) -> None:
    part: dict[str, Any] = {"suits_0": "part", "from_0": at(60), "until_0": at(30)}
    author.send(button=BUTTON, status=422, **part)
    assert "it lies after the time from which you can be there" in author.page.words
    assert author.page.form(button=BUTTON).filled()["from_0"] == [at(60)]
    assert hours(world) == []


def test_two_windows(author: PageClient, app: Flask, world: World) -> None:
    other = PageClient(app)
    other.get(world.paper_link())
    author.send(button=BUTTON, suits_0="none")
    part: dict[str, Any] = {"suits_0": "part", "from_0": at(30), "until_0": at(60)}
    other.send(button=BUTTON, status=409, **part)
    assert "You have told us other hours while this page was open." in other.page.words


def test_a_moved_date_asks_anew(author: PageClient, world: World) -> None:
    author.send(button=BUTTON, suits_0="none")

    def move(session: Any, row: Any, _by: Any) -> None:
        row.starts_at += timedelta(days=7)
        session.flush()

    on_session(world, move)
    author.get(world.paper_link())
    assert "The date has moved: say again which hours suit you." in author.page.words
    author.send(button=BUTTON, suits_0="all")
    assert listed(world) == []


def test_coauthors_tell_their_own(app: Flask, world: World) -> None:
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR),))
    set_state(world, 1, PaperState.CONFIRMED)
    both = PageClient(app), PageClient(app)
    both[0].get(world.paper_link())
    both[0].send(button=BUTTON, suits_0="none")
    both[1].get(world.paper_link(1, COAUTHOR))
    assert "Part of it does not suit me" in both[1].page.words
    both[1].send(button=BUTTON, suits_0="none")
    assert len(hours(world)) == 2
