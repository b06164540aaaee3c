"""The charts of the reviews: where everything lies, in per cent of a chart's width, and what a chart says in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from wip.domain.pictures import Beside, PaperScores, Progress, ReviewerScores, severity_words
from wip.domain.reviews import HIGHEST, LOWEST
from wip.web.templating import count

EDGE = 5.0
"""Left free on both sides, so that nothing is cut off at the ends of a scale."""

TOUCH = 5.5
"""Dots nearer than this would lie on each other: 10 pixels on a phone."""

WIDEST = 2.0
"""Points of severity at the ends of its scale."""


def number(value: float, digits: int = 1) -> str:
    """As people read it, with a true minus and never "−0.0"."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def signed(value: float) -> str:
    """A difference, with its sign."""
    text = number(value)
    return text if float(text.replace("−", "-")) <= 0 else f"+{text}"


def short(score: float) -> str:
    """A score without needless noughts: 4, 3.6."""
    return number(score).removesuffix(".0")


def _on_scale(score: float) -> float:
    score = min(max(score, LOWEST), HIGHEST)
    return round(EDGE + (score - LOWEST) * (100 - 2 * EDGE) / (HIGHEST - LOWEST), 2)


TICKS = tuple((_on_scale(point), str(point)) for point in range(LOWEST, HIGHEST + 1))


@dataclass(frozen=True)
class Strip:
    """Scores as dots on their scale: (x, row) each, the mean, the adjusted mean, and one deviation to both sides."""

    dots: tuple[tuple[float, int], ...]
    mean: float | None
    adjusted: float | None
    band: tuple[float, float] | None
    said: str

    @property
    def rows(self) -> int:
        """How many dots stand on each other at most."""
        return 1 + max((row for _, row in self.dots), default=0)


def strip(
    scores: Sequence[float], mean: float | None, adjusted: float | None, deviation: float | None, said: str
) -> Strip:
    """Where the dots lie: each as low as it can without touching another."""
    dots: list[tuple[float, int]] = []
    ends: list[float] = []
    for score in sorted(scores):
        x = _on_scale(score)
        row = next((n for n, last in enumerate(ends) if x - last >= TOUCH), len(ends))
        ends[row : row + 1] = [x]
        dots.append((x, row))
    return Strip(
        tuple(dots),
        None if mean is None else _on_scale(mean),
        None if adjusted is None else _on_scale(adjusted),
        _band(mean, deviation),
        said,
    )


def _band(mean: float | None, deviation: float | None) -> tuple[float, float] | None:
    if mean is None or not deviation:
        return None
    left, right = _on_scale(mean - deviation), _on_scale(mean + deviation)
    return left, round(right - left, 2)


def paper_strip(row: PaperScores) -> Strip:
    """A paper's scores."""
    if row.mean is None:
        return strip((), None, None, None, "No review yet.")
    said = f"Scores {', '.join(map(short, row.scores))}; mean {number(row.mean)}"
    if row.adjusted is not None:
        said += f", adjusted {number(row.adjusted)}"
    if row.deviation is not None:
        said += f"; standard deviation {number(row.deviation)}"
    return strip(row.scores, row.mean, row.adjusted, row.deviation, said + ".")


def beside_strip(row: Beside) -> Strip:
    """One reviewer's score as a dot, the mean of the others as a stroke, the adjusted score as a diamond."""
    said = f"Score {short(row.score)}, adjusted {number(row.adjusted)}"
    said += "; the only review." if row.others is None else f"; mean of the others {number(row.others)}."
    return strip((row.score,), row.others, row.adjusted, None, said)


@dataclass(frozen=True)
class Columns:
    """How often each point of the scale was given: (x, height in per cent, number)."""

    bars: tuple[tuple[float, float, int], ...]
    said: str


def columns(row: ReviewerScores) -> Columns:
    """How one reviewer uses the scale."""
    most = max(*row.columns, 1)
    bars = tuple(
        (x, round(100 * found / most, 1), found) for (x, _), found in zip(TICKS, row.columns, strict=True)
    )
    parts = [f"{found} at {point}" for (_, point), found in zip(TICKS, row.columns, strict=True) if found]
    return Columns(bars, f"{count(len(row.scores), 'score')}: {', '.join(parts)}.")


@dataclass(frozen=True)
class Lean:
    """A reviewer's severity to the left (strict) or right (mild) of the middle: (x, width) as seen, and as counted."""

    seen: tuple[float, float] | None
    counted: tuple[float, float]
    said: str


def lean(row: ReviewerScores) -> Lean:
    """How one reviewer lies beside the others."""
    given = row.severity
    if given.difference is None:
        return Lean(None, (50.0, 0.0), "No paper in common with others.")
    said = (
        f"{severity_words(given).capitalize()}: {signed(given.difference)} on "
        f"{count(given.common, 'paper')} in common, of which {signed(given.counted)} is counted."
    )
    return Lean(_from_the_middle(given.difference), _from_the_middle(given.counted), said)


def _from_the_middle(points: float) -> tuple[float, float]:
    width = round(min(abs(points), WIDEST) * (50 - EDGE) / WIDEST, 2)
    return (round(50 - width, 2) if points < 0 else 50.0), width


LEAN_TICKS = tuple(
    (
        (_from_the_middle(n)[0] if n < 0 else 50 + _from_the_middle(n)[1]),
        f"{n:+d}".replace("-", "−") if n else "0",
    )
    for n in range(-2, 3)
)

KINDS = (
    ("done", "done"),
    ("abstained", "abstained"),
    ("begun", "begun"),
    ("to_read", "to read"),
    ("declined", "declined"),
)
"""The parts of a reviewer's bar and their words, in their order."""


@dataclass(frozen=True)
class Bar:
    """One reviewer's papers as parts of a bar: (kind, x, width, number), all bars on one scale."""

    parts: tuple[tuple[str, float, float, int], ...]
    said: str


def bar(row: Progress, most: int) -> Bar:
    """How far one reviewer has come; `most` papers fill the width."""
    x, parts, words = 0.0, [], []
    for kind, word in KINDS:
        papers: int = getattr(row, kind)
        if papers:
            width = 100 * papers / max(most, 1)
            parts.append((kind, round(x, 2), round(width, 2), papers))
            words.append(f"{papers} {word}")
            x += width
    return Bar(tuple(parts), f"{', '.join(words) or 'nothing to read'}.".capitalize())
