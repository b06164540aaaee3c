"""Points of reviews: kept by criterion, and the one score that they make."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.criteria import overall
from wip.domain.refusals import Refusal
from wip.domain.reviews import ReviewState
from wip.models import Criterion, Paper, Review, Score, WipSession
from wip.queries.review_settings import criteria_of

_AT_ONCE = 500
_TABLES = Paper.metadata.tables


def check_points(criteria: Sequence[Criterion], points: dict[int, int]) -> None:
    """Refuse points that are none of a criterion's answers; the refusal names its field."""
    for criterion in criteria:
        given = points.get(criterion.id)
        if given is not None and not 1 <= given <= len(criterion.labels):
            raise Refusal(f"Choose one of the answers for “{criterion.name}”.", field_of(criterion.id))


def field_of(criterion_id: int) -> str:
    """What a form calls the criterion's field."""
    return f"criterion-{criterion_id}"


def score_of(criteria: Sequence[Criterion], points: dict[int, int]) -> float | None:
    """The weighted mean of the points on the criteria in use."""
    return overall(points, [(each.id, each.weight, len(each.labels)) for each in criteria])


def keep_points(
    session: Session, review: Review, criteria: Sequence[Criterion], points: dict[int, int]
) -> None:
    """Have the review say just this on the criteria in use; what it said on retired ones stays."""
    used = [each.id for each in criteria]
    there = {
        row.criterion_id: row
        for row in session.scalars(
            sa.select(Score).where(Score.review_id == review.id, Score.criterion_id.in_(used))
        )
    }
    for id_ in used:
        row, given = there.get(id_), points.get(id_)
        if row is not None and given is None:
            session.delete(row)
        elif row is not None:
            row.points = given or row.points
        elif given is not None:
            session.add(Score(review_id=review.id, criterion_id=id_, points=given))
    session.flush()


def recount(session: Session, wip_session: WipSession) -> int:
    """Reckon every finished review of the session, and every paper's mean, by the criteria as they are now.

    Returns how many scores changed. Written past the mapper: nothing that anybody said has changed.
    """
    criteria = criteria_of(session, wip_session)
    rows = session.execute(
        sa.select(Review.id, Review.paper_id, Review.score, Score.criterion_id, Score.points)
        .join(Paper, Paper.id == Review.paper_id)
        .join(Score, Score.review_id == Review.id)
        .where(Paper.wip_session_id == wip_session.id, Review.state == ReviewState.DONE)
    )
    said: dict[int, dict[int, int]] = {}
    was: dict[int, tuple[int, float | None]] = {}
    for review_id, paper_id, score, criterion_id, points in rows:
        said.setdefault(review_id, {})[criterion_id] = points
        was[review_id] = (paper_id, score)
    now = {review_id: score_of(criteria, points) for review_id, points in said.items()}
    changed = {id_: score for id_, score in now.items() if score is not None and score != was[id_][1]}
    if not changed:
        return 0
    _write(session, _TABLES["reviews"], "score", changed)
    session.flush()
    papers = sorted({was[id_][0] for id_ in changed})
    _write(session, _TABLES["papers"], "score_mean", _means(session, papers))
    session.expire_all()
    return len(changed)


def _means(session: Session, paper_ids: Sequence[int]) -> dict[int, float]:
    found: dict[int, float] = {}
    for start in range(0, len(paper_ids), _AT_ONCE):
        rows = session.execute(
            sa.select(Review.paper_id, sa.func.avg(Review.score))
            .where(Review.paper_id.in_(paper_ids[start : start + _AT_ONCE]), Review.state == ReviewState.DONE)
            .group_by(Review.paper_id)
        )
        found |= {paper_id: float(mean) for paper_id, mean in rows}
    return found


def _write(session: Session, table: sa.Table, column: str, values: dict[int, float]) -> None:
    rows = [{"row_id": id_, "value": value} for id_, value in values.items()]
    if rows:
        update = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
        session.connection().execute(update.values({column: sa.bindparam("value")}), rows)
