"""Posts: whoever takes our letters from here, a mail server or a folder of files."""

import os
import smtplib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from glob import escape
from pathlib import Path
from ssl import create_default_context
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from wip.adapters.patience import AT_MOST, Patient, SecureServer
from wip.domain.texts import clean_line, without_overrides
from wip.settings import Settings

_PORTS = {"smtp": 25, "smtps": 465}

_PATIENCE = 4
"""A server that has the whole letter may look for viruses first: asking again too early means sending it twice."""

_PER_CONNECTION = 100
"""Mail servers dislike connections without an end."""

_NO_ENTRY = frozenset({530, 534, 535, 538, 454})
"""RFC 4954: whoever we are, we have not shown it. That is for the operator to mend, and no letter's fault."""

_CLOSING = 421


class TemporaryFault(Exception):
    """The letter did not leave, but may later. The message is a sentence."""


class Unreachable(TemporaryFault):
    """No letter can leave just now. The message is a sentence."""


class PermanentFault(Exception):
    """The letter will never leave as it is. The message is a sentence."""


class Post(Protocol):
    """Whoever takes our letters from here."""

    def deliver(self, message: EmailMessage, sender: str = "") -> str:
        """Take the message over, to be returned to `sender`; what the post answered.

        Raises TemporaryFault or PermanentFault about this letter, Unreachable about all.
        """

    def close(self) -> None:
        """No letter for now."""


def post_for(settings: Settings) -> Post:
    """The post of this installation: a mail server, or files under the instance folder."""
    if settings.mail_url.startswith("file:"):
        return FilePost(settings.letters_folder)
    return SmtpPost(settings.mail_url, settings.mail_timeout)


def goes_through(settings: Settings) -> str:
    """The mail server's name, or nothing when letters are only written to files. Never a password."""
    return "" if settings.mail_url.startswith("file:") else urlsplit(settings.mail_url).hostname or ""


