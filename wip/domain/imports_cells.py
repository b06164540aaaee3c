"""One row's cells, taken out and cleaned, with what was noticed on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wip.domain.imports_columns import COLUMN_WORDS, Column
from wip.domain.imports_plans import Caution
from wip.domain.imports_tables import CELL_ERRORS, SheetRow
from wip.domain.texts import clean, without_overrides

_LINE_BREAKS = re.compile("[ \t]*[\n\x85\u2028\u2029][ \t\n\x85\u2028\u2029]*")
_FORMULAS = ("=", "+", "@")

FORMULA_KEPT = "A spreadsheet would take the {} for a formula; it is kept as text, exactly as typed."


@dataclass
class Cells:
    """Reads one row. `faults` refuse it (column, sentence); `cautions` go along with a sound one."""

    row: SheetRow
    mapping: Mapping[Column, int | None]
    faults: list[tuple[Column, str]] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)

    def raw(self, column: Column) -> str:
        """The cell as typed; nothing where the column is not chosen."""
        position = self.mapping.get(column)
        return "" if position is None else self.row.cells[position]

    def text(self, column: Column) -> str:
        """The cell without control characters, white space around it removed; line breaks stay."""
        raw = self.raw(column)
        kept = clean(raw)
        if kept != raw.replace("\r\n", "\n").replace("\r", "\n").strip():
            self.caution(column, f"Control characters were taken out of the {COLUMN_WORDS[column]}.")
        if kept.startswith(_FORMULAS):
            self.caution(column, FORMULA_KEPT.format(COLUMN_WORDS[column]))
        if kept in CELL_ERRORS:
            self.fault(
                column,
                f"The spreadsheet has put the error {kept} where the {COLUMN_WORDS[column]} was. Type it anew, with an "
                "apostrophe in front.",
            )
        return kept

    def plain(self, column: Column) -> str:
        """As `text`, without the invisible signs that turn the direction of what follows."""
        text = self.text(column)
        kept = without_overrides(text)
        if kept != text:
            self.caution(
                column,
                f"Invisible signs that turn the direction of writing were taken out of the {COLUMN_WORDS[column]}.",
            )
        return kept

    def line(self, column: Column) -> str:
        """As `plain`, on one line. Other spaces stay as typed: French sets a narrow one before a semicolon."""
        plain = self.plain(column).strip()
        joined = _LINE_BREAKS.sub(" ", plain).replace("\t", " ")
        if _LINE_BREAKS.search(plain):
            self.caution(column, f"A line break in the {COLUMN_WORDS[column]} became a space.")
        return joined

    def short(self, column: Column, most: int) -> str:
        """As `line`, refused when longer than `most` characters."""
        line = self.line(column)
        if len(line) > most:
            self.fault(
                column, f"The {COLUMN_WORDS[column]} has {len(line)} characters; at most {most} are possible."
            )
        return line

    def fault(self, column: Column, sentence: str) -> None:
        """A reason to refuse the row."""
        self.faults.append((column, sentence))

    def caution(self, column: Column, sentence: str, *, loud: bool = False) -> None:
        """A thing to know about the row."""
        self.cautions.append(Caution(sentence, column, loud))
