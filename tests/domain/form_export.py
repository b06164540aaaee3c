"""The web form's export as a table."""

from pathlib import Path

from wip.adapters.spreadsheets import read_table

CONTENT = (Path(__file__).parents[1] / "data" / "papers-form-export.csv").read_bytes()
TABLE = read_table(CONTENT)
