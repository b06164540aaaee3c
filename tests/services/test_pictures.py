"""The picture's reads: which scores count, and for whom."""

from typing import Any

import pytest
import sqlalchemy as sa

from tests.selecting import add_reviewer, score
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.conflicts import ConflictKind
from wip.domain.reviews import Reading
from wip.models import HistoryEvent, Person, Reviewer
from wip.queries.pictures import EARLY, adjusted_means, picture
from wip.queries.progress import standing
from wip.queries.review_settings import settings_of
from wip.services import conflicts, reviewers, submissions
from wip.services.pictures import look_early

THIRD = "tilda.wren@law.example.edu"


@pytest.fixture
def scored(world: World) -> World:
    """Three papers; a generous reviewer reads all, the chair the first two, a third reader the last."""
    for email, name in ((REVIEWER, "Remi Oyelaran"), (THIRD, "Tilda Wren")):
        add_reviewer(world, email, name)
    for n in range(3):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
        score(world, n + 1, (CHAIR, CHAIR, THIRD)[n], 3)
        score(world, n + 1, REVIEWER, 5)
    return world


def means(world: World, email: str = "") -> dict[int, float]:
    """Adjusted means by paper number, for a person or for nobody."""

    def read(session: Any) -> dict[int, float]:
        row = world.call(session).wip_session
        person = world.actor(session, email).person_id if email else None
        by_id = adjusted_means(session, row, person)
        return {n: by_id[id_] for n in range(1, 4) if (id_ := world.row(session, n).id) in by_id}

    return world.do(read)


def test_the_adjusted_mean_of_each_scored_paper_in_one_statement(scored: World, statements: Any) -> None:
    found = means(scored)
    # Worked out by hand: the generous one's part is 22/39, the chair's -14/39, the third's -8/39.
    assert found == pytest.approx({1: 4 - 4 / 39, 2: 4 - 4 / 39, 3: 4 - 7 / 39})
    scored.paper("Not yet read", AUTHOR)
    assert means(scored) == found

    def read(session: Any) -> int:
        row = scored.call(session).wip_session
        with statements() as said:
            adjusted_means(session, row)
        return len(said)

    assert scored.do(read) == 1


def test_a_paper_that_was_withdrawn_or_is_closed_to_the_reader_counts_for_nothing(scored: World) -> None:
    def close(session: Any) -> None:
        by, paper = scored.actor(session, CHAIR), scored.row(session, 3)
        conflicts.put_down(
            session, paper, by.person_id or 0, ConflictKind.LEADER, "A friend", by=by, now=scored.now
        )

    before = means(scored)
    scored.do(close)
    assert set(means(scored)) == {1, 2, 3}
    assert means(scored) == before
    # Two readers of the same papers: adjusting changes neither.
    assert means(scored, CHAIR) == pytest.approx({1: 4.0, 2: 4.0})
    scored.do(
        lambda s: submissions.withdraw(s, scored.row(s, 3), scored.call(s), by=scored.system, now=scored.now)
    )
    assert means(scored) == pytest.approx({1: 4.0, 2: 4.0})


def test_looking_early_is_noted_once_and_only_where_something_is_early(scored: World) -> None:
    def look(session: Any) -> int:
        row, by = scored.call(session).wip_session, scored.actor(session, CHAIR)
        return look_early(session, row, by=by, now=scored.now)

    def events(session: Any) -> list[dict[str, Any]]:
        found = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == EARLY))
        return [event.new for event in found]

    assert [scored.do(look), scored.do(look)] == [1, 1]
    assert scored.do(events) == [{"unfinished": 1}]
    score(scored, 3, CHAIR, 4)
    assert scored.do(look) == 0
    assert len(scored.do(events)) == 1


def test_where_papers_are_assigned_a_leader_who_was_not_asked_reads_all(scored: World) -> None:
    def unfinished(session: Any) -> tuple[int, int]:
        row, by = scored.call(session).wip_session, scored.actor(session, CHAIR)
        found = picture(session, row, by.person_id or 0)
        return found.unfinished, len(found.papers)

    def assign_all(session: Any) -> None:
        settings_of(session, scored.call(session).wip_session).reading = Reading.ASSIGNED

    assert scored.do(unfinished) == (1, 2)
    scored.do(assign_all)
    assert scored.do(unfinished) == (0, 3)


def test_progress_counts_what_is_open_to_each(scored: World) -> None:
    def rows(session: Any) -> dict[str, tuple[int, ...]]:
        found = standing(
            session, scored.call(session).wip_session, scored.actor(session, CHAIR).person_id or 0
        )
        assert found.finished == sum(day.finished for day in found.days)
        return {
            found.readers[row.person].called: (row.done, row.begun, row.to_read, row.declined)
            for row in found.rows
        }

    def end(session: Any) -> None:
        row = session.scalars(sa.select(Reviewer).join(Person).where(Person.email == THIRD)).one()
        by, call = scored.actor(session, CHAIR), scored.call(session)
        reviewers.end_reviewership(session, call, row, seen=row.version, by=by, now=scored.now)

    def close(session: Any) -> None:
        by, paper = scored.actor(session, CHAIR), scored.row(session, 1)
        friend = scored.actor(session, THIRD).person_id or 0
        conflicts.put_down(session, paper, friend, ConflictKind.LEADER, "A friend", by=by, now=scored.now)

    score(scored, 2, THIRD, None, "Half a thought")
    assert scored.do(rows) == {
        "Robin Vale": (2, 0, 1, 0),
        "Remi Oyelaran": (3, 0, 0, 0),
        "Tilda Wren": (1, 1, 1, 0),
    }
    scored.do(close)
    assert scored.do(rows)["Tilda Wren"] == (1, 1, 0, 0)
    scored.do(end)
    assert scored.do(rows)["Tilda Wren"] == (1, 0, 0, 0)
