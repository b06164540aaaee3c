"""The subject of a letter about a changed agenda: what changed most for its reader, at a glance in a list of mail."""

import re
from collections.abc import Sequence

_LINK = re.compile(r"^The join link (?:of .+ )?(?:is in place|has changed|has been taken out)\.$")

_KINDS = (
    ("Cancelled", re.compile(r"(?:“(.+)”)? ?is cancelled\.")),
    ("Moved", re.compile(r"^(?:“(.+)”|The session) moves from ")),
    ("New join link", re.compile(r"^The join link (?:of .+ )?(?:is in place|has changed)\.$")),
)

_ROOMS = (
    ("A date is taken out", re.compile(r"^(.+?), \w{3} \d.+, no longer takes place\.$")),
    ("A date moves", re.compile(r"^(?!“|The session )(.+?) moves from ")),
    ("You chair", re.compile(r"^You chair (.+?): \w{3} \d")),
    ("You no longer chair", re.compile(r"^You no longer chair (.+)\.$")),
    ("A further date", re.compile(r"^There is a further date: (.+?), \w{3} \d")),
)


def subject_of(sentences: Sequence[str], session_title: str) -> str:
    """The strongest of these changes, with the title of the paper if it is one paper's alone, else with the session's.

    Of one room or date alone it says which, so that nobody takes it for the whole session.
    """
    for word, pattern in _KINDS[:2]:
        if found := _found(pattern, sentences):
            papers = {match.group(1) for match in found}
            only = papers.pop() if len(papers) == 1 else None
            if len(papers) > 1 and None not in papers:  # the session itself did not
                return _several(word, len(papers), session_title)
            return f"{word}: “{only or session_title}”"
    for word, pattern in _ROOMS:
        if found := _found(pattern, sentences):
            names = " and ".join(dict.fromkeys(match.group(1) for match in found))
            if word.startswith("You "):
                return f"{word} {names}: “{session_title}”"
            return f"{word}: {names}, in “{session_title}”"
    word, pattern = _KINDS[2]
    return f"{word}: “{session_title}”" if _found(pattern, sentences) else f"A change in “{session_title}”"


def is_of_links(sentences: Sequence[str]) -> bool:
    """Whether these changes are of join links alone, which cannot suit anybody better or worse."""
    return bool(sentences) and all(_LINK.match(each) for each in sentences)


def _found(pattern: re.Pattern[str], sentences: Sequence[str]) -> list[re.Match[str]]:
    return [match for match in map(pattern.search, sentences) if match]


def _several(word: str, number: int, session_title: str) -> str:
    if word == "Moved":
        return f"Your slots in “{session_title}” move"
    return f"{word}: {number} papers in “{session_title}”"
