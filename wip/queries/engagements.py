"""Where people are expected in other sessions of the installation, published or not; a fixed number of statements.

What is published is what an entry's facts say. Who has a part by now may be somebody of whom nobody but leaders knows yet.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.db import Instant
from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.models import (
    AgendaSlot,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    Paper,
    Person,
    SessionChair,
    Sitting,
    WipSession,
)
from wip.queries.bound import IDS, PERSON, SESSION
from wip.queries.reviews import closed_to, writes_paper
from wip.queries.standings import leads_session

LONGEST = timedelta(days=1)
"""No session takes longer, so that one which began earlier is over."""

_BEGINS: sa.BindParameter[datetime] = sa.bindparam("begins", type_=Instant)
_ENDS: sa.BindParameter[datetime] = sa.bindparam("ends", type_=Instant)

People = Collection[int] | sa.BindParameter[list[int]]

PRESENTS, COMMENTS, CHAIRS = "presents", "comments on", "chairs"


@dataclass(frozen=True)
class Published:
    """Somebody's part in a published slot of another session, called `name` there; `facts` are what was published of it."""

    person_id: int
    does: str
    name: str
    facts: dict[str, Any]
    wip_session_id: int
    paper_id: int | None
    title: str
    session_title: str
    starts_at: datetime
    ends_at: datetime

    @property
    def is_told(self) -> bool:
        """Whether what was published names them with this part."""
        if self.does == PRESENTS:
            return self.name in {name for name, *_ in self.facts.get("authors", ())}
        # Older entries do not keep whose the names are.
        is_theirs = self.person_id in self.facts.get("commented_by", (self.person_id,))
        return is_theirs and self.name in self.facts.get("commenters", ())


@dataclass(frozen=True)
class Placed:
    """A paper on another session's working agenda, with its own minutes; in order within a room."""

    wip_session_id: int
    paper_id: int
    sitting_id: int | None
    present: int | None
    comment: int | None


def published_elsewhere(
    session: Session, wip_session: WipSession, people: Collection[int], begins: datetime, ends: datetime
) -> list[Published]:
    """Every published slot of another session between the two moments of which it was published that one of these people has
    a part in it.
    """
    if not people:
        return []
    bound = {SESSION.key: wip_session.id, IDS.key: list(people), _BEGINS.key: begins, _ENDS.key: ends}
    rows = session.execute(_published_slots(), bound)
    return [found for found in (Published(*row) for row in rows) if found.name and found.is_told]


@cache
def _published_slots() -> sa.Select[Any]:
    both = sa.union_all(_presenting(IDS), _commenting(IDS)).subquery()
    return (
        sa.select(
            both.c.person_id,
            both.c.does,
            both.c.name,
            CalendarEntry.facts,
            CalendarEntry.wip_session_id,
            CalendarEntry.paper_id,
            CalendarEntry.title,
            WipSession.title,
            CalendarEntry.starts_at,
            CalendarEntry.ends_at,
        )
        .join(CalendarEntry, CalendarEntry.paper_id == both.c.paper_id)
        .join(WipSession, WipSession.id == CalendarEntry.wip_session_id)
        .where(
            CalendarEntry.kind == EntryKind.SLOT,
            CalendarEntry.cancelled.is_(False),
            CalendarEntry.wip_session_id != SESSION,
            CalendarEntry.starts_at < _ENDS,
            CalendarEntry.ends_at > _BEGINS,
            WipSession.state != SessionState.CANCELLED,
            WipSession.agenda_state == AgendaState.PUBLISHED,
        )
        .order_by(CalendarEntry.starts_at, CalendarEntry.id)
    )


def _presenting(people: People) -> sa.Select[int, int | None, str, str]:
    return sa.select(
        Author.paper_id.label("paper_id"),
        Author.person_id.label("person_id"),
        sa.literal(PRESENTS).label("does"),
        Author.name.label("name"),
    ).where(Author.person_id.in_(people))


