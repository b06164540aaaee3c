"""What a preview says beside the order: clashes of chairs, contradictions, ways out; each with its mend and the way back."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, put_all_in
from tests.client import PageClient
from tests.rooms_world import placed
from tests.services.test_agenda_wishes import cannot, wish
from tests.services.test_layouts import breaks, shorten
from tests.web.test_agenda_mends import in_chair
from tests.web.test_agenda_wishes import hide, page_of
from tests.world import CHAIR, COMMENTER, World
from wip.domain.agenda_wishes import WishKind

FIRST, SECOND = "“Quotas Without Numbers”", "“Mercy as Procedure”"


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    return PageClient(app).sign_in(CHAIR)


def test_a_chair_s_clash_stands_beside_the_order(chair: PageClient, world: World) -> None:
    in_chair(world, CHAIR)
    cannot(world, 1, email=CHAIR)
    page = chair.get(page_of(world, "layout/preview"))
    assert "Everything fits" in page.words
    assert (
        "This clashes in any order, since whoever chairs a room is there all the time: "
        "Robin Vale cannot 12:30–13:00 New York, and chairs the session. Choose another chair"
    ) in page.words
    assert f'href="/manage/{world.slug}/agenda/chairs?preview=1+2+3"' in page.html
    chair.send(button="Put it on the agenda")
    assert placed(world) == {"": [1, 2, 3]}


def test_contradictions_are_said_before_minutes_and_their_ways_out(chair: PageClient, world: World) -> None:
    shorten(world, 80)
    wish(world, WishKind.BEFORE, 2, 3)
    wish(world, WishKind.BEFORE, 3, 2)
    page = chair.get(page_of(world, "layout/preview"))
    first = page.words.index("These cannot all hold, however many minutes there are")
    assert first < page.words.index("Besides, 1 paper does not fit")
    assert "must come before “The Plea, Unbargained”. Change the wish" in page.words
    assert ("What would make room for all" in page.words, "One paper fewer" in page.words) == (False, True)


def test_ways_out_that_do_not_help_are_not_offered_and_it_says_why(chair: PageClient, world: World) -> None:
    shorten(world, 80)
    wish(world, WishKind.FIRST, 1)
    wish(world, WishKind.FIRST, 3)
    page = chair.get(page_of(world, "layout/preview"))
    assert "A second room of 30 minutes" in page.words
    assert "A session of" not in page.words
    assert "Other minutes would not do, because these cannot all hold with them:" in page.words


def test_going_without_parts_is_a_way_out(chair: PageClient, world: World) -> None:
    shorten(world, 85)
    breaks(world, (1, 5), (3, 10))
    shorten(world, 90)
    page = chair.get(page_of(world, "layout/preview"))
    chair.send(button="Without “Coffee” (5 minutes)")
    page = chair.page
    assert "Done: Without “Coffee” (5 minutes)." in page.words
    assert "This is how it lies" not in page.words
    assert "Everything fits" in page.words
    assert "The break “Coffee” leaves the agenda: no paper would follow it." in page.words
    assert "13:30–13:40" not in page.words
    chair.send(button="Put it on the agenda")
    assert "13:30–13:40" not in chair.page.words
    chair.send(button="Undo")
    assert chair.get(page_of(world, "breaks")).words.count("Coffee") > 0


@pytest.mark.parametrize(("halves", "links"), [((0, 1, 2), "See the hours"), ((0, 1), "")])
def test_a_presenter_who_cannot_at_all_leads_to_the_hours(
    chair: PageClient, world: World, halves: tuple[int, ...], links: str
) -> None:
    cannot(world, *halves)
    page = chair.get(page_of(world, "layout/preview"))
    assert ("These cannot all hold" in page.words, "No order can be had yet" in page.words) == (
        bool(links),
        bool(links),
    )
    assert links in page.words


def test_a_commenter_who_cannot_at_all_leads_to_the_paper_s_commenters(
    chair: PageClient, world: World
) -> None:
    comment(world, 2)
    cannot(world, 0, 1, 2, email=COMMENTER)
    page = chair.get(page_of(world, "layout/preview"))
    assert f'href="/manage/{world.slug}/commenters/2/?preview=1+2+3"' in page.html
    hide(world, 2)
    page = chair.get(page_of(world, "layout/preview"))
    assert f'href="/manage/{world.slug}/commenters/?preview=1+2+3"' in page.html
    assert "Mercy" not in page.html


def test_the_way_back_to_the_preview_stays_through_a_mend(chair: PageClient, world: World) -> None:
    put_all_in(world)
    back = f'href="/manage/{world.slug}/agenda/layout/preview?paper=1&amp;paper=3"'
    chair.get(page_of(world) + "?preview=1+3")
    assert back in chair.page.html
    chair.send(button="Add this wish", paper=wish_paper(world), kind="first")
    assert "Noted." in chair.page.words
    assert back in chair.page.html
    assert "Back to the preview" not in chair.get(page_of(world)).words


@pytest.mark.parametrize("said", ["//evil.example.edu", "https://evil.example.edu/", "1;2", "-1"])
def test_nothing_but_papers_numbers_leads_back(chair: PageClient, world: World, said: str) -> None:
    page = chair.get(page_of(world) + f"?preview={said}")
    assert ("Back to the preview" in page.words, "evil" in page.html) == (False, False)


def wish_paper(world: World) -> str:
    def read(session: Session) -> str:
        return str(world.row(session, 1).id)

    return world.do(read)
