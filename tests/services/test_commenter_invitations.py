"""Personal invitations to comment: who can be invited, the letters, the answers, and what leaders read of people's past."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.inviting import GUEST, acts, answer, commented, invite, last_year, listed, on, states
from tests.world import AUTHOR, CHAIR, COMMENTER, OTHER_CHAIR, START, World
from wip.domain.commissions import CommissionState
from wip.domain.guest_lists import Guest
from wip.domain.invitations import InvitationState
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.domain.stops import StopTopic
from wip.models import (
    Call,
    Commenter,
    CommenterInvitation,
    Person,
)
from wip.queries.presenters import unasked_presenters
from wip.services import (
    commenter_invitations,
    commenters,
    stops,
)
from wip.services.commenter_invitations import Wanted
from wip.services.commenters import OfferFacts


def test_inviting_writes_one_letter_with_both_answers_and_the_leader_s_words(world: World) -> None:
    invite(world, papers_max=2, note="You wrote on bail.")
    (letter,) = world.letters(kind="commenter_invited")
    assert (letter.to_email, letter.subject) == (
        GUEST,
        "Will you comment on up to 2 papers in “Spring Works-in-Progress Session”?",
    )
    assert [link[0] for link in letter.links] == ["commenting", "commenting", "page", "stop"]
    assert "Robin Vale invites you to be a commenter" in " ".join(letter.text.split())
    assert "You wrote on bail." in letter.text
    assert (states(world), acts(world)) == (["invited"], ["invite commenter"])


def test_nothing_is_sent_that_was_not_looked_at(world: World) -> None:
    def act(session: Session, call: Call) -> None:
        wanted, me = Wanted(typed=(Guest("Ada", GUEST),)), world.actor(session, CHAIR)
        commenter_invitations.invite(session, call, wanted, digest="another", by=me, now=world.now)

    with pytest.raises(Stale, match="Nothing was sent"):
        on(world, act)
    assert world.letters() == []


@pytest.mark.parametrize("known", [False, True])
def test_whose_address_was_typed_is_told_only_where_the_leader_knows_them(
    world: World, *, known: bool
) -> None:
    slug = last_year(world, CHAIR if known else OTHER_CHAIR, "" if known else "evidence")
    commented(world, slug, GUEST, CommissionState.ACCEPTED)
    stored = world.do(lambda s: s.scalars(sa.select(Person.name).where(Person.email == GUEST)).one())

    def look(session: Session, call: Call) -> tuple[str, str]:
        wanted, me = Wanted(typed=(Guest("A. O.", GUEST),)), world.actor(session, CHAIR)
        (letter,) = commenter_invitations.propose(session, call, wanted, by=me, now=world.now).letters
        return letter.to.name, letter.words.text

    name, text = on(world, look)
    invite(world, Guest("A. O.", GUEST))
    (sent,) = world.letters(kind="commenter_invited")
    assert stored not in {"", "A. O."}
    for said, words in ((name, text), (sent.to_name, sent.text)):
        assert said == (stored if known else "A. O.")
        assert (stored in words, "A. O." in words) == (known, not known)
    kept = world.do(lambda s: s.scalars(sa.select(Person.name).where(Person.email == GUEST)).one())
    assert kept == stored


def test_looking_writes_nothing(world: World) -> None:
    def act(session: Session, call: Call) -> int:
        wanted, me = Wanted(typed=(Guest("Ada", GUEST),)), world.actor(session, CHAIR)
        return len(commenter_invitations.propose(session, call, wanted, by=me, now=world.now).letters)

    assert on(world, act) == 1
    assert world.do(lambda s: s.scalar(sa.select(Person.id).where(Person.email == GUEST))) is None


def test_accepting_makes_a_volunteer_with_what_is_known_and_declining_keeps_the_line(world: World) -> None:
    invite(world, papers_max=4)
    answer(world)
    answer(world)
    row = world.do(lambda s: s.execute(sa.select(Commenter.papers_max, Commenter.withdrawn)).one())
    assert (tuple(row), states(world)) == ((4, False), ["accepted"])
    assert [letter.to_email for letter in world.letters(kind="offer_received")] == [GUEST]
    invite(world, Guest("Bo", "bo@quay.example.edu"))
    answer(world, "Ask me next year.", "bo@quay.example.edu")
    said = world.do(lambda s: list(s.scalars(sa.select(CommenterInvitation.answer))))
    assert (states(world), said) == (["accepted", "declined"], ["", "Ask me next year."])


def test_what_somebody_said_in_an_earlier_session_of_the_section_is_known(world: World) -> None:
    slug = last_year(world)
    commented(world, slug, GUEST, CommissionState.ACCEPTED)
    invite(world)
    answer(world)
    newest = sa.select(Commenter.topics).order_by(Commenter.id.desc())
    assert world.do(lambda s: s.scalars(newest).first()) == "Bail"


def test_another_section_s_words_are_not_known_here(world: World) -> None:
    slug = last_year(world, OTHER_CHAIR, "evidence")
    commented(world, slug, GUEST, CommissionState.ACCEPTED)
    invite(world)
    answer(world)
    newest = sa.select(Commenter.topics).order_by(Commenter.id.desc())
    assert world.do(lambda s: s.scalars(newest).first()) == ""


@pytest.mark.parametrize("again", ["invite", "offer"])
def test_nobody_is_invited_twice_nor_who_offered(world: World, again: str) -> None:
    if again == "invite":
        invite(world)
        answer(world, "")
    else:

        def offer(session: Session, call: Call) -> None:
            who: dict[str, Any] = {"name": "Ada Osei", "email": GUEST, "affiliation": ""}
            commenters.offer(session, call, OfferFacts("Bail"), **who, now=world.now, by=None)

        on(world, offer)
    with pytest.raises(Refusal, match=r"Ada Osei (has been invited|is among the volunteers) already"):
        invite(world)


def test_only_a_leader_s_own_act_invites_again_after_a_no(world: World) -> None:
    (row_id,) = invite(world)
    answer(world, "Not now")

    def again(session: Session, call: Call) -> None:
        row = session.get_one(CommenterInvitation, row_id)
        me = world.actor(session, CHAIR)
        commenter_invitations.invite_again(session, call, row, seen=row.version, by=me, now=world.now)

    on(world, again)
    assert (states(world), len(world.letters(kind="commenter_invited"))) == (["invited"], 2)
    answer(world, "Still not")
    with pytest.raises(Refusal, match="Ada Osei has been invited again within the last day"):
        on(world, again)
    assert len(world.letters(kind="commenter_invited")) == 2
    world.now += timedelta(days=1, minutes=1)
    on(world, again)
    answer(world)
    assert states(world) == ["accepted"]


def test_an_invitation_that_was_taken_back_is_answered_by_nobody(world: World) -> None:
    (row_id,) = invite(world)

    def back(session: Session, call: Call) -> None:
        row, me = session.get_one(CommenterInvitation, row_id), world.actor(session, CHAIR)
        commenter_invitations.take_back(session, call, row, seen=row.version, by=me, now=world.now)

    on(world, back)
    assert states(world) == ["ended"]
    with pytest.raises(RefusedMove):
        answer(world)


@pytest.mark.parametrize(("by", "state"), [("", "invited"), (CHAIR, "invited"), (GUEST, "accepted")])
def test_only_the_invited_person_answers_by_offering_at_the_door(world: World, by: str, state: str) -> None:
    """Anybody may type anybody's address: the invitation waits for its person."""
    invite(world)

    def offer(session: Session, call: Call) -> None:
        who: dict[str, Any] = {"name": "Ada Osei", "email": GUEST, "affiliation": ""}
        me = world.actor(session, by) if by else None
        commenters.offer(session, call, OfferFacts("Bail"), **who, now=world.now, by=me)

    on(world, offer)
    assert states(world) == [state]
    answer(world)
    assert (states(world), len(world.do(lambda s: s.scalars(sa.select(Commenter)).all()))) == (
        ["accepted"],
        1,
    )


