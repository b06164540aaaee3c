"""One slot, slots in halves, a section's year: which calendars there are, and that each follows at once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import ZOOM, comment, feed_path, on_session, publish, published
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.web.test_calendars import get, lines
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.domain.guidelines import Audience, Style
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import AgendaSlot, CalendarEntry, Feed, Person, Section, SessionSection, WipSession
from wip.services import (
    agendas,
    attendance,
    guidelines,
    publications,
    retractions,
    sections,
    session_chairs,
    sessions,
)

LATER = NOW + timedelta(days=1)
SECTION = "criminal-justice"


@pytest.fixture
def out(world: World, clock: Clock) -> World:
    published(world)
    clock.now = LATER
    return world


def wish(world: World, email: str, **wishes: Any) -> str:
    """Somebody's feed as they want it; its path."""
    path = feed_path(world, email)

    def act(session: Session) -> None:
        person = world.actor(session, email).person_id
        session.execute(sa.update(Feed).where(Feed.person_id == person).values(**wishes))

    world.do(act)
    return path


def move(world: World) -> None:
    facts = sessions.SessionFacts(
        title="Spring Works-in-Progress Session",
        starts_at=START + timedelta(days=1),
        zone="America/New_York",
        minutes=90,
    )
    on_session(world, lambda s, row, by: sessions.change(s, row, facts, seen=row.version, by=by, now=LATER))


def take_down(world: World) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        publications.take_down(session, row, seen=row.agenda_version, by=by, now=LATER)

    on_session(world, act)


def test_one_slot_is_the_same_entry_as_in_the_agenda(out: World, client: PageClient) -> None:
    whole = get(client, f"/calendars/{out.slug}.ics").get_data(as_text=True)
    feed, download = (
        get(client, f"/calendars/{out.slug}/2.ics"),
        get(client, f"/sessions/{out.slug}/agenda/2.ics"),
    )
    assert feed.data == download.data
    entry = feed.get_data(as_text=True).partition("BEGIN:VEVENT")[2].partition("END:VEVENT")[0]
    assert entry in whole
    assert lines(feed, "SUMMARY") == [["Mercy as Procedure"]]
    assert download.headers["Content-Disposition"] == (
        'attachment; filename="spring-works-in-progress-session-2027-2.ics"'
    )
    assert [get(client, f"/calendars/{out.slug}/{n}.ics").status_code for n in (4, 99_999_999_999)] == [
        404,
        404,
    ]


def test_a_slot_follows_its_session_and_says_when_it_is_cancelled(out: World, client: PageClient) -> None:
    path = f"/calendars/{out.slug}/2.ics"
    first = get(client, path)
    assert get(client, path, If_None_Match=first.headers["ETag"]).status_code == 304
    move(out)
    moved = get(client, path, If_None_Match=first.headers["ETag"])
    assert lines(moved, "DTSTART", "SEQUENCE") == [["20270319T163000Z", "1"]]
    out.do(lambda s: retractions.take_out(s, out.row(s, 2), by=out.system, now=LATER))
    assert lines(get(client, path), "STATUS", "SEQUENCE") == [["CANCELLED", "2"]]
    take_down(out)
    assert lines(get(client, path), "SUMMARY") == [["Spring Works-in-Progress Session"]]


def test_halves_are_a_calendar_of_their_own_with_uids_made_of_the_slot_s(
    out: World, client: PageClient
) -> None:
    path = f"/calendars/{out.slug}.ics?halves=1"
    whole, halves = get(client, f"/calendars/{out.slug}.ics"), get(client, path)
    names = ("UID", "DTSTART", "DTEND", "SUMMARY", "RELATED-TO", "SEQUENCE")
    uid = lines(whole, "UID")[0][0]
    title = "Quotas Without Numbers"
    assert lines(halves, *names)[:2] == [
        [str(uuid5(UUID(uid), "presented")), "20270318T160000Z", "20270318T161500Z", title, uid, "0"],
        [
            str(uuid5(UUID(uid), "comments")),
            "20270318T161500Z",
            "20270318T163000Z",
            f"Comments on “{title}”",
            uid,
            "0",
        ],
    ]
    assert get(client, path, If_None_Match=halves.headers["ETag"]).status_code == 304
    assert get(client, f"/calendars/{out.slug}.ics").data == whole.data


def test_a_turn_that_moves_alone_raises_the_halves_and_not_the_slot(out: World, client: PageClient) -> None:
    def split(session: Session, row: WipSession, by: Actor) -> None:
        slots = session.scalars(sa.select(AgendaSlot).order_by(AgendaSlot.position)).all()
        places = {slot.id: agendas.Place(slot.position, None, None) for slot in slots}
        places[slots[0].id] = agendas.Place(1, 20, 10)
        agendas.arrange(session, row, places, seen=row.agenda_version, by=by, now=LATER)

    on_session(out, split)
    publish(out, LATER)
    assert lines(get(client, f"/calendars/{out.slug}.ics"), "SEQUENCE") == [["0"], ["0"], ["0"]]
    halves = lines(get(client, f"/calendars/{out.slug}.ics?halves=1"), "SEQUENCE", "DTSTART")
    assert halves[:3] == [["1", "20270318T160000Z"], ["1", "20270318T162000Z"], ["0", "20270318T163000Z"]]


