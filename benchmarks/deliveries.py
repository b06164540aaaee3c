"""Kills the worker while letters go out through a mail server that misbehaves, and counts what arrived.

.venv/bin/python -m benchmarks.deliveries [--letters N] [--kills N] [--seed N] [--database URL]

The worker is a process like any other, ended by SIGKILL and started again. At the end every letter must have been taken
by the server, the same to the byte each time, and no more often than once and once more for each kill and each answer
that was lost after the server had taken the letter. Exits with 1 where that is not so.
"""

import argparse
import os
import random
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from wip.adapters.schema import upgrade
from wip.app import create_app
from wip.db import db, writing
from wip.domain.letters import LetterKind, LetterState
from wip.domain.links import page
from wip.models import Letter
from wip.services.letters import tell
from wip.services.people import person_at
from wip.settings import read

TIMEOUT = 1
"""Seconds of silence that the worker bears here; a server that stalls is silent for longer."""

SETTINGS = {
    "WIP_MAIL_TIMEOUT": str(TIMEOUT),
    "WIP_MAIL_PAUSES": ",".join(["0.2", "0.5", "1", *["2"] * 20]),
    "WIP_LETTERS_PER_MINUTE": "100000",
    "WIP_MAIL_FROM": "wip@wip.example.edu",
}
_SECONDS_AT_MOST = 900
_LOOK_SECONDS = 0.002


@dataclass(frozen=True)
class Counted:
    """What arrived, and what the database says of it."""

    letters: int
    kills: int
    taken: Mapping[str, int]
    unanswered: int
    unlike: int
    states: Mapping[str, int]
    seconds: float
    rate: float = 0.0

    @property
    def duplicates(self) -> int:
        """Letters that were taken more than once, each time counted."""
        return sum(self.taken.values()) - len(self.taken)

    def faults(self) -> list[str]:
        """What must not be, in words."""
        found = {
            f"{self.letters - len(self.taken)} letters never arrived": len(self.taken) != self.letters,
            f"states are {dict(self.states)}": self.states != {"sent": self.letters},
            f"{self.unlike} letters came in two forms": self.unlike > 0,
            f"{self.duplicates} duplicates are more than {self.kills} kills and {self.unanswered} lost answers": (
                self.duplicates > self.kills + self.unanswered
            ),
        }
        return [words for words, is_so in found.items() if is_so]


