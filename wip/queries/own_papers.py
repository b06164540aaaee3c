"""Reads for a paper's own page, and for its withdrawal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE
from wip.models import (
    Amendment,
    Call,
    Commission,
    Decision,
    Draft,
    HistoryEvent,
    Paper,
    Release,
    StartedSubmission,
    WipSession,
)


@dataclass(frozen=True)
class Told:
    """When the paper's authors were told the decision."""

    at: datetime


def told(session: Session, paper: Paper) -> Told | None:
    """The latest released decision on the paper; None where none has been released. Staged ones do not count."""
    row = session.execute(
        sa.select(Release.released_at)
        .join(Decision, Decision.release_id == Release.id)
        .where(Decision.paper_id == paper.id)
        .order_by(Release.id.desc())
        .limit(1)
    ).one_or_none()
    return Told(row[0]) if row else None


def amendments_since(session: Session, call: Call, since: datetime) -> Sequence[Amendment]:
    """The call's amendments made after this moment, in their order."""
    return session.scalars(
        sa.select(Amendment)
        .where(Amendment.call_id == call.id, Amendment.made_at > since)
        .order_by(Amendment.number)
    ).all()


def objectors(session: Session, paper: Paper) -> set[str]:
    """Names of authors who said that the paper is not theirs."""
    rows = session.scalars(
        sa.select(HistoryEvent.old).where(
            HistoryEvent.paper_id == paper.id, HistoryEvent.act == "disown paper"
        )
    )
    return {old["author"] for old in rows if "author" in old}


def has_objected(session: Session, paper_id: int, person_id: int) -> bool:
    """Whether this person said that the paper is not theirs."""
    said = sa.select(HistoryEvent.id).where(
        HistoryEvent.paper_id == paper_id,
        HistoryEvent.act == "disown paper",
        HistoryEvent.actor_id == person_id,
    )
    return session.scalar(said.limit(1)) is not None


def asked_commenters(session: Session, paper: Paper) -> int:
    """How many commenters are down for the paper, or asked."""
    select = sa.select(sa.func.count()).where(Commission.paper_id == paper.id, Commission.state.in_(LIVE))
    return session.scalar(select) or 0


def with_drafts(session: Session, paper_ids: Sequence[int]) -> set[int]:
    """Those of these papers that have a draft; one statement."""
    return set(session.scalars(sa.select(Draft.paper_id).where(Draft.paper_id.in_(paper_ids)).distinct()))


def started_by(session: Session, person_id: int) -> list[tuple[StartedSubmission, WipSession, Call]]:
    """The person's forms that were begun and not submitted, the nearest deadline first; one statement."""
    rows = session.execute(
        sa.select(StartedSubmission, WipSession, Call)
        .join(WipSession, WipSession.id == StartedSubmission.wip_session_id)
        .join(Call, Call.wip_session_id == WipSession.id)
        .where(StartedSubmission.person_id == person_id)
        .options(sa.orm.joinedload(StartedSubmission.late_link))
        .order_by(Call.deadline_at, StartedSubmission.id)
        .limit(20)
    )
    return [(row[0], row[1], row[2]) for row in rows]
