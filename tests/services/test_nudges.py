"""Nudging: exactly what is missing, one letter a person, no two within twenty hours."""

from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.preparing import commenter, confirmed, hide
from tests.services.test_releases_at_once import AT_ONCE, all_at_once
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, World
from wip.domain.guidelines import Audience, Style
from wip.domain.letters import LetterKind
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.people import Actor
from wip.domain.readiness import APART, FRESH
from wip.domain.refusals import Refusal
from wip.domain.stops import StopTopic
from wip.models import Commission, Draft, HistoryEvent, LetterPaper, Person
from wip.services import guidelines, nudges, stops
from wip.services.nudges import Nudge, Sent

LATE = START - timedelta(days=12)
"""A day after drafts were due."""
OTHER = "noor.azimi@lake.example.edu"
GUIDELINES = "Read what we ask of commenters, and press “I have read this”"
ZONE = "Tell us in which time zone you are, so that we know your hour"


def proposed(world: World, now: datetime = LATE, email: str = CHAIR) -> dict[str, Nudge]:
    def read(session: Session) -> dict[str, Nudge]:
        found = nudges.propose(session, world.call(session), by=world.actor(session, email), now=now)
        session.expunge_all()
        return {each.person.email: each for each in found}

    return world.do(read)


def words(world: World, now: datetime = LATE, email: str = CHAIR) -> dict[str, list[str]]:
    return {who: [item.words for item in each.items] for who, each in proposed(world, now, email).items()}


def send(world: World, keys: Collection[str] | None = None, now: datetime = LATE, email: str = CHAIR) -> Sent:
    chosen = [each.key for each in proposed(world, now, email).values()] if keys is None else keys
    return world.do(lambda s: nudges.send(s, world.call(s), chosen, by=world.actor(s, email), now=now))


def told(world: World) -> list[str]:
    return [letter.to_email for letter in world.letters(kind=LetterKind.NUDGE)]


@pytest.fixture
def full(world: World) -> World:
    """A confirmed paper with a commenter who accepted and one who has not answered; and one not confirmed yet."""
    confirmed(world)
    world.paper(
        "Mercy as Procedure", "leila.haddad@law.example.edu", coauthors=(AuthorFacts("T", "", COAUTHOR),)
    )
    commenter(world)
    commenter(world, 1, OTHER, "Noor Azimi", accepts=None)

    def accept(session: Session) -> None:
        world.row(session, 2).state = PaperState.ACCEPTED

    world.do(accept)
    return world


def test_each_person_is_asked_for_exactly_what_is_missing_from_them(full: World) -> None:
    due = "due Fri 5 Mar 2027, 11:00 New York"
    assert words(full) == {
        "leila.haddad@law.example.edu": ["Say whether you will present “Mercy as Procedure”"],
        COAUTHOR: ["Say whether you will present “Mercy as Procedure”"],
        AUTHOR: [
            f"Send your draft of “Quotas Without Numbers” ({due})",
            "Read what we ask of presenters, and press “I have read this”",
            ZONE,
        ],
        OTHER: ["Say whether you will comment on “Quotas Without Numbers”"],
        COMMENTER: [GUIDELINES, ZONE],
    }
    assert words(full, NOW)[AUTHOR] == ["Read what we ask of presenters, and press “I have read this”", ZONE]


def test_nobody_is_nudged_about_a_request_of_less_than_a_day_ago(full: World) -> None:
    def ask(session: Session, at: datetime) -> None:
        session.get_one(Commission, 2).offered_at = at
        full.row(session, 2).offered_at = at

    full.do(lambda s: ask(s, LATE - FRESH + timedelta(minutes=1)))
    assert set(words(full)) == {AUTHOR, COMMENTER}
    full.do(lambda s: ask(s, LATE - FRESH))
    assert {OTHER, COAUTHOR} <= set(words(full))


def test_what_was_done_is_asked_no_more(full: World) -> None:
    def do(session: Session) -> None:
        person = session.query(Person).filter_by(email=COMMENTER).one()
        person.zone = "Europe/Berlin"
        by = Actor(person.id, person.name, person.email)
        row = session.get_one(Commission, 1)
        guidelines.acknowledge_as_commenter(session, row, 0, by=by, now=LATE)
        author = full.actor(session, AUTHOR)
        guidelines.acknowledge_as_presenter(session, full.row(session), 0, by=author, now=LATE)

    full.do(do)
    found = words(full)
    assert (COMMENTER in found, len(found[AUTHOR])) == (False, 2)


def test_the_letter_lists_it_with_the_person_s_own_links(full: World) -> None:
    assert send(full) == Sent(5, 0)
    letter = next(each for each in full.letters(kind=LetterKind.NUDGE) if each.to_email == AUTHOR)
    assert letter.subject == "3 things are still missing from you: “Spring Works-in-Progress Session”"
    assert [(link[0], link[4]) for link in letter.links] == [
        ("paper", ""),
        ("paper", "guidelines"),
        ("paper", "zone"),
        ("stop", "group_mail"),
    ]
    assert letter.paper_id is not None
    one = next(each for each in full.letters(kind=LetterKind.NUDGE) if each.to_email == OTHER)
    assert one.subject.startswith("One thing is still missing from you")
    history = full.do(lambda s: s.query(HistoryEvent).filter_by(act="nudge").one().new)
    assert history == {"letters": 5}


