"""Reads about sessions and their calls."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import CallState
from wip.domain.commissions import CommissionState
from wip.domain.papers import PaperState
from wip.domain.publications import AgendaState
from wip.domain.reviews import Reading, ReviewState
from wip.domain.selection import SELECTABLE
from wip.domain.sessions import SessionState
from wip.models import (
    Attendee,
    Author,
    Call,
    Commenter,
    CommentingSettings,
    Decision,
    Paper,
    Release,
    Review,
    ReviewSettings,
    Section,
    SessionSection,
    StartedSubmission,
    WipSession,
)
from wip.queries.bound import SESSION
from wip.queries.pages import Page, page_of
from wip.queries.people import number_of_leaders
from wip.queries.preparing import PREPARING, Preparing, preparing, supplied
from wip.queries.reviews import closed_to, has_conflict, takes_reviews
from wip.queries.standings import leads_session, reviews_session

SHOWN_AFTER = timedelta(days=1)
"""How long a session stays on the front page after its start."""


def call_of(session: Session, wip_session: WipSession) -> Call:
    """The session's call; every session has one from its beginning."""
    return session.scalars(_call(), {"session_id": wip_session.id}).one()


@cache
def _call() -> sa.Select[Call]:
    """The session is at hand already, so it is not read again."""
    return sa.select(Call).where(Call.wip_session_id == SESSION).options(sa.orm.lazyload(Call.wip_session))


class Known(NamedTuple):
    """What the public page asks about a session: its call, its settings for commenting (None for the usual), and whether
    decisions were released for good.
    """

    call: Call
    commenting: CommentingSettings | None
    is_released: bool


def known_of(session: Session, wip_session: WipSession) -> Known:
    """The session's call and what goes with it; one statement."""
    return Known(*session.execute(_known(), {"session_id": wip_session.id}).one())


@cache
def _known() -> sa.Select[*tuple[Any, ...]]:
    released = sa.exists().where(Release.wip_session_id == SESSION, Release.completed_at.is_not(None))
    own = CommentingSettings.wip_session_id == Call.wip_session_id
    return (
        sa.select(Call, CommentingSettings, released)
        .outerjoin(CommentingSettings, own)
        .where(Call.wip_session_id == SESSION)
        .options(sa.orm.lazyload(Call.wip_session))
    )


def is_public() -> sa.ColumnElement[bool]:
    """SQL, for a select from wip_sessions and calls: whether the public may know of the session."""
    return sa.or_(Call.state != CallState.DRAFT, WipSession.agenda_state == AgendaState.PUBLISHED)


def _calls() -> sa.Select[Call]:
    return (
        sa.select(Call)
        .join(Call.wip_session)
        .join(WipSession.section)
        .options(sa.orm.contains_eager(Call.wip_session).contains_eager(WipSession.section))
    )


def open_calls(session: Session, now: datetime, most: int = 20) -> list[Call]:
    """Published calls that take papers, the nearest deadline first."""
    return list(
        session.scalars(
            _calls()
            .where(
                Call.state == CallState.PUBLISHED,
                Call.deadline_at >= now,
                WipSession.state != SessionState.CANCELLED,
            )
            .order_by(Call.deadline_at, Call.id)
            .limit(most)
        )
    )


def coming(session: Session, now: datetime, number: int) -> Page[Call]:
    """Public sessions that lie ahead or are just over, in the order of their dates."""
    return page_of(
        session,
        _calls().where(is_public(), WipSession.starts_at >= now - SHOWN_AFTER).order_by(WipSession.starts_at),
        number,
    )


def of_section(session: Session, section: Section, *, all_of_them: bool, number: int) -> Page[Call]:
    """The section's sessions, newest first; those not public only for its leaders."""
    partner = sa.exists().where(
        SessionSection.wip_session_id == WipSession.id,
        SessionSection.section_id == section.id,
    )
    select = _calls().where(sa.or_(WipSession.section_id == section.id, partner))
    if not all_of_them:
        select = select.where(is_public())
    return page_of(session, select.order_by(WipSession.starts_at.desc()), number)


def led_by(session: Session, person_id: int, now: datetime, most: int = 30) -> list[Call]:
    """Sessions that the person leads, those ahead first."""
    return list(
        session.scalars(
            _calls()
            .where(leads_session(person_id))
            .options(sa.orm.defaultload(Call.wip_session).selectinload(WipSession.sittings))
            .order_by(WipSession.starts_at < now - SHOWN_AFTER, WipSession.starts_at)
            .limit(most)
        )
    )


def reviewed_by(session: Session, person_id: int, now: datetime, most: int = 30) -> list[Call]:
    """Sessions ahead that the person was invited to review."""
    return list(
        session.scalars(
            _calls()
            .where(reviews_session(person_id), WipSession.starts_at >= now)
            .order_by(WipSession.starts_at)
            .limit(most)
        )
    )


def sections_of(session: Session, wip_session: WipSession) -> list[Section]:
    """The session's section and those that sponsor it too."""
    partners = session.scalars(_partners(), {"session_id": wip_session.id})
    return [wip_session.section, *partners]


@cache
def _partners() -> sa.Select[Section]:
    return (
        sa.select(Section)
        .join(SessionSection, SessionSection.section_id == Section.id)
        .where(SessionSection.wip_session_id == SESSION)
        .order_by(SessionSection.id)
    )


