"""What the form of a review asks: criteria added, changed, moved, retired; every score follows in the same transaction."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.criteria import CRITERIA_MOST, CriterionFacts, check
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import ReviewState
from wip.domain.selection_stages import SelectionStage
from wip.models import Criterion, Review, ReviewSettings, Score, WipSession
from wip.queries.review_settings import criteria_of
from wip.services.histories import differences, record, what_changed
from wip.services.review_settings import facts_of
from wip.services.scores import recount

STALE = "Somebody else changed this criterion while your page was open."
FROZEN = "The ranking is frozen: what reviewers were asked, and what it weighs, stays as it is."


def add(
    session: Session, wip_session: WipSession, facts: CriterionFacts, *, by: Actor, now: datetime
) -> Criterion:
    """Ask for one more, as the last. Reviews that are done stay done. Raises Refusal."""
    _hold(session, wip_session)
    check(facts)
    used = criteria_of(session, wip_session)
    _refuse_many(len(used))
    _refuse_same_name(used, facts.name)
    row = Criterion(
        wip_session_id=wip_session.id, position=_last(session, wip_session) + 1, **_columns(facts)
    )
    session.add(row)
    session.flush()
    new = {"name": facts.name, "weight": facts.weight, "labels": list(facts.labels)}
    _record(session, wip_session, row, "add criterion", by, now, new=new)
    return row


def change(
    session: Session,
    wip_session: WipSession,
    row: Criterion,
    facts: CriterionFacts,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> int:
    """Say it otherwise; returns how many scores the new weight changed. Raises Refusal, and Stale for an old page.

    Where points have been given, the scale keeps its number of steps: nobody could say what the points would mean.
    """
    _hold(session, wip_session)
    _check_seen(session, wip_session, row, seen)
    check(facts)
    _refuse_same_name([each for each in criteria_of(session, wip_session) if each is not row], facts.name)
    if facts == facts_of(row):
        return 0
    if len(facts.labels) != len(row.labels) and has_points(session, row):
        raise Refusal(
            f"Reviewers have given points on this scale, so it keeps its {len(row.labels)} answers; their words may "
            "change. For another scale retire this criterion, and add a new one.",
            "labels",
        )
    columns = _columns(facts)
    old, new = differences(row, columns)
    for name, value in columns.items():
        setattr(row, name, value)
    session.flush()
    changed = recount(session, wip_session) if "weight" in new else 0
    _record(session, wip_session, row, "change criterion", by, now, old, new)
    return changed


def move(
    session: Session,
    wip_session: WipSession,
    row: Criterion,
    *,
    up: bool,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Have the criterion change places with the one above it, or below."""
    _hold(session, wip_session)
    _check_seen(session, wip_session, row, seen)
    shown = list(criteria_of(session, wip_session))
    place = shown.index(row) if row in shown else -1
    other = place - 1 if up else place + 1
    if place < 0 or not 0 <= other < len(shown):
        return
    shown[place], shown[other] = shown[other], shown[place]
    for position, each in enumerate(shown):
        each.position = position
    session.flush()
    act = f"move criterion {'up' if up else 'down'}"
    _record(session, wip_session, row, act, by, now, new={"place": other + 1})


def retire(
    session: Session, wip_session: WipSession, row: Criterion, *, seen: int, by: Actor, now: datetime
) -> bool:
    """Ask for it no longer: its points stay and count no more. One without points is deleted. Returns whether it stays."""
    _hold(session, wip_session)
    _check_seen(session, wip_session, row, seen)
    if row.retired:
        return True
    if len(criteria_of(session, wip_session)) == 1:
        raise Refusal("A review needs at least one criterion. Add another one before you retire this.")
    alone = _with_points_here_alone(session, row)
    if alone:
        many = "1 review gives" if alone == 1 else f"{alone} reviews give"
        raise Refusal(f"{many} points on this criterion alone, and would be left without a score. Keep it.")
    stays = has_points(session, row)
    _record(session, wip_session, row, "retire criterion", by, now, old={"name": row.name})
    if stays:
        row.retired = True
    else:
        session.delete(row)
    session.flush()
    recount(session, wip_session)
    return stays


def use_again(
    session: Session, wip_session: WipSession, row: Criterion, *, seen: int, by: Actor, now: datetime
) -> None:
    """Ask for a retired criterion again, as the last; the points that it has count again."""
    _hold(session, wip_session)
    _check_seen(session, wip_session, row, seen)
    if not row.retired:
        return
    used = criteria_of(session, wip_session)
    _refuse_many(len(used))
    _refuse_same_name(used, row.name)
    row.retired, row.position = False, _last(session, wip_session) + 1
    session.flush()
    recount(session, wip_session)
    _record(session, wip_session, row, "use criterion again", by, now, new={"name": row.name})


def has_points(session: Session, row: Criterion) -> bool:
    """Whether any review gives points on it, counted or not."""
    return bool(session.scalar(sa.select(sa.exists().where(Score.criterion_id == row.id))))


def _with_points_here_alone(session: Session, row: Criterion) -> int:
    """How many finished reviews give points on it, and on no other criterion in use."""
    other, of_other = aliased(Score), aliased(Criterion)
    others = (
        sa.exists()
        .where(other.review_id == Review.id, other.criterion_id == of_other.id)
        .where(of_other.id != row.id, of_other.retired.is_(False))
    )
    select = (
        sa.select(sa.func.count())
        .select_from(Review)
        .join(Score, Score.review_id == Review.id)
        .where(Score.criterion_id == row.id, Review.state == ReviewState.DONE, ~others)
    )
    return session.scalar(select) or 0


def _hold(session: Session, wip_session: WipSession) -> None:
    """Lock the settings: a review that is being saved is reckoned by the old criteria or by the new ones, whole."""
    settings = session.scalars(
        sa.select(ReviewSettings)
        .where(ReviewSettings.wip_session_id == wip_session.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if settings.stage is not SelectionStage.RANKING:
        raise Refusal(FROZEN)


def _refuse_many(used: int) -> None:
    if used >= CRITERIA_MOST:
        raise Refusal(f"A review has at most {CRITERIA_MOST} criteria. Retire one first.")


def _refuse_same_name(others: Any, name: str) -> None:
    if any(each.name.casefold() == name.casefold() for each in others):
        raise Refusal("Another criterion has this name. Choose a name that tells the two apart.", "name")


def _last(session: Session, wip_session: WipSession) -> int:
    found = session.scalar(
        sa.select(sa.func.max(Criterion.position)).where(Criterion.wip_session_id == wip_session.id)
    )
    return found or 0


def _check_seen(session: Session, wip_session: WipSession, row: Criterion, seen: int) -> None:
    if seen != row.version:
        raise Stale(STALE, what_changed(session, row, seen, wip_session.zone))


def _columns(facts: CriterionFacts) -> dict[str, Any]:
    return {"name": facts.name, "help": facts.help, "labels": list(facts.labels), "weight": facts.weight}


def _record(
    session: Session,
    wip_session: WipSession,
    row: Criterion,
    act: str,
    by: Actor,
    now: datetime,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    record(session, by, act, row, now, wip_session=wip_session, old=old, new=new)
