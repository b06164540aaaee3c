"""Letters to a group: who is in it, one letter a person, and nothing told of a paper that is closed to the sender."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.selecting import SECOND_CHAIR, add_leader, decide, release
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.conflicts import ConflictKind
from wip.domain.letter_templates import OwnWords
from wip.domain.letters import LetterKind, LetterState
from wip.domain.mail_groups import MailGroup
from wip.domain.papers import AuthorFacts
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.stops import StopTopic
from wip.models import Commenter, HistoryEvent, Letter, Mailing, Person
from wip.queries.letters import open_letters
from wip.queries.mailings import members, sent_mailings
from wip.services import attendance, commenters, commissions, confirmations, conflicts, mailings, stops
from wip.services.commenters import OfferFacts
from wip.services.mailings import Order, Proposal

WORDS = OwnWords("About {session_title}", "Dear {name},\n\nYou wrote {titles}.\nSee {session}\n\n{section}")
SECOND = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
OTHERS = {n: f"author{n}@law.example.edu" for n in range(2, 6)}

G = MailGroup
GROUP_MAIL = Letter.kind == LetterKind.GROUP_MAIL


@pytest.fixture
def decided(world: World) -> World:
    """Five papers: 1 confirmed with two authors, 2 accepted, 3 waiting, 4 declined, 5 by the author of 1, declined."""
    world.paper("One", AUTHOR, coauthors=(SECOND,))
    for n in (2, 3, 4):
        world.paper(f"Paper {n}", OTHERS[n])
    world.paper("Five", AUTHOR.upper().replace("LAW.EXAMPLE.EDU", "law.example.edu"))
    yes, no = Outcome.ACCEPT, Outcome.DECLINE
    world.do(_offer)
    decide(world, {1: yes, 2: yes, 3: Outcome.WAITING_LIST, 4: no, 5: no}, CHAIR)
    release(world, CHAIR)
    world.do(lambda session: _confirm(world, session))
    world.do(lambda session: _take_part(world, session))
    return world


def _offer(session: Session) -> None:
    from wip.models import Call

    call = session.scalars(sa.select(Call)).first()
    assert call is not None
    who = {"name": "Piper Nakagawa", "email": COMMENTER, "affiliation": ""}
    commenters.offer(session, call, OfferFacts("Policing", "", 2), **who, by=None, now=NOW)


def _confirm(world: World, session: Session) -> None:
    by = world.actor(session, AUTHOR)
    confirmations.confirm(session, world.row(session, 1), world.call(session), by=by, now=NOW)


def _take_part(world: World, session: Session) -> None:
    call, by = world.call(session), world.actor(session, CHAIR)
    ids = list(session.scalars(sa.select(Commenter.id)))
    for number in (1, 2):
        (asked,) = commissions.ask(session, world.row(session, number), call, ids, by=by, now=NOW)
        who = world.actor(session, COMMENTER)
        commissions.answer(session, asked, call, accept=True, by=who, now=NOW)
    attendance.attend(session, call, name="Ada", email="ada@law.example.edu", now=NOW)
    attendance.attend(session, call, name="Mbali", email=AUTHOR, now=NOW)


def people(world: World, group: MailGroup, number: int | None = None) -> dict[str, list[str]]:
    def read(session: Session) -> dict[str, list[str]]:
        paper = world.row(session, number) if number else None
        found = members(session, world.call(session).wip_session, group, paper)
        return {one.person.email: [paper.title for paper in one.papers] for one in found}

    return world.do(read)


def order_of(world: World, session: Session, group: MailGroup, number: int | None, words: OwnWords) -> Order:
    return Order(group, world.row(session, number) if number else None, words)


def propose(
    world: World,
    group: MailGroup,
    number: int | None = None,
    words: OwnWords = WORDS,
    by: str = CHAIR,
) -> Proposal:
    def act(session: Session) -> Proposal:
        order = order_of(world, session, group, number, words)
        found = mailings.propose(
            session, world.call(session), order, by=world.actor(session, by), now=world.now
        )
        session.expunge_all()
        return found

    return world.do(act)


def send(
    world: World,
    group: MailGroup,
    number: int | None = None,
    words: OwnWords = WORDS,
    by: str = CHAIR,
    looked: Proposal | None = None,
    *,
    again: bool = False,
) -> int:
    looked = looked or propose(world, group, number, words, by)

    def act(session: Session) -> int:
        order, actor = order_of(world, session, group, number, words), world.actor(session, by)
        seen = [one.person.id for one in looked.shown]
        call = world.call(session)
        row = mailings.send(
            session, call, order, digest=looked.digest, seen=seen, by=actor, now=world.now, again=again
        )
        return row.id

    return world.do(act)


@pytest.mark.parametrize(
    ("group", "found"),
    [
        (
            G.SUBMITTED,
            {AUTHOR: ["One", "Five"], COAUTHOR: ["One"]} | {OTHERS[n]: [f"Paper {n}"] for n in (2, 3, 4)},
        ),
        (G.ACCEPTED, {AUTHOR: ["One"], COAUTHOR: ["One"], OTHERS[2]: ["Paper 2"]}),
        (G.UNCONFIRMED, {OTHERS[2]: ["Paper 2"]}),
        (G.PRESENTERS, {AUTHOR: ["One"], COAUTHOR: ["One"]}),
        (G.WAITING, {OTHERS[3]: ["Paper 3"]}),
        (G.DECLINED, {AUTHOR: ["Five"], OTHERS[4]: ["Paper 4"]}),
        (G.COMMENTERS, {COMMENTER: ["One", "Paper 2"]}),
        (G.REVIEWERS, {}),
        (G.UNFINISHED, {}),
        (G.ATTENDEES, {"ada@law.example.edu": [], AUTHOR: []}),
    ],
)
def test_who_is_in_a_group(decided: World, group: MailGroup, found: dict[str, list[str]]) -> None:
    assert people(decided, group) == found


def test_commenters_of_one_paper_are_its_own(decided: World) -> None:
    assert people(decided, G.PAPER_COMMENTERS, 2) == {COMMENTER: ["Paper 2"]}
    assert people(decided, G.PAPER_COMMENTERS, 3) == {}
    with pytest.raises(Refusal, match="Choose the paper"):
        propose(decided, G.PAPER_COMMENTERS)


def test_each_person_gets_one_letter_in_their_own_words(decided: World) -> None:
    mailing = send(decided, G.SUBMITTED)
    letters = decided.letters(kind=LetterKind.GROUP_MAIL)
    assert sorted(letter.to_email for letter in letters) == sorted(
        [AUTHOR, COAUTHOR, *(OTHERS[n] for n in (2, 3, 4))]
    )
    (own,) = [letter for letter in letters if letter.to_email == AUTHOR]
    assert (own.cause, own.subject) == (f"mailing:{mailing}", "About Spring Works-in-Progress Session")
    assert "You wrote “One”; “Five”." in own.text
    assert [link[0] for link in own.links] == ["page", "stop"]
    assert (own.from_name, own.reply_to) == ("Section on Criminal Justice", "cj@law.example.edu")


def test_what_was_sent_is_kept_and_in_the_history(decided: World) -> None:
    send(decided, G.WAITING)

    def read(session: Session) -> tuple[Any, ...]:
        row = session.scalars(sa.select(Mailing)).one()
        event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "mail group")).one()
        return row.group, row.letters, row.stopped, row.sender.email, row.body, event.new

    told = {"group": "Authors on the waiting list", "subject": WORDS.subject}
    assert decided.do(read) == (G.WAITING, 1, 0, CHAIR, WORDS.body, told)


def test_the_same_letter_goes_a_second_time_only_if_it_is_meant(decided: World) -> None:
    send(decided, G.WAITING)
    add_leader(decided, SECOND_CHAIR)
    for email in (CHAIR, SECOND_CHAIR):
        with pytest.raises(Refusal) as no:
            send(decided, G.WAITING, by=email)
        assert no.value.field == "again"
        assert no.value.sentence.startswith("The same letter went to this group on ")
        assert no.value.sentence.endswith(", sent by Robin Vale. If you do mean it, tick “Send it again”.")
    assert len(decided.letters(kind=LetterKind.GROUP_MAIL)) == 1
    send(decided, G.WAITING, by=SECOND_CHAIR, again=True)
    send(decided, G.WAITING, words=OwnWords("Other", "Words"))
    send(decided, G.UNCONFIRMED)
    assert len(decided.letters(kind=LetterKind.GROUP_MAIL)) == 4
    decided.now += mailings.ALIKE_FOR
    assert propose(decided, G.WAITING).sent_before == ""


def test_whoever_stopped_such_letters_gets_none(decided: World) -> None:
    def stop(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == COAUTHOR)).one()
        row, by = decided.call(session).wip_session, decided.actor(session, COAUTHOR)
        stops.stop(session, person, row, StopTopic.GROUP_MAIL, by=by, now=NOW)

    decided.do(stop)
    looked = propose(decided, G.PRESENTERS)
    assert (looked.letters, len(looked.stopped)) == (1, 1)
    send(decided, G.PRESENTERS, looked=looked)
    assert [letter.to_email for letter in decided.letters(kind=LetterKind.GROUP_MAIL)] == [AUTHOR]
    row = decided.do(lambda session: [(m.letters, m.stopped) for m in session.scalars(sa.select(Mailing))])
    assert row == [(1, 1)]


def test_where_everybody_wants_no_such_letters_nothing_is_sent(decided: World) -> None:
    def stop(session: Session) -> None:
        for email in (AUTHOR, COAUTHOR):
            person = session.scalars(sa.select(Person).where(Person.email == email)).one()
            row, by = decided.call(session).wip_session, decided.actor(session, email)
            stops.stop(session, person, row, StopTopic.GROUP_MAIL, by=by, now=NOW)

    decided.do(stop)
    looked = propose(decided, G.PRESENTERS)
    assert (looked.letters, looked.reaches_somebody) == (0, False)
    with pytest.raises(Refusal, match="Everybody in this group wants no more letters"):
        send(decided, G.PRESENTERS, looked=looked)


def test_a_group_that_has_changed_is_looked_at_once_more(decided: World) -> None:
    looked = propose(decided, G.UNCONFIRMED)

    def confirm(session: Session) -> None:
        by = decided.actor(session, OTHERS[2])
        confirmations.confirm(session, decided.row(session, 2), decided.call(session), by=by, now=NOW)

    decided.do(confirm)
    with pytest.raises(Stale) as no:
        send(decided, G.UNCONFIRMED, looked=looked)
    assert no.value.changes == ("1 of those shown is no longer in it.",)
    looked = propose(decided, G.PRESENTERS)
    decided.paper("Late", OTHERS[5])
    before = propose(decided, G.SUBMITTED)
    decided.paper("Later", "newcomer@law.example.edu")
    with pytest.raises(Stale) as no:
        send(decided, G.SUBMITTED, looked=before)
    assert no.value.changes == ("New in the group: Newcomer.",)
    assert decided.letters(kind=LetterKind.GROUP_MAIL) == []
    assert send(decided, G.PRESENTERS, looked=looked) > 0


def test_words_that_were_not_looked_at_are_not_sent(decided: World) -> None:
    looked = propose(decided, G.WAITING)
    with pytest.raises(Stale):
        send(decided, G.WAITING, words=OwnWords("Other", "Words"), looked=looked)


def test_an_empty_group_and_unknown_placeholders_are_refused(decided: World) -> None:
    with pytest.raises(Refusal, match="Nobody is in this group now"):
        send(decided, G.REVIEWERS)
    with pytest.raises(Refusal, match="There is no placeholder"):
        propose(decided, G.WAITING, words=OwnWords("S", "{nobody}"))


def conflict(world: World, email: str, number: int) -> None:
    def act(session: Session) -> None:
        by, paper = world.actor(session, CHAIR), world.row(session, number)
        who = world.actor(session, email).person_id
        assert who is not None
        conflicts.put_down(session, paper, who, ConflictKind.LEADER, "A friend.", by=by, now=NOW)

    world.do(act)


@pytest.mark.parametrize("group", [G.ACCEPTED, G.DECLINED, G.WAITING])
def test_recipients_never_tell_what_became_of_a_closed_paper(decided: World, group: MailGroup) -> None:
    """Paper 2 is accepted; whoever may not see it sees the same as if it were not."""
    add_leader(decided, SECOND_CHAIR)
    conflict(decided, SECOND_CHAIR, 2)
    looked = propose(decided, group, by=SECOND_CHAIR)
    assert OTHERS[2] not in {one.person.email for one in looked.shown}
    assert looked.hides_some
    send(decided, group, by=SECOND_CHAIR, looked=looked)
    told = {letter.to_email for letter in decided.letters(kind=LetterKind.GROUP_MAIL)}
    assert (OTHERS[2] in told) is (group is G.ACCEPTED)


def test_what_was_sent_counts_only_letters_that_one_may_see(decided: World) -> None:
    add_leader(decided, SECOND_CHAIR)
    conflict(decided, SECOND_CHAIR, 2)
    send(decided, G.ACCEPTED)

    def counted(session: Session, email: str) -> list[dict[LetterState, int]]:
        person = decided.actor(session, email).person_id or 0
        page = sent_mailings(session, decided.call(session).wip_session, person, 1)
        return [one.states for one in page.items]

    found = {email: decided.do(lambda s, email=email: counted(s, email)) for email in (CHAIR, SECOND_CHAIR)}  # type: ignore[misc]
    assert found == {CHAIR: [{LetterState.WAITING: 3}], SECOND_CHAIR: [{LetterState.WAITING: 2}]}


def test_somebody_with_a_closed_paper_among_others_is_not_shown_either(decided: World) -> None:
    add_leader(decided, SECOND_CHAIR)
    conflict(decided, SECOND_CHAIR, 5)
    looked = propose(decided, G.SUBMITTED, by=SECOND_CHAIR)
    assert AUTHOR not in {one.person.email for one in looked.shown}
    send(decided, G.SUBMITTED, by=SECOND_CHAIR, looked=looked)
    (letter,) = [m for m in decided.letters(kind=LetterKind.GROUP_MAIL) if m.to_email == AUTHOR]
    assert (letter.paper_id, sees(decided, SECOND_CHAIR, AUTHOR)) == (None, False)


def sees(world: World, leader: str, to: str) -> bool:
    """Whether the leader is shown the letter of the group that went to this address."""

    def read(session: Session) -> bool:
        person, row = world.actor(session, leader).person_id or 0, world.call(session).wip_session
        return to in session.scalars(sa.select(Letter.to_email).where(open_letters(row, person), GROUP_MAIL))

    return world.do(read)


def test_a_letter_about_several_papers_closes_with_each_of_them_also_afterwards(decided: World) -> None:
    add_leader(decided, SECOND_CHAIR)
    send(decided, G.SUBMITTED)
    assert sees(decided, SECOND_CHAIR, AUTHOR)
    conflict(decided, SECOND_CHAIR, 1)
    assert (sees(decided, SECOND_CHAIR, AUTHOR), sees(decided, SECOND_CHAIR, OTHERS[2])) == (False, True)
    assert sees(decided, CHAIR, AUTHOR)


def test_a_letter_about_several_papers_is_closed_to_whoever_handed_one_in(decided: World) -> None:
    """Also where they lead a section that only sponsors the session too, or stand among no paper's authors."""
    add_leader(decided, SECOND_CHAIR)

    def hand_in(session: Session) -> None:
        decided.row(session, 5).submitter_id = decided.actor(session, SECOND_CHAIR).person_id or 0

    decided.do(hand_in)
    send(decided, G.SUBMITTED)
    assert (sees(decided, SECOND_CHAIR, AUTHOR), sees(decided, CHAIR, AUTHOR)) == (False, True)
