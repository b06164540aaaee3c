"""How far the reviewing has come: by reviewer, and day by day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictState
from wip.domain.invitations import InvitationState
from wip.domain.papers import IN_REVIEW
from wip.domain.pictures import Day, Progress, by_day
from wip.domain.reviews import ANSWERED, Reading, ReviewState
from wip.domain.selection_stages import takes_reviews
from wip.domain.zones import in_zone
from wip.models import (
    Author,
    Conflict,
    Leadership,
    Paper,
    Person,
    Review,
    Reviewer,
    SessionSection,
    WipSession,
)
from wip.queries.bound import IDS, SESSION
from wip.queries.pictures import pictured
from wip.queries.review_settings import settings_of


@dataclass(frozen=True)
class Reader:
    """Somebody who reviews the session's papers, or (not `active`) has reviewed some and does so no more."""

    id: int
    called: str
    leads: bool
    active: bool


@dataclass(frozen=True)
class Standing:
    """How far all of them have come, and on which days; `thin` papers have fewer finished reviews than are `wanted`."""

    readers: dict[int, Reader]
    rows: list[Progress]
    days: list[Day]
    reads_all: bool
    wanted: int
    thin: int
    is_frozen: bool

    @property
    def finished(self) -> int:
        """Reviews that nobody waits for any more."""
        return sum(row.finished for row in self.rows)

    @property
    def abstained(self) -> int:
        """Those among the finished that give no score."""
        return sum(row.abstained for row in self.rows)

    @property
    def left(self) -> int:
        """Reviews that are still to come."""
        return sum(row.left for row in self.rows)


def standing(session: Session, wip_session: WipSession, person_id: int) -> Standing:
    """How far the reviewing has come, without the papers closed to this leader. Five statements, no scores among them.

    A paper that has been decided on is waited for by nobody, nor is one that the freeze has closed. The reviewer with
    most left comes first.
    """
    bound = {"session_id": wip_session.id, "person_id": person_id}
    reviews: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(_reviews(), bound):
        reviews[row.person_id].append(row)
    readers = _read_by(session, bound | {"ids": list(reviews)})
    under_review = session.execute(_open_papers(), bound).all()
    closed = _closed_papers(session, bound)
    settings = settings_of(session, wip_session)
    waits = {each.id for each in under_review if takes_reviews(each.submitted_at, settings.frozen_at)}
    reads_all, wanted = settings.reading is Reading.EVERYTHING, settings.reviews_per_paper
    is_frozen, rows = settings.frozen_at is not None, []
    for id_, reader in readers.items():
        free = waits - closed[id_] if reader.active else set()
        found = _progress(id_, reviews[id_], free, reads_all=reads_all)
        if reader.active or found.finished:
            rows.append(found)
    rows.sort(key=lambda each: (-each.left, each.person))
    thin = sum(each.reviews_done < wanted for each in under_review)
    return Standing(
        readers, rows, _days(reviews.values(), wip_session.zone), reads_all, wanted, thin, is_frozen
    )


def _days(reviews: Iterable[Iterable[Any]], zone: str) -> list[Day]:
    finished = (row.finished_at for said in reviews for row in said if row.finished_at is not None)
    return by_day(in_zone(at, zone).date() for at in finished)


def _progress(reader: int, said: Sequence[Any], free: set[int], *, reads_all: bool) -> Progress:
    """What was answered counts for ever, what is under way only while the paper is open to the reader."""
    found = Counter(row.state for row in said if row.state in ANSWERED or row.paper_id in free)
    untouched = len(free - {row.paper_id for row in said}) if reads_all else 0
    return Progress(
        reader,
        found[ReviewState.DONE],
        found[ReviewState.ABSTAINED],
        found[ReviewState.IN_PROGRESS],
        found[ReviewState.ASSIGNED] + untouched,
        found[ReviewState.DECLINED],
    )


def _read_by(session: Session, bound: dict[str, Any]) -> dict[int, Reader]:
    rows = session.execute(_readers(), bound)
    return {
        row.id: Reader(row.id, row.name or row.email, bool(row.leads), bool(row.leads or row.reviews))
        for row in rows
    }


@cache
def _readers() -> sa.Select[*tuple[Any, ...]]:
    ours = sa.select(WipSession.section_id).where(WipSession.id == SESSION)
    partners = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == SESSION)
    leads = Person.id.in_(
        sa.select(Leadership.person_id).where(
            Leadership.state == InvitationState.ACCEPTED, Leadership.section_id.in_(ours.union(partners))
        )
    )
    reviews = Person.id.in_(
        sa.select(Reviewer.person_id).where(
            Reviewer.state == InvitationState.ACCEPTED, Reviewer.wip_session_id == SESSION
        )
    )
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(Person.id, Person.name, Person.email, leads.label("leads"), reviews.label("reviews"))
        .where(sa.or_(leads, reviews, Person.id.in_(IDS)))
        .order_by(Person.id)
    )
    return select


@cache
def _open_papers() -> sa.Select[int, int, datetime]:
    return sa.select(Paper.id, Paper.reviews_done, Paper.submitted_at).where(
        pictured(), Paper.state.in_(IN_REVIEW)
    )


def _closed_papers(session: Session, bound: dict[str, int]) -> dict[int, set[int]]:
    """The papers under review that each person wrote, or has a conflict with."""
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, paper_id in session.execute(_closed(), bound):
        if person_id is not None:
            found[person_id].add(paper_id)
    return found


@cache
def _closed() -> sa.CompoundSelect[int | None, int]:
    here = sa.and_(Paper.wip_session_id == SESSION, Paper.state.in_(IN_REVIEW))
    wrote = sa.select(Author.person_id, Author.paper_id).join(Paper).where(here)
    sent = sa.select(Paper.submitter_id, Paper.id).where(here)
    conflict = (
        sa.select(Conflict.person_id, Conflict.paper_id)
        .join(Paper)
        .where(here, Conflict.state == ConflictState.CONFIRMED)
    )
    return sa.union(wrote, sent, conflict)


@cache
def _reviews() -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(Review.person_id, Review.paper_id, Review.state, Review.finished_at)
        .join(Paper, Paper.id == Review.paper_id)
        .where(pictured())
    )
    return select
