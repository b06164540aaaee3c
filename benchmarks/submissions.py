"""Measures submitting: papers a second from eight authors at once, and what a 5 MB file costs in time and memory.

.venv/bin/python -m benchmarks.submissions [--papers N] [--files N] [--database URL]
"""

import argparse
import io
import random
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Self

import sqlalchemy as sa

from benchmarks.data import SLUG_OPEN
from benchmarks.installations import Installation, installation
from benchmarks.servers import PROC, Server, delivers, free_port, running, words_of
from benchmarks.submitting import AUTHORS, Submitted, submit_at_once, two_forms_in_one_browser
from wip.models import Author, Draft, Paper, Person, WipSession

MEGABYTE = 1_048_576


def main() -> int:
    """Measure and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="wip-bench-") as name:
        folder, port = Path(name), free_port()
        with installation(folder, options.database) as (made, _loaded):
            env = {**made.env, "WIP_PORT": str(port), "WIP_WEB_WORKERS": "2"}
            command = [sys.executable, "-m", "wip", "run"]
            with running(command, port, "/healthz", env, folder / "app.log") as app:
                submit_at_once(app.port, 2, series="warm")
                _without_files(made, app, options.papers)
                _two_forms(made, app)
                _with_files(made, app, options.files)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure submitting under the production server.")
    parser.add_argument("--papers", type=int, default=25, help="papers of each author, without a file")
    parser.add_argument("--files", type=int, default=5, help="papers of each author, with a file of 5 MB")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    return parser.parse_args()


def _without_files(made: Installation, app: Server, each: int) -> None:
    before = made.papers_submitted()
    told = submit_at_once(app.port, each, series="plain")
    print(f"{AUTHORS} authors at once, no file: {told.taken / told.seconds:.1f} whole submissions a second")
    _losses(told, made.papers_submitted() - before)


def _losses(told: Submitted, stored: int) -> None:
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(told.statuses.items()))
    print(
        f"  answers: {answers}; errors: {told.failed}; lost: {told.taken - stored}; {_times(told.posts)}; slowest whole "
        f"submission {told.slowest:.2f} s"
    )


def _two_forms(made: Installation, app: Server) -> None:
    titles = two_forms_in_one_browser(app.port, 10)
    select = (
        sa.select(Paper.title, Person.email)
        .join(WipSession)
        .join(Author, Author.paper_id == Paper.id)
        .join(Person, Person.id == Author.person_id)
        .where(WipSession.slug == SLUG_OPEN, Paper.title.startswith("Pair "))
    )
    found = made.do(lambda session: {row.title: row.email for row in session.execute(select)})
    wanted = {t: f"{t.lower().replace(', form ', '.').replace(' ', '.')}@law.example.edu" for t in titles}
    mixed = sum(1 for title in wanted if found.get(title) != wanted[title])
    print(f"Two forms open in one browser, {len(titles)} papers: {mixed} mixed or lost")


def _with_files(made: Installation, app: Server, each: int) -> None:
    draft = paper_of(5 * MEGABYTE)
    before, workers = made.papers_submitted(), _web_workers(app)
    at_first = [_status(pid, "VmRSS") for pid in workers]
    with _Children(app) as children:
        told = submit_at_once(app.port, each, draft, series="filed")
    drafts = made.do(lambda session: session.scalar(sa.select(sa.func.count()).select_from(Draft)) or 0)
    print(f"{AUTHORS} authors at once, each with a PDF of {len(draft) / MEGABYTE:.1f} MB:")
    _losses(told, made.papers_submitted() - before)
    print(f"  drafts stored: {drafts}; {told.taken / told.seconds:.1f} a second; target: under 1 s each")
    for number, (pid, first) in enumerate(zip(workers, at_first, strict=True), 1):
        last, peak = _status(pid, "VmRSS"), _status(pid, "VmHWM")
        print(
            f"  web worker {number}: RSS {first:.1f} MB before, {last:.1f} MB after, {peak:.1f} MB at its peak"
        )
    print(f"  processes that read files: at most {children.most} at once, {children.peak:.1f} MB each")


def paper_of(size: int) -> bytes:
    """A PDF as authors send them: forty pages of text, and pictures that make up its size."""
    from fpdf import FPDF
    from PIL import Image

    dice = random.Random(7)  # noqa: S311 - pictures, not secrets
    paper = FPDF()
    words = " ".join(
        dice.choice(["law", "quota", "target", "informal", "survives", "abolition"]) for _ in range(450)
    )
    for _ in range(40):
        paper.add_page()
        paper.set_font("Helvetica", size=11)
        paper.multi_cell(0, 6, words)
    for _ in range(8):
        noise = Image.frombytes("L", (880, 900), dice.randbytes(880 * 900))
        target = io.BytesIO()
        noise.save(target, "JPEG", quality=92)
        paper.add_page()
        paper.image(target, 10, 10, 120)
    content = bytes(paper.output())
    return content + b"\n%" + b" " * max(0, size - len(content) - 2)


def _times(posts: list[float]) -> str:
    if len(posts) < 2:
        return "no times"
    cuts = statistics.quantiles(posts, n=20)
    return f"p50 {statistics.median(posts):.2f} s, p95 {cuts[18]:.2f} s, max {max(posts):.2f} s"


def _web_workers(app: Server) -> list[int]:
    return sorted(pid for pid in app.web() if pid != app.pid and not _reads(pid))


def _reads(pid: int) -> bool:
    return "wip.adapters.apart_server" in words_of(pid)


def _status(pid: int, name: str) -> float:
    """A line of the process's status, in MB."""
    try:
        text = (PROC / str(pid) / "status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(name)), 0.0)


class _Children:
    """Watches how many processes read files at once, and how large they grow."""

    def __init__(self, app: Server) -> None:
        self.app, self.most, self.peak = app, 0, 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.ended.is_set():
            found = [pid for pid in self.app.web() if _reads(pid) and not delivers(pid)]
            self.most = max(self.most, len(found))
            self.peak = max([self.peak, *(_status(pid, "VmHWM") for pid in found)])
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
