"""Measures a running room under the production server: displays and chairs that poll while the clock is pressed.

.venv/bin/python -m benchmarks.shows [--quick] [--database URL]

Thirty displays and two chairs' screens ask as the page's own script does; one chair presses every two seconds.
"""

import argparse
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from statistics import median, quantiles

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks import crowds, reports
from benchmarks.browsers import Browser
from benchmarks.data import SLUG_THREE, Loaded, Size
from benchmarks.installations import Installation, installation
from benchmarks.measures import WrongAnswer
from benchmarks.pages import env_of, wip_command
from benchmarks.rows import Rows
from benchmarks.servers import Server, free_port, running
from benchmarks.targets import Target
from wip.domain.links import LinkKind
from wip.domain.people import SYSTEM
from wip.models import WipSession
from wip.services import shows
from wip.services.show_rooms import programme_at

SIZE = Size(SLUG_THREE, "Session of Thirty Papers", 30, 30, 0)
ROOM = f"/manage/{SLUG_THREE}/show/0/"
DISPLAYS, CHAIRS, LISTENERS = 30, 2, 18
EVERY, PRESS_EVERY = 1.5, 2.0
SEEN_MOST = 2.0


@dataclass
class Screen:
    """One browser that polls, and fetches its page anew where something changed: what it asked, and what it saw when."""

    port: int
    page: str
    poll: str
    headers: dict[str, str]
    first: float
    polls: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    seen: list[tuple[int, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tag: str = ""

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def watch(self, stop: threading.Event) -> None:
        """Poll until told to stop."""
        time.sleep(self.first)
        while not stop.is_set():
            try:
                self._look()
            except (OSError, HTTPException) as fault:
                self.faults.append(repr(fault))
                self.connection.close()
            stop.wait(EVERY)

    def _look(self) -> None:
        asked = {"If-None-Match": self.tag} if self.tag else {}
        status, tag = self._ask(self.poll, asked, self.polls)
        if status == 304:
            return
        self.tag = tag
        status, _ = self._ask(self.page, {}, self.pages)
        self.seen.append((version_of(tag), time.perf_counter()))

    def _ask(self, path: str, headers: dict[str, str], taken: list[float]) -> tuple[int, str]:
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers | headers)
        answer = self.connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status not in {200, 304}:
            self.faults.append(f"{path} answered {answer.status}")
        return answer.status, answer.headers.get("ETag", "")

    def saw(self, version: int) -> float:
        """When it had drawn this version of the room, or a later one."""
        return next((at for seen, at in self.seen if seen >= version), float("inf"))


def version_of(tag: str) -> int:
    """The room's own version in a poll's tag."""
    return int(tag.strip('"').partition(".")[0])


def main() -> int:
    """Measure, print, and say 1 only where something was not answered as it should be."""
    parser = argparse.ArgumentParser(description="Measure a running room under the production server.")
    parser.add_argument("--quick", action="store_true", help="ten seconds in place of a minute")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="wip-bench-") as name,
        installation(Path(name), options.database, (SIZE,)) as (made, loaded),
    ):
        made.do(lambda session: crowds.crowd(Rows(session, datetime.now(UTC)), LISTENERS))
        display = made.do(lambda session: _opened(made, session))
        port = free_port()
        with running(wip_command(), port, "/healthz", env_of(made, port), Path(name) / "app.log") as app:
            try:
                _run(made, app, loaded, display, 10 if options.quick else 60)
            except WrongAnswer as fault:
                print(f"\n{fault}", file=sys.stderr)
                return 1
    return 0


def _opened(made: Installation, session: Session) -> str:
    """Open the room with a link for displays; its address."""
    row, now = (
        session.scalars(sa.select(WipSession).where(WipSession.slug == SLUG_THREE)).one(),
        datetime.now(UTC),
    )
    show = shows.open_show(session, row, programme_at(session, row, 0, SYSTEM), by=SYSTEM, now=now)
    shows.make_link(session, row, show, LinkKind.SCREEN, by=SYSTEM, now=now)
    link = shows.link_of(show, LinkKind.SCREEN)
    if link is None:
        raise WrongAnswer("the room has no display")
    return made.signer.path(link)


