"""What the agenda's form says: a place for each paper, minutes where they differ, and every break."""

from collections.abc import Iterator

from flask import request

from wip.domain.agenda import Break
from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line
from wip.services.agendas import Place

_ID_DIGITS = 9


def typed_places() -> dict[int, Place]:
    """The rows as typed: a place each, and minutes where they differ from the session's."""
    found = {}
    for slot in _numbered("position"):
        place = _number(request.form[f"position-{slot}"], f"position-{slot}")
        if place is None:
            raise Refusal("Give each paper its place as a number.", f"position-{slot}")
        present = _number(request.form.get(f"present-{slot}", ""), f"present-{slot}")
        comment = _number(request.form.get(f"comment-{slot}", ""), f"comment-{slot}")
        room = _number(request.form.get(f"room-{slot}", ""), f"room-{slot}", digits=_ID_DIGITS)
        found[int(slot)] = Place(place, present, comment, room, f"fixed-{slot}" in request.form)
    return found


def typed_breaks() -> list[tuple[int | None, Break]] | None:
    """Every break with its room; None where the form says nothing of breaks."""
    if "breaks" not in request.form:
        return None
    found = []
    for row in _numbered("break-after"):
        name = clean_line(request.form.get(f"break-name-{row}", ""))
        after = _number(request.form[f"break-after-{row}"], f"break-after-{row}") or 0
        minutes = _number(request.form.get(f"break-minutes-{row}", ""), f"break-minutes-{row}") or 0
        room = _number(request.form.get(f"break-room-{row}", ""), f"break-room-{row}", digits=_ID_DIGITS)
        if request.form.get("act") != f"drop-{row}":
            found.append((room or None, Break(after, minutes, name)))
    return found


def typed_id(name: str) -> int | None:
    """A row's id in the field of this name; None for anything else."""
    text = request.form.get(name, "")
    return int(text) if _is_id(text) else None


def act_typed() -> tuple[str, int] | None:
    """The row's own button that was pressed, as ("up", 12); None for none."""
    act, _, row = request.form.get("act", "").partition("-")
    return (act, int(row)) if _is_id(row) else None


def _numbered(word: str) -> Iterator[str]:
    for name in request.form:
        begin, _, row = name.rpartition("-")
        if begin == word and _is_id(row):
            yield row


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _ID_DIGITS


def _number(text: str, field: str, digits: int = 4) -> int | None:
    text = text.strip()
    if not text:
        return None
    is_whole = text.isascii() and text.removeprefix("-").isdecimal()
    # Four digits are far above any number of minutes.
    if not is_whole or text.startswith("-") or len(text) > digits:
        what = (
            "is no whole number" if not is_whole else "is below 0" if text.startswith("-") else "is too large"
        )
        raise Refusal(f"“{text[:20]}” {what}. Write minutes and places as whole numbers from 0 on.", field)
    return int(text)
