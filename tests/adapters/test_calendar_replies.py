"""Answers of calendar programs: as Outlook, Google, Apple and Thunderbird write them, and as strangers might."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.calendar_replies import READ_MOST, read_replies
from wip.domain.calendar_answers import Answer, Reply, is_newer

ANN = "ann.reader@plains.example.edu"
UID = "5db2f234-35dd-4c1e-bd6d-db2fdddef4bc"
STAMP = datetime(2027, 1, 21, 9, 30, tzinfo=UTC)

GOOGLE = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20270318T160000Z
DTEND:20270318T163000Z
DTSTAMP:20270121T093000Z
ORGANIZER;CN="Robin Vale, Section":mailto:calendar@wip.example.edu
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN="Ann; R
 eader";X-NUM-GUESTS=0:mailto:{ANN}
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:You present “Mercy”
END:VEVENT
END:VCALENDAR
"""
OUTLOOK = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:Eastern Standard Time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Ann Reader:MAILTO:Ann.Reader@Plains.example.edu
COMMENT;LANGUAGE=en-US:I teach then\\, sorry.\\nAnn
UID:{UID}
SUMMARY;LANGUAGE=en-US:Declined: You present
DTSTART;TZID=Eastern Standard Time:20270318T120000
DTSTAMP:20270121T093000Z
SEQUENCE:2
X-MICROSOFT-CDO-APPT-SEQUENCE:2
BEGIN:VALARM
ACTION:DISPLAY
UID:not-this-one
END:VALARM
END:VEVENT
END:VCALENDAR
"""
APPLE = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Apple Inc.//macOS 15//EN
METHOD:REPLY
BEGIN:VEVENT
CREATED:20270120T150000Z
UID:{UID}
DTEND:20270318T163000Z
ATTENDEE;CN=Ann Reader;CUTYPE=INDIVIDUAL;EMAIL={ANN};PARTSTAT=TENTATIVE:mailto:{ANN}
DTSTAMP:20270121T093000Z
SEQUENCE:2
END:VEVENT
END:VCALENDAR
"""


def reply(body: str = GOOGLE, sender: str = f"Ann Reader <{ANN}>", method: str = "REPLY") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, "calendar@wip.example.edu"
    message.set_content("Ann has accepted.")
    message.add_alternative(
        body.replace("\n", "\r\n").encode(), "text", "calendar", params={"method": method, "charset": "UTF-8"}
    )
    message.add_attachment(body.encode(), "application", "ics", filename="invite.ics")
    return message


@pytest.mark.parametrize(
    ("body", "answer", "note"),
    [
        (GOOGLE, Answer.ACCEPTED, ""),
        (OUTLOOK, Answer.DECLINED, "I teach then, sorry. Ann"),
        (APPLE, Answer.TENTATIVE, ""),
        (APPLE.replace("\n", "\r"), Answer.TENTATIVE, ""),
        ("\ufeff" + GOOGLE.replace("\n ", "\n\t"), Answer.ACCEPTED, ""),
    ],
)
def test_an_answer_is_read_as_each_program_writes_it(body: str, answer: Answer, note: str) -> None:
    assert read_replies(reply(body).as_bytes()) == (Reply(UID, ANN, (ANN,), answer, 2, STAMP, note),)


@pytest.mark.parametrize(
    "body",
    [
        GOOGLE.replace("METHOD:REPLY", "METHOD:REQUEST"),
        GOOGLE.replace("METHOD:REPLY", "METHOD:COUNTER"),
        GOOGLE.replace("METHOD:REPLY", "METHOD:DECLINECOUNTER"),
        GOOGLE.replace("METHOD:REPLY\n", ""),
        GOOGLE.replace("ACCEPTED", "NEEDS-ACTION"),
        GOOGLE.replace("ACCEPTED", "DELEGATED"),
        GOOGLE.replace(f"UID:{UID}\n", ""),
        GOOGLE.replace("SEQUENCE:2", "SEQUENCE:2\nRECURRENCE-ID:20270318T160000Z"),
        GOOGLE.replace("BEGIN:VEVENT", "BEGIN:VTODO"),
        "BEGIN:VCALENDAR\n" * 5000 + GOOGLE,
        "no calendar",
    ],
)
def test_what_is_no_answer_is_none(body: str) -> None:
    assert read_replies(reply(body).as_bytes()) == ()


