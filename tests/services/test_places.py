"""A place that becomes free goes to the next on the waiting list, and everything follows when it is taken."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.places_world import ACCEPT, DECLINE, IDA, NILS, act, filled, news, settle, standing, written
from tests.selecting import SECOND_CHAIR, add_leader, decide, release
from tests.world import CHAIR, START, World
from wip.domain.conflicts import ConflictKind
from wip.domain.letters import LetterKind, LetterState
from wip.domain.refusals import Refusal
from wip.models import AgendaSlot, CalendarEntry, HistoryEvent, Letter, Publication
from wip.services import (
    agendas,
    confirmations,
    conflicts,
    places,
    publications,
    submissions,
)


@pytest.fixture
def full(world: World) -> World:
    return filled(world)


@pytest.mark.parametrize("verb", [confirmations.turn_down, submissions.withdraw])
def test_by_itself_the_place_goes_to_the_next_who_learns_by_when(full: World, verb: Any) -> None:
    act(full, verb, 1)
    states = standing(full)
    assert states[3:] == [("accepted", None), ("waiting", 1)]
    assert written(full) == [("place_offered", IDA), ("waiting_moved", NILS)]
    (offer,) = full.letters(kind=LetterKind.PLACE_OFFERED)
    assert offer.subject == (
        "A place is free for “Bail by Algorithm”: please answer by Mon 25 Jan 2027, 23:59 New York"
    )
    assert [link[4] for link in offer.links] == ["confirm", "turn_down", "", "", ""]
    (moved,) = full.letters(kind=LetterKind.WAITING_MOVED)
    assert "it is now in place 1, no longer in place 2." in " ".join(moved.text.split())
    told = " ".join(full.letters(kind=LetterKind.LEADER_NEWS)[-1].text.split())
    assert (
        "The place is offered to “Bail by Algorithm”, next on the waiting list, until Mon 25 Jan 2027" in told
    )


def test_where_a_leader_wants_it_so_a_button_offers_the_place(full: World) -> None:
    settle(full)
    act(full, confirmations.turn_down, 1)
    assert written(full) == []
    told = " ".join(full.letters(kind=LetterKind.LEADER_NEWS)[-1].text.split())
    assert "The place is free: offer it to the next on the waiting list with one click." in told
    full.do(lambda s: places.offer_next(s, full.call(s), by=full.actor(s, CHAIR), now=full.now))
    assert written(full) == [("place_offered", IDA), ("waiting_moved", NILS)]
    with pytest.raises(Refusal) as no:
        full.do(lambda s: places.offer_next(s, full.call(s), by=full.actor(s, CHAIR), now=full.now))
    assert no.value.sentence.startswith("Every place is taken or offered.")


def test_no_place_is_offered_beyond_the_capacity(full: World) -> None:
    with pytest.raises(Refusal) as no:
        full.do(lambda s: places.offer_next(s, full.call(s), by=full.actor(s, CHAIR), now=full.now))
    assert no.value.sentence.startswith("Every place is taken or offered.")


def test_nobody_is_asked_when_there_is_no_time_left(full: World) -> None:
    act(full, confirmations.turn_down, 1, START - timedelta(hours=20))
    assert written(full) == []
    assert "The session begins too soon" in " ".join(
        full.letters(kind=LetterKind.LEADER_NEWS)[-1].text.split()
    )


def test_a_place_that_is_kept_for_an_acceptance_not_yet_released_is_said_to_be_kept(full: World) -> None:
    decide(full, {4: ACCEPT})
    act(full, confirmations.turn_down, 1)
    assert written(full) == []
    told = " ".join(full.letters(kind=LetterKind.LEADER_NEWS)[-1].text.split())
    kept = "The free place is kept for “Bail by Algorithm”, whose acceptance is not released yet."
    assert f"The place stays free for now. {kept}" in told
    with pytest.raises(Refusal) as no:
        full.do(lambda s: places.offer_next(s, full.call(s), by=full.actor(s, CHAIR), now=full.now))
    assert no.value.sentence == f"{kept} Release it, or change it in the selection."


def test_a_paper_on_which_something_is_staged_is_passed_over(full: World) -> None:
    decide(full, {4: DECLINE})
    act(full, confirmations.turn_down, 1)
    assert written(full)[0] == ("place_offered", NILS)


def test_an_offer_that_nobody_answers_passes_on_by_itself(full: World) -> None:
    act(full, confirmations.turn_down, 1)
    late = full.now + timedelta(days=5, hours=14)
    assert full.do(lambda s: places.pass_on_lapsed(s, full.now + timedelta(days=4))) == 0
    assert full.do(lambda s: places.pass_on_lapsed(s, late)) == 1
    assert standing(full)[3:] == [("turned_down", None), ("accepted", None)]
    assert written(full)[-2:] == [("place_lapsed", IDA), ("place_offered", NILS)]
    assert full.do(lambda s: places.pass_on_lapsed(s, late)) == 0
    acts = full.do(lambda s: [e.act for e in s.scalars(sa.select(HistoryEvent).order_by(HistoryEvent.id))])
    assert [a for a in acts if a in {"offer place", "lapse paper"}] == [
        "offer place",
        "lapse paper",
        "offer place",
    ]


def test_a_leader_passes_on_a_place_whose_author_is_silent_and_not_before(full: World) -> None:
    with pytest.raises(Refusal) as no:
        act(full, places.pass_on, 1, email=CHAIR)
    assert no.value.sentence == "The author still has time to answer."
    act(full, places.pass_on, 1, full.now + timedelta(days=40), email=CHAIR)
    assert standing(full)[0] == ("turned_down", None)
    assert full.do(lambda s: full.row(s).lapsed_at) is not None


def publish(world: World, numbers: tuple[int, ...]) -> None:
    for number in numbers:
        act(world, confirmations.confirm, number)

    def run(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        papers = [world.row(session, number) for number in numbers]
        agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=world.now)
        publications.publish(session, row, seen=row.agenda_version, by=by, now=world.now)

    world.do(run)


def agenda(world: World) -> list[int]:
    def read(session: Session) -> list[int]:
        slots = session.scalars(sa.select(AgendaSlot).order_by(AgendaSlot.position))
        return [slot.paper.number for slot in slots]

    return world.do(read)


def calendar(world: World) -> dict[str, tuple[str, bool]]:
    def read(session: Session) -> dict[str, tuple[str, bool]]:
        rows = session.scalars(sa.select(CalendarEntry).where(CalendarEntry.paper_id.is_not(None)))
        return {row.title: (f"{row.starts_at:%H:%M}", row.cancelled) for row in rows}

    return world.do(read)


def test_everything_follows_by_itself_when_the_place_is_taken(full: World) -> None:
    publish(full, (1, 2, 3))
    act(full, submissions.withdraw, 2)
    assert agenda(full) == [1, 3]
    act(full, confirmations.confirm, 4)
    assert agenda(full) == [1, 4, 3]
    assert calendar(full) == {
        "Quotas Without Numbers": ("16:00", False),
        "Mercy as Procedure": ("16:30", True),
        "Bail by Algorithm": ("16:30", False),
        "Discovery After Death": ("17:00", False),
    }
    rows = full.do(lambda s: [(p.number, p.published_by) for p in s.scalars(sa.select(Publication))])
    assert rows[-1] == (3, None)
    assert news(full)[-1] == "“Bail by Algorithm” will be presented"
    assert full.letters(kind=LetterKind.AGENDA_CHANGED) == [], "one letter says both"
    told = full.letters(kind=LetterKind.PLACE_CONFIRMED)[-1]
    assert told.to_email == IDA
    when = "Your time on the published agenda: Thu 18 Mar 2027, 12:30–13:00 New York."
    assert when in " ".join(told.text.split())


def test_what_the_leader_has_not_published_is_not_published_by_it(full: World) -> None:
    publish(full, (1, 2, 3))
    act(full, submissions.withdraw, 2)

    def swap(session: Session) -> None:
        row, by = full.call(session).wip_session, full.actor(session, CHAIR)
        slot = session.scalars(sa.select(AgendaSlot).order_by(AgendaSlot.position)).first()
        assert slot is not None
        agendas.shift(session, row, slot.id, 1, seen=row.agenda_version, by=by, now=full.now)

    full.do(swap)
    before = full.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Publication)))
    act(full, confirmations.confirm, 4)
    assert sorted(agenda(full)) == [1, 3, 4]
    assert "Bail by Algorithm" not in calendar(full)
    assert full.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Publication))) == before
    told = " ".join(full.letters(kind=LetterKind.LEADER_NEWS)[-1].text.split())
    assert "Other changes there are not published yet, so this one was not published either." in told


def test_before_the_agenda_is_published_the_slot_is_taken_on_the_working_copy(full: World) -> None:
    def lay_out(session: Session) -> None:
        row, by = full.call(session).wip_session, full.actor(session, CHAIR)
        papers = [full.row(session, number) for number in (1, 2, 3)]
        agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=full.now)

    full.do(lay_out)
    act(full, confirmations.turn_down, 1)
    act(full, confirmations.confirm, 4)
    assert agenda(full) == [4, 2, 3]
    assert full.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Publication))) == 0


def test_a_place_that_is_not_on_the_agenda_yet_needs_no_repair(full: World) -> None:
    act(full, confirmations.turn_down, 1)
    act(full, confirmations.confirm, 4)
    assert agenda(full) == []


def test_a_declined_author_joins_the_list_at_its_end_where_it_is_open(full: World) -> None:
    number = full.paper("A Late Decline", "lena.voss@law.example.edu")
    decide(full, {number: DECLINE})
    release(full)

    def join(session: Session) -> None:
        by = full.actor(session, "lena.voss@law.example.edu")
        places.join(session, full.row(session, number), full.call(session), by=by, now=full.now)

    full.do(join)
    full.do(join)
    assert full.do(lambda s: (full.row(s, number).state.value, full.row(s, number).waiting_position)) == (
        "waiting",
        3,
    )
    assert written(full) == [("waiting_joined", "lena.voss@law.example.edu")]
    declined = full.letters(kind=LetterKind.DECISION_DECLINED)[-1]
    assert declined.state is LetterState.REPLACED
    assert "join" in [link[4] for link in declined.links]


def test_a_closed_list_is_offered_to_nobody(full: World) -> None:
    settle(full, list_open=False)
    number = full.paper("A Late Decline", "lena.voss@law.example.edu")
    decide(full, {number: DECLINE})
    release(full)
    letter = full.letters(kind=LetterKind.DECISION_DECLINED)[-1]
    assert [link[4] for link in letter.links] == ["", "", "", "", "carry"]
    assert "waiting list" not in letter.text

    def join(session: Session) -> None:
        by = full.actor(session, "lena.voss@law.example.edu")
        places.join(session, full.row(session, number), full.call(session), by=by, now=full.now)

    with pytest.raises(Refusal):
        full.do(join)


def test_places_offered_in_one_second_go_to_different_papers(full: World) -> None:
    act(full, confirmations.turn_down, 1)
    act(full, confirmations.turn_down, 2)
    assert standing(full)[3:] == [("accepted", None), ("accepted", None)]
    assert [email for kind, email in written(full) if kind == "place_offered"] == [IDA, NILS]
    unsent = full.do(
        lambda s: s.scalars(sa.select(Letter).where(Letter.kind == LetterKind.WAITING_MOVED)).one().state
    )
    assert unsent is LetterState.REPLACED


def test_a_leader_with_a_conflict_learns_nothing_of_the_paper_by_letter(full: World) -> None:
    add_leader(full)

    def put_down(session: Session) -> None:
        by = full.actor(session, SECOND_CHAIR)
        who, kind = by.person_id or 0, ConflictKind.LEADER
        conflicts.put_down(session, full.row(session, 4), who, kind, "My student.", by=by, now=full.now)

    full.do(put_down)
    act(full, confirmations.turn_down, 1)
    told = {x.to_email: x for x in full.letters(kind=LetterKind.LEADER_NEWS)}
    assert told[SECOND_CHAIR].subject == "News for another leader"
    assert "Bail by Algorithm" in told[CHAIR].text
    assert "Bail by Algorithm" not in told[SECOND_CHAIR].text
