"""A sheet that says who reads what: a paper's number and a reader's address in each row, judged before anything is given."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wip.domain.assigning import Pair
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.refusals import Refusal
from wip.domain.texts import whole_number

_NO_COLUMNS = (
    "This sheet needs one column with the numbers of papers and one with the addresses of reviewers. Write “Paper” and "
    "“Reviewer” above them, and send it again."
)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")
_NUMBER = re.compile(r"#?\d{1,6}")
_PAPER = re.compile(r"\b(paper|number|no|nr|submission)\b|#", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """What a leader may give: papers in review by number (id, title), readers by address (id, name), and what stands.

    Of the pairs `given`, some are `answered`. `key` makes of an address as typed the one under which it is known.
    """

    papers: Mapping[int, tuple[int, str]]
    readers: Mapping[str, tuple[int, str]]
    apart: frozenset[Pair]
    given: frozenset[Pair]
    answered: frozenset[Pair]
    key: Callable[[str], str | None] = str.casefold


@dataclass(frozen=True)
class JudgedRow:
    """One row of the sheet: the pair that it asks for, or why it cannot be. `line` is the sheet's own."""

    line: int
    paper: str
    reader: str
    pair: Pair | None
    fault: str = ""


def judge(table: Table, known: Known) -> list[JudgedRow]:
    """Every row that is not empty. Raises Refusal where the two columns cannot be found."""
    paper_at, reader_at = _columns(table)
    seen: set[Pair] = set()
    found = []
    for row in table.rows:
        paper, reader = _cell(row, paper_at), _cell(row, reader_at)
        if not paper and not reader:
            continue
        judged = _judged(row.line, paper, reader, known, seen)
        if judged.pair is not None:
            seen.add(judged.pair)
        found.append(judged)
    return found


def _cell(row: SheetRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _columns(table: Table) -> tuple[int, int]:
    """Which column holds numbers and which addresses, by what stands in them; of several, the one named so."""
    addresses = [place for place in range(len(table.headers)) if _mostly(table.rows, place, _ADDRESS)]
    numbers = [place for place in range(len(table.headers)) if _mostly(table.rows, place, _NUMBER)]
    named = [place for place in numbers if _PAPER.search(table.headers[place])]
    if not addresses or not numbers:
        raise Refusal(_NO_COLUMNS, "file")
    return (named or numbers)[0], addresses[0]


def _mostly(rows: Sequence[SheetRow], place: int, fits: re.Pattern[str]) -> bool:
    cells = [cell for row in rows if (cell := _cell(row, place))]
    return bool(cells) and 2 * sum(bool(fits.fullmatch(cell)) for cell in cells) > len(cells)


def _judged(line: int, paper: str, reader: str, known: Known, seen: set[Pair]) -> JudgedRow:
    number = whole_number(paper.removeprefix("#"))
    there, who = known.papers.get(number or 0), known.readers.get(known.key(reader) or "")

    def refused(fault: str) -> JudgedRow:
        return JudgedRow(line, paper, reader, None, fault)

    if there is None:
        return refused(f"There is no paper “{paper}” in review.")
    if who is None:
        return refused(f"“{reader}” does not review this session. Invite them first; they must accept.")
    pair = (there[0], who[0])
    if fault := _fault(pair, known, seen):
        return refused(fault)
    return JudgedRow(line, f"{number}. {there[1]}", who[1], pair)


def _fault(pair: Pair, known: Known, seen: set[Pair]) -> str:
    """Why the pair cannot be given out; nothing where it can."""
    # What has been done is said first: a conflict that is only proposed takes nothing from it.
    if pair in known.answered:
        return "They have reviewed it already, or abstained."
    if pair in known.apart:
        return "They must be kept apart: it is their own, or a conflict stands or waits for judgement."
    if pair in known.given:
        return "They have it already."
    return "The same stands further up." if pair in seen else ""
