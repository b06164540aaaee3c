"""What a leader typed on the selection page: a decision, a place and a reason for each paper, beside what the page showed."""

from collections.abc import Iterable
from typing import NamedTuple

from flask import request

from wip.domain.reasons import REASON_MOST
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice, Shown

PAPERS_MOST = 200
"""As many papers as one form says something of: those of a page, and those chosen on the pages before it."""

_NAME = len("decision-")
_DIGITS = 9


class Typed(NamedTuple):
    """One row as text."""

    outcome: str
    place: str
    reason: str = ""


def typed(*, only_changed: bool = True) -> dict[int, Typed]:
    """What came for each paper; of those that the leader changed, or of all."""
    came = {number: _row(number) for number in _numbers()}
    if not only_changed:
        return came
    return {n: row for n, row in came.items() if row.reason or row[:2] != _as_text(_shown(n))}


def _numbers() -> list[int]:
    names = (name[_NAME:] for name in request.form if name.startswith("decision-"))
    numbers = [int(text) for text in names if text.isascii() and text.isdecimal() and len(text) <= _DIGITS]
    return numbers[:PAPERS_MOST]


def _row(number: int) -> Typed:
    place, reason = (request.form.get(f"{name}-{number}", "").strip() for name in ("place", "reason"))
    return Typed(request.form[f"decision-{number}"], place[:_DIGITS], reason[:REASON_MOST])


def choices() -> list[Choice]:
    """Every row as a choice. Refuses what is neither a decision nor a place."""
    return [
        Choice(n, outcome_of(row.outcome), _place(n, row), _shown(n), row.reason)
        for n, row in typed(only_changed=False).items()
    ]


def chosen(rows: Iterable[tuple[int, Typed]]) -> dict[int, Outcome | None]:
    """The decisions of rows that nobody has saved, to count with; what is no decision counts as none."""
    return {n: Outcome(row.outcome) if row.outcome in set(Outcome) else None for n, row in rows}


def _as_text(shown: Shown) -> tuple[str, str]:
    return (shown.outcome or "", str(shown.position or ""))


def outcome_of(text: str) -> Outcome | None:
    """The decision that a field names. Refuses what is none."""
    if text and text not in set(Outcome):
        raise Refusal("Choose accept, waiting list or decline.")
    return Outcome(text) if text else None


def _place(number: int, row: Typed) -> int | None:
    if not row.place or row.outcome != Outcome.WAITING_LIST:
        return None
    if not (row.place.isascii() and row.place.isdigit()):
        raise Refusal(
            f"“{row.place}” is no place on the waiting list (paper {number}). Give a whole number, or leave it empty."
        )
    return int(row.place)


def _shown(number: int) -> Shown:
    return Shown.read(request.form.get(f"seen-{number}", ""))
