"""One of our own exports, read back: what differs from the papers as they stand, row by row, nothing done yet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wip.domain.exports import (
    FACTS,
    FIGURES,
    MARKS,
    SESSION,
    Layout,
    PaperRecord,
    author_column,
    is_ours,
    question_column,
    question_header,
    spoken,
)
from wip.domain.imports_people import ValidAddress
from wip.domain.imports_tables import SheetRow, Table
from wip.domain.papers import (
    AUTHORS_MOST,
    MENDABLE,
    STATE_WORDS,
    AuthorFacts,
    CareerStage,
    PaperFacts,
    PublicationStatus,
    WorkStage,
    check_facts,
)
from wip.domain.questions import QuestionKind
from wip.domain.refusals import Refusal
from wip.domain.texts import clean, clean_line, whole_number

NUMBER, VERSION, STATE = MARKS
_KINDS: Mapping[str, Any] = {
    "career_stage": CareerStage,
    "work_stage": WorkStage,
    "publication": PublicationStatus,
}
_MOST = {"title": 500, "focus_pages": 200, "name": 200, "affiliation": 300, "email": 320, "questions": 3_000}
_YES_NO = {"yes": True, "no": False, "": None}
_SHOWN = 160


@dataclass(frozen=True)
class Edit:
    """One cell that differs: under which header, what stands here, what the sheet says."""

    header: str
    old: str
    new: str


@dataclass(frozen=True)
class RowUpdate:
    """A row of the sheet. Refused where there are `faults`; without those and `edits` nothing differs."""

    line: int
    number: int | None
    title: str
    edits: tuple[Edit, ...] = ()
    faults: tuple[str, ...] = ()
    facts: PaperFacts | None = None
    version: int = 0

    @property
    def changes(self) -> bool:
        """Whether the paper would be changed."""
        return bool(self.edits) and not self.faults


@dataclass(frozen=True)
class UpdatePlan:
    """The whole sheet, in the order of its rows; `left_alone` are columns that are none of ours."""

    rows: tuple[RowUpdate, ...]
    left_alone: tuple[str, ...] = ()

    @property
    def changed(self) -> tuple[RowUpdate, ...]:
        """Rows that change a paper."""
        return tuple(row for row in self.rows if row.changes)

    @property
    def refused(self) -> tuple[RowUpdate, ...]:
        """Rows with faults."""
        return tuple(row for row in self.rows if row.faults)

    @property
    def summary(self) -> str:
        """The plan in one sentence."""
        papers = f"{len(self.rows):,} {'paper' if len(self.rows) == 1 else 'papers'}"
        if not self.changed and not self.refused:
            return f"{papers}, nothing differs."
        parts = [f"{len(self.changed):,} would change"] if self.changed else []
        parts += (
            [f"{len(self.refused):,} {'is' if len(self.refused) == 1 else 'are'} refused"]
            if self.refused
            else []
        )
        same = len(self.rows) - len(self.changed) - len(self.refused)
        parts += [f"{same:,} {'is' if same == 1 else 'are'} as before"] if same else []
        return f"{papers}: {', '.join(parts)}."


@dataclass(frozen=True)
class UpdateRules:
    """What rows are judged by. `closed` are the numbers of papers that the leader has a part in.

    `further` says what else stands against a paper's becoming what the sheet says.
    """

    layout: Layout
    words_max: int
    valid_address: ValidAddress
    too_long: Any
    closed: frozenset[int] = frozenset()
    further: Callable[[PaperRecord, PaperFacts], Iterable[str]] = lambda _record, _facts: ()


def judge_update(table: Table, papers: Mapping[int, PaperRecord], rules: UpdateRules) -> UpdatePlan:
    """What the sheet would change. `papers` are the session's by their numbers.

    Refuses a sheet that is none of this session's exports. A row is refused whole: one fault, and none of its cells counts.
    """
    refuse_elsewhere(table, rules.layout.session)
    reader = _Reader(table.headers, rules)
    rows: list[RowUpdate] = []
    seen: dict[int, int] = {}
    for row in table.rows:
        if not any(cell.strip() for cell in row.cells):
            continue
        update = reader.judge(row, papers)
        if update.number is not None and update.number in seen:
            fault = f"Paper {update.number} stands in row {seen[update.number]} already."
            update = replace(update, faults=(fault, *update.faults))
        elif update.number is not None:
            seen[update.number] = row.line
        rows.append(update)
    return UpdatePlan(tuple(rows), reader.left_alone)


def refuse_elsewhere(table: Table, session: str) -> None:
    """Refuse a sheet that is none of our exports, or another session's (`session` is the mark of this one)."""
    if not is_ours(table.headers):
        raise Refusal("This is not a sheet that was exported here.", "file")
    if SESSION not in table.headers:
        raise Refusal(
            f"The column “{SESSION}” is missing, so nobody can tell whose papers these are. Export them again.",
            "file",
        )
    place = table.headers.index(SESSION)
    marks = {row.cells[place].strip() for row in table.rows if any(map(str.strip, row.cells))}
    if marks and session not in marks:
        named = _short(next(iter(sorted(marks, reverse=True)))) or "nowhere"
        raise Refusal(
            f"This sheet was exported from another session, {named}; this one is {session}. "
            "Import it there, or export this session’s papers.",
            "file",
        )


