"""Bad input at the edge: each gets a page with a clear sentence, and nothing that was typed is lost."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.client import Page, PageClient, check_page
from tests.conftest import NOW, Clock
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import AUTHOR, CHAIR, World
from wip.domain.links import LinkKind
from wip.services.sign_ins import make_link
from wip.web.limits import limiter

BASE = "https://wip.example.edu"
NO_PAGE = (
    "The address may be mistyped, the link may have been replaced by a newer one, or the page is not for you. "
    "If you came from a letter, use the link in the latest one."
)


def _shown(client: PageClient, path: str, status: int) -> str:
    return client.get(path, status).words


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/sessions/nowhere/",
        "/sessions/%00/",
        "/sessions/%ff%fe/",
        "/sessions/..%2f..%2fetc/",
        "/sections/nowhere/",
        "/papers/not-a-token/",
        "/invitations/WyJsZWFkZXJzaGlwIiwxLDEsMF0.tampered/",
        "/sign-in/not-a-token",
        "/style/000000000000.css",
    ],
)
def test_an_unknown_address_says_so(client: PageClient, world: World, path: str) -> None:
    assert world.slug
    page = client.get(path, 404)
    assert page.headings == ["There is no such page"]
    assert NO_PAGE in page.words


def test_a_tampered_link_is_an_unknown_one(client: PageClient, world: World) -> None:
    world.paper()
    path = world.paper_link()
    client.get(path)
    swapped = path[:-2] + ("A" if path[-2] != "A" else "B") + "/"
    assert NO_PAGE in _shown(client, swapped, 404)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/", "GET, HEAD, OPTIONS"),
        ("DELETE", "/me/", "GET, HEAD, OPTIONS"),
        ("GET", "/sign-out", "OPTIONS, POST"),
        ("PUT", "/sign-in", "GET, HEAD, OPTIONS, POST"),
        ("GET", "/manage/x/call/state", "OPTIONS, POST"),
        ("POST", "/calendars/x.ics", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_wrong_method_gets_a_page_and_the_right_ones(
    app: Flask, method: str, path: str, allowed: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    response = PageClient(app).http.open(path, method=method, base_url=BASE)
    assert response.status_code == 405
    assert ", ".join(sorted(response.headers["Allow"].split(", "))) == allowed
    if "html" in (response.content_type or ""):
        page = Page(response.get_data(as_text=True))
        check_page(page, path)
        assert page.headings == ["That is not possible at this address"]


@pytest.mark.parametrize("page", ["999999999999", "-1", "0", "x", "²", "٣", "1e9", "", "%00", "1;drop"])
@pytest.mark.parametrize("path", ["/", "/sections/criminal-justice/", "/manage/{slug}/papers/"])
def test_a_page_number_that_is_none_shows_a_page(
    client: PageClient, world: World, path: str, page: str
) -> None:
    world.paper()
    client.sign_in(CHAIR)
    shown = client.get(f"{path.format(slug=world.slug)}?page={page}")
    assert len(shown.headings) == 1


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense",
        "words=%00%ff",
        "endpoint=x",
        "_external=1&page=2",
        "_anchor=x&_scheme=ftp&_method=POST",
    ],
)
def test_query_arguments_that_mean_nothing_do_no_harm(client: PageClient, world: World, query: str) -> None:
    for number in range(30):
        world.paper(f"Paper {number}", f"a{number}@law.example.edu")
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/papers/?{query}")
    pager = [link for link in page.links if "page=" in link]
    assert [link for link in pager if not link.startswith(f"/manage/{world.slug}/papers/?")] == []


@pytest.mark.parametrize("paper", ["²", "0", "999999999", "9" * 5000, "x", "%00"])
def test_a_history_of_no_paper_is_a_page_or_none(client: PageClient, world: World, paper: str) -> None:
    response = client.sign_in(CHAIR).http.get(f"/manage/{world.slug}/history/?paper={paper}", base_url=BASE)
    assert response.status_code == (404 if paper == "0" else 200)


def test_a_host_header_changes_no_address(client: PageClient, world: World, app: Flask) -> None:
    evil = {"Host": "evil.example.org", "X-Forwarded-Host": "evil.example.org"}
    client.get(f"/sessions/{world.slug}/submit")
    data = client.page.form("/submit").filled(
        **{"title": "T", "abstract": "A.", "authors-0-name": "Ann", "authors-0-email": AUTHOR}
    )
    forged = app.test_client()
    app.config["WTF_CSRF_ENABLED"] = False
    forged.post(f"/sessions/{world.slug}/submit", data=data, headers=evil)
    (letter,) = world.letters()
    assert "evil" not in f"{letter.text}{letter.html}{letter.links}"
    text = forged.get(f"/sessions/{world.slug}/call.txt", headers=evil).get_data(as_text=True)
    assert f"https://wip.example.edu/sessions/{world.slug}/" in text
    assert "evil" not in text
    page = forged.get(f"/sessions/{world.slug}/", headers=evil).get_data(as_text=True)
    assert "evil" not in page


def test_a_form_that_was_open_for_too_long_is_sent_again_with_its_text(
    client: PageClient, world: World
) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/settings")
    page = client.send("/settings", csrf_token="expired", title="A Better Title", status=400)
    assert page.headings == ["This page was open for too long"]
    assert "A Better Title" in page.text
    client.send("/settings", button="Send it again")
    assert "A Better Title" in client.page.text
    assert client.path == f"/manage/{world.slug}/"


@pytest.mark.parametrize("typed", [None, "", "wrong"])
def test_a_missing_or_wrong_token_keeps_what_a_visitor_typed(
    client: PageClient, world: World, typed: str | None
) -> None:
    client.get(f"/sessions/{world.slug}/submit")
    fields: dict[str, Any] = {"title": "On Tokens", "abstract": "They expire.", "authors-0-name": "Ann"}
    page = client.send("/submit", csrf_token=typed, status=400, **fields | {"authors-0-email": AUTHOR})
    assert "They expire." in page.text
    client.send(button="Send it again")
    assert [letter.kind.value for letter in world.letters()] == ["paper_received"]


def test_who_is_signed_out_meanwhile_keeps_the_text(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/settings")
    form = client.page.form("/settings").filled(title="Typed before")
    client.send("/settings", csrf_token="expired", title="Typed before", status=400)
    form["csrf_token"] = [dict(client.page.form("/settings").fields)["csrf_token"]]
    client.http.delete_cookie("session", domain="wip.example.edu")
    client.app.config["WTF_CSRF_ENABLED"] = False
    response = client.post(f"/manage/{world.slug}/settings", form)
    page = Page(response.get_data(as_text=True))
    assert (response.status_code, page.headings) == (401, ["You are signed out"])
    assert "Typed before" in page.text


def test_two_leaders_at_once_the_second_learns_what_changed(app: Flask, world: World) -> None:
    add_leader(world)
    first, second = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    path = f"/manage/{world.slug}/settings"
    first.get(path)
    second.get(path)
    first.send("/settings", title="The First Title")
    page = second.send("/settings", title="The Second Title", about="Long thoughts.", status=409)
    assert page.headings == ["Somebody was faster"]
    told = "Robin Vale, Wed 20 Jan 2027, 10:00 New York: changed the session (title: The First Title)"
    assert [told in page.words, "The Second Title" in page.text, "Long thoughts." in page.text] == [True] * 3
    assert "The First Title" in second.get(path).html


def test_two_leaders_change_one_call(app: Flask, world: World) -> None:
    add_leader(world)
    first, second = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(SECOND_CHAIR)
    path = f"/manage/{world.slug}/call"
    first.get(path)
    second.get(path)
    first.send("/call", criteria="Junior first.", deadline="2027-01-30T17:00")
    page = second.send("/call", terms="Do not cite.", status=409)
    told = "changed the call (deadline: Sat 30 Jan 2027, 17:00 New York; criteria: Junior first.)"
    assert [told in page.words, "Do not cite." in page.text] == [True, True]


def test_two_windows_of_one_paper(app: Flask, world: World) -> None:
    world.paper()
    one, two = PageClient(app), PageClient(app)
    one.get(world.paper_link())
    two.get(world.paper_link())
    one.send("/papers/", button="Save the changes", title="Quotas With Numbers")
    page = two.send("/papers/", button="Save the changes", abstract="Another text.", status=409)
    told = "changed the paper (title: Quotas With Numbers)"
    assert [told in page.words, "Another text." in page.text] == [True, True]


def test_an_expired_and_a_used_up_sign_in_link_say_what_to_do(
    client: PageClient, world: World, clock: Clock
) -> None:
    def path() -> str:
        return world.do(lambda s: world.signer.path(make_link(s, AUTHOR, NOW, 30)))

    spent, old = path(), path()
    client.get(spent)
    client.send(button="Sign in")
    told = "This sign-in link has been used or is too old. Ask for a new one: it takes a minute."
    assert told in _shown(client, spent, 410)
    clock.now = NOW + timedelta(minutes=31)
    assert told in _shown(PageClient(client.app), old, 410)


def test_a_personal_link_dies_with_its_generation(client: PageClient, world: World) -> None:
    world.paper()
    path = world.paper_link()

    def rotate(session: object) -> None:
        author = world.row(session).authors[0].person  # type: ignore[arg-type]
        assert author is not None
        author.link_generation += 1

    world.do(rotate)
    assert NO_PAGE in _shown(client, path, 404)
    assert client.get(world.paper_link()).headings == ["Quotas Without Numbers"]


def test_a_co_author_s_link_is_not_the_author_s(client: PageClient, world: World) -> None:
    world.paper()
    world.do(lambda s: world.actor(s, "sam.stranger@elsewhere.example.edu"))
    forged = world.link(LinkKind.PAPER, "sam.stranger@elsewhere.example.edu", 1)
    assert NO_PAGE in _shown(client, forged, 404)


def test_a_request_far_too_large_says_so(client: PageClient, world: World) -> None:
    client.get(f"/sessions/{world.slug}/submit")
    response = client.post(f"/sessions/{world.slug}/submit", {"title": "x" * 9_000_000})
    page = Page(response.get_data(as_text=True))
    assert (response.status_code, page.headings) == (413, ["That was too large"])


@pytest.mark.parametrize("body", ["a=b&" * 100_000, "a=&" * 100_000, f"{'n' * 400_000}=1"])
def test_what_no_page_of_ours_sends_is_not_shown_again(client: PageClient, world: World, body: str) -> None:
    response = client.http.post(
        f"/sessions/{world.slug}/submit",
        data=f"csrf_token=bad&{body}",
        base_url=BASE,
        content_type="application/x-www-form-urlencoded",
        headers={"Referer": BASE},
    )
    assert (response.status_code, len(response.data) < 10_000) == (400, True)
    assert Page(response.text).headings == ["This page was open for too long"]


def test_old_pages_sent_again_and_again_come_to_a_limit(client: PageClient, world: World) -> None:
    client.app.extensions["wip_settings"] = replace(
        client.app.extensions["wip_settings"], public_write_limit="3 per hour"
    )
    limiter.enabled = True
    try:
        told = [
            client.post(f"/sessions/{world.slug}/attend", {"csrf_token": "bad"}).status_code for _ in range(4)
        ]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert told == [400, 400, 400, 429]
