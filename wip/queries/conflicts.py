"""Reads about conflicts, for the leaders who decide on them; never on one of their own, nor on a paper closed to them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.conflicts import CONFLICT_KIND_WORDS, ConflictKind, ConflictState
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.reviews import ReviewState
from wip.domain.texts import whole_number
from wip.models import Commenter, Conflict, HistoryEvent, Leadership, Paper, Person, Review, WipSession
from wip.queries.bound import Bound
from wip.queries.conflict_material import judges, readers_of
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to

PER_PAGE = 30
_OUT = (PaperState.DRAFT, PaperState.WITHDRAWN)


@dataclass(frozen=True)
class ConflictsQuery:
    """Which conflicts an address asks for; `state` of None is all of them."""

    state: ConflictState | None = ConflictState.PROPOSED
    kind: ConflictKind | None = None
    paper: int | None = None
    person: int | None = None

    def args(self) -> dict[str, str]:
        """What an address says of it."""
        given = {"state": self.state or "all", "kind": self.kind, "paper": self.paper, "person": self.person}
        return {name: str(value) for name, value in given.items() if value}


def query_of(args: Mapping[str, str]) -> ConflictsQuery:
    """What an address asks for; whatever is not understood is not asked."""
    said, kind = args.get("state", ConflictState.PROPOSED.value), args.get("kind")
    return ConflictsQuery(
        ConflictState(said) if said in list(ConflictState) else None,
        ConflictKind(kind) if kind in list(ConflictKind) else None,
        whole_number(args.get("paper"), digits=8),
        whole_number(args.get("person"), digits=9),
    )


@dataclass(frozen=True)
class ConflictRow:
    """One conflict as a leader sees it. `reason` is empty where it would name an author of a double-blind call.

    `has_review` says that the person has finished a review of the paper, which would no longer count.
    """

    id: int
    version: int
    number: int
    title: str
    person: str
    email: str
    kind: ConflictKind
    state: ConflictState
    reason: str
    found_at: datetime
    decided_by: str
    decided_at: datetime | None
    has_review: bool

    @property
    def kind_words(self) -> str:
        """Where it comes from, in words."""
        return CONFLICT_KIND_WORDS[self.kind]


def conflicts_of(
    session: Session,
    wip_session: WipSession,
    query: ConflictsQuery,
    number: int,
    *,
    reader: int,
    names: bool,
) -> Page[ConflictRow]:
    """A page of the conflicts that this leader may decide on, what is proposed first; two or three statements."""
    select = _rows(wip_session, reader)
    for column, value in (
        (Conflict.state, query.state),
        (Conflict.kind, query.kind),
        (Paper.number, query.paper),
        (Conflict.person_id, query.person),
    ):
        if value is not None:
            select = select.where(column == value)
    first = sa.case((Conflict.state == ConflictState.PROPOSED, 0), else_=1)
    page = page_of(session, select.order_by(first, Paper.number, Conflict.id), number, per_page=PER_PAGE)
    looked = set() if names else _looked_at(session, [row.id for row in page.items], reader)
    return replace(page, items=[_row(row, shows=names or row.id in looked) for row in page.items])


def conflict_of(
    session: Session, wip_session: WipSession, conflict_id: int, *, reader: int, names: bool
) -> ConflictRow | None:
    """The one conflict, if this leader may decide on it."""
    row = session.execute(_rows(wip_session, reader).where(Conflict.id == conflict_id)).one_or_none()
    if row is None:
        return None
    return _row(row, shows=names or bool(_looked_at(session, [row.id], reader)))


def _rows(wip_session: WipSession, reader: int) -> sa.Select[*tuple[Any, ...]]:
    decider = aliased(Person)
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Conflict.id,
            Conflict.version,
            Paper.number,
            Paper.title,
            Person.name.label("person"),
            Person.email,
            Conflict.kind,
            Conflict.state,
            Conflict.reason,
            Conflict.found_at,
            Conflict.decided_at,
            decider.name.label("decided_by"),
            decider.email.label("decided_email"),
            sa.exists()
            .where(
                Review.paper_id == Conflict.paper_id,
                Review.person_id == Conflict.person_id,
                Review.state == ReviewState.DONE,
            )
            .label("has_review"),
        )
        .join(Paper, Paper.id == Conflict.paper_id)
        .join(Person, Person.id == Conflict.person_id)
        .outerjoin(decider, decider.id == Conflict.decided_by)
        .where(*_decidable(wip_session, reader))
    )
    return select


def _decidable(wip_session: WipSession, reader: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Paper.wip_session_id == wip_session.id,
        Paper.state.not_in(_OUT),
        Conflict.person_id != reader,
        Paper.id.not_in(closed_to(reader)),
        matters(wip_session.id),
    )


def matters(session_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from conflicts and papers: whether there is something to judge.

    Of somebody who only comments nothing is asked before the paper has a place: most papers never get one.
    """
    comments = sa.select(Commenter.person_id).where(Commenter.wip_session_id == session_id)
    return sa.or_(
        Paper.state.in_(PRESENTING),
        Conflict.state != ConflictState.PROPOSED,
        Conflict.person_id.not_in(comments),
        Conflict.person_id.in_(judges(session_id)),
    )


