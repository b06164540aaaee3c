"""A conflict confirmed after somebody was asked, or said yes: the pages and letters tell nothing of the paper any more."""

import pytest
from sqlalchemy.orm import Session

from tests.agenda_world import comment, confirmed_papers, publish, published, put_all_in
from tests.client import PageClient
from tests.selecting import add_leader
from tests.world import CHAIR, COMMENTER, World
from wip.domain.conflicts import ConflictKind, ConflictState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.models import Conflict, Paper

ABSTRACT = "planted-abstract: quotas outlive their abolition"
SECOND = "second.chair@law.example.edu"


def keep_from(world: World, email: str) -> None:
    def act(session: Session) -> None:
        session.add(
            Conflict(
                paper_id=world.row(session).id,
                person_id=world.actor(session, email).person_id,
                kind=ConflictKind.LEADER,
                state=ConflictState.CONFIRMED,
                reason="Siblings.",
                found_at=world.now,
                decided_at=world.now,
            )
        )

    world.do(act)


@pytest.fixture
def ready(world: World) -> World:
    """Piper comments on the first of three published papers."""
    published(world)
    comment(world, 1)

    def write(session: Session) -> None:
        paper: Paper = world.row(session)
        paper.abstract = ABSTRACT

    world.do(write)
    return world


def test_a_confirmed_conflict_leaves_a_neutral_sentence_and_nothing_of_the_paper(
    client: PageClient, ready: World
) -> None:
    link = ready.link(LinkKind.COMMISSION, COMMENTER, 1)
    page = client.get(link)
    assert ("Quotas Without Numbers" in page.words, ABSTRACT in page.words) == (True, True)
    keep_from(ready, COMMENTER)
    page = client.get(link)
    assert "A conflict of interest has been noted between you and this paper" in page.words
    assert "no longer in the session" not in page.words
    assert [secret in page.html for secret in ("Quotas", "planted", "3-13")] == [False] * 3
    own = client.get(ready.link(LinkKind.OFFER, COMMENTER, 1))
    assert "Papers that you were asked about" not in own.words
    client.get(link)
    page = client.send("/", button="I cannot come after all")
    assert [secret in page.html for secret in ("Quotas", "planted", "3-13")] == [False] * 3
    assert client.post(link, {"answer": "accept"}).status_code in {400, 422}


def test_letters_with_times_and_focus_pages_are_closed_to_leaders_with_a_conflict(
    client: PageClient, world: World
) -> None:
    confirmed_papers(world)
    put_all_in(world)
    comment(world, 1)
    add_leader(world, SECOND)
    publish(world, world.now)
    [letter] = world.letters(kind=LetterKind.AGENDA_PUBLISHED, to_email=COMMENTER)
    assert "3-13" in letter.text
    at = f"/manage/{world.slug}/letters/{letter.id}/"
    client.sign_in(SECOND)
    assert client.get(at).words
    keep_from(world, SECOND)
    client.get(at, status=404)
    others = PageClient(client.app)
    assert "3-13" in others.sign_in(CHAIR).get(at).words
