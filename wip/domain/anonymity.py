"""What gives an author away in a file for blind review: names, addresses and schools, in the text and beside it.

Everything is compared folded: lower case, without accents (domain.md, real calls: instructions for anonymising).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wip.domain.name_patterns import Named, flat, named, phrase
from wip.domain.papers import AuthorFacts

FINDINGS_MOST = 25
_PAGES_TOLD = 4


@dataclass(frozen=True)
class Passage:
    """Text of the file, and where it stands: "page 3", "a footnote". `first` for the first page."""

    where: str
    text: str
    first: bool = False


@dataclass(frozen=True)
class Contents:
    """What was found in a file. `properties` are pairs of a name and a value; `unread` says what was not looked at."""

    passages: tuple[Passage, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    made_by: str = ""
    unread: str = ""


@dataclass(frozen=True)
class Advice:
    """How to take something out, in the program that the file is made with."""

    properties: str
    text: str = "Take it out of the text."
    own_work: str = "Write of your own work as if it were somebody else’s."


def findings(
    contents: Contents, authors: Sequence[AuthorFacts], advice: Advice, file_name: str = ""
) -> list[str]:
    """A sentence for each thing that gives an author away: what, where, and how to remove it. Empty: nothing found."""
    names = [name for author in authors if (name := named(author.name)) is not None]
    passages = [Passage(p.where, flat(p.text), p.first) for p in contents.passages]
    found = [
        *_in_properties(contents.properties, names, authors, advice),
        *(said for name in names for said in _in_text(passages, name, advice)),
        *_addresses(passages, authors, advice),
        *_schools(passages, authors),
        *_in_name(file_name, names),
    ]
    told = list(dict.fromkeys(found))
    more = len(told) - FINDINGS_MOST
    told = [*told[:FINDINGS_MOST], f"There are {more} more like these."] if more > 0 else told
    return [*told, contents.unread] if contents.unread else told


def _in_properties(
    properties: Sequence[tuple[str, str]],
    names: Sequence[Named],
    authors: Sequence[AuthorFacts],
    advice: Advice,
) -> Iterable[str]:
    clues = [author.email for author in authors if author.email]
    clues += [author.affiliation for author in authors if author.affiliation]
    for label, value in properties:
        plain = flat(value)
        for name in names:
            if name.whole.search(plain) or name.beside.search(plain):
                yield f"The file’s properties name {name.shown} ({label}: “{_short(value)}”). {advice.properties}"
        for clue in clues:
            if phrase(clue).search(plain):
                yield f"The file’s properties have “{clue}” ({label}). {advice.properties}"


def _in_text(passages: Sequence[Passage], name: Named, advice: Advice) -> Iterable[str]:
    whole = [p.where for p in passages if name.whole.search(p.text)]
    if whole:
        yield f"The text has the name {name.shown}: {_places(whole)}. {advice.text}"
    own = [p.where for p in passages if name.own_work.search(p.text)]
    if own:
        yield f"The text speaks of work by {name.shown} as the writer’s own: {_places(own)}. {advice.own_work}"
    if name.alone is None:
        return
    alone = [p.where for p in passages if p.where not in {*whole, *own} and name.alone.search(p.text)]
    if alone:
        yield (
            f"The text has the surname {name.last}: {_places(alone)}. "
            "That is fine where it cites work as anybody would; else take it out."
        )


def _addresses(passages: Sequence[Passage], authors: Sequence[AuthorFacts], advice: Advice) -> Iterable[str]:
    for address in dict.fromkeys(author.email for author in authors if author.email):
        pattern = phrase(address)
        places = [p.where for p in passages if pattern.search(p.text)]
        if places:
            yield f"The text has the address {address}: {_places(places)}. {advice.text}"


def _schools(passages: Sequence[Passage], authors: Sequence[AuthorFacts]) -> Iterable[str]:
    for school in dict.fromkeys(author.affiliation for author in authors if author.affiliation):
        pattern = phrase(school)
        places = [p for p in passages if pattern.search(p.text)]
        if any(p.first for p in places):
            yield f"The first page names {school}. If it says where you teach, take it out."
        elif places and len(school) > 5:  # noqa: PLR2004 - "MIT" may be a word
            where = _places([p.where for p in places])
            yield f"The text names {school}: {where}. A weak sign only: take it out if it says where you teach."


def _in_name(file_name: str, names: Sequence[Named]) -> Iterable[str]:
    plain = flat(file_name.replace("_", " "))
    for name in names:
        if name.whole.search(plain) or name.beside.search(plain):
            yield f"The file’s own name (“{_short(file_name)}”) names {name.shown}. Rename it and choose it again."


def _places(places: Sequence[str]) -> str:
    """Such as: page 3, page 7 and 5 more places."""
    each = list(dict.fromkeys(places))
    told, more = each[:_PAGES_TOLD], len(each) - _PAGES_TOLD
    if more > 0:
        told.append(f"{more} more place{'s' if more > 1 else ''}")
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 60 else plain[:59] + "…"  # noqa: PLR2004 - one line of a page
