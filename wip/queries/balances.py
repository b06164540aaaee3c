"""Reads of a selection's balance: everything counted by the database, in one statement."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.balance import Balance, Key, Share, Shift, Trait
from wip.domain.papers import PaperState
from wip.domain.reviews import Outcome
from wip.domain.selection import SELECTABLE, tally
from wip.domain.selection import stands as stands_after
from wip.models import Author, Decision, HistoryEvent, Paper, PaperTopic, WipSession
from wip.queries.bound import IDS, PERSON, SESSION
from wip.queries.reviews import closed_to
from wip.queries.selection_rows import joined, stands

_COUNTED = SELECTABLE | {PaperState.WITHDRAWN}
_OUTCOMES = tuple(outcome.value for outcome in Outcome)


@dataclass(frozen=True)
class Counted:
    """The balance; a paper of each school, by which its name is found; and the latest event of the session's history.

    `staged` papers have a decision that waits for release.
    """

    balance: Balance
    samples: Mapping[str, int]
    latest: int
    staged: int


def balance_of(
    session: Session, wip_session: WipSession, person_id: int, scenario_id: int | None = None
) -> Counted:
    """What is chosen in the real selection, or in a copy, counted without the papers closed to this leader; one statement."""
    bound = {"session_id": wip_session.id, "person_id": person_id}
    copy = {"scenario_id": scenario_id} if scenario_id else {}
    rows = session.execute(_counted(copy=bool(copy)), bound | copy).all()
    shares = {
        (Trait(row.kind), row.value or ""): Share(row.number, row.accepted, row.waiting, row.declined)
        for row in rows
        if row.kind in set(Trait)
    }
    groups = [_group(row.value, row.number) for row in rows if row.kind == "all"]
    samples = {row.value or "": row.sample for row in rows if row.kind == Trait.SCHOOL}
    closed = sum(row.number for row in rows if row.kind == "closed")
    latest = next((row.sample for row in rows if row.kind == "latest"), 0)
    staged = sum(row.sample or 0 for row in rows if row.kind == "all")
    return Counted(Balance(replace(tally(groups), closed=closed), shares), samples, latest or 0, staged)


def _group(value: str, number: int) -> tuple[PaperState, Outcome | None, int]:
    """A decided paper counts by its decision, whatever its state."""
    if value in _OUTCOMES:
        return PaperState.SUBMITTED, Outcome(value), number
    return PaperState(value), None, number


@cache
def _counted(*, copy: bool) -> sa.CompoundSelect[*tuple[Any, ...]]:
    seen = _seen(copy=copy).cte("seen").prefix_with("MATERIALIZED")
    rows = seen.c
    kept = sa.select(PaperTopic.paper_id, PaperTopic.topic_id).join(seen, rows.id == PaperTopic.paper_id)
    topics = kept.cte("topics")
    counted = (
        _by(seen, Trait.CAREER, rows.career),
        _by(seen, Trait.WORK, rows.work),
        _by(seen, Trait.SCHOOL, rows.school),
        _by(
            seen.join(topics, topics.c.paper_id == rows.id),
            Trait.TOPIC,
            sa.cast(topics.c.topic_id, sa.String),
            rows,
        ),
    )
    everything = _sums("all", sa.func.coalesce(rows.stands, rows.state), rows, sa.func.sum(rows.waits))
    zero = sa.literal(0)
    latest = sa.select(
        sa.literal("latest").label("kind"), sa.literal("").label("value"), zero, zero, zero, zero
    ).add_columns(sa.func.max(HistoryEvent.id).label("sample"))
    closed = sa.select(sa.literal("closed"), sa.literal(""), sa.func.count(), zero, zero, zero, zero).where(
        Paper.wip_session_id == SESSION, Paper.state.in_(_COUNTED), Paper.id.in_(closed_to(PERSON))
    )
    return sa.union_all(everything, *counted, latest.where(HistoryEvent.wip_session_id == SESSION), closed)


def _seen(*, copy: bool) -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = sa.select(
        Paper.id,
        sa.type_coerce(Paper.state, sa.String).label("state"),
        sa.type_coerce(Paper.career_stage, sa.String).label("career"),
        sa.type_coerce(Paper.work_stage, sa.String).label("work"),
        sa.type_coerce(Paper.sort_school, sa.String).label("school"),
        stands(copy=copy).label("stands"),
        sa.case((Decision.id.is_not(None), 1), else_=0).label("waits"),
    )
    return joined(select, copy=copy).where(
        Paper.wip_session_id == SESSION, Paper.state.in_(_COUNTED), Paper.id.not_in(closed_to(PERSON))
    )


def _by(table: Any, trait: Trait, value: Any, columns: Any = None) -> sa.Select[*tuple[Any, ...]]:
    rows = table.c if columns is None else columns
    return _sums(trait.value, value, rows).select_from(table).where(rows.state != PaperState.WITHDRAWN.value)


def _sums(kind: str, value: Any, rows: Any, sample: Any = None) -> sa.Select[*tuple[Any, ...]]:
    sums = (sa.func.sum(sa.case((rows.stands == outcome, 1), else_=0)) for outcome in _OUTCOMES)
    select: sa.Select[*tuple[Any, ...]] = sa.select(
        sa.literal(kind).label("kind"),
        value.label("value"),
        sa.func.count().label("number"),
        *(each.label(name) for each, name in zip(sums, ("accepted", "waiting", "declined"), strict=True)),
        (sa.func.min(rows.id) if sample is None else sample).label("sample"),
    )
    return select.group_by(value)


def schools_of(session: Session, paper_ids: Collection[int]) -> dict[int, str]:
    """The first author's school as it was typed, by paper id."""
    rows = session.execute(_schools(), {"ids": list(paper_ids)})
    return {paper_id: name for paper_id, name in rows if name}


@cache
def _schools() -> sa.Select[int, str]:
    return (
        sa.select(Author.paper_id, Author.affiliation)
        .where(Author.paper_id.in_(IDS))
        .order_by(Author.paper_id, Author.position.desc())
    )


def shifts(
    session: Session,
    wip_session: WipSession,
    person_id: int,
    chosen: Mapping[int, Outcome | None],
    scenario_id: int | None = None,
) -> list[Shift]:
    """What choices that nobody has saved would move; papers that this leader may not see move nothing. Two statements."""
    if not chosen:
        return []
    copy = {"scenario_id": scenario_id} if scenario_id else {}
    select = _seen(copy=bool(copy)).add_columns(Paper.number).where(Paper.number.in_(list(chosen)))
    bound = {"session_id": wip_session.id, "person_id": person_id}
    rows = session.execute(select.where(Paper.state != PaperState.WITHDRAWN), bound | copy).all()
    topics = _topics(session, [row.id for row in rows])
    return [
        Shift(
            (
                (Trait.CAREER, row.career or ""),
                (Trait.WORK, row.work or ""),
                (Trait.SCHOOL, row.school),
                *topics.get(row.id, ()),
            ),
            Outcome(row.stands) if row.stands else None,
            stands_after(PaperState(row.state), chosen[row.number]),
        )
        for row in rows
    ]


def _topics(session: Session, paper_ids: Iterable[int]) -> dict[int, list[Key]]:
    found: dict[int, list[Key]] = {}
    select = sa.select(PaperTopic.paper_id, PaperTopic.topic_id)
    for paper_id, topic in session.execute(select.where(PaperTopic.paper_id.in_(list(paper_ids)))):
        found.setdefault(paper_id, []).append((Trait.TOPIC, str(topic)))
    return found
