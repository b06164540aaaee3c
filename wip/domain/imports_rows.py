"""A row of a sheet by itself: a paper, a refusal, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from wip.domain.imports_cells import Cells
from wip.domain.imports_columns import Column
from wip.domain.imports_dates import DateStyle, day_words, read_moment, style_of, zone_named, zone_words
from wip.domain.imports_people import ValidAddress, addresses_in, coauthors_in
from wip.domain.imports_plans import (
    Empty,
    ImportRules,
    ProposedPaper,
    Refused,
    pages_named,
    paper_key,
    same_title,
    shape_fault,
)
from wip.domain.imports_stages import QUESTIONS_MOST, career_in, comments_offered, questions_in, work_in
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.papers import AUTHORS_MOST, AuthorFacts, CareerStage, WorkStage, comparable, word_count
from wip.domain.refusals import Refusal

TITLE_MOST, NAME_MOST, AFFILIATION_MOST, PAGES_MOST = 500, 200, 300, 200
COAUTHORS_MOST, LINE_MOST = 3_000, 1_000
_C = Column


@dataclass(frozen=True)
class RowReader:
    """Judges rows one by one. `style` comes from the whole sheet; `valid` gives an address's key."""

    table: Table
    mapping: Mapping[Column, int | None]
    rules: ImportRules
    valid: ValidAddress
    zone: tzinfo
    style: DateStyle

    @classmethod
    def of(
        cls, table: Table, mapping: Mapping[Column, int | None], rules: ImportRules, valid: ValidAddress
    ) -> "RowReader":
        """A reader that has looked over the sheet's dates. Refuses an unknown zone."""
        position = mapping.get(_C.SUBMITTED_AT)
        times = [] if position is None else [row.cells[position] for row in table.rows]
        return cls(
            table, mapping, rules, valid, zone_named(rules.zone), style_of(times, day_first=rules.day_first)
        )

    def judge(self, row: SheetRow) -> ProposedPaper | Refused | Empty:
        """The row by itself: whether it doubles another is decided later."""
        if not any(map(str.strip, row.cells)):
            return Empty(row.line)
        slipped = shape_fault(self.table, row.cells)
        if slipped:
            return Refused(row.line, slipped, None, row.cells)
        cells = Cells(row, self.mapping)
        paper = self._paper(cells)
        if cells.faults:
            return Refused(
                row.line, " ".join(sentence for _, sentence in cells.faults), cells.faults[0][0], row.cells
            )
        return paper

    def _paper(self, cells: Cells) -> ProposedPaper:
        title = self._title(cells)
        email = self._email(cells)
        email_key = self.valid(email) or ""
        topics, unknown = self._topics(cells)
        return ProposedPaper(
            line=cells.row.line,
            key=paper_key(email_key, title),
            email_key=email_key,
            title=title,
            abstract=self._abstract(cells),
            authors=self._authors(cells, email),
            career_stage=_career(cells),
            career_typed=cells.short(_C.CAREER_STAGE, LINE_MOST),
            work_stage=self._work(cells),
            work_typed=cells.short(_C.WORK_STAGE, LINE_MOST),
            focus_pages=self._pages(cells),
            questions=_questions(cells),
            will_comment=_will_comment(cells),
            draft_link=_draft_link(cells),
            topics=topics,
            topics_typed=unknown,
            submitted_at=self._submitted_at(cells),
            cautions=tuple(dict.fromkeys(cells.cautions)),
        )

    def _title(self, cells: Cells) -> str:
        title = cells.short(_C.TITLE, TITLE_MOST)
        if not title:
            cells.fault(_C.TITLE, "There is no title. Ask the author for it.")
        return title

    def _email(self, cells: Cells) -> str:
        typed = cells.short(_C.EMAIL, LINE_MOST)
        if not typed:
            cells.fault(_C.EMAIL, "There is no e-mail address, so no letter could reach the author.")
            return ""
        found = addresses_in(typed, self.valid)
        if not found:
            cells.fault(_C.EMAIL, f"“{typed}” is not an e-mail address.")
            return ""
        if found[0] != typed:
            cells.caution(_C.EMAIL, f"The cell holds “{typed}”; letters go to {found[0]} only.")
        return found[0]

    def _abstract(self, cells: Cells) -> str:
        abstract = cells.plain(_C.ABSTRACT)
        words, most = word_count(abstract), self.rules.abstract_words_max
        if not abstract:
            cells.fault(_C.ABSTRACT, "There is no abstract. Ask the author for it.")
        if words > most:
            cells.fault(_C.ABSTRACT, f"The abstract has {words} words; the call allows {most}.")
        return abstract

    def _authors(self, cells: Cells, email: str) -> tuple[AuthorFacts, ...]:
        name = cells.short(_C.NAME, NAME_MOST)
        if not name:
            cells.fault(_C.NAME, "There is no name of an author.")
        first = AuthorFacts(name, cells.short(_C.AFFILIATION, AFFILIATION_MOST), email)
        others, doubts = coauthors_in(cells.block(_C.COAUTHORS, COAUTHORS_MOST), self.valid)
        for doubt in doubts:
            cells.caution(_C.COAUTHORS, doubt)
        authors = self._each_once(cells, (first, *others))
        if len(authors) > AUTHORS_MOST:
            cells.fault(
                _C.COAUTHORS, f"{len(authors)} authors are named; at most {AUTHORS_MOST} are possible."
            )
        if any(len(a.name) > NAME_MOST or len(a.affiliation) > AFFILIATION_MOST for a in others):
            cells.fault(
                _C.COAUTHORS,
                f"A co-author's name has more than {NAME_MOST} characters, or the school more than "
                f"{AFFILIATION_MOST}. Separate the co-authors by semicolons.",
            )
        return authors

    def _each_once(self, cells: Cells, authors: tuple[AuthorFacts, ...]) -> tuple[AuthorFacts, ...]:
        kept: list[AuthorFacts] = []
        seen: set[str] = set()
        for author in authors:
            marks = {self.valid(author.email) or "", comparable(author.name)} - {""}
            if kept and marks & seen:
                cells.caution(
                    _C.COAUTHORS, f"{author.name} is named twice among the authors; once is enough."
                )
                continue
            seen |= marks
            kept.append(author)
        return tuple(kept)

    def _work(self, cells: Cells) -> WorkStage | None:
        typed = cells.short(_C.WORK_STAGE, LINE_MOST)
        stage = work_in(typed)
        if stage is WorkStage.IN_PRINT:
            day = day_words(datetime.combine(self.rules.session_date, datetime.min.time(), UTC))
            cells.caution(
                _C.WORK_STAGE,
                f"The author writes “{typed}”. The session is on {day}, and the work must still be open to "
                "revision then. Please look before you accept it.",
                loud=True,
            )
        elif typed and stage is None:
            cells.caution(
                _C.WORK_STAGE,
                f"The stage of the work, “{typed}”, fits none that is known; the words are kept.",
            )
        return stage

    def _pages(self, cells: Cells) -> str:
        typed = cells.short(_C.FOCUS_PAGES, PAGES_MOST)
        named, most = pages_named(typed), self.rules.focus_pages_max
        if named is not None and most is not None and named > most:
            cells.caution(_C.FOCUS_PAGES, f"“{typed}” are {named} pages; the call allows {most}.")
        return typed

    def _topics(self, cells: Cells) -> tuple[tuple[int, ...], str]:
        """The call's topics that are named, and the words that name none."""
        typed = cells.block(_C.TOPICS, LINE_MOST)
        whole = self.rules.topics.get(same_title(typed))
        if whole is not None:
            return (whole,), ""
        known: dict[int, None] = {}
        unknown = []
        for part in _parts(typed, self.rules.topics):
            topic = self.rules.topics.get(same_title(part))
            if topic is None:
                unknown.append(part)
            else:
                known[topic] = None
        if unknown and self.rules.topics:
            words = ", ".join(unknown)
            cells.caution(
                _C.TOPICS, f"“{words}” is not among the call’s topics; it is kept in the note to you."
            )
        return tuple(known), ", ".join(unknown)

    def _submitted_at(self, cells: Cells) -> datetime | None:
        typed = cells.short(_C.SUBMITTED_AT, LINE_MOST)
        if not typed:
            cells.caution(
                _C.SUBMITTED_AT, "No time of submission is given, so nobody can say whether it came in time."
            )
            return None
        try:
            moment, doubts = read_moment(typed, self.zone, self.style)
        except Refusal as refusal:
            cells.fault(_C.SUBMITTED_AT, refusal.sentence)
            return None
        for doubt in doubts:
            cells.caution(_C.SUBMITTED_AT, doubt)
        self._check_deadline(cells, moment)
        return moment

    def _check_deadline(self, cells: Cells, moment: datetime) -> None:
        late, grace = moment - self.rules.deadline, self.rules.grace_minutes
        if late <= timedelta(0):
            return
        sent, due = self._words(moment), self._words(self.rules.deadline)
        if late > timedelta(minutes=grace):
            cells.fault(
                _C.SUBMITTED_AT,
                f"Sent too late: on {sent}. The deadline was {due}, with {grace} minutes of grace.",
            )
        else:
            span = f"{late // timedelta(minutes=1)} min {late.seconds % 60} s"
            cells.caution(
                _C.SUBMITTED_AT,
                f"Sent {span} late, within the grace of {grace}: on {sent}; the deadline was {due}.",
            )

    def _words(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        return f"{day_words(local)}, {clock} {zone_words(self.rules.zone)}"


def _parts(typed: str, topics: Mapping[str, int]) -> list[str]:
    """The topics typed in one cell: by line or semicolon; by comma only where a topic's name has none itself."""
    parts = [part.strip() for part in re.split(r"[;\n]", typed)]
    split = [
        piece.strip()
        for part in parts
        for piece in ([part] if same_title(part) in topics else part.split(","))
    ]
    return [part for part in split if part]


def _career(cells: Cells) -> CareerStage | None:
    typed = cells.short(_C.CAREER_STAGE, LINE_MOST)
    stage = career_in(typed)
    if stage is CareerStage.OTHER and typed.casefold() != "other":
        cells.caution(_C.CAREER_STAGE, f"The career stage “{typed}” is kept as “Other”.")
    return stage


def _questions(cells: Cells) -> tuple[str, ...]:
    found = questions_in(cells.plain(_C.QUESTIONS))
    for question in found[QUESTIONS_MOST:]:
        cells.caution(_C.QUESTIONS, f"Only {QUESTIONS_MOST} questions are taken; left out: “{question}”")
    return found[:QUESTIONS_MOST]


def _will_comment(cells: Cells) -> int:
    typed = cells.short(_C.WILL_COMMENT, LINE_MOST)
    offered = comments_offered(typed)
    if offered is None:
        cells.caution(
            _C.WILL_COMMENT, f"“{typed}” was not understood as an offer to comment; ask the author."
        )
    return offered or 0


def _draft_link(cells: Cells) -> str:
    typed = cells.short(_C.DRAFT_LINK, LINE_MOST)
    if typed and not (typed.lower().startswith(("https://", "http://")) and " " not in typed):
        cells.caution(_C.DRAFT_LINK, f"“{typed}” is not a web address; it is not taken over.")
        return ""
    return typed
