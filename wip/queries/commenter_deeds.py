"""What people did in earlier sessions, in words: commented, declined, presented, reviewed, attended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState
from wip.models import (
    Attendee,
    Author,
    Commenter,
    CommenterInvitation,
    Commission,
    Paper,
    Person,
    Reviewer,
    WipSession,
)
from wip.queries.blindness import blind_to
from wip.queries.reviews import has_conflict


@dataclass(frozen=True)
class Deed:
    """One thing that somebody did in one earlier session; `tone` is a badge's."""

    words: str
    session: str
    year: int
    tone: str = "plain"


def presented(earlier: sa.Select[int]) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL, for a select from authors and papers: line-ups that everybody may know of; nobody's name is told before."""
    published = sa.select(WipSession.id).where(
        WipSession.id.in_(earlier), WipSession.agenda_state == AgendaState.PUBLISHED
    )
    return (
        Author.person_id.is_not(None),
        Paper.wip_session_id.in_(published),
        Paper.state.in_(PRESENTING),
    )


def submitted(earlier: sa.Select[int], reader: int) -> tuple[sa.ColumnElement[bool], ...]:
    """SQL, for a select from authors and papers: who was told that there was no place, where the reader may know names.

    They were offered to comment on a paper instead. Papers that are closed to the reader, and calls that hide names from
    the reader, are left out.
    """
    return (
        Author.person_id.is_not(None),
        Paper.wip_session_id.in_(earlier),
        Paper.wip_session_id.not_in(blind_to(reader)),
        Paper.state == PaperState.DECLINED,
        sa.not_(has_conflict(reader)),
    )


def times_accepted(earlier: sa.Select[int]) -> sa.ScalarSelect[int]:
    """SQL, for a select from people: on how many papers of these sessions each agreed to comment."""
    return (
        sa.select(sa.func.count())
        .select_from(Commission)
        .join(Commenter, Commenter.id == Commission.commenter_id)
        .where(
            Commenter.person_id == Person.id,
            Commenter.wip_session_id.in_(earlier),
            Commission.state == CommissionState.ACCEPTED,
        )
        .correlate(Person)
        .scalar_subquery()
    )


def deeds(
    session: Session, earlier: sa.Select[int], ids: Sequence[int], reader: int
) -> dict[int, list[Deed]]:
    """What each of these people did, the latest session first; seven statements."""
    found: dict[int, list[tuple[Any, Deed]]] = {}

    def note(person: int, words: str, title: str, starts_at: Any, tone: str = "plain") -> None:
        found.setdefault(person, []).append((starts_at, Deed(words, title, starts_at.year, tone)))

    when = (WipSession.title, WipSession.starts_at)
    for person, state, turned_up, number, title, starts_at in session.execute(
        sa.select(Commenter.person_id, Commission.state, Commission.turned_up, sa.func.count(), *when)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .join(WipSession, WipSession.id == Commenter.wip_session_id)
        .where(Commenter.person_id.in_(ids), Commenter.wip_session_id.in_(earlier))
        .group_by(Commenter.person_id, Commission.state, Commission.turned_up, WipSession.id, *when)
        .order_by(Commission.state)
    ):
        said = _commissioned(state, number, turned_up=turned_up)
        if said is not None:
            note(person, said[0], title, starts_at, said[1])
    for words, select in _others(earlier, ids, reader):
        for person, title, starts_at in session.execute(select):
            note(person, words, title, starts_at)
    for person, answer, title, starts_at in session.execute(
        sa.select(CommenterInvitation.person_id, CommenterInvitation.answer, *when)
        .join(WipSession, WipSession.id == CommenterInvitation.wip_session_id)
        .where(
            CommenterInvitation.person_id.in_(ids),
            CommenterInvitation.wip_session_id.in_(earlier),
            CommenterInvitation.state == InvitationState.DECLINED,
        )
    ):
        note(
            person, f"declined kindly: “{answer}”" if answer else "declined kindly", title, starts_at, "wait"
        )
    return {
        person: [deed for _, deed in sorted(rows, key=lambda row: row[0], reverse=True)]
        for person, rows in found.items()
    }


def _commissioned(state: CommissionState, number: int, *, turned_up: bool | None) -> tuple[str, str] | None:
    papers = "1 paper" if number == 1 else f"{number} papers"
    if state is CommissionState.ACCEPTED and turned_up is False:
        return f"accepted {papers}, did not turn up", "stop"
    if state is CommissionState.ACCEPTED:
        return f"commented on {papers}", "go"
    if state is CommissionState.DECLINED:
        return f"declined {papers} kindly", "wait"
    if state is CommissionState.LAPSED:
        return f"did not answer about {papers}", "stop"
    return None


def _others(
    earlier: sa.Select[int], ids: Sequence[int], reader: int
) -> list[tuple[str, sa.Select[*tuple[Any, ...]]]]:
    def of(table: Any, column: Any, *more: Any) -> sa.Select[*tuple[Any, ...]]:
        select: sa.Select[*tuple[Any, ...]] = sa.select(column, WipSession.title, WipSession.starts_at)
        return (
            select.select_from(table)
            .join(WipSession, WipSession.id == table.wip_session_id)
            .where(column.in_(ids), table.wip_session_id.in_(earlier), *more)
        )

    asked = sa.exists().where(Commission.commenter_id == Commenter.id)

    def wrote(*which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
        select: sa.Select[*tuple[Any, ...]] = sa.select(
            Author.person_id, WipSession.title, WipSession.starts_at
        )
        return (
            select.join(Paper, Paper.id == Author.paper_id)
            .join(WipSession, WipSession.id == Paper.wip_session_id)
            .where(Author.person_id.in_(ids), *which)
            .distinct()
        )

    return [
        ("presented", wrote(*presented(earlier))),
        ("submitted a paper", wrote(*submitted(earlier, reader))),
        (
            "offered, was not asked",
            of(Commenter, Commenter.person_id, sa.not_(asked), Commenter.withdrawn.is_(False)),
        ),
        ("reviewed", of(Reviewer, Reviewer.person_id, Reviewer.state == InvitationState.ACCEPTED)),
        ("attended", of(Attendee, Attendee.person_id)),
    ]


def fields(session: Session, earlier: sa.Select[int], ids: Sequence[int]) -> dict[int, str]:
    """What each of them last said they work on; one statement."""
    rows = session.execute(
        sa.select(Commenter.person_id, Commenter.topics, Commenter.works)
        .where(Commenter.person_id.in_(ids), Commenter.wip_session_id.in_(earlier))
        .order_by(Commenter.offered_at, Commenter.id)
    )
    return {row[0]: row[1] or row[2] for row in rows if row[1] or row[2]}
