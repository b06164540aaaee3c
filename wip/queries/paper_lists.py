"""The leaders' list of papers: what an address asks for, and the reads that answer it.

The reads walk indexes of `papers`, so that a page of ten thousand papers costs what one of a thousand does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only, selectinload

from wip.domain.papers import CareerStage, PaperState, WorkStage
from wip.domain.questions import QuestionKind
from wip.domain.search import fold, words_of
from wip.domain.texts import clean_line, whole_number
from wip.models import (
    Answer,
    Attachment,
    Author,
    Call,
    Draft,
    Paper,
    PaperTopic,
    PaperWord,
    Question,
    Topic,
    WipSession,
)
from wip.queries.pages import Page
from wip.queries.reviews import closed_to

E = TypeVar("E", bound=StrEnum)

PER_PAGE = 25
WORDS_MOST = 8
TEXT_MOST = 200
_LAST = "\U0010ffff"


class PaperSort(StrEnum):
    """By what the list is sorted; the paper's number settles what is equal."""

    NUMBER = "number"
    TITLE = "title"
    AUTHOR = "author"
    SCHOOL = "school"
    STAGE = "stage"
    STATE = "state"
    WORDS = "words"
    DATE = "date"


_SORTED_BY: Mapping[PaperSort, sa.ColumnElement[Any] | None] = {
    PaperSort.NUMBER: None,
    PaperSort.TITLE: sa.type_coerce(Paper.sort_title, sa.String),
    PaperSort.AUTHOR: sa.type_coerce(Paper.sort_author, sa.String),
    PaperSort.SCHOOL: sa.type_coerce(Paper.sort_school, sa.String),
    PaperSort.STAGE: sa.type_coerce(Paper.work_stage, sa.String),
    PaperSort.STATE: sa.type_coerce(Paper.state, sa.String),
    PaperSort.WORDS: sa.type_coerce(Paper.abstract_words, sa.Integer),
    PaperSort.DATE: sa.type_coerce(Paper.submitted_at, sa.DateTime),
}


@dataclass(frozen=True)
class PapersQuery:
    """Which papers, in which order. `titles_only` where names are hidden: words are looked for in titles alone. `has_draft` and `lacks_answers` of None ask nothing; words count the abstract's."""

    words: str = ""
    state: PaperState | None = None
    topic: int | None = None
    career: CareerStage | None = None
    stage: WorkStage | None = None
    school: str = ""
    has_draft: bool | None = None
    lacks_answers: bool = False
    words_from: int | None = None
    words_to: int | None = None
    sort: PaperSort = PaperSort.NUMBER
    down: bool = False
    titles_only: bool = False

    @property
    def filters(self) -> bool:
        """Whether anything but the order is asked for."""
        return replace(self, sort=PaperSort.NUMBER, down=False, titles_only=False) != PapersQuery()

    def sorted_by(self, sort: PaperSort) -> "PapersQuery":
        """As a click on a heading asks: the same heading again turns the order round."""
        return replace(self, sort=sort, down=sort is self.sort and not self.down)

    def args(self) -> dict[str, str]:
        """What an address says of it; nothing for what is not asked."""
        given = {
            "words": self.words,
            "state": self.state or "",
            "topic": str(self.topic or ""),
            "career": self.career or "",
            "stage": self.stage or "",
            "school": self.school,
            "draft": {True: "yes", False: "no", None: ""}[self.has_draft],
            "answers": "missing" if self.lacks_answers else "",
            "from": "" if self.words_from is None else str(self.words_from),
            "to": "" if self.words_to is None else str(self.words_to),
            "sort": "" if self.sort is PaperSort.NUMBER else self.sort,
            "order": "down" if self.down else "",
        }
        return {name: str(value) for name, value in given.items() if value}


def query_of(args: Mapping[str, str]) -> PapersQuery:
    """What an address asks for; whatever is not understood is not asked."""
    return PapersQuery(
        words=clean_line(args.get("words", ""))[:TEXT_MOST],
        state=_member(PaperState, args.get("state")),
        topic=whole_number(args.get("topic")) or None,
        career=_member(CareerStage, args.get("career")),
        stage=_member(WorkStage, args.get("stage")),
        school=clean_line(args.get("school", ""))[:TEXT_MOST],
        has_draft={"yes": True, "no": False}.get(args.get("draft", "")),
        lacks_answers=args.get("answers") == "missing",
        words_from=whole_number(args.get("from"), digits=6),
        words_to=whole_number(args.get("to"), digits=6),
        sort=_member(PaperSort, args.get("sort")) or PaperSort.NUMBER,
        down=args.get("order") == "down",
    )


