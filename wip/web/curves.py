"""The curve of finished reviews over time: where it lies in its box, and what it says in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wip.domain.pictures import Day
from wip.web.templating import count

SHORTEST = timedelta(days=6)
"""A curve of fewer days than this would say nothing."""

RIGHT = 66.0
"""Words at marks to the right of this stand on their left."""


@dataclass(frozen=True)
class Mark:
    """A day marked across the curve, with its words; `before` when they stand on its left."""

    kind: str
    x: float
    words: str

    @property
    def before(self) -> bool:
        """Whether there is no room for the words on the right."""
        return self.x > RIGHT


@dataclass(frozen=True)
class Curve:
    """Reviews finished over time, in a box of 100 by 100 with `grid` lines (y, number), for the days from `ends[0]` to `ends[1]`."""

    line: str
    area: str
    grid: tuple[tuple[float, int], ...]
    marks: tuple[Mark, ...]
    now: tuple[float, float]
    ends: tuple[str, str]
    said: str


def spelled(day: date) -> str:
    """As "18 Mar"."""
    return f"{day.day} {day:%b}"


def curve(days: Sequence[Day], left: int, begin: date, due: date | None, today: date) -> Curve:
    """The total at the end of each day until today, towards what is finished and left together."""
    total = days[-1].total if days else 0
    first = min(begin, today, *(each.day for each in days[:1]))
    last = max(today, due or today, first + SHORTEST, *(each.day for each in days[-1:]))
    top = max(total + left, 2)

    def x(day: date) -> float:
        return round(100 * ((day - first).days + 1) / ((last - first).days + 1), 2)

    def y(reviews: int) -> float:
        return round(100 - 100 * reviews / top, 2)

    points, before = [(0.0, 100.0)], 0
    for each in days:
        points += [(x(each.day - timedelta(days=1)), y(before)), (x(each.day), y(each.total))]
        before = each.total
    points.append((max(x(today), points[-1][0]), y(total)))
    line = "L".join(f"{across:g} {down:g}" for across, down in points)
    marks = [Mark("today", x(today), "today")] + ([Mark("due", x(due), f"due {spelled(due)}")] if due else [])
    return Curve(
        f"M{line}",
        f"M{line}V100Z",
        tuple((y(each), each) for each in (0, top // 2, top)),
        tuple(marks),
        points[-1],
        (spelled(first), spelled(last)),
        _said(days, total, left, due),
    )


def _said(days: Sequence[Day], total: int, left: int, due: date | None) -> str:
    words = f"{count(total, 'review')} finished"
    if days:
        words += f" from {spelled(days[0].day)} to {spelled(days[-1].day)}"
    words += f", {left} left" if left else ", none left"
    return f"{words}; due {spelled(due)}." if due else f"{words}."
