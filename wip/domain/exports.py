"""Papers as a sheet: which columns there are, and what stands in each, so that a sheet read back says the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from wip.domain.papers import (
    CAREER_WORDS,
    PUBLICATION_WORDS,
    STATE_WORDS,
    WORK_WORDS,
    PaperFacts,
    PaperState,
)
from wip.domain.questions import Asked

Cell = str | int | datetime | None

MARKS = ("Paper", "Version", "State")
"""The first headers of every export: by them a sheet is known as one of ours."""

SESSION = "Session"
"""The header over the mark of the session: papers of two sessions have the same numbers."""

BEFORE = (*MARKS, SESSION, "Title", "Abstract")
AUTHOR_PARTS = MappingProxyType(
    {"name": "name", "affiliation": "school", "email": "e-mail", "orcid": "ORCID"}
)
"""Each author's columns: how a header names the parts of AuthorFacts."""

FACTS = MappingProxyType(
    {
        "career_stage": "Career stage",
        "work_stage": "Stage of the work",
        "years": "Years in teaching",
        "is_member": "School is a member",
        "publication": "Publication",
        "still_revisable": "Still revisable",
        "topics": "Topics",
        "focus_pages": "Pages to read",
        "questions": "Questions for readers",
        "note_to_leaders": "Note to the organisers",
        "bio": "Bio",
    }
)
"""The columns after the authors: how a header names what PaperFacts holds."""

FIGURES = ("Words in the abstract", "Submitted at", "Draft", "Draft version")
"""What a sheet shows and cannot change."""

YES_NO = MappingProxyType({True: "yes", False: "no", None: ""})

_WORDS: Mapping[str, Mapping[str, str]] = {
    "career_stage": {stage.value: words for stage, words in CAREER_WORDS.items()},
    "work_stage": {stage.value: words for stage, words in WORK_WORDS.items()},
    "publication": {status.value: words for status, words in PUBLICATION_WORDS.items()},
}
_AUTHOR = re.compile(rf"Author (\d{{1,2}}) ({'|'.join(AUTHOR_PARTS.values())})")
_QUESTION = re.compile(r".*\[question (\d{1,9})\]", re.DOTALL)


@dataclass(frozen=True)
class PaperRecord:
    """One paper as an export shows it. `draft` is the newest draft's file name."""

    number: int
    version: int
    state: PaperState
    facts: PaperFacts
    words: int
    submitted_at: datetime
    draft: str = ""
    draft_version: int | None = None


@dataclass(frozen=True)
class Layout:
    """What the columns depend on: how many authors, the topics' names by id, and the call's own questions.

    `session` is the mark of the session whose papers they are.
    """

    authors: int = 1
    topics: Mapping[int, str] = field(default_factory=dict)
    questions: tuple[Asked, ...] = ()
    session: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """The names of all columns."""
        authors = [
            f"Author {place} {part}" for place in range(1, self.authors + 1) for part in AUTHOR_PARTS.values()
        ]
        return (*BEFORE, *authors, *FACTS.values(), *map(question_header, self.questions), *FIGURES)

    def cells(self, record: PaperRecord) -> tuple[Cell, ...]:
        """A paper's cells under the headers: text, whole numbers and moments."""
        facts = record.facts
        authors: list[Cell] = []
        for place in range(self.authors):
            author = facts.authors[place] if place < len(facts.authors) else None
            authors += [getattr(author, part) if author else "" for part in AUTHOR_PARTS]
        return (
            record.number,
            record.version,
            STATE_WORDS[record.state][0],
            self.session,
            facts.title,
            facts.abstract,
            *authors,
            *(self._fact(name, getattr(facts, name)) for name in FACTS),
            *(facts.answers.get(asked.id, "") for asked in self.questions),
            record.words,
            record.submitted_at,
            record.draft,
            record.draft_version,
        )

    def _fact(self, name: str, value: object) -> Cell:
        if name == "topics" and isinstance(value, tuple):
            return "\n".join(self.topics[topic] for topic in value if topic in self.topics)
        if value is None or isinstance(value, bool):
            return YES_NO[value]
        if name in _WORDS:
            return _WORDS[name][str(value)]
        return value if isinstance(value, int) else str(value)

    def texts(self, record: PaperRecord) -> dict[str, str]:
        """The same as text, by header: what a sheet holds if nobody touched it."""
        return dict(zip(self.headers, map(as_text, self.cells(record)), strict=True))


def question_header(asked: Asked) -> str:
    """The column of one of the call's own questions, told apart by its number where two have the same words."""
    return f"{' '.join(asked.label.split())} [question {asked.id}]"


def as_text(cell: Cell) -> str:
    """A cell as text: moments as ISO 8601 with their zone, to the second."""
    if cell is None:
        return ""
    return cell.isoformat(timespec="seconds") if isinstance(cell, datetime) else str(cell)


def is_ours(headers: tuple[str, ...]) -> bool:
    """Whether a sheet with these headers is one of our exports."""
    return headers[: len(MARKS)] == MARKS


def session_mark(slug: str) -> str:
    """How a sheet names its session: an address, since a spreadsheet would take a bare `mar-2027` for a date."""
    return f"/sessions/{slug}/"


def author_column(header: str) -> tuple[int, str] | None:
    """The author's place, from 0, and the part of AuthorFacts that a header names."""
    found = _AUTHOR.fullmatch(header)
    if found is None:
        return None
    part = next(name for name, words in AUTHOR_PARTS.items() if words == found[2])
    return int(found[1]) - 1, part


def question_column(header: str) -> int | None:
    """The id of the question that a header names."""
    found = _QUESTION.fullmatch(header)
    return int(found[1]) if found else None


def spoken(name: str, text: str) -> str | None:
    """The value that words in a column stand for, such as a career stage; None where they stand for none."""
    folded = text.casefold()
    return next((v for v, words in _WORDS[name].items() if folded in {v, words.casefold()}), None)
