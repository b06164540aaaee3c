"""Serving: the web server's processes and the worker beside them, started and stopped together."""

import ctypes
import gc
import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from wip.commands import close, orphans
from wip.domain.refusals import Refusal
from wip.settings import Settings

if TYPE_CHECKING:
    from flask import Flask, Response

_ACCESS_LOG = "WIP_ACCESS_LOG"
_FRUGAL = {-8: 1, -1: 65_536, -3: 65_536}
"""mallopt(3): one arena, and memory given back early. An arena for each thread costs a worker ten megabytes."""

_THREADS = 4
_SECONDS_TO_STOP = 20
_SECONDS_BEFORE_START = 2
_SECONDS_BEFORE_RESTART = 3

_TOKENS = re.compile(
    r"^/(papers|feeds|sign-in|commissions|offers|invitations|commenting|attending|started|late|stop|feedback|forget|show)/[^/]+"
)
"""Every address that carries somebody's token; a test compares it with the routes."""

log = logging.getLogger("wip.serving")


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Refusal when nothing can listen there, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as no:
            raise Refusal(
                f"{host}:{port} is not free ({no.strerror}). Stop what runs there, or set WIP_PORT to another number."
            ) from no


def upgraded() -> str:
    """Bring the database to the newest revision, which is returned, and calendars to what this version has them say."""
    from wip.adapters import schema, servers
    from wip.app import create_app
    from wip.db import db

    app = create_app()
    with app.app_context():
        verdict = servers.database(db.engine)
        if not verdict.good:
            raise Refusal(f"The database is not there: {verdict.sentence}")
        with db.engine.connect() as connection:
            before = schema.revision(connection)
        schema.upgrade(db.engine)
        if before not in {"", schema.head()}:
            _follow_calendars()
        servers.ready(app.extensions["wip_tasks"])
        close(app)
    return schema.head()


def _follow_calendars() -> None:
    from wip.db import db, writing
    from wip.domain.people import SYSTEM
    from wip.services import calendars

    with writing():
        calendars.refresh_ahead(db.session(), by=SYSTEM, now=datetime.now(UTC))
        db.session.commit()
        db.session.remove()


def prepare(settings: Settings) -> None:
    """Bring the database up to date, where it is not, in a process that ends before the server starts.

    Importing the app here would cost a second and, as long as the server runs, the memory of one more worker.
    """
    if _is_current(settings):
        return
    done = subprocess.run([sys.executable, "-m", "wip", "upgrade"], stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


def _is_current(settings: Settings) -> bool:
    """Whether an embedded database is at the newest revision; False where only `wip upgrade` can tell."""
    from wip.adapters.schema import head

    file = Path(settings.database_url.removeprefix("sqlite:///"))
    if not settings.is_sqlite or not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file)) as connection:
            return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(head(),)]
    except sqlite3.Error:
        return False


def serve(settings: Settings, *, access_log: bool) -> None:
    """Serve until SIGINT or SIGTERM, then stop everything in order."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if access_log:
        os.environ[_ACCESS_LOG] = "1"
    server = Server(
        "wip.commands.serving:served",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.host,
        port=settings.port,
        workers=settings.web_workers,
        blocking_threads=_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=_SECONDS_TO_STOP,
        log_level=LogLevels.warning,
        websockets=False,
    )
    orphans.be_parent()
    worker = WorkerBeside()
    worker.start()
    try:
        server.serve()
    finally:
        worker.stop()


def _be_frugal() -> None:
    """Tell glibc how to keep memory; elsewhere there is nothing to tell."""
    with suppress(OSError, AttributeError):
        tell = ctypes.CDLL(None).mallopt
        for option, value in _FRUGAL.items():
            tell(option, value)


def served() -> "Flask":
    """The app as the web server's processes load it."""
    _be_frugal()
    orphans.end_with_parent()
    from wip.app import create_app

    app = create_app()
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    if os.environ.get(_ACCESS_LOG):
        app.after_request(_note_request)
    # What is there for good: walking through it for garbage held up every few requests.
    gc.collect()
    gc.freeze()
    return app


def masked(path: str) -> str:
    """The path as a log may hold it: a personal link's token would let its reader act for somebody."""
    return _TOKENS.sub(r"/\1/…", path)


def _note_request(response: "Response") -> "Response":
    from flask import request

    log.warning("%s %s %s", request.method, masked(request.path), response.status_code)
    return response


class WorkerBeside:
    """The worker as a process of its own, started again if it ends by itself."""

    def __init__(self) -> None:
        self._stopping = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = Thread(target=self._keep_running, daemon=True)

    def start(self) -> None:
        """Start the worker and watch it."""
        self._watch.start()

    def stop(self) -> None:
        """Let the worker finish the letter in hand; after a while, end it. What it leaves is taken up later."""
        self._stopping.set()
        process = self._process
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            if process is None or process.poll() is not None:
                return
            process.send_signal(number)
            try:
                process.wait(_SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                log.warning("the worker is slow to stop")

    def _keep_running(self) -> None:
        # The website first: both at once would compete for the processors.
        self._stopping.wait(_SECONDS_BEFORE_START)
        while not self._stopping.is_set():
            # A session of its own: Ctrl-C in the terminal reaches it through stop() alone.
            self._process = subprocess.Popen([sys.executable, "-m", "wip", "worker"], start_new_session=True)
            self._process.wait()
            if not self._stopping.wait(_SECONDS_BEFORE_RESTART):
                log.warning("the worker ended by itself; it is started again")
