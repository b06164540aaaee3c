"""Fixtures: a real database for every test, made once a process by the migrations and copied or emptied."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.worked_out_once import TEMPLATES, leave_modules_alone, share_routes, share_statements
from tests.world import World
from wip.adapters.schema import upgrade
from wip.app import create_app
from wip.db import db, writing
from wip.queries.prepared import Prepared
from wip.settings import Settings
from wip.web.limits import limiter

pytest_plugins = ["tests.journeys.browsing"]

# No deadline: an example that is slow on a busy machine is not a wrong one.
hypothesis_settings.register_profile("wip", deadline=None)
# Where nobody waits, a failing example is told as it was drawn: making a long one shorter can take an hour.
hypothesis_settings.register_profile(
    "wip-ci", hypothesis_settings.get_profile("wip"), phases=set(Phase) - {Phase.shrink, Phase.explain}
)
hypothesis_settings.load_profile("wip-ci" if os.environ.get("CI") == "true" else "wip")

share_routes()


def pytest_collection_finish() -> None:
    """All is imported now."""
    leave_modules_alone()


NOW = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
"""The moment at which most tests play: a Wednesday, with the spring call open."""

POSTGRES = os.environ.get("WIP_TEST_DATABASE_URL", "")


def settings_in(folder: Path, database_url: str = "") -> Settings:
    """Settings of an installation of its own under `folder`."""
    return Settings(
        instance=folder,
        database_url=database_url or f"sqlite:///{folder / 'wip.sqlite'}",
        secret_key="tests-only-" + "x" * 40,
        base_url="https://wip.example.edu",
        mail_from="wip@wip.example.edu",
        upload_max_bytes=2 * 1024 * 1024,
        letters_per_minute=6000,
    )


class Clock:
    """The clock that the app reads in tests; set `now` to move it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The app's clock."""
    return Clock()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database: an SQLite file to copy, or a PostgreSQL template to clone."""
    folder = tmp_path_factory.mktemp("prepared")
    url = f"sqlite:///{folder / 'wip.sqlite'}"
    name = f"wip_template_{uuid4().hex[:12]}"
    if POSTGRES:
        _run_on_postgres(f"CREATE DATABASE {name}")
        url = _postgres_url(name)
    app = create_app(settings_in(folder, url))
    with app.app_context(), writing():
        upgrade(db.engine)
        db.session.remove()
        db.engine.dispose()
    yield name if POSTGRES else str(folder / "wip.sqlite")
    if POSTGRES:
        _run_on_postgres(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _postgres_url(name: str) -> str:
    return sa.make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


def _run_on_postgres(statement: str) -> None:
    address = sa.make_url(POSTGRES).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def fresh_database(prepared: str, folder: Path) -> Iterator[str]:
    """The address of a copy of the migrated database; for the length of the block."""
    if not POSTGRES:
        shutil.copy(prepared, folder / "wip.sqlite")
        yield f"sqlite:///{folder / 'wip.sqlite'}"
        return
    name = f"wip_{uuid4().hex[:16]}"
    _run_on_postgres(f"CREATE DATABASE {name} TEMPLATE {prepared}")
    yield _postgres_url(name)
    _run_on_postgres(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@contextmanager
def running_app(folder: Path, database_url: str, clock: Clock, base_url: str = "") -> Iterator[Flask]:
    """The app under the tests' clock, without limits on how often somebody knocks."""
    settings = settings_in(folder, database_url)
    app = create_app(replace(settings, base_url=base_url or settings.base_url))
    app.config.update(TESTING=True, CLOCK=clock, WTF_CSRF_ENABLED=True)
    limiter.enabled = False
    app.extensions["wip_deliver_soon"] = lambda: None  # tests deliver letters themselves
    app.extensions["wip_preview_soon"] = lambda _ids: None  # and make previews themselves
    app.extensions["wip_plan_soon"] = lambda _ids: None  # and large plans
    app.jinja_env.bytecode_cache = TEMPLATES
    share_statements(app)
    yield app
    app.extensions["wip_tasks"].storage.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def prepared_world(prepared: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """As `prepared`, with the small named world in it: most tests begin there."""
    folder = tmp_path_factory.mktemp("prepared-world")
    with fresh_database(prepared, folder) as url:
        with running_app(folder, url, Clock()) as app:
            World(app, NOW)
        yield sa.make_url(url).database or ""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database; with the small named world in it where the test asks for that."""
    made = "prepared_world" if "world" in request.fixturenames else "prepared"
    with fresh_database(request.getfixturevalue(made), tmp_path) as url:
        yield url


@pytest.fixture
def app(tmp_path: Path, database_url: str, clock: Clock) -> Iterator[Flask]:
    """The app on a fresh database, with the tests' clock."""
    with running_app(tmp_path, database_url, clock) as app:
        yield app


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session that writes; outside of any request."""
    with app.app_context(), writing():
        yield db.session()
        db.session.remove()


@pytest.fixture
def world(app: Flask) -> World:
    """The small named world of people and sections; see tests/world.py."""
    return World(app, NOW, is_new=False)


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A visitor's browser, which checks every page that it gets."""
    return PageClient(app)


@pytest.fixture
def statements(app: Flask) -> Any:
    """`with statements() as said:` collects the SQL statements of the block."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        said: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
                said.append(statement)

        with app.app_context():
            engine = db.engine
        read = Prepared.rows

        def rows(select: Prepared, *asked: Any) -> list[list[Any]]:
            said.append("SELECT prepared")
            return read(select, *asked)

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(Prepared, "rows", rows)  # the library does not hear of what runs on the driver
                yield said
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return collect
