"""Eight authors at once, each submitting papers through the real forms."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException

from benchmarks.browsers import Browser
from benchmarks.data import SLUG_OPEN

AUTHORS = 8
ADDRESS = f"/sessions/{SLUG_OPEN}/submit"


@dataclass(frozen=True)
class Submitted:
    """How it went: answers by status, what failed, and the seconds that it took."""

    statuses: dict[int, int]
    faults: list[str]
    seconds: float
    slowest: float
    posts: list[float] = field(default_factory=list)
    """Seconds from pressing the button to its answer, of each paper."""

    @property
    def taken(self) -> int:
        """Papers that the server said it took."""
        return self.statuses.get(303, 0)

    @property
    def failed(self) -> int:
        """Answers that were neither a page nor a redirect, and connections that broke."""
        return len(self.faults) + sum(count for status, count in self.statuses.items() if status >= 400)


def submit_at_once(port: int, papers_each: int, draft: bytes = b"", series: str = "author") -> Submitted:
    """Each author opens the form, fills it in and presses the button, time after time; with a draft if one is given."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    waits: list[float] = []
    posts: list[float] = []
    together = threading.Barrier(AUTHORS)

    def author(number: int) -> None:
        browser = Browser(port)
        together.wait()
        for paper in range(papers_each):
            began = time.perf_counter()
            try:
                statuses[_submit(browser, f"{series}.{number}.{paper}", paper, draft, posts)] += 1
            except (OSError, HTTPException) as fault:
                faults.append(repr(fault))
                browser = Browser(port)
            waits.append(time.perf_counter() - began)

    threads = [threading.Thread(target=author, args=(number,)) for number in range(AUTHORS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Submitted(dict(statuses), faults, time.perf_counter() - began, max(waits), posts)


def _submit(browser: Browser, name: str, number: int, draft: bytes, posts: list[float]) -> int:
    status, page, _ = browser.get(ADDRESS)
    if status != 200:
        return status
    typed = typed_by(name, f"A Paper by {name}, Part {number}")
    began = time.perf_counter()
    if draft:
        status = browser.send_file(page, ADDRESS, typed, "draft", draft)[0]
    else:
        status = browser.send(page, ADDRESS, typed)[0]
    posts.append(time.perf_counter() - began)
    return status


def typed_by(name: str, title: str) -> dict[str, str]:
    """What an author types."""
    return {
        "title": title,
        "abstract": "Informal targets survive the abolition of quotas.",
        "authors-0-name": "Ada Amberly",
        "authors-0-affiliation": "Northfield College of Law",
        "authors-0-email": f"{name}@law.example.edu",
    }


def two_forms_in_one_browser(port: int, pairs: int) -> list[str]:
    """Open the form twice, fill in both, and send the first one last; returns the titles, all different."""
    browser, titles = Browser(port), []
    for pair in range(pairs):
        opened = [browser.get(ADDRESS)[1] for _ in range(2)]
        for place, page in reversed(list(enumerate(opened))):
            title = f"Pair {pair}, form {place}"
            status = browser.send(page, ADDRESS, typed_by(f"pair.{pair}.{place}", title))[0]
            if status != 303:
                raise SystemExit(f"{title} answered {status}")
            titles.append(title)
    return titles