_CLOSED = (
    "You wrote it, or have a conflict with it: another leader can change it, or its authors on its own page."
)


class _Reader:
    def __init__(self, headers: tuple[str, ...], rules: UpdateRules) -> None:
        self.headers, self.rules = headers, rules
        self.layout = replace(rules.layout, authors=AUTHORS_MOST)
        known = set(self.layout.headers)
        self.left_alone = tuple(header for header in headers if header and header not in known)
        self.asked = {question_header(asked): asked for asked in self.layout.questions}

    def judge(self, row: SheetRow, papers: Mapping[int, PaperRecord]) -> RowUpdate:
        if len(row.cells) > len(self.headers):
            return RowUpdate(row.line, None, "", faults=("This row has more cells than the header.",))
        cells = dict(zip(self.headers, row.cells, strict=True))
        if cells[SESSION].strip() != self.layout.session:
            fault = f"This row is of another session, “{_short(cells[SESSION].strip())}”; this one is {self.layout.session}."
            return RowUpdate(row.line, None, clean_line(cells.get("Title", ""))[:_SHOWN], faults=(fault,))
        number = whole_number(cells[NUMBER].strip())
        record = papers.get(number) if number is not None else None
        if number is None or record is None:
            fault = f"There is no paper “{cells[NUMBER][:40]}” in this session. New papers are imported from a sheet of their own."
            return RowUpdate(row.line, None, clean_line(cells.get("Title", ""))[:_SHOWN], faults=(fault,))
        if number in self.rules.closed:
            # Not even the title: whoever has a conflict would read here what the paper says now.
            return RowUpdate(row.line, None, f"Paper {number}", faults=(_CLOSED,))
        found = tuple(self._edits(cells, record))
        update = RowUpdate(row.line, number, record.facts.title, found, version=record.version)
        return self._judged(update, cells, record) if found else update

    def _edits(self, cells: Mapping[str, str], record: PaperRecord) -> Iterator[Edit]:
        for header, here in self.layout.texts(record).items():
            if header in cells and header not in {NUMBER, VERSION, SESSION, *FIGURES}:
                there = cells[header]
                if not self._same(here, there):
                    yield Edit(header, here, clean(there))

    def _same(self, here: str, there: str) -> bool:
        return there == here or clean(there) == clean(here) or there == self.rules.too_long(here)

    def _judged(self, update: RowUpdate, cells: Mapping[str, str], record: PaperRecord) -> RowUpdate:
        faults = list(self._standing(update, cells, record))
        try:
            facts = self._facts(update, record)
            check_facts(facts, self.rules.words_max)
        except Refusal as no:
            return replace(update, faults=(*faults, no.sentence))
        faults += self.rules.further(record, facts)
        return replace(update, faults=tuple(dict.fromkeys(faults)), facts=facts)

    def _standing(self, update: RowUpdate, cells: Mapping[str, str], record: PaperRecord) -> Iterator[str]:
        if any(edit.header == STATE for edit in update.edits):
            yield (
                f"Its state here is “{STATE_WORDS[record.state][0]}”, in the sheet “{cells[STATE][:60]}”. "
                "A sheet cannot change that; decide on the paper here."
            )
        if whole_number(cells[VERSION].strip()) != record.version:
            both = "; ".join(
                f"{e.header}: here “{_short(e.old)}”, in the sheet “{_short(e.new)}”" for e in update.edits
            )
            yield f"The paper was changed here since the sheet was exported. {both}. Export it again."
        if record.state not in MENDABLE:
            yield f"It is {STATE_WORDS[record.state][0]}; its text can no longer be changed by a sheet."

    def _facts(self, update: RowUpdate, record: PaperRecord) -> PaperFacts:
        facts, typed = record.facts, {edit.header: edit.new for edit in update.edits}
        changed: dict[str, Any] = {}
        for name, header in {"title": "Title", "abstract": "Abstract", **FACTS}.items():
            if header in typed:
                changed[name] = self._fact(name, header, typed[header])
        answers = dict(facts.answers)
        for header, said in typed.items():
            question = question_column(header)
            if question is not None:
                if self.asked[header].kind is QuestionKind.FILE:
                    raise Refusal(f"“{header}” is answered by a file; a sheet cannot change it.")
                answers[question] = said
        authors = self._authors(facts.authors, typed)
        return replace(facts, **changed, answers=answers, authors=authors)

    def _fact(self, name: str, header: str, typed: str) -> Any:
        if name in _KINDS:
            value = spoken(name, typed) if typed else ""
            if value is None:
                raise Refusal(f"“{_short(typed)}” is none of the answers to “{header}”.")
            return _KINDS[name](value) if value else None
        if name in {"is_member", "still_revisable"}:
            if typed.casefold() not in _YES_NO:
                raise Refusal(f"Under “{header}” write yes or no, or nothing.")
            return _YES_NO[typed.casefold()]
        if name == "years":
            years = whole_number(typed, digits=2)
            if typed and years is None:
                raise Refusal(f"“{_short(typed)}” is not a number of years.")
            return years
        if name == "topics":
            return self._topics(typed)
        text = clean_line(typed) if name in {"title", "focus_pages"} else typed
        return self._within(name, header, text)

    def _topics(self, typed: str) -> tuple[int, ...]:
        ids = {name: topic for topic, name in self.layout.topics.items()}
        names = [line.strip() for line in typed.splitlines() if line.strip()]
        if not all(name in ids for name in names):
            names = [part.strip() for name in names for part in ([name] if name in ids else name.split(";"))]
        unknown = [name for name in names if name and name not in ids]
        if unknown:
            raise Refusal(f"“{_short(unknown[0])}” is not among the call’s topics.")
        return tuple(sorted({ids[name] for name in names if name}, key=list(self.layout.topics).index))

    def _authors(self, authors: tuple[AuthorFacts, ...], typed: Mapping[str, str]) -> tuple[AuthorFacts, ...]:
        places = dict(enumerate(authors))
        for header, said in typed.items():
            found = author_column(header)
            if found is not None:
                place, part = found
                text = self._within(part, header, clean_line(said))
                if part == "email" and text and self.rules.valid_address(text) is None:
                    raise Refusal(f"“{_short(text)}”, under “{header}”, is not an e-mail address.")
                places[place] = replace(places.get(place, AuthorFacts("")), **{part: text})
        kept = [places[place] for place in sorted(places)]
        return tuple(author for author in kept if author != AuthorFacts(""))

    def _within(self, name: str, header: str, text: str) -> str:
        most = _MOST.get(name, 60_000)
        if len(text) > most:
            raise Refusal(f"“{header}” has {len(text):,} characters; at most {most:,} are possible.")
        return text


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
