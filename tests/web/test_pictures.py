"""The picture in the browser: what a leader sees of it, when, and what never."""

from typing import Any

import pytest

from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_leader, add_reviewer, decide, release, score
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.reviews import Outcome
from wip.domain.selection_stages import SelectionStage
from wip.queries.review_settings import settings_of

THIRD = "tilda.wren@law.example.edu"


@pytest.fixture
def reviewed(world: World) -> World:
    """Three papers; the reviewer has scored all, the third reader one, the chair the first two."""
    add_reviewer(world, REVIEWER)
    add_reviewer(world, THIRD, "Tilda Wren")
    for number, title in enumerate(("Quotas Without Numbers", "Mercy as Procedure", "Bail and Bonds"), 1):
        world.paper(title, f"author{number}@law.example.edu", name=f"Author{number} Lund")
        score(world, number, REVIEWER, (5, 2, 4)[number - 1])
    score(world, 1, CHAIR, 2)
    score(world, 2, CHAIR, 2)
    score(world, 3, THIRD, 1)
    return world


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/picture/{rest}"


def person(world: World, email: str) -> int:
    return world.do(lambda s: world.actor(s, email).person_id or 0)


def numbers(client: PageClient, world: World, query: str = "") -> list[int]:
    """The papers in the order of the page, by the words of their strips."""
    html = client.get(at(world) + query).html
    cells = html.split('data-h="No.">')[1:]
    return [int(cell.split("<")[0]) for cell in cells][: len(cells) // 2]


def test_disagreement_comes_first_with_all_scores_in_words(reviewed: World, client: PageClient) -> None:
    score(reviewed, 3, CHAIR, 3)
    client.sign_in(CHAIR)
    page = client.get(at(reviewed))
    assert "2 papers to talk about" in page.words
    assert 'aria-label="Scores 2, 5; mean 3.5, adjusted 3.3; standard deviation 2.1."' in page.html
    assert "Remi Oyelaran 4" in page.words
    assert "Tilda Wren 1" in page.words
    assert numbers(client, reviewed) == [1, 3, 2]
    assert numbers(client, reviewed, "?order=mean") == [1, 3, 2]
    assert numbers(client, reviewed, "?order=number") == [1, 2, 3]
    assert numbers(client, reviewed, "?order=reviews") == [1, 2, 3]
    assert numbers(client, reviewed, "?order=nonsense&fewer=3") == [1, 2]
    assert "Every paper has that many reviews." in client.get(at(reviewed) + "?fewer=1").words


def test_others_scores_wait_for_ones_own(reviewed: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = client.get(at(reviewed))
    assert "1 paper still waits for your own review" in page.words
    assert numbers(client, reviewed) == [1, 2]
    assert "Bail and Bonds" not in page.words
    assert "Tilda Wren" not in client.get(at(reviewed, "reviewers")).words
    client.get(at(reviewed, f"reviewers/{person(reviewed, THIRD)}"), status=404)
    # Their progress is no score.
    assert "Tilda Wren" in client.get(at(reviewed, "progress")).words


def test_a_leader_may_look_early_and_the_history_says_so_once(reviewed: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    early = client.get(at(reviewed)).form("picture/all", "Show me all scores anyway")
    page = client.send(button="Show me all scores anyway")
    assert "You chose to see all scores although 1 paper still waits for your own review" in page.words
    assert numbers(client, reviewed) == [1, 3, 2]
    client.post(at(reviewed, "all"), early.filled() | {"form_token": ["another"]})
    said = client.get(f"/manage/{reviewed.slug}/history/").words
    assert said.count("looked at scores before finishing their own reviews") == 1
    # It is this leader's choice alone.
    add_leader(reviewed)
    client.sign_in(SECOND_CHAIR)
    assert "3 papers still wait for your own review" in client.get(at(reviewed)).words


def test_a_released_paper_waits_for_nobodys_review(reviewed: World, client: PageClient) -> None:
    decide(reviewed, {1: Outcome.ACCEPT, 2: Outcome.DECLINE, 3: Outcome.DECLINE})
    release(reviewed)
    client.sign_in(CHAIR)
    page = client.get(at(reviewed))
    assert "your own review" not in page.words
    assert numbers(client, reviewed) == [1, 3, 2]
    assert "accepted, not yet confirmed" in page.words


def test_ones_own_paper_is_in_no_number(reviewed: World, client: PageClient) -> None:
    add_leader(reviewed, "author3@law.example.edu", "")
    client.sign_in("author3@law.example.edu")
    client.get(at(reviewed))
    client.send(button="Show me all scores anyway")
    assert numbers(client, reviewed) == [1, 2]
    page = client.get(at(reviewed, "reviewers"))
    assert "Tilda Wren" not in page.words
    assert "on 2 papers in common" in page.words
    page = client.get(at(reviewed, "progress"))
    assert "4 reviews finished" in page.words
    client.get(at(reviewed, f"reviewers/{person(reviewed, THIRD)}"), status=404)


def test_names_of_a_double_blind_call_show_once_revealed(reviewed: World, client: PageClient) -> None:
    reviewed.do(lambda s: setattr(reviewed.call(s), "blindness", Blindness.DOUBLE))
    client.sign_in(CHAIR)
    for rest in ("", "reviewers", "progress", f"reviewers/{person(reviewed, REVIEWER)}"):
        assert "Lund" not in client.get(at(reviewed, rest)).html

    def reveal(session: Any) -> None:
        row = settings_of(session, reviewed.call(session).wip_session)
        row.stage, row.frozen_at, row.revealed_at = SelectionStage.REVEALED, reviewed.now, reviewed.now

    reviewed.do(reveal)
    assert "Author1 Lund" in client.get(at(reviewed)).words


def test_once_the_ranking_is_frozen_nobody_waits_for_a_review(reviewed: World, client: PageClient) -> None:
    def freeze(session: Any) -> None:
        row = settings_of(session, reviewed.call(session).wip_session)
        row.stage, row.frozen_at = SelectionStage.FROZEN, reviewed.now

    reviewed.do(freeze)
    client.sign_in(CHAIR)
    page = client.get(at(reviewed))
    assert "your own review" not in page.words
    assert numbers(client, reviewed) == [1, 3, 2]
    page = client.get(at(reviewed, "progress"))
    assert "6 reviews finished, 0 left" in page.words
    assert "The ranking is frozen" in page.words


def test_one_reviewer_beside_the_others(reviewed: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = client.get(at(reviewed, "reviewers"))
    assert "2 reviewers, the strictest first" in page.words
    assert "stricter than others: −1.5 on 2 papers in common too few to rely on" in page.words
    assert "Here it changes nothing" in page.words
    page = client.get(at(reviewed, f"reviewers/{person(reviewed, REVIEWER)}"))
    assert "Remi Oyelaran lies 1.50 above them on average" in page.words
    assert 'aria-label="Score 5, adjusted 4.7; mean of the others 2.0."' in page.html


def test_groups_without_a_paper_in_common_are_named(reviewed: World, client: PageClient) -> None:
    reviewed.paper("On Juries", "author4@law.example.edu")
    score(reviewed, 4, "odo.lane@law.example.edu", 5)
    client.sign_in(CHAIR)
    client.get(at(reviewed))
    client.send(button="Show me all scores anyway")
    page = client.get(at(reviewed, "reviewers"))
    assert "Some reviewers have no paper in common." in page.words
    assert "odo.lane@law.example.edu" in page.words


def test_progress_by_reviewer_and_by_day(reviewed: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = client.get(at(reviewed, "progress"))
    assert "6 reviews finished, 3 left" in page.words
    assert "3 papers under review have fewer than 3 finished reviews" in page.words
    assert 'aria-label="1 done, 2 to read."' in page.html
    assert 'aria-label="3 done."' in page.html
    assert "Set one in the plan" in page.words
    reviewed.do(lambda s: setattr(reviewed.call(s), "review_due_at", reviewed.now))
    page = client.get(at(reviewed, "progress"))
    assert "after the due date" in page.words


def test_a_session_without_papers_says_what_to_do(world: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    assert "No paper to show yet" in client.get(at(world)).words
    assert "Nobody has finished a review yet" in client.get(at(world, "reviewers")).words
    assert "Nothing to review yet" in client.get(at(world, "progress")).words


@pytest.mark.parametrize("email", [REVIEWER, AUTHOR])
def test_the_picture_is_the_leaders(reviewed: World, client: PageClient, email: str) -> None:
    client.sign_in(email)
    for rest in ("", "reviewers", "progress", f"reviewers/{person(reviewed, REVIEWER)}"):
        client.get(at(reviewed, rest), status=404)
