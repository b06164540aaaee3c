"""Calendar messages in letters, as a mail server gets them and a mail program takes them apart."""

import email
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from tests.adapters.test_mail import NOW, Mailroom, letter, mail_server, settings
from wip.adapters.calendar_notes import brought, with_brought
from wip.adapters.itip import Said, asks, message, said
from wip.adapters.mail import as_message
from wip.adapters.posts import post_for
from wip.domain.calendar import Entry, EntryStatus
from wip.domain.calendar_answers import Answer, Method
from wip.models import LetterCalendar

START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)
ENTRY = Entry(
    uid="5db2f234-35dd-4c1e-bd6d-db2fdddef4bc",
    sequence=3,
    created_at=NOW,
    changed_at=NOW,
    starts_at=START,
    ends_at=START + timedelta(minutes=30),
    title="You present “Mercy, \\Nabla; and more”",
    text="Page",
    organizer_name="Robin Vale, Section on Criminal Justice",
    organizer_email="calendar@wip.example.edu",
    join_url="https://example.zoom.us/j/1",
)
WHO = ("Zoë “Z” Abara; LL.M.", "mbali.abara@law.example.edu")


def calendars(*methods: Method) -> list[LetterCalendar]:
    return [
        LetterCalendar(position=place, method=each, body=message(each, ENTRY, WHO, NOW).decode())
        for place, each in enumerate(methods)
    ]


def received(tmp_path: Path, *methods: Method, **more: str) -> EmailMessage:
    """The letter as a real mail server gets it."""
    room = Mailroom()
    with mail_server(room) as port:
        installation = replace(settings(tmp_path, f"smtp://127.0.0.1:{port}"), **more)  # type: ignore[arg-type]
        with closing(post_for(installation)) as post:
            post.deliver(as_message(letter(), installation, NOW, calendars(*methods)))
    (got,) = room.got
    assert isinstance(got.content, bytes)
    return email.message_from_bytes(got.content, policy=default)


def shape(part: EmailMessage) -> object:
    if part.is_multipart():
        return part.get_content_subtype(), [shape(each) for each in part.iter_parts()]  # type: ignore[arg-type]
    return part.get_content_type()


def test_one_message_is_a_form_of_the_text_and_further_ones_are_attached(tmp_path: Path) -> None:
    text = ("alternative", ["text/plain", "text/html", "text/calendar"])
    assert shape(received(tmp_path, Method.REQUEST)) == text
    several = received(tmp_path, Method.REQUEST, Method.CANCEL)
    assert shape(several) == ("mixed", [text, "text/calendar"])
    first, second = (part for part in several.walk() if part.get_content_type() == "text/calendar")
    for part, method in ((first, "REQUEST"), (second, "CANCEL")):
        assert (part.get_param("method"), part.get_param("charset")) == (method, "utf-8")
        assert part["Content-Transfer-Encoding"] == "base64"
        assert f"METHOD:{method}\r\n".encode() in bytes(part.get_payload(decode=True))
    assert (first.get_content_disposition(), second.get_filename()) == (None, "cancel-2.ics")


def test_it_comes_from_its_organizer_where_the_operator_set_an_address(tmp_path: Path) -> None:
    name = "Section on Criminal Justice via Works in Progress"
    assert str(received(tmp_path, Method.REQUEST)["From"]) == f"{name} <wip@wip.example.edu>"
    own = received(tmp_path, Method.REQUEST, calendar_replies_address="calendar@wip.example.edu")
    assert str(own["From"]) == f"{name} <calendar@wip.example.edu>"
    assert str(own["Message-ID"]) == "<0a1b2c@wip.example.edu>"
    plain = received(tmp_path, calendar_replies_address="calendar@wip.example.edu")
    assert str(plain["From"]) == f"{name} <wip@wip.example.edu>"


def test_each_try_has_the_same_bytes(tmp_path: Path) -> None:
    one, two = (
        as_message(letter(), settings(tmp_path), NOW, calendars(Method.REQUEST, Method.CANCEL)).as_bytes()
        for _ in range(2)
    )
    assert one == two


