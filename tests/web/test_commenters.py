"""The second door, a volunteer's own offer, and the leaders' board."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import Clock
from tests.world import CHAIR, COMMENTER, OTHER_CHAIR, START, World
from wip.domain.calls import CallMove
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Commenter, Commission
from wip.services import calls

HOSTILE = '<script>alert(1)</script> =HYPERLINK("x") \u202egnp.exe 𝄞'
KEPT = HOSTILE.replace("\u202e", "")
"""What turns round the text after it is taken out."""


def door(world: World) -> str:
    return f"/sessions/{world.slug}/comment"


def board(world: World) -> str:
    return f"/manage/{world.slug}/commenters/"


def offer(client: PageClient, world: World, email: str = COMMENTER, **typed: str) -> str:
    client.get(door(world))
    filled = {"name": "Piper Nakagawa", "email": email, "topics": "Juries", "papers_max": "2"} | typed
    form = client.page.form("/comment")
    return client.post(door(world), form.filled(**filled)).headers.get("Location", "")


def confirm(world: World, *numbers: int) -> None:
    def act(session: Session) -> None:
        for number in numbers:
            world.row(session, number).state = PaperState.CONFIRMED

    world.do(act)


def offer_link(world: World, email: str = COMMENTER) -> str:
    found = sa.select(Commenter.id).where(Commenter.person.has(email=email))
    return world.link(LinkKind.OFFER, email, world.do(lambda s: s.scalars(found).one()))


def states(world: World) -> list[str]:
    return world.do(lambda s: list(s.scalars(sa.select(Commission.state).order_by(Commission.id))))


def _token_of(client: PageClient) -> dict[str, list[str]]:
    """A signed-in browser's own token, from the sign-out form that every page has."""
    form = next(form for form in client.page.forms if "sign-out" in form.action)
    return {name: [value] for name, value in form.fields if name == "csrf_token"}


def test_offering_answers_the_same_for_new_and_known_people(client: PageClient, world: World) -> None:
    first = offer(client, world)
    client.get(first)
    told_first = client.page.words
    second = offer(client, world)
    client.get(second)
    assert (first, client.page.words) == (second, told_first)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Commenter))) == 1


def test_a_refused_offer_keeps_what_was_typed(client: PageClient, world: World) -> None:
    client.get(door(world))
    page = client.send(
        "/comment", name="Piper", email="no address", topics=HOSTILE, papers_max="3", status=422
    )
    assert "“no address” is not an e-mail address. Write it like name@example.edu." in page.words
    kept = dict(page.form("/comment").fields)
    assert (kept["name"], kept["topics"], kept["papers_max"]) == ("Piper", KEPT, "3")


def test_hostile_text_is_kept_as_typed_and_shown_escaped(
    client: PageClient, world: World, app: Flask
) -> None:
    offer(client, world, name="Ann\r\nBcc: x@example.edu", topics=HOSTILE + "\x00", conflicts=HOSTILE)
    row = world.do(lambda s: s.execute(sa.select(Commenter.topics, Commenter.conflicts)).one())
    assert tuple(row) == (KEPT, KEPT)
    leader = PageClient(app).sign_in(CHAIR)
    assert "<script>alert(1)" not in leader.get(board(world) + "volunteers").html
    (letter,) = world.letters(kind="offer_received")
    assert letter.text.splitlines()[0] == "Dear Ann Bcc: x@example.edu,"
    assert ("<script>" in letter.html, "\u202e" in letter.html + letter.text) == (False, False)


def test_a_closed_door_says_so_and_takes_nothing(client: PageClient, world: World, clock: Clock) -> None:
    clock.now = START
    page = client.get(door(world))
    assert "No offers are taken here now" in page.words
    assert [form.action for form in page.forms if "/comment" in form.action] == []


def test_a_door_that_closes_while_the_form_is_open_keeps_the_text(
    client: PageClient, world: World, clock: Clock
) -> None:
    client.get(door(world))
    clock.now = START
    page = client.send("/comment", name="A", email=COMMENTER, topics="Juries", status=422)
    assert "This session no longer looks for commenters here. Write to the organisers." in page.words
    assert "Juries" in page.html


def test_a_session_that_is_not_public_has_no_door(client: PageClient, world: World) -> None:
    def hide(session: Session) -> None:
        call = world.call(session)
        call.state = "draft"  # type: ignore[assignment]
        call.published_at = None

    world.do(hide)
    for path in (door(world), f"/sessions/{world.slug}/attend", "/sessions/unknown/comment"):
        assert client.get(path, 404).headings == ["There is no such page"]


def test_a_call_closed_early_leaves_the_commenters_door_open(client: PageClient, world: World) -> None:
    world.do(lambda s: calls.step(s, world.call(s), CallMove.CLOSE, by=world.actor(s, CHAIR), now=world.now))
    assert f"/sessions/{world.slug}/comment" in client.get(f"/sessions/{world.slug}/").links
    client.get(door(world))
    offer(client, world)
    assert len(world.letters(kind="offer_received")) == 1


