"""Which letters a section may word itself, for whom each is, and what can stand in its text."""

from collections.abc import Mapping
from types import MappingProxyType

from wip.domain.letter_kinds_places import PLACES
from wip.domain.letter_placeholders import Editable
from wip.domain.letter_templates import Placeholder
from wip.domain.letters import LetterKind
from wip.domain.letters_to_authors import TO_AUTHORS
from wip.domain.letters_to_others import TO_OTHERS

EDITABLE: Mapping[LetterKind, Editable] = MappingProxyType({**TO_AUTHORS, **PLACES, **TO_OTHERS})
"""Kinds that are not here keep the planner’s own words: they go to leaders or the office, let somebody sign in, or are
about what readers write to authors in confidence."""


def placeholders(kind: LetterKind) -> tuple[Placeholder, ...]:
    """What can stand in a text of this kind; nothing for a kind that keeps the planner’s own words."""
    return EDITABLE[kind].placeholders if kind in EDITABLE else ()