def _run(made: Installation, app: Server, loaded: Loaded, display: str, seconds: int) -> None:
    chairs = [Browser(app.port) for _ in range(CHAIRS)]
    for chair in chairs:
        chair.press(made.sign_in_path(loaded.leader))
    screens, random = _screens(app, chairs, display), Random(7)  # noqa: S311 - no secrets
    for screen in screens:
        screen.first = random.uniform(0, EVERY)
    stop = threading.Event()
    threads = [threading.Thread(target=screen.watch, args=(stop,)) for screen in screens]
    for thread in threads:
        thread.start()
    pressed: list[tuple[int, float, float]] = []
    try:
        time.sleep(2 * EVERY)
        quiet = _share(app, lambda: time.sleep(seconds / 2))
        chairs[0].connection.close()  # the server has ended it by now: the next question opens another
        busy = _share(app, lambda: pressed.extend(_pressed(chairs[0], screens[-1].tag, seconds)))
        time.sleep(2 * EVERY)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    _print(screens, pressed, quiet, busy)


def _screens(app: Server, chairs: list[Browser], display: str) -> list[Screen]:
    poll = display.replace("/screen", "/state.json")
    screens = [Screen(app.port, display, poll, {}, 0) for _ in range(DISPLAYS)]
    for chair in chairs:
        status, page, _ = chair.get(ROOM)
        found = re.search(r'data-poll="([^"]+)"', page)
        if status != 200 or found is None:
            raise WrongAnswer(f"{ROOM} answered {status}")
        screens.append(Screen(app.port, ROOM, found.group(1), {"Cookie": chair.cookie}, 0))
    return screens


def _pressed(chair: Browser, tag: str, seconds: int) -> list[tuple[int, float, float]]:
    """Press the next button every two seconds: the version that each made, when, and how long its answer took."""
    done, version = [], version_of(tag)
    for _ in range(int(seconds / PRESS_EVERY)):
        _, page, _ = chair.get(ROOM)
        found = re.search(r'name="mark" value="([^"]+)" data-key="next"', page)
        if found is None:
            raise WrongAnswer("there is nothing to press")
        began = time.perf_counter()
        status, _, _ = chair.send(page, f"{ROOM}press", {"mark": found.group(1)})
        taken = time.perf_counter() - began
        if status != 303:
            raise WrongAnswer(f"a press answered {status}")
        version += 1
        done.append((version, began, taken))
        time.sleep(max(0.0, PRESS_EVERY - (time.perf_counter() - began)))
    return done


def _share(app: Server, act: Callable[[], None]) -> float:
    """The CPU that the server used while `act` went on, in per cent of one core."""
    spent, began = app.cpu_seconds(), time.perf_counter()
    act()
    return 100 * (app.cpu_seconds() - spent) / (time.perf_counter() - began)


def _print(screens: list[Screen], pressed: list[tuple[int, float, float]], quiet: float, busy: float) -> None:
    waits = [[screen.saw(version) - began for screen in screens] for version, began, _ in pressed]
    every = [wait for row in waits for wait in row]
    lines = (
        ("a poll", [t for screen in screens for t in screen.polls]),
        ("a page drawn anew", [t for screen in screens for t in screen.pages]),
        ("a press", [taken for _, _, taken in pressed]),
        ("from a press until a screen shows it", every),
        ("from a press until all screens show it", [max(row) for row in waits]),
    )
    print(f"{DISPLAYS} displays and {CHAIRS} chairs, {len(pressed)} presses, one every {PRESS_EVERY:g} s:\n")
    print("| what | times | median ms | p95 ms | worst ms |")
    print("|---|--:|--:|--:|--:|")
    for name, taken in lines:
        p95 = quantiles(taken, n=20, method="inclusive")[-1]
        print(
            f"| {name} | {len(taken):,} | {1000 * median(taken):.0f} | {1000 * p95:.0f} | {1000 * max(taken):.0f} |"
        )
    print(f"\nServer: {quiet:.0f} % of one core while nobody presses, {busy:.0f} % while somebody does.\n")
    faults = [fault for screen in screens for fault in screen.faults]
    for fault in faults[:5]:
        print(fault)
    asked = sum(len(screen.polls) + len(screen.pages) for screen in screens)
    worst = max(every)
    verdicts = [
        Target("answers to screens", "no error", f"{len(faults)} of {asked:,}", not faults),
        Target(
            "a press is on every screen",
            f"within {SEEN_MOST:g} s",
            f"{worst:.2f} s at most",
            worst <= SEEN_MOST,
        ),
    ]
    print(reports.verdicts(verdicts))


if __name__ == "__main__":
    sys.exit(main())
