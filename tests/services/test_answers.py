"""What a paper says besides its text: topics, own questions, rules, iDs; and who may be named."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.services.test_submissions import FACTS, FIRST, SECOND, change, letters, submit
from tests.world import AUTHOR, COAUTHOR, DEADLINE, START, World
from wip.domain.eligibility import CoauthorRule
from wip.domain.papers import AuthorFacts, CareerStage, PublicationStatus
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.models import LateLink, Paper, Question, Topic, Upload
from wip.services import answers, submissions

THIRD = AuthorFacts("Leila Haddad", "Lakeside", "leila.haddad@law.example.edu")


def question(
    session: Session, world: World, label: str, kind: QuestionKind = QuestionKind.TEXT, **more: Any
) -> int:
    row = Question(call_id=world.call(session).id, position=0, kind=kind, label=label, **more)
    session.add(row)
    session.flush()
    return row.id


def topics(session: Session, world: World, *names: str) -> list[int]:
    rows = [Topic(call_id=world.call(session).id, position=n, name=name) for n, name in enumerate(names)]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def refused(session: Session, world: World, **more: Any) -> tuple[str | None, str]:
    with pytest.raises(Refusal) as no:
        submit(session, world, **more)
    return no.value.field, no.value.sentence


def test_topics_are_those_of_the_call_and_no_more_than_it_allows(world: World, session: Session) -> None:
    one, two, three, four = topics(session, world, "Policing", "Punishment", "Procedure", "Prisons")
    row = submit(session, world, topics=(two, one))
    assert answers.topics_of_paper(session, row) == (one, two)
    change(session, world, row, topics=(three,))
    assert answers.topics_of_paper(session, row) == (three,)
    many = refused(session, world, title="Many", topics=(one, two, three, four))
    assert many == ("topics", "Choose at most 3 topics; these are 4.")
    foreign = refused(session, world, title="Foreign", topics=(9_999,))
    assert foreign == ("topics", "One of these topics is no longer in the call. Choose again.")


def test_answers_are_kept_in_one_spelling_and_needed_ones_are_asked_for(
    world: World, session: Session
) -> None:
    pages = question(session, world, "How many pages?", QuestionKind.NUMBER, required=True)
    room = question(session, world, "Room?", QuestionKind.CHOICE, choices=["Large", "Small"])
    assert refused(session, world) == (f"question-{pages}", "Please answer: How many pages?")
    assert refused(session, world, answers={pages: "a few"})[0] == f"question-{pages}"
    assert refused(session, world, answers={pages: "3", room: "Huge"})[0] == f"question-{room}"
    row = submit(session, world, answers={pages: " 012 ", room: "Small"})
    assert answers.answers_of(session, row) == {pages: "12", room: "Small"}
    change(session, world, row, answers={room: "Large"})
    assert answers.answers_of(session, row) == {pages: "12", room: "Large"}


def test_a_frozen_answer_stays_and_a_later_one_is_asked_for_after_the_deadline(
    world: World, session: Session
) -> None:
    later = DEADLINE + timedelta(days=20)
    food = question(session, world, "Vegetarian?", required_from=DEADLINE, frozen_from=later)
    row, call, by = submit(session, world), world.call(session), world.actor(session, AUTHOR)
    assert answers.unanswered(session, row, call, NOW) == []
    assert [q.id for q in answers.unanswered(session, row, call, DEADLINE)] == [food]
    answers.answer(session, row, call, {food: "Yes"}, by=by, now=DEADLINE + timedelta(days=5))
    assert answers.unanswered(session, row, call, DEADLINE + timedelta(days=6)) == []
    with pytest.raises(Refusal) as no:
        answers.answer(session, row, call, {food: "No"}, by=by, now=later)
    assert (no.value.field, answers.answers_of(session, row)) == (f"question-{food}", {food: "Yes"})
    with pytest.raises(Refusal, match="Answers are no longer taken"):
        answers.answer(session, row, call, {food: "No"}, by=by, now=START)
    assert answers.unanswered(session, row, call, START) == []


RULES = [
    ({"career_stages": ["fellow"]}, {}, {"career_stage": CareerStage.FELLOW}, "career_stage"),
    ({"years_max": 5}, {"years": 6}, {"years": 5}, "years"),
    ({"members_only": True}, {"is_member": False}, {"is_member": True}, "is_member"),
    ({"asks_publication": True}, {}, {"publication": PublicationStatus.SUBMITTED}, "publication"),
    ({"must_be_revisable": True}, {}, {"still_revisable": True}, "still_revisable"),
    ({"coauthors": CoauthorRule.NONE}, {}, {"authors": (FIRST,)}, "authors"),
    ({"bio_words_max": 3}, {"bio": "one two three four"}, {"bio": "one two three"}, "bio"),
]


@pytest.mark.parametrize(("rule", "wrong", "right", "field"), RULES, ids=[r[3] for r in RULES])
def test_the_call_s_rules_hold_when_a_paper_comes_in_and_when_it_changes(
    world: World, session: Session, rule: Any, wrong: Any, right: Any, field: str
) -> None:
    call = world.call(session)
    for name, value in rule.items():
        setattr(call, name, value)
    session.flush()
    assert refused(session, world, **wrong)[0] == field
    row = submit(session, world, **right)
    assert {name: getattr(row, name) for name in right if name != "authors"} == {
        name: value for name, value in right.items() if name != "authors"
    }
    with pytest.raises(Refusal) as no:
        change(session, world, row, **wrong)
    assert no.value.field == field


def test_papers_are_counted_by_first_author(world: World, session: Session) -> None:
    call = world.call(session)
    call.papers_each = 1
    session.flush()
    row = submit(session, world)
    field, sentence = refused(session, world, title="Another")
    assert (field, sentence.split(".")[0]) == (
        "authors",
        "This call takes one paper of each first author, and this author has one in it already",
    )
    assert submit(session, world, title="By the co-author", authors=(SECOND, FIRST)).number == 2
    with pytest.raises(Refusal, match="This call takes one paper of each first author"):
        change(session, world, row, authors=(SECOND, FIRST))


def test_a_draft_too_long_is_refused_where_its_words_are_known(world: World, session: Session) -> None:
    call = world.call(session)
    call.draft_words_max = 100

    def draft(words: int | None) -> Upload:
        facts = {} if words is None else {"words": words}
        return Upload(
            key="k",
            file_name="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="",
            storage_key="s",
            facts=facts,
        )

    with pytest.raises(Refusal) as no:
        submissions.submit(session, call, FACTS, now=NOW, draft=draft(106))
    assert (no.value.field, no.value.sentence) == (
        "draft",
        "The draft has 106 words; the call allows 100. Please shorten it by 6.",
    )


def test_an_id_is_kept_in_its_one_spelling(world: World, session: Session) -> None:
    with_id = replace(FIRST, orcid="https://orcid.org/000000021825009" + "7")
    row = submit(session, world, authors=(with_id, SECOND))
    assert [author.orcid for author in row.authors] == ["0000-0002-1825-0097", ""]
    wrong = refused(session, world, title="Wrong", authors=(replace(FIRST, orcid="0000-0002-1825-0098"),))
    assert wrong[0] == "authors"


def test_a_co_author_added_later_is_told_once_and_may_object_for_good(world: World, session: Session) -> None:
    row = submit(session, world, authors=(FIRST,))
    change(session, world, row, authors=(FIRST, SECOND))
    change(session, world, row, authors=(FIRST, SECOND), title="Again")
    assert letters(session) == [
        ("paper_received", AUTHOR),
        ("paper_changed", AUTHOR),
        ("paper_received", COAUTHOR),
    ]
    submissions.disown(session, row, by=world.actor(session, COAUTHOR), now=NOW)
    change(session, world, row, authors=(FIRST, replace(SECOND, email="")), title="Saved again")
    assert [author.person_id is None for author in row.authors] == [False, True]
    with pytest.raises(Refusal) as no:
        change(session, world, row, authors=(FIRST, SECOND))
    assert no.value.sentence == (
        f"{COAUTHOR} has told us that this is not their paper. Leave the address out, or the author."
    )


def test_a_link_does_not_fill_mailboxes_by_naming_ever_new_co_authors(world: World, session: Session) -> None:
    row = submit(session, world, authors=(FIRST,))

    def named(start: int) -> tuple[AuthorFacts, ...]:
        return (FIRST, *(AuthorFacts(f"N{n}", "", f"n{n}@law.example.edu") for n in range(start, start + 6)))

    change(session, world, row, authors=named(0))
    change(session, world, row, authors=named(6))
    with pytest.raises(Refusal, match="12 authors were added to this paper today"):
        change(session, world, row, authors=named(12))
    change(session, world, row, NOW + timedelta(days=2), authors=named(12))
    assert len(row.authors) == 7


def test_a_late_link_lets_its_person_in_as_often_as_it_says(world: World, session: Session) -> None:
    late, call, by = DEADLINE + timedelta(days=5), world.call(session), world.actor(session, AUTHOR)
    link = LateLink(
        call_id=call.id,
        call=call,
        person_id=by.person_id,
        expires_at=late,
        papers_max=1,
        papers_used=0,
        made_at=NOW,
    )
    session.add(link)
    session.flush()

    def come(title: str, **more: Any) -> Paper:
        facts = replace(FACTS, title=title, **more)
        return submissions.submit(session, call, facts, now=late, late_link=link)

    with pytest.raises(Refusal, match="This late link was made for"):
        come("Not Mine", authors=(THIRD,))
    assert (come("Late").state.value, link.papers_used) == ("submitted", 1)
    with pytest.raises(Refusal, match="This late link has been used"):
        come("Later")
    assert session.scalars(sa.select(Paper.title)).all() == ["Late"]
