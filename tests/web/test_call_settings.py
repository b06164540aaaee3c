"""What a call asks: filled in, folded away with a line on each part, and kept when something is refused."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.world import CHAIR, NEW_YORK, START, World
from wip.domain.calls import Blindness
from wip.domain.eligibility import CoauthorRule
from wip.models import PaperTopic, Section, Topic
from wip.services import sessions
from wip.services.calls import facts_of
from wip.services.sessions import SessionFacts


def drafted(world: World) -> str:
    """A session whose call is not out yet; its slug."""

    def plan(session: Session) -> str:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        facts = SessionFacts("Autumn Session", START, NEW_YORK, 90, about="Three papers.")
        return sessions.plan(session, section, facts, by=world.actor(session, CHAIR), now=world.now).slug

    return world.do(plan)


def edit(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/call")


def fact(world: World, *names: str) -> tuple[Any, ...]:
    return world.do(lambda session: tuple(getattr(facts_of(world.call(session)), name) for name in names))


def topics(world: World) -> list[str]:
    return world.do(lambda session: list(session.scalars(sa.select(Topic.name).order_by(Topic.position))))


def test_everything_that_is_asked_is_saved_and_shown_again(client: PageClient, world: World) -> None:
    typed: dict[str, Any] = {
        "career_stages": ["fellow", "untenured"],
        "years_max": "7",
        "papers_each": "1",
        "members_only": "y",
        "coauthors": "all_eligible",
        "must_be_revisable": "y",
        "asks_publication": "y",
        "draft_words_max": "12000",
        "bio_words_max": "150",
        "questions_max": "2",
        "topics": "Policing\r\nBail",
        "topics_max": "2",
        "blindness": "double",
        "cover_sheet": "y",
    }
    edit(client, world)
    client.send("/call", **typed)
    assert fact(world, "career_stages", "years_max", "papers_each", "members_only", "coauthors") == (
        ["fellow", "untenured"],
        7,
        1,
        True,
        CoauthorRule.ALL_ELIGIBLE,
    )
    assert fact(world, "must_be_revisable", "asks_publication", "draft_words_max", "bio_words_max") == (
        True,
        True,
        12000,
        150,
    )
    assert fact(world, "questions_max", "topics_max", "blindness", "cover_sheet") == (
        2,
        2,
        Blindness.DOUBLE,
        True,
    )
    form = client.get(f"/manage/{world.slug}/call").form("/call").filled()
    assert {name: form[name] for name in typed} == {
        name: [text.replace("\r", "") for text in (value if isinstance(value, list) else [value])]
        for name, value in typed.items()
    }


def test_each_part_says_in_a_line_what_is_set(client: PageClient, world: World) -> None:
    edit(client, world)
    for line in (
        "Who may submit: Anyone may submit; and in your words",
        "Parts of a submission: abstract of 500 words, a draft is welcome, 10 focus pages, 3 questions to readers, no biography",
        "Topics: none",
        "Review: open, reviewers see the authors’ names",
        "Terms and everything else: no terms yet, 2 commenters a paper, 10 minutes of grace",
    ):
        assert line in client.page.words
    client.send("/call", papers_each="1", topics="Policing", blindness="single", takes_drafts=None)
    page = client.get(f"/manage/{world.slug}/call")
    for line in (
        "Anyone may submit; one paper each; and in your words",
        "abstract of 500 words, no draft",
        "Topics: 1, of which an author may choose 3",
        "Review: single blind",
    ):
        assert line in page.words


def test_a_usual_kind_of_call_fills_in_many_fields(client: PageClient, world: World) -> None:
    slug = drafted(world)
    page = client.sign_in(CHAIR).get(f"/manage/{slug}/call?kind=junior")
    form = page.form("/call").filled()
    assert (form["career_stages"], form["years_max"], form["papers_each"]) == (
        ["fellow", "untenured", "recently_tenured"],
        ["7"],
        ["1"],
    )
    page = client.get(f"/manage/{slug}/call?kind=blind")
    assert "Review: double blind, with a cover sheet" in page.words
    page = client.get(f"/manage/{slug}/call?kind=ideas")
    assert "abstract of 300 words, no draft" in page.words
    client.send("/call")
    assert client.page.headings == ["Look over the call"]


def test_a_call_that_is_out_is_not_filled_in_anew(client: PageClient, world: World) -> None:
    form = client.sign_in(CHAIR).get(f"/manage/{world.slug}/call?kind=junior").form("/call").filled()
    assert "career_stages" not in form


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"years_max": "many"}, "Give a whole number from 0 to 60, or nothing."),
        ({"papers_each": "0"}, "Give a whole number from 1 to 9, or nothing."),
        ({"questions_max": "4"}, "Give a whole number from 0 to 3."),
        ({"cover_sheet": "y"}, "A cover sheet is for double blind review. Choose that, or no cover sheet."),
        ({"topics": "x" * 121}, "to 120 characters."),
    ],
)
def test_what_cannot_be_is_shown_open_and_the_rest_kept(
    client: PageClient, world: World, typed: dict[str, Any], sentence: str
) -> None:
    edit(client, world)
    page = client.send("/call", status=422, criteria="Junior first.", **typed)
    assert sentence in page.words
    assert "please look at this again" in page.words
    assert page.html.count('class="settings"') - page.html.count('<details class="settings" id') == 0
    fields = dict(page.form("/call").fields)
    assert {name: fields[name] for name in typed} | {"criteria": fields["criteria"]} == typed | {
        "criteria": "Junior first."
    }


def test_a_career_stage_that_was_not_offered_is_refused(client: PageClient, world: World) -> None:
    edit(client, world)
    client.send("/call", status=422, career_stages=["emperor"])
    assert fact(world, "career_stages") == ([],)


def test_a_topic_in_use_asks_what_becomes_of_its_papers(client: PageClient, world: World) -> None:
    world.paper()
    edit(client, world)
    client.send("/call", topics="Policing\nBail")

    def choose(session: Session) -> None:
        topic = session.scalars(sa.select(Topic.id).where(Topic.name == "Policing")).one()
        session.add(PaperTopic(paper_id=world.row(session).id, topic_id=topic))

    world.do(choose)
    edit(client, world)
    assert "no longer in the list" not in client.page.words
    page = client.send("/call", status=422, topics="Police\nBail")
    assert "Chosen already: “Policing” by 1 paper." in page.words
    assert topics(world) == ["Policing", "Bail"]
    client.send("/call", topics_lost="rename")
    assert topics(world) == ["Police", "Bail"]
    assert world.do(lambda session: session.scalar(sa.select(sa.func.count()).select_from(PaperTopic))) == 1


def test_a_change_of_topics_makes_another_leaders_page_old(client: PageClient, world: World) -> None:
    edit(client, world)
    old = client.page.form("/call").filled(criteria="Mine.")
    client.send("/call", topics="Policing")
    response = client.post(f"/manage/{world.slug}/call", old)
    assert response.status_code == 409
    assert "Mine." in response.text
    assert "changed the call’s topics (topics: Policing)" in response.text


def test_one_button_goes_on_to_the_own_questions(client: PageClient, world: World) -> None:
    edit(client, world)
    client.send("/call", button="Save and go to your own questions", criteria="Junior first.")
    assert client.page.headings == ["Questions of your own"]
    assert fact(world, "criteria") == ("Junior first.",)
