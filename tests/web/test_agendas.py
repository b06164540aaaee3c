"""The agenda's pages: put in, order, minutes, publish, take down."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import (
    TITLES,
    confirmed_papers,
    entries,
    on_session,
    publish,
    put_all_in,
    set_state,
)
from tests.client import PageClient
from tests.conftest import NOW
from tests.rooms_world import add_room
from tests.world import CHAIR, OTHER_CHAIR, World
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import WipSession
from wip.services import session_chairs
from wip.services.people import person_at


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def rows(client: PageClient) -> list[str]:
    """The names of the place inputs, in the order of the page."""
    return [
        name for name, _ in client.page.form("/agenda/", "Save order").fields if name.startswith("position-")
    ]


def typed(values: dict[str, str]) -> dict[str, Any]:
    """Fields whose names are no Python names."""
    return dict(values)


def test_from_confirmed_papers_to_a_published_agenda(
    chair: PageClient, world: World, client: PageClient
) -> None:
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Put in all confirmed papers")
    assert "3 slots fill the 90 minutes exactly." in chair.page.words
    chair.get(f"/manage/{world.slug}/agenda/publish")
    assert "“Quotas Without Numbers”: Thu 18 Mar 2027, 12:00–12:30 New York." in chair.page.words
    assert "3 letters, one each" in chair.page.words
    chair.send(button="Publish and write 3 letters")
    assert "The agenda is published" in chair.page.words
    assert len(world.letters(kind="agenda_published")) == 3
    page = client.get(f"/sessions/{world.slug}/")
    assert [page.words.index(title) > 0 for title in TITLES] == [True, True, True]


def test_without_javascript_rows_move_by_buttons_and_numbers(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    first, second, third = rows(chair)
    chair.send(button="Up: The Plea, Unbargained")
    assert rows(chair) == [first, third, second]
    chair.send(button="Save order and minutes", **typed({first: "3", third: "1", second: "2"}))
    assert rows(chair) == [third, second, first]
    chair.send(button="Take off: Mercy as Procedure")
    assert rows(chair) == [third, first]
    chair.send(button="Put in: Mercy as Procedure")
    assert rows(chair)[:2] == [third, first]
    assert len(rows(chair)) == 3


def test_an_agenda_that_does_not_fit_says_by_how_much(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    minutes = rows(chair)[0].replace("position", "present")
    chair.send(button="Save order and minutes", **typed({minutes: "20"}))
    assert "5 minutes too many. You can shorten each slot to 30 minutes" in chair.page.words
    assert not any(
        "Publish" in words for words, _, _ in _buttons(chair.get(f"/manage/{world.slug}/agenda/publish"))
    )
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Save order and minutes", status=422, **typed({minutes: "many"}))
    assert "“many” is no whole number" in chair.page.words
    assert 'value="many"' in chair.page.html


def _buttons(page: Any) -> list[tuple[str, str, str]]:
    return [button for form in page.forms for button in form.buttons]


def test_an_old_page_is_told_that_somebody_was_faster(chair: PageClient, app: Flask, world: World) -> None:
    put_all_in(world)
    other = PageClient(app).sign_in(CHAIR)
    for each in (chair, other):
        each.get(f"/manage/{world.slug}/agenda/")
    names = rows(chair)
    chair.send(button="Save order and minutes", **typed({names[2]: "1"}))
    other.send(button="Save order and minutes", status=409)
    assert "Somebody was faster" in other.page.words
    chair.get(f"/manage/{world.slug}/agenda/")
    assert rows(chair) == [names[2], names[0], names[1]]


def test_a_change_shows_to_leaders_until_it_is_published(
    chair: PageClient, world: World, client: PageClient
) -> None:
    put_all_in(world)
    publish(world, NOW)
    chair.get(f"/manage/{world.slug}/agenda/")
    before = client.get(f"/sessions/{world.slug}/").words
    chair.send(button="Up: The Plea, Unbargained")
    assert "2 changes not published yet" in chair.page.words
    assert client.get(f"/sessions/{world.slug}/").words == before
    chair.get(f"/manage/{world.slug}/agenda/publish")
    chair.send(button="Publish and write 2 letters")
    assert [row[2] for row in entries(world)] == [0, 1, 1]


def test_who_chairs_is_published_though_no_slot_changes(chair: PageClient, world: World) -> None:
    put_all_in(world)
    publish(world, NOW)

    def appoint(session: Session, row: WipSession, by: Actor) -> None:
        session_chairs.appoint(session, row, person_at(session, OTHER_CHAIR, NOW), None, by=by, now=NOW)

    on_session(world, appoint)
    assert "Ines Moreau chairs" in chair.get(f"/manage/{world.slug}/agenda/publish").words
    chair.send(button="Publish and write 1 letter")
    told = world.letters(kind="agenda_changed")
    assert [(each.to_email, "You chair" in each.text) for each in told] == [(OTHER_CHAIR, True)]


def test_taking_down_hides_the_line_up(chair: PageClient, world: World, client: PageClient) -> None:
    put_all_in(world)
    publish(world, NOW)
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Take it down")
    assert "Quotas Without Numbers" not in client.get(f"/sessions/{world.slug}/").words
    chair.get(f"/manage/{world.slug}/agenda/publish")
    chair.send(button="Publish")
    assert "Published. Calendars follow. Nobody is written to." in chair.page.words


def test_a_paper_not_yet_confirmed_may_be_put_in_and_says_so(chair: PageClient, world: World) -> None:
    set_state(world, 2, PaperState.ACCEPTED)
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Put in: Mercy as Procedure")
    assert "not yet confirmed" in chair.page.words
    assert (
        "has not confirmed yet: the slot is provisional"
        in chair.get(f"/manage/{world.slug}/agenda/publish").words
    )


def test_the_agenda_is_for_the_section_s_leaders_alone(world: World, app: Flask) -> None:
    stranger = PageClient(app).sign_in(OTHER_CHAIR)
    for path in ("agenda/", "agenda/publish"):
        stranger.get(f"/manage/{world.slug}/{path}", 404)


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_the_page_costs_the_same_statements_at_any_size(
    world: World, app: Flask, statements: Any, papers: int
) -> None:
    confirmed_papers(world, papers)
    put_all_in(world)
    chair = PageClient(app).sign_in(CHAIR)
    with statements() as said:
        chair.get(f"/manage/{world.slug}/agenda/")
    assert len(said) == 24


def saved(chair: PageClient, world: World, version: int, rows: list[str], **more: str) -> Any:
    """What the page's script sends, and the answer."""
    page = chair.get(f"/manage/{world.slug}/agenda/")
    fields = dict(page.form("/agenda/", "Save order").fields)
    typed = {name: str(place) for place, name in enumerate(rows, 1)} | {"breaks": "1", "exact": "1"}
    values = {"csrf_token": fields["csrf_token"], "version": str(version), **typed, **more}
    return post(chair, f"/manage/{world.slug}/agenda/", values)


