"""The subject of a letter about a changed agenda: what changed most for its reader, at a glance in a list of mail."""

import re
from collections.abc import Sequence

_KINDS = (
    ("Cancelled", re.compile(r"(?:“(.+)”)? ?is cancelled\.|, no longer takes place\.$")),
    ("Moved", re.compile(r"(?:“(.+)”)? ?moves from ")),
    ("New join link", re.compile(r"^The join link (?:of .+ )?(?:is in place|has changed)\.$")),
)


def subject_of(sentences: Sequence[str], session_title: str) -> str:
    """The strongest of these changes, with the title of the paper if it is one paper's alone, else with the session's."""
    for word, pattern in _KINDS:
        found = [match for match in map(pattern.search, sentences) if match]
        if found:
            papers = {match.group(1) for match in found if match.re.groups}
            only = papers.pop() if len(papers) == 1 else None
            if len(papers) > 1 and None not in papers:  # the session itself did not
                return _several(word, len(papers), session_title)
            return f"{word}: “{only or session_title}”"
    return f"A change in “{session_title}”"


def _several(word: str, number: int, session_title: str) -> str:
    if word == "Moved":
        return f"Your slots in “{session_title}” move"
    return f"{word}: {number} papers in “{session_title}”"
