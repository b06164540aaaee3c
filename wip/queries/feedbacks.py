"""Reads of the private boxes: who may write into which, what is in one, and how much has come in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.commissions import CommissionState
from wip.domain.conflicts import ConflictState
from wip.domain.feedbacks import STAYS_OPEN
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.models import (
    Aftermath,
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Conflict,
    Feedback,
    Leadership,
    Paper,
    Person,
    WipSession,
)
from wip.queries.reviews import visible

_LONGEST = timedelta(days=120)
"""No session's first and last date lie further apart than this where its boxes are looked for."""


@dataclass(frozen=True)
class Box:
    """A paper's box as one person has it. `feedback`: what they left or began, if anything."""

    paper: Paper
    is_commenter: bool
    feedback: Feedback | None

    @property
    def is_handed_in(self) -> bool:
        """Whether the author will get it."""
        return self.feedback is not None and self.feedback.handed_in_at is not None


def boxes_of(
    session: Session, wip_session: WipSession, person_id: int, *, number: int | None = None
) -> list[Box]:
    """The boxes into which the person may write, or the one of the paper with this number; at most two statements.

    A commenter may write about a paper that they accepted; whoever takes part, about every paper of the published
    line-up. Never about one's own paper, nor past a confirmed conflict.
    """
    accepted = _accepted(person_id)
    listed = sa.and_(
        sa.literal(wip_session.agenda_state is AgendaState.PUBLISHED), _has_slot(), _takes_part(person_id)
    )
    select = (
        sa.select(Paper, accepted, Feedback)
        .outerjoin(Feedback, sa.and_(Feedback.paper_id == Paper.id, Feedback.person_id == person_id))
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(PRESENTING),
            visible(person_id),
            sa.or_(accepted, listed),
        )
        .options(selectinload(Paper.authors))
        .order_by(Paper.number)
    )
    if wip_session.state is SessionState.CANCELLED:
        return []
    if number is not None:
        select = select.where(Paper.number == number)
    return [Box(paper, bool(comments), row) for paper, comments, row in session.execute(select)]


def _accepted(person_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        Commission.paper_id == Paper.id,
        Commission.state == CommissionState.ACCEPTED,
        Commission.commenter_id == Commenter.id,
        Commenter.person_id == person_id,
    )


def _has_slot() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        CalendarEntry.paper_id == Paper.id,
        CalendarEntry.kind == EntryKind.SLOT,
        CalendarEntry.cancelled.is_(False),
    )


def _takes_part(person_id: int) -> sa.ColumnElement[bool]:
    """SQL, for a select from papers: attends the session, presents or comments in it, or leads its section."""
    other = sa.orm.aliased(Paper)
    here = other.wip_session_id == Paper.wip_session_id
    return sa.or_(
        sa.exists().where(Attendee.wip_session_id == Paper.wip_session_id, Attendee.person_id == person_id),
        sa.exists().where(
            Author.paper_id == other.id, Author.person_id == person_id, here, other.state.in_(PRESENTING)
        ),
        sa.exists().where(
            Commission.commenter_id == Commenter.id,
            Commission.state == CommissionState.ACCEPTED,
            Commenter.person_id == person_id,
            Commenter.wip_session_id == Paper.wip_session_id,
        ),
        sa.exists().where(
            WipSession.id == Paper.wip_session_id,
            Leadership.section_id == WipSession.section_id,
            Leadership.person_id == person_id,
            Leadership.state == InvitationState.ACCEPTED,
        ),
    )


@dataclass
class Guest:
    """Somebody whom a session's boxes concern: the papers that they may write about, and those that they must."""

    person: Person
    papers: list[Paper] = field(default_factory=list)
    owed: list[Paper] = field(default_factory=list)


def guests_of(session: Session, wip_session: WipSession) -> list[Guest]:
    """Attendees, commenters and presenters with the papers of the published line-up, in five statements.

    Their own papers and those past a confirmed conflict are left out, and so is whoever has none left or was forgotten.
    """
    if wip_session.agenda_state is not AgendaState.PUBLISHED:
        return []
    papers = session.scalars(
        sa.select(Paper)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING), _has_slot())
        .order_by(Paper.number)
    ).all()
    ids = [paper.id for paper in papers]
    own = {(paper.id, paper.submitter_id) for paper in papers}
    own |= _pairs(session, sa.select(Author.paper_id, Author.person_id).where(Author.paper_id.in_(ids)))
    closed = sa.select(Conflict.paper_id, Conflict.person_id).where(
        Conflict.paper_id.in_(ids), Conflict.state == ConflictState.CONFIRMED
    )
    owed = _pairs(
        session,
        sa.select(Commission.paper_id, Commenter.person_id)
        .join(Commission.commenter)
        .where(Commission.paper_id.in_(ids), Commission.state == CommissionState.ACCEPTED),
    )
    shut = own | _pairs(session, closed)
    attends = sa.select(Attendee.person_id).where(Attendee.wip_session_id == wip_session.id)
    named = {person for _, person in own | owed}
    people = session.scalars(
        sa.select(Person)
        .where(sa.or_(Person.id.in_(attends), Person.id.in_(named)), Person.erased_at.is_(None))
        .order_by(Person.id)
    )
    found = [
        Guest(
            each,
            [paper for paper in papers if (paper.id, each.id) not in shut],
            [paper for paper in papers if (paper.id, each.id) in owed - shut],
        )
        for each in people
    ]
    return [guest for guest in found if guest.papers]


def _pairs(session: Session, select: sa.Select[*tuple[Any, ...]]) -> set[tuple[int, int]]:
    return {(paper, person) for paper, person in session.execute(select) if person}