def without_names(query: PapersQuery) -> PapersQuery:
    """The same for somebody from whom names are hidden: neither names nor schools are searched, asked for or sorted by."""
    named = query.sort in {PaperSort.AUTHOR, PaperSort.SCHOOL}
    sort, down = (PaperSort.NUMBER, False) if named else (query.sort, query.down)
    return replace(query, school="", sort=sort, down=down, titles_only=True)


def _member(kind: type[E], text: str | None) -> E | None:
    return kind(text) if text in {each.value for each in kind} else None


def conditions(
    wip_session: WipSession, query: PapersQuery, now: datetime, reader: int | None
) -> list[sa.ColumnElement[bool]]:
    """SQL, for a select from papers: those of the session that fit the query and are open to the reader (by id)."""
    found: list[sa.ColumnElement[bool]] = [Paper.wip_session_id == wip_session.id, *_open_to(reader)]
    for column, value in (
        (Paper.state, query.state),
        (Paper.career_stage, query.career),
        (Paper.work_stage, query.stage),
    ):
        if value is not None:
            found.append(column == value)
    if query.topic is not None:
        chosen = sa.select(PaperTopic.paper_id).where(PaperTopic.topic_id == query.topic)
        # The sum keeps SQLite on its index of papers; it would fetch a row for every paper of the topic.
        found.append((Paper.id + 0).in_(chosen))
    if query.school:
        found.append(_begins(Paper.sort_school, fold(query.school)))
    if query.has_draft is not None:
        drafts = sa.exists().where(Draft.paper_id == Paper.id)
        found.append(drafts if query.has_draft else ~drafts)
    if query.lacks_answers:
        found.append(_lacks_answers(wip_session, now))
    if query.words_from is not None:
        found.append(Paper.abstract_words >= query.words_from)
    if query.words_to is not None:
        found.append(Paper.abstract_words <= query.words_to)
    if query.titles_only:
        return found + _titled(query.words)
    return found + _has_words(wip_session, query.words)


def _titled(typed: str) -> list[sa.ColumnElement[bool]]:
    """Every word typed stands in the title; a number may be the paper's. The index of words knows names too."""
    found: list[sa.ColumnElement[bool]] = []
    for word in sorted(words_of([typed]))[:WORDS_MOST]:
        number, inside = whole_number(word), Paper.sort_title.contains(word, autoescape=True)
        found.append(inside if number is None else sa.or_(inside, Paper.number == number))
    return found or [sa.false()] * bool(typed)


def _open_to(reader: int | None) -> list[sa.ColumnElement[bool]]:
    """None is the planner itself, which sees all."""
    return [] if reader is None else [Paper.id.not_in(closed_to(reader))]


def _has_words(wip_session: WipSession, typed: str) -> list[sa.ColumnElement[bool]]:
    """Every word typed begins a word of the title, an author's name or school; a number may be the paper's."""
    wanted = sorted(words_of([typed]))[:WORDS_MOST]
    if typed and not wanted:
        return [sa.false()]
    found: list[sa.ColumnElement[bool]] = []
    for word in wanted:
        having = sa.select(PaperWord.paper_id).where(
            PaperWord.wip_session_id == wip_session.id, _begins(PaperWord.word, word)
        )
        number = whole_number(word)
        begins = Paper.id.in_(having)
        found.append(begins if number is None else sa.or_(begins, Paper.number == number))
    return found


def _begins(column: Any, text: str) -> sa.ColumnElement[bool]:
    """As a range, which an index answers on both databases; LIKE would not."""
    return sa.and_(column >= text, column < text + _LAST)


def _lacks_answers(wip_session: WipSession, now: datetime) -> sa.ColumnElement[bool]:
    """A question that must be answered by now, and is not."""
    answered = sa.exists().where(
        Answer.paper_id == Paper.id, Answer.question_id == Question.id, Answer.value != ""
    )
    sent = sa.exists().where(Attachment.paper_id == Paper.id, Attachment.question_id == Question.id)
    return (
        sa.exists()
        .where(
            Question.call_id == Call.id,
            Call.wip_session_id == wip_session.id,
            Question.retired.is_(False),
            sa.or_(Question.required, Question.required_from <= now),
            sa.case((Question.kind == QuestionKind.FILE, ~sent), else_=~answered),
        )
        .correlate(Paper)
    )


