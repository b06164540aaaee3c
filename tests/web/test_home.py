"""The front page."""

from datetime import timedelta

from tests.client import PageClient
from tests.conftest import Clock
from tests.world import DEADLINE, START, World


def test_an_open_call_shows_with_its_deadline_and_its_door(client: PageClient, world: World) -> None:
    page = client.get("/")
    assert "Spring Works-in-Progress Session" in page.words
    assert "Fri 29 Jan 2027, 17:00 New York" in page.words
    assert f"/sessions/{world.slug}/" in page.links


def test_a_call_that_is_over_is_no_open_call(client: PageClient, world: World, clock: Clock) -> None:
    def offers() -> bool:
        return (
            f"/sessions/{world.slug}/submit" in client.get("/").links or "17:00 New York" in client.page.words
        )

    assert offers()
    clock.now = DEADLINE + timedelta(minutes=11)
    assert not offers()
    assert f"/sessions/{world.slug}/" in client.page.links
    clock.now = START + timedelta(days=2)
    assert f"/sessions/{world.slug}/" not in client.get("/").links


def test_an_empty_house_says_what_to_do(client: PageClient) -> None:
    page = client.get("/")
    assert len(page.headings) == 1
    assert page.words.count("No ") >= 1


def test_robots_may_read_calendars_but_not_the_leaders_side(client: PageClient) -> None:
    response = client.http.get("/robots.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    closed = [x.removeprefix("Disallow: ") for x in response.text.splitlines() if x.startswith("Disallow")]
    assert closed == ["/manage/", "/me/", "/papers/", "/sign-in", "/show/"]


def test_every_answer_carries_the_headers_that_protect_it(client: PageClient, world: World) -> None:
    for path in ("/", f"/sessions/{world.slug}/", "/nowhere", "/sign-in"):
        headers = client.http.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
