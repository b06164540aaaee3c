"""Changing a wish, or hours, on a page of its own; what is closed to a leader is not theirs to change."""

import pytest
from flask import Flask

from tests.agenda_world import confirmed_papers, on_session
from tests.client import PageClient
from tests.services.test_agenda_wishes import cannot, wish
from tests.web.test_agenda_mends import in_chair
from tests.web.test_agenda_wishes import hide, page_of
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.domain.agenda_wishes import WishKind
from wip.queries.agenda_wishes import wishes_of


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def told(world: World) -> list[tuple[str, bool, str]]:
    return on_session(
        world,
        lambda s, row, _by: [(each.kind.value, each.is_needed, each.note) for each in wishes_of(s, row)],
    )


def first_hours(world: World) -> int:
    return on_session(world, lambda s, row, _by: wishes_of(s, row)[0].id)


def test_a_wish_is_changed_in_place(chair: PageClient, world: World) -> None:
    number = wish(world, WishKind.FIRST, 1)
    page = chair.get(page_of(world) + "?preview=1+2")
    assert f'href="/manage/{world.slug}/agenda/wishes/{number}/?preview=1+2"' in page.html
    chair.get(f"{page_of(world)}/{number}/?preview=1+2")
    assert "1. Quotas Without Numbers" in chair.page.words
    chair.send(button="Save the change", kind="last", strict="wished", note="She asked.")
    assert "Changed. The next laying-out counts with it." in chair.page.words
    assert "“Quotas Without Numbers” is the last of its room." in chair.page.words
    assert "Back to the preview of the agenda" in chair.page.words
    assert told(world) == [("last", False, "She asked.")]
    assert "changed a wish for the agenda" in chair.get(f"/manage/{world.slug}/history/").words


def test_hours_are_changed_and_then_told_by_the_leader(chair: PageClient, world: World) -> None:
    cannot(world, 0)
    number = first_hours(world)
    page = chair.get(f"{page_of(world)}/{number}/")
    assert "When Mbali Abara cannot" in page.words
    assert page.html.count("2027-03-18T12:00") + page.html.count("2027-03-18 12:00") == 1
    chair.send(button="Save the change", status=422, ends="2027-03-18T11:00")
    assert "The end lies before the beginning." in chair.page.words
    chair.send(button="Save the change", ends="2027-03-18T13:00", strict="wished")
    assert "Mbali Abara would rather not: Thu 18 Mar 2027, 12:00–13:00 New York" in chair.page.words
    assert "Told by a leader." in chair.page.words


def test_the_same_twice_is_refused_but_not_the_wish_itself(chair: PageClient, world: World) -> None:
    number = wish(world, WishKind.FIRST, 1)
    wish(world, WishKind.LAST, 1)
    chair.get(f"{page_of(world)}/{number}/")
    chair.send(button="Save the change", status=422, kind="last")
    assert "This is in the list already." in chair.page.words
    chair.get(f"{page_of(world)}/{number}/")
    chair.send(button="Save the change", note="Early.")
    assert ("first", True, "Early.") in told(world)


def test_what_is_closed_to_the_leader_or_foreign_is_not_there(
    chair: PageClient, app: Flask, world: World
) -> None:
    number = wish(world, WishKind.BEFORE, 2, 1)
    cannot(world, 0)
    hours = first_hours(world)
    hide(world, 1)
    assert "Change:" not in chair.get(page_of(world)).words
    for each in (number, hours, 987_654):
        chair.get(f"{page_of(world)}/{each}/", status=404)
    PageClient(app).sign_in(OTHER_CHAIR).get(f"{page_of(world)}/{number}/", status=404)


def test_a_reason_that_is_not_for_the_leader_stays_and_is_not_shown(chair: PageClient, world: World) -> None:
    in_chair(world, AUTHOR)
    cannot(world, 0)
    on_session(world, lambda s, row, _by: setattr(wishes_of(s, row)[0], "note", "Because of Quotas."))
    hide(world, 1)
    page = chair.get(f"{page_of(world)}/{first_hours(world)}/")
    assert ("When Mbali Abara cannot" in page.words, "Quotas" in page.html) == (True, False)
    chair.send(button="Save the change", ends="2027-03-18T13:00")
    assert ("Changed." in chair.page.words, "Quotas" in chair.page.html) == (True, False)
    assert told(world) == [("cannot", True, "Because of Quotas.")]
