"""A section's own letters: worded, used wherever the kind is written, put back, and tried on oneself."""

import ast
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.selecting import decide, release
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip import paths
from wip.adapters.own_letters import our_words
from wip.domain.letter_kinds import EDITABLE
from wip.domain.letter_templates import OwnWords
from wip.domain.letters import LetterKind
from wip.domain.mail_groups import GROUP_WORDS, MailGroup
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.models import HistoryEvent, Letter, LetterTemplate, Section
from wip.services import letter_templates, mailings
from wip.services.letter_samples import facts_for, samples

ACCEPTED = LetterKind.DECISION_ACCEPTED
WORDS = OwnWords(
    "{title}: yes!",
    "Hello {name},\n\n{earlier_letter}\n\nIn “{title}” you may {{present}}.\n{confirm}\n{turn_down}\n{paper}\n\n"
    "Reviewers:\n- {comments}",
)


def section_of(session: Session, slug: str = "criminal-justice") -> Section:
    return session.scalars(sa.select(Section).where(Section.slug == slug)).one()


def word(
    world: World, words: OwnWords = WORDS, kind: LetterKind = ACCEPTED, seen: str = "", by: str = CHAIR
) -> str:
    """Word the letter; the mark of what stands there then."""

    def act(session: Session) -> str:
        section = section_of(session)
        actor = world.actor(session, by)
        letter_templates.word(session, section, kind, words, seen=seen, by=actor, now=world.now)
        return letter_templates.mark_of(letter_templates.own(session, section, kind))

    return world.do(act)


def events(world: World, act: str) -> list[HistoryEvent]:
    def read(session: Session) -> list[HistoryEvent]:
        found = list(session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == act)))
        session.expunge_all()
        return found

    return world.do(read)


def test_the_section_s_words_are_those_of_its_letters(world: World) -> None:
    word(world)
    world.paper("On {confirm} \u27e62\u27e7")
    decide(world, {1: Outcome.ACCEPT}, CHAIR)
    release(world, CHAIR)
    (letter,) = world.letters(kind=ACCEPTED)
    assert letter.subject == "On {confirm} [2]: yes!"
    assert letter.text == (
        "Hello Mbali Abara,\n\nIn “On {confirm} [2]” you may {present}.\n\u27e62\u27e7\n\u27e63\u27e7\n\u27e61\u27e7\n"
    )
    assert [link[4] for link in letter.links] == ["", "", "confirm", "turn_down"]
    assert "<b>" not in letter.html


def test_another_section_keeps_the_planner_s_words(world: World) -> None:
    word(world, OwnWords("Ours", "{opening} {paper}"), LetterKind.PAPER_RECEIVED)

    def move(session: Session) -> None:
        world.call(session).wip_session.section = section_of(session, "evidence")

    world.do(move)
    world.paper()
    assert [letter.subject for letter in world.letters()] == ["Received: Quotas Without Numbers"]


def test_each_change_is_in_the_history_of_the_section(world: World) -> None:
    seen = word(world)
    world.now += timedelta(minutes=1)
    word(world, OwnWords("Other", WORDS.body), seen=seen)
    found = events(world, "word letter")
    assert [(e.section_id is not None, e.old.get("subject"), e.new["subject"]) for e in found] == [
        (True, None, "{title}: yes!"),
        (True, "{title}: yes!", "Other"),
    ]


def test_saving_the_same_words_again_changes_nothing(world: World) -> None:
    seen = word(world)
    world.now += timedelta(minutes=1)
    assert word(world, seen=seen) == seen
    assert len(events(world, "word letter")) == 1


def test_the_planner_s_words_are_not_kept_as_the_section_s(world: World) -> None:
    word(world, our_words(ACCEPTED))
    assert events(world, "word letter") == []
    seen = word(world)
    word(world, our_words(ACCEPTED), seen=seen)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count(LetterTemplate.id)))) == 0
    assert len(events(world, "unword letter")) == 1


def test_who_was_slower_is_told_who_was_faster(world: World) -> None:
    seen = word(world)
    world.now += timedelta(minutes=1)
    word(world, OwnWords("Newer", WORDS.body), seen=seen, by=CHAIR)
    with pytest.raises(Stale) as no:
        word(world, OwnWords("Mine", WORDS.body), seen=seen)
    assert no.value.changes == (
        "Robin Vale changed it Wed 20 Jan 2027, 10:01 New York.",
        "Its subject is now: Newer",
    )


