"""Reads of letters to groups: who is in a group, whom a leader may see in it, and what was sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.commissions import CommissionState
from wip.domain.invitations import InvitationState
from wip.domain.letters import LetterState
from wip.domain.mail_groups import MailGroup
from wip.domain.papers import PaperState
from wip.domain.reviews import ReviewState
from wip.models import (
    Attendee,
    Author,
    Commenter,
    Commission,
    Letter,
    Mailing,
    Paper,
    Person,
    Review,
    Reviewer,
    WipSession,
)
from wip.queries.letters import open_letters
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to, visible

_G, _S = MailGroup, PaperState

_STATES: Mapping[MailGroup, tuple[PaperState, ...]] = MappingProxyType(
    {
        _G.SUBMITTED: tuple(state for state in PaperState if state not in {_S.DRAFT, _S.WITHDRAWN}),
        _G.ACCEPTED: (_S.ACCEPTED, _S.CONFIRMED),
        _G.UNCONFIRMED: (_S.ACCEPTED,),
        _G.PRESENTERS: (_S.CONFIRMED,),
        _G.WAITING: (_S.WAITING,),
        _G.DECLINED: (_S.DECLINED,),
    }
)
_GONE = (_S.DRAFT, _S.WITHDRAWN)


@dataclass(frozen=True)
class Member:
    """Somebody in a group, with the papers through which they are in it, by number."""

    person: Person
    papers: tuple[Paper, ...] = ()


def members(
    session: Session, wip_session: WipSession, group: MailGroup, paper: Paper | None = None
) -> list[Member]:
    """Everybody who is in the group now, each person once, by name; one statement. `paper` is for commenters of one."""
    rows = session.execute(_select(wip_session, group, paper)).unique().all()
    found: dict[int, Member] = {}
    for row in rows:
        person, papers = row[0], tuple(row[1:])
        before = found.get(person.id, Member(person))
        found[person.id] = Member(person, (*before.papers, *(p for p in papers if p not in before.papers)))
    return sorted(found.values(), key=lambda one: (one.person.called.casefold(), one.person.id))


def _select(wip_session: WipSession, group: MailGroup, paper: Paper | None) -> sa.Select[*tuple[Any, ...]]:
    if group is MailGroup.ATTENDEES:
        return sa.select(Person).join(Attendee).where(Attendee.wip_session_id == wip_session.id)
    if group is MailGroup.REVIEWERS:
        accepted = Reviewer.state == InvitationState.ACCEPTED
        reviewers = sa.select(Person).join(Reviewer, Reviewer.person_id == Person.id)
        return reviewers.where(Reviewer.wip_session_id == wip_session.id, accepted)
    select = sa.select(Person, Paper).where(Paper.wip_session_id == wip_session.id).order_by(Paper.number)
    if group is MailGroup.UNFINISHED:
        unfinished = Review.state.in_((ReviewState.ASSIGNED, ReviewState.IN_PROGRESS))
        select = select.join(Review, Review.person_id == Person.id).join(Paper, Review.paper_id == Paper.id)
        return select.where(unfinished, Paper.state.not_in(_GONE))
    if group in {MailGroup.COMMENTERS, MailGroup.PAPER_COMMENTERS}:
        select = (
            select.join(Commenter, Commenter.person_id == Person.id)
            .join(Commission, Commission.commenter_id == Commenter.id)
            .join(Paper, Commission.paper_id == Paper.id)
            .where(Commission.state == CommissionState.ACCEPTED)
        )
        return (
            select.where(Paper.id == (paper.id if paper else 0)) if group is _G.PAPER_COMMENTERS else select
        )
    select = select.join(Author, Author.person_id == Person.id).join(Paper, Author.paper_id == Paper.id)
    return select.where(Paper.state.in_(_STATES[group]))


def visible_papers(session: Session, wip_session: WipSession, person_id: int) -> frozenset[int]:
    """The ids of the session's papers that the leader may see; one statement."""
    select = sa.select(Paper.id).where(Paper.wip_session_id == wip_session.id, visible(person_id))
    return frozenset(session.scalars(select))


def has_closed_papers(session: Session, wip_session: WipSession, person_id: int) -> bool:
    """Whether any of the session's papers is closed to the leader; whichever group is looked at."""
    closed = sa.exists().where(Paper.wip_session_id == wip_session.id, Paper.id.in_(closed_to(person_id)))
    return bool(session.scalar(sa.select(closed)))


def papers_with_commenters(session: Session, wip_session: WipSession, person_id: int) -> Sequence[Paper]:
    """Papers that the leader may see and on which somebody will comment, by number."""
    commented = sa.select(Commission.paper_id).where(Commission.state == CommissionState.ACCEPTED)
    select = sa.select(Paper).where(
        Paper.wip_session_id == wip_session.id, Paper.id.in_(commented), visible(person_id)
    )
    return session.scalars(select.order_by(Paper.number)).all()


@dataclass(frozen=True)
class Sent:
    """A mailing, with how many of its letters stand where; only letters that the leader may see are counted."""

    mailing: Mailing
    states: dict[LetterState, int]


def sent_mailings(session: Session, wip_session: WipSession, person_id: int, number: int) -> Page[Sent]:
    """The session's mailings, newest first, but those about a paper that is closed to the leader; three statements."""
    about = sa.or_(Mailing.paper_id.is_(None), Mailing.paper_id.not_in(closed_to(person_id)))
    select = (
        sa.select(Mailing)
        .where(Mailing.wip_session_id == wip_session.id, about)
        .options(joinedload(Mailing.sender, innerjoin=True))
        .order_by(Mailing.id.desc())
    )
    page = page_of(session, select, number)
    causes = {cause_of(row.id): row for row in page.items}
    rows = session.execute(
        sa.select(Letter.cause, Letter.state, sa.func.count())
        .where(open_letters(wip_session, person_id), Letter.cause.in_(list(causes)))
        .group_by(Letter.cause, Letter.state)
    )
    counts: dict[str, Counter[LetterState]] = {cause: Counter() for cause in causes}
    for cause, state, count in rows:
        counts[cause][state] = count
    sent = [Sent(row, {s: counts[c][s] for s in LetterState if counts[c][s]}) for c, row in causes.items()]
    return Page(sent, page.number, page.per_page, page.total)


def sent_alike(
    session: Session,
    wip_session: WipSession,
    group: MailGroup,
    paper: Paper | None,
    subject: str,
    body: str,
    *,
    since: datetime,
) -> Mailing | None:
    """The last mailing since then of the same words to the same group, with its sender; one statement."""
    return session.scalar(
        sa.select(Mailing)
        .where(
            Mailing.wip_session_id == wip_session.id,
            Mailing.group == group,
            Mailing.paper_id == paper.id if paper else Mailing.paper_id.is_(None),
            Mailing.subject == subject,
            Mailing.body == body,
            Mailing.sent_at > since,
        )
        .options(joinedload(Mailing.sender, innerjoin=True))
        .order_by(Mailing.id.desc())
        .limit(1)
    )


def cause_of(mailing_id: int) -> str:
    """The one event that the letters of a mailing tell of."""
    return f"mailing:{mailing_id}"
