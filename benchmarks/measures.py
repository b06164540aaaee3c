"""Taking the measurements: rounds over all visits, with the yardstick measured again between them."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.servers import Server
from benchmarks.visits import Visit

HELLO = Visit("hello", "/")
CROWD = 8
"""Connections of the second measurement."""


class WrongAnswer(Exception):
    """A page did not answer as it should."""


@dataclass(frozen=True)
class Effort:
    """How long to measure: seconds for each visit and number of connections, rounds, and requests at most."""

    rounds: int
    seconds: float
    most: int


FULL, QUICK = Effort(3, 1.2, 3000), Effort(1, 0.4, 600)


@dataclass
class Sample:
    """What one visit cost in one round. Times in milliseconds; CPU per request, of the server and the database."""

    median: float
    p95: float
    alone: float
    crowd: float
    cpu: float
    database: float
    size: int


@dataclass
class Figures:
    """All samples of one visit."""

    samples: list[Sample] = field(default_factory=list)
    statements: int | None = None

    def of(self, name: str) -> float:
        """The median of the rounds."""
        return float(median(getattr(sample, name) for sample in self.samples))

    @property
    def whole_cpu(self) -> float:
        """CPU milliseconds per request, the database's with it: the median of the rounds."""
        return float(median(sample.cpu + sample.database for sample in self.samples))


class Load:
    """The process that asks; see load.py."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("load.py"))]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, port: int, request: str, count: int, connections: int) -> dict[str, Any]:
        """Have `count` requests sent over so many connections."""
        into, out = self.process.stdin, self.process.stdout
        if into is None or out is None:
            raise WrongAnswer("the load has no pipes")
        into.write(
            json.dumps({"port": port, "request": request, "count": count, "connections": connections}) + "\n"
        )
        into.flush()
        answer: dict[str, Any] = json.loads(out.readline())
        return answer

    def stop(self) -> None:
        """End the process."""
        self.process.communicate(timeout=10)


def request_of(visit: Visit, headers: dict[str, str]) -> str:
    """The bytes of one request, as text."""
    lines = [
        f"GET {visit.path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Accept-Encoding: gzip",
        "Connection: keep-alive",
    ]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""])


@dataclass
class Meter:
    """Measures visits of one server."""

    load: Load
    effort: Effort
    database_seconds: Callable[[], float]

    def warm_up(self, server: Server, visit: Visit, request: str) -> int:
        """Ask a few times, so that every worker has seen the page; returns how many requests fill the time."""
        answer = self.load.ask(server.port, request, 4 * CROWD, CROWD)
        check(visit, answer)
        once = self.load.ask(server.port, request, 16, 1)
        check(visit, once)
        fitting = int(self.effort.seconds / max(once["whole"] / 16, 1e-5))
        return max(2 * CROWD, min(self.effort.most, fitting))

    def sample(self, server: Server, visit: Visit, request: str, count: int) -> Sample:
        """One round of one visit: over one connection, then over eight."""
        pids = server.cpu_seconds()
        database = self.database_seconds()
        alone = self.load.ask(server.port, request, count, 1)
        crowd = self.load.ask(server.port, request, count, CROWD)
        for answer in (alone, crowd):
            check(visit, answer)
        times = [1000 * taken for taken in alone["seconds"]]
        return Sample(
            median=median(times),
            p95=quantiles(times, n=20)[-1],
            alone=count / alone["whole"],
            crowd=count / crowd["whole"],
            cpu=1000 * (server.cpu_seconds() - pids) / (2 * count),
            database=1000 * (self.database_seconds() - database) / (2 * count),
            size=alone["bytes"],
        )


def check(visit: Visit, answer: dict[str, Any]) -> None:
    """Raise WrongAnswer unless every request was answered as expected."""
    if answer["faults"] or answer["statuses"] != [visit.status]:
        told = f"answered {answer['statuses']} {answer['faults']}, not {visit.status}"
        raise WrongAnswer(f"{visit.name} ({visit.path}) {told}")


def measure(
    meter: Meter,
    app: Server,
    hello: Server,
    visits: list[Visit],
    requests: dict[str, str],
    say: Callable[[str], None],
) -> dict[str, Figures]:
    """Every visit in every round; hello before each, since a shared machine has faster and slower moments."""
    hello_request = request_of(HELLO, {})
    hello_count = meter.warm_up(hello, HELLO, hello_request)
    counts = {visit.name: meter.warm_up(app, visit, requests[visit.name]) for visit in visits}
    found = {name: Figures() for name in (HELLO.name, *counts)}
    for number in range(meter.effort.rounds):
        for place, visit in enumerate(visits):
            if place % 4 == 0:
                found[HELLO.name].samples.append(meter.sample(hello, HELLO, hello_request, hello_count))
            say(f"round {number + 1} of {meter.effort.rounds}: {visit.name}")
            found[visit.name].samples.append(
                meter.sample(app, visit, requests[visit.name], counts[visit.name])
            )
    return found
