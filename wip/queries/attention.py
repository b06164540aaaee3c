"""What a session's leaders should look at beside the next step: one statement for all of it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.db import Instant
from wip.domain.conflicts import ConflictState
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.models import Conflict, Letter, Paper, ReviewSettings, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.calendar_replies import declined
from wip.queries.conflicts import matters
from wip.queries.letters import names_no_closed_paper
from wip.queries.reviews import closed_to

NOW: sa.BindParameter[datetime] = sa.bindparam("now", type_=Instant)


@dataclass(frozen=True)
class Attention:
    """Numbers of what waits, without the papers closed to the reader.

    `wanted` are the reviews that each paper should have; `conflicts` are proposed and wait for a judgement; `silent` authors have let the last moment for their answer
    pass; of the letters that `failed`, some `came_back`; so many people of the programme
    have `declined` it in their calendars.
    """

    wanted: int
    conflicts: int
    silent: int
    failed: int
    came_back: int
    declined: int


def attention(session: Session, wip_session: WipSession, person_id: int, now: datetime) -> Attention:
    """What waits in the session, as far as it is the person's to know."""
    bound = {"session_id": wip_session.id, "person_id": person_id, "now": now}
    return Attention(*session.execute(_counted(), bound).one())


@cache
def _counted() -> sa.Select[*tuple[Any, ...]]:
    closed = closed_to(PERSON)
    papers = (
        sa.select(sa.func.count())
        .select_from(Paper)
        .where(Paper.wip_session_id == SESSION, Paper.id.not_in(closed))
    )
    silent = papers.where(Paper.state == PaperState.ACCEPTED, Paper.confirm_by <= NOW)
    failed = (
        sa.select(sa.func.count())
        .select_from(Letter)
        .where(
            Letter.wip_session_id == SESSION,
            Letter.state == LetterState.FAILED,
            names_no_closed_paper(PERSON),
        )
    )
    select: sa.Select[*tuple[Any, ...]] = sa.select(
        ReviewSettings.reviews_per_paper,
        _proposed().scalar_subquery(),
        silent.scalar_subquery(),
        failed.scalar_subquery(),
        failed.where(Letter.came_back.is_(True)).scalar_subquery(),
        declined(SESSION, PERSON, NOW).scalar_subquery(),
    ).where(ReviewSettings.wip_session_id == SESSION)
    return select


def _proposed() -> sa.Select[int]:
    """Conflicts to judge: nobody does so on their own, nor on a paper closed to them."""
    return (
        sa.select(sa.func.count())
        .select_from(Conflict)
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(
            Paper.wip_session_id == SESSION,
            Paper.state.not_in([PaperState.DRAFT, PaperState.WITHDRAWN]),
            Paper.id.not_in(closed_to(PERSON)),
            Conflict.state == ConflictState.PROPOSED,
            Conflict.person_id != PERSON,
            matters(SESSION),
        )
    )
