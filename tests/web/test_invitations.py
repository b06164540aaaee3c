"""Answering an invitation with one button, without signing in."""

import pytest
import sqlalchemy as sa

from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_reviewer
from tests.web.matrix import contents
from tests.world import CHAIR, REVIEWER, World
from wip.domain.links import LinkKind
from wip.models import Leadership, Reviewer


def invited_to_lead(client: PageClient, world: World, answer: str = "") -> str:
    client.sign_in(CHAIR).get("/sections/criminal-justice/leaders")
    client.send("/leaders", button="Send the invitation", name="Jonas Lind", email=SECOND_CHAIR)
    client.http.delete_cookie("session", domain="wip.example.edu")
    newest = world.do(lambda s: s.scalars(sa.select(Leadership.id).order_by(Leadership.id.desc())).first())
    assert newest is not None
    return world.link(LinkKind.LEADERSHIP, SECOND_CHAIR, newest, answer)


def test_a_colleague_becomes_a_leader_by_two_clicks(client: PageClient, world: World) -> None:
    path = invited_to_lead(client, world, "accept")
    before = contents(world)
    page = client.get(path)
    assert contents(world) == before
    assert "help to lead the Section on Criminal Justice" in page.words
    client.send(button="accept", answer="accept")
    assert "Thank you: you have accepted." in client.page.words
    assert client.sign_in(SECOND_CHAIR).get(f"/manage/{world.slug}/").headings


def test_declining_and_an_old_link_after_the_end(client: PageClient, world: World) -> None:
    path = invited_to_lead(client, world, "decline")
    client.get(path)
    form = client.page.form().filled(answer="decline")
    client.send(answer="decline")
    assert "Thank you for telling us." in client.page.words
    again = client.post(path.partition("?")[0], form | {"form_token": ["other"], "answer": ["accept"]})
    assert again.status_code == 422
    assert "This invitation is declined; “accept” is not possible from there." in again.get_data(as_text=True)


@pytest.mark.parametrize("answer", ["", "perhaps"])
def test_no_answer_is_no_answer(client: PageClient, world: World, answer: str) -> None:
    reviewer = add_reviewer(world, REVIEWER, accept=False)
    path = world.link(LinkKind.REVIEWERSHIP, REVIEWER, reviewer, answer)
    client.get(path)
    page = client.send(answer=answer, status=422)
    assert "Choose whether you accept or decline." in page.words
    assert world.do(lambda s: s.scalars(sa.select(Reviewer.state)).one()) == "invited"


def test_a_reviewer_accepts_and_finds_the_queue(client: PageClient, world: World) -> None:
    reviewer = add_reviewer(world, REVIEWER, accept=False)
    client.get(world.link(LinkKind.REVIEWERSHIP, REVIEWER, reviewer, "accept"))
    page = client.send(answer="accept")
    assert f"/manage/{world.slug}/reviews/" in page.links
    assert client.sign_in(REVIEWER).get(f"/manage/{world.slug}/reviews/").headings
