"""Eight authors at once, each submitting papers through the real forms."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
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

    @property
    def taken(self) -> int:
        """Papers that the server said it took."""
        return self.statuses.get(303, 0)

    @property
    def failed(self) -> int:
        """Answers that were neither a page nor a redirect, and connections that broke."""
        return len(self.faults) + sum(count for status, count in self.statuses.items() if status >= 400)


def submit_at_once(port: int, papers_each: int) -> Submitted:
    """Each author opens the form, fills it in and presses the button, time after time."""
    statuses: Counter[int] = Counter()
    faults: list[str] = []
    waits: list[float] = []
    together = threading.Barrier(AUTHORS)

    def author(number: int) -> None:
        browser = Browser(port)
        together.wait()
        for paper in range(papers_each):
            began = time.perf_counter()
            try:
                statuses[_submit(browser, f"author.{number}.{paper}", paper)] += 1
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
    return Submitted(dict(statuses), faults, time.perf_counter() - began, max(waits))


def _submit(browser: Browser, name: str, number: int) -> int:
    status, page, _ = browser.get(ADDRESS)
    if status != 200:
        return status
    typed = {
        "title": f"A Paper by {name}, Part {number}",
        "abstract": "Informal targets survive the abolition of quotas.",
        "authors-0-name": "Ada Amberly",
        "authors-0-affiliation": "Northfield College of Law",
        "authors-0-email": f"{name}@law.example.edu",
    }
    return browser.send(page, ADDRESS, typed)[0]