def test_one_s_own_slots_come_in_halves_and_ring_where_they_asked(out: World, client: PageClient) -> None:
    comment(out, 2)
    path = wish(out, AUTHOR, halves=True, alarm_minutes=30)
    own = get(client, path)
    assert [row[0] for row in lines(own, "SUMMARY")][-2:] == [
        "You present “Quotas Without Numbers”",
        "You hear comments on “Quotas Without Numbers”",
    ]
    # Once for each entry, and for a slot once.
    text = own.get_data(as_text=True)
    assert (text.count("TRIGGER:-PT30M"), text.count("BEGIN:VEVENT")) == (3, 4)
    quiet = get(client, feed_path(out, COMMENTER)).get_data(as_text=True)
    public = get(client, f"/calendars/{out.slug}.ics").get_data(as_text=True)
    assert "VALARM" not in quiet + public


def test_a_commenter_s_own_minutes_are_named(out: World, client: PageClient) -> None:
    comment(out, 2)
    text = get(client, feed_path(out, COMMENTER)).get_data(as_text=True).replace("\r\n ", "")
    assert (
        "12:45 to 13:00 New York time: comments\\; you speak for about 5 minutes (commenters: Piper Nakagawa)"
        in text
    )


def test_where_the_guidelines_say_minutes_of_their_own_no_others_stand_beside_them(
    out: World, client: PageClient
) -> None:
    comment(out, 2)

    def say(session: Session, row: WipSession, by: Actor) -> None:
        whom, style, text = Audience.COMMENTERS, Style.TWO_POINTS, "Stop at four minutes."
        guidelines.save(session, row, whom, style, title="Two", text=text, seen=0, by=by, now=LATER)

    on_session(out, say)
    text = get(client, feed_path(out, COMMENTER)).get_data(as_text=True).replace("\r\n ", "")
    assert ("- Stop at four minutes." in text, "you speak for about" in text) == (True, False)


def test_a_section_s_year_has_slots_sessions_and_deadlines(out: World, client: PageClient) -> None:
    path = f"/calendars/sections/{SECTION}.ics"
    feed = get(client, path)
    assert [row[0] for row in lines(feed, "SUMMARY")] == [
        "Papers are due: Spring Works-in-Progress Session",
        "Quotas Without Numbers",
        "Mercy as Procedure",
        "The Plea\\, Unbargained",
    ]
    assert get(client, path, If_None_Match=feed.headers["ETag"]).status_code == 304
    on_session(out, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=LATER))
    after = get(client, path, If_None_Match=feed.headers["ETag"])
    assert (after.status_code, ZOOM in after.get_data(as_text=True)) == (200, False)
    take_down(out)
    assert [row[0] for row in lines(get(client, path), "SUMMARY")] == [
        "Papers are due: Spring Works-in-Progress Session",
        "Spring Works-in-Progress Session",
    ]
    assert get(client, "/calendars/sections/unknown.ics").status_code == 404


def test_a_joint_session_is_told_as_both_sections_in_every_calendar(world: World, client: PageClient) -> None:
    def join(session: Session) -> None:
        evidence = session.scalars(sa.select(Section).where(Section.slug == "evidence")).one()
        row = session.scalars(sa.select(WipSession)).one()
        session.add(SessionSection(wip_session_id=row.id, section_id=evidence.id))

    world.do(join)
    published(world)
    both = "(Section on Criminal Justice and Section on Evidence)"
    own = [f"/calendars/{world.slug}.ics", feed_path(world, AUTHOR), f"/sessions/{world.slug}/call.ics"]
    for path in (*own, "/calendars/sections/evidence.ics", f"/calendars/sections/{SECTION}.ics"):
        assert both in get(client, path).get_data(as_text=True).replace("\r\n ", "")


def test_a_section_without_a_session_has_a_calendar_that_works(world: World, client: PageClient) -> None:
    def unpublish(session: Session) -> None:
        call = world.call(session)
        call.state = type(call.state)("draft")

    world.do(unpublish)
    feed = get(client, f"/calendars/sections/{SECTION}.ics")
    (summary,) = lines(feed, "SUMMARY")
    assert summary[0].endswith(" works")
    assert get(client, f"/calendars/sections/{SECTION}.ics").data == feed.data


def test_another_address_for_questions_reaches_every_calendar(out: World, client: PageClient) -> None:
    paths = [f"/calendars/{out.slug}.ics", f"/calendars/sections/{SECTION}.ics", feed_path(out, AUTHOR)]
    for path in paths:
        get(client, path)

    def change(session: Session, row: WipSession, by: Actor) -> None:
        sections.change_section(
            session, row.section, contact_email="new@law.example.edu", zone=row.zone, by=by, now=LATER
        )

    on_session(out, change)
    assert [
        "mailto:new@law.example.edu" in get(client, path).get_data(as_text=True).replace("\r\n ", "")
        for path in paths
    ] == [True] * 3


