"""The serializer: a golden file, the byte rules, and hostile text."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.calendar_links import google_event_url, outlook_event_url, outlook_subscribe_url, webcal
from wip.adapters.ics import etag, file_name, serialise
from wip.adapters.ics_lines import duration, mailbox
from wip.domain.calendar import CalendarFile, Entry, EntryStatus
from wip.domain.texts import says_nothing

if TYPE_CHECKING:
    from icalendar import Event

START = datetime(2027, 3, 12, 17, 0, tzinfo=UTC)
MADE = datetime(2027, 2, 1, 9, 30, tzinfo=UTC)
GOLDEN = Path(__file__).with_name("golden") / "three-slots.ics"

SLOT = Entry(
    uid="6d1c3c1e-7c0f-4a26-9a52-0b8f5a0f2a11",
    sequence=0,
    created_at=MADE,
    changed_at=MADE,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    title="WIP: Quotas, Without Numbers; or: C:\\New \\Nabla (Mbali Abara, 15+15)",
    text="https://wip.example.edu/sessions/x/\n\n12:00 to 12:15 New York time: Mbali Abara presents",
    url="https://wip.example.edu/sessions/x/#agenda",
    categories=("Works in Progress",),
    organizer_name='Section on "Criminal" Justice',
    organizer_email="criminal-justice@law.example.edu",
)


def calendar(*entries: Entry) -> CalendarFile:
    return CalendarFile(
        name="Criminal Justice, Spring 2027",
        description="The published agenda.",
        zone="America/New_York",
        url="https://wip.example.edu/sessions/x/",
        entries=entries,
    )


def three_slots() -> CalendarFile:
    after = timedelta(minutes=30)
    second = replace(
        SLOT,
        uid="0d6a2b8f-3a2e-4f64-8f6e-4a2f0c6b7d22",
        sequence=2,
        starts_at=START + after,
        ends_at=START + 2 * after,
        title="עדות — Testimony 🔍",
        status=EntryStatus.CANCELLED,
    )
    third = replace(
        SLOT,
        uid="f3f4c9d0-5b77-4d53-9a3a-6e1b2c3d4e33",
        starts_at=START + 2 * after,
        ends_at=START + 3 * after,
        title="Mercy as Procedure",
        join_url="https://law.zoom.us/j/5550100",
        alarm_minutes=15,
    )
    return calendar(third, SLOT, second)


def test_the_golden_file_stays_the_same_to_the_byte() -> None:
    assert serialise(three_slots()) == GOLDEN.read_bytes()


def test_an_empty_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        serialise(calendar())


def events(body: bytes) -> "list[Event]":
    from icalendar import Calendar

    return list(Calendar.from_ical(body).events)


def check_bytes(body: bytes) -> None:
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    lines = body.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
        assert not re.search(rb"(?<!\\)(\\\\)*\\$", line)
    unfolded = body.replace(b"\r\n ", b"")
    assert b"VTIMEZONE" not in unfolded
    assert b"ATTENDEE" not in unfolded
    assert unfolded.count(b"ORGANIZER") == unfolded.count(b"BEGIN:VEVENT")
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body.replace(b"\r\n", b""))
    head = unfolded.split(b"BEGIN:VEVENT")[0]
    assert b"\r\nUID" not in head
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in head


def test_the_byte_rules_hold() -> None:
    check_bytes(serialise(three_slots()))


def test_times_are_utc_and_the_moment_comes_from_the_data() -> None:
    body = serialise(three_slots()).decode()
    assert re.findall(r"DTSTART:(\S+)", body) == ["20270312T170000Z", "20270312T173000Z", "20270312T180000Z"]
    assert set(re.findall(r"(?:DTSTAMP|LAST-MODIFIED):(\S+)", body)) == {"20270201T093000Z"}
    assert re.findall(r"SEQUENCE:(\d+)", body) == ["0", "2", "0"]
    assert re.findall(r"STATUS:(\w+)", body) == ["CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert re.findall(r"TRANSP:(\w+)", body) == ["OPAQUE", "TRANSPARENT", "OPAQUE"]


def test_the_join_link_stands_where_programs_look_for_it() -> None:
    event = events(serialise(three_slots()))[2]
    assert str(event["LOCATION"]) == "https://law.zoom.us/j/5550100"
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert [part["TRIGGER"].to_ical() for part in event.walk("VALARM")] == [b"-PT15M"]


HOSTILE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=300)


@given(HOSTILE, HOSTILE, HOSTILE)
def test_any_text_comes_back_as_it_was(title: str, text: str, name: str) -> None:
    body = serialise(calendar(replace(SLOT, title=title, text=text, organizer_name=name or "S")))
    check_bytes(body)
    (event,) = events(body)
    assert visible(str(event["SUMMARY"])) == " ".join(visible(title).split())
    assert visible(str(event.get("DESCRIPTION", ""))) == visible(text).strip()


def visible(text: str) -> str:
    """The text without what the serializer takes out or puts in: controls, bidi overrides, word joiners."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\u2060]", "", text)
    return "" if says_nothing(kept) else kept