def test_a_message_that_is_too_large_or_only_forwarded_is_not_read() -> None:
    assert read_replies(reply(GOOGLE + "X-PAD:" + "x" * READ_MOST).as_bytes()) == ()
    outer = EmailMessage()
    outer["From"] = ANN
    outer.add_attachment(reply())
    assert read_replies(outer.as_bytes()) == ()


def test_numbers_and_moments_that_are_none_do_no_harm() -> None:
    body = GOOGLE.replace("SEQUENCE:2", "SEQUENCE:" + "9" * 400).replace("0121T09", "0199T99")
    (found,) = read_replies(reply(body).as_bytes())
    assert (found.sequence, found.stamp) == (0, datetime(1970, 1, 1, tzinfo=UTC))


def test_a_text_in_an_unknown_encoding_is_read_as_far_as_it_goes() -> None:
    raw = reply().as_bytes().replace(b'charset="UTF-8"', b'charset="x-none"')
    assert [each.answer for each in read_replies(raw)] == [Answer.ACCEPTED]


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "utf-16", "zip", "x-none"])
def test_nothing_comes_in_that_no_database_stores(charset: str) -> None:
    body = GOOGLE.replace(UID, UID + "+2AA-\\ud800\x00").replace(ANN, ANN + "%ED%A0%80%00")
    (found,) = read_replies(
        reply(body).as_bytes().replace(b'charset="UTF-8"', f'charset="{charset}"'.encode())
    )
    for text in (found.uid, found.attendee, found.note, *found.senders):
        assert "\0" not in text
        assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("more", "sender"),
    [
        (f"Sender: {ANN}\n", "evil@elsewhere.example.edu"),
        ("", f"evil@elsewhere.example.edu, {ANN}"),
        ("", f"{ANN} <evil@elsewhere.example.edu>"),
        (f"From: {ANN}\n", "evil@elsewhere.example.edu"),
        ("", "Ann Reader"),
        ("", f"<{ANN}>{' ' * 1990}, <evil@elsewhere.example.edu>"),
        ("", f"Law: {ANN};"),
        ("", f"Law: {ANN}, evil@elsewhere.example.edu;"),
        ("", ANN.replace("@", " @ ")),
    ],
)
def test_an_answer_is_from_the_one_address_in_from_and_no_other(more: str, sender: str) -> None:
    raw = more.encode() + reply().as_bytes().replace(f"Ann Reader <{ANN}>".encode(), sender.encode())
    (found,) = read_replies(raw)
    assert ANN not in found.senders


@pytest.mark.parametrize(
    "sender",
    [
        ANN,
        f"<{ANN}>",
        f'"Reader, Ann: Dr." <{ANN.upper()}>',
        f"=?utf-8?q?Ann_R=C3=A9ader?= <{ANN}>",
        f"Ann Réader <{ANN}>",
        f"{ANN} (Ann)",
    ],
)
def test_a_from_as_mail_programs_write_it_is_known(sender: str) -> None:
    raw = reply().as_bytes().replace(f"Ann Reader <{ANN}>".encode(), sender.encode())
    assert [each.senders for each in read_replies(raw)] == [(ANN,)]


def test_an_address_that_stands_as_a_uri_is_read_as_it_is() -> None:
    (found,) = read_replies(reply(GOOGLE.replace(ANN, "ann%3Fcc=x%25@plains.example.edu")).as_bytes())
    assert found.attendee == "ann?cc=x%@plains.example.edu"


@given(st.binary(max_size=600), st.integers(0, 900))
def test_nothing_that_comes_in_stops_the_reader(junk: bytes, at: int) -> None:
    raw = reply().as_bytes()
    read_replies(junk)
    read_replies(raw[:at] + junk + raw[at:])


def test_of_two_answers_the_higher_sequence_then_the_later_moment_counts() -> None:
    (one,) = read_replies(reply().as_bytes())
    assert is_newer(one, None, None)
    assert not is_newer(one, 2, STAMP)
    assert not is_newer(one, 3, datetime(2027, 1, 1, tzinfo=UTC))
    assert is_newer(one, 1, datetime(2027, 2, 1, tzinfo=UTC))