def _row(row: sa.Row[*tuple[Any, ...]], *, shows: bool) -> ConflictRow:
    return ConflictRow(
        row.id,
        row.version,
        row.number,
        row.title,
        row.person or row.email,
        row.email,
        row.kind,
        row.state,
        row.reason if shows else "",
        row.found_at,
        row.decided_by or row.decided_email or "",
        row.decided_at,
        bool(row.has_review),
    )


def _looked_at(session: Session, ids: list[int], reader: int) -> set[int]:
    """Of these conflicts, those whose names this leader has chosen to see; by the history, which says so."""
    return set(
        session.scalars(
            sa.select(HistoryEvent.thing_id).where(
                HistoryEvent.thing == "conflicts",
                HistoryEvent.thing_id.in_(ids),
                HistoryEvent.act == "look at names of conflict",
                HistoryEvent.actor_id == reader,
            )
        )
    )


def state_counts(session: Session, wip_session: WipSession, reader: int) -> dict[ConflictState, int]:
    """How many conflicts that this leader may decide on stand in each state."""
    rows = session.execute(
        sa.select(Conflict.state, sa.func.count())
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(*_decidable(wip_session, reader))
        .group_by(Conflict.state)
    )
    found: dict[ConflictState, int] = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in ConflictState}


@dataclass(frozen=True)
class LeftToOthers:
    """Proposed conflicts on which this leader must not decide, and whether there is another leader who can."""

    conflicts: int
    has_other: bool


def left_to_others(session: Session, wip_session: WipSession, reader: int) -> LeftToOthers:
    """Those of the leader's own, and on papers closed to them; one statement."""
    mine = (
        sa.select(sa.func.count())
        .select_from(Conflict)
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.not_in(_OUT),
            Conflict.state == ConflictState.PROPOSED,
            sa.or_(Conflict.person_id == reader, Paper.id.in_(closed_to(reader))),
            matters(wip_session.id),
        )
    )
    others = sa.exists().where(
        Leadership.section_id == wip_session.section_id,
        Leadership.state == InvitationState.ACCEPTED,
        Leadership.person_id != reader,
    )
    row = session.execute(sa.select(mine.scalar_subquery(), others)).one()
    return LeftToOthers(row[0], bool(row[1]))


def readers(session: Session, wip_session: WipSession) -> list[tuple[int, str]]:
    """The session's reviewers, leaders and commenters by name, as (id, name)."""
    called = sa.func.coalesce(sa.func.nullif(Person.name, ""), Person.email)
    rows = session.execute(
        sa.select(Person.id, called).where(readers_of(wip_session)).order_by(sa.func.lower(called))
    )
    return [(row[0], row[1]) for row in rows]


def history_of(session: Session, conflict_id: int) -> list[HistoryEvent]:
    """What has been done about a conflict, the latest first; at most fifty."""
    return list(
        session.scalars(
            sa.select(HistoryEvent)
            .where(HistoryEvent.thing == "conflicts", HistoryEvent.thing_id == conflict_id)
            .order_by(HistoryEvent.id.desc())
            .limit(50)
        )
    )
