"""Letters as messages, and both kinds of post: files, and a real mail server on this machine."""

import email
import stat
from asyncio.base_events import Server
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from wip.adapters.mail import as_message
from wip.adapters.posts import PermanentFault, TemporaryFault, goes_through, post_for
from wip.adapters.tokens import Signer
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page
from wip.models import Letter
from wip.settings import Settings

NOW = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
LINK = Link(LinkKind.PAPER, 3, 7, 0, "confirm")


def settings(tmp_path: Path, mail_url: str = "file:") -> Settings:
    return Settings(
        instance=tmp_path,
        database_url="sqlite://",
        secret_key="tests-only-" + "x" * 40,
        base_url="https://wip.example.edu",
        mail_url=mail_url,
        mail_from="wip@wip.example.edu",
    )


def letter(**more: Any) -> Letter:
    facts = {
        "kind": LetterKind.DECISION_ACCEPTED,
        "to_email": "mbali.abara@law.example.edu",
        "to_name": "Mbali Abara",
        "reply_to": "cj@law.example.edu",
        "from_name": "Section on Criminal Justice",
        "subject": "Your place is ready",
        "text": "Confirm here:\n\u27e60\u27e7\nAbout it: \u27e61\u27e7\n",
        "html": '<p><a href="\u27e60\u27e7">Confirm</a></p>',
        "links": [LINK.stored(), page("/sessions/spring/").stored()],
        "message_id": "0a1b2c",
    }
    return Letter(**(facts | more))


def sent(tmp_path: Path, **more: Any) -> EmailMessage:
    """The message as a mail program reads it."""
    made = as_message(letter(**more), settings(tmp_path), NOW)
    return email.message_from_bytes(made.as_bytes(), policy=default)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_says_who_writes_who_answers_and_which_letter_it_is(tmp_path: Path) -> None:
    message = sent(tmp_path)
    assert {name: str(value) for name, value in message.items() if not name.startswith("Content")} == {
        "From": "Section on Criminal Justice via Works in Progress <wip@wip.example.edu>",
        "To": "Mbali Abara <mbali.abara@law.example.edu>",
        "Reply-To": "Section on Criminal Justice <cj@law.example.edu>",
        "Subject": "Your place is ready",
        "Date": "Wed, 20 Jan 2027 15:00:00 +0000",
        "Message-ID": "<0a1b2c@wip.example.edu>",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }


def test_personal_links_are_signed_as_the_letter_leaves(tmp_path: Path) -> None:
    installation = settings(tmp_path)
    address = Signer(installation.secret_key, installation.base_url).address(LINK)
    message = sent(tmp_path)
    assert (
        body(message, "plain")
        == f"Confirm here:\n{address}\nAbout it: https://wip.example.edu/sessions/spring/\n"
    )
    assert body(message, "html") == f'<p><a href="{address}">Confirm</a></p>\n'
    assert address.endswith("/?answer=confirm")


def test_without_a_section_the_letter_is_from_the_planner(tmp_path: Path) -> None:
    message = sent(tmp_path, from_name="", reply_to="")
    assert (str(message["From"]), message["Reply-To"]) == ("Works in Progress <wip@wip.example.edu>", None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë Ōta-Şahin", "Zoë Ōta-Şahin"),
        ("𝄞 张伟", "𝄞 张伟"),
        ('Robin "Rob" Vale, <boss@evil.example.edu>', 'Robin "Rob" Vale, <boss@evil.example.edu>'),
        ("Robin\r\nBcc: all@law.example.edu", "Robin Bcc: all@law.example.edu"),
        ("Robin \u202evil", "Robin vil"),
    ],
)
def test_any_name_stays_a_name(tmp_path: Path, name: str, shown: str) -> None:
    message = sent(tmp_path, to_name=name, from_name=name, subject=name)
    to = message["To"].addresses
    assert [(each.display_name, each.addr_spec) for each in to] == [(shown, "mbali.abara@law.example.edu")]
    assert message["From"].addresses[0].display_name == f"{shown} via Works in Progress"
    assert (str(message["Subject"]), message["Bcc"]) == (shown, None)


def test_text_of_every_script_arrives_as_it_was_written(tmp_path: Path) -> None:
    text = "Ünïcödé, 张伟, 𝄞.\n\n" + "x" * 1200 + "\n"
    assert body(sent(tmp_path, text=text), "plain") == text


def test_lines_are_never_longer_than_a_mail_server_takes(tmp_path: Path) -> None:
    raw = as_message(letter(text="y" * 5000), settings(tmp_path), NOW).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@pytest.mark.parametrize("address", ["", "nobody", "@law.example.edu", "a@" + "x" * 70 + ".edu", "a b\n@c"])
def test_an_impossible_address_is_the_letters_own_fault(tmp_path: Path, address: str) -> None:
    with pytest.raises(PermanentFault, match="is not an address that mail can be sent to"):
        as_message(letter(to_email=address), settings(tmp_path), NOW)


def test_domains_and_local_parts_beyond_ascii(tmp_path: Path) -> None:
    assert (
        str(sent(tmp_path, to_email="zoe@bücher.example")["To"]) == "Mbali Abara <zoe@xn--bcher-kva.example>"
    )
    raw = as_message(letter(to_email="zoë@law.example.edu"), settings(tmp_path), NOW).as_bytes()
    assert "To: Mbali Abara <zoë@law.example.edu>".encode() in raw.splitlines()


