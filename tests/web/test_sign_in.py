"""Signing in by a link: one use, no account needed, nothing told about who exists."""

import re

import pytest
from flask import Flask

from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.web.matrix import TOKENS, contents
from tests.world import CHAIR, STRANGER, World
from wip.domain.links import Link
from wip.services.sign_ins import make_link
from wip.web.limits import limiter

BASE = "https://wip.example.edu"


def link(world: World, email: str = STRANGER, goes_to: str = "") -> str:
    return world.do(lambda s: world.signer.path(make_link(s, email, NOW, 30, goes_to)))


def test_asking_says_the_same_of_everybody(app: Flask, world: World) -> None:
    pages = []
    for email in (CHAIR, STRANGER):
        client = PageClient(app)
        client.get("/sign-in")
        client.send("/sign-in", email=email)
        pages.append(TOKENS.sub(rb"\1", client.page.html.encode()))
    assert pages[0] == pages[1]
    assert [letter.to_email for letter in world.letters()] == [CHAIR, STRANGER]


def test_looking_at_the_link_uses_nothing_up(client: PageClient, world: World) -> None:
    path = link(world)
    before = contents(world)
    for _ in range(2):
        client.get(path)
    page = client.get(path)
    client.http.head(path, base_url=BASE)
    assert contents(world) == before
    assert STRANGER in page.words
    response = client.http.get(path, base_url=BASE)
    assert (response.headers["X-Robots-Tag"], response.headers["Cache-Control"]) == (
        "noindex",
        "private, no-store",
    )
    client.get(path)
    client.send(button="Sign in")
    assert f"You are signed in as {STRANGER}." in client.page.words


def test_one_goes_where_one_wanted_to_go(client: PageClient, world: World) -> None:
    wanted = f"/manage/{world.slug}/papers/?state=submitted"
    page = client.get(wanted)
    assert page.headings == ["Sign in"]
    client.send("/sign-in", email=CHAIR)
    (letter,) = world.letters()
    token = world.signer.path(_link(letter.links[0]))
    client.get(token)
    client.send(button="Sign in")
    assert client.path == wanted


def _link(stored: list[str | int]) -> Link:
    return Link.read(stored)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example.org/",
        "//evil.example.org/",
        "/\\evil.example.org",
        "\\\\evil.example.org",
        "javascript:alert(1)",
        "/me/\nSet-Cookie: a=b",
        " /me/",
        "http:/me/",
    ],
)
def test_one_never_goes_elsewhere(client: PageClient, world: World, target: str) -> None:
    assert world.slug
    response = client.http.get("/sign-in", query_string={"next": target}, base_url=BASE)
    assert re.findall(r'action="(/sign-in[^"]*)"', response.get_data(as_text=True)) == ["/sign-in"]


def test_a_new_sign_in_starts_a_new_cookie_and_signing_out_ends_it(client: PageClient, world: World) -> None:
    client.sign_in(STRANGER)
    client.get(link(world, CHAIR))
    client.send(button="Sign in")
    assert f"You are signed in as {CHAIR}." in client.page.words
    form = next(form for form in client.page.forms if "/sign-out" in form.action)
    response = client.post("/sign-out", form.filled())
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert client.get("/me/").headings == ["Sign in"]


def test_a_cookie_is_for_this_site_alone(client: PageClient, world: World) -> None:
    client.get(link(world))
    response = client.post(client.path, client.page.form(button="Sign in").filled())
    (cookie,) = response.headers.getlist("Set-Cookie")
    attributes = {part.strip().split("=")[0] for part in cookie.split(";")[1:]}
    assert attributes == {"Secure", "HttpOnly", "SameSite", "Path", "Expires"}


def test_knocking_too_often_is_told_to_wait(app: Flask, clock: Clock, world: World) -> None:
    assert (clock.now, bool(world.slug)) == (NOW, True)
    limiter.enabled = True
    limiter.reset()
    try:
        client = PageClient(app)
        for _ in range(5):
            client.get("/sign-in")
            client.send("/sign-in", email=STRANGER)
        client.get("/sign-in")
        page = client.send("/sign-in", email=STRANGER, status=429)
    finally:
        limiter.reset()
        limiter.enabled = False
    assert page.headings == ["Too many tries"]
