"""Personal pages of a cancelled session: they say so first, and offer nothing that no longer makes sense."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session, set_state
from tests.circulation_world import attendee_link, commenter_link, prepared
from tests.client import PageClient
from tests.conftest import NOW
from tests.selecting import add_reviewer
from tests.show_world import opened
from tests.world import AUTHOR, CHAIR, COMMENTER, REVIEWER, World
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionMove
from wip.models import Commenter, Reviewer, SessionChair, WipSession
from wip.queries.papers import call_of_paper
from wip.services import confirmations, sessions

JOIN = "https://example.zoom.us/j/81234567890"
WORDS = "Our speaker is ill. We meet next year."
OFF = "This session is cancelled “Spring Works-in-Progress Session” will not take place."


def call_off(world: World) -> None:
    """With a join link pasted before, and words to everybody."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        sessions.set_join_link(session, row, JOIN, by=by, now=NOW)
        sessions.step(session, row, SessionMove.CANCEL, reason=WORDS, by=by, now=NOW)

    on_session(world, act)


def offer_link(world: World) -> str:
    id_ = world.do(lambda s: s.scalars(sa.select(Commenter.id)).first()) or 0
    return world.link(LinkKind.OFFER, COMMENTER, id_)


Link = Callable[[World], str]


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("link", [World.paper_link, commenter_link, attendee_link, offer_link])
def test_every_personal_page_says_it_first(
    client: PageClient, world: World, link: Link, *, published: bool
) -> None:
    prepared(world, published=published)
    call_off(world)
    page = client.get(link(world))
    assert page.words.index(OFF) < page.words.index("The organisers write: Our speaker is ill.")
    wrong = (JOIN, "agenda", "confirmed", "accepted", "no longer in the session", "You are expected", "Join")
    assert [each for each in wrong if each in page.words] == []
    asks = ("answer", "take-back", "leave", "guidelines", "zone", "hours", "draft", "comment-too")
    assert [
        each
        for each in map(str, (f.action for f in page.forms))
        if each.rstrip("/").rpartition("/")[2] in asks
    ] == []


def test_a_place_that_waited_for_an_answer_is_asked_about_no_more(client: PageClient, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.ACCEPTED)
    call_off(world)
    page = client.get(world.paper_link(answer="confirm"))
    assert [OFF in page.words, "Yes, I will present" in page.words] == [True, False]

    def confirm(session: Session) -> None:
        paper, by = world.row(session), world.actor(session, AUTHOR)
        confirmations.confirm(session, paper, call_of_paper(session, paper), by=by, now=NOW)

    with pytest.raises(Refusal, match="no place to confirm"):
        world.do(confirm)


def test_a_paper_can_no_longer_be_changed_or_submitted(client: PageClient, world: World) -> None:
    world.paper()
    call_off(world)
    page = client.get(world.paper_link())
    assert [OFF in page.words, "Change the paper" in page.words] == [True, False]
    words = client.get(f"/sessions/{world.slug}/submit").words
    assert ["The session is cancelled" in words, "Submit" in words] == [True, False]


def test_whoever_was_asked_to_review_is_asked_no_more(client: PageClient, world: World) -> None:
    add_reviewer(world, REVIEWER, accept=False)
    call_off(world)
    id_ = world.do(lambda s: s.scalars(sa.select(Reviewer.id)).one())
    page = client.get(world.link(LinkKind.REVIEWERSHIP, REVIEWER, id_))
    assert [OFF in page.words, "Will you?" in page.words] == [True, False]
    mine = client.sign_in(REVIEWER).get("/me/").words
    assert "Nothing needs an answer from you." in mine


def test_for_me_offers_no_run_of_show_and_marks_what_is_cancelled(client: PageClient, world: World) -> None:
    prepared(world)

    def chairs(session: Session, row: WipSession, by: Actor) -> None:
        session.add(SessionChair(wip_session_id=row.id, person_id=by.person_id))

    on_session(world, chairs)
    assert "You chair “Spring Works-in-Progress Session”" in client.sign_in(CHAIR).get("/me/").words
    call_off(world)
    assert "You chair" not in client.get("/me/").words
    client.sign_in(COMMENTER)
    assert "session cancelled" in client.get("/me/").words


def test_the_run_of_show_says_it_too(client: PageClient, world: World) -> None:
    opened(world)
    call_off(world)
    client.sign_in(CHAIR)
    for path in ("", "0/"):
        words = client.get(f"/manage/{world.slug}/show/{path}").words
        assert ["This session is cancelled: there is nothing to run." in words, JOIN in words] == [
            True,
            False,
        ]


def test_a_link_to_its_feedback_leads_to_the_paper_s_page(client: PageClient, world: World) -> None:
    prepared(world)
    call_off(world)
    answer = client.http.get(world.paper_link() + "feedback", base_url="https://wip.example.edu")
    assert (answer.status_code, answer.headers["Location"]) == (303, world.paper_link())


def test_no_screen_is_opened_for_it(client: PageClient, world: World) -> None:
    prepared(world)
    call_off(world)
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/show/")
    assert [form.action for form in page.forms if form.action.endswith("/open")] == []
