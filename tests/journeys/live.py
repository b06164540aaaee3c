"""A living app: on its own database, behind a real server, with a clock that tests set and letters as files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from threading import Thread

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import Clock, fresh_database, running_app
from wip.db import db, writing
from wip.services.deliveries import deliver_due
from wip.settings import Settings

LINK = re.compile(r"https?://\S+")


class Quiet(WSGIRequestHandler):
    """Answers without a line for each request."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - Werkzeug's name
        """Nothing."""


class LiveApp:
    """The app with what a test needs around it."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.settings: Settings = app.extensions["wip_settings"]
        self.address = self.settings.base_url
        self._read: set[Path] = set()

    def deliver(self) -> list[EmailMessage]:
        """Have the worker's task deliver what waits; the messages that came since the last time, oldest first."""
        with self.app.app_context(), writing():
            deliver_due(db.session(), self.settings, self.clock.now)
            db.session.remove()
        files = sorted(
            set(self.settings.letters_folder.glob("*.eml")) - self._read, key=lambda f: f.stat().st_mtime_ns
        )
        self._read |= set(files)
        return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def text_of(message: EmailMessage) -> str:
    """The plain text of a letter."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(message: EmailMessage, containing: str) -> str:
    """The one address in a letter that contains these words."""
    found = sorted({link.rstrip(".,)>") for link in LINK.findall(text_of(message)) if containing in link})
    assert len(found) == 1, f"{containing!r} in {text_of(message)}"
    return str(found[0])


def letter_to(letters: list[EmailMessage], email: str, subject: str = "") -> EmailMessage:
    """The one letter to this address whose subject contains these words."""
    found = [m for m in letters if email in m["To"] and subject in m["Subject"]]
    assert len(found) == 1, f"{email} {subject!r} in {[(m['To'], m['Subject']) for m in letters]}"
    return found[0]


@contextmanager
def live_app(prepared: str, folder: Path) -> Iterator[LiveApp]:
    """The app behind Werkzeug's server in a thread of this process, on a free port."""
    clock = Clock()
    server = make_server("127.0.0.1", 0, Flask(__name__), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    address = f"http://127.0.0.1:{server.server_port}"
    with fresh_database(prepared, folder) as url, running_app(folder, url, clock, address) as app:
        server.app = app
        thread.start()
        try:
            yield LiveApp(app, clock)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
