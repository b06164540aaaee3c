"""The working copy and its publication: order, minutes, what changes, and whom it tells."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import (
    TITLES,
    ZOOM,
    comment,
    confirmed_papers,
    entries,
    on_session,
    publications_made,
    publish,
    put_all_in,
    set_state,
)
from tests.conftest import NOW
from tests.world import AUTHOR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionMove
from wip.models import HistoryEvent, WipSession
from wip.queries.agendas import slots_of
from wip.services import agendas, attendance, publications, retractions, sessions
from wip.services.agendas import Place
from wip.services.public_programmes import programme

LATER = NOW + timedelta(days=1)


@pytest.fixture
def ready(world: World) -> World:
    confirmed_papers(world)
    put_all_in(world)
    return world


@pytest.fixture
def out(ready: World) -> World:
    publish(ready, NOW)
    return ready


def order(world: World) -> list[int]:
    return on_session(world, lambda s, row, _by: [slot.paper.number for slot in slots_of(s, row.id)])


def arrange(world: World, *numbers: int, minutes: tuple[int | None, int | None] = (None, None)) -> None:
    """Type these places into the rows as they stand."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        slots = slots_of(session, row.id)
        places = {slot.id: Place(n, *minutes) for slot, n in zip(slots, numbers, strict=True)}
        agendas.arrange(session, row, places, seen=row.agenda_version, by=by, now=NOW)

    on_session(world, act)


def told(world: World, kind: str) -> list[str]:
    return [letter.to_email for letter in world.letters(kind=kind)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ((1, 2, 3), [1, 2, 3]),
        ((3, 2, 1), [3, 2, 1]),
        ((1, 2, 1), [3, 1, 2]),
        ((2, 2, 3), [2, 1, 3]),
        ((3, 3, 3), [3, 1, 2]),
        ((9, 2, 3), [2, 3, 1]),
    ],
)
def test_places_typed_by_hand_give_an_order(
    ready: World, typed: tuple[int, ...], expected: list[int]
) -> None:
    arrange(ready, *typed)
    assert order(ready) == expected


def test_a_row_moves_up_and_down_and_stays_at_the_ends(ready: World) -> None:
    def shift(place: int, step: int) -> list[int]:
        def act(session: Session, row: WipSession, by: Actor) -> None:
            slot = slots_of(session, row.id)[place]
            agendas.shift(session, row, slot.id, step, seen=row.agenda_version, by=by, now=NOW)

        on_session(ready, act)
        return order(ready)

    assert [shift(2, -1), shift(0, 1), shift(0, -1), shift(2, 1)] == [
        [1, 3, 2],
        [3, 1, 2],
        [3, 1, 2],
        [3, 1, 2],
    ]


