"""Giving papers to readers: all or nothing, told once, conflicts never, and what was begun is not taken away."""

import pytest
import sqlalchemy as sa

from tests.reading import add_papers, add_readers, decline, give, given, set_reading
from tests.selecting import add_leader, end_reviewer, score
from tests.services.test_reviews import queued
from tests.world import AUTHOR, CHAIR, STRANGER, World
from wip.domain.conflicts import ConflictKind
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import Reading, ReviewState
from wip.models import Conflict, HistoryEvent, Review
from wip.services import assignments, conflicts

S = ReviewState


def test_each_reader_gets_one_letter_an_act(world: World) -> None:
    add_papers(world, 3)
    one, two, _ = add_readers(world)
    done = give(world, [(1, one), (2, one), (3, two)])
    assert (done.given, done.taken, done.told) == (3, 0, 2)
    assert given(world) == {(1, one): S.ASSIGNED, (2, one): S.ASSIGNED, (3, two): S.ASSIGNED}
    letters = world.letters(kind=LetterKind.REVIEWS_ASSIGNED)
    assert [(each.to_email, each.subject) for each in letters] == [
        (one, "2 papers to read for “Spring Works-in-Progress Session”"),
        (two, "One paper to read for “Spring Works-in-Progress Session”"),
    ]
    assert [title for title in ("Paper Number 1", "Paper Number 3") if title in letters[0].text] == []


def test_a_second_letter_says_how_much_waits_in_all(world: World) -> None:
    add_papers(world, 3)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    give(world, [(1, one), (2, one), (3, one)])
    first, second = world.letters(kind=LetterKind.REVIEWS_ASSIGNED)
    assert "now wait for your review" not in first.text
    assert "asks you to read 2 papers" in second.text
    assert "3 papers now wait for your review" in " ".join(second.text.split())


def test_giving_again_changes_nothing_and_tells_nobody(world: World) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    assert give(world, [(1, one)]) == assignments.Changed(0, 0, 0)
    assert len(world.letters(kind=LetterKind.REVIEWS_ASSIGNED)) == 1


def test_who_gives_a_paper_to_themself_needs_no_letter(world: World) -> None:
    add_papers(world, 1)
    assert give(world, [(1, CHAIR)]) == assignments.Changed(1, 0, 0)


def test_an_author_and_a_conflict_are_kept_apart_in_the_same_words_and_nothing_else_happens(
    world: World,
) -> None:
    add_papers(world, 2)
    one, two, three = add_readers(world)
    world.paper("Their Own", one)

    def close(kind: ConflictKind) -> None:
        world.do(
            lambda s: conflicts.put_down(
                s,
                world.row(s, 2),
                world.actor(s, two).person_id or 0,
                kind,
                "",
                by=world.actor(s, CHAIR),
                now=world.now,
            )
        )

    close(ConflictKind.LEADER)
    for number, reader, name in ((3, one, "Reader 1"), (2, two, "Reader 2")):
        with pytest.raises(Refusal) as no:
            give(world, [(1, three), (number, reader)])
        assert no.value.sentence == assignments.APART.format(name=name, number=number)
    assert given(world) == {}


def test_a_possible_conflict_is_judged_first(world: World) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    world.do(
        lambda s: s.add(
            Conflict(
                paper_id=world.row(s).id,
                person_id=world.actor(s, one).person_id,
                kind=ConflictKind.INSTITUTION,
                found_at=world.now,
            )
        )
    )
    with pytest.raises(Refusal):
        give(world, [(1, one)])


def test_only_those_who_review_are_given_papers_and_only_papers_that_one_sees(world: World) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    world.paper("The Chair’s Own", CHAIR)
    for pair in ((1, STRANGER), (2, one)):
        with pytest.raises(Unknown):
            give(world, [pair])
    add_leader(world)
    assert give(world, [(2, one)], email="jonas.lind@law.example.edu").given == 1


def test_what_is_begun_or_fixed_is_not_taken_back(world: World) -> None:
    add_papers(world, 2)
    one, two, _ = add_readers(world)
    give(world, [(1, one), (1, two), (2, one)])
    score(world, 1, one, None, "Half read.")
    with pytest.raises(Refusal) as no:
        give(world, [], [(1, one)])
    assert no.value.sentence == (
        "Reader 1 has begun with paper 1: taking it back would lose what they wrote."
    )

    def fix(*, locked: bool) -> None:
        def act(session: object) -> None:
            who = world.actor(session, two).person_id or 0  # type: ignore[arg-type]
            row = session.scalars(sa.select(Review).where(Review.person_id == who)).one()  # type: ignore[attr-defined]
            paper = world.row(session, 1)  # type: ignore[arg-type]
            by = world.actor(session, CHAIR)  # type: ignore[arg-type]
            assignments.fix(session, paper, who, locked=locked, seen=row.version, by=by, now=world.now)  # type: ignore[arg-type]

        world.do(act)

    fix(locked=True)
    with pytest.raises(Refusal) as no:
        give(world, [], [(1, two)])
    assert no.value.sentence == "Paper 1 is fixed for Reader 2. Free it first, then take it back."
    fix(locked=False)
    assert give(world, [], [(1, two), (2, one)]).taken == 2
    assert given(world) == {(1, one): S.IN_PROGRESS}


