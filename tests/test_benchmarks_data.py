"""The benchmarks' data keep the truths that the pages rely on."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.data import SIZES, SLUG_THOUSAND, SLUG_THREE, Loader, Size
from tests.conftest import NOW
from wip.domain.publications import EntryKind
from wip.domain.reviews import ReviewState
from wip.models import CalendarEntry, Paper, Review, Reviewer, WipSession


def _count(session: Session, table: type, slug: str, *where: sa.ColumnElement[bool]) -> int:
    session_id = sa.select(WipSession.id).where(WipSession.slug == slug).scalar_subquery()
    count = sa.select(sa.func.count()).select_from(table).where(table.wip_session_id == session_id, *where)  # type: ignore[attr-defined]
    return session.scalar(count) or 0


SMALL = (SIZES[0], Size(SLUG_THOUSAND, "Session of a Dozen Papers", 12, 4))


def test_the_sessions_have_the_sizes_that_the_figures_name() -> None:
    assert [(size.papers, size.slots, size.papers * size.reviews) for size in SIZES] == [
        (3, 3, 0),
        (100, 20, 500),
        (1000, 200, 5000),
    ]


def test_rows_are_as_many_as_asked_for(session: Session) -> None:
    Loader(session, NOW, SMALL).load()
    slot = CalendarEntry.kind == EntryKind.SLOT
    assert _count(session, Paper, SLUG_THREE) == 3
    assert _count(session, CalendarEntry, SLUG_THREE, slot) == 3
    assert _count(session, Paper, SLUG_THOUSAND) == 12
    assert _count(session, CalendarEntry, SLUG_THOUSAND, slot) == 4
    assert _count(session, Reviewer, SLUG_THOUSAND) == 20


def test_means_and_numbers_of_reviews_are_those_of_the_reviews(session: Session) -> None:
    Loader(session, NOW, SMALL).load()
    truth = (
        sa.select(Review.paper_id, sa.func.count().label("n"), sa.func.avg(Review.score).label("mean"))
        .where(Review.state == ReviewState.DONE)
        .group_by(Review.paper_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Paper.reviews_done, truth.c.n, Paper.score_mean, truth.c.mean).join(
            truth, truth.c.paper_id == Paper.id
        )
    ).all()
    assert [kept for kept, *_ in rows] == [counted for _, counted, *_ in rows]
    assert [round(float(kept), 9) for *_, kept, _mean in rows] == [round(float(mean), 9) for *_, mean in rows]
    assert len(rows) == 12


def test_the_same_data_at_every_run(session: Session) -> None:
    first = Loader(session, NOW, SMALL).load()
    uids = sa.select(WipSession.uid).order_by(WipSession.id)
    found = list(session.scalars(uids))
    session.rollback()
    assert Loader(session, NOW, SMALL).load() == first
    assert list(session.scalars(uids)) == found