class FilePost:
    """Writes each message as an .eml file, which every mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: EmailMessage, sender: str = "") -> str:  # noqa: ARG002 - a file comes back to nobody
        """Write the file whole or not at all. Letters carry personal links: only we may read them."""
        at = parsedate_to_datetime(message["Date"])
        name = f"{at:%Y%m%dT%H%M%SZ}-{_stem(message['Message-ID'])}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(message.as_bytes())
            draft.replace(self._folder / name)
        except OSError as no:
            raise Unreachable(f"The letter could not be written to {self._folder}: {no.strerror}.") from no
        return f"Written to {name}."

    def close(self) -> None:
        """Nothing is open."""


def remove_letters(settings: Settings, message_ids: Iterable[str]) -> int:
    """Delete the files of these letters, if letters are written to files here; returns how many there were."""
    count = 0
    for message_id in message_ids:
        for file in settings.letters_folder.glob(f"*-{escape(_stem(message_id))}.eml"):
            file.unlink(missing_ok=True)
            count += 1
    return count


def _stem(message_id: str) -> str:
    return message_id.strip("<>").partition("@")[0]


class SmtpPost:
    """Hands messages to a mail server, many over one connection. For one thread."""

    def __init__(self, url: str, timeout: float = 20) -> None:
        self._parts, self._timeout = urlsplit(url), timeout
        self._server: Patient | None = None
        self._given = 0

    def deliver(self, message: EmailMessage, sender: str = "") -> str:
        """Send one message. What is wrong with the server passes; what is wrong with the letter does not."""
        was_open = self._server is not None
        try:
            return self._send(message, sender)
        except _ClosedMeanwhile:
            if not was_open:
                raise
        # The server grew tired of the open connection, which says nothing about this letter.
        return self._send(message, sender)

    def close(self) -> None:
        """Take leave of the server."""
        server, self._server = self._server, None
        if server is not None:
            _leave(server)

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection of its own, greeted and signed in. Raises Unreachable: a wrong password is the operator's to mend."""
        server = self._connect()
        try:
            yield server
        finally:
            _leave(server)

    def _send(self, message: EmailMessage, sender: str) -> str:
        server = self._ready()
        try:
            server.be_patient(self._timeout, self._timeout * AT_MOST)
            return self._hand_over(server, message, sender)
        except (TemporaryFault, PermanentFault):
            self._start_over()
            raise
        except smtplib.SMTPResponseException as no:
            self._start_over()
            raise _fault(no.smtp_code, no.smtp_error) from no
        except OSError as no:
            self._drop()
            raise TemporaryFault(f"The mail server broke off: {_said(no)}") from no
        except BaseException:
            self._drop()
            raise

    def _ready(self) -> Patient:
        if self._server is not None and self._given >= _PER_CONNECTION:
            self.close()
        if self._server is None:
            self._server, self._given = self._connect(), 0
        self._given += 1
        return self._server

    def _hand_over(self, server: Patient, message: EmailMessage, sender: str) -> str:
        to = message["To"].addresses[0].addr_spec
        sender = sender or message["From"].addresses[0].addr_spec
        content = message.as_bytes()
        try:
            said = server.mail(sender, _options(server, to, sender, len(content)))
        except smtplib.SMTPNotSupportedError as no:
            raise PermanentFault("The mail server cannot send to addresses with letters beyond a–z.") from no
        except OSError as no:  # a server that is gone is one of these
            self._drop()
            raise _ClosedMeanwhile(f"The mail server broke off: {_said(no)}") from no
        if said[0] == _CLOSING:
            self._drop()
            raise _ClosedMeanwhile(str(_fault(*said)))
        _accepted(*said)
        _accepted(*server.rcpt(to))
        server.be_patient(self._timeout * _PATIENCE)
        said = server.data(content)
        _accepted(*said)
        return f"{said[0]} {_words(said[1])}"

    def _start_over(self) -> None:
        """Clear the connection for the next letter, or give it up."""
        if self._server is None:
            return
        try:
            self._server.be_patient(self._timeout, self._timeout)
            code, _ = self._server.rset()
        except (OSError, smtplib.SMTPException):
            code = _CLOSING
        if code != 250:  # noqa: PLR2004 - RFC 5321 section 4.1.1.5
            self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _connect(self) -> Patient:
        try:
            return self._open()
        except (OSError, smtplib.SMTPException) as no:
            raise Unreachable(
                f"The mail server {self._parts.hostname} did not let us in: {_said(no)}"
            ) from no

    def _open(self) -> Patient:
        parts, host = self._parts, self._parts.hostname or "localhost"
        port = parts.port or _PORTS[parts.scheme]
        server: Patient
        if parts.scheme == "smtps":
            server = SecureServer(host, port, timeout=self._timeout, context=create_default_context())
        else:
            server = Patient(host, port, timeout=self._timeout)
        try:
            if parse_qs(parts.query).get("starttls") == ["1"]:
                server.starttls(context=create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server


class _ClosedMeanwhile(TemporaryFault):
    """The connection ended before anything was said of the letter."""


def _options(server: smtplib.SMTP, to: str, sender: str, size: int) -> Sequence[str]:
    options = []
    if not (to.isascii() and sender.isascii()):
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    if server.has_extn("size"):
        options.append(f"SIZE={size}")
    return options


def _accepted(code: int, said: bytes | str) -> None:
    if not 200 <= code < 300:  # noqa: PLR2004 - RFC 5321 section 4.2.1
        raise _fault(code, said)


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _fault(code: int, said: bytes | str) -> TemporaryFault | PermanentFault:
    """5xx is for ever, all else for now (RFC 5321 section 4.2.1); what is about us is about every letter."""
    if code in _NO_ENTRY:
        return Unreachable(f"The mail server did not let us in: {code} {_words(said)}")
    answer = f"{code} {_words(said)}"
    if 500 <= code < 600:  # noqa: PLR2004 - the server's own faults
        return PermanentFault(f"The mail server refused the letter: {answer}")
    return TemporaryFault(f"The mail server does not take the letter now: {answer}")


def _words(said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return clean_line(without_overrides(words))[:300]


def _said(no: Exception) -> str:
    if isinstance(no, smtplib.SMTPResponseException):
        return f"{no.smtp_code} {_words(no.smtp_error)}"
    return _words(str(no)) or type(no).__name__