def post(chair: PageClient, path: str, values: dict[str, str]) -> Any:
    base, headers = "https://wip.example.edu", {"Accept": "application/json"}
    return chair.http.post(path, data=values, headers={**headers, "Referer": f"{base}/"}, base_url=base)


@pytest.mark.parametrize("room", ["987654", "foreign"])
def test_a_break_in_a_room_of_no_such_session_is_refused_and_nothing_is_lost(
    chair: PageClient, world: World, room: str
) -> None:
    coffee = {"sitting": 0, "after": 1, "minutes": 10, "name": "Coffee"}
    on_session(world, lambda _s, row, _by: setattr(row, "breaks", [coffee]))
    if room == "foreign":
        ours = world.slug
        world.slug = world.do(world._open_call)
        room = str(add_room(world))
        world.slug = ours
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    typed = {"break-after-1": "1", "break-minutes-1": "10", "break-name-1": "Coffee", "break-room-1": room}
    answer = saved(chair, world, version_of(world), rows(chair), **typed)
    assert (answer.status_code, answer.get_json()["sentence"]) == (
        422,
        "The room of the break “Coffee” is no longer there. Load the page anew, then choose again.",
    )
    assert on_session(world, lambda _s, row, _by: row.breaks) == [coffee]
    answer = saved(chair, world, version_of(world), rows(chair), **(typed | {"break-room-1": "0"}))
    assert (answer.status_code, answer.get_json()["said"]) == (200, "Saved")


def version_of(world: World) -> int:
    return on_session(world, lambda _s, row, _by: row.agenda_version)


def test_only_rows_with_something_to_say_are_in_the_answer(chair: PageClient, world: World) -> None:
    put_all_in(world)
    publish(world, NOW)
    chair.get(f"/manage/{world.slug}/agenda/")
    first, second, third = rows(chair)
    told = saved(chair, world, version_of(world), [first, third, second]).get_json()
    assert f'data-for="{first.replace("position", "notes")}"' not in told["html"]
    assert f'data-for="{second.replace("position", "notes")}"' in told["html"]
    back = saved(chair, world, version_of(world), [first, second, third]).get_json()
    assert "notes-" not in back["html"]


def test_each_change_is_kept_at_once_and_told_in_words(chair: PageClient, world: World) -> None:
    put_all_in(world)
    publish(world, NOW)
    chair.get(f"/manage/{world.slug}/agenda/")
    first, second, third = rows(chair)
    pause = {"break-after-1": "1", "break-name-1": "Coffee", "break-minutes-1": "10"}
    answer = saved(chair, world, version_of(world), [third, first, second], **pause)
    told = answer.get_json()
    assert (answer.status_code, told["version"], told["said"]) == (200, version_of(world), "Saved")
    order = [row.get("slot", row.get("name")) for row in told["state"][0]["rows"]]
    ids = [int(name.removeprefix("position-")) for name in (third, first, second)]
    assert order == [ids[0], "Coffee", ids[1], ids[2]]
    assert "moves from 13:00 to 12:00" in told["html"]
    assert "10 minutes too many" in told["html"]
    assert "Last step: Moved “The Plea, Unbargained” to place 1; added the break “Coffee”." in told["html"]


