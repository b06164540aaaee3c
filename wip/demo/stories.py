"""Sessions past their call: each is carried by the services, as its people would have done it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.demo import afterwards, preparing, recruiting, reviewing, running, scheduling
from wip.demo.people import AUTHORS, EARLIER_TITLES, TITLES, Colleague, actor
from wip.domain.calls import CallMove
from wip.domain.papers import AuthorFacts, CareerStage, PaperFacts, PaperState, WorkStage
from wip.domain.people import Actor
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice, Shown
from wip.domain.sessions import SessionMove
from wip.domain.zones import in_zone, instant
from wip.models import Call, Paper, Person, Section, WipSession
from wip.queries.call_parts import topics_of
from wip.services import (
    agendas,
    calls,
    confirmations,
    decisions,
    publications,
    releases,
    session_chairs,
    sessions,
    submissions,
    topics,
)
from wip.services.calls import CallFacts
from wip.services.sessions import SessionFacts

NEW_YORK = "America/New_York"
ACCEPTED, WAITING = 3, 2


class Reached(StrEnum):
    """How far a story has come."""

    REVIEW = "in review"
    DECIDED = "decided, not yet released"
    PUBLISHED = "its agenda is published"
    HELD = "it has taken place"


NOTIFY_AFTER = {Reached.REVIEW: 21, Reached.DECIDED: 28, Reached.PUBLISHED: 14, Reached.HELD: 14}
"""Days after the deadline."""


@dataclass(frozen=True)
class Story:
    """A session that stands at a later stage; days count from the day of loading."""

    slug: str
    section: str
    title: str
    about: str
    reached: Reached
    days_ahead: int
    days_since_deadline: int
    papers: int
    titles: Sequence[tuple[str, str]] = TITLES
    authors: Sequence[Colleague] = AUTHORS
    topics: Sequence[tuple[str, Sequence[int]]] = ()
    """Each with the places of the papers that choose it."""

    @property
    def stage(self) -> str:
        """What to print."""
        return str(self.reached.value)


STORIES = (
    Story(
        "evidence-winter-2027",
        "Section on Evidence",
        "Winter Works-in-Progress Session",
        "Work on proof, witnesses and experts that is not yet settled.",
        Reached.REVIEW,
        days_ahead=61,
        days_since_deadline=15,
        papers=7,
    ),
    Story(
        "civpro-winter-2027",
        "Section on Civil Procedure",
        "Procedure in Progress",
        "Three papers on courts and how people reach them.",
        Reached.DECIDED,
        days_ahead=47,
        days_since_deadline=20,
        papers=7,
    ),
    Story(
        "cj-autumn-2026",
        "Section on Criminal Justice",
        "Autumn Works-in-Progress Session",
        "Three papers on policing, punishment or procedure, read ahead by two commenters each.",
        Reached.PUBLISHED,
        days_ahead=18,
        days_since_deadline=52,
        papers=7,
        topics=tuple(zip(recruiting.TOPICS, ((0,), (1, 5), (2,), (3, 4, 6)), strict=True)),
    ),
    Story(
        "cj-first-drafts-2026",
        "Section on Criminal Justice",
        "First Drafts in Criminal Justice",
        "Three papers on what police, boards and courts write down.",
        Reached.HELD,
        days_ahead=-24,
        days_since_deadline=72,
        papers=3,
        titles=EARLIER_TITLES,
        authors=AUTHORS[4:],
        topics=tuple(zip(recruiting.TOPICS, ((0,), (1,), (2,), (2,)), strict=True)),
    ),
)


def tell_story(session: Session, story: Story, by: Actor, now: datetime) -> WipSession:
    """Carry one session to where its story stands."""
    starts_at = _noon(now + timedelta(days=story.days_ahead))
    deadline = _noon(now - timedelta(days=story.days_since_deadline)) + timedelta(hours=5)
    call = _open(session, story, starts_at, deadline, by)
    papers = [
        _submit(session, story, call, number, deadline - timedelta(days=9 - number))
        for number in range(story.papers)
    ]
    if story.reached is Reached.REVIEW:
        reviewing.review_on(session, call, papers, by, deadline + timedelta(days=1), now)
        return call.wip_session
    reviewing.review_all(session, call, papers, by, deadline + timedelta(days=2))
    _decide(session, call, papers, by, deadline + timedelta(days=8))
    if story.reached is Reached.DECIDED:
        return call.wip_session
    _release(session, story, call, papers, by, deadline + timedelta(days=10))
    preparing.write_guidelines(session, call, by, deadline + timedelta(days=12))
    recruiting.gather(session, call, by, deadline + timedelta(days=14))
    if story.reached is Reached.HELD:
        _publish(session, call, papers[:ACCEPTED], by, deadline + timedelta(days=28))
        running.run(session, call.wip_session, by)
        afterwards.hear_and_thank(session, call, by)
        return call.wip_session
    recruiting.wait_for_more(session, call, papers[0], by, deadline + timedelta(days=17))
    scheduling.prepare(session, call, papers, by, now - timedelta(days=9))
    _publish(session, call, papers[:ACCEPTED], by, now - timedelta(days=7))
    recruiting.lose_one(session, call, papers[2], by, now - timedelta(days=3))
    return call.wip_session


def _noon(moment: datetime) -> datetime:
    """Noon in New York on the nearest Thursday after the moment."""
    local = in_zone(moment, NEW_YORK)
    local += timedelta(days=(3 - local.weekday()) % 7)
    return instant(local.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None), NEW_YORK)


def _open(session: Session, story: Story, starts_at: datetime, deadline: datetime, by: Actor) -> Call:
    section = session.scalars(sa.select(Section).where(Section.name == story.section)).one()
    begun = deadline - timedelta(days=40)
    facts = SessionFacts(title=story.title, about=story.about, starts_at=starts_at, zone=NEW_YORK, minutes=90)
    row = sessions.plan(session, section, facts, by=by, now=begun)
    row.slug = story.slug
    session.flush()
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    wanted = CallFacts(
        opens_at=begun,
        deadline_at=deadline,
        deadline_zone=NEW_YORK,
        notify_at=deadline + timedelta(days=NOTIFY_AFTER[story.reached]),
        review_due_at=deadline + timedelta(days=18) if story.reached is Reached.REVIEW else None,
        draft_due_at=starts_at - timedelta(days=10),
        eligible="Any section member. Preference to untenured colleagues and first-time presenters.",
    )
    calls.change(session, call, wanted, seen=call.version, by=by, now=begun)
    topics.set_topics(session, call, [name for name, _ in story.topics], by=by, now=begun)
    calls.step(session, call, CallMove.PUBLISH, by=by, now=begun)
    return call


def _submit(session: Session, story: Story, call: Call, number: int, at: datetime) -> Paper:
    title, abstract = story.titles[number]
    author = story.authors[number]
    stages = list(CareerStage)
    chosen = {name for name, places in story.topics if number in places}
    facts = PaperFacts(
        title=title,
        abstract=abstract,
        authors=(AuthorFacts(author.name, author.school, author.email),),
        career_stage=stages[1 + number % 4],
        work_stage=(WorkStage.DRAFT, WorkStage.ABSTRACT, WorkStage.IDEA)[number % 3],
        focus_pages="12-21" if number % 2 == 0 else "",
        questions="Is the evidence enough for the claim in Part II?" if number % 2 == 0 else "",
        topics=tuple(topic.id for topic in topics_of(session, call) if topic.name in chosen),
    )
    return submissions.submit(session, call, facts, now=at)


def _decide(session: Session, call: Call, papers: Sequence[Paper], by: Actor, at: datetime) -> None:
    decisions.decide(
        session, call, [_choice(place, paper) for place, paper in enumerate(papers)], by=by, now=at
    )


def _choice(place: int, paper: Paper) -> Choice:
    waiting = ACCEPTED <= place < ACCEPTED + WAITING
    outcome = Outcome.ACCEPT if place < ACCEPTED else Outcome.WAITING_LIST if waiting else Outcome.DECLINE
    return Choice(paper.number, outcome, place - ACCEPTED + 1 if waiting else None, Shown(paper.version))


def _release(
    session: Session, story: Story, call: Call, papers: Sequence[Paper], by: Actor, at: datetime
) -> None:
    day = releases.usual_day(call.wip_session, at)
    proposal = releases.propose(session, call, day, at)
    releases.release(session, call, day, digest=proposal.digest, by=by, now=at)
    for paper, author in zip(papers, story.authors, strict=False):
        if paper.state is PaperState.ACCEPTED:
            confirmations.confirm(
                session, paper, call, by=actor(session, author, at), now=at + timedelta(days=2)
            )


def _publish(session: Session, call: Call, papers: Sequence[Paper], by: Actor, at: datetime) -> None:
    row = call.wip_session
    sessions.step(session, row, SessionMove.REQUEST, by=by, now=at - timedelta(days=20))
    sessions.step(session, row, SessionMove.CONFIRM, by=by, now=at - timedelta(days=15))
    sessions.set_join_link(
        session, row, "https://law.zoom.us/j/5550100200", by=by, now=at - timedelta(days=14)
    )
    chair = session.get_one(Person, by.person_id)
    session_chairs.appoint(session, row, chair, None, by=by, now=at)
    agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=at)
    publications.publish(session, row, seen=row.agenda_version, by=by, now=at)
