"""SEQUENCE of the dates that one person alone has: it rises with each change, whatever it came of, and never falls."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from tests.calendars.client import Event, read
from tests.calendars.stage import Stage
from tests.conftest import NOW, Clock
from wip.domain.calendar import Entry, EntryStatus
from wip.models import Call, OwnDate
from wip.services import calendars
from wip.services.calendar_documents import forget_person
from wip.services.own_sequences import Said, digest, news, numbered
from wip.services.people import person_at

HOUR = timedelta(hours=1)
ENTRY = Entry(
    uid="own",
    sequence=4,
    created_at=NOW,
    changed_at=NOW,
    starts_at=NOW,
    ends_at=NOW + HOUR,
    title="Your draft is due",
    text="",
    organizer_name="Robin Vale",
    organizer_email="robin.vale@law.example.edu",
)

FACTS = st.tuples(st.integers(0, 2), st.sampled_from([EntryStatus.CONFIRMED, EntryStatus.CANCELLED]))


@given(st.lists(st.tuples(FACTS, st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=12))
def test_another_date_has_the_next_number_and_a_later_moment(
    steps: list[tuple[tuple[int, EntryStatus], int, int]],
) -> None:
    known: dict[str, Said] = {}
    before = None
    for (hours, status), sequence, moment in steps:
        at = NOW + hours * HOUR
        entry = replace(
            ENTRY,
            starts_at=at,
            ends_at=at + HOUR,
            status=status,
            sequence=sequence,
            changed_at=NOW + moment * HOUR,
        )
        (found,) = numbered([entry], known)
        known |= {each.uid: each for each in news([found], known)}
        if before is not None:
            is_same = digest(before) == digest(found)
            assert (found.sequence == before.sequence) == is_same
            assert (found.changed_at == before.changed_at) == is_same
            assert found.sequence >= before.sequence
            assert found.changed_at >= before.changed_at
        before = found


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A draft is due on 5 March for a session on 18 March; the second paper's place came late."""
    found = Stage(app, NOW)
    found.do(lambda s: calendars.refresh(s, found.row(s), by=found.actor(s, found.chair), now=found.now))
    return found


def due(stage: Stage, email: str) -> Event:
    answer = stage.app.test_client().get(stage.feed(email), base_url="https://wip.example.edu")
    (found,) = [e for e in read(answer.data).events.values() if "Your draft is due" in e.said("SUMMARY")]
    return found


def test_the_draft_s_date_goes_to_and_fro_and_away_and_its_number_only_up(stage: Stage, clock: Clock) -> None:
    ann = stage.authors[1]
    seen = [due(stage, ann)]
    first = seen[0].ends_at
    for at in (first + timedelta(days=1), first, None, first + timedelta(days=2)):
        stage.now = clock.now = stage.now + HOUR
        _set(stage, at)
        stage.do(lambda s: calendars.refresh(s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now))
        seen.append(due(stage, ann))
        again = due(stage, ann)
        assert (again.sequence, again.stamp, again.ends_at) == (
            seen[-1].sequence,
            seen[-1].stamp,
            seen[-1].ends_at,
        )
    numbers = [each.sequence for each in seen]
    assert numbers == [numbers[0] + n for n in range(5)]
    assert [each.status for each in seen] == ["CONFIRMED"] * 3 + ["CANCELLED", "CONFIRMED"]
    assert sorted({each.stamp for each in seen}) == [each.stamp for each in seen]
    assert {each.uid for each in seen} == {seen[0].uid}


def _set(stage: Stage, at: datetime | None) -> None:
    stage.do(lambda s: s.execute(sa.update(Call).values(draft_due_at=at)))


def test_a_number_that_could_not_be_kept_is_the_same_the_next_time(stage: Stage) -> None:
    ann = stage.authors[1]
    one = due(stage, ann)
    stage.do(lambda s: s.execute(sa.delete(OwnDate)))
    stage.do(lambda s: forget_person(s, person_at(s, ann, NOW).id, stage.now))
    assert due(stage, ann).said("DTSTAMP") == one.said("DTSTAMP")
    assert due(stage, ann).sequence == one.sequence
