"""The paper's form as typed text: what of it is kept, and the order of its authors, also without JavaScript."""

import re
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from wip.domain.papers import AUTHORS_MOST
from wip.domain.texts import whole_number

Fields = dict[str, list[str]]

PARTS = ("name", "affiliation", "email", "orcid")
"""What is typed of an author."""

_ROW = re.compile(rf"authors-(\d{{1,2}})-({'|'.join(PARTS)})")
_KEPT = re.compile(
    r"title|abstract|bio|topics|career_stage|work_stage|years|is_member|publication|still_revisable|focus_pages|"
    rf"questions|note_to_leaders|kept_from-\d-(?:name|email|relation)|kept|kept-[\w-]{{1,40}}|question-\d{{1,9}}|{_ROW.pattern}"
)
_BUTTONS = ("add_author", "remove_author", "author_up", "author_down", "add_kept")


def typed_fields(sent: MultiDict[str, str]) -> Fields:
    """What was typed into the form's own fields, exactly as it was; tokens, buttons and strangers' fields stay out."""
    return {name: values for name, values in sent.lists() if _KEPT.fullmatch(name)}


def wants_other_rows(sent: Mapping[str, str]) -> bool:
    """Whether a button was pressed that adds, removes or moves a person."""
    return any(name in sent for name in _BUTTONS)


def with_other_rows(fields: Fields, sent: Mapping[str, str]) -> Fields:
    """The fields after the pressed button; a place that is none changes nothing."""
    rows = _rows(fields)
    if "add_author" in sent and len(rows) < AUTHORS_MOST:
        rows.append({})
    for name, step in (("author_up", -1), ("author_down", 1)):
        at = _place(sent.get(name), rows)
        if at is not None and 0 <= at + step < len(rows):
            rows[at], rows[at + step] = rows[at + step], rows[at]
    gone = _place(sent.get("remove_author"), rows)
    if gone is not None:
        del rows[gone]
    others = {name: values for name, values in fields.items() if not _ROW.fullmatch(name)}
    if "add_kept" in sent:
        places = [int(name.split("-")[1]) for name in fields if name.startswith("kept_from-")]
        others[f"kept_from-{max(places, default=-1) + 1}-name"] = [""]
    return others | {
        f"authors-{at}-{part}": [row.get(part, "")] for at, row in enumerate(rows or [{}]) for part in PARTS
    }


def _rows(fields: Fields) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, values in fields.items():
        found = _ROW.fullmatch(name)
        if found:
            rows.setdefault(int(found[1]), {})[found[2]] = values[0] if values else ""
    return [rows[place] for place in sorted(rows)]


def _place(text: str | None, rows: list[dict[str, str]]) -> int | None:
    number = whole_number(text, 2)
    return number if number is not None and number < len(rows) else None
