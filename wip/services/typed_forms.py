"""What somebody has typed into a form and not sent: kept while they type, as JSON beside the row that counts.

Every save says which page it comes from and what that page has seen: a page never overwrites, unasked, what another page
of the same person has typed or saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from wip.domain.refusals import Refusal
from wip.domain.texts import storable

FIELDS_MOST, TYPED_MOST = 40, 100_000
"""More than a form of ours can hold at its fullest."""


class Outcome(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    BEHIND = "behind"
    GONE = "gone"


@dataclass(frozen=True)
class Typed:
    """The form as it stands on one page. `turn` counts the page's saves; `seen` is the `mark` that it knows."""

    fields: Mapping[str, list[str]]
    page: str
    seen: str = ""
    turn: int = 0


@dataclass(frozen=True)
class Kept:
    """How things stand after a save. `is_contested`: another page has tried meanwhile to save other words."""

    outcome: Outcome
    mark: str = ""
    is_contested: bool = False


def mark(version: int, kept: Mapping[str, Any]) -> str:
    """What a page shows of the row: the version that was saved, and how often something was typed since."""
    return f"{version}.{kept.get('n', 0)}"


def fields_in(kept: Mapping[str, Any]) -> dict[str, list[str]]:
    """Everything typed and not saved, by the form's fields; empty where there is nothing."""
    found: dict[str, list[str]] = kept.get("fields", {})
    return found


def moment_in(kept: Mapping[str, Any]) -> datetime | None:
    """When it was typed."""
    said = kept.get("at")
    return datetime.fromisoformat(said) if said else None


def is_ahead(version: int, kept: Mapping[str, Any], typed: Typed) -> bool:
    """Whether another page has saved, or typed, something that the page of `typed` has not seen.

    The same words are nothing new: a page that was left and opened again may have been read before its own last save.
    """
    if typed.seen.partition(".")[0] != str(version):
        return True
    if typed.seen == mark(version, kept) or kept.get("page", "") == typed.page:
        return False
    return fields_in(kept) != _storable(typed.fields)


def after(
    version: int, kept: Mapping[str, Any], typed: Typed, now: datetime
) -> tuple[Outcome, dict[str, Any]]:
    """What to keep after this save, which may be what was kept before.

    A page that is behind another changes nothing, but the other learns of it at its next save. Of two saves of one
    page the later turn counts, in whatever order they arrive.
    """
    if is_ahead(version, kept, typed):
        return Outcome.BEHIND, {**kept, "other": now.isoformat()}
    if kept.get("page") == typed.page and typed.turn < kept.get("turn", 0):
        return Outcome.SAVED, dict(kept)
    return Outcome.SAVED, {
        "n": kept.get("n", 0) + 1,
        "page": storable(typed.page),
        "turn": typed.turn,
        "at": now.isoformat(),
        "fields": _storable(typed.fields),
    }


def is_contested(kept: Mapping[str, Any], typed: Typed) -> bool:
    """Whether another page has tried to save other words since this page's last save."""
    return "other" in kept and kept.get("page") == typed.page


def refuse_much(typed: Typed) -> None:
    """Raise Refusal for more than a form can hold."""
    size = sum(len(name) + sum(map(len, values)) for name, values in typed.fields.items())
    if len(typed.fields) > FIELDS_MOST or size > TYPED_MOST or len(typed.page) > 100:  # noqa: PLR2004 - a name
        raise Refusal("This is more text than the form can hold, so it cannot be saved. Please shorten it.")


def _storable(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {storable(name): [storable(value) for value in values] for name, values in fields.items()}