def test_files_are_whole_private_and_named_by_time_and_letter(tmp_path: Path) -> None:
    installation = settings(tmp_path)
    message = as_message(letter(), installation, NOW)
    post_for(installation).deliver(message)
    post_for(installation).deliver(message)
    (file,) = installation.letters_folder.iterdir()
    assert file.name == "20270120T150000Z-0a1b2c.eml"
    assert file.read_bytes() == message.as_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(installation.letters_folder.stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_a_passing_fault(tmp_path: Path) -> None:
    installation = settings(tmp_path)
    installation.letters_folder.write_text("in the way")
    with pytest.raises(TemporaryFault, match="could not be written to"):
        post_for(installation).deliver(as_message(letter(), installation, NOW))


class Mailroom:
    """A mail server's answers: to the recipient, and to the letter itself."""

    def __init__(self, recipient: str = "", data: str = "", *, breaks_off: bool = False) -> None:
        self.recipient, self.data, self.breaks_off = recipient, data, breaks_off
        self.got: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if not self.recipient:
            envelope.rcpt_tos.append(address)
        return self.recipient or "250 OK"

    async def handle_DATA(self, server: Any, _session: object, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.breaks_off:
            server.transport.abort()
        elif not self.data:
            self.got.append(envelope)
        return self.data or "250 OK"


class AnyPort(Controller):
    """A server on a port that the system chooses; aiosmtpd itself would knock at port 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server(room: Mailroom, **options: Any) -> Iterator[int]:
    controller = AnyPort(room, hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def deliver(tmp_path: Path, url: str, **more: Any) -> None:
    installation = settings(tmp_path, url)
    with closing(post_for(installation)) as post:
        post.deliver(as_message(letter(**more), installation, NOW))


def test_a_letter_arrives_at_a_mail_server(tmp_path: Path) -> None:
    room = Mailroom()
    with mail_server(room) as port:
        deliver(tmp_path, f"smtp://127.0.0.1:{port}")
    (got,) = room.got
    assert (got.mail_from, got.rcpt_tos) == ("wip@wip.example.edu", ["mbali.abara@law.example.edu"])
    assert isinstance(got.content, bytes)
    message = email.message_from_bytes(got.content, policy=default)
    assert (message["Message-ID"], message["Subject"]) == ("<0a1b2c@wip.example.edu>", "Your place is ready")


@pytest.mark.parametrize(
    ("room", "fault", "sentence"),
    [
        (
            Mailroom(recipient="550 5.1.1 No such user"),
            PermanentFault,
            "The mail server refused the letter: 550 5.1.1 No such user",
        ),
        (
            Mailroom(recipient="450 4.2.1 Mailbox busy"),
            TemporaryFault,
            "The mail server does not take the letter now: 450 4.2.1 Mailbox busy",
        ),
        (Mailroom(data="554 Spam"), PermanentFault, "The mail server refused the letter: 554 Spam"),
        (
            Mailroom(data="451 Later"),
            TemporaryFault,
            "The mail server does not take the letter now: 451 Later",
        ),
    ],
)
def test_what_the_server_refuses(
    tmp_path: Path, room: Mailroom, fault: type[Exception], sentence: str
) -> None:
    with mail_server(room) as port, pytest.raises(fault) as no:
        deliver(tmp_path, f"smtp://127.0.0.1:{port}")
    assert (type(no.value), str(no.value)) == (fault, sentence)


def test_a_dropped_connection_passes(tmp_path: Path) -> None:
    with mail_server(Mailroom(breaks_off=True)) as port, pytest.raises(TemporaryFault, match="broke off"):
        deliver(tmp_path, f"smtp://127.0.0.1:{port}")


def test_a_server_that_is_not_there_passes(tmp_path: Path) -> None:
    with mail_server(Mailroom()) as port:
        pass
    with pytest.raises(TemporaryFault, match="did not let us in"):
        deliver(tmp_path, f"smtp://127.0.0.1:{port}")


@pytest.mark.parametrize(("password", "arrives"), [("s%40fe", 1), ("wrong", 0)])
def test_a_wrong_password_is_the_operators_fault_and_passes(
    tmp_path: Path, password: str, arrives: int
) -> None:
    def check(_server: object, _session: object, _envelope: object, _how: str, given: object) -> AuthResult:
        good = isinstance(given, LoginPassword) and given.password == b"s@fe"
        return AuthResult(success=good, handled=good)

    room = Mailroom()
    with mail_server(room, authenticator=check, auth_require_tls=False) as port:
        url = f"smtp://wip:{password}@127.0.0.1:{port}"
        if arrives:
            deliver(tmp_path, url)
        else:
            with pytest.raises(TemporaryFault, match="did not let us in: 535"):
                deliver(tmp_path, url)
    assert len(room.got) == arrives


def test_an_address_beyond_ascii_needs_a_server_that_takes_it(tmp_path: Path) -> None:
    room = Mailroom()
    with mail_server(room, enable_SMTPUTF8=True) as port:
        deliver(tmp_path, f"smtp://127.0.0.1:{port}", to_email="zoë@law.example.edu")
    assert [got.rcpt_tos for got in room.got] == [["zoë@law.example.edu"]]
    with (
        mail_server(Mailroom(), enable_SMTPUTF8=False) as port,
        pytest.raises(PermanentFault, match="beyond a–z"),
    ):
        deliver(tmp_path, f"smtp://127.0.0.1:{port}", to_email="zoë@law.example.edu")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("file:", ""),
        ("smtp://u:secret@mail.example.edu:587?starttls=1", "mail.example.edu"),
        ("smtps://m.example.edu", "m.example.edu"),
    ],
)
def test_the_server_is_named_without_its_password(tmp_path: Path, url: str, shown: str) -> None:
    assert goes_through(settings(tmp_path, url)) == shown
