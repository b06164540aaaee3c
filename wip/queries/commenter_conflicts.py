"""Who may not comment on which paper: the rules of review, for those who offered to comment."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictState
from wip.models import Author, Commenter, Conflict, Paper, WipSession

Pair = tuple[int, int]
"""(paper's id, person's id)."""


def closed_pairs(
    session: Session, wip_session: WipSession | int, paper_ids: Collection[int] | None = None
) -> set[Pair]:
    """Pairs of a paper (or of these) and somebody who offered to comment in the session that must not be; one statement.

    Authors and who handed a paper in, whom its authors keep it from, what was declared, and what was found or typed and
    no leader has dismissed: as in review, a conflict that still waits for judgement keeps the two apart.
    """
    session_id = wip_session if isinstance(wip_session, int) else wip_session.id
    here = Paper.wip_session_id == session_id
    if paper_ids is not None:
        here &= Paper.id.in_(paper_ids)
    people = sa.select(Commenter.person_id).where(Commenter.wip_session_id == session_id)
    rows: sa.Result[*tuple[Any, ...]] = session.execute(
        sa.union(*(select.where(here, person.in_(people)) for select, person in _closed()))
    )
    return {(row[0], row[1]) for row in rows}


def closed_people(paper_id: int) -> sa.CompoundSelect[Any]:
    """SQL: the ids of the people who must not comment on the paper; as `closed_pairs`, whoever they are."""
    return sa.union(
        *(select.with_only_columns(person).where(Paper.id == paper_id) for select, person in _closed())
    )


def is_kept_apart(session: Session, paper: Paper, person_id: int) -> bool:
    """Whether this person must not comment on the paper."""
    found = session.scalar(
        sa.select(sa.exists().where(Paper.id == paper.id, sa.literal(person_id).in_(closed_people(paper.id))))
    )
    return bool(found)


def _closed() -> list[tuple[sa.Select[*tuple[Any, ...]], sa.SQLColumnExpression[Any]]]:
    authors: sa.Select[*tuple[Any, ...]] = (
        sa.select(Author.paper_id, Author.person_id)
        .join(Paper, Paper.id == Author.paper_id)
        .where(Author.person_id.is_not(None))
    )
    sent: sa.Select[*tuple[Any, ...]] = sa.select(Paper.id, Paper.submitter_id).where(
        Paper.submitter_id.is_not(None)
    )
    conflicts: sa.Select[*tuple[Any, ...]] = (
        sa.select(Conflict.paper_id, Conflict.person_id)
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(Conflict.state != ConflictState.DISMISSED)
    )
    return [
        (authors, Author.person_id),
        (sent, Paper.submitter_id),
        (conflicts, Conflict.person_id),
    ]
