"""What an address asks of the selection's table: which papers, and by what they are sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa

from wip.domain.papers import CareerStage, WorkStage
from wip.domain.reviews import Outcome
from wip.domain.search import fold
from wip.domain.texts import clean_line, whole_number
from wip.models import Paper, PaperTopic
from wip.queries.selection_rows import stands

E = TypeVar("E", bound=StrEnum)

_LAST = "\U0010ffff"


class SelectionSort(StrEnum):
    """By what the table is sorted, the best first; the paper's number settles what is equal."""

    RAW = "raw"
    ADJUSTED = "adjusted"
    FROZEN = "frozen"


class Deciding(StrEnum):
    """Papers by what is chosen for them."""

    ACCEPT = "accept"
    WAITING_LIST = "waiting_list"
    DECLINE = "decline"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class SelectionQuery:
    """Which papers, in which order; None and an empty text ask nothing. A school is asked for by how it begins."""

    decision: Deciding | None = None
    career: CareerStage | None = None
    work: WorkStage | None = None
    topic: int | None = None
    school: str = ""
    sort: SelectionSort = SelectionSort.RAW

    @property
    def filters(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, sort=SelectionSort.RAW) != SelectionQuery()

    def args(self) -> dict[str, str]:
        """What an address says of it; nothing for what is not asked."""
        given = {
            "decision": self.decision or "",
            "career": self.career or "",
            "work": self.work or "",
            "topic": str(self.topic or ""),
            "school": self.school,
            "sort": "" if self.sort is SelectionSort.RAW else self.sort,
        }
        return {name: str(value) for name, value in given.items() if value}


def query_of(args: Mapping[str, str], *, schools: bool, frozen: bool) -> SelectionQuery:
    """What an address asks for; whatever is not understood is not asked.

    `schools`: whether schools may be asked for, which tell who wrote a blind paper; `frozen`: whether a ranking is.
    """
    sort = _member(SelectionSort, args.get("sort")) or SelectionSort.RAW
    return SelectionQuery(
        decision=_member(Deciding, args.get("decision")),
        career=_member(CareerStage, args.get("career")),
        work=_member(WorkStage, args.get("work")),
        topic=whole_number(args.get("topic")) or None,
        school=clean_line(args.get("school", ""))[:200] if schools else "",
        sort=SelectionSort.RAW if sort is SelectionSort.FROZEN and not frozen else sort,
    )


def _member(kind: type[E], text: str | None) -> E | None:
    return kind(text) if text in {each.value for each in kind} else None


def conditions(query: SelectionQuery, *, copy: bool) -> list[sa.ColumnElement[bool]]:
    """SQL, for a select from papers joined with their decisions: those that fit the query."""
    found: list[sa.ColumnElement[bool]] = []
    if query.decision is Deciding.UNDECIDED:
        found.append(stands(copy=copy).is_(None))
    elif query.decision is not None:
        found.append(stands(copy=copy) == Outcome(query.decision).value)
    if query.career is not None:
        found.append(Paper.career_stage == query.career)
    if query.work is not None:
        found.append(Paper.work_stage == query.work)
    if query.topic is not None:
        found.append(Paper.id.in_(sa.select(PaperTopic.paper_id).where(PaperTopic.topic_id == query.topic)))
    if query.school:
        found.append(_begins(Paper.sort_school, fold(query.school)))
    return found


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    return sa.and_(column >= text, column < text + _LAST)
