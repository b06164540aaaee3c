"""Amendments of a published call: what they say, who is told, and what a quarter of an hour lets a leader mend."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, START, STRANGER, World
from wip.domain.calls import Blindness
from wip.domain.eligibility import CoauthorRule
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import AuthorFacts
from wip.domain.sessions import SessionMove
from wip.models import Amendment, Call, Letter, StartedSubmission
from wip.services import amendments, calls, sessions
from wip.services.amendment_letters import SETTLING
from wip.services.people import person_at
from wip.services.sessions import SessionFacts

MINUTE = timedelta(minutes=1)
COAUTHORS = (AuthorFacts("Tomas Varga", "Riverbend Law School", COAUTHOR),)


def change(world: World, at: datetime = NOW, who: str = CHAIR, **more: Any) -> None:
    def act(session: Session) -> None:
        call = world.call(session)
        given = {name: more.pop(name) for name in ("reason", "tell") if name in more}
        facts = replace(calls.facts_of(call), **more)
        calls.change(session, call, facts, seen=call.version, by=world.actor(session, who), now=at, **given)

    world.do(act)


def move(world: World, at: datetime = NOW, **more: Any) -> None:
    def act(session: Session) -> None:
        row = world.call(session).wip_session
        facts = SessionFacts(**{name: getattr(row, name) for name in SessionFacts.__dataclass_fields__})
        by = world.actor(session, CHAIR)
        sessions.change(session, row, replace(facts, **more), seen=row.version, by=by, now=at)

    world.do(act)


def said(world: World) -> list[tuple[int, list[str], str]]:
    def read(session: Session) -> list[tuple[int, list[str], str]]:
        rows = session.scalars(sa.select(Amendment).order_by(Amendment.number))
        return [(row.number, row.sentences, row.reason) for row in rows]

    return world.do(read)


def waiting(world: World, *states: LetterState) -> list[Letter]:
    found = world.letters(kind=LetterKind.CALL_AMENDED)
    return [letter for letter in found if letter.state in (states or (LetterState.WAITING,))]


def sent(world: World) -> None:
    """The letters leave."""

    def act(session: Session) -> None:
        session.execute(
            sa.update(Letter)
            .where(Letter.state == LetterState.WAITING)
            .values(state=LetterState.SENT, sent_at=NOW)
        )

    world.do(act)


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        (
            {"deadline_at": DEADLINE + timedelta(days=3)},
            [
                (
                    "The deadline moves from Fri 29 Jan 2027, 17:00 New York (UTC-5) to "
                    "Mon 1 Feb 2027, 17:00 New York (UTC-5)."
                )
            ],
        ),
        (
            {"deadline_zone": "AoE"},
            [
                (
                    "The deadline is now given as Fri 29 Jan 2027, 10:00 Anywhere on Earth (UTC-12); that is the same "
                    "moment as Fri 29 Jan 2027, 17:00 New York (UTC-5)."
                )
            ],
        ),
        (
            {"draft_due_at": None},
            [
                "There is no date by which drafts are due any more; it was Fri 5 Mar 2027, 11:00 New York (UTC-5)."
            ],
        ),
        (
            {"circulate_at": START - timedelta(days=10)},
            [
                (
                    "The date on which papers go to those who read them is Mon 8 Mar 2027, 11:00 New York (UTC-5); "
                    "there was none before."
                )
            ],
        ),
        (
            {"eligible": "Any member, or a friend."},
            ["Under “Who may submit” it now says: “Any member, or a friend.” Before: “Any section member.”"],
        ),
        (
            {"criteria": "x " * 200},
            ["The words under “How papers are chosen” have changed; please read them in the call."],
        ),
        (
            {"abstract_words_max": 750},
            [
                (
                    "What to submit: now “An abstract of at most 750 words.” "
                    "Before: “An abstract of at most 500 words.”"
                )
            ],
        ),
        ({"bio_words_max": 100}, ["What to submit: new is “A short biography of at most 100 words.”"]),
        (
            {"career_stages": ["student", "fellow"], "coauthors": CoauthorRule.NONE},
            [
                (
                    "Who may submit: new is “Career stage of the first author: Doctoral candidate or student; Fellow or "
                    "visiting assistant professor.”"
                ),
                "Who may submit: new is “Papers of one author only.”",
            ],
        ),
        (
            {"contact": "chair@law.example.edu"},
            ["Questions go to: now “chair@law.example.edu” Before: “cj@law.example.edu”"],
        ),
        ({"eligible": "Any  section\n member."}, None),
        ({"remind_at": START - timedelta(days=2), "thank_at": START + timedelta(days=2)}, None),
        ({"review_due_at": DEADLINE + timedelta(days=7)}, None),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_the_public_sees_is_said_and_nothing_else(
    world: World, more: dict[str, Any], sentences: Sequence[str] | None
) -> None:
    change(world, **more)
    assert said(world) == ([(1, sentences, "")] if sentences else [])


def test_a_moved_session_amends_the_call(world: World) -> None:
    move(world, starts_at=START + timedelta(days=1), minutes=60)
    assert said(world) == [
        (
            1,
            [
                (
                    "The session moves from Thu 18 Mar 2027, 12:00–13:30 New York (UTC-4) to "
                    "Fri 19 Mar 2027, 12:00–13:00 New York (UTC-4)."
                ),
                "The session: now “60 minutes: 2 full slots.” Before: “90 minutes: 3 full slots.”",
            ],
            "",
        )
    ]


def test_blind_review_brings_its_instructions(world: World) -> None:
    change(world, blindness=Blindness.DOUBLE, cover_sheet=True)
    ((_, sentences, _),) = said(world)
    assert sentences[0].startswith("Review: no longer “Reviewers see the authors’ names.”")
    assert [line.startswith("Review: new is “") for line in sentences[1:]] == [True] * 5


def test_a_call_that_is_not_out_or_over_is_not_amended(world: World) -> None:
    change(world, START + timedelta(hours=2), criteria="Junior first.")
    world.do(
        lambda s: sessions.step(
            s, world.call(s).wip_session, SessionMove.CANCEL, by=world.actor(s, CHAIR), now=NOW
        )
    )
    change(world, criteria="Senior first.")
    assert said(world) == []


def test_those_who_have_started_are_told_once_each(world: World) -> None:
    world.paper(coauthors=COAUTHORS)
    world.paper("Another Paper")
    world.do(_start)
    change(world, deadline_at=DEADLINE + timedelta(days=3), reason="The list was down for two days.")
    letters = {letter.to_email: letter for letter in waiting(world)}
    assert sorted(letters) == sorted([AUTHOR, COAUTHOR, STRANGER])
    assert {letter.due_at for letter in letters.values()} == {NOW + SETTLING}
    text = " ".join(letters[COAUTHOR].text.split())
    for words in (
        "Amendment 1:",
        "The organisers say: The list was down for two days.",
        "Deadline: Mon 1 Feb 2027, 17:00 New York (UTC-5)",
        "You can change or withdraw it until the deadline. Your paper:",
    ):
        assert words in text
    assert "started a paper for it" in letters[STRANGER].text
    assert [link[0] for link in letters[STRANGER].links] == ["page", "started", "stop"]
    assert [link[0] for link in letters[AUTHOR].links] == ["page", "stop"]


def _start(session: Session) -> None:
    of = session.scalars(sa.select(Call.wip_session_id)).first()
    person = person_at(session, STRANGER, NOW, name="Sam Stranger")
    row = StartedSubmission(key="k", person_id=person.id, fields={}, started_at=NOW, saved_at=NOW)
    row.wip_session_id = of or 0
    session.add(row)


def test_several_saves_make_one_amendment_and_one_letter(world: World) -> None:
    world.paper()
    change(world, deadline_at=DEADLINE + timedelta(days=1))
    change(world, NOW + MINUTE, deadline_at=DEADLINE + timedelta(days=3))
    change(world, NOW + 2 * MINUTE, draft_due_at=None, reason="Snow.")
    ((number, sentences, reason),) = said(world)
    assert (number, len(sentences), reason) == (1, 2, "Snow.")
    assert sentences[0] == (
        "The deadline moves from Fri 29 Jan 2027, 17:00 New York (UTC-5) to Mon 1 Feb 2027, 17:00 New York (UTC-5)."
    )
    (letter,) = waiting(world)
    assert letter.due_at == NOW + SETTLING
    assert len(waiting(world, LetterState.REPLACED)) == 2


def test_what_is_put_back_at_once_needs_no_amendment(world: World) -> None:
    world.paper()
    change(world, criteria="Junoir first.")
    change(world, NOW + MINUTE, criteria="")
    assert (said(world), waiting(world)) == ([], [])


def test_after_a_quarter_of_an_hour_a_change_is_an_amendment_of_its_own(world: World) -> None:
    change(world, criteria="Junior first.")
    change(world, NOW + SETTLING, criteria="Senior first.")
    assert [number for number, _, _ in said(world)] == [1, 2]


def test_what_somebody_was_told_is_not_rewritten(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    sent(world)
    change(world, NOW + MINUTE, criteria="Senior first.")
    assert [number for number, _, _ in said(world)] == [1, 2]


def test_two_leaders_make_two_amendments_and_one_letter_that_tells_of_both(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    change(world, NOW + MINUTE, STRANGER, terms="Do not cite.")
    (letter,) = waiting(world)
    assert ["Amendment 1:" in letter.text, "Amendment 2:" in letter.text] == [True, True]


def settle(world: World, number: int, reason: str, *, tell: bool, at: datetime) -> None:
    def act(session: Session) -> None:
        row = session.scalars(sa.select(Amendment).where(Amendment.number == number)).one()
        by = world.actor(session, CHAIR)
        amendments.settle(session, world.call(session), row, reason, tell=tell, by=by, now=at)

    world.do(act)


def test_nobody_is_told_of_a_slip_of_the_pen_and_others_still_of_the_rest(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    change(world, NOW + MINUTE, STRANGER, terms="Do not cite.")
    settle(world, 2, "", tell=False, at=NOW + 2 * MINUTE)
    (letter,) = waiting(world)
    assert ["Amendment 1:" in letter.text, "Amendment 2:" in letter.text] == [True, False]
    settle(world, 1, "", tell=False, at=NOW + 3 * MINUTE)
    assert waiting(world) == []
    settle(world, 1, "", tell=True, at=NOW + 4 * MINUTE)
    assert len(waiting(world)) == 1


def test_a_reason_joins_the_letter_while_it_waits_and_the_page_ever_after(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    settle(world, 1, "The committee met.", tell=True, at=NOW + MINUTE)
    assert "The organisers say: The committee met." in waiting(world)[0].text
    sent(world)
    settle(world, 1, "The committee met again.", tell=True, at=NOW + 2 * MINUTE)
    assert (said(world)[0][2], len(waiting(world))) == ("The committee met again.", 0)


def test_a_held_letter_stays_held(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.HELD)))
    change(world, NOW + MINUTE, criteria="Senior first.")
    assert (len(waiting(world)), len(waiting(world, LetterState.HELD))) == (0, 1)


def test_who_withdrew_meanwhile_hears_nothing(world: World) -> None:
    world.paper()
    change(world, criteria="Junior first.")
    world.do(lambda s: setattr(world.row(s), "state", "withdrawn"))
    change(world, NOW + MINUTE, criteria="Senior first.")
    assert waiting(world) == []


def test_a_published_change_beside_the_call_joins_it(world: World) -> None:
    def act(session: Session) -> None:
        by = world.actor(session, CHAIR)
        amendments.note(session, world.call(session), ["Topics: new is “Policing”."], by=by, now=NOW + MINUTE)

    change(world, criteria="Junior first.")
    world.do(act)
    change(world, NOW + 2 * MINUTE, criteria="")
    assert said(world) == [(1, ["Topics: new is “Policing”."], "")]
