"""Reads of what-if copies: which there are, what each comes to, and where they differ from the real selection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.reviews import Outcome
from wip.domain.selection import SELECTABLE, Shown, possible
from wip.models import Decision, Paper, Person, Scenario, ScenarioChoice, WipSession
from wip.queries.reviews import closed_to
from wip.queries.selection_rows import staged, stands


@dataclass(frozen=True)
class CopyRow:
    """One copy in the list; the numbers leave out papers closed to the reader."""

    id: int
    name: str
    made_by: str
    made_at: datetime
    changed_by: str
    changed_at: datetime
    counts: Mapping[Outcome | None, int]


def copies_of(session: Session, wip_session: WipSession, person_id: int) -> list[CopyRow]:
    """The session's copies, the newest first, in two statements."""
    maker, changer = aliased(Person), aliased(Person)
    rows = session.execute(
        sa.select(Scenario, maker, changer)
        .join(maker, maker.id == Scenario.made_by)
        .join(changer, changer.id == Scenario.changed_by)
        .where(Scenario.wip_session_id == wip_session.id)
        .order_by(Scenario.id.desc())
    ).all()
    counts = _counts(session, wip_session, person_id)
    return [
        CopyRow(
            row.id,
            row.name,
            made.called,
            row.made_at,
            changed.called,
            row.changed_at,
            counts.get(row.id, {}),
        )
        for row, made, changed in rows
    ]


def _counts(
    session: Session, wip_session: WipSession, person_id: int
) -> dict[int, dict[Outcome | None, int]]:
    chosen = stands(copy=True)
    select = (
        _each(sa.select(Scenario.id, chosen, sa.func.count()))
        .where(Scenario.wip_session_id == wip_session.id, *_seen(person_id))
        .group_by(Scenario.id, chosen)
    )
    found: dict[int, dict[Outcome | None, int]] = {}
    for copy_id, text, number in session.execute(select):
        found.setdefault(copy_id, {})[_outcome(text)] = number
    return found


def _each(select: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """From every copy to every paper of its session, with the copy's choice and the real decision."""
    chosen = sa.and_(ScenarioChoice.paper_id == Paper.id, ScenarioChoice.scenario_id == Scenario.id)
    return (
        select.select_from(Scenario)
        .join(Paper, Paper.wip_session_id == Scenario.wip_session_id)
        .outerjoin(Decision, staged())
        .outerjoin(ScenarioChoice, chosen)
    )


def _seen(person_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return Paper.state.in_(SELECTABLE), Paper.id.not_in(closed_to(person_id))


def copy_of(session: Session, wip_session: WipSession, scenario_id: int) -> Scenario | None:
    """The session's copy with this id."""
    return session.scalar(
        sa.select(Scenario).where(Scenario.id == scenario_id, Scenario.wip_session_id == wip_session.id)
    )


def chosen_copies(session: Session, wip_session: WipSession, ids: Sequence[int]) -> list[Scenario]:
    """Those of these copies that the session has, in the order asked for."""
    rows = session.scalars(
        sa.select(Scenario).where(Scenario.wip_session_id == wip_session.id, Scenario.id.in_(ids))
    )
    found = {row.id: row for row in rows}
    return [found[each] for each in ids if each in found]


@dataclass(frozen=True)
class Difference:
    """A paper on which a copy says something else than the real selection.

    `shown` is the real decision as a page marks it. `meanwhile`: it was decided anew after the copy was made, by `who`.
    """

    paper_id: int
    number: int
    title: str
    outcome: Outcome | None
    position: int | None
    shown: Shown
    meanwhile: bool
    who: str


def differences(
    session: Session, wip_session: WipSession, copy: Scenario, person_id: int
) -> list[Difference]:
    """Where the copy differs from the real selection now, by paper number; one statement."""
    rows = session.execute(
        sa.select(Paper, Decision, ScenarioChoice, Person)
        .join(ScenarioChoice, ScenarioChoice.paper_id == Paper.id)
        .outerjoin(Decision, staged())
        .outerjoin(Person, Person.id == Decision.decided_by)
        .where(
            ScenarioChoice.scenario_id == copy.id,
            Paper.wip_session_id == wip_session.id,
            *_seen(person_id),
        )
        .order_by(Paper.number)
        .execution_options(populate_existing=True)
    )
    found = [_difference(*row) for row in rows]
    return [each for each in found if each]


def _difference(
    paper: Paper, real: Decision | None, choice: ScenarioChoice, person: Person | None
) -> Difference | None:
    now = (real.outcome, real.position) if real else (None, None)
    wanted = (choice.outcome, choice.position)
    # Once released, the copy's choice may be what authors know already, or what is no longer possible.
    if now == wanted or (choice.outcome is not None and choice.outcome not in possible(paper.state)):
        return None
    mark = Shown(paper.version, real.id if real else 0, real.version if real else 0, *now)
    meanwhile = now != (choice.was_outcome, choice.was_position)
    who = person.called if person else ""
    return Difference(paper.id, paper.number, paper.title, *wanted, mark, meanwhile, who)


@dataclass(frozen=True)
class Compared:
    """A paper on which selections that are compared differ: what stands in each, in their order, the real one first."""

    number: int
    title: str
    outcomes: tuple[Outcome | None, ...]


def compared(
    session: Session, wip_session: WipSession, copies: Sequence[Scenario], person_id: int
) -> list[Compared]:
    """The papers on which the real selection and these copies are not all one, by number; one statement."""
    real = stands(copy=False)
    rows = session.execute(
        _each(sa.select(Paper.number, Paper.title, Scenario.id, real, stands(copy=True)))
        .where(
            Scenario.wip_session_id == wip_session.id,
            Scenario.id.in_([copy.id for copy in copies]),
            *_seen(person_id),
        )
        .order_by(Paper.number)
    )
    titles: dict[int, str] = {}
    stand: dict[int, dict[int, str | None]] = {}
    for number, title, copy_id, is_real, is_copy in rows:
        titles[number] = title
        stand.setdefault(number, {0: is_real})[copy_id] = is_copy
    order = [0, *(copy.id for copy in copies)]
    return [
        Compared(number, titles[number], tuple(_outcome(each[n]) for n in order))
        for number, each in stand.items()
        if len(set(each.values())) > 1
    ]


def _outcome(text: str | None) -> Outcome | None:
    return Outcome(text) if text else None
