"""The rule of SEQUENCE, and what a slot's text says."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.calendar import (
    Entry,
    EntryStatus,
    Facts,
    Published,
    SlotText,
    moment_after,
    revise,
    slot_text,
    surviving,
)

START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
FACTS = Facts(START, START + timedelta(minutes=30), "Mercy as Procedure", "Online")


def test_a_new_entry_begins_at_nought() -> None:
    assert revise(None, FACTS, START, "text") == Published(FACTS, 0, START, START, "text")


def test_each_fact_raises_the_sequence_once() -> None:
    first = revise(None, FACTS, START, "text")
    later = START + timedelta(days=1)
    changes = [
        replace(FACTS, starts_at=START - timedelta(minutes=5)),
        replace(FACTS, ends_at=START + timedelta(minutes=28)),
        replace(FACTS, title="Mercy"),
        replace(FACTS, location="Room 2"),
        replace(FACTS, status=EntryStatus.CANCELLED),
        replace(FACTS, join_url="https://law.zoom.us/j/5550100"),
    ]
    revised = [revise(first, facts, later, "text") for facts in changes]
    assert [(entry.sequence, entry.changed_at, entry.created_at) for entry in revised] == [
        (1, later, START)
    ] * 6


def test_a_new_text_moves_the_moment_and_not_the_sequence() -> None:
    first = revise(None, FACTS, START, "text")
    later = START + timedelta(days=1)
    assert revise(first, FACTS, later, "other") == Published(FACTS, 0, START, later, "other")
    assert revise(first, FACTS, later, "text") is first


def test_two_changes_in_one_second_have_moments_that_a_calendar_file_can_tell_apart() -> None:
    first = revise(None, FACTS, START, "text")
    second = revise(first, FACTS, START, "other")
    third = revise(second, FACTS, START - timedelta(minutes=1), "text")
    assert [each.changed_at - START for each in (first, second, third)] == [
        timedelta(seconds=n) for n in (0, 1, 1)
    ]


@given(st.lists(st.integers(1000, 3000), min_size=1, max_size=30))
def test_a_moment_rises_by_a_second_and_never_lies_further_ahead(pauses: list[int]) -> None:
    now, moment = START, START
    for pause in pauses:
        before, now = moment, now + timedelta(milliseconds=pause)
        moment = moment_after(before, now)
        assert moment.replace(microsecond=0) > before.replace(microsecond=0)
        assert moment < now + timedelta(seconds=1)


def test_a_cancelled_and_restored_entry_rises_twice() -> None:
    first = revise(None, FACTS, START)
    gone = revise(first, replace(FACTS, status=EntryStatus.CANCELLED), START + timedelta(days=1))
    back = revise(gone, FACTS, START + timedelta(days=2))
    assert back == Published(FACTS, 2, START, START + timedelta(days=2))


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["A", "B"]), st.booleans()), min_size=1, max_size=20
    )
)
def test_the_sequence_counts_the_publications_that_changed_something(
    steps: list[tuple[int, str, bool]],
) -> None:
    entry, raised, moment = None, 0, START
    for slot, title, cancelled in steps:
        moment += timedelta(hours=1)
        at = START + timedelta(minutes=30 * slot)
        status = EntryStatus.CANCELLED if cancelled else EntryStatus.CONFIRMED
        facts = Facts(at, at + timedelta(minutes=30), title, "Online", status)
        raised += entry is not None and entry.facts != facts
        entry = revise(entry, facts, moment)
    assert entry is not None
    assert entry.sequence == raised


def test_a_slots_text_names_its_session_first_then_both_halves_with_their_zone_and_its_page_last() -> None:
    text = slot_text(
        SlotText(
            part_of="Part of a session.",
            page_url="https://wip.example.edu/sessions/x/",
            presenters="Mbali Abara",
            starts_at=START,
            turns_at=START + timedelta(minutes=15),
            ends_at=START + timedelta(minutes=30),
            zone="America/New_York",
            commenters=("Piper Nakagawa", "Konrad Bauer"),
            join_url="https://law.zoom.us/j/5550100",
        )
    )
    assert text == (
        "Part of a session.\n"
        "Join: https://law.zoom.us/j/5550100\n"
        "\n"
        "12:00 to 12:15 New York time: Mbali Abara presents\n"
        "12:15 to 12:30 New York time: comments (commenters: Piper Nakagawa, Konrad Bauer)\n"
        "\n"
        "https://wip.example.edu/sessions/x/"
    )


def test_a_cancelled_entry_stays_for_sixty_days() -> None:
    entry = Entry(
        uid="a",
        sequence=1,
        created_at=START,
        changed_at=START,
        starts_at=START,
        ends_at=START + timedelta(minutes=30),
        title="Mercy",
        organizer_name="Section",
        organizer_email="cj@law.example.edu",
        status=EntryStatus.CANCELLED,
    )
    days = [59, 61]
    assert [len(surviving((entry,), entry.ends_at + timedelta(days=d))) for d in days] == [1, 0]
    early = replace(entry, session_ends_at=entry.ends_at + timedelta(days=100))
    assert [len(surviving((early,), entry.ends_at + timedelta(days=100 + d))) for d in days] == [1, 0]
    live = replace(entry, status=EntryStatus.CONFIRMED)
    assert surviving((live,), START + timedelta(days=400)) == (live,)