def test_a_save_whose_answer_was_lost_is_sent_again_and_done_once(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    names, seen = rows(chair), version_of(world)
    first = saved(chair, world, seen, names[::-1])
    again = saved(chair, world, seen, names[::-1])
    assert [first.status_code, again.status_code] == [200, 200]
    assert again.get_json()["version"] == first.get_json()["version"] == seen + 1


def test_the_second_of_two_leaders_is_told_who_did_what(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    names, seen = rows(chair), version_of(world)
    saved(chair, world, seen, names[::-1])
    late = saved(chair, world, seen, [names[1], names[0], names[2]])
    told = late.get_json()
    assert (late.status_code, told["version"]) == (409, seen + 1)
    assert told["sentence"] == "Another leader changed the agenda while your page was open."
    assert [one.split(": ", 1)[1] for one in told["changes"]] == ["Changed the order of 2 papers."]
    assert told["changes"][0].startswith("Robin Vale, ")
    page = chair.get(f"/manage/{world.slug}/agenda/")
    assert page is not None
    assert rows(chair) == names[::-1]


def test_what_cannot_be_kept_says_why(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    names, seen = rows(chair), version_of(world)
    pause = {"break-after-1": "1", "break-name-1": "", "break-minutes-1": "10"}
    refused = saved(chair, world, seen, names, **pause)
    assert (refused.status_code, refused.get_json()["sentence"]) == (
        422,
        "Give each break a name, such as Coffee.",
    )
    assert version_of(world) == seen


def test_without_javascript_breaks_and_steps_have_buttons(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Add a break")
    assert "12:30" in chair.page.words
    assert "10 minutes too many" in chair.page.words
    names = [name for name, _ in chair.page.form("/agenda/", "Save order").fields if "break-" in name]
    assert names == ["break-after-1", "break-name-1", "break-minutes-1"]
    chair.send(button="Save order and minutes", **typed({"break-name-1": "Coffee", "break-minutes-1": "5"}))
    assert "5 minutes too many" in chair.page.words
    chair.send("/agenda/undo", button="Undo: Changed the break “Coffee”")
    assert "Undone." in chair.page.words
    chair.send("/agenda/redo", button="Redo: Changed the break “Coffee”")
    assert "Done again." in chair.page.words
    chair.send(button="Remove the break Coffee")
    assert "3 slots fill the 90 minutes exactly." in chair.page.words


def test_a_stale_page_keeps_what_was_typed_and_says_who_was_faster(
    chair: PageClient, app: Flask, world: World
) -> None:
    put_all_in(world)
    other = PageClient(app).sign_in(CHAIR)
    for each in (chair, other):
        each.get(f"/manage/{world.slug}/agenda/")
    names = rows(chair)
    minutes = names[0].replace("position", "present")
    chair.send(button="Save order and minutes", **typed({names[2]: "1"}))
    other.send(button="Save order and minutes", status=409, **typed({minutes: "12"}))
    assert "Moved “The Plea, Unbargained” to place 1." in other.page.words
    assert 'value="12"' in other.page.html
    other.send(button="Save order and minutes")
    assert 'value="12"' in other.page.html


def test_marks_say_what_is_not_published_yet(chair: PageClient, world: World) -> None:
    put_all_in(world)
    assert "not published yet" not in chair.get(f"/manage/{world.slug}/agenda/").words
    publish(world, NOW)
    chair.get(f"/manage/{world.slug}/agenda/")
    chair.send(button="Take off: Mercy as Procedure")
    assert "moves from 13:00 to 12:30" in chair.page.words


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_a_change_costs_the_same_statements_at_any_size(
    world: World, app: Flask, statements: Any, papers: int
) -> None:
    confirmed_papers(world, papers)
    put_all_in(world)
    chair = PageClient(app).sign_in(CHAIR)
    chair.get(f"/manage/{world.slug}/agenda/")
    names, seen = rows(chair), version_of(world)
    token = dict(chair.page.form("/agenda/", "Save order").fields)["csrf_token"]
    values = {name: str(place) for place, name in enumerate(names, 1)}
    present = names[0].replace("position", "present")
    data = {"csrf_token": token, "version": str(seen), "breaks": "1", present: "14", **values}
    with statements() as said:
        answer = post(chair, f"/manage/{world.slug}/agenda/", data)
    assert (answer.status_code, answer.get_json()["version"]) == (200, seen + 1)
    assert len([one for one in said if not one.startswith("UPDATE agenda_slots")]) == 24
