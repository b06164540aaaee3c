"""Lists that a leader types, one name a line (topics, answers to choose from), and what becomes of names in use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line

NAMES_MOST = 60
NAME_MOST = 120


class Lost(StrEnum):
    """What becomes of a name that papers chose and that is no longer in the list."""

    RENAME = "rename"
    DROP = "drop"


@dataclass(frozen=True)
class Change:
    """The next list: each name with the place that it had, None where it is new. `gone` are the places of the others."""

    names: tuple[tuple[str, int | None], ...]
    gone: tuple[int, ...]

    @property
    def fresh(self) -> tuple[str, ...]:
        """The new names, in order."""
        return tuple(name for name, was in self.names if was is None)

    @property
    def renamed(self) -> dict[int, str]:
        """Each gone place with the new name that takes it: in order, and only where there are as many of both."""
        return dict(zip(self.gone, self.fresh, strict=True)) if len(self.fresh) == len(self.gone) else {}


def names_of(text: str, field: str) -> list[str]:
    """The names of a text, one a line; empty lines and repetitions (in whatever capitals) are left out.

    Raises Refusal about `field` for too many, or one that is too long.
    """
    names: dict[str, str] = {}
    for name in map(clean_line, text.splitlines()):
        if len(name) > NAME_MOST:
            raise Refusal(f"Please shorten “{name[:40]}…” to {NAME_MOST} characters.", field)
        if name:
            names.setdefault(name.casefold(), name)
    if len(names) > NAMES_MOST:
        raise Refusal(f"At most {NAMES_MOST} lines are possible; these are {len(names)}.", field)
    return list(names.values())


def change_of(there: Sequence[str], names: Iterable[str]) -> Change:
    """How the list `there` becomes `names`. A name is known however its capitals are written."""
    known = {name.casefold(): place for place, name in enumerate(there)}
    listed = tuple((name, known.get(name.casefold())) for name in names)
    kept = {was for _, was in listed}
    return Change(listed, tuple(place for place in range(len(there)) if place not in kept))


def refuse_losses(change: Change, chosen: Iterable[tuple[str, int]], lost: Lost | None, field: str) -> None:
    """Refuse to take out names that papers chose, until the leader has said what becomes of them.

    `chosen` are the gone names that papers chose, each with how many did.
    """
    said = "; ".join(f"“{name}” by {count} {'paper' if count == 1 else 'papers'}" for name, count in chosen)
    if not said or lost is Lost.DROP or (lost is Lost.RENAME and change.renamed):
        return
    if lost is None:
        raise Refusal(
            f"Chosen already: {said}. Put the line back, or say here what becomes of these papers.", field
        )
    raise Refusal(
        f"{len(change.gone)} gone and {len(change.fresh)} new: which is which cannot be told. "
        "Rename in one step, and add or take out in another.",
        field,
    )
