"""Letters as e-mail: made into messages, and handed to a mail server or written to files."""

import os
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from ssl import create_default_context
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from wip.adapters.addresses import deliverable_domain
from wip.adapters.letter_texts import filled
from wip.adapters.tokens import Signer
from wip.domain.links import Link
from wip.domain.texts import clean_line, without_overrides
from wip.models import Letter
from wip.settings import Settings

_SECONDS = 20
"""How long a mail server may stay silent."""

_PORTS = {"smtp": 25, "smtps": 465}


class TemporaryFault(Exception):
    """The letter did not leave, but may later. The message is a sentence."""


class PermanentFault(Exception):
    """The letter will never leave as it is. The message is a sentence."""


class Post(Protocol):
    """Whoever takes our letters from here."""

    def deliver(self, message: EmailMessage) -> None:
        """Take the message over. Raises TemporaryFault or PermanentFault."""


def post_for(settings: Settings) -> Post:
    """The post of this installation: a mail server, or files under the instance folder."""
    if settings.mail_url.startswith("file:"):
        return FilePost(settings.letters_folder)
    return SmtpPost(settings.mail_url)


def goes_through(settings: Settings) -> str:
    """The mail server's name, or nothing when letters are only written to files. Never a password."""
    return "" if settings.mail_url.startswith("file:") else urlsplit(settings.mail_url).hostname or ""


def as_message(letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    """The letter as it leaves, its personal links signed. Raises PermanentFault for an impossible address."""
    try:
        to = _address(letter.to_name, letter.to_email)
        message = EmailMessage(policy=SMTP if to.addr_spec.isascii() else SMTPUTF8)
        message["From"] = _address(_sender(letter, settings), settings.mail_from)
        message["To"] = to
        if letter.reply_to:
            message["Reply-To"] = _address(letter.from_name, letter.reply_to)
        message["Subject"] = _name(letter.subject)
    except (MessageError, ValueError, IndexError) as no:
        raise PermanentFault(
            f"“{_name(letter.to_email)}” is not an address that mail can be sent to."
        ) from no
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = f"<{letter.message_id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    links = [Link.read(link) for link in letter.links]
    sign = Signer(settings.secret_key, settings.base_url).address
    message.set_content(filled(letter.text, links, sign), cte="quoted-printable")
    message.add_alternative(
        filled(letter.html, links, sign, html=True), subtype="html", cte="quoted-printable"
    )
    return message


def _sender(letter: Letter, settings: Settings) -> str:
    return " via ".join(name for name in (letter.from_name, settings.mail_from_name) if name)


def _name(text: str) -> str:
    return clean_line(without_overrides(text))


def _address(name: str, address: str) -> Address:
    local, _, domain = clean_line(address).rpartition("@")
    if not local or not domain or any(c.isspace() for c in local):
        raise ValueError(address)
    return Address(_name(name), username=local, domain=deliverable_domain(domain))


class FilePost:
    """Writes each message as an .eml file, which every mail program opens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def deliver(self, message: EmailMessage) -> None:
        """Write the file whole or not at all. Letters carry personal links: only we may read them."""
        at = parsedate_to_datetime(message["Date"])
        name = f"{at:%Y%m%dT%H%M%SZ}-{message['Message-ID'].strip('<>').partition('@')[0]}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self._folder / f".{name}.{os.getpid()}"
            with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
                file.write(message.as_bytes())
            draft.replace(self._folder / name)
        except OSError as no:
            raise TemporaryFault(f"The letter could not be written to {self._folder}: {no.strerror}.") from no


class SmtpPost:
    """Hands each message to a mail server, over a connection of its own."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def deliver(self, message: EmailMessage) -> None:
        """Send one message. What is wrong with the server passes; what is wrong with the letter does not."""
        with self.connected() as server:
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as no:
                raise _fault(*next(iter(no.recipients.values()))) from no
            except smtplib.SMTPResponseException as no:
                raise _fault(no.smtp_code, no.smtp_error) from no
            except smtplib.SMTPNotSupportedError as no:
                raise PermanentFault(
                    "The mail server cannot send to addresses with letters beyond a–z."
                ) from no
            except (OSError, smtplib.SMTPException) as no:
                raise TemporaryFault(f"The mail server broke off: {_said(no)}") from no

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, greeted and signed in. Raises TemporaryFault: a wrong password is the operator's to mend."""
        try:
            server = self._open()
        except (OSError, smtplib.SMTPException) as no:
            raise TemporaryFault(
                f"The mail server {self._parts.hostname} did not let us in: {_said(no)}"
            ) from no
        try:
            yield server
        finally:
            _leave(server)

    def _open(self) -> smtplib.SMTP:
        parts, host = self._parts, self._parts.hostname or "localhost"
        port = parts.port or _PORTS[parts.scheme]
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=_SECONDS, context=create_default_context()
            )
        else:
            server = smtplib.SMTP(host, port, timeout=_SECONDS)
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


def _leave(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _fault(code: int, said: bytes | str) -> TemporaryFault | PermanentFault:
    """5xx is for ever, all else for now (RFC 5321 section 4.2.1)."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    sentence = f"The mail server refused the letter: {code} {_name(words)[:300]}"
    return PermanentFault(sentence) if 500 <= code < 600 else TemporaryFault(sentence)  # noqa: PLR2004


def _said(no: Exception) -> str:
    if isinstance(no, smtplib.SMTPResponseException):
        said = no.smtp_error
        return f"{no.smtp_code} {_name(said.decode(errors='replace') if isinstance(said, bytes) else said)[:300]}"
    return _name(str(no))[:300] or type(no).__name__
