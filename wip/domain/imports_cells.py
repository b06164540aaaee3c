"""One row's cells, taken out and cleaned, with what was noticed on the way."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from wip.domain.imports_columns import COLUMN_WORDS, Column
from wip.domain.imports_plans import Caution
from wip.domain.imports_tables import CELL_ERRORS, SheetRow
from wip.domain.texts import without_controls, without_overrides

_LINE_BREAKS = re.compile("[\n\x85\u2028\u2029]+")
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
        kept = without_controls(raw)
        if kept != raw.replace("\r\n", "\n").replace("\r", "\n").strip():
            self.caution(column, f"Control characters were taken out of the {COLUMN_WORDS[column]}.")
        if kept.startswith(_FORMULAS):
            self.caution(column, FORMULA_KEPT.format(COLUMN_WORDS[column]))
        if kept in CELL_ERRORS:
            self.fault(
                column,
                f"The spreadsheet has put the error {kept} where the {COLUMN_WORDS[column]} was. Type it "
                "anew, with an apostrophe in front.",
            )
        return kept

    def plain(self, column: Column) -> str:
        """As `text`, without the invisible signs that turn the direction of what follows."""
        text = self.text(column)
        kept = without_overrides(text)
        if kept != text:
            self.caution(
                column,
                "Invisible signs that turn the direction of writing were taken out of the "
                f"{COLUMN_WORDS[column]}.",
            )
        return kept

    def line(self, column: Column) -> str:
        """As `plain`, on one line. Other spaces stay: French sets a narrow one before a semicolon."""
        plain = self.plain(column).strip()
        lines = [line for part in _LINE_BREAKS.split(plain) if (line := part.replace("\t", " ").strip())]
        if len(lines) > 1:
            self.caution(column, f"A line break in the {COLUMN_WORDS[column]} became a space.")
        return " ".join(lines)

    def short(self, column: Column, most: int) -> str:
        """As `line`; more than `most` characters are a fault."""
        return self._within(column, self.line(column), most)

    def block(self, column: Column, most: int) -> str:
        """As `plain`; more than `most` characters are a fault."""
        return self._within(column, self.plain(column), most)

    def _within(self, column: Column, text: str, most: int) -> str:
        if len(text) > most:
            word = COLUMN_WORDS[column]
            self.fault(
                column, f"The field “{word}” holds {len(text):,} characters; at most {most:,} are possible."
            )
        return text[:most]

    def fault(self, column: Column, sentence: str) -> None:
        """A reason to refuse the row, once however often the cell is read."""
        if (column, sentence) not in self.faults:
            self.faults.append((column, sentence))

    def caution(self, column: Column, sentence: str, *, loud: bool = False) -> None:
        """A thing to know about the row."""
        self.cautions.append(Caution(sentence, column, loud))
