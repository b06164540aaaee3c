"""What must not leak is planted first, then looked for on every page, calendar and letter of the wrong reader."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import selecting
from tests.client import PageClient
from tests.conftest import NOW, Clock, fresh_database, running_app
from tests.show_world import link_to
from tests.web.matrix import ATTENDEE, INVITED, ROLES, STATES, TOKENS, Scene
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, REVIEWER, World
from wip.domain.links import LinkKind
from wip.services import sessions

BASE = "https://wip.example.edu"
ROOM = "https://meet.example.org/planted-room"
COMMENT = "planted-comment: the second part is thin"
ABSTRACT = "Informal targets survive the abolition of quotas."
UNDECIDED = ("draft", "open", "over", "staged")
OUTSIDERS = [role for role in ROLES if role not in {"leader", "reviewer"}]


@dataclass
class Planted:
    """All that each role can read, by address."""

    scene: Scene
    read: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def planted(prepared: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("privacy")
    with fresh_database(prepared, folder) as url, running_app(folder, url, Clock()) as app:
        scene = Scene(World(app, NOW))
        for state in STATES:
            _plant(scene, state)
        rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "slug" in r.arguments]
        read: dict[str, dict[str, str]] = {}
        for role, email in ROLES.items():
            browser = PageClient(app).sign_in(email) if email else PageClient(app)
            paths = [scene.places[state].address(rule) for state in STATES for rule in rules]
            paths += ["/", "/sections/criminal-justice/", "/me/"]
            read[role] = {path: _text(browser, path) for path in paths}
        yield Planted(scene, read)


def _plant(scene: Scene, state: str) -> None:
    world, place = scene.world, scene.places[state]
    world.slug = place.slug
    if state in UNDECIDED:
        selecting.score(world, 1, REVIEWER, 2, COMMENT, "planted-comment: for the author, once released")

    def join(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        sessions.set_join_link(session, row, ROOM, by=by, now=NOW)

    world.do(join)


def _text(browser: PageClient, path: str) -> str:
    response = browser.http.get(path, base_url=BASE)
    text = _content(response)
    response.close()
    return re.sub(r"\r?\n[ \t]", "", text) if path.endswith(".ics") else text


def _content(response: TestResponse) -> str:
    kind = response.content_type or ""
    if "zip" in kind or "spreadsheetml" in kind:
        with ZipFile(io.BytesIO(response.get_data())) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return response.get_data(as_text=True) if kind.startswith("text/") or "json" in kind else ""


def _where(pages: dict[str, str], word: str) -> list[str]:
    return [path for path, text in pages.items() if word in text]


def test_what_is_planted_is_there_to_be_found(planted: Planted) -> None:
    leader = planted.read["leader"]
    assert [bool(_where(leader, word)) for word in (ROOM, ABSTRACT, AUTHOR)] == [True] * 3
    assert _where(planted.read["reviewer"], COMMENT)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "leader"])
def test_the_join_link_is_on_no_page_with_a_public_address(planted: Planted, role: str) -> None:
    assert _where(planted.read[role], "planted-room") == []


def test_the_join_link_is_where_leaders_paste_it_and_nowhere_else(planted: Planted) -> None:
    places = planted.scene.places
    here = {f"/manage/{place.slug}/" for state, place in places.items() if state != "cancelled"}
    office = {f"/manage/{place.slug}/office" for state, place in places.items() if state != "cancelled"}
    rooms = {f"/manage/{place.slug}/sittings/" for place in places.values()}
    # Whoever runs the room joins the meeting from its screen.
    runs = {f"/manage/{place.slug}/show/0/" for state, place in places.items() if state != "cancelled"}
    found = set(_where(planted.read["leader"], "planted-room"))
    assert found - rooms == here | office | runs


@pytest.mark.parametrize("state", STATES)
def test_a_helper_joins_by_the_link_and_the_display_never_shows_it(planted: Planted, state: str) -> None:
    world, visitor = planted.scene.world, PageClient(planted.scene.world.app)
    world.slug = planted.scene.places[state].slug
    helper, screen, own = (link_to(world, kind) for kind in (LinkKind.HELPER, LinkKind.SCREEN, LinkKind.SHOW))
    polls = [f"{helper}state.json", screen.replace("screen", "state.json"), own]
    found = {path: "planted-room" in _text(visitor, path) for path in (helper, screen, *polls)}
    assert {visitor.http.get(path, base_url=BASE).status_code for path in found} == {200}
    # Who comes to a session whose agenda is not public, or no longer, is for its leaders to know, and so is the way in.
    assert found == {helper: state == "published", **dict.fromkeys((screen, *polls), False)}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_reviewers_words_stay_among_reviewers(planted: Planted, role: str) -> None:
    assert _where(planted.read[role], "planted-comment") == []


@pytest.mark.parametrize("role", OUTSIDERS)
def test_an_abstract_is_nobody_s_before_the_agenda_is_out(planted: Planted, role: str) -> None:
    hidden = {planted.scene.places[state].slug for state in (*UNDECIDED, "released")}
    found = _where(planted.read[role], ABSTRACT)
    assert [
        path for path in found if any(f"/{slug}/" in path or f"/{slug}." in path for slug in hidden)
    ] == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "leader"])
def test_nobody_s_address_is_shown_to_others(planted: Planted, role: str) -> None:
    people = {AUTHOR, COAUTHOR, COMMENTER, REVIEWER, ATTENDEE, INVITED} - {ROLES[role]}
    assert [(path, email) for email in sorted(people) for path in _where(planted.read[role], email)] == []


def _own_page(planted: Planted, state: str, email: str, browser: PageClient) -> str:
    world = planted.scene.world
    world.slug = planted.scene.places[state].slug
    path = world.paper_link(1, email)
    text = TOKENS.sub(rb"\1", browser.http.get(path, base_url=BASE).get_data()).decode()
    text = re.sub(r"question-\d+|files/\d+", "its own", text)
    for word, instead in ((world.slug, "?"), (f"{state.title()} Session", "?"), (path.split("/")[2], "?")):
        text = text.replace(word, instead)
    return text


@pytest.mark.parametrize("email", [AUTHOR, COAUTHOR])
def test_a_staged_decision_shows_to_no_author(planted: Planted, email: str) -> None:
    browser = PageClient(planted.scene.world.app)
    over, staged = (_own_page(planted, state, email, browser) for state in ("over", "staged"))
    assert staged == over
    assert "Received" in staged


def test_only_who_takes_part_finds_the_join_link(planted: Planted) -> None:
    world, browser = planted.scene.world, PageClient(planted.scene.world.app)
    pages = {state: _own_page(planted, state, AUTHOR, browser) for state in ("over", "released", "published")}
    assert {state: ROOM in text for state, text in pages.items()} == {
        "over": False,
        "released": False,
        "published": True,
    }
    world.slug = planted.scene.places["published"].slug
    commission = planted.scene.places["published"].parts["commission_id"]
    text = _text(browser, world.link(LinkKind.COMMISSION, COMMENTER, commission))
    assert "planted-comment" not in text


def test_letters_tell_each_only_what_is_theirs(planted: Planted) -> None:
    letters = planted.scene.world.letters()
    told: dict[str, Any] = {"comments": [], "addresses": []}
    people = {AUTHOR, COAUTHOR, COMMENTER, REVIEWER, ATTENDEE, INVITED}
    for letter in letters:
        body = letter.subject + letter.text + letter.html
        if "planted-comment" in body:
            told["comments"].append((letter.kind.value, letter.to_email))
        told["addresses"] += [
            (letter.kind.value, letter.to_email, other)
            for other in people - {letter.to_email}
            if other in body
        ]
    assert told == {"comments": [], "addresses": []}
    assert {letter.kind.value for letter in letters} > {"decision_accepted", "agenda_published"}
