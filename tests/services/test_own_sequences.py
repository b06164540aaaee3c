"""SEQUENCE of the dates that one person alone has: it rises with each change, whatever it came of, and never falls."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from tests.calendars.client import Event, read
from tests.calendars.stage import Stage
from tests.client import PageClient
from tests.conftest import NOW, Clock
from wip.domain.calendar import Entry, EntryStatus
from wip.models import Author, Call, OwnDate
from wip.services import calendars, own_sequences
from wip.services.calendar_documents import forget_person
from wip.services.calendar_stays import note_stays
from wip.services.own_sequences import Said, digest, news, numbered
from wip.services.people import person_at

BASE = "https://wip.example.edu"
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
    return _due_in(stage.app.test_client().get(stage.feed(email), base_url=BASE).data)


def _due_in(body: bytes) -> Event:
    (found,) = [each for each in read(body).events.values() if "Your draft is due" in each.said("SUMMARY")]
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


def test_a_file_that_is_opened_once_counts_too(stage: Stage, clock: Clock) -> None:
    """Else its SEQUENCE, which a program has taken in, comes again with another date."""
    ann = stage.authors[1]
    first = due(stage, ann)
    browser = PageClient(stage.app).sign_in(ann)
    seen = []
    for days in (1, 2):
        stage.now = clock.now = stage.now + HOUR
        _set(stage, first.ends_at + timedelta(days=days))
        stage.do(lambda s: calendars.refresh(s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now))
        seen.append(_due_in(browser.http.get("/me/calendar/my-sessions.ics", base_url=BASE).data))
    assert [each.sequence - first.sequence for each in seen] == [1, 2]
    assert due(stage, ann).sequence == seen[-1].sequence


def test_words_of_papers_that_come_and_go_only_ever_get_newer(stage: Stage, clock: Clock) -> None:
    ann = stage.authors[1]

    def join(session: Session) -> None:
        person = person_at(session, ann, NOW)
        paper = stage.paper(session, 1)
        session.add(Author(paper_id=paper.id, person_id=person.id, name="Ann", affiliation="", position=2))
        session.flush()
        note_stays(session, paper.wip_session_id, stage.now)
        forget_person(session, person.id, stage.now)

    stage.do(join)
    seen = [due(stage, ann)]
    acts: list[Callable[[], None]] = [
        lambda: stage.rename(1, "Another Title"),
        lambda: stage.withdraw(1),
        lambda: stage.restore(1),
        lambda: stage.withdraw(2),
    ]
    for act in acts:
        stage.now = clock.now = stage.now + HOUR
        act()
        stage.do(lambda s: calendars.refresh(s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now))
        seen.append(due(stage, ann))
    texts = [each.said("DESCRIPTION") for each in seen]
    assert [one != two for one, two in pairwise(texts)] == [True] * 4
    assert [one.modified < two.modified for one, two in pairwise(seen)] == [True] * 4
    assert {each.sequence for each in seen} == {seen[0].sequence}


def test_what_a_builder_knew_and_what_it_read_are_of_one_moment(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow builder must not give an old date the number after a newer one's."""
    ann = stage.authors[1]
    first = due(stage, ann)
    _set(stage, first.ends_at + timedelta(days=1))
    stage.do(
        lambda s: calendars.refresh(s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now + HOUR)
    )
    known_of = own_sequences.known_of

    def later(connection: Connection, person_id: int) -> dict[str, Said]:
        monkeypatch.undo()
        _set(stage, first.ends_at + timedelta(days=2))
        stage.do(
            lambda s: calendars.refresh(
                s, stage.row(s), by=stage.actor(s, stage.chair), now=stage.now + 2 * HOUR
            )
        )
        newest.append(due(stage, ann))
        return known_of(connection, person_id)

    newest: list[Event] = []
    monkeypatch.setattr("wip.services.own_calendars.known_of", later)
    old = due(stage, ann)
    assert (old.ends_at < newest[0].ends_at, old.sequence <= newest[0].sequence) == (True, True)
    now = due(stage, ann)
    assert (now.ends_at, now.sequence >= newest[0].sequence) == (newest[0].ends_at, True)
