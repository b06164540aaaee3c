"""Reads of the history."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.sessions import SessionMove, SessionState
from wip.models import (
    Amendment,
    Commenter,
    Commission,
    Conflict,
    Criterion,
    HistoryEvent,
    LateLink,
    Paper,
    Person,
    Question,
    Reviewer,
    Sitting,
    WipSession,
)
from wip.queries.pages import Page, page_of


def of_session(
    session: Session,
    wip_session: WipSession,
    number: int,
    *,
    paper: Paper | None,
    own: set[int],
    closed: set[int],
    reader: int,
) -> Page[Any]:
    """The session's events, each with its paper, newest first, as far as their reader may see them.

    Of the reader's `own` papers (by id) only what authors do is told; of other `closed` ones nothing at all, nor of
    acts on the whole session whose figures would tell what became of them. What became of a conflict is not told to
    the `reader` (by id) whose conflict it is: an author may have asked for it.
    """
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(HistoryEvent, Paper)
        .outerjoin(Paper, Paper.id == HistoryEvent.paper_id)
        .where(
            HistoryEvent.wip_session_id == wip_session.id,
            sa.or_(HistoryEvent.thing != "conflicts", _of_somebody_else(reader)),
        )
    )
    if paper is not None:
        select = select.where(HistoryEvent.paper_id == paper.id)
    if own:
        select = select.where(
            sa.or_(
                HistoryEvent.paper_id.is_(None),
                HistoryEvent.paper_id.not_in(own),
                HistoryEvent.act.in_(_HARMLESS),
            )
        )
    if closed - own:
        select = select.where(
            sa.or_(HistoryEvent.paper_id.is_(None), HistoryEvent.paper_id.not_in(closed - own))
        )
    return page_of(session, select.order_by(HistoryEvent.id.desc()), number, per_page=50)


def words_of_cancelling(session: Session, wip_session: WipSession) -> str:
    """What the leader who cancelled the session wrote to everybody; empty where nothing, or while it is on."""
    if wip_session.state is not SessionState.CANCELLED:
        return ""
    told = session.scalars(
        sa.select(HistoryEvent.new)
        .where(
            HistoryEvent.wip_session_id == wip_session.id,
            HistoryEvent.act == f"{SessionMove.CANCEL.value} session",
        )
        .order_by(HistoryEvent.id.desc())
        .limit(1)
    ).first()
    return str((told or {}).get("reason", ""))


def _of_somebody_else(reader: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(Conflict.id == HistoryEvent.thing_id, Conflict.person_id != reader)


def names_of_things(session: Session, events: Iterable[HistoryEvent]) -> dict[tuple[str, int], str]:
    """What the things that these events changed are called, by table and id, where they have a name; one statement."""
    ids: dict[str, set[int]] = {}
    for event in events:
        ids.setdefault(event.thing, set()).add(event.thing_id)
    select = sa.union_all(*(_named(thing, ids.get(thing, set())) for thing in _NAMES))
    return {(thing, id_): name for thing, id_, name in session.execute(select) if name}


def _named(thing: str, ids: set[int]) -> sa.Select[Any]:
    table, name, person = _NAMES[thing]
    select = sa.select(sa.literal(thing), table.id, name).select_from(table).where(table.id.in_(ids))
    if thing == "commissions":
        select = select.join(Commenter, Commenter.id == Commission.commenter_id)
    return select if person is None else select.join(Person, Person.id == person)


_WHO = sa.func.coalesce(sa.func.nullif(Person.name, ""), Person.email)

_NAMES: dict[str, tuple[Any, Any, Any]] = {
    "questions": (Question, Question.label, None),
    "criteria": (Criterion, Criterion.name, None),
    "sittings": (Sitting, Sitting.name, None),
    "amendments": (Amendment, sa.cast(Amendment.number, sa.String), None),
    "commenters": (Commenter, _WHO, Commenter.person_id),
    "commissions": (Commission, _WHO, Commenter.person_id),
    "reviewers": (Reviewer, _WHO, Reviewer.person_id),
    "late_links": (LateLink, _WHO, LateLink.person_id),
}

_HARMLESS = (
    "submit paper",
    "change paper",
    "withdraw paper",
    "confirm paper",
    "turn down paper",
)
