"""The life cycles as diagrams, written from the very tables that guard them.

`python -m wip.domain.diagrams > docs/life-cycles.md` writes the page anew; a test compares the two.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from wip.domain.calls import CALLS
from wip.domain.commissions import COMMISSIONS
from wip.domain.conflicts import CONFLICTS
from wip.domain.invitations import INVITATIONS
from wip.domain.letters import LETTERS
from wip.domain.moves import LifeCycle, words
from wip.domain.papers import PAPERS
from wip.domain.publications import AGENDAS
from wip.domain.reviews import REVIEWS
from wip.domain.selection_stages import SELECTIONS
from wip.domain.sessions import SESSIONS
from wip.domain.shows import SHOWS

CYCLES: Mapping[str, LifeCycle[Any, Any]] = MappingProxyType(
    {
        "Papers": PAPERS,
        "Calls for papers": CALLS,
        "Dates of sessions": SESSIONS,
        "Reviews": REVIEWS,
        "Conflicts of interest": CONFLICTS,
        "Selections": SELECTIONS,
        "Commissions": COMMISSIONS,
        "Invitations to lead or to review": INVITATIONS,
        "Agendas": AGENDAS,
        "Rooms while they run": SHOWS,
        "Letters": LETTERS,
    }
)
"""Every life cycle there is, by its heading."""

_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "Rooms while they run": "What is pressed is only ever added; “undo” takes back the latest press that still counts, from"
        " wherever it led.",
    }
)
"""What an arrow cannot say, by heading."""

_HEAD = """# Life cycles

What can happen to a thing, and what it is afterwards. Whatever is not drawn here is refused with a sentence.

This page is generated from the tables in `wip/domain/`: change them, then run
`python -m wip.domain.diagrams > docs/life-cycles.md`.
"""


def page() -> str:
    """The whole page as Markdown, one diagram a life cycle."""
    return "\n".join([_HEAD, *(_part(heading, cycle) for heading, cycle in CYCLES.items())])


def diagram(cycle: LifeCycle[Any, Any]) -> str:
    """One life cycle as a Mermaid state diagram; an arrow for each row of its table, in the table's order."""
    kind: type[StrEnum] = type(cycle.start)
    states = list(kind)
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{words(state)}" as {state.value}' for state in states]
    lines += [f"    [*] --> {cycle.start.value}"]
    lines += [f"    {at.value} --> {to.value}: {words(move)}" for (at, move), to in cycle.moves.items()]
    lines += [f"    {state.value} --> [*]" for state in states if not cycle.open_moves(state)]
    return "\n".join(lines)


def _part(heading: str, cycle: LifeCycle[Any, Any]) -> str:
    note = f"\n{_NOTES[heading]}\n" if heading in _NOTES else ""
    return f"## {heading}\n\n```mermaid\n{diagram(cycle)}\n```\n{note}"


if __name__ == "__main__":
    sys.stdout.write(page())
