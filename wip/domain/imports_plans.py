"""What becomes of each row of a sheet, and the rules it is judged by."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wip.domain.imports_columns import COLUMN_WORDS, Column
from wip.domain.imports_tables import Table
from wip.domain.papers import AuthorFacts, CareerStage, PaperFacts, WorkStage, comparable


@dataclass(frozen=True)
class ImportRules:
    """What the call demands, and how the sheet's clock stood.

    `zone` is the IANA name (or AoE) of the sheet's times; `deadline` is aware. `day_first` says how 4/5/2027
    is meant; None lets the sheet decide. `focus_pages_max` of None leaves the pages uncounted. `topics` are the ids of the call's topics by
    their names as `same_title` writes them.
    """

    zone: str
    deadline: datetime
    abstract_words_max: int
    session_date: date
    grace_minutes: int = 10
    day_first: bool | None = None
    focus_pages_max: int | None = None
    topics: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Caution:
    """Something about a sound row that a person should know. `loud`: the leader must look before going on."""

    sentence: str
    column: Column | None = None
    loud: bool = False


@dataclass(frozen=True)
class ProposedPaper:
    """A sound row, cleaned. The first author is the submitter; `email_key` is that address in canonical form.

    `career_typed` and `work_typed` are the author's own words beside what they were understood as.
    `topics` are the call's that were recognised; `topics_typed` is what fits none of them.
    `will_comment` is the number of papers that the submitter offers to comment on. `submitted_at` is in UTC,
    or None where the sheet gives no time.
    """

    line: int
    key: str
    email_key: str
    title: str
    abstract: str
    authors: tuple[AuthorFacts, ...]
    career_stage: CareerStage | None = None
    career_typed: str = ""
    work_stage: WorkStage | None = None
    work_typed: str = ""
    focus_pages: str = ""
    questions: tuple[str, ...] = ()
    will_comment: int = 0
    draft_link: str = ""
    topics: tuple[int, ...] = ()
    topics_typed: str = ""
    submitted_at: datetime | None = None
    cautions: tuple[Caution, ...] = ()

    @property
    def facts(self) -> PaperFacts:
        """The paper as the submission form would give it; the leaders' note keeps what has no field there."""
        notes = [f"Stage, as typed: {self.work_typed}"] if self.work_typed else []
        notes += [f"Draft: {self.draft_link}"] if self.draft_link else []
        notes += [f"Topics, as typed: {self.topics_typed}"] if self.topics_typed else []
        return PaperFacts(
            self.title,
            self.abstract,
            self.authors,
            self.career_stage,
            self.work_stage,
            self.focus_pages,
            "\n".join(self.questions),
            "\n".join(notes),
            topics=self.topics,
        )


@dataclass(frozen=True)
class Already:
    """A paper that the session has: its number, and its abstract as it stands now."""

    number: int
    abstract: str


@dataclass(frozen=True)
class Sound:
    """To be imported."""

    line: int
    paper: ProposedPaper


@dataclass(frozen=True)
class Refused:
    """Not imported. `typed` is the whole row as it stood; `column` is the first that is at fault."""

    line: int
    sentence: str
    column: Column | None
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Superseded:
    """Sent again later by the same person, with the same title: the row `by` counts instead."""

    line: int
    by: int

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return f"The same person sent this title again; row {self.by} counts."


@dataclass(frozen=True)
class Duplicate:
    """In the session already, as paper `number`."""

    line: int
    key: str
    number: int
    changed: bool

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return f"Already imported as paper {self.number}" + (
            "; the changed text is not taken over." if self.changed else "."
        )


@dataclass(frozen=True)
class Empty:
    """A row without a word in it."""

    line: int


Verdict = Sound | Refused | Superseded | Duplicate | Empty


@dataclass(frozen=True)
class ImportPlan:
    """The whole sheet's verdicts, in the order of its rows: what an import would do, nothing done yet."""

    labels: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def papers(self) -> tuple[ProposedPaper, ...]:
        """What would be imported."""
        return tuple(verdict.paper for verdict in self.verdicts if isinstance(verdict, Sound))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What would not, each with its reason."""
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict, Refused))

    @property
    def superseded(self) -> tuple[Superseded, ...]:
        """Rows that a later one of the same person replaces."""
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict, Superseded))

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """Rows that the session has already."""
        return tuple(verdict for verdict in self.verdicts if isinstance(verdict, Duplicate))


def same_title(title: str) -> str:
    """The form in which titles are compared: letters and digits alone, or its signs if it has neither."""
    folded = unicodedata.normalize("NFKC", title)
    return comparable(folded) or "".join(folded.casefold().split())


def paper_key(email_key: str, title: str) -> str:
    """What makes a row the same paper on every import: the submitter's canonical address and the title.

    64 hexadecimal digits. The abstract, the time and the row's place are not part of it, so a sheet that has
    grown, or a text that was mended, meets the paper imported before.
    """
    return hashlib.sha256(f"{email_key}\n{same_title(title)}".encode()).hexdigest()


def refusal_report(plan: ImportPlan) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of the report: each refused row's number, field, reason, and all that was typed."""
    longest = max((len(refused.typed) for refused in plan.refused), default=0)
    beyond = (f"Column {number}" for number in range(len(plan.labels) + 1, longest + 1))
    headers = ("Row", "Field", "Reason", *plan.labels, *beyond)
    rows = (
        (
            str(refused.line),
            COLUMN_WORDS[refused.column] if refused.column else "",
            refused.sentence,
            *refused.typed,
        )
        for refused in plan.refused
    )
    return headers, tuple(row + ("",) * (len(headers) - len(row)) for row in rows)


def shape_fault(table: Table, cells: tuple[str, ...]) -> str:
    """The sentence about a row whose cells have slipped, or nothing."""
    if len(cells) <= len(table.headers):
        return ""
    return (
        f"This row has {len(cells)} cells where the header has {len(table.headers)}: a “{table.delimiter}” "
        "in a text is probably not inside quotation marks."
    )


_SHORT_LIST = re.compile(r"\d{1,4}(?:\s*(?:-|–|—|to|bis)\s*\d{1,4})?", re.IGNORECASE)


def pages_named(text: str) -> int | None:
    """How many pages "20-29; 44" names, or None where the words cannot be counted."""
    ends = _page_ranges(text)
    return sum(abs(end[-1] - end[0]) + 1 for end in ends) if ends else None


def last_page_named(text: str) -> int | None:
    """The highest page that "20-29; 44" names, or None where the words cannot be counted."""
    return max((max(end) for end in _page_ranges(text)), default=None)


def _page_ranges(text: str) -> list[list[int]]:
    ranges = [
        part.strip()
        for part in re.split(r"[,;]|\band\b", re.sub(r"\b(pages?|pp?\.)", "", text))
        if part.strip()
    ]
    if not all(_SHORT_LIST.fullmatch(part) for part in ranges):
        return []
    return [[int(number) for number in re.findall(r"\d+", part)] for part in ranges]
