"""Wherever papers are accepted, a leader sees how many the session holds."""

import pytest
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.selecting import decide, release
from tests.world import AUTHOR, CHAIR, World
from wip.domain.reviews import Outcome
from wip.services import confirmations

SENTENCE = "90 minutes with a 5-minute welcome: 2 full slots, or 3 of 28"
PAGES = ("", "papers/1/", "selection/", "release/", "agenda/")


@pytest.fixture
def chosen(world: World) -> World:
    """A paper accepted, not yet told, in a session with five minutes of welcome."""
    world.paper()

    def welcome(session: Session) -> None:
        world.call(session).wip_session.welcome_minutes = 5

    world.do(welcome)
    decide(world, {1: Outcome.ACCEPT})
    return world


@pytest.mark.parametrize("page", PAGES)
def test_the_capacity_is_said_where_papers_are_accepted(client: PageClient, chosen: World, page: str) -> None:
    if page == "agenda/":
        release(chosen)
        chosen.do(
            lambda session: confirmations.confirm(
                session,
                chosen.row(session),
                chosen.call(session),
                by=chosen.actor(session, AUTHOR),
                now=chosen.now,
            )
        )
    assert SENTENCE in client.sign_in(CHAIR).get(f"/manage/{chosen.slug}/{page}").words


def test_the_session_form_says_it_before_anything_is_typed(client: PageClient, chosen: World) -> None:
    page = client.sign_in(CHAIR).get(f"/manage/{chosen.slug}/settings")
    assert f"{SENTENCE}." in page.words
    page = client.send("/settings", status=422, title="", closing_minutes="10", gap_minutes="2")
    assert (
        "90 minutes with a 5-minute welcome, a 10-minute closing and 2 minutes between slots: 2 full slots, 13 minutes left over."
        in page.words
    )
    assert (
        "full slot"
        not in client.send("/settings", status=422, present_minutes="0", comment_minutes="0", title="").words
    )