def ordered_ids(
    wip_session: WipSession, query: PapersQuery, now: datetime, reader: int | None = None
) -> sa.Select[int]:
    """The ids of all papers that fit, in the query's order: read from an index alone."""
    column = _SORTED_BY[query.sort]
    order = [Paper.number] if column is None else [column, Paper.number]
    select = sa.select(Paper.id).where(*conditions(wip_session, query, now, reader))
    return select.order_by(*(each.desc() for each in order) if query.down else order)


def list_of(
    session: Session,
    wip_session: WipSession,
    query: PapersQuery,
    number: int,
    now: datetime,
    counts: Mapping[PaperState, int],
    reader: int,
) -> Page[Paper]:
    """A page of the papers that fit and are open to the reader, with authors and whether there is a draft; four or five statements.

    `counts` are those of `state_counts`: they answer how many there are where only the state is asked for.
    """
    known = _known(query, counts)
    if known is not None:
        number = min(max(1, number), max(1, -(-known // PER_PAGE)))
    ids, total = _window(session, ordered_ids(wip_session, query, now, reader), number, known)
    if not ids and number > 1:
        return list_of(session, wip_session, query, max(1, -(-total // PER_PAGE)), now, counts, reader)
    return Page(_papers(session, ids), number, PER_PAGE, total)


def _known(query: PapersQuery, counts: Mapping[PaperState, int]) -> int | None:
    """How many fit, where the counts of states say it already."""
    if replace(query, state=None).filters:
        return None
    return sum(counts.values()) if query.state is None else counts.get(query.state, 0)


def _window(
    session: Session, select: sa.Select[int], number: int, known: int | None
) -> tuple[list[int], int]:
    """The page's ids and how many fit in all: counted on the way, so that a search is made once."""
    part = select.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    if known is not None:
        return list(session.scalars(part)), known
    rows = session.execute(part.add_columns(sa.func.count().over())).all()
    if rows:
        return [row[0] for row in rows], rows[0][1]
    total = session.scalar(sa.select(sa.func.count()).select_from(select.order_by(None).subquery()))
    return [], total or 0


def _papers(session: Session, ids: Sequence[int]) -> list[Paper]:
    select = (
        sa.select(Paper)
        .where(Paper.id.in_(ids))
        .options(
            load_only(
                Paper.number,
                Paper.title,
                Paper.state,
                Paper.career_stage,
                Paper.work_stage,
                Paper.abstract_words,
                Paper.submitted_at,
                Paper.import_warnings,
                Paper.version,
            ),
            selectinload(Paper.authors),
            selectinload(Paper.drafts).load_only(Draft.number),
        )
    )
    found = {paper.id: paper for paper in session.scalars(select)}
    return [found[id_] for id_ in ids if id_ in found]


def state_counts(session: Session, wip_session: WipSession, reader: int) -> dict[PaperState, int]:
    """How many papers open to the reader stand in each state, from an index alone; in the states' order."""
    rows = session.execute(
        sa.select(Paper.state, sa.func.count())
        .where(Paper.wip_session_id == wip_session.id, *_open_to(reader))
        .group_by(Paper.state)
    )
    found: dict[PaperState, int] = {row[0]: row[1] for row in rows}
    return {state: found[state] for state in PaperState if state in found}


def topics_of_session(session: Session, wip_session: WipSession) -> list[Topic]:
    """The call's topics, in their order."""
    return list(
        session.scalars(
            sa.select(Topic)
            .join(Call, Call.id == Topic.call_id)
            .where(Call.wip_session_id == wip_session.id)
            .order_by(Topic.position)
        )
    )


def chosen_ids(
    session: Session,
    wip_session: WipSession,
    query: PapersQuery,
    numbers: Iterable[int] | None,
    now: datetime,
    reader: int | None = None,
) -> list[int]:
    """The ids of the papers with these numbers, or (for None) of all that fit; in the query's order, open to the reader."""
    select = ordered_ids(wip_session, query, now, reader)
    if numbers is not None:
        select = ordered_ids(wip_session, PapersQuery(sort=query.sort, down=query.down), now, reader)
        select = select.where(Paper.number.in_(list(numbers)))
    return list(session.scalars(select))


def authors_most(session: Session, wip_session: WipSession) -> int:
    """The number of authors of the paper that has most."""
    position = session.scalar(
        sa.select(sa.func.max(Author.position)).join(Paper).where(Paper.wip_session_id == wip_session.id)
    )
    return 1 if position is None else position + 1
