"""What a reviewer types is kept beside the review that counts, and no page overwrites another unasked."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.selecting import decide, points_all, release, score
from tests.world import AUTHOR, REVIEWER, World
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome as Decided
from wip.domain.reviews import ReviewState
from wip.models import HistoryEvent, Review
from wip.queries.reviews import own_review
from wip.services import reviews, typed_reviews
from wip.services.reviews import ReviewFacts
from wip.services.typed_reviews import TYPED_MOST, Kept, Outcome, Typed


@pytest.fixture
def paper(world: World) -> World:
    world.paper()
    return world


def keep(world: World, text: str, page: str = "a", seen: str = "0.0", turn: int = 1) -> Kept:
    typed = Typed({"comment": [text]}, page, seen, turn)
    return world.do(
        lambda s: typed_reviews.keep(s, world.row(s), typed, by=world.actor(s, REVIEWER), now=world.now)
    )


def mine(world: World) -> tuple[Any, ...]:
    def read(session: Session) -> tuple[Any, ...]:
        row = session.scalars(sa.select(Review)).one()
        return row.state, row.score, row.comment, typed_reviews.fields_of(row), row.version

    return world.do(read)


def test_typing_changes_neither_score_nor_state_nor_version(paper: World) -> None:
    score(paper, 1, REVIEWER, 4, "As saved.")
    before = mine(paper)
    assert keep(paper, "As typed.", seen="2.0") == Kept(Outcome.SAVED, "2.1")
    assert mine(paper) == (ReviewState.DONE, 4.0, "As saved.", {"comment": ["As typed."]}, before[4])
    assert paper.do(lambda s: (paper.row(s).reviews_done, paper.row(s).score_mean)) == (1, 4.0)
    acts = paper.do(
        lambda s: list(s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "reviews")))
    )
    assert acts == ["review paper"]


def test_the_first_words_begin_a_row_that_counts_nowhere(paper: World) -> None:
    assert keep(paper, "A thought") == Kept(Outcome.SAVED, "0.1")
    assert mine(paper)[:4] == (ReviewState.ASSIGNED, None, "", {"comment": ["A thought"]})


def test_of_one_page_the_later_turn_counts(paper: World) -> None:
    keep(paper, "Second", turn=2)
    assert keep(paper, "First", turn=1) == Kept(Outcome.SAVED, "0.1")
    assert mine(paper)[3] == {"comment": ["Second"]}


def test_two_windows_never_overwrite_each_other_silently(paper: World) -> None:
    keep(paper, "In the first window")
    assert keep(paper, "In the second", page="b") == Kept(Outcome.BEHIND, "0.1")
    assert mine(paper)[3] == {"comment": ["In the first window"]}
    assert keep(paper, "In the first window, more", seen="0.1", turn=2) == Kept(
        Outcome.SAVED, "0.2", is_contested=True
    )
    assert keep(paper, "In the second", page="b", seen="0.2") == Kept(Outcome.SAVED, "0.3")
    assert mine(paper)[3] == {"comment": ["In the second"]}


def test_a_page_is_behind_what_another_window_saved(paper: World) -> None:
    keep(paper, "Half")
    score(paper, 1, REVIEWER, 2, "Whole")
    assert keep(paper, "Half and more", seen="0.1", turn=2).outcome is Outcome.BEHIND
    assert mine(paper)[:4] == (ReviewState.DONE, 2.0, "Whole", {})


def test_saving_takes_what_was_typed_away_and_discarding_too(paper: World) -> None:
    keep(paper, "Half")

    def save(session: Session) -> None:
        by = paper.actor(session, REVIEWER)
        facts = ReviewFacts(points_all(session, paper, 3), comment="Half")
        reviews.save(session, paper.row(session), facts, seen=0, by=by, now=paper.now)

    paper.do(save)
    assert mine(paper)[3] == {}
    version = mine(paper)[4]
    keep(paper, "More", seen=f"{version}.0")
    paper.do(lambda s: typed_reviews.discard(s, paper.row(s), by=paper.actor(s, REVIEWER)))
    assert mine(paper)[2:4] == ("Half", {})


def test_a_page_whose_save_arrives_before_its_answer_is_not_behind_itself(paper: World) -> None:
    keep(paper, "Typed")

    def ahead(session: Session) -> list[bool]:
        row = own_review(session, paper.row(session), paper.actor(session, REVIEWER).person_id or 0)
        pages = (("a", "0.0"), ("b", "0.0"), ("b", "0.1"))
        return [typed_reviews.is_ahead(row, Typed({}, page, seen)) for page, seen in pages]

    assert paper.do(ahead) == [False, True, False]


def test_a_page_that_says_what_is_kept_already_is_not_behind(paper: World) -> None:
    keep(paper, "Typed")

    def ahead(session: Session) -> list[bool]:
        row = own_review(session, paper.row(session), paper.actor(session, REVIEWER).person_id or 0)
        said = [typed_reviews.fields_of(row) | {"comment": [words]} for words in ("Typed", "Other words")]
        return [typed_reviews.is_ahead(row, Typed(fields, "another page", "0.0")) for fields in said]

    assert paper.do(ahead) == [False, True]


def test_neither_author_nor_a_decided_paper_keeps_anything(paper: World) -> None:
    typed = Typed({"comment": ["Mine is the best"]}, "a")
    kept = paper.do(
        lambda s: typed_reviews.keep(s, paper.row(s), typed, by=paper.actor(s, AUTHOR), now=paper.now)
    )
    assert kept == Kept(Outcome.GONE)
    decide(paper, {1: Decided.DECLINE})
    release(paper)
    assert keep(paper, "Too late") == Kept(Outcome.GONE)
    assert paper.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Review))) == 0


def test_hostile_text_is_kept_and_too_much_is_refused(paper: World) -> None:
    keep(paper, "\u202e\x00 \ud800 <script> \u05e9\u05dc " + "x" * 20_000)
    assert mine(paper)[3]["comment"][0].startswith("\u202e  <script> \u05e9\u05dc xxx")
    with pytest.raises(Refusal):
        keep(paper, "x" * (TYPED_MOST + 1), seen="0.1", turn=2)