def test_a_message_has_one_attendee_and_what_its_method_demands() -> None:
    from icalendar import Calendar

    def event(method: Method, entry: Entry = ENTRY) -> dict[str, object]:
        (found,) = Calendar.from_ical(message(method, entry, WHO, NOW + timedelta(hours=1))).walk("VEVENT")
        return dict(found)

    asked, out = event(Method.REQUEST), event(Method.CANCEL)
    assert str(asked["ATTENDEE"]) == f"mailto:{WHO[1]}"
    assert asked["ATTENDEE"].params["CN"] == WHO[0]  # type: ignore[attr-defined]
    assert {"PARTSTAT", "RSVP", "ROLE", "CUTYPE"} < set(asked["ATTENDEE"].params)  # type: ignore[attr-defined]
    assert (asked["SEQUENCE"], str(asked["UID"])) == (3, ENTRY.uid)
    assert asked["DTSTAMP"].dt == NOW + timedelta(hours=1)  # type: ignore[attr-defined]
    assert asked["LAST-MODIFIED"].dt == NOW  # type: ignore[attr-defined]
    # RFC 5546, 3.2.5: no STATUS for one who is out, CANCELLED for everybody.
    assert ("STATUS" in out, "PARTSTAT" in out["ATTENDEE"].params) == (False, False)  # type: ignore[attr-defined]
    assert event(Method.CANCEL, replace(ENTRY, status=EntryStatus.CANCELLED))["STATUS"] == "CANCELLED"


def test_a_letter_says_what_it_brings_and_no_more() -> None:
    asked, answered = (message(Method.REQUEST, ENTRY, WHO, NOW, each) for each in (None, Answer.ACCEPTED))
    out = message(Method.CANCEL, ENTRY, WHO, NOW)

    def said_of(*made: tuple[Method, bytes]) -> str:
        return brought([LetterCalendar(method=method, body=body.decode()) for method, body in made])

    assert said_of() == ""
    first = message(Method.REQUEST, replace(ENTRY, sequence=0), WHO, NOW)
    one = "An invitation for your calendar comes with this letter. Please answer it there, so that the organisers know."
    two = "Two invitations for your calendar come with this letter. Please answer each there, so that the organisers know."
    assert said_of((Method.REQUEST, first)) == one
    assert said_of((Method.REQUEST, asked)) == f"{one} It replaces any earlier one."
    assert said_of((Method.REQUEST, first), (Method.REQUEST, first)) == two
    assert (
        said_of(*[(Method.REQUEST, asked)] * 3)
        == f"{two.replace('Two', 'Three')} They replace any earlier ones."
    )
    assert said_of((Method.REQUEST, first), (Method.REQUEST, answered)) == (
        f"{one} What else you have in your calendar by mail is brought up to date."
    )
    assert "nothing to answer" in said_of((Method.REQUEST, answered))
    gone = "This letter takes an entry out of your calendar; most programs ask you first."
    assert said_of((Method.CANCEL, out)) == gone
    assert said_of(*[(Method.CANCEL, out)] * 2) == gone.replace("an entry", "entries")
    assert said_of((Method.REQUEST, first), (Method.CANCEL, out)) == f"{one} {gone}"
    html = "<body>\n    <div>\n      <p>Hello</p>\n    </div>\n  </body>\n</html>"
    assert with_brought(html, "", html=True) == html
    assert "<p>Hello</p>\n      <p>It comes.</p>\n    </div>" in with_brought(html, "It comes.", html=True)
    assert with_brought("Hello\n", "It comes.") == "Hello\n\nIt comes.\n"


def test_what_we_said_can_be_read_again() -> None:
    body = message(Method.REQUEST, ENTRY, WHO, NOW).decode()
    place = "https://example.zoom.us/j/1"
    assert said(body) == Said(
        ENTRY.starts_at, ENTRY.ends_at, ENTRY.title, place, "CONFIRMED", ENTRY.uid, 3, ENTRY.zone
    )
    assert asks(body)
    assert not asks(message(Method.REQUEST, ENTRY, WHO, NOW, Answer.ACCEPTED).decode())
