"""Two hundred presses of the button in one moment, by two leaders who both press twice: one release."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_leader, decide
from tests.world import CHAIR, World
from wip.domain.reviews import Outcome
from wip.models import Release

PRESSES = 200
BASE = "https://wip.example.edu"


def opened(app: Flask, email: str, path: str) -> tuple[str, dict[str, Any]]:
    """A leader's cookies, and the form as it stands before them."""
    client = PageClient(app).sign_in(email)
    data = client.get(path).form("release/").filled(wait="10")
    cookies = "; ".join(f"{c.decoded_key}={c.decoded_value}" for c in (client.http._cookies or {}).values())
    return cookies, data


def test_two_hundred_doubled_releases_are_one(world: World, app: Flask) -> None:
    for n in range(4):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    add_leader(world)
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.WAITING_LIST, 3: Outcome.DECLINE, 4: Outcome.DECLINE})
    path = f"/manage/{world.slug}/release/"
    forms = [opened(app, email, path) for email in (CHAIR, SECOND_CHAIR)]
    start = Barrier(PRESSES)

    def press(number: int) -> int:
        cookies, data = forms[number % 2]
        client = app.test_client(use_cookies=False)
        headers = {"Cookie": cookies, "Referer": BASE + path}
        start.wait()
        return client.post(path, data=data, base_url=BASE, headers=headers).status_code

    with ThreadPoolExecutor(PRESSES) as pool:
        answers = Counter(pool.map(press, range(PRESSES)))
    assert answers == {303: PRESSES // 2, 409: PRESSES // 2}
    releases = world.do(lambda s: [(r.letters, r.is_pending) for r in s.scalars(sa.select(Release))])
    assert releases == [(4, True)]
    assert len([x for x in world.letters() if x.cause.startswith("release:")]) == 4