def test_who_changes_an_offer_behind_its_link_has_answered(world: World) -> None:
    invite(world)

    def offer(session: Session, call: Call) -> None:
        who: dict[str, Any] = {"name": "Ada Osei", "email": GUEST, "affiliation": ""}
        row = commenters.offer(session, call, OfferFacts("Bail"), **who, now=world.now, by=None)
        me = world.actor(session, GUEST)
        facts = OfferFacts("Juries")
        commenters.change_offer(session, row, call, facts, seen=row.version, by=me, now=world.now)

    on(world, offer)
    assert states(world) == ["accepted"]


def test_after_the_session_nothing_is_asked_or_answered(world: World) -> None:
    invite(world)
    world.now = START
    with pytest.raises(Refusal, match="no longer looks for commenters"):
        answer(world)
    with pytest.raises(Refusal, match="until the session begins"):
        invite(world, Guest("Bo", "bo@quay.example.edu"))


@pytest.mark.parametrize("why", ["stopped", "stopped there", "erased", "asked"])
def test_who_stopped_invitations_or_wants_to_be_forgotten_is_not_invited(world: World, why: str) -> None:
    slug = last_year(world)
    commented(world, slug, GUEST, CommissionState.ACCEPTED)
    assert GUEST in listed(world)

    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == GUEST)).one()
        me = world.actor(session, GUEST)
        if why == "erased":
            person.erased_at = world.now
        elif why == "asked":
            person.erase_asked_at = world.now
        else:
            row = world.call(session, slug if why == "stopped there" else "").wip_session
            topic = StopTopic.COMMENTER_INVITATIONS
            stops.stop(session, person, row, topic, by=me, now=world.now)

    world.do(act)
    assert GUEST not in listed(world)
    with pytest.raises(Refusal, match="wants no invitations to comment"):
        invite(world)