def test_fixing_on_a_stale_page_is_refused(world: World) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    with pytest.raises(Stale):
        world.do(
            lambda s: assignments.fix(
                s,
                world.row(s),
                world.actor(s, one).person_id or 0,
                locked=True,
                seen=9,
                by=world.actor(s, CHAIR),
                now=world.now,
            )
        )


def test_a_paper_given_back_tells_the_leaders_why_and_can_be_given_again(world: World) -> None:
    add_papers(world, 1)
    add_leader(world)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    decline(world, 1, one)
    decline(world, 1, one)
    assert given(world) == {(1, one): S.DECLINED}
    news = world.letters(kind=LetterKind.LEADER_NEWS)
    assert [(each.to_email, each.subject.strip()) for each in news] == [
        (CHAIR, "Reader 1 does not read paper 1"),
        ("jonas.lind@law.example.edu", "Reader 1 does not read paper 1"),
    ]
    assert "They say: No time before March." in news[0].text
    assert news[0].paper_id == world.do(lambda s: world.row(s).id)
    assert give(world, [(1, one)]).told == 1
    assert given(world) == {(1, one): S.ASSIGNED}


def test_a_leader_with_a_conflict_is_not_told_who_gave_the_paper_back(world: World) -> None:
    world.paper("The Chair’s Own", CHAIR)
    add_leader(world)
    one, *_ = add_readers(world)
    give(world, [(1, one)], email="jonas.lind@law.example.edu")
    decline(world, 1, one)
    news = world.letters(kind=LetterKind.LEADER_NEWS)
    assert [each.to_email for each in news] == ["jonas.lind@law.example.edu"]


def test_giving_back_needs_a_reason_and_a_paper_that_was_given(world: World) -> None:
    add_papers(world, 2)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    with pytest.raises(Refusal) as no:
        decline(world, 1, one, "  ")
    assert no.value.field == "decline_reason"
    with pytest.raises(Refusal) as no:
        decline(world, 2, one)
    assert no.value.sentence == "This paper was not given to you."


def test_where_papers_are_assigned_the_queue_holds_those_alone(world: World) -> None:
    add_papers(world, 3)
    one, two, _ = add_readers(world)
    give(world, [(2, one), (3, one)])
    assert [number for number, _ in queued(world, one)] == [1, 2, 3]
    assert [number for number, _ in queued(world, one, given=True)] == [2, 3]
    assert queued(world, two, given=True) == []
    decline(world, 3, one)
    assert [number for number, _ in queued(world, one, given=True)] == [2]


def test_whose_part_is_ended_has_nothing_to_read_any_more(world: World) -> None:
    add_papers(world, 3)
    one, *_ = add_readers(world)
    give(world, [(1, one), (2, one), (3, one)])
    score(world, 2, one, None, "Half read.")
    score(world, 3, one, 4)
    end_reviewer(world, one)
    assert given(world) == {(2, one): S.DECLINED, (3, one): S.DONE}


def test_history_says_who_was_given_what_without_scores(world: World) -> None:
    set_reading(world, Reading.ASSIGNED, 2)
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    give(world, [], [(1, one)])
    events = world.do(
        lambda s: [
            (each.act, each.actor_name, each.new)
            for each in s.scalars(
                sa.select(HistoryEvent)
                .order_by(HistoryEvent.id)
                .where(HistoryEvent.act.in_(["change reading", "assign review", "unassign review"]))
            )
        ]
    )
    assert events == [
        ("change reading", "Robin Vale", {"reading": "assigned", "reviews_per_paper": 2}),
        ("assign review", "Robin Vale", {"state": "assigned", "person": one, "how": "hand"}),
        ("unassign review", "Robin Vale", {"person": one}),
    ]


def test_the_author_is_told_nothing(world: World) -> None:
    world.paper()
    one, *_ = add_readers(world)
    before = len(world.letters(to_email=AUTHOR))
    give(world, [(1, one)])
    assert len(world.letters(to_email=AUTHOR)) == before
