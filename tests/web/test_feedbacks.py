"""The private boxes over HTTP: on a phone, without JavaScript, in two windows, and what must not leak."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import published
from tests.client import PageClient
from tests.conftest import Clock
from tests.feedback_world import (
    ATTENDEE,
    CLOSES,
    DURING,
    MONTH,
    attend,
    box_path,
    boxes,
    digest_path,
    hand_in,
)
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, World
from wip.domain.feedbacks import Signature
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.models import Commission, Feedback, Letter
from wip.services import feedback_rounds

SECRET = "planted-feedback: the second part is thin"
TYPED = "planted-feedback: only typed"


@pytest.fixture
def ready(world: World, clock: Clock) -> World:
    boxes(world)
    clock.now = DURING
    return world


def closed(world: World, clock: Clock) -> None:
    """The boxes close, and authors get what is there."""
    clock.now = CLOSES
    world.do(lambda s: feedback_rounds.send_digests(s, CLOSES))


def stored(world: World) -> list[tuple[str, bool, dict[str, Any]]]:
    def read(session: Session) -> list[tuple[str, bool, dict[str, Any]]]:
        rows = session.scalars(sa.select(Feedback).order_by(Feedback.id))
        return [(row.more, row.handed_in_at is not None, row.typed.get("fields", {})) for row in rows]

    return world.do(read)


def test_the_link_opens_at_once_and_a_line_is_handed_in_changed_and_taken_back(
    client: PageClient, ready: World
) -> None:
    page = client.get(box_path(ready, ATTENDEE))
    assert page.headings == ["Feedback to the authors"]
    assert all(title in page.words for title in ("Quotas Without Numbers", "Mercy as Procedure"))
    client.get(box_path(ready, ATTENDEE, 1))
    page = client.send(button="Hand in", more="A fine paper.", on_page="12")
    assert "Handed in. The author reads it two days after the session" in page.words
    assert [row[:2] for row in stored(ready)] == [("A fine paper.", True)]
    client.get(box_path(ready, ATTENDEE, 1))
    client.send(button="Hand in again", more="A very fine paper.")
    client.get(box_path(ready, ATTENDEE, 1))
    page = client.send(button="Take it back")
    assert "Taken back: the author does not get it" in page.words
    assert [row[:2] for row in stored(ready)] == [("A very fine paper.", False)]


def test_without_javascript_a_button_keeps_it_for_later_on_any_device(
    client: PageClient, ready: World
) -> None:
    client.get(box_path(ready, ATTENDEE, 1))
    page = client.send(button="Keep for later", more="Half a thought", wants_talk="y")
    assert "Kept. The author gets it only once you press “Hand in”." in page.words
    other = PageClient(client.app)
    page = other.get(box_path(ready, ATTENDEE, 1))
    assert "Not handed in yet." in page.words
    assert "Half a thought" in page.html
    assert ("wants_talk", "y") in other.page.form(button="Hand in").fields
    assert [row[:2] for row in stored(ready)] == [("", False)]


def test_a_second_window_overwrites_nothing_unasked(client: PageClient, ready: World) -> None:
    other = PageClient(client.app)
    client.get(box_path(ready, ATTENDEE, 1))
    other.get(box_path(ready, ATTENDEE, 1))
    client.send(button="Hand in", more="From the desk.")
    page = other.send(button="Hand in", more="From the phone.", status=409)
    assert "in another window or on another device" in page.words
    assert "From the phone." in page.html
    assert [row[0] for row in stored(ready)] == ["From the desk."]
    other.send(button="Hand in", more="From the phone.")
    assert [row[0] for row in stored(ready)] == ["From the phone."]


def test_what_cannot_be_handed_in_keeps_what_was_typed_and_says_why(client: PageClient, ready: World) -> None:
    client.get(box_path(ready, ATTENDEE, 1))
    page = client.send(button="Hand in", on_page="7", status=422)
    assert "There is nothing to hand in yet." in page.words
    page = client.send(button="Hand in", more="x" * 10_001, on_page="9", status=422)
    assert "Please shorten this to 10000 characters." in page.words
    assert 'value="9"' in page.html
    assert stored(ready) == []


def test_it_says_when_a_box_opens_and_that_it_has_closed(
    client: PageClient, ready: World, clock: Clock
) -> None:
    clock.now = START - timedelta(days=2)
    page = client.get(box_path(ready, ATTENDEE, 1))
    assert "The box opens when the session begins" in page.words
    page = client.get(box_path(ready, COMMENTER, 1))
    assert "until it begins these are your notes" in page.words
    clock.now = CLOSES
    page = client.get(box_path(ready, COMMENTER, 1))
    assert "The box has closed" in page.words
    assert "You left nothing in it." in page.words
    # A page that was open until now keeps what stands in it.
    clock.now = DURING
    client.get(box_path(ready, COMMENTER, 1))
    clock.now = CLOSES
    page = client.send(button="Hand in", more="Too late.", status=422)
    assert "The box has closed: it took notes until two days after the session." in page.words


@pytest.mark.parametrize(
    ("who", "number"), [(AUTHOR, 1), (COAUTHOR, 2), ("nobody@law.example.edu", 1), (ATTENDEE, 9)]
)
def test_a_box_that_is_not_theirs_is_as_unknown(
    client: PageClient, ready: World, who: str, number: int
) -> None:
    ready.do(lambda s: ready.actor(s, who))
    client.get(box_path(ready, who, number), 404)
    client.http.post(box_path(ready, who, number), base_url="https://wip.example.edu")
    assert stored(ready) == []


def test_the_ways_in_from_the_commission_from_me_and_from_the_session(
    client: PageClient, ready: World
) -> None:
    commission = ready.do(lambda s: s.scalars(sa.select(Commission.id)).one())
    page = client.get(ready.link(LinkKind.COMMISSION, COMMENTER, commission))
    assert box_path(ready, COMMENTER, 1) in page.links
    page = client.get(f"/sessions/{ready.slug}/")
    assert f"/sessions/{ready.slug}/feedback" in page.links
    page = client.get(f"/sessions/{ready.slug}/feedback")
    assert "How to leave feedback" in page.words
    assert "/feedback/" not in page.html.replace(f"/sessions/{ready.slug}/feedback", "")
    client.sign_in(ATTENDEE)
    page = client.get("/me/")
    assert box_path(ready, ATTENDEE) in page.links
    page = client.get(f"/sessions/{ready.slug}/feedback")
    assert box_path(ready, ATTENDEE, 1) in page.links


def test_the_author_reads_nothing_before_the_boxes_close_and_then_everything_at_once(
    client: PageClient, ready: World, clock: Clock
) -> None:
    hand_in(ready, came_across=SECRET, suggestion="Cut it.", page="12")
    hand_in(ready, ATTENDEE, more="Nameless words.", signature=Signature.ROLE, wants_talk=True)
    page = client.get(ready.paper_link())
    assert "So far: 1 commenter and 1 from the audience." in page.words
    assert SECRET not in page.html
    assert SECRET not in client.get(digest_path(ready)).html
    closed(ready, clock)
    page = client.get(ready.paper_link(answer="feedback"))
    assert all(
        word in page.words
        for word in ("Piper Nakagawa", SECRET, "Nameless words.", "Somebody in the audience")
    )
    assert "Ada" not in page.html
    page = client.send("/feedback", button="Yes")
    assert "You are in touch" in page.words
    assert "Ada Listener" in page.words
    assert ATTENDEE in page.html
    clock.now = CLOSES + timedelta(days=1)
    page = client.get(box_path(ready, ATTENDEE, 1))
    assert "the author said yes" in page.words


def test_an_offer_is_taken_back_by_its_writer(client: PageClient, ready: World, clock: Clock) -> None:
    hand_in(ready, more="Words.", wants_talk=True)
    closed(ready, clock)
    author = PageClient(client.app)
    author.get(digest_path(ready))
    client.get(box_path(ready, COMMENTER, 1))
    client.send("/wishes", button="I no longer offer it")
    page = author.send("/feedback", button="Yes", status=409)
    assert "has been taken back" in page.words
    assert "They offer more" not in author.get(digest_path(ready)).words
    assert ready.letters(kind=LetterKind.FEEDBACK_CONTACT) == []


def test_what_changed_is_read_first_and_sent_once(client: PageClient, ready: World, clock: Clock) -> None:
    hand_in(ready, more="Words.")
    closed(ready, clock)
    clock.now = MONTH
    client.get(ready.paper_link(answer="changed"))
    page = client.send("/change", button="Show the letter", text="  ", status=422)
    assert "Write what changed first" in page.words
    page = client.send("/change", button="Show the letter", text="I rewrote Part II.")
    assert "This is what 1 reader will read" in page.words
    assert ready.letters(kind=LetterKind.COMMENTER_TOLD_CHANGE) == []
    page = client.send("/change", button="Send it to 1 reader")
    assert "Your readers have been told" in page.words
    (letter,) = ready.letters(kind=LetterKind.COMMENTER_TOLD_CHANGE)
    assert (letter.to_email, "> I rewrote Part II." in letter.text) == (COMMENTER, True)


def test_one_click_says_nothing_yet(client: PageClient, ready: World, clock: Clock) -> None:
    hand_in(ready, more="Words.")
    closed(ready, clock)
    clock.now = MONTH
    client.get(ready.paper_link(answer="nothing"))
    page = client.send("/change", button="Nothing yet")
    assert "You said that nothing has changed yet." in page.words
    assert ready.letters(kind=LetterKind.COMMENTER_TOLD_CHANGE) == []


def test_leaders_see_numbers_on_their_board_and_in_the_hand_over(client: PageClient, ready: World) -> None:
    hand_in(ready)
    hand_in(ready, ATTENDEE, number=2)
    page = client.sign_in(CHAIR).get(f"/manage/{ready.slug}/commenters/")
    found = re.findall(r"private box: (.*?)\.", page.words)
    assert found == ["1 commenter", "1 from the audience", "nobody yet"]
    response = client.http.get(f"/manage/{ready.slug}/hand-over.zip", base_url="https://wip.example.edu")
    with zipfile.ZipFile(io.BytesIO(response.get_data())) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("papers.csv")]
        header, *rows = archive.read(name).decode("utf-8-sig").splitlines()
    assert "Feedback by commenters" in header
    assert len(rows) == 3


def test_a_signed_in_stranger_or_another_kind_of_link_opens_no_box(client: PageClient, ready: World) -> None:
    token = ready.paper_link().split("/")[2]
    client.get(f"/feedback/{token}/", 404)
    client.get(f"/feedback/{token}/1", 404)
    box = box_path(ready, ATTENDEE).split("/")[2]
    client.get(f"/papers/{box}/feedback", 404)


def test_a_save_while_typing_hands_in_nothing_and_is_refused_once_the_box_is_closed(
    client: PageClient, ready: World, clock: Clock
) -> None:
    client.get(box_path(ready, ATTENDEE, 1))
    form = client.page.form(button="Hand in")
    data = form.filled(more=TYPED) | {"page": ["a"], "turn": ["1"]}
    del data["form_token"]
    path = f"{box_path(ready, ATTENDEE, 1)}/typed"
    response = client.post(path, data)
    assert (response.status_code, response.json) == (
        200,
        {"outcome": "saved", "version": "0.1", "contested": False, "address": box_path(ready, ATTENDEE, 1)},
    )
    assert [(row[0], row[1], row[2]["more"]) for row in stored(ready)] == [("", False, [TYPED])]
    response = client.post(path, data | {"page": ["b"], "more": ["Other."]})
    assert (response.status_code, response.json and response.json["outcome"]) == (409, "behind")
    clock.now = CLOSES
    response = client.post(path, data)
    assert (response.status_code, response.json and response.json["outcome"]) == (410, "gone")


def test_once_the_box_has_closed_it_is_called_open_no_more(
    client: PageClient, ready: World, clock: Clock
) -> None:
    client.get(digest_path(ready))
    assert ("The box is still open" in client.page.words, "has closed" in client.page.words) == (True, False)
    clock.now = CLOSES
    words = client.get(digest_path(ready)).words
    assert ("The box has closed" in words, "is being written" in words, "can write" in words) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("path", ["list", "digest", "board"])
def test_a_page_costs_the_same_however_many_write(
    client: PageClient, world: World, clock: Clock, statements: Any, path: str
) -> None:
    published(world)
    attend(world, ATTENDEE, "Ada Listener")
    clock.now = DURING
    if path == "board":
        client.sign_in(CHAIR)
    found = {}
    for more, total in ((1, 1), (2, 3), (27, 30)):
        for number in range(total - more, total):
            email = f"reader{number}@law.example.edu"
            attend_at(world, email, number)
            hand_in(world, email, more=f"Words {number}.", wants_talk=True)
        if path == "digest":
            clock.now = CLOSES
            world.do(lambda s: s.execute(sa.text("DELETE FROM aftermaths")))
            world.do(lambda s: s.execute(sa.delete(Letter).where(Letter.kind == LetterKind.FEEDBACK_DIGEST)))
            world.do(lambda s: feedback_rounds.send_digests(s, CLOSES))
        address = {
            "list": box_path(world, ATTENDEE),
            "digest": digest_path(world),
            "board": f"/manage/{world.slug}/commenters/",
        }[path]
        client.get(address)
        with statements() as said:
            client.get(address)
        found[total] = len(said)
        clock.now = DURING
    assert len(set(found.values())) == 1, found


def attend_at(world: World, email: str, number: int) -> None:
    attend(world, email, f"Reader {number}")