def test_a_text_that_was_put_back_and_worded_anew_is_another_text(world: World) -> None:
    first = word(world)

    def back(session: Session) -> None:
        by = world.actor(session, CHAIR)
        letter_templates.put_back(session, section_of(session), ACCEPTED, seen=first, by=by, now=world.now)

    world.do(back)
    with pytest.raises(Stale) as no:
        word(world, seen=first)
    assert no.value.changes == ("It has the planner’s own words again.",)
    world.now += timedelta(minutes=1)
    word(world)
    with pytest.raises(Stale):
        word(world, OwnWords("Mine", WORDS.body), seen=first)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (OwnWords("x" * 201, WORDS.body), "subject"),
        (OwnWords("S", WORDS.body + "x" * 20_000), "body"),
        (OwnWords("S", "{confirm}"), "body"),
    ],
)
def test_what_could_not_be_sent_is_refused(world: World, words: OwnWords, field: str) -> None:
    with pytest.raises(Refusal) as no:
        word(world, words)
    assert no.value.field == field


def test_a_test_goes_to_oneself_alone_and_its_links_act_for_nobody(world: World) -> None:
    world.paper()

    def act(session: Session) -> None:
        section, by = section_of(session), world.actor(session, CHAIR)
        sample = samples(session, section, ACCEPTED, by=by)[0]
        facts = facts_for(session, section, ACCEPTED, sample, by=by, now=NOW)
        letter_templates.send_test(session, section, ACCEPTED, WORDS, facts, by=by, now=NOW)

    world.do(act)
    (letter,) = world.letters(kind=ACCEPTED)
    assert (letter.to_email, letter.subject) == (CHAIR, "[Test] Quotas Without Numbers: yes!")
    assert (letter.wip_session_id, letter.reply_to) == (None, "cj@law.example.edu")
    assert "Hello Mbali Abara," in letter.text
    here = "/sections/criminal-justice/letters/decision_accepted/"
    assert {(link[0], link[5]) for link in letter.links} == {("page", here)}


@pytest.mark.parametrize("kind", sorted(EDITABLE))
def test_every_kind_can_be_shown_for_somebody_real_and_for_somebody_made_up(
    world: World, kind: LetterKind
) -> None:
    world.paper()

    def act(session: Session) -> list[str]:
        section, by = section_of(session), world.actor(session, CHAIR)
        found = samples(session, section, kind, by=by)
        for sample in found:
            facts = facts_for(session, section, kind, sample, by=by, now=NOW)
            letter_templates.send_test(session, section, kind, our_words(kind), facts, by=by, now=NOW)
            session.execute(sa.delete(Letter).where(Letter.cause.startswith("test:")))
            assert facts["session_title"] == "Spring Works-in-Progress Session"
        return [sample.label for sample in found]

    assert world.do(act)[-1] == "Avery Sample (made up)"


def test_nobody_is_shown_a_letter_for_a_paper_that_is_closed_to_them(world: World) -> None:
    world.paper("My Own", CHAIR)
    world.paper()

    def labels(session: Session) -> list[str]:
        by = world.actor(session, CHAIR)
        return [each.label for each in samples(session, section_of(session), ACCEPTED, by=by)]

    assert world.do(labels) == ["Mbali Abara, “Quotas Without Numbers”", "Avery Sample (made up)"]


def test_other_sections_people_are_no_samples(world: World) -> None:
    world.paper("Quotas", AUTHOR)

    def labels(session: Session) -> list[str]:
        by = world.actor(session, OTHER_CHAIR)
        return [each.label for each in samples(session, section_of(session, "evidence"), ACCEPTED, by=by)]

    assert world.do(labels) == ["Avery Sample (made up)"]


def test_every_letter_of_a_session_is_written_in_its_section_s_words() -> None:
    """A call that forgot to say which session it is about would keep the planner's words unseen."""
    forgot = set()
    for file in sorted((paths.templates().parent / "wip" / "services").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if name in {"tell", "draught"} and "wip_session" not in {each.arg for each in node.keywords}:
                forgot.add(file.name)
    # Invitations to lead, and links to sign in or to be forgotten, are about no session.
    assert forgot == {"forgetting.py", "sections.py", "sign_ins.py"}


def test_a_new_letter_begins_with_the_section_s_words_for_it(world: World) -> None:
    def read(session: Session) -> str:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        first = mailings.first_words(section).subject
        facts = {"section_id": section.id, "kind": "group_mail", "edited_at": NOW}
        session.add(LetterTemplate(subject="Ours", body="Ours", **facts))
        session.flush()
        session.expire(section)
        return f"{first} | {mailings.first_words(section).subject}"

    assert world.do(read) == "About “{session_title}” | Ours"


def test_every_group_has_its_words() -> None:
    assert set(GROUP_WORDS) == set(MailGroup)