def states_in(session: Session, wip_session: WipSession) -> dict[tuple[int, int], bool]:
    """For each (paper id, person id) that began: whether it is handed in; one statement, nothing of what was written."""
    rows = session.execute(
        sa.select(Feedback.paper_id, Feedback.person_id, Feedback.handed_in_at.is_not(None))
        .join(Feedback.paper)
        .where(Paper.wip_session_id == wip_session.id)
    )
    return {(paper, person): bool(done) for paper, person, done in rows}


def handed_in(session: Session, paper: Paper, *, lock: bool = False) -> Sequence[Feedback]:
    """Everything handed in for the paper, with its writers; in an order that says nothing of when, or by whom."""
    select = (
        sa.select(Feedback)
        .where(Feedback.paper_id == paper.id, Feedback.handed_in_at.is_not(None))
        .options(joinedload(Feedback.person, innerjoin=True))
    )
    rows = session.scalars(select.with_for_update(of=Feedback) if lock else select).all()
    return sorted(rows, key=lambda row: (not row.is_commenter, row.came_across, row.adds, row.more))


@dataclass(frozen=True)
class Numbers:
    """How many commenters, and how many others, have handed in feedback to a paper."""

    commenters: int = 0
    audience: int = 0

    @property
    def all(self) -> int:
        """Both together."""
        return self.commenters + self.audience


def numbers_of(session: Session, wip_session_id: int) -> dict[int, Numbers]:
    """By paper id, how much feedback has been handed in; papers without any are left out. One statement."""
    rows = session.execute(
        sa.select(
            Feedback.paper_id,
            sa.func.count().filter(Feedback.is_commenter.is_(True)),
            sa.func.count().filter(Feedback.is_commenter.is_(False)),
        )
        .join(Feedback.paper)
        .where(Paper.wip_session_id == wip_session_id, Feedback.handed_in_at.is_not(None))
        .group_by(Feedback.paper_id)
    )
    return {paper_id: Numbers(commenters, audience) for paper_id, commenters, audience in rows}


def number_of(session: Session, paper: Paper) -> Numbers:
    """The same of one paper."""
    row = session.execute(
        sa.select(
            sa.func.count().filter(Feedback.is_commenter.is_(True)),
            sa.func.count().filter(Feedback.is_commenter.is_(False)),
        ).where(Feedback.paper_id == paper.id, Feedback.handed_in_at.is_not(None))
    ).one()
    return Numbers(row[0], row[1])


def aftermath_of(session: Session, paper: Paper) -> Aftermath | None:
    """What happened to the paper's feedback after the session, if anything has."""
    return session.get(Aftermath, paper.id)


def sessions_around(session: Session, now: datetime, since: timedelta = STAYS_OPEN) -> list[WipSession]:
    """Sessions that have begun, and whose end lies at most about `since` back; not the cancelled ones.

    Whether a further date of one is still to come only its rooms say: look at each.
    """
    rows = session.scalars(
        sa.select(WipSession)
        .where(
            WipSession.starts_at <= now,
            WipSession.starts_at > now - since - _LONGEST,
            WipSession.state != SessionState.CANCELLED,
        )
        .options(selectinload(WipSession.sittings), joinedload(WipSession.section, innerjoin=True))
        .order_by(WipSession.id)
    )
    return list(rows)


def presenting_in(session: Session, wip_session: WipSession) -> list[tuple[Paper, Aftermath | None]]:
    """The session's papers with what came of their feedback, with authors and their people; three statements."""
    rows = session.execute(
        sa.select(Paper, Aftermath)
        .outerjoin(Aftermath, Aftermath.paper_id == Paper.id)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
        .options(
            selectinload(Paper.authors).joinedload(Author.person), joinedload(Paper.submitter, innerjoin=True)
        )
        .order_by(Paper.number)
    )
    return [(paper, aftermath) for paper, aftermath in rows]


def thanked_for(session: Session, paper: Paper) -> list[Person]:
    """Whom the author's word of what changed goes to: the paper's commenters, and whoever gave feedback that was sent."""
    commenters = (
        sa.select(Commenter.person_id)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .where(Commission.paper_id == paper.id, Commission.state == CommissionState.ACCEPTED)
    )
    writers = sa.select(Feedback.person_id).where(
        Feedback.paper_id == paper.id, Feedback.sent_at.is_not(None)
    )
    own = sa.select(Author.person_id).where(Author.paper_id == paper.id, Author.person_id.is_not(None))
    rows = session.scalars(
        sa.select(Person)
        .where(
            sa.or_(Person.id.in_(commenters), Person.id.in_(writers)),
            Person.id.not_in(own),
            Person.erased_at.is_(None),
        )
        .order_by(Person.id)
    )
    return list(rows)


def open_sessions_of(session: Session, person_id: int, now: datetime) -> list[WipSession]:
    """Sessions around now in which the person attends, presents or comments; two statements, nothing of boxes."""
    attends = sa.select(Attendee.wip_session_id).where(Attendee.person_id == person_id)
    presents = (
        sa.select(Paper.wip_session_id)
        .join(Author, Author.paper_id == Paper.id)
        .where(Author.person_id == person_id, Paper.state.in_(PRESENTING))
    )
    comments = (
        sa.select(Commenter.wip_session_id)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .where(Commenter.person_id == person_id, Commission.state == CommissionState.ACCEPTED)
    )
    rows = session.scalars(
        sa.select(WipSession)
        .where(
            WipSession.starts_at <= now,
            WipSession.starts_at > now - STAYS_OPEN - _LONGEST,
            WipSession.state != SessionState.CANCELLED,
            WipSession.agenda_state == AgendaState.PUBLISHED,
            WipSession.id.in_(sa.union(attends, presents, comments)),
        )
        .options(selectinload(WipSession.sittings))
        .order_by(WipSession.starts_at)
    )
    return list(rows)
