"""Letters as e-mail: made into messages, which a post takes from here (see `posts`)."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime

from wip.adapters.addresses import deliverable_domain
from wip.adapters.calendar_notes import brought, with_brought
from wip.adapters.letter_texts import filled
from wip.adapters.posts import PermanentFault
from wip.adapters.tokens import Signer
from wip.domain.calendar_answers import Method
from wip.domain.links import Link, LinkKind
from wip.domain.texts import clean_line, without_overrides
from wip.models import Letter, LetterCalendar
from wip.settings import Settings

_NAME_MOST = 300
"""Characters of a name or subject: encoded they may take four lines, and none longer than 998 (RFC 5322 section 2.1.1)."""


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is never folded: Python would fold a long address into encoded words, which nobody reads as one."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)


def as_message(
    letter: Letter, settings: Settings, dated: datetime, calendars: Sequence[LetterCalendar] = ()
) -> EmailMessage:
    """The letter as it leaves, its personal links signed: the same bytes for the same letter and date.

    The first of its `calendars` is a further form of the text, which mail programs show with buttons to answer (RFC 6047,
    2.4); the others are attached. What they are for is said at the end: what goes along is only known when it leaves. Raises PermanentFault for an impossible address.
    """
    try:
        to = _address(letter.to_name, letter.to_email)
        policy = SMTP if to.addr_spec.isascii() else SMTPUTF8
        message = EmailMessage(policy=policy.clone(header_factory=_HEADERS))
        message["From"] = _address(_sender(letter, settings), _from(settings, calendars))
        message["To"] = to
        if letter.reply_to:
            message["Reply-To"] = _address(letter.from_name, letter.reply_to)
        message["Subject"] = _name(letter.subject)
    except (MessageError, ValueError, IndexError) as no:
        raise PermanentFault(
            f"“{_name(letter.to_email)}” is not an address that mail can be sent to."
        ) from no
    message["Date"] = format_datetime(dated.astimezone(UTC))
    message["Message-ID"] = f"<{letter.message_id}@{settings.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    links = [Link.read(link) for link in letter.links]
    sign = Signer(settings.secret_key, settings.base_url).address
    for stop in (link for link in links if link.kind is LinkKind.STOP):
        # One click in a mail program stops the letters, without opening a page (RFC 8058 section 3.1).
        message["List-Unsubscribe"] = f"<{sign(stop)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    brings = brought(calendars)
    text, html = filled(letter.text, links, sign), filled(letter.html, links, sign, html=True)
    message.set_content(with_brought(text, brings), cte="quoted-printable")
    message.add_alternative(with_brought(html, brings, html=True), subtype="html", cte="quoted-printable")
    _add_calendars(message, calendars)
    # Python would choose them by chance, and the same letter would never be the same twice.
    for depth, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"={'_' * (depth + 1)}{letter.message_id}")
    return message


def _from(settings: Settings, calendars: Sequence[LetterCalendar]) -> str:
    # Outlook and Gmail show buttons only for an invitation from its own organizer.
    return (calendars and settings.calendar_replies_address) or settings.mail_from


def _add_calendars(message: EmailMessage, calendars: Sequence[LetterCalendar]) -> None:
    if not calendars:
        return
    first, *others = calendars
    message.add_alternative(
        first.body.encode(), "text", "calendar", cte="base64", params=_of_calendar(first.method)
    )
    for number, each in enumerate(others, 2):
        message.add_attachment(
            each.body.encode(),
            "text",
            "calendar",
            cte="base64",
            filename=f"{each.method.lower()}-{number}.ics",
            params=_of_calendar(each.method),
        )


def _of_calendar(method: Method) -> dict[str, str]:
    return {"charset": "utf-8", "method": method.value}


def _sender(letter: Letter, settings: Settings) -> str:
    return " via ".join(name for name in (letter.from_name, settings.mail_from_name) if name)


def _name(text: str) -> str:
    """A name or subject for a header: one line, shorter than a line may be, and never read as an encoded word.

    A name like `=?utf-8?q?...?=` (RFC 2047) would otherwise be decoded by the reader's program into what we never saw.
    """
    return clean_line(without_overrides(text)).replace("=?", "= ?")[:_NAME_MOST].rstrip()


def _address(name: str, address: str) -> Address:
    local, _, domain = clean_line(address).rpartition("@")
    if not local or not domain or any(c.isspace() for c in local):
        raise ValueError(address)
    return Address(_name(name), username=local, domain=deliverable_domain(domain))