def test_what_was_cancelled_leaves_as_a_month_begins_and_not_before(
    out: World, client: PageClient, clock: Clock
) -> None:
    out.do(lambda s: retractions.take_out(s, out.row(s, 2), by=out.system, now=LATER))
    path = f"/calendars/{out.slug}.ics"
    first = get(client, path)
    clock.now = datetime(2027, 5, 31, 23, 59, tzinfo=UTC)
    assert get(client, path).data == first.data
    clock.now = datetime(2027, 6, 1, tzinfo=UTC)
    later = get(client, path)
    assert [row[0] for row in lines(later, "SUMMARY")] == [
        "Quotas Without Numbers",
        "The Plea\\, Unbargained",
    ]
    assert later.headers["Last-Modified"] == "Tue, 01 Jun 2027 00:00:00 GMT"
    asked = get(client, path, If_Modified_Since=first.headers["Last-Modified"])
    assert (asked.status_code, asked.data) == (200, later.data)
    clock.now += timedelta(days=200)
    assert get(client, path).data == later.data


def test_an_agenda_of_cancelled_slots_never_becomes_empty(
    out: World, client: PageClient, clock: Clock
) -> None:
    on_session(out, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=LATER))
    clock.now = START + timedelta(days=400)
    assert lines(get(client, f"/calendars/{out.slug}.ics"), "STATUS") == [["CANCELLED"]] * 3
    (own,) = lines(get(client, feed_path(out, AUTHOR)), "SUMMARY")
    assert own == ["Your Works-in-Progress calendar works"]


def test_a_slot_that_was_never_published_is_unknown(world: World, client: PageClient) -> None:
    world.paper()
    assert get(client, f"/calendars/{world.slug}/1.ics").status_code == 404


@pytest.mark.parametrize("sessions_there", [1, 3, 30])
def test_a_year_costs_the_same_statements_at_any_size(
    out: World, client: PageClient, statements: Any, sessions_there: int
) -> None:
    def copies(session: Session, row: WipSession, _by: Actor) -> None:
        entry = session.scalars(sa.select(CalendarEntry).where(CalendarEntry.kind == "session")).one()
        kept = {c.name: getattr(row, c.name) for c in WipSession.__table__.columns if c.name != "id"}
        told = {c.name: getattr(entry, c.name) for c in CalendarEntry.__table__.columns if c.name != "id"}
        for n in range(sessions_there - 1):
            copy = WipSession(**{**kept, "slug": f"copy-{n}", "uid": str(uuid5(UUID(row.uid), str(n)))})
            session.add(copy)
            session.flush()
            uid = str(uuid5(UUID(entry.uid), str(n)))
            session.add(CalendarEntry(**{**told, "wip_session_id": copy.id, "uid": uid}))

    on_session(out, copies)
    with statements() as said:
        feed = get(client, f"/calendars/sections/{SECTION}.ics")
    assert (feed.status_code, len(said)) == (200, 5)


def test_the_chair_s_dates_are_not_moved_by_a_presenter_s_extension(out: World, client: PageClient) -> None:
    uids = [
        {row[0]: row[1] for row in lines(get(client, feed_path(out, email)), "DTSTART", "UID")}
        for email in (AUTHOR, CHAIR)
    ]
    at = "20270305T154500Z"
    assert uids[0][at] != uids[1][at]


def test_who_takes_on_a_part_has_newer_words_of_the_same_sequence(out: World, client: PageClient) -> None:
    ann = "ann@x.example.edu"
    out.do(lambda s: attendance.attend(s, out.call(s), name="Ann", email=ann, now=LATER))
    path, at = feed_path(out, ann), LATER

    def chairs(session: Session, row: WipSession, by: Actor, email: str = ann) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == email)).one()
        session_chairs.appoint(session, row, person, None, by=by, now=at)

    on_session(out, lambda s, row, by: chairs(s, row, by, CHAIR))  # the organizer is the first of them
    publish(out, at)
    before = get(client, path).get_data(as_text=True)
    on_session(out, chairs)
    assert get(client, path).get_data(as_text=True) == before, "nobody chairs before it is published"
    publish(out, at + timedelta(minutes=1))
    after = get(client, path).get_data(as_text=True)
    assert ("You chair this session." in before, "You chair this session." in after) == (False, True)
    (old, *_), (new, *_) = (re.findall(r"\r\nLAST-MODIFIED:(\w+)", each) for each in (before, after))
    assert old < new
    stamps = [re.findall(r"DTSTAMP:(\w+)", each) for each in (before, after)]
    assert stamps[0] == stamps[1]
    sequences = [re.findall(r"SEQUENCE:\d+", each) for each in (before, after)]
    assert sequences[0] == sequences[1] != []
