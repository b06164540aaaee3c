"""Addresses and co-authors as people type them into one cell."""

import re
from collections.abc import Callable

from wip.domain.papers import AuthorFacts

ValidAddress = Callable[[str], str | None]
"""Gives an address's canonical key, or None for what is not an address."""

# Bounded, because an unbounded one would need a quadratic time for a long cell without any address.
_CANDIDATE = re.compile(r"[^\s<>()\[\],;:|/\"“”@]{1,64}@[^\s<>()\[\],;:|/\"“”@]{1,255}")
_ADDRESS_LIKE = re.compile(r"[<(\[]?[^\s<>()\[\],;@]{0,64}@[^\s<>()\[\],;]*[>)\]]?")
_NOBODY = frozenset({"none", "no", "n/a", "na", "nil", "-", "–", "—", "keine", "nein", "aucun", "non", "."})
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-•*])\s+")
_AND = re.compile(r"\s+(?:and|&|und|et)\s+(?![^()]*\))")
_AFTER_ADDRESS = re.compile(r"(@[^\s<>,;()@]+[>)]?)\s*,")


def addresses_in(cell: str, valid: ValidAddress) -> tuple[str, ...]:
    """Every valid address in a cell, in order, as typed; the whole cell if that is one."""
    if valid(cell) is not None:
        return (cell,)
    found = (
        candidate.rstrip(".'").lstrip("'") for candidate in _CANDIDATE.findall(cell.replace("mailto:", " "))
    )
    return tuple(address for address in found if valid(address) is not None)


def coauthors_in(cell: str, valid: ValidAddress) -> tuple[tuple[AuthorFacts, ...], tuple[str, ...]]:
    """The co-authors named in free text, and a sentence for each thing that a person should check.

    Reads "Name, School, mail; Name, School, mail", "Name (School) <mail>" and "Name", by line or semicolon.
    """
    if cell.strip().casefold() in _NOBODY:
        return (), ()
    authors: list[AuthorFacts] = []
    doubts: list[str] = []
    for entry in _entries(cell):
        author, doubt = _one(entry, valid)
        if author is not None:
            authors.append(author)
        if doubt:
            doubts.append(doubt)
    return tuple(authors), tuple(doubts)


def _entries(cell: str) -> list[str]:
    pieces = re.split(r"[;\n]", _AFTER_ADDRESS.sub(r"\1;", cell))
    split = [part for piece in pieces for part in ([piece] if "," in piece else _AND.split(piece))]
    return [entry for part in split if (entry := _NUMBERING.sub("", part).strip(" ,\t"))]


def _one(entry: str, valid: ValidAddress) -> tuple[AuthorFacts | None, str]:
    found = addresses_in(entry, valid)
    broken = [like for like in _ADDRESS_LIKE.findall(entry) if not addresses_in(like, valid)]
    rest = _ADDRESS_LIKE.sub(" ", entry)
    brackets = re.findall(r"\(([^()]*\w[^()]*)\)", rest)
    parts = [part.strip() for part in re.sub(r"\([^()]*\)", " ", rest).split(",")]
    name, *others = [" ".join(part.split()) for part in parts if part.strip(" <>[]-–—")] or [""]
    affiliation = ", ".join([*others, *(" ".join(words.split()) for words in brackets)])
    email = found[0] if found else ""
    if not name and not email:
        return None, f"Nobody was found in “{entry}” among the co-authors."
    author = AuthorFacts(name or email, affiliation, email)
    return author, _doubt(entry, author, named=bool(name), broken=broken, others=len(others))


def _doubt(entry: str, author: AuthorFacts, *, named: bool, broken: list[str], others: int) -> str:
    if broken and not author.email:
        return f"The co-author {author.name} has no valid e-mail address: “{broken[0]}” was left out."
    if not named:
        return f"The co-author with the address {author.email} has no name; the address stands in its place."
    # "Jane Roe, John Doe" and "Jane Roe, Hill University" look alike.
    if others and not author.email:
        return f"“{entry}” was read as one co-author, {author.name} of {author.affiliation}; please check."
    return ""