def test_a_stale_page_changes_nothing(ready: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        agendas.arrange(session, row, {}, seen=row.agenda_version - 1, by=by, now=NOW)

    with pytest.raises(Stale, match="Another leader changed the agenda"):
        on_session(ready, act)
    assert order(ready) == [1, 2, 3]


def test_the_session_s_own_version_stays(ready: World) -> None:
    versions = on_session(ready, lambda _s, row, _by: (row.version, row.agenda_version))
    arrange(ready, 3, 2, 1)
    publish(ready, NOW)
    assert on_session(ready, lambda _s, row, _by: (row.version, row.agenda_version)) == (
        versions[0],
        versions[1] + 2,
    )


def test_an_empty_agenda_or_one_too_long_is_not_published(world: World) -> None:
    confirmed_papers(world, 4)
    with pytest.raises(Refusal, match="Put at least one paper"):
        publish(world, NOW)
    put_all_in(world)
    with pytest.raises(Refusal, match="30 minutes too many"):
        publish(world, NOW)
    assert (entries(world), world.letters(kind="agenda_published")) == ([], [])


def test_the_first_publication_tells_everybody_once(ready: World) -> None:
    comment(ready, 1, 2)
    ready.do(
        lambda s: attendance.attend(s, ready.call(s), name="Ann Osei", email="ann@x.example.edu", now=NOW)
    )
    ready.do(lambda s: attendance.attend(s, ready.call(s), name="", email=AUTHOR, now=NOW))
    assert publish(ready, NOW) == [
        "“Quotas Without Numbers”: Thu 18 Mar 2027, 12:00–12:30 New York.",
        "“Mercy as Procedure”: Thu 18 Mar 2027, 12:30–13:00 New York.",
        "“The Plea, Unbargained”: Thu 18 Mar 2027, 13:00–13:30 New York.",
    ]
    assert told(ready, "agenda_published") == [AUTHOR, COAUTHOR, STRANGER, COMMENTER, "ann@x.example.edu"]
    text = ready.letters(kind="agenda_published")[3].text.replace("\n", " ")
    asks = ["What to do: accept the" in each.text for each in ready.letters(kind="agenda_published")]
    assert asks == [True, True, True, True, False], "who only listens has no new invitation"
    assert "You comment on “Quotas Without Numbers”: Thu 18 Mar 2027, 12:00–12:30 New York." in text
    assert "You comment on “Mercy as Procedure”: Thu 18 Mar 2027, 12:30–13:00 New York." in text


def test_publishing_again_without_a_change_is_refused(out: World) -> None:
    with pytest.raises(Refusal, match="Nothing differs"):
        publish(out, LATER)
    assert entries(out) == [
        (TITLES[0], "18 16:00", 0, False),
        (TITLES[1], "18 16:30", 0, False),
        (TITLES[2], "18 17:00", 0, False),
    ]


def test_only_what_changed_rises_and_only_those_concerned_hear(out: World) -> None:
    comment(out, 2)
    arrange(out, 2, 1, 3)
    assert publish(out, LATER) == [
        (
            "“Mercy as Procedure” moves from Thu 18 Mar 2027, 12:30–13:00 New York to "
            "Thu 18 Mar 2027, 12:00–12:30 New York."
        ),
        (
            "“Quotas Without Numbers” moves from Thu 18 Mar 2027, 12:00–12:30 New York to "
            "Thu 18 Mar 2027, 12:30–13:00 New York."
        ),
    ]
    assert [row[2] for row in entries(out)] == [1, 1, 0]
    assert sorted(told(out, "agenda_changed")) == sorted([AUTHOR, COAUTHOR, COMMENTER])


def test_a_shorter_slot_counts_as_a_change(out: World) -> None:
    arrange(out, 1, 2, 3, minutes=(13, 15))
    changes = publish(out, LATER)
    assert changes[0] == (
        "“Quotas Without Numbers” now has 13 minutes to present and 15 for comments, instead of 15 and 15: "
        "Thu 18 Mar 2027, 12:00–12:28 New York."
    )
    assert [row[2] for row in entries(out)] == [1, 1, 1]


def test_another_split_of_the_same_slot_is_told_without_a_new_sequence(out: World) -> None:
    arrange(out, 1, 2, 3, minutes=(10, 20))
    assert len(publish(out, LATER)) == 3
    assert [row[2] for row in entries(out)] == [0, 0, 0]


def test_a_paper_taken_off_is_cancelled_and_comes_back_as_the_same_entry(out: World) -> None:
    def off(session: Session, row: WipSession, by: Actor) -> None:
        slot = slots_of(session, row.id)[1]
        agendas.take_off(session, row, slot.id, seen=row.agenda_version, by=by, now=NOW)

    on_session(out, off)
    assert publish(out, LATER)[-1] == (
        "“Mercy as Procedure” is cancelled. It was to be Thu 18 Mar 2027, 12:30–13:00 New York."
    )
    assert entries(out)[1] == (TITLES[1], "18 16:30", 1, True)
    put_all_in(out)
    assert publish(out, LATER)[-1] == "“Mercy as Procedure” is back: Thu 18 Mar 2027, 13:00–13:30 New York."
    assert entries(out)[1] == (TITLES[1], "18 17:00", 2, False)


def test_the_public_never_sees_the_working_copy(out: World) -> None:
    arrange(out, 3, 2, 1)

    def retitle(session: Session) -> None:
        out.row(session, 1).title = "Renamed In Secret"

    out.do(retitle)
    shown = on_session(out, lambda s, row, _by: programme(s, row, now=NOW))
    assert shown is not None
    assert [slot.title for slot in shown.slots] == list(TITLES)


def test_nothing_is_shown_before_publication_nor_after_taking_down(out: World) -> None:
    def take_down(session: Session, row: WipSession, by: Actor) -> None:
        publications.take_down(session, row, seen=row.agenda_version, by=by, now=LATER)

    on_session(out, take_down)
    assert on_session(out, lambda s, row, _by: programme(s, row, now=NOW)) is None
    assert publish(out, LATER) == ["Published again, unchanged."]
    assert [row[2] for row in entries(out)] == [0, 0, 0]
    assert told(out, "agenda_changed") == []


def test_a_moved_date_moves_every_slot_and_tells_everybody(out: World) -> None:
    facts = sessions.SessionFacts(
        title="Spring Works-in-Progress Session",
        starts_at=START + timedelta(days=7, hours=1),
        zone="America/New_York",
        minutes=90,
        about="Three papers.",
    )
    on_session(out, lambda s, row, by: sessions.change(s, row, facts, seen=row.version, by=by, now=LATER))
    assert [row[1:3] for row in entries(out)] == [("25 17:00", 1), ("25 17:30", 1), ("25 18:00", 1)]
    assert publications_made(out)[-1] == [
        "The session moves from Thu 18 Mar 2027, 12:00–13:30 New York to Thu 25 Mar 2027, 13:00–14:30 New York."
    ]
    assert sorted(told(out, "agenda_changed")) == sorted([AUTHOR, COAUTHOR, STRANGER])
    letter = out.letters(kind="agenda_changed")[0]
    assert letter.subject == "Moved: “Spring Works-in-Progress Session”"
    text = " ".join(letter.text.split())
    assert "The new date is provisional until the association office has confirmed it." in text
    assert "The join link is that of the old date" not in text


def test_a_join_link_raises_each_entry_once_and_is_told(out: World) -> None:
    for link in (ZOOM, ZOOM):
        on_session(out, lambda s, row, by: sessions.set_join_link(s, row, link, by=by, now=LATER))  # noqa: B023
    assert [row[2] for row in entries(out)] == [1, 1, 1]
    assert publications_made(out)[1:] == [["The join link is in place."]]


def test_a_cancelled_session_cancels_every_slot(out: World) -> None:
    on_session(out, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=LATER))
    assert [row[2:] for row in entries(out)] == [(1, True)] * 3
    assert publications_made(out)[-1] == ["The session is cancelled."]
    assert told(out, "agenda_changed") == []
    assert len(told(out, "session_cancelled")) == 3
    assert ZOOM not in "".join(letter.text for letter in out.letters(kind="session_cancelled"))
    with pytest.raises(Refusal, match="The session is cancelled"):
        publish(out, LATER)


