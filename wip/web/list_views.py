"""What the page of the leaders' list shows around its rows: filters as chips, headings that sort, counts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from wip.domain.papers import CAREER_WORDS, STATE_WORDS, WORK_WORDS, PaperState
from wip.domain.zones import in_zone
from wip.queries.paper_lists import PaperSort, PapersQuery
from wip.web.templating import absolute


@dataclass(frozen=True)
class Choice:
    """A link that changes what is listed."""

    words: str
    href: str
    on: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Heading:
    """A column's heading: a click sorts by it. `aria` is the value of aria-sort, or empty."""

    words: str
    href: str
    aria: str
    arrow: str


HEADINGS = (
    (PaperSort.NUMBER, "No."),
    (PaperSort.TITLE, "Title"),
    (PaperSort.AUTHOR, "First author"),
    (PaperSort.SCHOOL, "School"),
    (PaperSort.STAGE, "Stage"),
    (PaperSort.WORDS, "Words"),
    (PaperSort.DATE, "Submitted"),
    (PaperSort.STATE, "State"),
)


NAMING = frozenset({PaperSort.AUTHOR, PaperSort.SCHOOL})
"""Columns that are not there where names are hidden."""


@dataclass(frozen=True)
class ListView:
    """The list as asked for. `topics` are the call's by their ids."""

    slug: str
    query: PapersQuery
    counts: Mapping[PaperState, int]
    topics: Mapping[int, str]
    zone: str

    def day(self, instant: datetime) -> str:
        """The date in the session's zone, short."""
        local = in_zone(instant, self.zone)
        return f"{local.day} {local:%b %Y}"

    def href(self, query: PapersQuery) -> str:
        """The address of a list."""
        args = query.args()
        return url_for("papers.index", slug=self.slug) + (f"?{urlencode(args)}" if args else "")

    @property
    def address(self) -> str:
        """The whole address of this list, to be kept or mailed."""
        args: dict[str, Any] = {"slug": self.slug, **self.query.args()}
        return absolute("papers.index", **args)

    @property
    def action(self) -> str:
        """Where the ticked papers are sent; the address says which list they were ticked in."""
        args: dict[str, Any] = {"slug": self.slug, **self.query.args()}
        return url_for("bulk.act", **args)

    @property
    def states(self) -> list[Choice]:
        """The quick filters: all papers, and those of each state that there is."""
        everything = Choice(
            "All",
            self.href(replace(self.query, state=None)),
            self.query.state is None,
            sum(self.counts.values()),
        )
        return [everything, *(self._state(state, number) for state, number in self.counts.items())]

    def _state(self, state: PaperState, number: int) -> Choice:
        words, on = STATE_WORDS[state][0], self.query.state is state
        return Choice(words[0].upper() + words[1:], self.href(replace(self.query, state=state)), on, number)

    @property
    def chips(self) -> list[Choice]:
        """What the list is narrowed by; a click on one lets it go."""
        query = self.query
        found: list[tuple[bool, str, dict[str, Any]]] = [
            (bool(query.words), f"with “{query.words}”", {"words": ""}),
            (query.state is not None, STATE_WORDS[query.state][0] if query.state else "", {"state": None}),
            (query.topic is not None, f"topic: {self.topics.get(query.topic or 0, 'gone')}", {"topic": None}),
            (query.career is not None, CAREER_WORDS[query.career] if query.career else "", {"career": None}),
            (query.stage is not None, WORK_WORDS[query.stage] if query.stage else "", {"stage": None}),
            (bool(query.school), f"school begins with “{query.school}”", {"school": ""}),
            (
                query.has_draft is not None,
                "has a draft" if query.has_draft else "has no draft",
                {"has_draft": None},
            ),
            (query.lacks_answers, "an answer is missing", {"lacks_answers": False}),
            (query.words_from is not None, f"from {query.words_from} words", {"words_from": None}),
            (query.words_to is not None, f"up to {query.words_to} words", {"words_to": None}),
        ]
        return [
            Choice(words, self.href(replace(query, **without))) for asked, words, without in found if asked
        ]

    @property
    def headings(self) -> list[Heading]:
        """The table's headings."""
        shown = (pair for pair in HEADINGS if not (self.query.titles_only and pair[0] in NAMING))
        return [self._heading(sort, words) for sort, words in shown]

    def _heading(self, sort: PaperSort, words: str) -> Heading:
        on, down = self.query.sort is sort, self.query.down
        aria = ("descending" if down else "ascending") if on else ""
        return Heading(
            words, self.href(self.query.sorted_by(sort)), aria, ("↓" if down else "↑") if on else ""
        )

    @property
    def more_open(self) -> bool:
        """Whether one of the less used filters is in use."""
        return replace(self.query, words="", state=None).filters
