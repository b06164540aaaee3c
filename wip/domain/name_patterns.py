"""Names as patterns: how one author's name may be written in a text, folded to lower case without accents."""

import re
from dataclasses import dataclass

from wip.domain.search import fold

_LETTERS_LEAST = 3
"""Shorter surnames are found in the text only beside a first name."""

_LOOSE_ACCENTS = re.compile("[\\u00a8\\u00b4`\\u02c6\\u02dc\\u00b8\\u02c7\\u02d8\\u02da]")
_TITLES = frozenset(
    {"dr", "prof", "professor", "mr", "mrs", "ms", "jr", "sr", "ii", "iii", "iv", "phd", "jd", "esq"}
)
_PARTICLES = frozenset("van von de del della der den di da dos du la le ten ter bin al el".split())  # noqa: SIM905 - reads as one line
_COMMON_TEXT = """
act ash art ball bank banks bar baker bell berry best bird bishop black blood bloom blue bond book
brand bridge brook brown bull burns bush butler camp carpenter carter case chambers chance church
clay close coin cole cook cope court cox cross crown day dean drew early east english farmer field
fields fine finch fish fisher flower ford forest fox frank free freeman french frost gates gold good
grant gray green grey guard hall hand hart head heath hill hope house hunt hunter ireland judge just
justice keen kent key keys king knight lake lamb land lane law laws lee light little long love low
major march mark marks marsh marshall mason may merit miles mill miller mills mine moon moore noble
north page paper park parks pass pearl peace penny pike pitt plant pope porter potter post pound
power powers price prince public quick rain read reed reform rice rich right rivers roads rock root
rose rule rush sage sales sand savage sharp shepherd short silver singer small smart snow speaker
stark steel stock stone story street strong summer summers sun swift temple town towns trust turner
vale wade walker wall walls ward waters wave way weaver webb wells west white wild will wills winter
wise wolf wood woods worth wright young
"""
_COMMON = frozenset(_COMMON_TEXT.split())
_OWN_WORK = (
    r"(?:my|our|(?:i|we)(?: have)? (?:argue|show|write|wrote|written|say|said|explain|discuss|develop|propose|suggest"
    r"|defend|call)\w*)\b[^.;]{0,80}"
)


@dataclass(frozen=True)
class Named:
    """One author's name as patterns over flat text. `beside` is for properties, where "mabara" may stand for M. Abara."""

    shown: str
    last: str
    whole: re.Pattern[str]
    alone: re.Pattern[str] | None
    own_work: re.Pattern[str]
    beside: re.Pattern[str]


def flat(text: str) -> str:
    """Folded, on one line; words that were parted at a line's end are whole again in a second copy."""
    plain = fold(_LOOSE_ACCENTS.sub("", text))
    joined = re.sub(r"[-\u00ad\u2010\ufffe]\s*\n\s*", "", plain)
    texts = [plain] if joined == plain else [plain, joined]
    return " \n ".join(re.sub(r"\s+", " ", each) for each in texts)


def named(name: str) -> Named | None:
    """The patterns of a name as typed, "First Last" or "Last, First"; None where it has no letters."""
    last, comma, first = name.partition(",")
    if comma and fold(first.strip()).strip(".") not in _TITLES:
        name = f"{first.strip()} {last.strip()}"
    elif comma:
        name = last
    shown = [
        word for word in re.findall(r"[\w’'-]+", _LOOSE_ACCENTS.sub("", name)) if fold(word) not in _TITLES
    ]
    words = [fold(word) for word in shown]
    if not words:
        return None
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    given, family = words[:start], words[start:]
    surname = _loose(" ".join(family))
    return Named(
        shown=" ".join(name.split()),
        last=shown[-1],
        whole=_whole(given, surname),
        alone=_alone(family, surname),
        own_work=re.compile(rf"(?<!\w){_OWN_WORK}(?<!\w){surname}(?!\w)"),
        beside=re.compile(surname if len(surname) > 4 else rf"(?<!\w){surname}(?!\w)"),  # noqa: PLR2004 - "mabara"
    )


def _loose(word: str) -> str:
    """A name's pattern, written with a hyphen, a blank or any apostrophe."""
    return re.sub(
        r"(?:\\?[ -])+",
        r"[\\s-]",
        re.sub(r"[’']", "[’']?", re.escape(word).replace("\\’", "’").replace("\\'", "'")),
    )


def _whole(given: list[str], surname: str) -> re.Pattern[str]:
    """First name and surname, surname first, or initials and surname."""
    if not given:
        return re.compile(rf"(?<!\w){surname}(?!\w)")
    between = "|".join([r"[a-z]\.?", *(_loose(word) for word in given[1:])])
    first, letter = _loose(given[0]), re.escape(given[0][0])
    shapes = (
        rf"{first}[ ,](?:(?:{between}) ){{0,3}}{surname}",
        rf"{surname}, ?(?:{first}|{letter}\.)",
        rf"{letter}\. ?(?:[a-z]\. ?){{0,2}}{surname}",
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(shapes)})(?!\w)")


def _alone(family: list[str], surname: str) -> re.Pattern[str] | None:
    last = family[-1]
    if len(last) < _LETTERS_LEAST or (len(family) == 1 and last in _COMMON):
        return None
    return re.compile(rf"(?<![\w.@]){surname}(?![\w@])")  # not within an address: that is told by itself


def phrase(text: str) -> re.Pattern[str]:
    """The text as a whole, with any white space between its words."""
    words = flat(text).split()
    if words and words[0] == "the":
        words = words[1:]
    return re.compile(rf"(?<!\w){'[ ]'.join(re.escape(word) for word in words) or '(?!)'}(?!\w)")
