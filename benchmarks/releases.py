"""Presses the button that tells everyone two hundred times in one moment, under the production server, and counts.

.venv/bin/python -m benchmarks.releases [--presses N] [--database URL]

Two windows of one leader send the same letters, each window again and again. One release must come of it, one letter a
recipient, and no answer may be a fault. Exits with 1 where that is not so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from benchmarks.browsers import Browser
from benchmarks.servers import free_port, running
from wip.settings import read

SLUG, LEADER = "civpro-winter-2027", "robin.vale@law.example.edu"
ADDRESS = f"/manage/{SLUG}/release/"


def main() -> int:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="wip-bench-") as name:
        folder, port = Path(name), free_port()
        env = {"WIP_INSTANCE": name, "WIP_PORT": str(port), "WIP_WEB_WORKERS": "2"}
        env |= {"WIP_DATABASE_URL": options.database} if options.database else {}
        _wip(env, "demo")
        link = urlsplit(_wip(env, "link", LEADER).split()[-1]).path
        with running([sys.executable, "-m", "wip", "run"], port, "/healthz", env, folder / "app.log"):
            browser = Browser(port)
            browser.press(link)
            pages = [browser.get(ADDRESS)[1] for _ in range(2)]
            answers, seconds = _press(port, browser.cookies, pages, options.presses)
        releases, letters, recipients = _count(env)
    told = ", ".join(f"{count} × {status}" for status, count in sorted(answers.items()))
    print(f"{options.presses} presses at once in {seconds:.1f} s: {told}")
    print(f"releases: {releases}; letters: {letters} to {recipients} recipients")
    fine = releases == 1 and letters == recipients > 0 and set(answers) <= {303, 409} and answers[303] > 0
    print("one release, one letter each" if fine else "WRONG")
    return 0 if fine else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Press the button of a release many times at once.")
    parser.add_argument("--presses", type=int, default=200)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    return parser.parse_args()


def _wip(env: Mapping[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "wip", *words]
    done = subprocess.run(command, env={**os.environ, **env}, capture_output=True, text=True, check=True)
    return done.stdout


def _press(
    port: int, cookies: Mapping[str, str], pages: list[str], presses: int
) -> tuple[Counter[int], float]:
    """Everybody waits until all are ready; how they were answered, and in how many seconds."""
    answers: Counter[int] = Counter()
    together = threading.Barrier(presses + 1)

    def press(number: int) -> None:
        browser = Browser(port, dict(cookies))
        together.wait()
        status, _, _ = browser.send(pages[number % len(pages)], ADDRESS, {"wait": "10"})
        answers[status] += 1

    threads = [threading.Thread(target=press, args=(number,)) for number in range(presses)]
    for thread in threads:
        thread.start()
    together.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return answers, time.perf_counter() - began


def _count(env: Mapping[str, str]) -> tuple[int, int, int]:
    """Releases of the session, their letters, and how many people those went to."""
    engine = sa.create_engine(read({**os.environ, **env}).database_url)
    of_session = sa.text(
        "SELECT count(*) FROM releases r JOIN wip_sessions s ON s.id = r.wip_session_id WHERE s.slug = :slug"
    )
    written = sa.text(
        "SELECT count(*), count(DISTINCT l.to_email) FROM letters l JOIN wip_sessions s ON s.id = l.wip_session_id "
        "WHERE s.slug = :slug AND l.cause LIKE 'release:%'"
    )
    with engine.connect() as connection:
        releases = connection.scalar(of_session, {"slug": SLUG})
        letters, recipients = connection.execute(written, {"slug": SLUG}).one()
    engine.dispose()
    return int(releases or 0), int(letters), int(recipients)


if __name__ == "__main__":
    sys.exit(main())
