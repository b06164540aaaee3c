"""Several people at the same moment, each in a transaction of their own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy.orm import Session

from tests.selecting import CONFIRM_ON, decide, score, shown, standing
from tests.world import AUTHOR, CHAIR, World
from wip.domain.refusals import Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.services import decisions, releases

AT_ONCE = 6


def all_at_once(world: World, act: Callable[[Session, int], None]) -> Counter[str]:
    """Let everybody begin together; how often it went well, and how often somebody was too late."""
    start = Barrier(AT_ONCE)

    def one(place: int) -> str:
        start.wait()
        try:
            world.do(lambda session: act(session, place))
        except Stale:
            return "stale"
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def test_leaders_who_release_at_once_release_once(world: World) -> None:
    for n in range(3):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.WAITING_LIST, 3: Outcome.DECLINE})
    digest = world.do(lambda s: releases.propose(s, world.call(s), CONFIRM_ON, world.now).digest)

    def send(session: Session, _place: int) -> None:
        by, call = world.actor(session, CHAIR), world.call(session)
        releases.release(session, call, CONFIRM_ON, digest=digest, by=by, now=world.now)

    assert all_at_once(world, send) == {"done": 1, "stale": AT_ONCE - 1}
    assert len([x for x in world.letters() if x.cause.startswith("release:")]) == 3


def test_leaders_who_decide_at_once_never_overwrite_each_other(world: World) -> None:
    world.paper("Quotas Without Numbers", AUTHOR)
    page = world.do(lambda s: shown(s, world, CHAIR))
    outcomes = list(Outcome)

    def choose(session: Session, place: int) -> None:
        choice = Choice(1, outcomes[place % 3], None, page[1])
        by, call = world.actor(session, CHAIR), world.call(session)
        decisions.decide(session, call, [choice], by=by, now=world.now)

    assert all_at_once(world, choose) == {"done": 2, "stale": 4}
    assert standing(world)[1][0] == "submitted"


def test_reviews_at_once_are_all_counted(world: World) -> None:
    world.paper("Quotas Without Numbers", AUTHOR)
    world.do(lambda s: [world.actor(s, f"reader{place}@law.example.edu") for place in range(AT_ONCE)])
    start = Barrier(AT_ONCE)

    def review(place: int) -> None:
        start.wait()
        score(world, 1, f"reader{place}@law.example.edu", 1 + place % 5)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(review, range(AT_ONCE)))
    figures = world.do(lambda s: (world.row(s).reviews_done, round(world.row(s).score_mean or 0, 4)))
    assert figures == (AT_ONCE, 2.6667)
