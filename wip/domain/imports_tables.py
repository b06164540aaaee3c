"""A sheet as read from a file, and what a spreadsheet does to its cells."""

from dataclasses import dataclass

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet may run a cell that begins so as a formula."""

CELL_ERRORS = frozenset({"#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "#ERROR!"})
"""What a spreadsheet leaves behind where it took a text for a formula and failed."""


@dataclass(frozen=True)
class SheetRow:
    """One row as typed. `line` is the row's number in a spreadsheet program: the header usually has 1.

    `cells` is at least as long as the header; a longer one means that the cells have slipped.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A sheet: the header's cells, the rows under it, and how the file had to be read."""

    headers: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    encoding: str
    delimiter: str

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each column that tells it from the others, also where headers are empty or doubled."""
        seen: dict[str, int] = {}
        labels = []
        for position, header in enumerate(self.headers, start=1):
            name = " ".join(header.split()) or f"Column {position}"
            seen[name] = seen.get(name, 0) + 1
            labels.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
        return tuple(labels)
