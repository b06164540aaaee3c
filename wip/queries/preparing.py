"""How far a session's commenters and drafts are, as figures for its leaders: parts of one statement about sessions."""

from dataclasses import dataclass, fields

import sqlalchemy as sa

from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING
from wip.models import Call, Commission, Draft, DraftClock, Paper, WipSession
from wip.queries.reviews import closed_to


@dataclass(frozen=True)
class Preparing:
    """Numbers without the papers closed to the reader.

    `covered` papers have, or wait for, as many commenters as they need; `late` ones have no draft long after its date, and
    leaders were told so; of commenters who agreed, it is `unsaid` whether they turned up, or they did and are `unthanked`.
    """

    covered: int = 0
    late: int = 0
    unsaid: int = 0
    unthanked: int = 0


PREPARING = len(fields(Preparing))


def preparing(reader: int) -> tuple[sa.Select[int], ...]:
    """SQL for each of these numbers in turn, of the outer statement's session."""
    drafts = sa.exists().where(Draft.paper_id == Paper.id)
    late = (
        _papers(reader)
        .join(DraftClock, DraftClock.paper_id == Paper.id)
        .where(DraftClock.late_told_at.is_not(None), ~drafts)
    )
    agreed = (
        sa.select(sa.func.count())
        .select_from(Commission)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(
            Paper.wip_session_id == WipSession.id,
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
            Paper.id.not_in(closed_to(reader)),
        )
    )
    return (
        supplied(reader, CommissionState.ACCEPTED, CommissionState.OFFERED),
        late,
        agreed.where(Commission.turned_up.is_(None)),
        agreed.where(Commission.turned_up.is_(True), Commission.thanked_at.is_(None)),
    )


def supplied(reader: int, *states: CommissionState) -> sa.Select[int]:
    """SQL: how many papers to be presented have as many commenters in these states as they need."""
    found = (
        sa.select(sa.func.count())
        .where(
            Commission.paper_id == Paper.id,
            Commission.state.in_(states),
            Commission.is_standby.is_(False),
        )
        .correlate(Paper)
        .scalar_subquery()
    )
    return (
        _papers(reader)
        .join(Call, Call.wip_session_id == Paper.wip_session_id)
        .where(found >= Call.commenters_per_paper)
    )


def _papers(reader: int) -> sa.Select[int]:
    return (
        sa.select(sa.func.count())
        .select_from(Paper)
        .where(
            Paper.wip_session_id == WipSession.id,
            Paper.state.in_(PRESENTING),
            Paper.id.not_in(closed_to(reader)),
        )
    )
