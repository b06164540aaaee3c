"""The clock of a running room: what is on, how late it is, and what the rest get; over any plan and any presses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.agenda import Break, Minutes, SlotLength, frame, lay_out
from wip.domain.show_clocks import Clock, ahead_of, clock_of, shut
from wip.domain.show_plans import FLOOR, PlannedSlot, RoomPlan, shared
from wip.domain.show_words import card_of, late_sentence
from wip.domain.shows import Mark, MarkKind, Phase, counting, shut_at

START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
BEGIN, PRESENT, COMMENT, FINISH = MarkKind.BEGIN, MarkKind.PRESENT, MarkKind.COMMENT, MarkKind.FINISH


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def plan_of(minutes: Minutes, lengths: list[SlotLength]) -> RoomPlan:
    placed = lay_out(START, minutes, lengths)
    slots = tuple(PlannedSlot(n, one.starts_at, one.turns_at, one.ends_at) for n, one in enumerate(placed, 1))
    return RoomPlan(START, at(minutes.length), slots, tuple(frame(START, minutes, lengths)))


PLAN = plan_of(Minutes(100, welcome=5, closing=5), [SlotLength(15, 15)] * 3)


def pressed(*marks: tuple[MarkKind, float, int | None]) -> list[Mark]:
    return [Mark(kind, at(minutes), paper, 1) for kind, minutes, paper in marks]


FIRST_LATE = pressed((BEGIN, 0, None), (PRESENT, 5, 1), (COMMENT, 24, None))


def said(minutes: float, marks: list[Mark], plan: RoomPlan = PLAN) -> str:
    return late_sentence(clock_of(plan, marks, at(minutes)))


def test_four_minutes_late_are_shared_by_the_rest() -> None:
    clock = clock_of(PLAN, FIRST_LATE, at(30))
    assert (clock.phase, clock.paper_id, clock.left) == (Phase.COMMENTING, 1, timedelta(minutes=9))
    assert late_sentence(clock) == "Four minutes late: the rest get 14 + 14."
    assert [(one.paper_id, one.starts_at, one.length) for one in clock.rest] == [
        (2, at(39), SlotLength(14, 14)),
        (3, at(67), SlotLength(14, 14)),
    ]
    two = plan_of(Minutes(60), [SlotLength(15, 15)] * 2)
    late = pressed((PRESENT, 0, 1), (COMMENT, 19, None))
    assert said(20, late, two) == "Four minutes late: the last paper gets 13 + 13."
    three = plan_of(Minutes(90), [SlotLength(15, 15)] * 3)
    assert said(24, pressed((PRESENT, 0, 1), (COMMENT, 23, None)), three) == (
        "Eight minutes late: the rest get 13 + 13."
    )


def test_a_slot_keeps_the_minutes_that_it_began_with() -> None:
    marks = [*FIRST_LATE, *pressed((PRESENT, 39, 2))]
    clock = clock_of(PLAN, marks, at(40))
    assert (clock.length, clock.ends_at) == (SlotLength(14, 14), at(53))
    assert clock_of(PLAN, [*marks, *pressed((COMMENT, 50, None))], at(51)).ends_at == at(64)


def test_the_last_paper_s_comments_end_with_the_room() -> None:
    marks = pressed((MarkKind.SKIP, 60, 2), (MarkKind.SKIP, 60, 3), (PRESENT, 65, 1), (COMMENT, 85, None))
    assert clock_of(PLAN, marks, at(86)).ends_at == at(95)
    late = [*marks[:3], *pressed((COMMENT, 93, None))]
    clock = clock_of(PLAN, late, at(94))
    assert (clock.ends_at, late_sentence(clock)) == (
        at(98),
        "Three minutes late: it ends three minutes after its time.",
    )


def test_what_is_late_beyond_the_floor_is_said() -> None:
    marks = pressed((BEGIN, 0, None), (PRESENT, 5, 1), (COMMENT, 70, None))
    clock = clock_of(PLAN, marks, at(71))
    assert [one.length for one in clock.rest] == [SlotLength(FLOOR, FLOOR)] * 2
    assert (
        late_sentence(clock)
        == "50 minutes late: even with 5 + 5 for the rest, it ends ten minutes after its time."
    )


def test_early_and_spare_minutes_change_nobody_s_time() -> None:
    assert said(2, pressed((BEGIN, 0, None))) == "On time."
    early = pressed((PRESENT, 0, 1), (COMMENT, 10, None), (PRESENT, 20, 2))
    assert said(21, early) == "15 minutes early. Everybody keeps their minutes."
    roomy = plan_of(Minutes(80), [SlotLength(15, 15)] * 2)
    late = pressed((PRESENT, 3, 1))
    assert (
        said(4, late, roomy)
        == "Three minutes late, which the spare time takes up: everybody keeps their minutes."
    )
    assert said(-30, []) == ""


def test_a_plan_that_is_too_long_is_shortened_from_the_start() -> None:
    full = plan_of(Minutes(90, welcome=6), [SlotLength(15, 15)] * 3)
    assert said(0, [], full) == "More is planned than the room has time for: the rest get 14 + 14."


def test_a_pause_stands_still_and_makes_late() -> None:
    marks = pressed((PRESENT, 5, 1), (MarkKind.PAUSE, 10, None))
    clock = clock_of(PLAN, marks, at(13))
    assert (clock.is_paused, clock.left, clock.late) == (True, timedelta(minutes=10), 3)
    clock = clock_of(PLAN, [*marks, *pressed((MarkKind.RESUME, 14, None))], at(15))
    assert (clock.is_paused, clock.left, clock.late) == (False, timedelta(minutes=9), 4)
    ended = [*marks, *pressed((COMMENT, 20, None), (FINISH, 47, None))]
    assert clock_of(PLAN, ended, at(48)).kept[1].over(30) == 2


def test_breaks_are_steps_of_their_own_and_are_kept() -> None:
    plan = plan_of(
        Minutes(110, welcome=5, closing=5, breaks=(Break(1, 10, "Coffee"),)), [SlotLength(15, 15)] * 3
    )
    steps = [(step.kind, step.paper_id, step.minutes) for step in ahead_of(plan, clock_of(plan, [], at(-5)))]
    assert steps == [
        (BEGIN, None, 5),
        (PRESENT, 1, 15),
        (COMMENT, 1, 15),
        (FINISH, None, 10),
        (PRESENT, 2, 15),
        (COMMENT, 2, 15),
        (PRESENT, 3, 15),
        (COMMENT, 3, 15),
        (FINISH, None, 5),
        (MarkKind.END, None, 0),
    ]
    coffee = pressed((PRESENT, 5, 1), (COMMENT, 20, None), (FINISH, 39, None))
    clock = clock_of(plan, coffee, at(40))
    assert (clock.phase, clock.ends_at, clock.late) == (Phase.BETWEEN, at(49), 4)
    assert [part.name for part in plan.named(clock.place)] == ["Coffee"]


def test_a_paper_that_was_left_out_may_come_after_all() -> None:
    marks = pressed((MarkKind.SKIP, 0, 1), (PRESENT, 5, 2))
    clock = clock_of(PLAN, marks, at(6))
    assert ([one.paper_id for one in clock.rest], clock.late) == ([3], -30)
    clock = clock_of(PLAN, [*marks, *pressed((PRESENT, 35, 1))], at(36))
    assert (clock.paper_id, [one.paper_id for one in clock.rest], clock.late) == (1, [3], 0)


def test_undo_takes_back_what_counts_and_a_rehearsal_counts_for_nothing() -> None:
    marks = [*FIRST_LATE, *pressed((MarkKind.UNDO, 25, None), (MarkKind.UNDO, 26, None))]
    assert counting(marks, START, at(27)) == FIRST_LATE[:1]
    tried = pressed((BEGIN, -3000, None), (MarkKind.END, -2990, None))
    rehearsed = [replace(mark, rehearsed=True) for mark in tried]
    assert counting(rehearsed, START, at(-61)) == rehearsed
    assert counting([*rehearsed, *pressed((MarkKind.UNDO, -5, None))], START, at(0)) == []


def test_a_rehearsal_stays_one_wherever_the_session_moves() -> None:
    tried = [replace(mark, rehearsed=True) for mark in pressed((BEGIN, -100, None), (PRESENT, -90, 1))]
    assert counting(tried, START, at(-80)) == tried
    # Moved nearer, to twenty minutes from then: what was tried out does not begin the session.
    assert counting(tried, at(-60), at(-75)) == []
    # What was made for good does not count for a later date, and counts again when the date is put back.
    ran = pressed((BEGIN, 0, None), (PRESENT, 5, 1))
    assert [len(counting(ran, moved, at(50))) for moved in (at(10_000), at(80), START)] == [0, 0, 2]


def test_a_room_is_shut_two_hours_after_its_end_or_its_last_press() -> None:
    ended = pressed((BEGIN, 0, None), (MarkKind.END, 100, None))
    assert shut_at(START, at(90), ended[:1]) == at(210)
    assert shut_at(START, at(90), ended) == at(220)
    assert shut_at(START, at(90), [*ended, *pressed((MarkKind.UNDO, 200, None))]) == at(320)
    assert shut_at(START, at(90), []) == at(90 + 24 * 60)
    assert shut_at(START, at(90), pressed((BEGIN, -100, None))) == at(90 + 24 * 60)
    left_running = pressed((BEGIN, 0, None), (PRESENT, 5, 1), (COMMENT, 20, None), (PRESENT, 35, 2))
    clock = shut(PLAN, left_running, at(40_000))
    assert (clock.phase, clock.paper_id, clock.rest, late_sentence(clock)) == (Phase.OVER, None, (), "")
    assert (clock.kept[1].ended_at, clock.kept[2].ended_at) == (at(35), None)


def test_a_welcome_that_is_pressed_early_ends_when_it_was_to() -> None:
    early = pressed((BEGIN, -27, None))
    clock = clock_of(PLAN, early, at(-20))
    assert (clock.ends_at, late_sentence(clock)) == (at(5), "On time.")


def test_cards_are_held_at_five_and_two_minutes_and_at_the_end() -> None:
    lefts = (None, 5.02, 5, 2.01, 2, 0.01, 0, -3)
    cards = [card_of(None if left is None else timedelta(minutes=left)) for left in lefts]
    assert cards == ["", "", "5 minutes", "5 minutes", "2 minutes", "2 minutes", "Time", "Time"]


LENGTHS = st.builds(SlotLength, st.integers(0, 40), st.integers(0, 40)).filter(
    lambda length: length.whole > 0
)


@given(st.lists(LENGTHS, min_size=1, max_size=8), st.integers(-60, 500))
def test_shares_are_whole_never_more_and_never_below_the_floor(
    lengths: list[SlotLength], minutes: int
) -> None:
    found = shared(lengths, minutes)
    floors = [(min(FLOOR, one.present), min(FLOOR, one.comment)) for one in lengths]
    for new, old, (present, comment) in zip(found, lengths, floors, strict=True):
        assert present <= new.present
        assert comment <= new.comment
        assert new.whole <= old.whole
    total, least = sum(one.whole for one in found), sum(map(sum, floors))
    assert total <= max(minutes, least)
    if minutes >= sum(one.whole for one in lengths):
        assert found == lengths
    if len(set(lengths)) == 1:
        assert len(set(found)) == 1


PRESSES = st.lists(
    st.tuples(st.sampled_from(list(MarkKind)), st.integers(0, 20), st.sampled_from([None, 1, 2, 3, 4, 9])),
    max_size=25,
)
PLANS = st.builds(
    plan_of,
    st.builds(
        Minutes,
        st.integers(30, 200),
        welcome=st.integers(0, 10),
        closing=st.integers(0, 10),
        gap=st.integers(0, 5),
        breaks=st.lists(st.builds(Break, st.integers(0, 3), st.integers(1, 15)), max_size=2).map(tuple),
    ),
    st.lists(LENGTHS, max_size=4),
)


def _sane(plan: RoomPlan, clock: Clock) -> None:
    papers = {slot.paper_id: slot.length for slot in plan.slots}
    rest = [one.paper_id for one in clock.rest]
    if clock.phase is not Phase.OVER:
        assert rest == [paper for paper in papers if paper not in clock.kept]
    assert all(one.length.whole <= papers[one.paper_id].whole for one in clock.rest)
    assert all(a.starts_at <= b.starts_at for a, b in zip(clock.rest, clock.rest[1:], strict=False))
    assert (clock.paper_id is not None) == (clock.phase in {Phase.PRESENTING, Phase.COMMENTING})
    # What the rest get fits into the room, unless it is said by how much it does not.
    if clock.rest and not clock.beyond:
        last = clock.rest[-1]
        end = last.starts_at + timedelta(
            minutes=last.length.whole + plan.pause(len(plan.slots)) + plan.closing
        )
        assert end <= plan.ends_at + timedelta(seconds=30)


@given(PLANS, PRESSES, st.integers(0, 60))
def test_any_presses_leave_a_clock_that_can_go_on_to_its_end(
    plan: RoomPlan, presses: list[tuple[MarkKind, int, int | None]], later: int
) -> None:
    marks, moment = list[Mark](), START
    for kind, wait, paper in presses:
        moment += timedelta(minutes=wait)
        marks.append(Mark(kind, moment, paper, 1))
    marks = counting(marks, START, moment)
    now = moment + timedelta(minutes=later)
    clock = clock_of(plan, marks, now)
    _sane(plan, clock)
    late_sentence(clock)
    for _ in range(3 * len(plan.slots) + 4):
        steps = ahead_of(plan, clock)
        if not steps:
            break
        marks.append(Mark(steps[0].kind, now, steps[0].paper_id))
        now += timedelta(minutes=steps[0].minutes)
        clock = clock_of(plan, marks, now)
        _sane(plan, clock)
    assert clock.phase is Phase.OVER
    if all(kind is not MarkKind.END for kind, _, _ in presses):
        assert set(clock.kept) >= {slot.paper_id for slot in plan.slots}


@given(PLANS)
def test_a_room_that_keeps_its_plan_is_never_late(plan: RoomPlan) -> None:
    now, marks = START, list[Mark]()
    clock = clock_of(plan, marks, now)
    if plan.spare < 0:
        assert clock.lost > 0 or not clock.rest
        return
    while steps := ahead_of(plan, clock):
        clock = clock_of(plan, marks, now)
        assert (clock.late, clock.lost) == (0, 0)
        marks.append(Mark(steps[0].kind, now, steps[0].paper_id))
        now += timedelta(minutes=steps[0].minutes)
        clock = clock_of(plan, marks, now)
        if steps[0].kind is not MarkKind.END:
            # A gap between two papers is nobody's press: the next one waits for it.
            begins = (
                [s.starts_at for s in plan.slots if s.paper_id == clock.rest[0].paper_id]
                if clock.rest
                else []
            )
            following = ahead_of(plan, clock)
            if begins and following and following[0].kind is PRESENT:
                now = max(now, begins[0])
    for place, slot in enumerate(plan.slots):
        assert clock.kept[slot.paper_id].over(plan.minutes_of(place)) == 0
