"""SQL that the selection's reads share: a paper's decision, in the real selection or in a what-if copy of it."""

from typing import Any

import sqlalchemy as sa

from wip.domain.selection import OUTCOME_NOW
from wip.models import Decision, Paper, ScenarioChoice

COPY: sa.BindParameter[int] = sa.bindparam("scenario_id", type_=sa.Integer)
"""The copy's id."""


def staged() -> sa.ColumnElement[bool]:
    """The join from a paper to its decision that waits for release."""
    return sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None))


def joined(select: sa.Select[*tuple[Any, ...]], *, copy: bool) -> sa.Select[*tuple[Any, ...]]:
    """The select from papers with their staged decisions; for a copy with its choices too."""
    select = select.outerjoin(Decision, staged())
    if not copy:
        return select
    chosen = sa.and_(ScenarioChoice.paper_id == Paper.id, ScenarioChoice.scenario_id == COPY)
    return select.outerjoin(ScenarioChoice, chosen)


def outcome(*, copy: bool) -> sa.ColumnElement[Any]:
    """The decision chosen: a copy says it of the papers that it holds, the real selection of the others."""
    if not copy:
        return sa.type_coerce(Decision.outcome, Decision.outcome.type)
    held = ScenarioChoice.paper_id.is_not(None)
    return sa.type_coerce(
        sa.case((held, ScenarioChoice.outcome), else_=Decision.outcome), Decision.outcome.type
    )


def position(*, copy: bool) -> sa.ColumnElement[Any]:
    """The place on the waiting list that a leader typed."""
    if not copy:
        return sa.type_coerce(Decision.position, sa.Integer)
    held = ScenarioChoice.paper_id.is_not(None)
    return sa.case((held, ScenarioChoice.position), else_=Decision.position)


def stands(*, copy: bool) -> sa.ColumnElement[str | None]:
    """The decision chosen, or else what authors have been told; as text."""
    told = sa.case(
        {state: known.value for state, known in OUTCOME_NOW.items()}, value=Paper.state, else_=sa.null()
    )
    return sa.func.coalesce(sa.type_coerce(outcome(copy=copy), sa.String), told, type_=sa.String)
