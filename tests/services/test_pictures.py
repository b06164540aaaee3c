"""The picture's reads: which scores count, and for whom."""

from typing import Any

import pytest

from tests.selecting import add_reviewer, score
from tests.world import AUTHOR, CHAIR, REVIEWER, World
from wip.domain.conflicts import ConflictKind
from wip.queries.pictures import adjusted_means
from wip.services import conflicts, submissions

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
