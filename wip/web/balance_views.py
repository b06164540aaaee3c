"""The balance of a selection as its page shows it: a small table for each trait, in the order in which people think of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wip.db import db
from wip.domain.balance import Balance, Share, Trait
from wip.domain.papers import CAREER_WORDS, WORK_WORDS
from wip.queries.balances import Counted, schools_of

SCHOOLS_MOST = 8
"""More rows than these are counted together: nobody reads a hundred bars."""


@dataclass(frozen=True)
class BalanceRow:
    """One line: how many papers, and which part of all of its kind in whole percent."""

    label: str
    accepted: int
    submitted: int
    accepted_part: int
    submitted_part: int
    typed: bool = False


@dataclass(frozen=True)
class BalanceTable:
    """One trait's lines, and a sentence under them."""

    heading: str
    rows: tuple[BalanceRow, ...]
    note: str = ""


def tables(
    counted: Counted, balance: Balance, topics: Mapping[str, str], *, schools: bool
) -> list[BalanceTable]:
    """The tables that say something: a trait of which no paper says anything is left out.

    `topics` are the call's by id; `schools` tells whether they may be shown, since they say who wrote a blind paper.
    """
    career = {stage.value: words for stage, words in CAREER_WORDS.items()}
    work = {stage.value: words for stage, words in WORK_WORDS.items()}
    found = [
        _table("Career stage", balance.of(Trait.CAREER), career, balance),
        _table("Stage of the work", balance.of(Trait.WORK), work, balance),
        _table("Topics", balance.of(Trait.TOPIC), topics, balance, typed=True),
    ]
    if schools:
        found.append(_schools(counted, balance))
    return [table for table in found if table and table.rows]


def _table(
    heading: str,
    shares: Mapping[str, Share],
    words: Mapping[str, str],
    balance: Balance,
    *,
    typed: bool = False,
) -> BalanceTable | None:
    if not set(shares) - {""}:
        return None
    known = [(words[value], shares[value]) for value in words if value in shares]
    said = [*known, ("Not said", shares[""])] if "" in shares else known
    return BalanceTable(heading, tuple(_row(label, share, balance, typed=typed) for label, share in said))


def _row(label: str, share: Share, balance: Balance, *, typed: bool = False) -> BalanceRow:
    return BalanceRow(
        label,
        share.accepted,
        share.submitted,
        _part(share.accepted, balance.tally.accepted),
        _part(share.submitted, balance.papers),
        typed,
    )


def _part(number: int, whole: int) -> int:
    return round(100 * number / whole) if whole else 0


def _schools(counted: Counted, balance: Balance) -> BalanceTable | None:
    shares = balance.of(Trait.SCHOOL)
    if not set(shares) - {""}:
        return None
    known = sorted(
        ((value, share) for value, share in shares.items() if value),
        key=lambda pair: (-pair[1].accepted, -pair[1].submitted, pair[0]),
    )
    first, others = known[:SCHOOLS_MOST], [share for _, share in known[SCHOOLS_MOST:]]
    samples = [counted.samples[value] for value, _ in first if value in counted.samples]
    names = schools_of(db.session(), samples)
    rows = [
        _row(names.get(counted.samples.get(value, 0), value), share, balance, typed=True)
        for value, share in first
    ]
    if others:
        rows.append(_row(f"{len(others)} other schools", _together(others), balance))
    if "" in shares:
        rows.append(_row("Not said", shares[""], balance))
    accepted = sum(1 for _, share in known if share.accepted)
    schools = "1 school" if len(known) == 1 else f"{len(known)} schools"
    return BalanceTable("Schools", tuple(rows), f"{accepted} of {schools} among the accepted.")


def _together(shares: Iterable[Share]) -> Share:
    each = list(shares)
    return Share(sum(share.submitted for share in each), sum(share.accepted for share in each))
