"""An installation of the app's own for one run: its folder, its database with the data, and who signs in."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from benchmarks.data import SIZES, SLUG_OPEN, Loaded, Loader, Size
from benchmarks.measures import WrongAnswer
from benchmarks.servers import cpu_seconds, family
from benchmarks.visits import Visit
from wip.adapters.schema import upgrade
from wip.adapters.tokens import Signer
from wip.app import create_app
from wip.db import db, writing
from wip.models import Feed, Paper, Person, WipSession
from wip.services.people import feed_link, feed_of
from wip.services.sign_ins import make_link
from wip.settings import Settings, read

T = TypeVar("T")


@dataclass
class Installation:
    """The app in this process, on the same database as the server's workers."""

    app: Flask
    env: dict[str, str]

    def do(self, act: Callable[[Session], T]) -> T:
        """Run `act(session)` in a transaction of its own, and commit."""
        with self.app.app_context(), writing():
            try:
                result = act(db.session())
                db.session.commit()
            finally:
                db.session.remove()
        return result

    @property
    def signer(self) -> Signer:
        """Makes the addresses of links."""
        found: Signer = self.app.extensions["wip_signer"]
        return found

    def sign_in_path(self, email: str) -> str:
        """A fresh sign-in link."""
        return self.do(lambda session: self.signer.path(make_link(session, email, datetime.now(UTC), 30)))

    def feed_path(self, email: str) -> str:
        """The address of somebody's own calendar."""

        def make(session: Session) -> str:
            person = session.scalars(sa.select(Person).where(Person.email == email)).one()
            return self.signer.path(feed_link(feed_of(session, person, datetime.now(UTC))))

        return self.do(make)

    def feed_paths(self, emails: Sequence[str]) -> list[str]:
        """The addresses of many people's calendars, which are there already."""

        def read(session: Session) -> list[str]:
            feeds = session.scalars(
                sa.select(Feed).join(Person).where(Person.email.in_(emails)).order_by(Feed.id)
            )
            return [self.signer.path(feed_link(feed)) for feed in feeds]

        return self.do(read)

    def papers_submitted(self) -> int:
        """How many papers the open call has."""
        count = (
            sa.select(sa.func.count()).select_from(Paper).join(WipSession).where(WipSession.slug == SLUG_OPEN)
        )
        return self.do(lambda session: session.scalar(count) or 0)

    def statements(self, visit: Visit, headers: dict[str, str]) -> int:
        """SQL statements of one request, counted in this process; the second request, when caches are warm."""
        with self.app.app_context():
            engine = db.engine
        browser = self.app.test_client(use_cookies=False)
        browser.get(visit.path, headers=headers)
        with _noting(engine) as said:
            status = browser.get(visit.path, headers=headers).status_code
        if status != visit.status:
            raise WrongAnswer(f"{visit.name} ({visit.path}) answered {status}, not {visit.status}")
        return _counted(said)

    def statements_once(self, path: str) -> int:
        """SQL statements of this very request, counted in this process."""
        with self.app.app_context():
            engine = db.engine
        with _noting(engine) as said:
            status = self.app.test_client(use_cookies=False).get(path).status_code
        if status != 200:
            raise WrongAnswer(f"{path} answered {status}")
        return _counted(said)

    def database_seconds(self) -> Callable[[], float]:
        """What reads PostgreSQL's CPU time so far; always 0 on SQLite, which runs inside the workers."""
        with self.app.app_context():
            if db.engine.dialect.name == "sqlite":
                return lambda: 0.0
            with db.engine.connect() as connection:
                backend: int = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
        postmaster = int(fields[1])
        return lambda: sum(cpu_seconds(pid) for pid in family(postmaster))


def _counted(said: Sequence[str]) -> int:
    return sum(not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")) for statement in said)


@contextmanager
def _noting(engine: Engine) -> Iterator[list[str]]:
    """Collects what the database is told: on SQLite by the driver itself, which no way round the library escapes."""
    said: list[str] = []
    if engine.dialect.name == "sqlite":

        def trace(driver: Any, *_more: object) -> None:
            driver.set_trace_callback(said.append)

        engine.dispose()
        sa.event.listen(engine, "checkout", trace)
        yield said
        sa.event.remove(engine, "checkout", trace)
        engine.dispose()
        return

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(engine, "before_cursor_execute", note)


@contextmanager
def installation(
    folder: Path, database_url: str, sizes: Sequence[Size] = SIZES
) -> Iterator[tuple[Installation, Loaded]]:
    """Migrate an empty database and load the data."""
    env = {
        "WIP_INSTANCE": str(folder),
        "WIP_SECRET_KEY": secrets.token_urlsafe(48),
        "WIP_BASE_URL": "http://wip.example.edu",
        "WIP_PUBLIC_WRITE_LIMIT": "1000000 per hour",
    }
    if database_url:
        env["WIP_DATABASE_URL"] = database_url
    settings: Settings = read(env)
    made = Installation(create_app(settings), env)
    with made.app.app_context(), writing():
        _migrate()
    loaded = made.do(lambda session: Loader(session, datetime.now(UTC), sizes).load())
    yield made, loaded
    with made.app.app_context():
        db.session.remove()
        db.engine.dispose()


def _migrate() -> None:
    if sa.inspect(db.engine).has_table("people"):
        raise SystemExit("The database is not empty. Give the address of an empty one: it will be filled.")
    upgrade(db.engine)
