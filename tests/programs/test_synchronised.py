"""A synchroniser subscribes to a served calendar and carries it into a calendar server, which follows every change."""

import http.client
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.calendars.client import File, read
from tests.calendars.fixed_history import BASE, history
from tests.conftest import Clock
from tests.programs.programs import FOLDER, run
from tests.programs.servers import radicale_running

pytestmark = pytest.mark.calendars

VDIRSYNCER, PYTHON = FOLDER / "ical-khal/bin/vdirsyncer", FOLDER / "ical-servers/bin/python"
CHANGES = ("published", "moved", "renamed", "withdrawn", "come-back", "taken-down", "again", "cancelled")


@contextmanager
def _serving(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def _said(file: File) -> list[tuple[object, ...]]:
    # Not by UID: vdirsyncer gives events of a subscription names of its own.
    return sorted(
        (event.starts_at, event.ends_at, event.said("SUMMARY"), event.status, event.sequence)
        for event in file.events.values()
    )


def _kept(port: int) -> list[tuple[object, ...]]:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", "/u/wip/")
    return _said(read(asked.getresponse().read(), ours=False))


def test_a_calendar_server_follows_every_change(app: Flask, clock: Clock, tmp_path: Path) -> None:
    if not (VDIRSYNCER.exists() and PYTHON.exists()):
        assert os.environ.get("CI") != "true", "NOT INSTALLED: vdirsyncer, Radicale"
        pytest.skip("NOT SYNCHRONISED: run tests/programs/setup.sh")
    with radicale_running(PYTHON, tmp_path) as port, _serving(app) as here:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for method, path in (("MKCOL", "/u/"), ("MKCALENDAR", "/u/wip/")):
            asked.request(method, path)
            asked.getresponse().read()
        followed = list[str]()
        for name, stage, _truth in history(app, clock):
            if name not in CHANGES:
                continue
            address = f"/calendars/{stage.slug}.ics"
            config = _configured(tmp_path, f"{here}{address}", f"http://127.0.0.1:{port}/u/wip/")
            said = run([VDIRSYNCER, "-c", config, "discover"], tmp_path, "y\n") if not followed else ""
            said += run([VDIRSYNCER, "-c", config, "sync"], tmp_path)
            public = read(app.test_client().get(address, base_url=BASE).data)
            assert _kept(port) == _said(public), (name, said)
            followed.append(name)
    assert tuple(followed) == CHANGES


def _configured(folder: Path, feed: str, calendar: str) -> Path:
    config = folder / "vdirsyncer.conf"
    config.write_text(
        f'[general]\nstatus_path = "{folder / "status"}"\n'
        '[pair wip]\na = "feed"\nb = "server"\ncollections = null\nconflict_resolution = "a wins"\n'
        f'[storage feed]\ntype = "http"\nurl = "{feed}"\n'
        f'[storage server]\ntype = "caldav"\nurl = "{calendar}"\nusername = "u"\npassword = "none"\n'
    )
    return config
