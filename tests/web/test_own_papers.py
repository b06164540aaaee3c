"""An author's page: where the paper stands in plain words, what is next, and what withdrawing means."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import selecting
from tests.agenda_world import comment, published, set_state
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import AUTHOR, COAUTHOR, DEADLINE, START, World
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.questions import QuestionKind
from wip.domain.reviews import Outcome
from wip.models import Amendment, Person, Question

COWRITER = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)


def words(client: PageClient, world: World, **link: str) -> str:
    return client.get(world.paper_link(1, **link)).words


@pytest.mark.parametrize(
    ("at", "heading"),
    [
        (PaperState.SUBMITTED, "Received"),
        (PaperState.ACCEPTED, "Accepted: will you present it?"),
        (PaperState.CONFIRMED, "Your place is confirmed"),
        (PaperState.WAITING, "On the waiting list"),
        (PaperState.DECLINED, "Not in this session"),
        (PaperState.TURNED_DOWN, "You turned the place down"),
        (PaperState.WITHDRAWN, "Withdrawn"),
        (PaperState.DRAFT, "Kept, but not submitted"),
    ],
)
def test_every_state_has_its_words_and_stages(
    client: PageClient, world: World, at: PaperState, heading: str
) -> None:
    world.paper()
    set_state(world, 1, at)
    page = client.get(world.paper_link())
    assert heading in page.words
    assert page.html.count('aria-current="step"') == 1


def test_a_decision_is_dated_and_asks_for_an_answer_in_the_reader_s_zone(
    client: PageClient, world: World, clock: Clock
) -> None:
    world.paper()

    def move_west(session: Session) -> None:
        session.query(Person).filter_by(email=AUTHOR).one().zone = "America/Phoenix"

    world.do(move_west)
    selecting.decide(world, {1: Outcome.ACCEPT})
    selecting.release(world)
    text = words(client, world)
    assert "Decided on Wed 20 Jan 2027, 10:00 New York (08:00 Phoenix, for you)." in text
    assert "Please answer by" in text
    assert "Send your draft By Fri 5 Mar 2027, 11:00 New York (09:00 Phoenix, for you)" in text
    clock.now = START - timedelta(days=5)
    assert "It was due Fri 5 Mar 2027, 11:00 New York (09:00 Phoenix, for you); please do it now." in words(
        client, world
    )


def test_under_review_nothing_is_to_do(client: PageClient, world: World, clock: Clock) -> None:
    world.paper()
    clock.now = DEADLINE + timedelta(days=1)
    text = words(client, world)
    assert "Received, and under review You hear by Fri 12 Feb 2027, 17:00 New York" in text
    assert "You need not do anything until then." in text
    clock.now = DEADLINE + timedelta(days=15)
    assert "The organisers have not decided yet; you hear as soon as they have." in words(client, world)


def test_withdrawing_says_what_it_means_before_it_is_done(client: PageClient, world: World) -> None:
    published(world)
    comment(world, 1)
    text = words(client, world, answer="withdraw")
    assert "Its slot (Thu 18 Mar 2027, 12:00–12:30 New York) leaves the agenda" in text
    assert "The commenter who was asked to read it gets a letter that it is off." in text
    page = client.send("answer", button="Withdraw this paper")
    assert "Your paper is withdrawn." in page.words


def test_amendments_since_the_submission_are_shown(client: PageClient, world: World) -> None:
    world.paper()

    def amend(session: Session) -> None:
        call = world.call(session)
        for number, days in ((1, -3), (2, 3)):
            at = world.now + timedelta(days=days)
            sentences = [f"Change number {number}."]
            session.add(Amendment(call_id=call.id, number=number, sentences=sentences, made_at=at))

    world.do(amend)
    text = words(client, world)
    assert ("Change number 1." in text, "Change number 2." in text) == (False, True)


def test_a_question_that_falls_due_after_the_deadline_is_asked_and_answered(
    client: PageClient, world: World, clock: Clock
) -> None:
    world.paper()

    def ask(session: Session) -> None:
        due = DEADLINE + timedelta(days=20)
        row = {"kind": QuestionKind.TEXT, "label": "Who reads your slides?", "required_from": due}
        session.add(Question(call_id=world.call(session).id, position=1, **row))

    world.do(ask)
    clock.now = DEADLINE + timedelta(days=10)
    assert "Answer: Who reads your slides? By Thu 18 Feb 2027, 17:00 New York" in words(client, world)
    said: dict[str, Any] = {"question-1": "Nobody."}
    page = client.send("answers", button="Save the answers", **said)
    assert "Your answers are saved." in page.words
    assert "What you do next" not in page.words
    assert dict(page.form("answers").fields)["question-1"] == "Nobody."


def test_who_objects_is_seen_by_the_others(client: PageClient, world: World) -> None:
    world.paper(coauthors=(COWRITER, AuthorFacts("Nell Quick", "")))
    assert "no address, so not told" in words(client, world)
    assert "told by letter" in client.page.words
    assert "Are you not an author of this paper?" in words(client, world, email=COAUTHOR, answer="disown")
    client.send("answer", button="I am not an author")
    assert "says: not my paper" in words(client, world)


@pytest.mark.parametrize(
    ("answer", "question", "button"),
    [
        ("disown", "Are you not an author of this paper?", "I am not an author of this paper"),
        ("withdraw", "Withdraw this paper?", "Withdraw this paper"),
    ],
)
def test_the_answer_that_a_letter_asks_for_comes_first(
    client: PageClient, world: World, answer: str, question: str, button: str
) -> None:
    world.paper(coauthors=(COWRITER,))
    page = client.get(world.paper_link(email=COAUTHOR, answer=answer))
    content = page.html.partition("<h1")[2]
    first_card = content.partition("</section>")[0]
    assert [question in first_card, button in first_card] == [True, True]
    assert content.find(first_card) < content.find('<ol class="stages"') < content.find("Change the paper")
    assert page.html.count(f">{button}</button>") == 1


def test_a_place_is_answered_before_anything_else(client: PageClient, world: World) -> None:
    world.paper()
    set_state(world, 1, PaperState.ACCEPTED)
    html = client.get(world.paper_link(answer="confirm")).html
    assert html.find("Accepted: will you present it?") < html.find('<ol class="stages"')
    html = client.get(world.paper_link()).html
    assert html.find('<ol class="stages"') < html.find("Accepted: will you present it?")


def test_a_withdrawn_paper_s_page_has_all_that_was_sent_and_until_when_it_can_come_back(
    client: PageClient, world: World, clock: Clock
) -> None:
    world.paper(coauthors=(COWRITER,), bio="I teach evidence.", years=4, note_to_leaders="I travel in May.")
    set_state(world, 1, PaperState.WITHDRAWN)
    text = "".join(words(client, world).split())
    sent = (
        "Title Quotas Without Numbers",
        "First author Mbali Abara, Northfield College of Law",
        "Author Tomas Varga, Ashford Law School",
        "Abstract Informal targets survive the abolition of quotas.",
        "Short biography I teach evidence.",
        "Years in teaching 4",
        "Note to the organisers I travel in May.",
        "Until Fri 29 Jan 2027, 17:00 New York you can put it back in.",
    )
    assert [said for said in sent if "".join(said.split()) not in text] == []
    clock.now = DEADLINE + timedelta(days=1)
    assert "The deadline has passed, so it can no longer be put back in here." in words(client, world)