def test_a_letter_about_several_papers_is_hidden_with_any_of_them(full: World) -> None:
    confirmed(full, "A Third Paper")
    send(full)
    (mine,) = [each for each in full.letters(kind=LetterKind.NUDGE) if each.to_email == AUTHOR]
    assert mine.paper_id is None
    assert full.do(lambda s: s.query(LetterPaper).filter_by(letter_id=mine.id).count()) == 2


def test_only_the_chosen_are_written_to_and_none_is_no_choice(full: World) -> None:
    keys = proposed(full)
    assert send(full, [keys[OTHER].key]) == Sent(1, 0)
    assert told(full) == [OTHER]
    with pytest.raises(Refusal):
        send(full, [])


def test_nobody_is_nudged_again_within_twenty_hours(full: World) -> None:
    keys = [each.key for each in proposed(full).values()]
    assert send(full, keys) == Sent(5, 0)
    assert send(full, keys, LATE + timedelta(minutes=1)) == Sent(0, 5)
    assert [each.may_go for each in proposed(full, LATE + APART - timedelta(seconds=1)).values()] == [
        False
    ] * 5
    assert send(full, now=LATE + APART) == Sent(5, 0)
    assert len(told(full)) == 10


def test_what_changed_since_it_was_shown_is_not_written(full: World) -> None:
    keys = [each.key for each in proposed(full).values()]

    def tell_zone(session: Session) -> None:
        session.query(Person).filter_by(email=COMMENTER).one().zone = "Europe/Berlin"

    full.do(tell_zone)
    assert send(full, keys) == Sent(4, 1)
    assert COMMENTER not in told(full)


def test_whoever_stopped_such_letters_gets_none(full: World) -> None:
    def stop(session: Session, email: str, topic: StopTopic) -> None:
        person = session.query(Person).filter_by(email=email).one()
        by = Actor(person.id, person.name, person.email)
        stops.stop(session, person, full.call(session).wip_session, topic, by=by, now=NOW)

    full.do(lambda s: stop(s, COMMENTER, StopTopic.GROUP_MAIL))
    full.do(lambda s: stop(s, COAUTHOR, StopTopic.PLACE_REMINDERS))
    full.do(lambda s: stop(s, AUTHOR, StopTopic.DRAFT_REMINDERS))
    found = proposed(full)
    assert [item.need for item in found[AUTHOR].items] == ["guidelines", "zone"]
    assert (found[COMMENTER].is_stopped, COAUTHOR in found) == (True, False)
    assert send(full) == Sent(3, 1)
    assert COMMENTER not in told(full)


def test_a_leader_nudges_nobody_about_a_paper_that_is_closed_to_them(full: World) -> None:
    hide(full, 1)
    assert set(words(full)) == {"leila.haddad@law.example.edu", COAUTHOR}


def test_after_the_session_there_is_nobody_to_nudge(full: World) -> None:
    assert proposed(full, START + timedelta(days=1)) == {}


def test_leaders_who_nudge_at_once_write_each_letter_once(full: World) -> None:
    keys = [each.key for each in proposed(full).values()]

    def nudge(session: Session, place: int) -> None:
        call, by = full.call(session), full.actor(session, CHAIR)
        nudges.send(session, call, keys, by=by, now=LATE + timedelta(seconds=place))

    assert all_at_once(full, nudge) == {"done": AT_ONCE}
    assert len(told(full)) == 5


def test_leaders_who_save_guidelines_at_once_make_one_version(full: World) -> None:
    def save(session: Session, place: int) -> None:
        row, by = full.call(session).wip_session, full.actor(session, CHAIR)
        guidelines.save(
            session,
            row,
            Audience.COMMENTERS,
            Style.RESTATE,
            title="T",
            text=f"{place}",
            seen=0,
            by=by,
            now=NOW,
        )

    assert all_at_once(full, save) == {"done": 1, "stale": AT_ONCE - 1}


def test_a_draft_that_readers_do_not_get_is_asked_for_as_a_pdf(full: World) -> None:
    def send_word(session: Session) -> None:
        facts = {"file_name": "a.docx", "content_type": "application/msword", "size": 1, "sha256": "0" * 64}
        paper_id = full.row(session).id
        session.add(Draft(paper_id=paper_id, number=1, storage_key="k", uploaded_at=NOW, **facts))

    full.do(send_word)
    assert words(full)[AUTHOR][0] == (
        "Send your draft of “Quotas Without Numbers” as a PDF, or let the file out as it is: "
        "its readers do not get it yet"
    )
