"""Whom a leader could invite to comment: people of the earlier sessions that the leader knows, with what they did there.

A leader reads of sessions that they lead, and of those alone that belong to one of this session's sections.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.domain.offers import OfferFacts
from wip.domain.papers import PRESENTING
from wip.domain.stops import StopTopic
from wip.models import (
    Attendee,
    Author,
    Call,
    Commenter,
    CommenterInvitation,
    CommenterTopic,
    Leadership,
    Paper,
    PaperTopic,
    Person,
    Reviewer,
    SessionSection,
    StoppedLetters,
    Topic,
    WipSession,
)
from wip.queries.commenter_deeds import Deed, deeds, fields, presented, submitted, times_accepted
from wip.queries.offers import said_before
from wip.queries.pages import Page, page_of
from wip.queries.standings import leads_session

PER_PAGE = 25


class PoolRole(StrEnum):
    """What somebody was in an earlier session."""

    COMMENTER = "commenter"
    PRESENTER = "presenter"
    REVIEWER = "reviewer"
    LEADER = "leader"
    ATTENDEE = "attendee"
    AUTHOR = "author"


POOL_WORDS: Mapping[PoolRole, str] = {
    PoolRole.COMMENTER: "commented, or offered to",
    PoolRole.PRESENTER: "presented",
    PoolRole.REVIEWER: "reviewed",
    PoolRole.LEADER: "leads the section",
    PoolRole.ATTENDEE: "attended",
    PoolRole.AUTHOR: "submitted a paper",
}


@dataclass(frozen=True)
class PoolQuery:
    """What is looked for: words that must all occur, a topic by its name, and what people were."""

    words: str = ""
    topic: str = ""
    role: PoolRole | None = None


@dataclass(frozen=True)
class Candidate:
    """Somebody who could be invited, with what they did before, the latest first, and what they last said they work on."""

    person: Person
    deeds: Sequence[Deed]
    field: str = ""


def sections_of(wip_session: WipSession) -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions: those of one of this session's sections."""
    own = [wip_session.section_id, *(partner.section_id for partner in wip_session.partners)]
    partner = sa.exists().where(
        SessionSection.wip_session_id == WipSession.id, SessionSection.section_id.in_(own)
    )
    return sa.or_(WipSession.section_id.in_(own), partner)


def _earlier(wip_session: WipSession, reader: int) -> sa.Select[int]:
    """Ids of the other sessions of these sections that the reader leads."""
    return sa.select(WipSession.id).where(
        WipSession.id != wip_session.id, sections_of(wip_session), leads_session(reader)
    )


def _people_of(wip_session: WipSession, reader: int) -> dict[PoolRole, sa.Select[Any]]:
    earlier = _earlier(wip_session, reader)
    sections = sa.select(WipSession.section_id).where(WipSession.id.in_(earlier.union(_here(wip_session))))
    return {
        PoolRole.COMMENTER: sa.select(Commenter.person_id).where(Commenter.wip_session_id.in_(earlier)),
        PoolRole.PRESENTER: sa.select(Author.person_id).join(Paper).where(*presented(earlier)),
        PoolRole.REVIEWER: sa.select(Reviewer.person_id).where(
            Reviewer.wip_session_id.in_(earlier), Reviewer.state == InvitationState.ACCEPTED
        ),
        PoolRole.LEADER: sa.select(Leadership.person_id).where(
            Leadership.section_id.in_(sections), Leadership.state == InvitationState.ACCEPTED
        ),
        PoolRole.ATTENDEE: sa.select(Attendee.person_id).where(Attendee.wip_session_id.in_(earlier)),
        PoolRole.AUTHOR: sa.select(Author.person_id).join(Paper).where(*submitted(earlier, reader)),
    }


def _here(wip_session: WipSession) -> sa.Select[int]:
    return sa.select(WipSession.id).where(WipSession.id == wip_session.id)


def pool(
    session: Session, wip_session: WipSession, query: PoolQuery, number: int, *, reader: int
) -> Page[Candidate]:
    """A page of people, those who commented most first; ten statements, whatever the number of people.

    Nobody who is the reader, a volunteer here, was invited, wants no invitations, or asked to be forgotten.
    """
    roles = _people_of(wip_session, reader)
    wanted = [roles[query.role]] if query.role else list(roles.values())
    earlier = _earlier(wip_session, reader)
    select = sa.select(Person).where(
        Person.id != reader,
        Person.id.in_(sa.union(*wanted)),
        *reachable(wip_session),
        *_fitting(query, earlier),
    )
    page = page_of(
        session,
        select.order_by(times_accepted(earlier).desc(), sa.func.lower(Person.name), Person.id),
        number,
        per_page=PER_PAGE,
    )
    people = [person.id for person in page.items]
    done, said = deeds(session, earlier, people, reader), fields(session, earlier, people)
    items = [Candidate(one, done.get(one.id, []), said.get(one.id, "")) for one in page.items]
    return replace(page, items=items)


def may_invite(session: Session, wip_session: WipSession, ids: Collection[int], *, reader: int) -> bool:
    """Whether all of these are people whom the reader finds in the pool, whatever has become of them since; one statement."""
    everybody = sa.union(*_people_of(wip_session, reader).values())
    found = sa.select(sa.func.count()).where(Person.id.in_(sorted(set(ids))), Person.id.in_(everybody))
    return not ids or session.scalar(found) == len(set(ids))