def main() -> int:
    """Measure, print, and judge."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="wip-bench-") as name:
        calm = measure(Path(name) / "calm", options.letters, 0, faults=0, database=options.database)
        print(f"without faults and kills: {calm.rate:.0f} letters a second, once the worker runs", flush=True)
        counted = measure(
            Path(name) / "killed",
            options.letters,
            options.kills,
            seed=options.seed,
            database=options.database,
        )
    print(
        f"{counted.letters} letters, {counted.kills} kills with SIGKILL, {counted.unanswered} answers lost after the "
        f"server had taken the letter"
    )
    print(f"arrived: {len(counted.taken)}, lost: {counted.letters - len(counted.taken)}")
    print(
        f"duplicates (same Message-ID): {counted.duplicates}, at most {counted.kills + counted.unanswered} allowed"
    )
    print(
        f"{counted.letters / counted.seconds:.1f} letters a second in {counted.seconds:.0f} s, restarts included"
    )
    wrong = calm.faults() + counted.faults()
    for words in wrong:
        print(f"WRONG: {words}", file=sys.stderr)
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill the worker while letters go out, and count.")
    parser.add_argument("--letters", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default=os.environ.get("WIP_BENCH_DATABASE_URL", ""))
    return parser.parse_args()


def measure(
    folder: Path, letters: int, kills: int, *, seed: int = 1, faults: float = 0.1, database: str = ""
) -> Counted:
    """Write `letters`, deliver them through a bad server while killing the worker `kills` times, and count.

    A share of `faults` of the tries meets with trouble. A database that is given is filled, and must be empty.
    """
    folder.mkdir(exist_ok=True)
    log = folder / "taken"
    log.touch()
    with _mail_server(log, seed, faults) as port:
        env = SETTINGS | {
            "WIP_INSTANCE": str(folder / "instance"),
            "WIP_SECRET_KEY": secrets.token_urlsafe(48),
            "WIP_MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        if database:
            env["WIP_DATABASE_URL"] = database
        app = create_app(read(env))
        with app.app_context(), writing():
            upgrade(db.engine)
            _write(db.session(), letters)
        begun = time.monotonic()
        killed = _deliver(app, env, log, letters, kills, random.Random(seed))  # noqa: S311 - to be the same again
        seconds = time.monotonic() - begun
        states = _states(app)
        with app.app_context():
            db.engine.dispose()
    return _counted(log, letters, killed, states, seconds)


@contextmanager
def _mail_server(log: Path, seed: int, faults: float) -> Iterator[int]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.mail_servers",
        str(log),
        "--seed",
        str(seed),
        "--faults",
        str(faults),
    ]
    with subprocess.Popen(
        [*command, "--stall", str(6 * TIMEOUT)], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            yield int(server.stdout.readline()) if server.stdout else 0
        finally:
            server.kill()


def _write(session: Session, number: int) -> None:
    now = datetime.now(UTC)
    if session.scalar(sa.select(Letter.id).where(sa.not_(Letter.cause.startswith("benchmark:"))).limit(1)):
        raise SystemExit("The database is not empty. Give the address of an empty one: it will be filled.")
    session.execute(sa.delete(Letter))
    for n in range(number):
        person = person_at(session, f"person{n}@law.example.edu", now, name=f"Person {n}")
        facts = {
            "headline": f"News {n}",
            "lines": ["It goes on."],
            "session_title": "Spring",
            "section": "Us",
        }
        links = {"open": page("/")}
        tell(session, LetterKind.LEADER_NEWS, person, f"benchmark:{n}", now, facts=facts, links=links)
    session.commit()
    db.session.remove()


def _deliver(
    app: Flask, env: Mapping[str, str], log: Path, letters: int, kills: int, chance: random.Random
) -> int:
    """Start the worker again and again, each time until a random moment; then let it finish. How often it was killed."""
    # So many letters on average in each life that the kills are spread over all of them.
    most = 2 * letters // (kills + 1)
    killed, until = 0, time.monotonic() + _SECONDS_AT_MOST
    while not _is_done(app) and time.monotonic() < until:
        with _worker(env) as process:
            if killed == kills:
                _wait_for_the_end(app, process, until)
                continue
            _live(process, log, chance.randint(0, most), chance.uniform(0, 0.03))
            killed += process.poll() is None
            process.kill()
    return killed


@contextmanager
def _worker(env: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "wip", "worker"]
    with subprocess.Popen(command, env={**os.environ, **env}, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def _live(process: "subprocess.Popen[bytes]", log: Path, letters: int, more: float) -> None:
    """Until so many letters have arrived in this life, and some time more; a worker that waits for long is not spared."""
    at, until = _lines(log), time.monotonic() + 10
    while _lines(log) < at + letters and process.poll() is None and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)
    time.sleep(more)


def _lines(log: Path) -> int:
    return log.read_bytes().count(b"taken")


def _is_done(app: Flask) -> bool:
    return not {"waiting", "sending"} & _states(app).keys()


def _states(app: Flask) -> dict[str, int]:
    with app.app_context():
        rows = db.session.execute(sa.select(Letter.state, sa.func.count()).group_by(Letter.state)).all()
        db.session.remove()
    found: dict[LetterState, int] = dict(rows)
    return {state.value: number for state, number in found.items()}


def _wait_for_the_end(app: Flask, process: "subprocess.Popen[bytes]", until: float) -> None:
    while not _is_done(app) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.wait(30)


def _counted(log: Path, letters: int, kills: int, states: Mapping[str, int], seconds: float) -> Counted:
    lines = [line.split() for line in log.read_text().splitlines()]
    taken = [(words[1], words[2]) for words in lines if words[0] == "taken"]
    moments = [float(words[3]) for words in lines if words[0] == "taken"]
    rate = len(moments) / max(0.001, moments[-1] - moments[0]) if moments else 0.0
    unanswered = sum(words[0] == "unanswered" for words in lines)
    forms = Counter(name for name, _ in set(taken))
    unlike = sum(number > 1 for number in forms.values())
    return Counted(
        letters, kills, Counter(name for name, _ in taken), unanswered, unlike, states, seconds, rate
    )


if __name__ == "__main__":
    sys.exit(main())
