"""Notices of mail servers, read from messages that anybody may have sent: nothing in them is taken on trust.

The return address of each letter names it and is signed, so a stranger cannot say that somebody else's letter came back.
Where a server answers to another address, the random Message-ID, known to those who have the letter, names it.
"""

import hashlib
import hmac
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from wip.domain.bounces import Notice, NoticeKind, in_words, kind_of, status_in, worst
from wip.domain.texts import clean_line, without_overrides
from wip.settings import Settings

READ_MOST = 256 * 1024
"""Bytes of a message that are looked at: what a server reports stands before the letter that it sends back."""

_PARTS_MOST = 50
_WORDS_MOST = 300
_SIGNS = 16
"""Hexadecimal digits of a signature: nobody tries 2 ** 64 messages. Local parts may be folded to small letters."""

_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
_RANDOM = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
"""A UUID of version 4. Older letters have ids that can be worked out from whom and what they are about."""

_MESSAGE_ID = re.compile(rf"^message-id:\s*<({_RANDOM})@([^>\s]{{1,255}})>", re.IGNORECASE | re.MULTILINE)
_FROM_A_SERVER = re.compile(r"mailer-daemon|postmaster|mail delivery|<>", re.IGNORECASE)
_LATE = re.compile(r"delay|warning|still being|verz", re.IGNORECASE)
_ABOUT_DELIVERY = re.compile(
    r"undeliver|not delivered|returned (e-?)?mail|delivery (has )?(status|fail)|failure notice|mail system error|delayed|delivery delay|unzustellbar|non remis",
    re.IGNORECASE,
)


def return_address(settings: Settings, letter_id: int) -> str:
    """Where a letter comes back to: the address that is set, with the letter's number and a signature; nothing if none is set."""
    if not settings.bounce_address:
        return ""
    local, _, domain = settings.bounce_address.rpartition("@")
    return f"{local}+{letter_id}.{_signature(settings, letter_id)}@{domain}"


def _signature(settings: Settings, letter_id: int) -> str:
    key = settings.secret_key.encode()
    return hmac.new(key, f"return-address:{letter_id}".encode(), hashlib.sha256).hexdigest()[:_SIGNS]


def read_notice(raw: bytes, settings: Settings) -> Notice:
    """What a message to the return address says. Never raises, whatever it is made of."""
    digest = hashlib.sha256(raw).hexdigest()
    try:
        message = message_from_bytes(raw[:READ_MOST], policy=compat32)
        parts = list(_parts(message))
        return _read(message, parts, raw[:READ_MOST], digest, settings)
    except Exception:  # noqa: BLE001 - the library was not written for what strangers send
        # Made to break whoever reads it, or broken on its way.
        return Notice(NoticeKind.OTHER, digest)


def _read(message: Message, parts: list[Message], raw: bytes, digest: str, settings: Settings) -> Notice:
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    kind, status, words = _from_reports(reports) if reports else _from_text(message, parts)
    if kind is NoticeKind.OTHER:
        return Notice(kind, digest)
    letter_id = _letter_named(message, settings)
    message_id = "" if letter_id is not None else _message_id(raw, settings)
    said = " ".join(filter(None, (in_words(status), words)))
    return Notice(kind, digest, letter_id, message_id, status, said)


def _parts(message: Message) -> Iterator[Message]:
    """The message's own parts, level by level; not those of the letter that it sends back."""
    waiting, count = [message], 0
    while waiting and count < _PARTS_MOST:
        part = waiting.pop(0)
        count += 1
        yield part
        inside = part.get_payload()
        if isinstance(inside, list) and part.get_content_maintype() == "multipart":
            waiting.extend(each for each in inside if isinstance(each, Message))


def _from_reports(reports: list[Message]) -> tuple[NoticeKind, str, str]:
    found = []
    for report in reports:
        inside = report.get_payload()
        for fields in inside if isinstance(inside, list) else ():
            if not isinstance(fields, Message):
                continue
            action, status = _line(fields, "action").lower(), _line(fields, "status")
            if action or status:
                status = status_in(status) or status_in(_line(fields, "diagnostic-code"))
                said = _line(fields, "diagnostic-code").partition(";")
                found.append((kind_of(action.split(" ")[0], status), status, (said[2] or said[0]).strip()))
    kind = worst([each[0] for each in found])
    return next((each for each in found if each[0] is kind), (NoticeKind.OTHER, "", ""))


def _from_text(message: Message, parts: list[Message]) -> tuple[NoticeKind, str, str]:
    """Of a notice that only people can read: nothing is taken for one that an absent person's mailbox may have written."""
    subject = _line(message, "subject")
    if _is_reply(message) or not _ABOUT_DELIVERY.search(subject):
        return NoticeKind.OTHER, "", ""
    text = next((_text(part) for part in parts if part.get_content_type() == "text/plain"), "")
    status = status_in(text)
    line = next((line for line in text.splitlines() if status and status_in(line)), "")
    if status:
        return kind_of("", status), status, _short(line)
    return (NoticeKind.DELAYED if _LATE.search(subject) else NoticeKind.FAILED), "", subject


def _is_reply(message: Message) -> bool:
    """Whether a person, or the mailbox of an absent one, wrote it: a mail server does so under its own name."""
    sender = " ".join(_line(message, name) for name in ("from", "return-path"))
    replied = _line(message, "auto-submitted").lower().startswith("auto-replied")
    return replied or "x-autoreply" in message or not _FROM_A_SERVER.search(sender)


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", errors="replace") if isinstance(content, bytes) else ""


def _letter_named(message: Message, settings: Settings) -> int | None:
    """The letter whose signed return address the message was sent to."""
    local, _, domain = settings.bounce_address.rpartition("@")
    if not local:
        return None
    pattern = re.compile(
        rf"(?<![\w.+-]){re.escape(local)}\+(\d{{1,10}})\.([0-9a-f]{{{_SIGNS}}})@{re.escape(domain)}(?![\w.-])",
        re.IGNORECASE,
    )
    for name in _TO:
        for value in message.get_all(name, [])[:20]:
            for number, sign in pattern.findall(str(value)[:2000]):
                if hmac.compare_digest(sign.lower(), _signature(settings, int(number))):
                    return int(number)
    return None


def _message_id(raw: bytes, settings: Settings) -> str:
    """The Message-ID of the letter that is sent back, where it is one of ours that nobody can guess."""
    ours = settings.mail_from.rpartition("@")[2].lower()
    found = _MESSAGE_ID.findall(raw.decode("utf-8", errors="replace"))
    return next((name.lower() for name, domain in found if domain.lower() == ours), "")


def _line(message: Message, name: str) -> str:
    return _short(str(message.get(name, "")))


def _short(text: str) -> str:
    return clean_line(without_overrides(text[:4000]))[:_WORDS_MOST]
