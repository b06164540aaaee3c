"""Invitation, update and cancellation as they leave by mail, to the byte: the calendar messages and one whole letter.

After a wanted change: WIP_RENEW_GOLDEN=1 make test-sqlite TESTS=tests/calendars, and read the difference.
"""

import re
from datetime import timedelta
from email.message import EmailMessage

from flask import Flask

from tests.calendars.mailbox import calendar_parts
from tests.calendars.postmen import Postman
from tests.calendars.stage import Stage
from tests.calendars.test_golden import GOLDEN, LINK, RENEW, plain
from tests.conftest import NOW, Clock
from wip.domain.sessions import SessionMove


def _same(name: str, body: bytes) -> None:
    path = GOLDEN / name
    if RENEW:
        path.write_bytes(body)
    assert body == path.read_bytes()


def _messages(letters: list[EmailMessage]) -> bytes:
    """The calendar messages of letters, one after the other, as programs open them."""
    found = [part.get_payload(decode=True) for each in letters for part in calendar_parts(each)]
    return plain(b"".join(each for each in found if isinstance(each, bytes)))


def _letter(letter: EmailMessage) -> bytes:
    """A letter as text: its headings and parts, its words decoded. Calendars have files of their own."""
    said = list[str]()
    for part in letter.walk():
        said += [f"{name}: {value}" for name, value in part.items() if name != "Message-ID"]
        if part.get_content_maintype() == "text" and part.get_content_subtype() != "calendar":
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            said += ["", content.decode().replace("\r\n", "\n")]
    text = re.sub(r"=={5,}\d+==|/(feeds|calendars|me|l)/[\w.~-]{20,}", "RANDOM", "\n".join(said))
    return plain(text.encode())


def test_what_an_author_gets_by_mail_is_as_it_was(app: Flask, clock: Clock) -> None:
    stage = Stage(app, NOW)
    postman = Postman(stage)
    stage.put_all_in()
    stage.publish()
    stage.link(LINK)
    postman.deliver()
    (invited,) = postman.take(stage.authors[0])
    stage.now = clock.now = stage.now + timedelta(hours=1)
    stage.step(SessionMove.CONFIRM)
    stage.swap(0, 2)
    stage.publish()
    postman.deliver()
    (moved,) = postman.take(stage.authors[0])
    stage.now = clock.now = stage.now + timedelta(hours=1)
    stage.step(SessionMove.CANCEL)
    postman.deliver()
    (off,) = postman.take(stage.authors[0])
    _same("mail-request.ics", _messages([invited]))
    _same("mail-update.ics", _messages([moved]))
    _same("mail-cancel.ics", _messages([off]))
    _same("mail-update.txt", _letter(moved))
