"""Rooms and dates in the browser: added, filled, published, and shown without any way in to the public."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.agenda_world import ZOOM, comment, confirmed_papers, feed_path, on_session, publish, put_all_in
from tests.client import PageClient
from tests.rooms_world import APRIL, ROOM_B, add_room, change_room, move_to, placed, sitting_ids
from tests.world import AUTHOR, CHAIR, COMMENTER, STRANGER, World
from wip.services import attendance, sessions


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def paste_link(world: World) -> None:
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=world.now))


def unfolded(client: PageClient, path: str) -> str:
    """A calendar file with its long lines joined."""
    with client.http.get(path, base_url="https://wip.example.edu") as response:
        assert response.status_code == 200
        return response.get_data(as_text=True).replace("\r\n ", "")


def test_a_room_is_added_changed_and_taken_away(chair: PageClient, world: World) -> None:
    chair.get(f"/manage/{world.slug}/sittings/")
    assert "One room, one date 90 minutes: 3 full slots." in chair.page.words
    chair.send(button="Add it", name="Room B", minutes="60")
    assert "Room A, 90 minutes: 3 full slots. Room B, 60 minutes: 2 full slots. Together: 5 full slots." in (
        chair.page.words
    )
    (id_,) = sitting_ids(world)
    chair.send(f"/sittings/{id_}", name="Aula", starts="2027-03-18T12:00", minutes="60")
    assert "Aula, 60 minutes: 2 full slots." in chair.page.words
    chair.send(button="Take Aula away")
    assert "Aula is taken away." in chair.page.words
    assert "One room, one date" in chair.page.words


def test_a_refusal_keeps_what_was_typed(chair: PageClient, world: World) -> None:
    chair.get(f"/manage/{world.slug}/sittings/")
    page = chair.send(button="Add it", status=422, name="Room A", minutes="45", join_link="zoom")
    assert "A join link begins with https://" in page.words
    kept = dict(page.form("/sittings/", "Add it").fields)
    assert (kept["name"], kept["minutes"], kept["join_link"]) == ("Room A", "45", "zoom")
    assert sitting_ids(world) == []


def test_a_foreign_or_unknown_room_is_an_unknown_page(chair: PageClient, world: World) -> None:
    add_room(world)
    page = chair.get(f"/manage/{world.slug}/sittings/")
    tokens = dict(page.form("/sittings/", "Add it").fields)
    answer = chair.post(f"/manage/{world.slug}/sittings/999999", tokens)
    assert answer.status_code == 404


def test_a_paper_changes_its_room_with_the_same_save_button(chair: PageClient, world: World) -> None:
    b = add_room(world)
    put_all_in(world)
    page = chair.get(f"/manage/{world.slug}/agenda/")
    names = [name for name, _ in page.form("/agenda/", "Save order").fields if name.startswith("room-")]
    typed: dict[str, Any] = {names[0]: str(b)}
    chair.send(button="Save order and minutes", **typed)
    assert placed(world) == {"Room A": [2, 3], "Room B": [1]}
    assert "Room B Thu 18 Mar 2027, 12:00–13:30 New York" in chair.page.words
    assert "Room A: 2 slots fit, with 30 minutes to spare." in chair.page.words


def test_every_page_where_papers_are_accepted_knows_all_rooms(chair: PageClient, world: World) -> None:
    add_room(world, minutes=60)
    together = "Room A, 90 minutes: 3 full slots. Room B, 60 minutes: 2 full slots. Together: 5 full slots."
    for path in ("", "settings", "selection/", "agenda/", "release/", "sittings/"):
        words = chair.get(f"/manage/{world.slug}/{path}").words
        assert together.removesuffix(".") in words, path


def test_the_public_page_shows_every_date_and_no_way_in(
    chair: PageClient, client: PageClient, world: World
) -> None:
    april = add_room(world, "April", APRIL, first="March", join_link=ROOM_B)
    paste_link(world)
    put_all_in(world)
    comment(world, 3)
    move_to(world, april, 3)
    publish(world, world.now)
    words = client.get(f"/sessions/{world.slug}/").words
    assert "March · Thu 18 Mar 2027, 12:00–13:30 New York" in words
    assert "April · Thu 15 Apr 2027, 12:00–13:30 New York" in words
    assert "Thu 18 Mar 2027 · March" in words
    assert "Thu 15 Apr 2027 · April" in words
    texts = [client.page.html]
    for path in ("agenda.ics", "call", "call.txt", "call.ics", "attend", "comment"):
        with client.http.get(f"/sessions/{world.slug}/{path}", base_url="https://wip.example.edu") as said:
            texts.append(said.get_data(as_text=True).replace("\r\n ", ""))
    texts.append(unfolded(client, f"/calendars/{world.slug}.ics"))
    texts.append(chair.get(f"/manage/{world.slug}/history/").html)
    assert [link in text for text in texts for link in (ROOM_B, ZOOM)] == [False] * 2 * len(texts)
    assert unfolded(client, feed_path(world, STRANGER)).count(ROOM_B) > 0
    assert "LOCATION:Online" in texts[1]
    assert "Thu 15 Apr 2027\\, 12:00–13:30 New York (April)" in texts[1]


def test_the_presenter_s_calendar_names_the_room_and_its_own_link(world: World, client: PageClient) -> None:
    confirmed_papers(world)
    b = add_room(world, join_link=ROOM_B)
    paste_link(world)
    put_all_in(world)
    move_to(world, b, 1)
    publish(world, world.now)
    feed = unfolded(client, feed_path(world, AUTHOR))
    assert f"LOCATION:{ROOM_B}" in feed
    assert "Room: Room B" in feed
    assert ZOOM not in feed


def test_an_attendee_s_calendar_holds_each_date_once_and_both_rooms_of_one(
    world: World, client: PageClient
) -> None:
    add_room(world, join_link=ROOM_B)
    add_room(world, "April", APRIL)
    paste_link(world)
    email = "ann@x.example.edu"
    world.do(lambda s: attendance.attend(s, world.call(s), name="Ann", email=email, now=world.now))
    feed = unfolded(client, feed_path(world, email))
    starts = sorted(line for line in feed.split("\r\n") if line.startswith("DTSTART"))
    assert starts == ["DTSTART:20270318T160000Z", "DTSTART:20270415T160000Z"]
    assert f"Join Room A: {ZOOM}\\nJoin Room B: {ROOM_B}" in feed
    assert "SUMMARY:Spring Works-in-Progress Session: April" in feed


def test_a_changed_link_reaches_the_calendars_at_once(world: World, client: PageClient) -> None:
    confirmed_papers(world)
    b = add_room(world, join_link=ROOM_B)
    put_all_in(world)
    move_to(world, b, 1)
    publish(world, world.now)
    change_room(world, b, join_link=f"{ROOM_B}/2")
    assert f"LOCATION:{ROOM_B}/2" in unfolded(client, feed_path(world, AUTHOR))


def test_without_further_rooms_the_selection_costs_what_it_cost(
    chair: PageClient, world: World, statements: Callable[[], Any]
) -> None:
    found = []
    for _ in range(2):
        chair.get(f"/manage/{world.slug}/selection/")
        with statements() as said:
            chair.get(f"/manage/{world.slug}/selection/")
        found.append(sum("sittings" in one for one in said))
        if not found[1:]:
            add_room(world)
    assert found == [0, 1]


def test_the_agenda_page_names_who_is_in_two_rooms_at_once(chair: PageClient, world: World) -> None:
    b = add_room(world)
    put_all_in(world)
    comment(world, 1, 2, email=COMMENTER)
    move_to(world, b, 2)
    words = chair.get(f"/manage/{world.slug}/agenda/").words
    assert (
        "Somebody cannot be there Piper Nakagawa comments on “Quotas Without Numbers” in Room A and" in words
    )
    assert "in Room B at the same time (12:00)." in chair.get(f"/manage/{world.slug}/agenda/publish").words


@pytest.mark.parametrize("page", ["sittings/", "agenda/", "selection/"])
def test_pages_cost_the_same_with_2_and_5_rooms(
    chair: PageClient, world: World, statements: Callable[[], Any], page: str
) -> None:
    put_all_in(world)
    found = []
    for names in ("B", "CDE"):
        for name in names:
            add_room(world, f"Room {name}")
        chair.get(f"/manage/{world.slug}/{page}")
        with statements() as said:
            chair.get(f"/manage/{world.slug}/{page}")
        found.append(len(said))
    assert found[0] == found[1]
