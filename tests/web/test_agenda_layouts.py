"""The pages that lay the agenda out: preview, apply, ways out, breaks; for leaders alone."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import TITLES, confirmed_papers, on_session, publish, put_all_in, set_state
from tests.client import PageClient
from tests.rooms_world import add_room, placed
from tests.services.test_agenda_clashes import SECRET, elsewhere
from tests.services.test_agenda_wishes import cannot, wish
from tests.services.test_layouts import breaks, shorten
from tests.web.test_agenda_wishes import hide, page_of
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.domain.agenda_wishes import WishKind
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import WipSession
from wip.services.people import change_details, person_at


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def zone(world: World, name: str, email: str = AUTHOR) -> None:
    def act(session: Session) -> None:
        person, by = person_at(session, email, world.now), world.actor(session, email)
        change_details(session, person, {"zone": name}, by=by, now=world.now)

    world.do(act)


def test_from_rules_to_a_preview_to_the_agenda(chair: PageClient, world: World) -> None:
    zone(world, "Australia/Sydney")
    chair.get(page_of(world, "layout"))
    assert "90 minutes: 3 full slots." in chair.page.words
    chair.send(button="Lay it out", order="hours", kind_from="8", kind_until="20")
    assert "Everything fits" in chair.page.words
    assert "By hours: each presenter as near to the middle of their own day as can be." in chair.page.words
    assert "Kind hours: 08:00 to 20:00" in chair.page.words
    assert "Mbali Abara: Fri 19 Mar 2027, " in chair.page.words
    assert "Mbali Abara presents “Quotas Without Numbers” at an unkind hour: Fri 19 Mar" in chair.page.words
    assert placed(world) == {"": []}
    chair.send(button="Put it on the agenda")
    assert "Laid out. Nobody but the section’s leaders sees it" in chair.page.words
    assert sorted(placed(world)[""]) == [1, 2, 3]
    assert world.letters(kind="agenda_published") == []


def test_the_preview_can_be_loaded_again_and_keeps_nothing(chair: PageClient, world: World) -> None:
    for _ in range(2):
        chair.get(page_of(world, "layout/preview"))
        assert [chair.page.words.index(each) > 0 for each in TITLES] == [True] * 3
    assert placed(world) == {"": []}


def test_what_was_ticked_and_typed_stays(chair: PageClient, world: World) -> None:
    put_all_in(world)
    chair.get(page_of(world, "layout"))
    chair.send(
        button="Lay it out",
        status=422,
        order="topic",
        kind_from="22",
        kind_until="7",
        paper=["2"],
        fixed=["1"],
    )
    assert "The kind hours end before they begin." in chair.page.words
    ticked = [each for each in ("paper-1", "paper-2", "fixed-1") if f'id="{each}" name' in chair.page.html]
    assert ticked == ["paper-1", "paper-2", "fixed-1"]
    assert 'name="paper" value="2" checked' in chair.page.html
    assert 'name="paper" value="1" checked' not in chair.page.html
    assert 'name="fixed" value="1" checked' in chair.page.html


def test_unconfirmed_papers_come_in_only_if_ticked(chair: PageClient, world: World) -> None:
    set_state(world, 2, PaperState.ACCEPTED)
    chair.get(page_of(world, "layout"))
    assert "Mercy as Procedure not yet confirmed" in chair.page.words
    chair.send(button="Lay it out")
    assert "Mercy as Procedure" not in chair.page.words
    chair.get(page_of(world, "layout"))
    chair.send(button="Lay it out", paper=["1", "2"])
    assert ("Mercy as Procedure" in chair.page.words, TITLES[2] in chair.page.words) == (True, False)
    chair.send(button="Put it on the agenda")
    assert placed(world) == {"": [1, 2]}


def test_two_leaders_at_once(chair: PageClient, app: Flask, world: World) -> None:
    other = PageClient(app).sign_in(CHAIR)
    for each in (chair, other):
        each.get(page_of(world, "layout/preview"))
    chair.send(button="Put it on the agenda")
    other.send(button="Put it on the agenda", status=409)
    assert "Another leader changed the agenda while your page was open." in other.page.words


def test_hours_told_meanwhile_are_not_overlooked(chair: PageClient, world: World) -> None:
    chair.get(page_of(world, "layout/preview"))
    cannot(world, 0)
    chair.send(button="Put it on the agenda", status=409)
    assert "have changed since this was laid out. Look at it anew." in chair.page.words


def test_the_ways_out_are_buttons(chair: PageClient, world: World) -> None:
    shorten(world, 85)
    chair.get(page_of(world, "layout/preview"))
    assert "1 paper does not fit" in chair.page.words
    assert "sittings/?minutes=" in chair.page.html
    chair.send(button="Slots of 28 minutes (14 + 14)")
    assert "Done: Slots of 28 minutes (14 + 14)." in chair.page.words
    assert "Everything fits" in chair.page.words


def test_a_published_date_asks_before_it_writes_to_everybody(chair: PageClient, world: World) -> None:
    put_all_in(world)
    publish(world, world.now)
    set_state(world, world.paper("On Juries", "fourth@law.example.edu"), PaperState.CONFIRMED)
    chair.get(page_of(world, "layout/preview"))
    chair.send(button="A session of 120 minutes", status=200)
    assert "Nothing is saved yet." in chair.page.words
    # The fourth has no slot, and hears of the session all the same.
    assert "Who: 4 people are written to" in chair.page.words
    assert AUTHOR in chair.page.words
    assert "Fourth" in chair.page.words
    assert on_session(world, lambda _s, row, _by: row.minutes) == 90
    chair.send(button="Do it and write 4 letters")
    assert "4 letters are on their way." in chair.page.words
    assert on_session(world, lambda _s, row, _by: row.minutes) == 120
    told = world.letters(kind="agenda_changed")
    assert len(told) == 4
    assert "The session is longer: Thu 18 Mar 2027, 12:00–14:00 New York." in told[0].text


def test_what_fits_can_be_put_on_without_the_rest(chair: PageClient, world: World) -> None:
    shorten(world, 85)
    chair.get(page_of(world, "layout/preview"))
    chair.send(button="Put what fits on the agenda")
    assert len(placed(world)[""]) == 2


def test_ways_out_that_ask_more_keep_the_ticks(chair: PageClient, world: World) -> None:
    shorten(world, 45)
    page = chair.get(page_of(world, "layout/preview") + "?paper=1&paper=2")
    assert "/agenda/layout?paper=1&amp;paper=2#papers" in page.html
    page = chair.get(page_of(world, "layout") + "?paper=1&paper=2")
    assert [f'name="paper" value="{number}" checked' in page.html for number in (1, 2, 3)] == [
        True,
        True,
        False,
    ]


def test_a_second_room_comes_with_its_minutes(chair: PageClient, world: World) -> None:
    shorten(world, 60)
    page = chair.get(f"/manage/{world.slug}/sittings/?minutes=30")
    assert 'id="add-minutes" max="720" min="15" name="minutes" type="number" value="30"' in page.html


def test_what_is_impossible_is_explained_with_a_link(chair: PageClient, world: World) -> None:
    wish(world, WishKind.FIRST, 1)
    wish(world, WishKind.FIRST, 2)
    chair.get(page_of(world, "layout/preview"))
    assert "These cannot all hold" in chair.page.words
    assert "“Quotas Without Numbers” must be the first talk. Change the wish" in chair.page.words
    assert f"/manage/{world.slug}/agenda/wishes?preview=1+2+3#wishes" in chair.page.html
    assert "Put" not in [words for form in chair.page.forms for words, _, _ in form.buttons]


def test_a_wish_that_could_not_be_had_says_why_with_a_link(chair: PageClient, world: World) -> None:
    wish(world, WishKind.FIRST, 2)
    wish(world, WishKind.FIRST, 1, is_needed=False)
    page = chair.get(page_of(world, "layout/preview"))
    assert "Everything fits; one wish could not be had" in page.words
    assert "Nothing better can be had" not in page.words
    assert "“Quotas Without Numbers” should be the first talk, and is not." in page.words
    assert "Because “Mercy as Procedure” must be the first talk. Change the wish" in page.words


def test_unknown_zones_are_counted_under_the_order(chair: PageClient, world: World) -> None:
    page = chair.get(page_of(world, "layout/preview"))
    assert "We do not know the time zone of 3 presenters. They can say it on their own page" in page.words
    assert f"/manage/{world.slug}/readiness/" in page.html
    zone(world, "America/New_York")
    page = chair.get(page_of(world, "layout/preview"))
    assert "We do not know the time zone of 2 presenters." in page.words


def test_a_paper_closed_to_the_leader_has_no_name_and_its_author_no_clock(
    chair: PageClient, world: World
) -> None:
    zone(world, "Australia/Sydney")
    hide(world, 1)
    for name in ("layout", "layout/preview"):
        page = chair.get(page_of(world, name))
        assert "Paper 1, hidden from you" in page.words
        assert [each in page.html for each in ("Quotas", "Abara", "Sydney")] == [False] * 3
    assert "An author of paper 1 presents “Paper 1, hidden from you” at an unkind hour." in chair.page.words
    chair.send(button="Put it on the agenda")
    assert sorted(placed(world)[""]) == [1, 2, 3]
    page = PageClient(world.app).get(world.paper_link())
    assert "Quotas Without Numbers" in page.words


def test_breaks_have_a_form(chair: PageClient, world: World) -> None:
    chair.get(page_of(world, "breaks"))
    chair.send(button="Add the break", name="Coffee", minutes="10", after="1")
    assert "Coffee, 10 minutes, after 1 paper" in chair.page.words
    chair.send(button="Add the break", status=422, name="Tea", minutes="0", after="1")
    assert 'value="Tea"' in chair.page.html
    chair.get(page_of(world, "layout/preview"))
    assert "12:30–12:40 Coffee" in chair.page.words
    chair.get(page_of(world, "breaks"))
    chair.send(button="Take away: Coffee")
    assert on_session(world, lambda _s, row, _by: row.breaks) == []


def test_breaks_of_a_further_room(chair: PageClient, world: World) -> None:
    room = add_room(world)
    chair.get(page_of(world, "breaks"))
    chair.send(button="Add the break", room=str(room), name="Tea", minutes="5", after="0")
    assert "Tea, 5 minutes, before the first paper, Room B" in chair.page.words


def test_an_old_page_of_breaks_is_told(chair: PageClient, app: Flask, world: World) -> None:
    breaks(world, (1, 10))
    other = PageClient(app).sign_in(CHAIR)
    for each in (chair, other):
        each.get(page_of(world, "breaks"))
    chair.send(button="Take away: Coffee")
    other.send(button="Add the break", status=409, name="Tea", minutes="5", after="1")
    assert "Another leader changed the agenda" in other.page.words


def test_other_sections_find_nothing(app: Flask, world: World) -> None:
    other = PageClient(app).sign_in(OTHER_CHAIR)
    for name in ("layout", "layout/preview", "breaks"):
        other.get(page_of(world, name), status=404)


@pytest.mark.parametrize("name", ["layout", "layout/preview", "breaks"])
def test_statements_stay_the_same(app: Flask, world: World, statements: Any, name: str) -> None:
    chair = PageClient(app).sign_in(CHAIR)
    counts: list[int] = []
    on_session(world, _tiny)
    for number in (1, 2, 27):
        _more(world, counts, number)
        chair.get(page_of(world, name))
        with statements() as said:
            chair.get(page_of(world, name))
        counts.append(len(said))
    assert counts == [counts[0]] * 3


def _tiny(_session: Session, row: WipSession, _by: Actor) -> None:
    row.present_minutes, row.comment_minutes = 2, 1


def _more(world: World, counts: list[int], number: int) -> None:
    """So many more papers on the agenda, each with its author's hours."""
    for place in range(number):
        email = f"writer{len(counts)}-{place}@law.example.edu"
        set_state(world, world.paper(f"Paper {len(counts)}-{place}", email), PaperState.CONFIRMED)
        cannot(world, 3, email=email)
    put_all_in(world)


def test_engagements_in_other_sessions_count_and_say_no_more_than_they_may(
    chair: PageClient, world: World
) -> None:
    elsewhere(world, "Evidence")
    page = chair.get(page_of(world))
    assert "Mbali Abara is engaged in another session. Add hours" in page.words
    page = chair.get(page_of(world, "layout/preview"))
    assert "Mbali Abara: engaged in other sessions at the time." in page.words
    assert page.words.index("Quotas Without Numbers") > page.words.index("Mercy as Procedure")
    assert SECRET not in page.html
    hide(world, 1)
    page = chair.get(page_of(world))
    assert "engaged" not in page.words
    assert [each in page.html for each in ("Abara", SECRET)] == [False, False]