def known_to(
    session: Session, wip_session: WipSession, ids: Collection[int], *, reader: int
) -> frozenset[int]:
    """Those of these people whose names the reader knows: from the pool, or by their part in this session; one statement."""
    here = _here(wip_session)
    parts: list[sa.Select[Any]] = [
        *_people_of(wip_session, reader).values(),
        *(
            sa.select(table.person_id).where(table.wip_session_id.in_(here))
            for table in (Commenter, CommenterInvitation, Reviewer, Attendee)
        ),
        sa.select(Author.person_id).join(Paper).where(*presented(here)),
    ]
    found = sa.select(Person.id).where(Person.id.in_(sorted(set(ids))), Person.id.in_(sa.union(*parts)))
    return frozenset(session.scalars(found))


def reachable(wip_session: WipSession) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL, for a select from people: who may be written to, and neither is a volunteer of the session nor was invited."""
    volunteers = sa.select(Commenter.person_id).where(
        Commenter.wip_session_id == wip_session.id, Commenter.withdrawn.is_(False)
    )
    invited = sa.select(CommenterInvitation.person_id).where(
        CommenterInvitation.wip_session_id == wip_session.id
    )
    return (
        Person.active.is_(True),
        Person.erased_at.is_(None),
        Person.erase_asked_at.is_(None),
        Person.id.not_in(volunteers),
        Person.id.not_in(invited),
        Person.id.not_in(_unwilling(wip_session)),
    )


def _unwilling(wip_session: WipSession) -> sa.Select[int]:
    sessions = sa.select(WipSession.id).where(sections_of(wip_session))
    return sa.select(StoppedLetters.person_id).where(
        StoppedLetters.topic == StopTopic.COMMENTER_INVITATIONS, StoppedLetters.wip_session_id.in_(sessions)
    )


def wants_no_invitations(session: Session, wip_session: WipSession, ids: Collection[int]) -> set[int]:
    """Those of these people who stopped invitations to comment in any session of this one's sections; one statement."""
    return set(
        session.scalars(_unwilling(wip_session).where(StoppedLetters.person_id.in_(sorted(ids))).distinct())
    )


def _fitting(query: PoolQuery, earlier: sa.Select[int]) -> list[sa.ColumnElement[bool]]:
    """Words are looked for in name, school, what was offered, and titles of presented papers."""
    found = [_says(word, earlier, Person.name, Person.affiliation) for word in query.words.split()[:8]]
    if query.topic:
        offered = sa.exists().where(
            CommenterTopic.commenter_id == Commenter.id,
            CommenterTopic.topic_id == Topic.id,
            Commenter.person_id == Person.id,
            Commenter.wip_session_id.in_(earlier),
            sa.func.lower(Topic.name) == query.topic.lower(),
        )
        wrote = sa.exists().where(
            PaperTopic.paper_id == Paper.id,
            PaperTopic.topic_id == Topic.id,
            Author.paper_id == Paper.id,
            Author.person_id == Person.id,
            *presented(earlier),
            sa.func.lower(Topic.name) == query.topic.lower(),
        )
        found.append(sa.or_(offered, wrote, _says(query.topic, earlier)))
    return found


def _says(word: str, earlier: sa.Select[int], *columns: Any) -> sa.ColumnElement[bool]:
    def holds(*texts: Any) -> sa.ColumnElement[bool]:
        return sa.or_(*(text.icontains(word, autoescape=True) for text in texts))

    offered = sa.exists().where(
        Commenter.person_id == Person.id,
        Commenter.wip_session_id.in_(earlier),
        holds(Commenter.topics, Commenter.methods, Commenter.works),
    )
    wrote = sa.exists().where(
        Author.paper_id == Paper.id,
        Author.person_id == Person.id,
        *presented(earlier),
        holds(Paper.title, Paper.abstract),
    )
    return sa.or_(*([holds(*columns)] if columns else []), offered, wrote)


def own_words(session: Session, call: Call, person_id: int) -> OfferFacts:
    """What is known of somebody's work without asking: what they said before here, and their own paper in this session."""
    facts = said_before(session, call.wip_session, person_id)
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(Paper.title, Paper.career_stage, PaperTopic.topic_id)
        .join(Author, Author.paper_id == Paper.id)
        .outerjoin(PaperTopic, PaperTopic.paper_id == Paper.id)
        .where(
            Paper.wip_session_id == call.wip_session_id,
            Paper.state.in_(PRESENTING),
            Author.person_id == person_id,
            Author.position == 0,
        )
        .order_by(Paper.number, PaperTopic.topic_id)
    )
    rows = session.execute(select).all()
    titles = list(dict.fromkeys(row[0] for row in rows))
    return replace(
        facts,
        works="\n".join([*titles, *([facts.works] if facts.works else [])])[:4000],
        career_stage=facts.career_stage or next((row[1] for row in rows if row[1]), None),
        chosen_topics=tuple(dict.fromkeys(row[2] for row in rows if row[2])),
    )
