"""What authors are told: a copy of everything, what is next, who named them, and who withdrew."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import published, set_state
from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, START, World
from wip.domain.letters import LetterKind, LetterMove, LetterState
from wip.domain.papers import AuthorFacts, PaperState, PublicationStatus, WorkStage
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.models import Draft, Letter, Question
from wip.services import letters, submissions
from wip.services.paper_copies import copy_of

COWRITER = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR, "0000-0002-1825-0097")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_copy_has_everything_that_was_typed_and_the_file(world: World) -> None:
    number = world.paper(
        coauthors=(COWRITER,),
        bio="I teach evidence.",
        work_stage=WorkStage.DRAFT,
        publication=PublicationStatus.UNPUBLISHED,
        still_revisable=True,
        focus_pages="3-9",
        questions="Is it new?",
        note_to_leaders="I travel in May.",
    )

    def read(session: Session) -> list[tuple[str, str]]:
        row = world.row(session, number)
        facts = {"file_name": "quotas.pdf", "content_type": "application/pdf", "storage_key": "k"}
        row.drafts.append(
            Draft(number=1, size=2048, sha256="ab12cd34ef56" + "0" * 52, uploaded_at=NOW, **facts)
        )
        session.flush()
        return [(item.label, item.text) for item in copy_of(session, row)]

    assert world.do(read) == [
        ("Title", "Quotas Without Numbers"),
        ("First author", "Mbali Abara, Northfield College of Law"),
        ("Author", "Tomas Varga, Ashford Law School, ORCID 0000-0002-1825-0097"),
        ("Abstract", "Informal targets survive the abolition of quotas."),
        ("Short biography", "I teach evidence."),
        ("Stage of the work", "A draft"),
        ("Publication", "Not offered to a publisher yet"),
        ("Still revisable on the day of the session", "yes"),
        ("Pages to focus on", "3-9"),
        ("Questions for readers", "Is it new?"),
        ("Note to the organisers", "I travel in May."),
        ("Draft", "quotas.pdf (2 kB, fingerprint ab12cd34ef56…)"),
    ]


def test_the_receipt_says_what_is_next_with_every_zone(world: World) -> None:
    world.paper()
    (letter,) = world.letters(kind=LetterKind.PAPER_RECEIVED)
    text = flat(letter.text)
    assert [sentence for sentence in NEXT if sentence not in text] == []


NEXT = (
    "Until Fri 29 Jan 2027, 17:00 New York you can change everything below.",
    "By Fri 12 Feb 2027, 17:00 New York you hear whether it is in the session.",
    "By Fri 5 Mar 2027, 11:00 New York you then send your draft",
    "there you change the paper, or withdraw it at any moment:",
)


def test_a_question_that_is_needed_later_is_announced_with_its_date(world: World) -> None:
    def ask(session: Session) -> None:
        row = {"call_id": world.call(session).id, "kind": QuestionKind.TEXT}
        due = DEADLINE + timedelta(days=20)
        session.add(Question(position=1, label="How far is the paper?", required_from=due, **row))
        session.add(Question(position=2, label="Anything else?", **row))

    world.do(ask)
    world.paper()
    world.paper("Answered Already", "leila.haddad@law.example.edu", answers={1: "Half-way."})
    due = "- By Thu 18 Feb 2027, 17:00 New York you answer on your page of the paper: How far is the paper?"
    texts = [flat(letter.text) for letter in world.letters(kind=LetterKind.PAPER_RECEIVED)]
    assert [due in text for text in texts] == [True, False]
    assert ["Anything else?" in text for text in texts] == [False, False]


def test_a_date_in_the_copy_is_in_words_and_no_question_ends_in_two_marks(world: World) -> None:
    def ask(session: Session) -> None:
        row = {"call_id": world.call(session).id, "kind": QuestionKind.DATE}
        session.add(Question(position=1, label="When will it be done?", **row))

    world.do(ask)
    world.paper(answers={1: "2027-03-18"})
    (letter,) = world.letters(kind=LetterKind.PAPER_RECEIVED)
    assert "When will it be done? Thu 18 Mar 2027" in flat(letter.text)
    assert ["?:" in letter.text + letter.html, "2027-03-18" in letter.text + letter.html] == [False, False]


def test_the_first_author_and_the_leaders_hear_that_a_co_author_objects(world: World) -> None:
    world.paper(coauthors=(COWRITER,))

    def object_(session: Session) -> None:
        submissions.disown(session, world.row(session), by=world.actor(session, COAUTHOR), now=NOW)

    world.do(object_)
    told = world.letters()[-2:]
    assert [(letter.to_email, letter.subject) for letter in told] == [
        (AUTHOR, "Tomas Varga is no author of “Quotas Without Numbers”"),
        (CHAIR, "Tomas Varga is no author of “Quotas Without Numbers”"),
    ]
    assert (
        "Tomas Varga says that this is a mistake. The paper stays in, and is no longer theirs; the organisers have been "
        "told. Please take the name out of the authors on your page of the paper, until Fri 29 Jan 2027, 17:00 New York:"
    ) in flat(told[0].text)
    assert "The first author has been told, and asked to take the name out." in flat(told[1].text)
    assert "was changed" not in told[0].text + told[0].html


def test_a_co_author_learns_who_named_them_and_how_to_object(world: World) -> None:
    world.paper(coauthors=(COWRITER,))
    (letter,) = world.letters(kind=LetterKind.PAPER_RECEIVED, to_email=COAUTHOR)
    assert "Mbali Abara has submitted “Quotas Without Numbers”" in flat(letter.text)
    assert "If that is a mistake, say so here;" in flat(letter.text)
    assert [link[4] for link in letter.links if link[0] == "paper"] == ["", "disown"]


def test_a_paper_let_in_late_is_promised_no_past_date(world: World) -> None:
    number = world.paper()
    late = DEADLINE + timedelta(days=20)

    def let_in(session: Session) -> None:
        row, by = world.row(session, number), world.actor(session, CHAIR)
        row.state = PaperState.DRAFT
        session.flush()
        submissions.let_in(session, row, world.call(session), by=by, now=late)

    world.do(let_in)
    letter = world.letters(kind=LetterKind.PAPER_RECEIVED)[-1]
    text = flat(letter.text)
    assert "As soon as the organisers have decided you hear whether it is in the session." in text
    assert ("you can change everything" in text, "12 Feb 2027" in text) == (False, False)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PaperState.SUBMITTED, []),
        (PaperState.WAITING, ["“Quotas Without Numbers” is withdrawn"]),
        (PaperState.CONFIRMED, ["“Quotas Without Numbers” is withdrawn"]),
    ],
)
def test_leaders_hear_of_a_withdrawal_that_leaves_a_gap(
    world: World, state: PaperState, told: list[str]
) -> None:
    number = world.paper(coauthors=(COWRITER,))
    set_state(world, number, state)

    def withdraw(session: Session) -> None:
        by = world.actor(session, COAUTHOR)
        submissions.withdraw(session, world.row(session, number), world.call(session), by=by, now=NOW)

    world.do(withdraw)
    assert [letter.subject for letter in world.letters(kind=LetterKind.LEADER_NEWS)] == told
    texts = {each.to_email: flat(each.text) for each in world.letters(kind=LetterKind.PAPER_WITHDRAWN)}
    assert {email: "by Tomas Varga" in text for email, text in texts.items()} == {
        AUTHOR: True,
        COAUTHOR: False,
    }


def _turn(world: World, verb: Callable[..., None], minutes: int) -> None:
    def act(session: Session) -> None:
        now = NOW + timedelta(minutes=minutes)
        by = world.actor(session, AUTHOR)
        verb(session, world.row(session), world.call(session), by=by, now=now)
        for letter in session.scalars(
            sa.select(Letter).where(Letter.state == "waiting", Letter.due_at <= now)
        ):
            letter.state, letter.sent_at = LetterState.SENT, now

    world.do(act)


def test_each_turn_of_a_day_is_told_and_the_fifth_waits_and_gives_way(world: World) -> None:
    """One letter a day said "Received" last, of a paper that had been withdrawn once more."""
    world.paper()
    for n, verb in enumerate([submissions.withdraw, submissions.restore] * 3):
        _turn(world, verb, n)
    found = [(x.kind.value, x.state.value, x.due_at - x.written_at) for x in world.letters()]
    at_once, hour = timedelta(), timedelta(hours=1)
    assert found == [
        ("paper_received", "replaced", at_once),
        ("paper_withdrawn", "sent", at_once),
        ("paper_received", "sent", at_once),
        ("paper_withdrawn", "sent", at_once),
        ("paper_received", "sent", at_once),
        ("paper_withdrawn", "replaced", hour),
        ("paper_received", "waiting", hour),
    ]


def test_leaders_hear_of_each_withdrawal_that_leaves_a_gap(world: World) -> None:
    number = world.paper()
    for n in range(2):
        set_state(world, number, PaperState.CONFIRMED)
        _turn(world, submissions.withdraw, 2 * n)
        _turn(world, submissions.restore, 2 * n + 1)
    assert len(world.letters(kind=LetterKind.LEADER_NEWS)) == 2


@pytest.mark.parametrize("state", [PaperState.DECLINED, PaperState.WITHDRAWN, PaperState.ACCEPTED])
def test_a_receipt_is_not_sent_again_once_the_paper_stands_elsewhere(world: World, state: PaperState) -> None:
    number = world.paper()

    def again(session: Session) -> None:
        letter = session.scalars(sa.select(Letter)).one()
        letter.state, letter.sent_at = LetterState.SENT, NOW
        by = world.actor(session, CHAIR)
        letters.move(session, letter, LetterMove.SEND_AGAIN, by=by, now=NOW)

    world.do(again)
    set_state(world, number, state)
    with pytest.raises(Refusal, match="Where the paper stands has changed since this letter was written"):
        world.do(again)

    def failed(session: Session) -> tuple[int, int]:
        letter = session.scalars(sa.select(Letter)).one()
        letter.state, by = LetterState.FAILED, world.actor(session, CHAIR)
        return letters.send_failed_again(session, world.call(session).wip_session, by=by, now=NOW)

    assert world.do(failed) == (0, 1)


def test_who_withdraws_reads_what_becomes_of_the_slot_and_that_nobody_can_put_the_paper_back(
    world: World,
) -> None:
    """After the deadline leaders can let it be submitted anew, until the session begins; calendars keep its slot as cancelled."""
    published(world)
    later = world.now + timedelta(days=1)

    def withdraw(session: Session, number: int, now: datetime) -> None:
        by = world.actor(session, AUTHOR)
        submissions.withdraw(session, world.row(session, number), world.call(session), by=by, now=now)

    world.do(lambda s: withdraw(s, 1, later))
    world.do(lambda s: setattr(world.call(s), "deadline_at", later))
    world.do(lambda s: withdraw(s, 2, later + timedelta(days=1)))
    world.do(lambda s: withdraw(s, 3, START + timedelta(minutes=1)))
    open_, ahead, begun = (flat(each.text) for each in world.letters(kind=LetterKind.PAPER_WITHDRAWN))
    slot = "It is out of the selection and the agenda; calendars show its slot as cancelled."
    assert all(slot in each for each in (open_, ahead, begun))
    assert "you can put it back in on its page" in open_
    asked = "If that was not meant, write to cj@law.example.edu: while there is room, the organisers can let you submit it again."
    assert f"It cannot be put back as it was. {asked} Its page:" in ahead
    assert "It cannot be put back as it was. Its page:" in begun


def test_a_paper_without_a_slot_leaves_no_calendar(world: World) -> None:
    number = world.paper()
    _turn(world, submissions.withdraw, 0)
    (letter,) = world.letters(kind=LetterKind.PAPER_WITHDRAWN)
    assert number == 1
    assert "It is out of the selection and the agenda. Until" in flat(letter.text)
