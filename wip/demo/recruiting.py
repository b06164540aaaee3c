"""Who comments in the examples: volunteers, the plan of who reads what, what they answer, and who stands by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.demo import preparing
from wip.demo.people import COMMENTERS, LATECOMER, STANDBY, Colleague
from wip.domain.guest_lists import Guest
from wip.domain.papers import CareerStage
from wip.domain.people import Actor
from wip.models import Call, Commenter, Commission, Paper
from wip.queries.call_parts import topics_of
from wip.queries.circulation import commissions_on
from wip.services import (
    attendance,
    commenter_invitations,
    commenter_plan_offers,
    commenter_plans,
    commenters,
    commissions,
)
from wip.services.commenter_invitations import Wanted
from wip.services.commenters import OfferFacts

TOPICS = ("Policing", "Punishment and mercy", "Evidence and discovery", "Courts and pleas")


@dataclass(frozen=True)
class Volunteer:
    """What somebody says who offers; `topics` are places in TOPICS."""

    who: Colleague
    field: str
    works: str
    methods: str
    stage: CareerStage
    topics: tuple[int, ...]
    papers_max: int = 2
    stands_by: bool = False


VOLUNTEERS = (
    Volunteer(
        COMMENTERS[0],
        "Policing, and the numbers by which it is managed",
        "Counting Stops\nThe Patrol Officer’s Targets",
        "Interviews and case files",
        CareerStage.TENURED,
        (0,),
        papers_max=1,
    ),
    Volunteer(
        COMMENTERS[1],
        "Clemency and parole",
        "Mercy Without a Hearing\nThe Governor’s Docket",
        "Archives",
        CareerStage.RECENTLY_TENURED,
        (1, 0),
    ),
    Volunteer(
        COMMENTERS[2],
        "Discovery, depositions and the record",
        "The Deposition of the Dying Witness\nWhat a Transcript Is",
        "Comparison",
        CareerStage.UNTENURED,
        (2, 1),
    ),
    Volunteer(
        COMMENTERS[3],
        "How courts hear the police",
        "Hearsay in Uniform\nWitness Rules in Nineteen States",
        "Doctrine, and some counting",
        CareerStage.UNTENURED,
        (2, 3),
    ),
)
LATE = Volunteer(
    STANDBY,
    "Police rules that nobody wrote down",
    "Informal Orders",
    "Interviews",
    CareerStage.UNTENURED,
    (0,),
    papers_max=1,
    stands_by=True,
)
LAST = Volunteer(
    LATECOMER,
    "Witnesses, and what is left of them on paper",
    "Reading Depositions Aloud",
    "Transcripts",
    CareerStage.TENURED,
    (2,),
    papers_max=1,
)


def gather(session: Session, call: Call, by: Actor, at: datetime) -> None:
    """Volunteers offer, a plan is proposed and offered as it is, and everybody accepts."""
    for each in VOLUNTEERS:
        _offer(session, call, each, at)
    plan = commenter_plans.propose(session, call, by=by, now=at + timedelta(days=1))
    commenter_plan_offers.offer(session, plan, call, seen=plan.version, by=by, now=at + timedelta(days=2))
    asked = (
        sa.select(Commission)
        .join(Commission.commenter)
        .where(Commenter.wip_session_id == call.wip_session_id)
    )
    for commission in session.scalars(asked.order_by(Commission.id)):
        _accept(session, call, commission, at + timedelta(days=4))
        preparing.read_some(session, commission, at + timedelta(days=5))


def wait_for_more(session: Session, call: Call, first: Paper, by: Actor, at: datetime) -> None:
    """One who came late stands by for the first paper, one has begun to write about it, another has not answered yet."""
    late = _offer(session, call, LATE, at)
    standby = commissions.offer_one(session, first, call, late, is_standby=True, by=by, now=at)
    _accept(session, call, standby, at + timedelta(days=1))
    for commission in commissions_on(session, first):
        if commission.commenter.person.email == COMMENTERS[0].email:
            preparing.take_notes(session, call, commission, at + timedelta(days=3))
    guest = Guest("Ilka Sandoval", "ilka.sandoval@coast.example.edu")
    wanted = Wanted(typed=(guest,), note="Your article on pleas is why I thought of you.")
    digest = commenter_invitations.propose(session, call, wanted, by=by, now=at).digest
    commenter_invitations.invite(session, call, wanted, digest=digest, by=by, now=at)
    attendance.attend(session, call, name="Vera Petrov", email="vera.petrov@north.example.edu", now=at)


def lose_one(session: Session, call: Call, paper: Paper, by: Actor, at: datetime) -> None:
    """A commenter cancels, somebody else offers, and a second plan says who could take the place: it is not offered yet."""
    for commission in commissions_on(session, paper):
        person = commission.commenter.person
        if person.email == COMMENTERS[3].email:
            who = Actor(person.id, person.name, person.email)
            reason = "I shall be in court that day after all. I am sorry."
            commissions.answer(session, commission, call, accept=False, reason=reason, by=who, now=at)
    _offer(session, call, LAST, at + timedelta(days=1))
    commenter_plans.propose(session, call, by=by, now=at + timedelta(days=2))


def _offer(session: Session, call: Call, said: Volunteer, at: datetime) -> Commenter:
    there = topics_of(session, call)
    facts = OfferFacts(
        topics=said.field,
        papers_max=said.papers_max,
        methods=said.methods,
        works=said.works,
        career_stage=said.stage,
        stands_by=said.stands_by,
        chosen_topics=tuple(there[place].id for place in said.topics),
    )
    who = said.who
    return commenters.offer(
        session, call, facts, name=who.name, email=who.email, affiliation=who.school, now=at
    )


def _accept(session: Session, call: Call, commission: Commission, at: datetime) -> None:
    person = commission.commenter.person
    by = Actor(person.id, person.name, person.email)
    commissions.answer(session, commission, call, accept=True, by=by, now=at)