def test_a_forged_line_stays_text() -> None:
    forged = "Mercy\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil"
    (event,) = events(serialise(calendar(replace(SLOT, title=forged))))
    assert str(event["UID"]) == SLOT.uid


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://wip.example.edu/\r\nX-EVIL:1"},
        {"join_url": "https://law.zoom.us/j/1\nX-EVIL:1"},
        {"organizer_email": "cj@law.example.edu\r\nX-EVIL:1"},
        {"ends_at": START},
        {"ends_at": START - timedelta(minutes=1)},
    ],
)
def test_addresses_with_line_breaks_and_times_that_run_backwards_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"may not contain CR or LF|does not end after"):
        serialise(calendar(replace(SLOT, **wrong)))


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Two\r\nlines", "Two lines"),
        ("A\rB", "A B"),
        ("Quotas, not; numbers", "Quotas, not; numbers"),
        ("ends in a backslash\\", "ends in a backslash\\"),
        ("C:\\New \\Nabla \\n", "C:\\\u2060New \\\u2060Nabla \\\u2060n"),
        ("a\\,b\\;c", "a\\,b\\;c"),
        ("עדות — Testimony 🔍", "עדות — Testimony 🔍"),
        ("\u202eyrtne\u2066", "yrtne"),
        ("half a pair \ud83d\x00\x07", "half a pair"),
        ("w" * 4096, "w" * 4096),
        ("👩\u200d⚖️" * 80, "👩\u200d⚖️" * 80),
        ("", ""),
    ],
)
def test_a_hostile_title_arrives_as_one_line(title: str, shown: str) -> None:
    body = serialise(calendar(replace(SLOT, title=title, alarm_minutes=10)))
    check_bytes(body)
    (event,) = events(body)
    assert str(event["SUMMARY"]) == shown
    assert [str(alarm["DESCRIPTION"]) for alarm in event.walk("VALARM")] == [shown or "Reminder"]


def test_names_that_need_escaping_come_back_from_every_place() -> None:
    name = 'Law, Order; "and" C:\\Users'
    body = serialise(replace(calendar(replace(SLOT, organizer_name=name, categories=(name, "B"))), name=name))
    check_bytes(body)
    (event,) = events(body)
    assert event["ORGANIZER"].params["CN"] == 'Law, Order; "and" C:/Users'
    assert event["CATEGORIES"].to_ical() == b'Law\\, Order\\; "and" C:\\\\Users,B'
    head = body.replace(b"\r\n ", b"").split(b"\r\n")
    assert [line for line in head if line.startswith((b"NAME:", b"X-WR-CALNAME:"))] == [
        b'NAME:Law\\, Order\\; "and" C:\\\\Users',
        b'X-WR-CALNAME:Law\\, Order\\; "and" C:\\\\Users',
    ]


@given(st.text(st.sampled_from('xé😀\\^,;" n'), max_size=400), st.integers(0, 80))
def test_no_line_ends_inside_a_character_or_an_escape(text: str, before: int) -> None:
    body = serialise(calendar(replace(SLOT, title="x" * before + text, organizer_name=f"S{text}")))
    check_bytes(body)
    (event,) = events(body)
    assert visible(str(event["SUMMARY"])) == " ".join(f"{'x' * before}{text}".split())
    assert event["ORGANIZER"].params["CN"] == " ".join(f"S{text}".split()).replace("\\", "/")


@pytest.mark.parametrize("before", range(40, 140))
@pytest.mark.parametrize("sign", ["\\", "\\\\\\", ",", "^"])
def test_an_escape_is_never_cut_in_two(before: int, sign: str) -> None:
    body = serialise(calendar(replace(SLOT, title="x" * before + sign + "y" * 60)))
    check_bytes(body)
    assert str(events(body)[0]["SUMMARY"]) == "x" * before + sign + "y" * 60


def test_a_cancelled_entry_neither_rings_nor_takes_time() -> None:
    (event,) = events(serialise(calendar(replace(SLOT, status=EntryStatus.CANCELLED, alarm_minutes=15))))
    assert str(event["SUMMARY"]).startswith("CANCELLED: WIP: Quotas")
    assert (str(event["TRANSP"]), event.walk("VALARM")) == ("TRANSPARENT", [])