def test_the_own_offer_is_changed_and_taken_back_through_the_link(client: PageClient, world: World) -> None:
    offer(client, world)
    link = offer_link(world)
    client.get(link)
    page = client.send("/offers/", button="Save", topics="Bail", papers_max="3")
    assert dict(page.form("/offers/", "Save").fields)["topics"] == "Bail"
    page = client.send("/take-back")
    assert "You have taken your offer back." in page.words
    page = client.send("/offers/", button="Offer again")
    assert page.form("/take-back").action == link + "take-back"


def test_a_stale_offer_page_loses_nothing(client: PageClient, world: World, app: Flask) -> None:
    offer(client, world)
    link = offer_link(world)
    client.get(link)
    other = PageClient(app)
    other.get(link)
    other.send("/offers/", button="Save", topics="Bail")
    page = client.send("/offers/", button="Save", topics="Juries and judges", status=409)
    assert "Juries and judges" in page.html


def test_the_leader_asks_from_the_board_and_sees_what_is_missing(
    client: PageClient, world: World, app: Flask
) -> None:
    world.paper()
    leader = PageClient(app).sign_in(CHAIR)
    assert "Next: choose the papers" in leader.get(board(world)).words
    confirm(world, 1)
    assert "Next: find volunteers" in leader.get(board(world)).words
    for email in (COMMENTER, "quinn@plains.example.edu"):
        offer(client, world, email)
    page = leader.get(board(world))
    assert "Next: ask volunteers about 1 paper" in page.words
    assert "0 of 2 commenters" in page.words
    page = leader.send("/1/ask", status=422)
    assert "Choose at least one volunteer first." in page.words
    page = leader.send("/1/ask", commenters=["1", "2"])
    assert ("2 asked" in page.words, states(world)) == (True, ["offered", "offered"])
    assert "Next: wait for 2 answers" in page.words
    page = leader.send("/commissions/1/withdraw")
    assert "taken back" in page.words
    leader.send("/commissions/1/ask-again")
    assert states(world) == ["offered", "offered"]


@pytest.mark.parametrize("value", ["x", "0", "-1", "9" * 40, "²"])
def test_an_id_that_is_none_is_refused_in_words(
    client: PageClient, world: World, app: Flask, value: str
) -> None:
    world.paper()
    confirm(world, 1)
    offer(client, world)
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(board(world))
    page = leader.send("/1/ask", commenters=[value], status=422)
    assert "is not in this session’s list" in page.words
    assert states(world) == []


def test_one_paper_s_page_finds_people_by_words(client: PageClient, world: World, app: Flask) -> None:
    world.paper()
    confirm(world, 1)
    offer(client, world)
    offer(client, world, "quinn@plains.example.edu", name="Quinn Adair", topics="Bail")
    leader = PageClient(app).sign_in(CHAIR)
    page = leader.get(board(world) + "1/?q=bail")
    assert ("Quinn Adair" in page.words, "Piper Nakagawa" in page.words) == (True, False)
    leader.send("/1/ask", commenters=["2"])
    assert states(world) == ["offered"]
    assert "Nobody found" in leader.get(board(world) + "1/?q=bail").words
    leader.get(board(world) + "99/", 404)


def test_somebody_added_by_hand_is_asked_at_once(world: World, app: Flask) -> None:
    world.paper()
    confirm(world, 1)
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(board(world) + "volunteers")
    page = leader.send(
        "/volunteers", button="Add to", name="Ada Osei", email="ada@plains.example.edu", paper="1"
    )
    assert "A letter asks them about the paper." in page.words
    assert [letter.to_email for letter in world.letters(kind="commission_offered")] == [
        "ada@plains.example.edu"
    ]
    page = leader.send(
        "/volunteers", button="Add to", name="Ada Osei", email="ada@plains.example.edu", status=422
    )
    assert "Ada Osei is among the volunteers already." in page.words


def test_another_section_s_leader_finds_nothing_and_changes_nothing(
    client: PageClient, world: World, app: Flask
) -> None:
    world.paper()
    confirm(world, 1)
    offer(client, world)
    stranger = PageClient(app).sign_in(OTHER_CHAIR)
    for path in ("", "1/", "volunteers"):
        assert stranger.get(board(world) + path, 404).headings == ["There is no such page"]
    leader = PageClient(app).sign_in(CHAIR)
    form = leader.get(board(world)).form("/1/ask")
    leader.send("/1/ask", commenters=["1"])
    for number in (1, 77):
        path = f"/manage/{world.slug}/commissions/{number}/withdraw"
        assert stranger.post(path, form.filled() | _token_of(stranger)).status_code == 404
    assert states(world) == ["offered"]
