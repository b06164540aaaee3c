"""A paper's own page behind its personal link, and the leaders' list of papers."""

import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import documents
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, START, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.models import Paper


def put(world: World, state: PaperState) -> None:
    def act(session: object) -> None:
        world.row(session).state = state  # type: ignore[arg-type]

    world.do(act)


def state(world: World, number: int = 1) -> str:
    return world.do(lambda s: s.scalars(sa.select(Paper.state).where(Paper.number == number)).one().value)


def buttons(client: PageClient) -> list[str]:
    forms = [form for form in client.page.forms if "/papers/" in form.action]
    rows = {"add_author", "remove_author", "author_up", "author_down"}
    return [words for form in forms for words, name, _ in form.buttons if name not in rows]


_KEPT_FROM = "Save who should not review it"
_CARRY = "Carry it into the next call"
_HOURS = "Tell the organisers"
_PREPARE = ["I have read this", "This is my time zone"]


@pytest.mark.parametrize(
    ("at", "offered"),
    [
        (PaperState.SUBMITTED, ["Save the changes", _KEPT_FROM, "Withdraw this paper"]),
        (
            PaperState.ACCEPTED,
            [
                "Yes, I will present",
                "No, I cannot come",
                *_PREPARE,
                _HOURS,
                "Send this draft",
                "Save title and abstract",
                "Withdraw this paper",
            ],
        ),
        (
            PaperState.CONFIRMED,
            [*_PREPARE, _HOURS, "Send this draft", "Save title and abstract", "Withdraw this paper"],
        ),
        (PaperState.WAITING, [_CARRY, "Send this draft", "Withdraw this paper"]),
        (PaperState.DECLINED, ["Join the waiting list", _CARRY]),
        (PaperState.TURNED_DOWN, [_CARRY]),
        (PaperState.WITHDRAWN, ["Put it back in", _CARRY]),
        (PaperState.DRAFT, ["Save the changes", _KEPT_FROM, "Withdraw this paper"]),
    ],
)
def test_the_page_offers_what_can_be_done(
    client: PageClient, world: World, at: PaperState, offered: list[str]
) -> None:
    world.paper()
    put(world, at)
    client.get(world.paper_link())
    assert buttons(client) == offered


def test_after_the_deadline_the_text_stands_still(client: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    client.get(world.paper_link())
    clock.now = DEADLINE + timedelta(minutes=11)
    page = client.send("/papers/", button="Save the changes", title="Too Late", abstract="Late.", status=422)
    assert "The deadline was Fri 29 Jan 2027, 17:00 New York; papers can no longer be changed." in page.words
    client.get(world.paper_link())
    assert buttons(client) == [_KEPT_FROM, "Withdraw this paper"]


def test_a_change_within_the_grace_counts(client: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    client.get(world.paper_link())
    clock.now = DEADLINE + timedelta(minutes=9)
    client.send("/papers/", button="Save the changes", title="Just in Time")
    assert client.page.headings == ["Just in Time"]
    assert [letter.kind.value for letter in world.letters()] == ["paper_received", "paper_changed"]


def test_withdrawing_and_putting_back(client: PageClient, world: World) -> None:
    world.paper()
    client.get(world.paper_link())
    client.send("/answer", button="Withdraw this paper")
    assert state(world) == "withdrawn"
    client.send("/answer", button="Put it back in")
    assert state(world) == "submitted"
    kinds = [letter.kind.value for letter in world.letters()]
    assert kinds == ["paper_received", "paper_withdrawn", "paper_received"]


@pytest.mark.parametrize("answer", ["", "accept", "x" * 3000])
def test_no_answer_is_no_answer(client: PageClient, world: World, answer: str) -> None:
    world.paper()
    put(world, PaperState.ACCEPTED)
    client.get(world.paper_link())
    form = client.page.form("/answer", "Yes").filled(answer=answer)
    response = client.post(f"{world.paper_link()}answer", form)
    assert response.status_code == 422
    assert "Choose an answer first." in response.get_data(as_text=True)
    assert state(world) == "accepted"


def test_an_answer_that_the_state_does_not_allow_is_refused_in_a_sentence(
    client: PageClient, world: World
) -> None:
    world.paper()
    client.get(world.paper_link())
    form = client.page.form("/answer", "Withdraw").filled(answer="confirm")
    response = client.post(f"{world.paper_link()}answer", form)
    assert response.status_code == 422
    assert "This paper is submitted; “confirm” is not possible from there." in response.get_data(as_text=True)
    assert state(world) == "submitted"


def test_drafts_are_versions(client: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    put(world, PaperState.CONFIRMED)
    path = world.paper_link()
    for number in (1, 2):
        client.get(path)
        draft = io.BytesIO(documents.pdf(number)), f"draft-{number}.pdf"
        client.send("/draft", draft=draft)
    assert "Version 2: draft-2.pdf" in client.page.words
    page = client.send("/draft", draft=(io.BytesIO(b"text"), "x.pdf"), status=422)
    assert "This is not a PDF or Word file, whatever its name says." in page.words
    client.get(path)
    client.send("/draft", status=422)
    assert "Choose a file first." in client.page.words
    client.get(path)
    clock.now = START + timedelta(hours=2)
    page = client.send("/draft", draft=(io.BytesIO(documents.pdf()), "late.pdf"), status=422)
    assert "The session is over; nobody would read a new draft here." in page.words


def test_an_author_cannot_be_written_off_by_a_slip(client: PageClient, world: World) -> None:
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR),))
    client.get(world.paper_link(email=COAUTHOR))
    emptied: dict[str, Any] = dict.fromkeys(
        [f"authors-1-{part}" for part in ("email", "name", "affiliation")], ""
    )
    page = client.send("/papers/", button="Save the changes", status=422, **emptied)
    assert "You cannot take yourself off the authors here." in page.words


def test_the_list_is_filtered_and_searched(client: PageClient, world: World) -> None:
    world.paper("Quotas Without Numbers")
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    put(world, PaperState.WITHDRAWN)
    client.sign_in(CHAIR)

    def titles(query: str) -> list[bool]:
        words = client.get(f"/manage/{world.slug}/papers/{query}").words
        return ["Quotas Without Numbers" in words, "Mercy as Procedure" in words]

    assert titles("") == [True, True]
    assert titles("?state=withdrawn") == [True, False]
    assert titles("?words=mercy") == [False, True]
    assert titles("?words=%25") == [False, False]
    assert titles("?words=_") == [False, False]
    assert titles("?state=nonsense") == [True, True]


def test_names_and_links_of_others_stay_out_of_the_own_page(
    client: PageClient, world: World, app: Flask
) -> None:
    assert app.testing
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR),))
    mine, theirs = world.paper_link(), world.paper_link(email=COAUTHOR)
    page = client.get(mine)
    assert theirs.split("/")[2] not in page.html
    response = client.http.get(mine)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert AUTHOR in page.html
