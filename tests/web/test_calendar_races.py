"""Calendars while something else happens at the same moment."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from tests.agenda_world import feed_path, on_session, published
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import AUTHOR, World
from wip.commands.serving import masked
from wip.db import db
from wip.models import CalendarDocument
from wip.queries.calendar_stored import Kind, Which
from wip.services import own_calendars
from wip.services.calendar_documents import Calendar, built, edition, forget_session, stored

LATER = NOW + timedelta(days=1)


@pytest.fixture
def out(world: World, clock: Clock) -> World:
    published(world)
    clock.now = LATER
    return world


def get(client: PageClient, path: str, **headers: str) -> TestResponse:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.http.get(path, headers=names, base_url="https://wip.example.edu")


def test_bytes_built_of_old_data_are_not_kept(out: World, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    base = edition("https://wip.example.edu", NOW)
    seen = Which.session(out.slug).stored(engine, "")
    assert seen is not None
    on_session(out, lambda s, row, _by: forget_session(s, row.id))
    built(engine, Kind.SESSION, seen, base, "body", Calendar("old.ics", b"old", NOW))
    now = Which.session(out.slug).stored(engine, "body")
    assert now is not None
    assert (stored(now, base), now.content) == (None, b"")
    built(engine, Kind.SESSION, now, base, "body", Calendar("new.ics", b"new", NOW))
    kept = out.do(
        lambda s: s.execute(
            sa.select(CalendarDocument.name, CalendarDocument.body).where(
                CalendarDocument.key.startswith("session:")
            )
        ).one()
    )
    assert tuple(kept) == ("new.ics", b"new")


def test_a_feed_is_answered_while_somebody_else_writes(out: World, app: Flask, client: PageClient) -> None:
    with app.app_context():
        engine = db.engine
    lock = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "SELECT id FROM wip_sessions FOR UPDATE"
    with engine.connect() as writer:
        writer.connection.driver_connection.execute(lock)  # type: ignore[union-attr]  # there is a driver while connected
        try:
            answer = get(client, f"/calendars/{out.slug}.ics")
            assert (answer.status_code, answer.get_data().count(b"BEGIN:VEVENT")) == (200, 3)
        finally:
            writer.connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]  # there is a driver while connected


def test_what_goes_wrong_is_logged_without_the_secret_of_the_address(
    out: World, client: PageClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError("built wrongly")

    monkeypatch.setattr(own_calendars, "person", fail)
    path = feed_path(out, AUTHOR)
    answer = get(client, path)
    assert (answer.status_code, answer.mimetype) == (500, "text/plain")
    token = path.split("/")[2]
    assert "calendars.own failed" in caplog.text
    assert token not in caplog.text
    assert masked(path) == "/feeds/…/my-sessions.ics"
