"""What the holder of a personal link can and cannot do with it, and how all of them end."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import documents
from tests.client import PageClient
from tests.world import AUTHOR, CHAIR, COAUTHOR, REVIEWER, World
from wip.domain.invitations import InvitationState
from wip.domain.papers import AuthorFacts, PaperState
from wip.models import Paper, Person, Reviewer, WipSession
from wip.services.people import person_at
from wip.web.limits import limiter

SECOND = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)


def test_every_post_behind_a_personal_link_is_limited(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    limiter.enabled = True
    limiter.reset()
    browser, answers = app.test_client(), {}
    try:
        for path in (
            "/papers/{}/",
            "/papers/{}/draft",
            "/papers/{}/answer",
            "/papers/{}/comment-too",
            "/offers/{}/",
            "/offers/{}/take-back",
            "/commissions/{}/",
            "/invitations/{}/",
            "/commenting/{}/",
            "/stop/{}/",
            "/stop/{}/again",
            "/feedback/{}/1",
            "/feedback/{}/1/typed",
            "/feedback/{}/1/wishes",
            "/show/{}/press",
            "/show/{}/queue",
            "/show/{}/here",
            "/papers/{}/feedback",
            "/papers/{}/feedback/change",
        ):
            codes = [
                browser.post(path.format("x"), base_url="https://wip.example.edu").status_code
                for _ in range(61)
            ]
            answers[path] = codes[-1]
            limiter.reset()
    finally:
        limiter.reset()
        limiter.enabled = False
    assert set(answers.values()) == {429}, answers


def test_somebody_named_in_vain_says_so_and_the_link_ends(client: PageClient, world: World) -> None:
    world.paper(coauthors=(SECOND,))
    client.get(world.paper_link())
    assert "I am not an author of this paper" not in client.page.words
    path = world.paper_link(email=COAUTHOR)
    client.get(path)
    page = client.send("/answer", button="I am not an author of this paper")
    assert client.path == "/"
    assert "Thank you for telling us: the paper is no longer yours." in page.words
    page = client.get(path, 410)
    assert "You said that you are no author of it, so this link has ended." in page.words
    assert "Quotas Without Numbers" not in page.html
    assert "Tomas Varga" in client.get(world.paper_link()).html


@pytest.mark.parametrize("who", [CHAIR, REVIEWER])
def test_the_draft_of_a_withdrawn_paper_is_gone_for_its_readers(
    client: PageClient, world: World, who: str
) -> None:
    world.paper()
    client.get(world.paper_link())
    client.send("/papers/", button="Save the changes", draft=(io.BytesIO(documents.pdf()), "quotas.pdf"))

    def appoint(session: Any) -> None:
        session.add(
            Reviewer(
                wip_session_id=session.scalars(sa.select(WipSession.id)).one(),
                person_id=person_at(session, REVIEWER, world.now).id,
                state=InvitationState.ACCEPTED,
                invited_at=world.now,
            )
        )

    def withdraw(session: Any) -> None:
        session.execute(sa.update(Paper).values(state=PaperState.WITHDRAWN))

    world.do(appoint)
    draft = f"/manage/{world.slug}/papers/1/drafts/1"
    reader = client.sign_in(who)
    assert reader.http.get(draft, base_url="https://wip.example.edu").data == documents.pdf()
    world.do(withdraw)
    reader.get(draft, 404)
    assert draft not in reader.get(f"/manage/{world.slug}/papers/1/").links if who == CHAIR else True


def test_signing_out_everywhere_ends_every_link_and_every_browser(
    client: PageClient, app: Flask, world: World
) -> None:
    world.paper()
    old, other = world.paper_link(), PageClient(app).sign_in(AUTHOR)
    other.get("/me/")
    client.sign_in(AUTHOR).get("/me/details")
    page = client.send("/me/renew", button="Sign out everywhere and replace my links")
    assert "You are signed out everywhere, and your old links have ended." in page.words
    for browser in (client, other):
        response = browser.http.get("/me/", base_url="https://wip.example.edu")
        assert (response.status_code, "/sign-in" in response.headers["Location"]) == (303, True)
    client.get(old, 404)
    assert world.paper_link() != old
    client.get(world.paper_link())
    assert (
        world.do(lambda s: s.scalars(sa.select(Person.link_generation).where(Person.email == AUTHOR)).one())
        == 1
    )