def _commenting(people: People) -> sa.Select[int, int, str, str]:
    return (
        sa.select(
            Commission.paper_id.label("paper_id"),
            Commenter.person_id.label("person_id"),
            sa.literal(COMMENTS).label("does"),
            Person.name.label("name"),
        )
        .join(Commission.commenter)
        .join(Commenter.person)
        .where(
            Commenter.person_id.in_(people),
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
        )
    )


def sessions_meanwhile(
    session: Session,
    wip_session: WipSession,
    people: Collection[int],
    begins: datetime,
    ends: datetime,
    reader: int | None,
) -> list[tuple[WipSession, bool]]:
    """Other live sessions then, in whose agenda or chair one of these people is, and whether the reader leads them."""
    if not people:
        return []
    bound = {
        SESSION.key: wip_session.id,
        IDS.key: list(people),
        PERSON.key: reader or 0,
        _BEGINS.key: begins - LONGEST,
        _ENDS.key: ends,
    }
    return [(row, bool(ours)) for row, ours in session.execute(_meanwhile(), bound)]


@cache
def _meanwhile() -> sa.Select[WipSession, bool]:
    parts = sa.union_all(_presenting(IDS), _commenting(IDS)).subquery()
    on_agenda = sa.select(AgendaSlot.wip_session_id).join(parts, parts.c.paper_id == AgendaSlot.paper_id)
    in_chair = sa.select(SessionChair.wip_session_id).where(SessionChair.person_id.in_(IDS))
    return (
        sa.select(WipSession, leads_session(PERSON))
        .where(
            WipSession.id != SESSION,
            WipSession.state != SessionState.CANCELLED,
            sa.or_(WipSession.id.in_(on_agenda), WipSession.id.in_(in_chair)),
            sa.or_(
                WipSession.starts_at.between(_BEGINS, _ENDS),
                WipSession.sittings.any(Sitting.starts_at.between(_BEGINS, _ENDS)),
            ),
        )
        .options(selectinload(WipSession.sittings))
        .order_by(WipSession.id)
    )


def placed_in(session: Session, wip_session_ids: Collection[int]) -> list[Placed]:
    """The working agendas of these sessions."""
    rows = session.execute(
        sa.select(
            AgendaSlot.wip_session_id,
            AgendaSlot.paper_id,
            AgendaSlot.sitting_id,
            AgendaSlot.present_minutes,
            AgendaSlot.comment_minutes,
        )
        .join(AgendaSlot.paper)
        .where(AgendaSlot.wip_session_id.in_(wip_session_ids), Paper.state.in_(PRESENTING))
        .order_by(AgendaSlot.wip_session_id, AgendaSlot.position, AgendaSlot.id)
    )
    return [Placed(*row) for row in rows]


def parts_in(
    session: Session, people: Collection[int], wip_session_ids: Collection[int], reader: int | None
) -> Sequence[tuple[int, int, bool]]:
    """(paper, person, whether it is closed to the reader) of these people in these sessions.

    Who presents their own paper the reader knows, who comments on it not.
    """
    parts = sa.union_all(_presenting(people), _commenting(people)).subquery()
    me = reader or 0
    is_known = sa.and_(parts.c.does == PRESENTS, writes_paper(me))
    rows = session.execute(
        sa.select(
            parts.c.paper_id, parts.c.person_id, sa.and_(Paper.id.in_(closed_to(me)), sa.not_(is_known))
        )
        .join(Paper, Paper.id == parts.c.paper_id)
        .where(Paper.wip_session_id.in_(wip_session_ids))
    )
    return [(paper, person, bool(closed)) for paper, person, closed in rows]


def chairs_in(
    session: Session, people: Collection[int], wip_session_ids: Collection[int]
) -> Sequence[tuple[int, int | None, int]]:
    """(session, sitting, person) of each room that one of these people chairs."""
    rows = session.execute(
        sa.select(SessionChair.wip_session_id, SessionChair.sitting_id, SessionChair.person_id).where(
            SessionChair.person_id.in_(people), SessionChair.wip_session_id.in_(wip_session_ids)
        )
    )
    return [(where, sitting, person) for where, sitting, person in rows]