@pytest.mark.parametrize("people", [1, 3, 30])
def test_a_proposal_costs_the_same_whatever_its_length(world: World, statements: Any, people: int) -> None:
    def read(session: Session, call: Call) -> tuple[int, int]:
        wanted = Wanted(typed=tuple(Guest(f"G{n}", f"g{n}@a.example.edu") for n in range(people)))
        me = world.actor(session, CHAIR)
        [row.kind for row in call.wip_session.section.letter_templates]
        with statements() as said:
            proposal = commenter_invitations.propose(session, call, wanted, by=me, now=world.now)
        return len(said), len(proposal.letters)

    counted, letters = on(world, read)
    assert letters == people
    assert counted <= 8


def test_presenters_are_those_who_confirmed_and_neither_offered_nor_were_asked(world: World) -> None:
    world.paper()
    world.paper("Mercy", "leila@quay.example.edu")
    world.paper("Third", COMMENTER)

    def confirm(session: Session) -> None:
        for number, state in ((1, PaperState.CONFIRMED), (2, PaperState.ACCEPTED), (3, PaperState.CONFIRMED)):
            world.row(session, number).state = state

    world.do(confirm)

    def read(session: Session, call: Call) -> list[str]:
        me = world.actor(session, CHAIR).person_id or 0
        return [one.email for one in unasked_presenters(session, call.wip_session, me)]

    assert on(world, read) == [AUTHOR, COMMENTER]
    invite(world, Guest("", COMMENTER), as_presenter=True)
    assert on(world, read) == [AUTHOR]
    (letter,) = world.letters(kind="commenter_invited")
    assert "presenters are asked to read one other paper as well" in " ".join(letter.text.split())
    answer(world, email=COMMENTER)
    works = sa.select(Commenter.works)
    assert world.do(lambda s: s.scalars(works).one()) == "Third"
    assert states(world) == [InvitationState.ACCEPTED.value]
