"""Freezing the ranking, thawing it, and revealing names: acts of their own, each logged."""

from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import Blindness
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.selection import SELECTABLE, Ranks, stands
from wip.domain.selection_stages import SELECTIONS, STAGE_NEWS, SelectionMove, SelectionStage
from wip.models import Call, Decision, Paper, Person, ReviewSettings
from wip.services.decisions import lock_selection
from wip.services.histories import record

_PAPERS = cast("sa.Table", Paper.__table__)


def freeze(session: Session, call: Call, *, seen: SelectionStage, by: Actor, now: datetime) -> int:
    """Keep the ranking and the decisions as they stand, and close reviewing; the number of ranked papers.

    Papers of equal mean share a rank (1, 2, 2, 4); papers without a review get none. Refuses while no paper is scored.
    """
    settings = _locked(session, call, seen)
    rows = session.execute(
        sa.select(Paper.id, Paper.score_mean, Paper.state, Decision.outcome)
        .outerjoin(Decision, sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None)))
        .where(Paper.wip_session_id == call.wip_session_id, Paper.state.in_(SELECTABLE))
    ).all()
    ranks = Ranks.of((row.score_mean, 1) for row in rows)
    if not ranks.papers:
        raise Refusal("No paper has a finished review yet, so there is no ranking to freeze.")
    _move(session, settings, SelectionMove.FREEZE, by, now)
    kept = [
        {
            "paper": row.id,
            "rank": ranks.rank(row.score_mean),
            "outcome": stands(row.state, row.outcome),
        }
        for row in rows
    ]
    # Past the ORM: a freeze changes nothing that an open page shows of a paper, so versions stay.
    session.execute(
        sa.update(_PAPERS)
        .where(_PAPERS.c.id == sa.bindparam("paper"))
        .values(frozen_rank=sa.bindparam("rank"), frozen_outcome=sa.bindparam("outcome")),
        kept,
    )
    undecided = sum(1 for each in kept if each["outcome"] is None)
    new = {"papers_ranked": ranks.papers, "papers_undecided": undecided}
    _record(session, call, "freeze ranking", new, by, now)
    return ranks.papers


def thaw(session: Session, call: Call, *, seen: SelectionStage, by: Actor, now: datetime) -> None:
    """Open reviewing again and forget the frozen ranking. Refuses once names have been revealed."""
    settings = _locked(session, call, seen)
    _move(session, settings, SelectionMove.THAW, by, now)
    session.execute(
        sa.update(_PAPERS)
        .where(_PAPERS.c.wip_session_id == call.wip_session_id)
        .values(frozen_rank=None, frozen_outcome=None)
    )
    _record(session, call, "thaw ranking", {}, by, now)


def reveal(session: Session, call: Call, *, seen: SelectionStage, by: Actor, now: datetime) -> None:
    """Show leaders the authors' names of a double-blind call. It cannot be taken back."""
    if call.blindness is not Blindness.DOUBLE:
        raise Refusal("This call is not double-blind: leaders see the authors’ names already.")
    settings = _locked(session, call, seen)
    _move(session, settings, SelectionMove.REVEAL, by, now)
    _record(session, call, "reveal names", {}, by, now)


def _locked(session: Session, call: Call, seen: SelectionStage) -> ReviewSettings:
    lock_selection(session, call.wip_session)
    # Reviews hold this row while they are saved: a score either counts in the frozen ranking or is refused.
    settings = session.get_one(
        ReviewSettings, call.wip_session_id, populate_existing=True, with_for_update=True
    )
    if settings.stage is not seen:
        raise Stale("Another leader was faster, so nothing was changed.", (_who(session, settings),))
    return settings


def _who(session: Session, settings: ReviewSettings) -> str:
    person_id = settings.revealed_by if settings.stage is SelectionStage.REVEALED else settings.frozen_by
    person = session.get(Person, person_id) if person_id else None
    news = STAGE_NEWS[settings.stage]
    return f"{news} (by {person.called})." if person else f"{news}."


def _move(session: Session, settings: ReviewSettings, move: SelectionMove, by: Actor, now: datetime) -> None:
    if by.person_id is None:
        raise Unknown
    settings.stage = SELECTIONS.after(settings.stage, move)
    if move is SelectionMove.REVEAL:
        settings.revealed_by, settings.revealed_at = by.person_id, now
    else:
        frozen = move is SelectionMove.FREEZE
        settings.frozen_by, settings.frozen_at = (by.person_id, now) if frozen else (None, None)
    session.flush()


def _record(session: Session, call: Call, act: str, new: dict[str, int], by: Actor, now: datetime) -> None:
    record(session, by, act, call.wip_session, now, wip_session=call.wip_session, new=new)
    session.expire_all()
