"""ORCID iDs: the numbers by which researchers are told apart (ISO 7064 MOD 11-2 guards against slips)."""

import re

_TYPED = re.compile(
    r"(?:https?://)?(?:www\.)?(?:orcid\.org/)?([0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{3}[0-9Xx])/?"
)

_BASE, _TEN = 11, 10


def check_digit(digits: str) -> str:
    """The last character of an iD, from its first 15 digits: 0-9, or X for ten (ISO 7064, MOD 11-2)."""
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    rest = (_BASE + 1 - total % _BASE) % _BASE
    return "X" if rest == _TEN else str(rest)


def canonical(typed: str) -> str | None:
    """The iD as 0000-0002-1825-0097, from a number with or without hyphens, or its address; None for anything else.

    Empty text stays empty: an iD is never asked for.
    """
    text = typed.strip()
    if not text:
        return ""
    found = _TYPED.fullmatch(text)
    if found is None:
        return None
    plain = found[1].replace("-", "").upper()
    if check_digit(plain[:-1]) != plain[-1]:
        return None
    return "-".join(plain[at : at + 4] for at in range(0, 16, 4))


def address(orcid: str) -> str:
    """Where the iD's owner says who they are."""
    return f"https://orcid.org/{orcid}"


def is_mistyped(typed: str) -> bool:
    """Whether it looks like an iD, and its last character does not fit the others."""
    return canonical(typed) is None and _TYPED.fullmatch(typed.strip()) is not None
