"""Drafts on their way to readers over HTTP: who gets them, with what on each page, and what the author sees of it."""

import io
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.circulation_world import (
    ATTENDEE,
    FOCUS,
    QUESTION,
    SECRET,
    attendee_link,
    change,
    commenter_link,
    log,
    prepared,
    publish,
    send,
    settle,
)
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.documents import written
from tests.world import CHAIR, COMMENTER, START, STRANGER, World
from wip.adapters import files
from wip.domain.circulation import Circle
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.papers import PaperState
from wip.domain.sessions import SessionState
from wip.models import Conflict, Paper

END = START + timedelta(minutes=90)
BASE = "https://wip.example.edu"


@pytest.fixture
def ready(world: World) -> World:
    """The line-up is out, and so is the draft."""
    prepared(world)
    send(world)
    return world


def pages_of(content: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def statuses(client: PageClient, world: World) -> tuple[int, int, int]:
    """What the commenter, the attendee and the public get at the addresses of the draft."""
    paths = (
        commenter_link(world) + "drafts/1",
        attendee_link(world) + "papers/1/drafts/1",
        f"/sessions/{world.slug}/drafts/1/1",
    )
    found = [client.http.get(path, base_url=BASE).status_code for path in paths]
    return found[0], found[1], found[2]


CIRCLES = [
    (Circle.COMMENTERS, (200, 404, 404)),
    (Circle.ATTENDEES, (200, 200, 404)),
    (Circle.EVERYONE, (200, 200, 200)),
]


@pytest.mark.parametrize(("circle", "found"), CIRCLES)
def test_drafts_go_to_whom_the_call_says(
    client: PageClient, ready: World, circle: Circle, found: tuple[int, int, int]
) -> None:
    settle(ready, circle)
    assert statuses(client, ready) == found
    shown = [
        page.words for page in (client.get(attendee_link(ready)), client.get(f"/sessions/{ready.slug}/"))
    ]
    assert [QUESTION in words and FOCUS in words for words in shown] == [code == 200 for code in found[1:]]
    call = client.get(f"/sessions/{ready.slug}/call").words
    assert {
        Circle.COMMENTERS: "go to commenters alone",
        Circle.ATTENDEES: "commenters and registered attendees",
        Circle.EVERYONE: "everyone who opens",
    }[circle] in call


def _withdrawn(paper: Paper) -> None:
    paper.state = PaperState.WITHDRAWN


def _turned_down(paper: Paper) -> None:
    paper.state = PaperState.TURNED_DOWN


@pytest.mark.parametrize("leaves", [_withdrawn, _turned_down])
def test_a_paper_that_leaves_takes_its_draft_with_it(
    client: PageClient, ready: World, leaves: object
) -> None:
    settle(ready, Circle.EVERYONE)
    change(ready, leaves)  # type: ignore[arg-type]  # one of the two above
    assert statuses(client, ready) == (404, 404, 404)
    words = [client.get(path).words for path in (attendee_link(ready), f"/sessions/{ready.slug}/")]
    assert [QUESTION in each for each in [*words, client.get(commenter_link(ready)).words]] == [False] * 3


def test_a_cancelled_session_circulates_nothing(client: PageClient, ready: World) -> None:
    settle(ready, Circle.EVERYONE)

    def cancel(session: Session) -> None:
        ready.call(session).wip_session.state = SessionState.CANCELLED

    ready.do(cancel)
    assert statuses(client, ready) == (404, 404, 404)


def test_before_the_line_up_is_out_commenters_alone_read(client: PageClient, world: World) -> None:
    prepared(world, published=False)
    send(world)
    settle(world, Circle.EVERYONE)
    assert statuses(client, world) == (200, 404, 404)
    assert "once the line-up is published" in client.get(attendee_link(world)).words
    publish(world)
    assert statuses(client, world) == (200, 200, 200)


def test_nor_others_before_the_date_on_which_papers_go_out(
    client: PageClient, ready: World, clock: Clock
) -> None:
    settle(ready, Circle.EVERYONE)

    def dated(session: Session) -> None:
        ready.call(session).circulate_at = NOW + timedelta(days=2)

    ready.do(dated)
    assert statuses(client, ready) == (200, 404, 404)
    clock.now = NOW + timedelta(days=2)
    assert statuses(client, ready) == (200, 200, 200)


def test_after_the_date_nobody_but_author_and_leaders_opens_it(
    client: PageClient, ready: World, clock: Clock
) -> None:
    settle(ready, Circle.EVERYONE, drafts_kept_days=2)
    assert "until Sat 20 Mar 2027, 13:30 New York" in client.get(commenter_link(ready)).words
    clock.now = END + timedelta(days=2) - timedelta(seconds=1)
    assert statuses(client, ready) == (200, 200, 200)
    clock.now = END + timedelta(days=2)
    assert statuses(client, ready) == (404, 404, 404)
    assert "The draft can no longer be read here." in client.get(commenter_link(ready)).words
    own = client.http.get(ready.paper_link() + "drafts/1", base_url=BASE)
    client.sign_in(CHAIR)
    leader = client.http.get(f"/manage/{ready.slug}/papers/1/drafts/1", base_url=BASE)
    assert [each.status_code for each in (own, leader)] == [200, 200]
    assert own.data == leader.data
    assert [SECRET in text for text in pages_of(own.data)] == [True, False]


def keep_from(world: World, email: str) -> None:
    def act(session: Session) -> None:
        who = world.actor(session, email).person_id
        facts = {"kind": ConflictKind.LEADER, "state": ConflictState.CONFIRMED, "reason": "Siblings."}
        session.add(
            Conflict(
                paper_id=world.row(session).id,
                person_id=who,
                found_at=world.now,
                decided_at=world.now,
                **facts,
            )
        )

    world.do(act)


def test_a_confirmed_conflict_closes_draft_pages_and_questions(client: PageClient, ready: World) -> None:
    settle(ready, Circle.EVERYONE)
    for email in (COMMENTER, ATTENDEE, STRANGER):
        keep_from(ready, email)
    assert statuses(client, ready) == (404, 404, 200)  # a visitor is nobody whom we know
    pages = [client.http.get(path(ready), base_url=BASE) for path in (commenter_link, attendee_link)]
    client.sign_in(STRANGER)
    assert client.http.get(f"/sessions/{ready.slug}/drafts/1/1", base_url=BASE).status_code == 404
    pages.append(client.http.get(f"/sessions/{ready.slug}/", base_url=BASE))
    assert [QUESTION in page.get_data(as_text=True) for page in pages] == [False] * 3


def test_each_page_says_whose_copy_it_is(client: PageClient, ready: World) -> None:
    settle(ready, Circle.EVERYONE)
    paths = (
        commenter_link(ready) + "drafts/1",
        attendee_link(ready) + "papers/1/drafts/1",
        f"/sessions/{ready.slug}/drafts/1/1",
    )
    for path, name in zip(
        paths, ("Piper Nakagawa", "Ada Brook", "a reader of the session’s page"), strict=True
    ):
        response = client.http.get(path, base_url=BASE)
        first, second = pages_of(response.data)
        start = f"Draft: do not cite or circulate. Copy for {name}, 20 January 2027. Mark "
        assert [first.split("\n")[0], second.split("\n")[0]] == [SECRET, "The second page."]
        assert [page.split("\n")[1].startswith(start) for page in (first, second)] == [True, True]
        assert (response.headers["Cache-Control"], response.headers["Content-Length"]) == (
            "private, no-store",
            str(len(response.data)),
        )
    assert [row[1:3] for row in log(ready)] == [("commenter", 1), ("attendee", 1), ("anyone", 1)]


def test_the_author_and_the_leaders_see_who_had_it_and_nobody_else(client: PageClient, ready: World) -> None:
    for _ in range(2):
        client.http.get(commenter_link(ready) + "drafts/1", base_url=BASE)
    own = client.get(ready.paper_link())
    assert "Piper Nakagawa, commenter 1" in " ".join(own.words.split())
    assert "A download says that somebody had your draft, not that they read it." in own.words
    client.sign_in(CHAIR)
    assert "Piper Nakagawa, commenter" in client.get(f"/manage/{ready.slug}/papers/1/copies").words
    board = client.get(f"/manage/{ready.slug}/drafts/")
    assert "1 copy" in board.words
    keep_from(ready, CHAIR)
    client.get(f"/manage/{ready.slug}/papers/1/copies", 404)
    assert "Quotas" not in client.get(f"/manage/{ready.slug}/drafts/").words


@pytest.mark.parametrize(
    "headers", [{"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}]
)
def test_a_browser_that_guesses_gets_nothing_and_counts_for_nothing(
    client: PageClient, ready: World, headers: dict[str, str]
) -> None:
    response = client.http.get(commenter_link(ready) + "drafts/1", base_url=BASE, headers=headers)
    assert (response.status_code, response.data, log(ready)) == (204, b"", [])


def test_neither_heads_nor_parts_count_as_readings(client: PageClient, ready: World, clock: Clock) -> None:
    path = commenter_link(ready) + "drafts/1"
    head = client.http.head(path, base_url=BASE)
    assert (head.status_code, head.data, log(ready)) == (200, b"", [])
    for part in ("bytes=0-99", "bytes=100-"):
        response = client.http.get(path, base_url=BASE, headers={"Range": part})
        assert (response.status_code, len(pages_of(response.data))) == (200, 2)
    assert log(ready) == [(1, "commenter", 1, None)]
    clock.now = NOW + timedelta(minutes=5)
    client.http.get(path, base_url=BASE)
    assert log(ready) == [(1, "commenter", 2, None)]


def test_an_older_address_leads_to_the_newest(client: PageClient, ready: World) -> None:
    settle(ready, Circle.EVERYONE)
    send(ready, "second.pdf")
    paths = (
        commenter_link(ready) + "drafts/",
        attendee_link(ready) + "papers/1/drafts/",
        f"/sessions/{ready.slug}/drafts/1/",
    )
    for path in paths:
        assert client.http.get(path + "1", base_url=BASE).headers["Location"] == path + "2"
        assert client.http.get(path + "3", base_url=BASE).status_code == 404
    assert log(ready) == []


def test_a_word_file_goes_out_once_its_author_says_so(client: PageClient, world: World) -> None:
    prepared(world)
    content = written(SECRET)
    send(world, "quotas.docx", content, kind=files.DOCX)
    path = commenter_link(world) + "drafts/1"
    assert client.http.get(path, base_url=BASE).status_code == 404
    assert "cannot be handed out as it is" in client.get(commenter_link(world)).words
    page = client.get(world.paper_link())
    assert "Readers do not get your newest version yet" in page.words
    client.send("/draft/unmarked", button="Let it go out as it is, without names")
    response = client.http.get(path, base_url=BASE)
    assert (response.status_code, response.data) == (200, content)
    assert log(world) == [(1, "commenter", 1, None)]


def test_a_pdf_that_cannot_be_marked_is_refused_in_words(client: PageClient, world: World) -> None:
    prepared(world)
    send(world, "broken.pdf", b"%PDF-1.7 nothing more")
    path = commenter_link(world) + "drafts/1"
    response = client.http.get(path, base_url=BASE)
    assert response.status_code == 422
    assert b"no reader\xe2\x80\x99s name could be put on its pages" in response.data
    assert log(world) == [(1, "commenter", 0, None)]
    assert "No reader’s name could be put on its pages." in client.get(world.paper_link()).words
    client.send("/draft/unmarked", button="Let it go out as it is, without names")
    assert client.http.get(path, base_url=BASE).data == b"%PDF-1.7 nothing more"
    assert log(world) == [(1, "commenter", 1, None)]
