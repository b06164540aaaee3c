"""People whom a leader types to be invited: one a line, as "Name <address>", "Name, address", or an address alone."""

import re
from dataclasses import dataclass

from wip.domain.refusals import Refusal

MOST = 100
"""More are too many for one look before they are sent."""


@dataclass(frozen=True)
class Guest:
    """A name, which may be empty, and an address as typed."""

    name: str
    email: str


_LINE = re.compile(r"^(?P<name>.*?)[\s,;<\t]*(?P<email>[^\s,;<>\"]+@[^\s,;<>\"]+)[\s>,;]*$")


def guests_of(text: str) -> list[Guest]:
    """The people typed, each address once. Raises Refusal (field "typed") for a line without an address."""
    found: dict[str, Guest] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise Refusal(
                f"“{line.strip()[:80]}” has no e-mail address. Write one person a line, like Ada Osei, ada@example.edu.",
                "typed",
            )
        name = match["name"].strip(' \t,;<"')
        found.setdefault(match["email"].casefold(), Guest(name, match["email"]))
    return list(found.values())
