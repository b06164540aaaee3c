"""A call's own questions, as its leaders write them and as authors see them."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import Clock
from tests.web.test_call_settings import drafted
from tests.world import CHAIR, DEADLINE, World
from wip.domain.questions import QuestionKind
from wip.models import Amendment, Answer, Question

YES_NO: dict[str, Any] = {
    "label": "Will you come to the dinner?",
    "kind": "choice",
    "choices": "Yes\nNo\nPerhaps",
    "help": "It is free.",
}


def ask(client: PageClient, world: World, **typed: Any) -> None:
    client.get(f"/manage/{world.slug}/questions/new")
    client.send("/questions/new", **(YES_NO | typed))


def answered(world: World, value: str) -> None:
    def act(session: Session) -> None:
        question = session.scalars(sa.select(Question).order_by(Question.id)).first()
        assert question is not None
        session.add(Answer(paper_id=world.row(session).id, question_id=question.id, value=value))

    world.do(act)


def values(world: World, column: Any) -> list[Any]:
    return world.do(lambda session: list(session.scalars(sa.select(column))))


def test_the_empty_page_says_what_to_do(client: PageClient, world: World) -> None:
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/questions/")
    assert "No question yet" in page.words
    assert f"/manage/{world.slug}/questions/new" in page.links


def test_a_question_is_asked_and_shown_as_authors_see_it(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR)
    ask(client, world)
    assert "The question is asked." in client.page.words
    assert "One of several; an answer is welcome, not needed" in client.page.words
    assert "As authors see it" in client.page.words
    assert [control["name"] for control in client.page.controls if control["tag"] == "select"] == [
        "question-1"
    ]
    assert "Will you come to the dinner?" in client.get(f"/sessions/{world.slug}/submit").words


def test_after_publication_it_says_whom_it_affects(client: PageClient, world: World) -> None:
    world.paper()
    world.paper("Mercy", "j@law.example.edu")
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/questions/new")
    assert (
        "2 papers are in. If you make an answer needed, their authors must give one as well"
        in client.page.words
    )
    ask(client, world, need="from", required_from="2027-02-20T12:00", frozen_from="2027-03-01T12:00")
    assert (
        "The question is asked. 2 authors who have submitted have still to answer by Sat 20 Feb 2027, 12:00 New York."
        in client.page.words
    )
    assert values(world, Amendment.sentences) == [
        [
            (
                "New question: “Will you come to the dinner?”; an answer is needed from Sat 20 Feb 2027, 12:00 New York; "
                "it can be changed until Mon 1 Mar 2027, 12:00 New York."
            )
        ]
    ]
    answered(world, "Yes")
    ask(client, world, label="And lunch?", need="now")
    assert (
        "2 authors who have submitted have not answered yet, and must when they next change their paper."
        in client.page.words
    )
    assert "1 author who has submitted has still to answer by Sat 20 Feb" in client.page.words
    assert "1 of 2" in client.page.words


def test_of_a_call_that_is_not_out_nobody_is_told(client: PageClient, world: World) -> None:
    slug = drafted(world)
    client.sign_in(CHAIR).get(f"/manage/{slug}/questions/new")
    assert "The call is out" not in client.page.words
    client.send("/questions/new", need="now", **YES_NO)
    assert client.page.headings == ["Questions of your own"]
    assert values(world, Amendment.id) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"label": " "}, "Write the question."),
        ({"choices": "Yes\nyes"}, "Give at least two answers to choose from, one a line."),
        ({"need": "from"}, "Give the date from which an answer is needed."),
        ({"need": "from", "required_from": "2027-03-14T02:30"}, "02:30 does not exist in New York on"),
        ({"need": "from", "required_from": "2027-03-20T02:30"}, "only after the session has begun."),
        ({"need": "from", "required_from": "soon"}, "“soon” is no date and time."),
        ({"frozen_from": "2027-01-01T00:00"}, "This moment has passed: nobody could answer."),
        ({"kind": "riddle"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_is_said_and_the_rest_kept(
    client: PageClient, world: World, typed: dict[str, Any], sentence: str
) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/questions/new")
    page = client.send("/questions/new", status=422, **(YES_NO | typed))
    assert sentence in page.words
    assert dict(page.form("/questions/new").fields)["help"] == "It is free."
    assert values(world, Question.id) == []


def test_answers_in_use_are_kept_until_the_leader_says_otherwise(client: PageClient, world: World) -> None:
    world.paper()
    client.sign_in(CHAIR)
    ask(client, world)
    answered(world, "Perhaps")
    client.get(f"/manage/{world.slug}/questions/1")
    page = client.send("/questions/1", status=422, choices="Yes\nNo\nMaybe")
    assert "Chosen already: “Perhaps” by 1 paper." in page.words
    client.send("/questions/1", choices_lost="rename")
    assert "The question is saved." in client.page.words
    assert values(world, Answer.value) == ["Maybe"]


def test_questions_change_places_and_leave(client: PageClient, world: World) -> None:
    world.paper()
    client.sign_in(CHAIR)
    ask(client, world)
    ask(client, world, label="And lunch?")
    answered(world, "Yes")
    client.send("/questions/2/place", button="Up")
    assert client.page.words.index("And lunch?") < client.page.words.index("Will you come")
    client.get(f"/manage/{world.slug}/questions/")
    client.send("/questions/1/retire")
    assert "Nobody is asked this any more; the answers given stay." in client.page.words
    client.send("/questions/2/retire")
    assert "The question is deleted: nobody had answered it." in client.page.words
    assert "Will you come" not in client.get(f"/sessions/{world.slug}/submit").words
    client.get(f"/manage/{world.slug}/questions/")
    client.send("/questions/1/ask-again")
    assert "The question is asked again, as the last." in client.page.words
    assert values(world, Answer.value) == ["Yes"]


def test_an_old_page_loses_nothing(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR)
    ask(client, world)
    old = client.get(f"/manage/{world.slug}/questions/1").form("/questions/1").filled(help="Mine.")
    client.send("/questions/1", label="Will you come?")
    response = client.post(f"/manage/{world.slug}/questions/1", old)
    assert response.status_code == 409
    assert "Mine." in response.text
    assert "changed a question of the call (label: Will you come?)" in response.text


def test_a_question_of_another_call_is_unknown(client: PageClient, world: World) -> None:
    slug = drafted(world)
    client.sign_in(CHAIR)
    ask(client, world)
    assert client.get(f"/manage/{slug}/questions/1", status=404).headings == ["There is no such page"]


def test_two_faults_of_a_question_are_told_at_once(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/questions/new")
    page = client.send("/questions/new", status=422, **(YES_NO | {"choices": "Yes", "need": "from"}))
    assert "Give at least two answers to choose from, one a line." in page.words
    assert "Give the date from which an answer is needed." in page.words
    assert dict(page.form("/questions/new").fields)["choices"] == "Yes"


def test_a_needed_answer_that_would_close_before_the_deadline_is_refused(
    client: PageClient, world: World
) -> None:
    client.sign_in(CHAIR).get(f"/manage/{world.slug}/questions/new")
    early = YES_NO | {"need": "now", "frozen_from": "2027-01-28T12:00"}
    page = client.send("/questions/new", status=422, **early)
    assert "Papers that come in after this moment could not answer, and an answer is needed." in page.words
    assert values(world, Question.label) == []


def test_the_form_says_what_comes_later_and_what_is_closed(
    client: PageClient, world: World, clock: Clock
) -> None:
    def act(session: Session) -> None:
        rows: tuple[dict[str, Any], ...] = (
            {
                "label": "A data sheet",
                "kind": QuestionKind.FILE,
                "required_from": DEADLINE + timedelta(days=9),
            },
            {"label": "Diet", "kind": QuestionKind.TEXT, "frozen_from": DEADLINE - timedelta(days=1)},
        )
        for place, row in enumerate(rows):
            session.add(Question(call_id=world.call(session).id, position=place, **row))

    world.do(act)
    page = client.get(f"/sessions/{world.slug}/submit")
    assert "A PDF, a Word file or a picture (PNG or JPEG), at most" in page.words
    assert "An answer is needed from Sun 7 Feb 2027, 17:00 New York" in page.words
    assert "Can be changed until Thu 28 Jan 2027, 17:00 New York" in page.words
    clock.now = DEADLINE - timedelta(hours=1)
    page = client.get(f"/sessions/{world.slug}/submit")
    assert "Diet Closed: answers were taken until Thu 28 Jan 2027, 17:00 New York" in page.words


def test_the_form_says_who_may_submit(client: PageClient, world: World) -> None:
    def act(session: Session) -> None:
        world.call(session).papers_each = 1

    world.do(act)
    page = client.get(f"/sessions/{world.slug}/submit")
    assert "Who may submit One paper from each first author.Any section member. Read the call" in page.words
    assert f"/sessions/{world.slug}/call" in page.links