@dataclass(frozen=True)
class Standing:
    """A session's figures for its leaders' overview.

    `reviews_done` counts the reviews of undecided papers, `reviews_all` those of all papers; `thin` the undecided papers
    that have fewer reviews than the session wants; `complete` the papers to be presented that have their commenters;
    `started` the forms that were begun and not submitted; `pending` a release whose letters wait; `answer_due` the first
    last moment of an accepted author who has not answered; `closed` the papers in the selection that are closed to the
    reader, whatever became of them; `leaders` those who lead the session. What comes of commenters is in `preparing`.
    """

    papers: dict[PaperState, int]
    thin: int
    reviews_done: int
    reviews_all: int
    staged: int
    commenters: int
    attendees: int
    complete: int
    started: int = 0
    pending: int = 0
    closed: int = 0
    leaders: int = 0
    preparing: Preparing = field(default_factory=Preparing)
    answer_due: datetime | None = None

    def papers_in(self, *states: PaperState) -> int:
        """How many papers are in one of these states."""
        return sum(self.papers.get(state, 0) for state in states)

    @property
    def received(self) -> int:
        """Papers that were submitted, whatever became of them."""
        return sum(number for state, number in self.papers.items() if state is not PaperState.DRAFT)


def standing(session: Session, wip_session: WipSession, reader: int) -> Standing:
    """One session's counts, as far as they are the reader's to know, in two statements."""
    return standings(session, [wip_session.id], reader)[wip_session.id]


def standings(session: Session, ids: Sequence[int], reader: int) -> dict[int, Standing]:
    """The counts of several sessions (by id), in two statements however many they are.

    Papers closed to the reader are left out: the sums would tell what became of them.
    """
    papers: dict[int, dict[PaperState, int]] = {id_: {} for id_ in ids}
    reviewed, reviewed_all, thin = dict.fromkeys(ids, 0), dict.fromkeys(ids, 0), dict.fromkeys(ids, 0)
    due: dict[int, datetime | None] = {}
    lacks = sa.func.count().filter(Paper.reviews_done < ReviewSettings.reviews_per_paper)
    first_due = sa.func.min(Paper.confirm_by, type_=Paper.confirm_by.type)
    reviews = sa.func.sum(Paper.reviews_done)
    for id_, state, number, done, lacking, first in session.execute(
        sa.select(Paper.wip_session_id, Paper.state, sa.func.count(), reviews, lacks, first_due)
        .join(ReviewSettings, ReviewSettings.wip_session_id == Paper.wip_session_id)
        .where(Paper.wip_session_id.in_(ids), Paper.id.not_in(closed_to(reader)))
        .group_by(Paper.wip_session_id, Paper.state)
    ):
        papers[id_][state] = number
        if state is PaperState.SUBMITTED:
            reviewed[id_], thin[id_] = int(done or 0), lacking
        if state is PaperState.ACCEPTED:
            due[id_] = first
        reviewed_all[id_] += int(done or 0)
    figures = session.execute(
        sa.select(WipSession.id, *(each.scalar_subquery() for each in _figures(reader))).where(
            WipSession.id.in_(ids)
        )
    )
    return {
        id_: replace(
            Standing(papers[id_], thin[id_], reviewed[id_], reviewed_all[id_], *counts[:-PREPARING]),
            preparing=Preparing(*counts[-PREPARING:]),
            answer_due=due.get(id_),
        )
        for id_, *counts in figures
    }


def _figures(reader: int) -> tuple[sa.Select[int], ...]:
    """Staged decisions, volunteers, attendees and papers with enough commenters, and unfinished forms, of the outer statement's session."""
    count = sa.func.count()
    staged = (
        sa.select(count)
        .select_from(Decision)
        .join(Paper)
        .where(
            Paper.wip_session_id == WipSession.id,
            Decision.release_id.is_(None),
            Paper.id.not_in(closed_to(reader)),
        )
    )
    commenters = (
        sa.select(count)
        .select_from(Commenter)
        .where(Commenter.wip_session_id == WipSession.id, Commenter.withdrawn.is_(False))
    )
    attendees = sa.select(count).select_from(Attendee).where(Attendee.wip_session_id == WipSession.id)
    started = (
        sa.select(count)
        .select_from(StartedSubmission)
        .where(StartedSubmission.wip_session_id == WipSession.id)
    )
    pending = (
        sa.select(count)
        .select_from(Release)
        .where(
            Release.wip_session_id == WipSession.id,
            Release.completed_at.is_(None),
            Release.undone_at.is_(None),
        )
    )
    closed = (
        sa.select(count)
        .select_from(Paper)
        .where(
            Paper.wip_session_id == WipSession.id,
            Paper.state.in_(SELECTABLE),
            Paper.id.in_(closed_to(reader)),
        )
    )
    figures = (
        staged,
        commenters,
        attendees,
        supplied(reader, CommissionState.ACCEPTED),
        started,
        pending,
        closed,
        number_of_leaders(),
        *preparing(reader),
    )
    return tuple(each.correlate(WipSession) for each in figures)


def left_to_review(session: Session, person_id: int, ids: Sequence[int]) -> dict[int, int]:
    """How many submitted papers of each session still want this person's review; one statement."""
    mine = sa.exists().where(Review.paper_id == Paper.id, Review.person_id == person_id)
    all_read = sa.exists().where(
        ReviewSettings.wip_session_id == Paper.wip_session_id, ReviewSettings.reading == Reading.EVERYTHING
    )
    said = sa.exists().where(
        Review.paper_id == Paper.id,
        Review.person_id == person_id,
        Review.state.not_in([ReviewState.ASSIGNED, ReviewState.IN_PROGRESS]),
    )
    own = sa.exists().where(Author.paper_id == Paper.id, Author.person_id == person_id)
    rows = session.execute(
        sa.select(Paper.wip_session_id, sa.func.count())
        .where(
            Paper.wip_session_id.in_(ids),
            takes_reviews(),
            ~said,
            sa.or_(all_read, mine),
            ~own,
            ~has_conflict(person_id),
        )
        .group_by(Paper.wip_session_id)
    )
    return {row[0]: row[1] for row in rows}