def test_the_same_calendar_gives_the_same_bytes_whatever_the_order() -> None:
    file = three_slots()
    assert serialise(replace(file, entries=file.entries[::-1])) == serialise(file)
    twins = [replace(SLOT, uid=uid) for uid in ("b", "a")]
    assert [str(event["UID"]) for event in events(serialise(calendar(*twins)))] == ["a", "b"]


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (0, "PT0M"),
        (5, "PT5M"),
        (60, "PT1H"),
        (90, "PT1H30M"),
        (1440, "P1D"),
        (1501, "P1DT1H1M"),
        (-10, "-PT10M"),
    ],
)
def test_durations_are_those_of_the_standard(minutes: int, written: str) -> None:
    from icalendar import vDuration

    assert duration(timedelta(minutes=minutes)) == written
    assert vDuration.from_ical(written) == timedelta(minutes=minutes)  # type: ignore[no-untyped-call]


def test_what_belongs_to_another_entry_and_where_the_calendar_lies_are_named() -> None:
    file = replace(
        calendar(replace(SLOT, part_of="parent-1")), source="https://wip.example.edu/calendars/x.ics"
    )
    body = serialise(file)
    check_bytes(body)
    assert events(body)[0]["RELATED-TO"].params["RELTYPE"] == "PARENT"
    assert b"\r\nSOURCE;VALUE=URI:https://wip.example.edu/calendars/x.ics\r\n" in body


@given(st.text(max_size=200), st.text(max_size=60))
def test_the_library_reads_what_we_wrote(title: str, name: str) -> None:
    (event,) = events(serialise(calendar(replace(SLOT, title=title, organizer_name=name))))
    assert (str(event["UID"]), event.start, event["SEQUENCE"]) == (SLOT.uid, SLOT.starts_at, 0)
    assert str(event["ORGANIZER"]) == "mailto:criminal-justice@law.example.edu"


def test_how_often_to_ask_again_stands_in_both_places() -> None:
    body = serialise(replace(calendar(SLOT), refresh=timedelta(minutes=90))).decode()
    assert re.findall(r"(REFRESH-INTERVAL;VALUE=DURATION|X-PUBLISHED-TTL):(\S+)", body) == [
        ("REFRESH-INTERVAL;VALUE=DURATION", "PT1H30M"),
        ("X-PUBLISHED-TTL", "PT1H30M"),
    ]


@pytest.mark.parametrize("text", ["w" * 9000, " " * 9000, "é" * 3000, "\\N" * 3000])
def test_a_text_without_words_is_cut_too(text: str) -> None:
    body = serialise(calendar(replace(SLOT, text=f"https://wip.example.edu/\n{text}")))
    check_bytes(body)
    cut = str(events(body)[0]["DESCRIPTION"])
    assert cut.startswith("https://wip.example.edu/")
    assert len(cut.encode()) < 4100


def test_a_very_long_text_is_cut_at_a_word() -> None:
    (event,) = events(serialise(calendar(replace(SLOT, text="wörd " * 3000))))
    cut = str(event["DESCRIPTION"])
    assert cut.endswith("wörd …")
    assert len(cut.encode()) < 4100


def test_links_into_other_calendars() -> None:
    assert webcal("https://wip.example.edu/calendars/x.ics") == "webcal://wip.example.edu/calendars/x.ics"
    assert "dates=20270312T170000Z%2F20270312T173000Z" in google_event_url(SLOT, "America/New_York")
    outlook = outlook_event_url(replace(SLOT, text="Questions & comments\nat <noon>\n\nRoom"))
    assert "startdt=2027-03-12T17%3A00%3A00Z" in outlook
    (body,) = parse_qs(urlsplit(outlook).query)["body"]
    assert body == "Questions &amp; comments<br>at &lt;noon&gt;<br><br>Room", "Outlook takes it for HTML"
    assert outlook_subscribe_url("https://wip.example.edu/calendars/x.ics", "My + sessions", work=True) == (
        "https://outlook.office.com/calendar/0/addfromweb"
        "?url=https%3A%2F%2Fwip.example.edu%2Fcalendars%2Fx.ics&name=My%20%2B%20sessions"
    )
    assert file_name("Criminal Justice, Spring 2027") == "criminal-justice-spring-2027.ics"
    assert etag(b"a") == etag(b"a") != etag(b"b")


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("mbali.abara+wip@law.example.edu", "mailto:mbali.abara+wip@law.example.edu"),
        ("x?cc=evil@elsewhere.example.edu", "mailto:x%3Fcc=evil@elsewhere.example.edu"),
        ("x%0d%0aBcc@elsewhere.example.edu", "mailto:x%250d%250aBcc@elsewhere.example.edu"),
        ("ü#&@exämple.example.edu", "mailto:%C3%BC%23%26@ex%C3%A4mple.example.edu"),
    ],
)
def test_an_address_is_a_uri_of_one_mailbox_and_no_more(given: str, written: str) -> None:
    assert mailbox(given) == written