def test_commenters_show_at_once_without_a_new_sequence(out: World) -> None:
    comment(out, 1)
    shown = on_session(out, lambda s, row, _by: programme(s, row, now=NOW))
    assert shown is not None
    assert [slot.commenters for slot in shown.slots] == [("Piper Nakagawa",), (), ()]
    assert [row[2] for row in entries(out)] == [0, 0, 0]


def test_a_withdrawn_paper_stays_as_cancelled(out: World) -> None:
    def withdraw(session: Session) -> None:
        retractions.take_out(session, out.row(session, 2), by=out.system, now=LATER)

    out.do(withdraw)
    set_state(out, 2, PaperState.WITHDRAWN)
    assert [row[2:] for row in entries(out)] == [(0, False), (1, True), (0, False)]
    assert order(out) == [1, 3]
    shown = on_session(out, lambda s, row, _by: programme(s, row, now=NOW))
    assert shown is not None
    assert [slot.cancelled for slot in shown.slots] == [False, True, False]


def test_each_act_is_in_the_history(out: World) -> None:
    arrange(out, 3, 2, 1)
    acts = out.do(
        lambda s: list(
            s.scalars(
                sa.select(HistoryEvent.act)
                .where(HistoryEvent.act.contains("agenda") | HistoryEvent.act.contains("slot"))
                .order_by(HistoryEvent.id)
            )
        )
    )
    assert acts == ["add slot", "add slot", "add slot", "publish agenda", "arrange agenda"]
