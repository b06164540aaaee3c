"""Reviewing once the ranking is frozen: papers that were there are closed, a later one is not; and the keys of the form."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.selecting import add_reviewer, answers, score
from tests.world import AUTHOR, REVIEWER, World
from wip.domain.selection_stages import SelectionStage
from wip.queries.review_settings import settings_of


@pytest.fixture
def papers(world: World) -> World:
    add_reviewer(world, REVIEWER)
    world.paper("Quotas Without Numbers", AUTHOR)
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    return world


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/reviews/{rest}"


def freeze(world: World) -> None:
    def act(session: Session) -> None:
        settings = settings_of(session, world.call(session).wip_session)
        settings.stage, settings.frozen_at = SelectionStage.FROZEN, world.now

    world.do(act)


def test_a_frozen_paper_waits_for_nobody_and_its_page_says_why_but_a_later_one_is_reviewed(
    papers: World, client: PageClient
) -> None:
    score(papers, 1, REVIEWER, 4)
    freeze(papers)
    client.sign_in(REVIEWER)
    page = client.get(at(papers))
    assert "Next: " not in page.words
    assert "The ranking is frozen, so reviews stay as they are." in page.words
    page = client.get(at(papers, "2/"))
    assert "The ranking is frozen, so it can no longer be reviewed." in page.words
    assert "Save and next" not in page.words
    papers.now += timedelta(hours=1)
    papers.paper("Let In Later", "ida.nwosu@law.example.edu")
    assert "Next: 1 paper to review" in client.get(at(papers)).words
    client.get(at(papers, "3/"))
    page = client.send(button="Save and next", **answers(papers, 3))
    assert "Your review of paper 3 is saved." in page.words
    assert papers.do(lambda s: papers.row(s, 3).score_mean) == 3.0


def test_keys_are_named_as_far_as_the_forms_scales_go(papers: World, client: PageClient) -> None:
    assert "1 to 5points in the criterion" in client.sign_in(REVIEWER).get(at(papers, "2/")).words
