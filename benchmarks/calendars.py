"""Measures calendars under the production server, beside a bare Flask app on the same server.

.venv/bin/python -m benchmarks.calendars [--quick] [--database URL]

Feeds of 3 and of 200 slots: built first, built again after a change, unchanged, and asked for with what one has; how many
personal feeds of one session are right how soon after it moved; and whether other people's sessions cost anything.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import crowds, reports
from benchmarks.data import SLUG_THOUSAND, SLUG_THREE, Loaded, Size
from benchmarks.installations import Installation, installation
from benchmarks.load import Connection
from benchmarks.measures import FULL, QUICK, Figures, Load, Meter, WrongAnswer, measure, request_of
from benchmarks.pages import env_of, etag_of, hello_command, wip_command
from benchmarks.rows import Rows
from benchmarks.servers import Server, free_port, running
from benchmarks.targets import Target, ratio
from benchmarks.visits import Visit
from wip.domain.people import SYSTEM
from wip.models import CalendarDocument, CalendarEntry, WipSession
from wip.services import sessions
from wip.services.calendar_documents import forget_session

THREE, MANY = (
    Size(SLUG_THREE, "Session of Three", 3, 3, 0),
    Size(SLUG_THOUSAND, "Session of 200", 200, 200, 0),
)
SECTION = "/calendars/sections/fictional-procedure.ics"
LISTENERS, CONNECTIONS, OTHERS_FEW, OTHERS_MANY = 1000, 8, 10, 990


@dataclass(frozen=True)
class Build:
    """What building one calendar cost: CPU and wall milliseconds, and statements."""

    name: str
    cpu: float
    wall: float
    statements: int


def main() -> int:
    """Measure, print, and say 1 only where a calendar was not answered as it should be."""
    parser = argparse.ArgumentParser(description="Measure calendars under the production server.")
    parser.add_argument("--quick", action="store_true", help="one short round: figures are rough")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="wip-bench-") as name,
        installation(Path(name), options.database, (THREE, MANY)) as (made, loaded),
    ):
        made.do(lambda session: crowds.others(Rows(session, datetime.now(UTC)), OTHERS_FEW))
        addresses = made.do(lambda session: crowds.crowd(Rows(session, datetime.now(UTC)), LISTENERS))
        try:
            _run(Path(name), made, loaded, addresses, quick=options.quick)
        except WrongAnswer as fault:
            print(f"\n{fault}", file=sys.stderr)
            return 1
    return 0


def _run(folder: Path, made: Installation, loaded: Loaded, addresses: list[str], *, quick: bool) -> None:
    app_port, hello_port = free_port(), free_port()
    feed = made.feed_path(loaded.author)
    with (
        running(hello_command(hello_port), hello_port, "/", {}, folder / "hello.log") as hello,
        running(wip_command(), app_port, "/healthz", env_of(made, app_port), folder / "app.log") as app,
    ):
        builds = [each for path in _paths(feed) for each in _builds(made, app, *path, 5 if quick else 15)]
        found = _served(made, app, hello, _visits(feed), quick=quick)
        before = {name: found[name].whole_cpu for name in found}
        crowd = _moved(made, app, addresses)
        made.do(lambda session: crowds.others(Rows(session, datetime.now(UTC)), OTHERS_MANY))
        builds_after = [
            each for path in _paths(feed) for each in _builds(made, app, *path, 5 if quick else 15)
        ]
        later = _served(made, app, hello, _visits(feed), quick=quick)
    print(reports.table(found))
    print(f"\n{'built':<42}{'CPU ms':>9}{'wall ms':>9}{'SQL':>6}{'CPU ms, 990 more sessions':>28}{'SQL':>6}")
    for one, after in zip(builds, builds_after, strict=True):
        figures = f"{one.cpu:>9.1f}{one.wall:>9.1f}{one.statements:>6}{after.cpu:>28.1f}{after.statements:>6}"
        print(f"{one.name:<42}{figures}")
    print()
    print(reports.verdicts([*_targets(found, builds, crowd), *_growth(before, later, builds, builds_after)]))


def _paths(feed: str) -> list[tuple[str, str]]:
    return [
        ("agenda, 3 slots", f"/calendars/{SLUG_THREE}.ics"),
        ("agenda, 200 slots", f"/calendars/{SLUG_THOUSAND}.ics"),
        ("personal feed", feed),
        ("section's year", SECTION),
    ]


def _visits(feed: str) -> list[Visit]:
    return [
        Visit(f"{name}, {how}", path, again=how == "conditional")
        for name, path in _paths(feed)
        for how in ("unchanged", "conditional")
    ]


def _served(
    made: Installation, app: Server, hello: Server, visits: list[Visit], *, quick: bool
) -> dict[str, Figures]:
    sent = {visit.name: etag_of(app, visit) for visit in visits}
    load = Load()
    meter = Meter(load, QUICK if quick else FULL, made.database_seconds())
    requests = {visit.name: request_of(visit, sent[visit.name]) for visit in visits}
    found = measure(meter, app, hello, visits, requests, lambda _text: None)
    load.stop()
    for visit in visits:
        found[visit.name].statements = made.statements(visit, sent[visit.name])
    return found


def _builds(made: Installation, app: Server, name: str, path: str, times: int) -> list[Build]:
    """The calendar built as if nobody had asked before, and built again after its session changed."""

    def stale(session: Session) -> None:
        session.execute(sa.delete(CalendarDocument))

    def change(session: Session) -> None:
        # As a verb leaves it; without its letters, which are measured elsewhere (deliveries.py).
        for slug in (SLUG_THREE, SLUG_THOUSAND):
            session_id = session.scalars(sa.select(WipSession.id).where(WipSession.slug == slug)).one()
            of_session = CalendarEntry.wip_session_id == session_id
            session.execute(sa.update(CalendarEntry).where(of_session).values(changed_at=datetime.now(UTC)))
            forget_session(session, session_id)

    return [
        _built(made, app, f"{name}, first", path, lambda: made.do(stale), times),
        _built(made, app, f"{name}, after a change", path, lambda: made.do(change), max(3, times // 5)),
    ]


def _built(
    made: Installation, app: Server, name: str, path: str, before: Callable[[], None], times: int
) -> Build:
    visit, cpu, walls = Visit(name, path), 0.0, []
    connection, request = Connection(app.port), request_of(visit, {}).encode()
    connection.fetch(request)
    for _ in range(times):
        before()
        spent, began = app.cpu_seconds(), time.perf_counter()
        status, _ = connection.fetch(request)
        walls.append(time.perf_counter() - began)
        cpu += app.cpu_seconds() - spent
        if status != 200:
            raise WrongAnswer(f"{name} answered {status}")
    counts = []
    for _ in range(5):  # where the worker writes at that moment, what was built is not kept
        before()
        counts.append(made.statements_once(path))
    return Build(name, 1000 * cpu / times, 1000 * median(walls), max(counts))


@dataclass(frozen=True)
class Crowd:
    """Personal feeds after a move: how many were right, how long until the last answer, and CPU for each."""

    right: int
    of: int
    seconds: float
    cpu: float


def _moved(made: Installation, app: Server, addresses: list[str]) -> Crowd:
    paths = made.feed_paths(addresses)
    requests = [
        request_of(Visit("", path), {}).replace("Accept-Encoding: gzip\r\n", "").encode() for path in paths
    ]
    _ask_all(app, requests)

    def move(session: Session) -> datetime:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == SLUG_THREE)).one()
        told = {each.name: getattr(row, each.name) for each in fields(sessions.SessionFacts)}
        facts = sessions.SessionFacts(**{**told, "starts_at": row.starts_at + timedelta(days=1)})
        sessions.change(session, row, facts, seen=row.version, by=SYSTEM, now=datetime.now(UTC))
        return row.starts_at

    starts_at = made.do(move)
    spent, began = app.cpu_seconds(), time.perf_counter()
    bodies = _ask_all(app, requests)
    seconds = time.perf_counter() - began
    wanted = f"DTSTART:{starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode()
    right = sum(wanted in body for body in bodies)
    return Crowd(right, len(paths), seconds, 1000 * (app.cpu_seconds() - spent) / len(paths))


def _ask_all(app: Server, requests: list[bytes]) -> list[bytes]:
    def some(first: int) -> list[bytes]:
        connection = Connection(app.port)
        return [connection.fetch(request)[1] for request in requests[first::CONNECTIONS]]

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return [body for bodies in threads.map(some, range(CONNECTIONS)) for body in bodies]


def _targets(found: dict[str, Figures], builds: list[Build], crowd: Crowd) -> list[Target]:
    told = []
    for name, figures in found.items():
        if name.endswith("conditional"):
            figure, statements = ratio(found, name), figures.statements or 0
            met = figure <= 3 and statements <= 1
            told.append(
                Target(name, "at most 3 × hello, 1 statement", f"{figure:.2f} × hello, {statements}", met)
            )
    whole = ratio(found, "agenda, 200 slots, unchanged")
    told.append(
        Target("agenda, 200 slots, unchanged", "at most 5 × hello", f"{whole:.2f} × hello", whole <= 5)
    )
    first = next(each for each in builds if each.name == "agenda, 200 slots, first")
    told.append(
        Target(
            first.name, "at most 100 ms", f"{first.wall:.0f} ms, CPU {first.cpu:.0f} ms", first.wall <= 100
        )
    )
    said = f"{crowd.right} right within {crowd.seconds:.2f} s, CPU {crowd.cpu:.2f} ms each"
    met = crowd.right == crowd.of and crowd.seconds <= 2
    told.append(Target(f"{crowd.of} personal feeds after a move", "all right within 2 s", said, met))
    return told


def _growth(
    before: dict[str, float], later: dict[str, Figures], builds: list[Build], after: list[Build]
) -> list[Target]:
    served = sum(later[name].whole_cpu for name in before if name != "hello") / sum(
        cpu for name, cpu in before.items() if name != "hello"
    )
    built = sum(each.cpu for each in after) / sum(each.cpu for each in builds)
    # Not "the same": one fewer is told where the worker wrote at each of the moments, and nothing could be kept
    more = any(two.statements > one.statements for one, two in zip(builds, after, strict=True))
    return [
        Target("answered, 1,000 sessions against 10", "at most 1.2 ×", f"{served:.2f} ×", served <= 1.2),
        Target(
            "built, 1,000 sessions against 10",
            "at most 1.2 ×, no more statements",
            f"{built:.2f} ×, {'more' if more else 'no more'}",
            built <= 1.2 and not more,
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
