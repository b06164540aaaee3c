"""Measures every page and calendar under the production server, beside a bare Flask app on the same server.

.venv/bin/python benchmarks/pages.py [--quick] [--database URL] [--json FILE]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks import reports, targets
from benchmarks.browsers import Browser
from benchmarks.footprint import environment_bytes
from benchmarks.installations import Installation, installation
from benchmarks.measures import FULL, QUICK, Figures, Load, Meter, WrongAnswer, measure, request_of
from benchmarks.servers import Server, free_port, running
from benchmarks.submitting import AUTHORS, Submitted, submit_at_once
from benchmarks.visits import LEADER, REVIEWER, VISITOR, Visit, visits

WORKERS = "2"


def main() -> int:
    """Measure, print, and say 1 only where a page did not answer as it should."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="wip-bench-") as name:
        folder = Path(name)
        _say("loading the data")
        with installation(folder, options.database) as (made, loaded):
            plan = visits(loaded, made.feed_path(loaded.author))
            try:
                return _run(options, folder, made, plan, {LEADER: loaded.leader, REVIEWER: loaded.reviewer})
            except WrongAnswer as fault:
                print(f"\n{fault}", file=sys.stderr)
                return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measure every page and calendar under the production server."
    )
    parser.add_argument("--quick", action="store_true", help="one short round: figures are rough")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    parser.add_argument(
        "--only", default="", help="measure only pages with this word in their name, no targets"
    )
    return parser.parse_args()


def _run(
    options: argparse.Namespace, folder: Path, made: Installation, plan: list[Visit], people: dict[str, str]
) -> int:
    plan = [visit for visit in plan if options.only in visit.name]
    app_port, hello_port = free_port(), free_port()
    with (
        running(hello_command(hello_port), hello_port, "/", {}, folder / "hello.log") as hello,
        running(wip_command(), app_port, "/healthz", env_of(made, app_port), folder / "app.log") as app,
    ):
        headers = {VISITOR: {}, **{who: _signed_in(made, app, email) for who, email in people.items()}}
        sent = {visit.name: {**headers[visit.who], **etag_of(app, visit)} for visit in plan}
        load = Load()
        meter = Meter(load, QUICK if options.quick else FULL, made.database_seconds())
        requests = {visit.name: request_of(visit, sent[visit.name]) for visit in plan}
        found = measure(meter, app, hello, plan, requests, _say)
        load.stop()
        for visit in plan:
            found[visit.name].statements = made.statements(visit, sent[visit.name])
        _say("", end="\r")
        print(reports.table(found))
        if options.only:
            return 0
        submitted = submit_at_once(app.port, 5 if options.quick else 20)
        memory = app.memory()
        _finish(options, made, app, found, submitted, memory)
    return 0


def _finish(
    options: argparse.Namespace,
    made: Installation,
    app: Server,
    found: dict[str, Figures],
    submitted: Submitted,
    memory: list[int],
) -> None:
    environment, packages = environment_bytes()
    verdicts = [
        *targets.in_hellos(found),
        *targets.of_growth(found),
        *targets.of_the_whole(
            submitted, made.papers_submitted(), app.seconds_to_answer, memory[-1], environment
        ),
    ]
    each = ", ".join(f"{size / targets.MEGABYTE:.0f} MB" for size in memory)
    print(f"\n{AUTHORS} authors at once: {submitted.taken / submitted.seconds:.1f} papers a second,")
    print(
        f"the slowest took {submitted.slowest:.2f} s. Workers after the load: {each}. Packages: {packages}.\n"
    )
    print(reports.verdicts(verdicts))
    if options.json:
        told = reports.as_json(found, verdicts, submitted, memory)
        options.json.write_text(json.dumps(told, indent=1) + "\n")


def hello_command(port: int) -> list[str]:
    """The same server as `wip run` starts, with as many workers and threads."""
    options = ["--interface", "wsgi", "--workers", WORKERS, "--blocking-threads", "4", "--no-ws"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    return [str(Path(sys.executable).with_name("granian")), *options, *where, "benchmarks.hello:app"]


def wip_command() -> list[str]:
    """The app's own server, with the worker beside it."""
    return [sys.executable, "-m", "wip", "run"]


def env_of(made: Installation, port: int) -> dict[str, str]:
    """What that server is told."""
    return {**made.env, "WIP_PORT": str(port), "WIP_WEB_WORKERS": WORKERS}


def _signed_in(made: Installation, app: Server, email: str) -> dict[str, str]:
    browser = Browser(app.port)
    browser.press(made.sign_in_path(email))
    return {"Cookie": browser.cookie}


def etag_of(app: Server, visit: Visit) -> dict[str, str]:
    """What a program sends that has the calendar already."""
    if not visit.again:
        return {}
    status, text, answer = Browser(app.port).get(visit.path)
    if status != 200 or not answer.headers["ETag"]:
        raise WrongAnswer(f"{visit.name} ({visit.path}) answered {status} without an ETag: {text[:200]}")
    return {"If-None-Match": answer.headers["ETag"]}


def _say(text: str, end: str = "") -> None:
    """One line on the screen that is written over by the next; nothing of it lands in a file."""
    if sys.stderr.isatty():
        print(f"\r{text:<78}", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
