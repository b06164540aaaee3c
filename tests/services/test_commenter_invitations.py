"""Personal invitations to comment: who can be invited, the letters, the answers, and what leaders read of people's past."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import AUTHOR, CHAIR, COMMENTER, NEW_YORK, OTHER_CHAIR, START, World
from wip.domain.calls import CallMove
from wip.domain.commissions import CommissionState
from wip.domain.guest_lists import Guest
from wip.domain.invitations import InvitationState
from wip.domain.papers import PaperState
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.domain.stops import StopTopic
from wip.models import (
    Call,
    Commenter,
    CommenterInvitation,
    Commission,
    HistoryEvent,
    Person,
    Section,
    WipSession,
)
from wip.queries.commenter_pool import PoolQuery, PoolRole, may_invite, pool
from wip.queries.presenters import unasked_presenters
from wip.services import (
    attendance,
    calls,
    commenter_invitations,
    commenters,
    commenting_answers,
    sessions,
    stops,
)
from wip.services.commenter_invitations import Wanted
from wip.services.commenters import OfferFacts
from wip.services.people import person_at
from wip.services.sessions import SessionFacts

T = TypeVar("T")
GUEST = "ada.osei@quay.example.edu"


def on(world: World, act: Callable[[Session, Call], T]) -> T:
    return world.do(lambda session: act(session, world.call(session)))


def invite(world: World, *guests: Guest, by: str = CHAIR, **more: Any) -> list[int]:
    def act(session: Session, call: Call) -> list[int]:
        wanted = Wanted(typed=guests or (Guest("Ada Osei", GUEST),), **more)
        me = world.actor(session, by)
        proposal = commenter_invitations.propose(session, call, wanted, by=me, now=world.now)
        rows = commenter_invitations.invite(
            session, call, wanted, digest=proposal.digest, by=me, now=world.now
        )
        return [row.id for row in rows]

    return on(world, act)


def answer(world: World, words: str | None = None, email: str = GUEST) -> None:
    """Accept, or decline with these words."""

    def act(session: Session, call: Call) -> None:
        me = world.actor(session, email)
        row = session.scalars(
            sa.select(CommenterInvitation).where(CommenterInvitation.person_id == me.person_id)
        ).one()
        if words is None:
            commenting_answers.accept(session, call, row, by=me, now=world.now)
        else:
            commenting_answers.decline(session, call, row, words, by=me, now=world.now)

    on(world, act)


def states(world: World) -> list[str]:
    found = sa.select(CommenterInvitation.state).order_by(CommenterInvitation.id)
    return world.do(lambda s: [state.value for state in s.scalars(found)])


def acts(world: World, thing: str = "commenter_invitations") -> list[str]:
    found = sa.select(HistoryEvent.act).where(HistoryEvent.thing == thing).order_by(HistoryEvent.id)
    return world.do(lambda s: list(s.scalars(found)))


def last_year(world: World, email: str = CHAIR, section: str = "", months: int = 12) -> str:
    """Another session with an open call, whose line-up is published; its slug."""

    def act(session: Session) -> str:
        where = Section.slug == (section or world.section)
        row = session.scalars(sa.select(Section).where(where)).one()
        by = world.actor(session, email)
        facts = SessionFacts("Last Year", START - timedelta(days=30 * months), NEW_YORK, 90, "About.")
        made = sessions.plan(session, row, facts, by=by, now=world.now - timedelta(days=500))
        made.agenda_state = AgendaState.PUBLISHED
        call = world.call(session, made.slug)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=world.now - timedelta(days=490))
        return made.slug

    return world.do(act)


def commented(
    world: World, slug: str, email: str, state: CommissionState, *, turned_up: bool | None = None
) -> None:
    """Somebody was asked about a paper of that session."""

    def act(session: Session) -> None:
        call, here = world.call(session, slug), world.slug
        person = person_at(session, email, world.now, name=email.split("@", maxsplit=1)[0].title())
        volunteer = Commenter(
            wip_session_id=call.wip_session_id, person_id=person.id, topics="Bail", offered_at=world.now
        )
        session.add(volunteer)
        session.flush()
        world.slug = slug
        paper = world.row(session, world.paper_number)  # type: ignore[attr-defined]
        world.slug = here
        facts: dict[str, Any] = {"lapsed_at": world.now} if state is CommissionState.LAPSED else {}
        session.add(
            Commission(
                paper_id=paper.id,
                commenter_id=volunteer.id,
                state=state,
                offered_at=world.now,
                turned_up=turned_up,
                **facts,
            )
        )

    if not hasattr(world, "paper_number"):
        here, world.slug = world.slug, slug
        then, world.now = world.now, world.now - timedelta(days=450)
        world.paper_number = world.paper("An Old Paper", "olga@old.example.edu", name="Olga Brandt")  # type: ignore[attr-defined]
        world.do(lambda s: setattr(world.row(s, world.paper_number), "state", PaperState.CONFIRMED))  # type: ignore[attr-defined]
        world.slug, world.now = here, then
    world.do(act)


def listed(world: World, reader: str = CHAIR, **query: Any) -> dict[str, list[str]]:
    """What the pool shows: the deeds in words by address."""

    def read(session: Session, call: Call) -> dict[str, list[str]]:
        me = world.actor(session, reader).person_id or 0
        page = pool(session, call.wip_session, PoolQuery(**query), 1, reader=me)
        return {one.person.email: [deed.words for deed in one.deeds] for one in page.items}

    return on(world, read)


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


def test_who_offers_by_the_door_has_answered(world: World) -> None:
    invite(world)

    def offer(session: Session, call: Call) -> None:
        who: dict[str, Any] = {"name": "Ada Osei", "email": GUEST, "affiliation": ""}
        commenters.offer(session, call, OfferFacts("Bail"), **who, now=world.now, by=None)

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


def test_the_pool_says_what_everybody_did(world: World) -> None:
    slug = last_year(world)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED, turned_up=True)
    commented(world, slug, "missing@a.example.edu", CommissionState.ACCEPTED, turned_up=False)
    commented(world, slug, "kind@a.example.edu", CommissionState.DECLINED)
    commented(world, slug, "silent@a.example.edu", CommissionState.LAPSED)

    def attend(session: Session) -> None:
        call = world.call(session, slug)
        before = call.wip_session.starts_at - timedelta(days=1)
        attendance.attend(session, call, name="Lis", email="lis@a.example.edu", now=before)

    world.do(attend)
    assert listed(world) == {
        "came@a.example.edu": ["commented on 1 paper"],
        "missing@a.example.edu": ["accepted 1 paper, did not turn up"],
        "kind@a.example.edu": ["declined 1 paper kindly"],
        "lis@a.example.edu": ["attended"],
        "olga@old.example.edu": ["presented"],
        CHAIR: [],
        "silent@a.example.edu": ["did not answer about 1 paper"],
    }
    assert set(listed(world, role=PoolRole.ATTENDEE)) == {"lis@a.example.edu"}
    assert set(listed(world, words="olga paper")) == {"olga@old.example.edu"}
    assert set(listed(world, words="bail", role=PoolRole.COMMENTER)) == {
        "came@a.example.edu",
        "missing@a.example.edu",
        "kind@a.example.edu",
        "silent@a.example.edu",
    }
    assert set(listed(world, topic="Old Paper")) == {"olga@old.example.edu"}


def test_the_pool_holds_nobody_of_sessions_that_the_leader_does_not_lead(world: World) -> None:
    slug = last_year(world, OTHER_CHAIR, "evidence")
    commented(world, slug, "secret@a.example.edu", CommissionState.ACCEPTED)
    assert set(listed(world)) == {CHAIR}

    def share(session: Session) -> int:
        """Naming another section as a partner opens none of its earlier sessions."""
        from wip.models import SessionSection

        other = session.scalars(sa.select(Section).where(Section.slug == "evidence")).one()
        row = world.call(session).wip_session
        session.add(SessionSection(wip_session_id=row.id, section_id=other.id))
        return session.scalars(sa.select(Person.id).where(Person.email == "secret@a.example.edu")).one()

    secret = world.do(share)
    assert "secret@a.example.edu" not in listed(world)

    def ask(session: Session, call: Call, email: str) -> bool:
        me = world.actor(session, email).person_id or 0
        return may_invite(session, call.wip_session, [secret], reader=me)

    assert on(world, lambda s, call: ask(s, call, CHAIR)) is False
    assert on(world, lambda s, call: ask(s, call, OTHER_CHAIR)) is True


def test_authors_of_a_line_up_that_is_not_published_are_not_in_the_pool(world: World) -> None:
    slug = last_year(world, months=1)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED)

    def hide(session: Session) -> None:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == slug)).one()
        row.agenda_state = AgendaState.WORKING

    world.do(hide)
    assert set(listed(world)) == {"came@a.example.edu", CHAIR}


def test_a_second_leader_finds_the_same_people(world: World) -> None:
    add_leader(world)
    slug = last_year(world)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED)
    assert "came@a.example.edu" in listed(world, SECOND_CHAIR)


@pytest.mark.parametrize("people", [1, 3, 30])
def test_the_pool_costs_the_same_whatever_its_length(world: World, statements: Any, people: int) -> None:
    slug = last_year(world)
    for number in range(people):
        commented(world, slug, f"c{number}@a.example.edu", CommissionState.ACCEPTED)

    def read(session: Session, call: Call) -> tuple[int, int]:
        me, row = world.actor(session, CHAIR).person_id or 0, call.wip_session
        [partner.section_id for partner in row.partners]
        with statements() as said:
            page = pool(session, row, PoolQuery(), 1, reader=me)
            [(one.person.called, one.deeds) for one in page.items]
        return len(said), page.total

    assert on(world, read) == (9, people + 2)


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
