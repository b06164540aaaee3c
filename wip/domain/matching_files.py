"""Instances of the assignment problem as text: `PAPERS REVIEWERS`, then one row of affinities for each paper.

The form in which the public PrefLib bids are passed on. Affinities are read as they are written and scaled to whole numbers by a power
of ten, so that 0.1 + 0.2 is 0.3 here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext

from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number

_DECIMALS_AT_MOST = 30
_DIGITS = 100
"""Enough for the sum of any number of affinities."""
_CENT = Decimal("0.01")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Instance:
    """`affinities[i][k]` times 10 to the power of `-decimals` is what reviewer k is to paper i."""

    affinities: tuple[tuple[int, ...], ...]
    decimals: int

    def total(self, units: int) -> str:
        """A sum of affinities in the file's own unit, with two decimals."""
        with localcontext(prec=_DIGITS):
            return str(Decimal(units).scaleb(-self.decimals).quantize(_CENT))

    def without_zeros(self) -> tuple[tuple[int | None, ...], ...]:
        """The affinities where a pair of nothing must not be, as it is wherever everybody has to read something."""
        return tuple(tuple(value or None for value in row) for row in self.affinities)


def read_instance(text: str) -> Instance:
    """Raises Refusal with the line that is wrong."""
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Refusal("The file is empty. Its first line gives the numbers of papers and of reviewers.")
    papers, reviewers = _sizes(*lines[0])
    rows = lines[1:]
    if len(rows) != papers:
        raise Refusal(f"The first line promises {papers} papers, and {len(rows)} rows follow.")
    for number, row in rows:
        if len(row) != reviewers:
            raise Refusal(f"Line {number} has {len(row)} affinities; there are {reviewers} reviewers.")
    known = _numbers(rows)
    decimals = max(0, *(-_exponent(value) for value in known.values()))
    whole = {written: int(value.scaleb(decimals)) for written, value in known.items()}
    return Instance(tuple(tuple(whole[written] for written in row) for _, row in rows), decimals)


def _sizes(number: int, words: Sequence[str]) -> tuple[int, int]:
    papers, reviewers = (whole_number(word) for word in words) if len(words) == 2 else (None, None)  # noqa: PLR2004
    if papers and reviewers:
        return papers, reviewers
    raise Refusal(f"Line {number} must give the numbers of papers and of reviewers, such as “54 31”.")


def _numbers(rows: Sequence[tuple[int, Sequence[str]]]) -> dict[str, Decimal]:
    """Each way in which a number is written in these rows, read once."""
    known: dict[str, Decimal] = {}
    for number, row in rows:
        for written in set(row).difference(known):
            known[written] = _affinity(number, written)
    return known


def _affinity(number: int, written: str) -> Decimal:
    try:
        value = Decimal(written if _NUMBER.fullmatch(written) else "NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or abs(value.adjusted()) > _DECIMALS_AT_MOST:
        raise Refusal(f"Line {number}: “{written[:40]}” is no affinity. Write a number from 0, such as 0.25.")
    return value.normalize()


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
