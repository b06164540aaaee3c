"""Papers from a spreadsheet: what an import would do, row by row, with nothing done yet."""

from collections.abc import Mapping

from wip.domain.imports_columns import Column, check_columns
from wip.domain.imports_duplicates import settle
from wip.domain.imports_people import ValidAddress
from wip.domain.imports_plans import Already, ImportPlan, ImportRules, ProposedPaper, Verdict
from wip.domain.imports_rows import RowReader
from wip.domain.imports_tables import Table


def judge_rows(
    table: Table,
    mapping: Mapping[Column, int | None],
    rules: ImportRules,
    already: Mapping[str, Already],
    valid_address: ValidAddress,
) -> ImportPlan:
    """A verdict for every row, in their order.

    `already` has the session's papers under their `paper_key`; `valid_address` gives an address's canonical
    key, or None. Refuses a mapping that cannot be (see `check_columns`) and an unknown zone. A row sent again
    counts instead of the earlier one only if it is sound: one that came too late leaves the earlier standing.
    """
    check_columns(mapping, table.labels)
    reader = RowReader.of(table, mapping, rules, valid_address)
    judged = [reader.judge(row) for row in table.rows]
    papers = [verdict for verdict in judged if isinstance(verdict, ProposedPaper)]
    verdicts: list[Verdict] = [verdict for verdict in judged if not isinstance(verdict, ProposedPaper)]
    verdicts += settle(papers, {row.line: row.cells for row in table.rows}, already, valid_address)
    return ImportPlan(table.labels, tuple(sorted(verdicts, key=lambda verdict: verdict.line)))
