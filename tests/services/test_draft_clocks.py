"""The clock of drafts at work: reminders, two days more, late drafts, and a slot that goes to the waiting list."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import places_world, selecting
from tests.agenda_world import on_session
from tests.calendars.client import Event, read
from tests.circulation_world import prepared, send
from tests.documents import written as word_file
from tests.places_world import IDA, LEILA, act
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.adapters import files
from wip.domain.letters import LetterKind
from wip.domain.papers import PaperState
from wip.domain.places import Offering
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.sessions import SessionMove
from wip.domain.stops import StopTopic
from wip.models import AgendaSlot, DraftClock, HistoryEvent, Person
from wip.queries import readiness
from wip.services import agendas, calendars, confirmations, draft_clocks, publications, sessions, stops

DUE = START - timedelta(days=13)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def ready(world: World) -> World:
    return prepared(world)


def remind(world: World, at: datetime) -> int:
    return world.do(lambda s: draft_clocks.remind_due(s, at))


def tell(world: World, at: datetime) -> int:
    return world.do(lambda s: draft_clocks.tell_of_late(s, at))


def extend(world: World, at: datetime) -> None:
    act(world, draft_clocks.extend, 1, at, AUTHOR)


def subjects(world: World, kind: LetterKind) -> list[tuple[str, str]]:
    return [(x.to_email, x.subject) for x in world.letters(kind=kind)]


def test_authors_are_reminded_before_and_on_the_date(ready: World) -> None:
    moments = [DUE - 6 * DAY, DUE - 5 * DAY, DUE - 4 * DAY, DUE - DAY, DUE - HOUR, DUE, DUE + HOUR, DUE + DAY]
    assert [remind(ready, at) for at in moments] == [0, 1, 0, 1, 0, 1, 0, 0]
    assert [who for who, _ in subjects(ready, LetterKind.DRAFT_DUE)] == [AUTHOR] * 3
    first, _, last = [x.text for x in ready.letters(kind=LetterKind.DRAFT_DUE)]
    assert "so that your commenters have time to read it" in " ".join(first.split())
    assert "was due" in last
    assert "48 hours more" in last


def test_nobody_is_reminded_of_a_draft_that_is_here(ready: World) -> None:
    send(ready)
    assert [remind(ready, at) for at in (DUE - 5 * DAY, DUE)] == [0, 0]


def test_a_word_file_that_waits_is_asked_for_as_a_pdf(ready: World) -> None:
    send(ready, "draft.docx", word_file("One."), kind=files.DOCX)
    assert remind(ready, DUE - DAY) == 1
    assert "it is a Word file" in " ".join(ready.letters(kind=LetterKind.DRAFT_DUE)[0].text.split())


def test_reminders_can_be_stopped(ready: World) -> None:
    def stop(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        row, by = ready.call(session).wip_session, ready.actor(session, AUTHOR)
        stops.stop(session, person, row, StopTopic.DRAFT_REMINDERS, by=by, now=ready.now)

    ready.do(stop)
    assert remind(ready, DUE - DAY) == 0


def test_two_days_more_are_taken_once_and_commenters_know(ready: World) -> None:
    extend(ready, DUE + HOUR)
    extend(ready, DUE + 2 * HOUR)
    told = subjects(ready, LetterKind.DRAFT_EXTENDED)
    assert told == [
        (COMMENTER, "The draft of “Quotas Without Numbers” comes by Sun 7 Mar 2027, 11:00 New York")
    ]
    news = [x for _, x in subjects(ready, LetterKind.LEADER_NEWS) if "two days later" in x]
    assert news == ["The draft of “Quotas Without Numbers” comes two days later"]
    assert ready.do(lambda s: s.get_one(DraftClock, 1).extended_until) == DUE + 2 * DAY
    assert [remind(ready, at) for at in (DUE + 2 * HOUR, DUE + DAY, DUE + 2 * DAY)] == [0, 1, 1]


@pytest.mark.parametrize("at", [DUE + DAY, START - HOUR])
def test_more_time_is_not_taken_late(ready: World, at: datetime) -> None:
    with pytest.raises(Refusal, match="More time can be taken once"):
        extend(ready, at)


def test_nor_for_a_draft_that_is_here_or_a_paper_without_a_place(ready: World) -> None:
    send(ready)
    with pytest.raises(Refusal, match="only as long as no draft is here"):
        extend(ready, DUE)

    def leave(session: Session) -> None:
        ready.row(session).state = PaperState.WITHDRAWN

    ready.do(leave)
    with pytest.raises(Refusal, match="no place in the session"):
        extend(ready, DUE)


def test_the_author_s_calendar_follows_and_nobody_else_s(ready: World) -> None:
    settings = ready.app.extensions["wip_settings"]

    def dues(email: str) -> list[tuple[str, str]]:
        body = ready.do(lambda s: calendars.person_file(s, email, settings, ready.now)).decode()
        parts = [
            part for part in body.split("BEGIN:VEVENT") if "raft is due" in part or "rafts are due" in part
        ]
        pick = [dict(line.split(":", 1) for line in part.splitlines() if ":" in line) for part in parts]
        return [
            (each.get("DTEND", "") or each["DTEND;TZID=America/New_York"], each["SEQUENCE"]) for each in pick
        ]

    before = dues(AUTHOR), dues(CHAIR)
    extend(ready, DUE)
    after = dues(AUTHOR), dues(CHAIR)
    assert before[1] == after[1] != []
    assert (before[0][0][0][:8], after[0][0][0][:8]) == ("20270305", "20270307")
    assert int(after[0][0][1]) == int(before[0][0][1]) + 1


def test_leaders_hear_once_that_a_draft_is_too_late(ready: World) -> None:
    limit = DUE + 3 * DAY
    assert [tell(ready, at) for at in (limit - HOUR, limit, limit + HOUR, limit + DAY)] == [0, 1, 0, 0]
    (letter,) = [x for x in ready.letters(kind=LetterKind.LEADER_NEWS) if "has not come" in x.subject]
    assert (letter.to_email, letter.subject) == (CHAIR, "The draft of “Quotas Without Numbers” has not come")


def test_two_days_more_move_that_moment_too(ready: World) -> None:
    extend(ready, DUE)
    assert [tell(ready, DUE + 5 * DAY - HOUR), tell(ready, DUE + 5 * DAY)] == [0, 1]


@pytest.fixture
def full(world: World) -> World:
    """Three confirmed papers on the published agenda, two on the waiting list; no draft is there."""
    places_world.filled(world)
    for number in (1, 2, 3):
        act(world, confirmations.confirm, number)

    def publish(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        papers = [world.row(session, n) for n in (1, 2, 3)]
        agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=world.now)
        publications.publish(session, row, seen=row.agenda_version, by=by, now=world.now)

    world.do(publish)
    return world


LATE = DUE + 3 * DAY


def pass_on(world: World, at: datetime = LATE) -> None:
    act(world, draft_clocks.pass_on_late, 1, at, CHAIR)


@pytest.mark.parametrize("offering", list(Offering))
def test_a_late_draft_s_slot_goes_to_the_waiting_list_at_once(full: World, offering: Offering) -> None:
    places_world.settle(full, offering)
    pass_on(full)
    assert places_world.standing(full)[0] == ("turned_down", None)
    assert places_world.standing(full)[3] == ("accepted", None)
    assert places_world.written(full)[-2:][0] == ("place_offered", IDA)
    assert subjects(full, LetterKind.SLOT_PASSED_ON) == [
        (AUTHOR, "The slot of “Quotas Without Numbers” goes to somebody else")
    ]
    assert "Bail by Algorithm" in full.letters(kind=LetterKind.LEADER_NEWS)[-1].text
    slots = full.do(
        lambda s: sorted(full_number for full_number in s.scalars(sa.select(AgendaSlot.paper_id)))
    )
    assert slots == [2, 3]


def test_the_next_takes_the_very_slot_once_confirmed(full: World) -> None:
    before = full.do(
        lambda s: s.scalars(sa.select(AgendaSlot.position).where(AgendaSlot.paper_id == 1)).one()
    )
    pass_on(full)
    act(full, confirmations.confirm, 4, LATE + HOUR)
    after = full.do(lambda s: s.scalars(sa.select(AgendaSlot.position).where(AgendaSlot.paper_id == 4)).one())
    assert after == before


def test_whoever_takes_the_slot_has_a_date_of_their_own(full: World) -> None:
    pass_on(full)
    own = LATE + 7 * DAY - HOUR  # the clocks change in between
    said = "Please send your draft by Mon 15 Mar 2027, 11:00 New York"
    assert said in " ".join(full.letters(kind=LetterKind.PLACE_OFFERED)[-1].text.split())
    act(full, confirmations.confirm, 4, LATE + HOUR)

    def look(session: Session) -> tuple[str, datetime | None, datetime | None]:
        paper, call = full.row(session, 4), full.call(session)
        clock = draft_clocks.clock_of(session, paper, call)
        shown = readiness.board(session, call, 0, LATE + DAY).rows
        (facts,) = [row.facts for row in shown if row.paper.id == paper.id]
        return clock.stand(LATE + DAY).value, clock.at, facts.draft_due

    assert full.do(look) == ("ahead", own, own)
    moments = [LATE + DAY, own - 5 * DAY, own - DAY, own, own + 2 * DAY]
    assert [remind(full, at) for at in moments] == [0, 1, 1, 1, 0]
    tell(full, LATE + DAY)
    assert [tell(full, at) for at in (own, own + 2 * DAY)] == [0, 0]
    with pytest.raises(Refusal, match="not late enough"):
        act(full, draft_clocks.pass_on_late, 4, own + DAY, CHAIR)


def test_so_has_their_calendar(full: World) -> None:
    settings = full.app.extensions["wip_settings"]

    def dues() -> list[str]:
        body = full.do(lambda s: calendars.person_file(s, IDA, settings, full.now)).decode()
        parts = [part for part in body.split("BEGIN:VEVENT") if "raft is due" in part]
        return [
            line for part in parts for line in part.splitlines() if line.startswith(("DTEND", "SEQUENCE"))
        ]

    assert dues() == []
    pass_on(full)
    (end, sequence) = sorted(dues())
    assert "20270315" in end
    assert sequence != "SEQUENCE:0"


def test_two_days_more_are_there_once_the_date_is_near(ready: World) -> None:
    with pytest.raises(Refusal, match="from a week before"):
        extend(ready, DUE - 8 * DAY)
    extend(ready, DUE - 2 * DAY)
    (letter,) = ready.letters(kind=LetterKind.DRAFT_EXTENDED)
    assert "is due Fri 5 Mar 2027" in " ".join(letter.text.split())


@pytest.mark.parametrize("at", [DUE - DAY, LATE - HOUR, START])
def test_a_slot_is_not_passed_on_before_its_time_or_too_late(full: World, at: datetime) -> None:
    with pytest.raises(Refusal):
        pass_on(full, at)
    assert places_world.standing(full)[0] == ("confirmed", None)


def test_a_draft_that_came_keeps_the_slot(full: World) -> None:
    send(full)
    with pytest.raises(Refusal, match="Its draft has come"):
        pass_on(full)


def test_what_would_follow_is_known_before(full: World) -> None:
    def look(session: Session) -> Any:
        what = draft_clocks.passing_on(session, full.row(session), full.call(session), LATE)
        return what.why_not, what.slot, what.commenters, what.next_paper.title if what.next_paper else ""

    assert full.do(look) == ("", "Thu 18 Mar 2027, 12:00–12:30 New York", 0, "Bail by Algorithm")
    count = full.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(HistoryEvent)))
    full.do(look)
    assert full.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(HistoryEvent))) == count


def test_passing_on_can_be_taken_back_by_accepting_again(full: World) -> None:
    early = full.now + 10 * DAY

    def due(session: Session) -> None:
        full.call(session).draft_due_at = early - 4 * DAY
        full.row(session).confirm_by = early - 5 * DAY

    full.do(due)
    pass_on(full, early)
    assert full.do(lambda s: draft_clocks.is_passed_on(s, full.row(s)))
    assert not full.do(lambda s: draft_clocks.is_passed_on(s, full.row(s, 2)))
    act(full, confirmations.turn_down, 4, early + HOUR)
    act(full, confirmations.turn_down, 5, early + HOUR)
    full.now = early + 2 * HOUR
    selecting.decide(full, {1: Outcome.ACCEPT})
    selecting.release(full)
    assert places_world.standing(full)[0] == ("accepted", None)
    assert not full.do(lambda s: draft_clocks.is_passed_on(s, full.row(s)))


def test_reminders_go_to_each_confirmed_author(full: World) -> None:
    assert remind(full, DUE) == 3
    assert min(who for who, _ in subjects(full, LetterKind.DRAFT_DUE)) == LEILA


@pytest.mark.parametrize(("after", "status"), [(1, "CANCELLED"), (49, "CONFIRMED")])
def test_a_date_with_more_time_is_off_with_the_session_unless_it_has_passed(
    ready: World, after: int, status: str
) -> None:
    def due(at: datetime) -> Event:
        settings = ready.app.extensions["wip_settings"]
        body = ready.do(lambda s: calendars.person_file(s, AUTHOR, settings, at))
        return next(e for e in read(body).events.values() if "Your draft is due" in e.said("SUMMARY"))

    extend(ready, DUE)
    before, off_at = due(DUE), DUE + after * HOUR
    on_session(ready, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=off_at))
    found = due(off_at)
    assert (found.uid, found.status, found.ends_at) == (before.uid, status, DUE + 2 * DAY)
    assert found.sequence == before.sequence + (status == "CANCELLED")
