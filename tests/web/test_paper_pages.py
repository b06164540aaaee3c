"""A paper as its leader and its reviewers read it: everything that was said, what is lacking, and no names where they are hidden."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.selecting import add_reviewer
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, REVIEWER, World
from wip.domain.calls import Blindness
from wip.domain.papers import AuthorFacts, CareerStage, PublicationStatus
from wip.domain.questions import QuestionKind
from wip.models import Answer, PaperTopic, Question, Topic

COWRITER = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR, "0000-0002-1825-0097")
ANSWERS = (
    (QuestionKind.TEXT, "What troubles you?", "The second part."),
    (QuestionKind.CHOICE, "Which half of the day?", "Morning"),
    (QuestionKind.NUMBER, "How many slides?", "12"),
    (QuestionKind.DATE, "When will it be done?", "2027-03-18"),
    (QuestionKind.TEXT, "Who has read it?", "Mbali Abara's students."),
)


def _answer(world: World) -> None:
    def act(session: Session) -> None:
        call, paper = world.call(session), world.row(session)
        topic = Topic(call_id=call.id, position=1, name="Policing")
        session.add(topic)
        session.flush()
        session.add(PaperTopic(paper_id=paper.id, topic_id=topic.id))
        for place, (kind, label, value) in enumerate(ANSWERS):
            asked = Question(call_id=call.id, position=place, kind=kind, label=label)
            session.add(asked)
            session.flush()
            session.add(Answer(paper_id=paper.id, question_id=asked.id, value=value))
        lacking = {"call_id": call.id, "kind": QuestionKind.TEXT}
        session.add(Question(position=8, label="Dietary needs", required=True, **lacking))
        later = DEADLINE + timedelta(days=20)
        session.add(Question(position=9, label="Title of the talk", required_from=later, **lacking))
        paper.anonymity_notes = ["The text has the name Mbali Abara: page 3."]

    world.do(act)


@pytest.fixture
def papers(world: World) -> World:
    add_reviewer(world, REVIEWER)
    world.paper(
        coauthors=(COWRITER,),
        bio="I teach evidence at Northfield College of Law.",
        years=4,
        is_member=True,
        career_stage=CareerStage.UNTENURED,
        publication=PublicationStatus.SUBMITTED,
        still_revisable=True,
        note_to_leaders="planted-note",
    )
    _answer(world)
    return world


def _missing(words: str, expected: tuple[str, ...]) -> list[str]:
    """What is not there; a term and what is said of it stand without a space between."""
    there = "".join(words.split())
    return [said for said in expected if "".join(said.split()) not in there]


FOR_LEADERS = (
    "Topics Policing",
    "Short biography I teach evidence at Northfield College of Law.",
    "Years in teaching 4",
    "School is a member yes",
    "Publication Submitted to a journal or publisher",
    "Still revisable on the day of the session yes",
    "ORCID iD Tomas Varga: 0000-0002-1825-0097",
    "What troubles you? The second part.",
    "Which half of the day? Morning",
    "How many slides? 12",
    "When will it be done? Thu 18 Mar 2027",
    "The text has the name Mbali Abara: page 3.",
    "Dietary needs needed now",
    "Title of the talk By Thu 18 Feb 2027, 17:00 New York needed later",
)


def test_the_leader_reads_everything_and_what_is_lacking(papers: World, client: PageClient) -> None:
    words = client.sign_in(CHAIR).get(f"/manage/{papers.slug}/papers/1/").words
    assert _missing(words, FOR_LEADERS) == []


def test_a_withdrawn_paper_lacks_nothing(papers: World, client: PageClient) -> None:
    client.get(papers.paper_link())
    client.send("/answer", button="Withdraw this paper")
    words = PageClient(client.app).sign_in(CHAIR).get(f"/manage/{papers.slug}/papers/1/").words
    assert "Answers that are missing" not in words


FOR_REVIEWERS = (
    "Topics Policing",
    "Publication Submitted to a journal or publisher",
    "Still revisable on the day of the session yes",
    "What troubles you? The second part.",
    "When will it be done? Thu 18 Mar 2027",
)


@pytest.mark.parametrize("blindness", [Blindness.DOUBLE, Blindness.SINGLE])
def test_a_reviewer_reads_what_helps_to_judge(
    papers: World, client: PageClient, blindness: Blindness
) -> None:
    papers.do(lambda s: setattr(papers.call(s), "blindness", blindness))
    page = client.sign_in(REVIEWER).get(f"/manage/{papers.slug}/reviews/1/")
    assert _missing(page.words, FOR_REVIEWERS) == []
    planted = ("Abara", "Varga", "Northfield", "Ashford", "I teach evidence", AUTHOR, "0000-0002-1825-0097")
    there = [name for name in planted if name in page.html]
    names = ["Abara", "Varga", "Northfield", "I teach evidence"]
    assert there == ([] if blindness is Blindness.DOUBLE else names)
    held = "Who has read it? Held back: it names an author, an address or a school."
    assert (not _missing(page.words, (held,))) is (blindness is Blindness.DOUBLE)
    assert "planted-note" not in page.html
