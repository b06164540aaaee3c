"""The same paper twice: sent again, sent by a co-author too, or imported before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from wip.domain.imports_columns import Column
from wip.domain.imports_people import ValidAddress
from wip.domain.imports_plans import (
    Already,
    Caution,
    Duplicate,
    ProposedPaper,
    Refused,
    Sound,
    Superseded,
    Verdict,
    same_title,
)
from wip.domain.papers import AuthorFacts, comparable, word_count

_NAMED_AT_MOST = 3


def settle(
    papers: Iterable[ProposedPaper],
    typed: Mapping[int, tuple[str, ...]],
    already: Mapping[str, Already],
    valid: ValidAddress,
) -> list[Verdict]:
    """A verdict for each paper that is sound by itself. `typed` has each row's cells, by its number."""
    latest, verdicts = _latest(papers)
    groups: defaultdict[str, list[ProposedPaper]] = defaultdict(list)
    for paper in latest:
        groups[same_title(paper.title)].append(paper)
    for group in groups.values():
        verdicts += _judged_group(group, typed, already, valid)
    return verdicts


def _latest(papers: Iterable[ProposedPaper]) -> tuple[list[ProposedPaper], list[Verdict]]:
    """Of each person's rows with one title, the last one sent."""
    same: defaultdict[str, list[ProposedPaper]] = defaultdict(list)
    for paper in papers:
        same[paper.key].append(paper)
    latest, superseded = [], list[Verdict]()
    for versions in same.values():
        timed = all(version.submitted_at for version in versions)
        last = max(versions, key=lambda version: (_moment(version, timed=timed), version.line))
        latest.append(last)
        superseded += [Superseded(version.line, last.line) for version in versions if version is not last]
    return latest, superseded


def _moment(paper: ProposedPaper, *, timed: bool) -> datetime:
    return paper.submitted_at if timed and paper.submitted_at else datetime.min.replace(tzinfo=UTC)


@dataclass
class _Standing:
    """Papers of one title that stand, and whom each was sent by or names."""

    papers: list[ProposedPaper] = field(default_factory=list)
    by_sender: dict[str, ProposedPaper] = field(default_factory=dict)
    by_author: dict[str, ProposedPaper] = field(default_factory=dict)

    def same_as(self, marks: list[set[str]]) -> ProposedPaper | None:
        """The standing paper whose sender is named here, or that names this one's sender."""
        senders = (self.by_author[mark] for mark in sorted(marks[0]) if mark in self.by_author)
        named = (self.by_sender[mark] for mark in sorted(set().union(*marks)) if mark in self.by_sender)
        return next(senders, None) or next(named, None)

    def add(self, paper: ProposedPaper, marks: list[set[str]]) -> None:
        self.papers.append(paper)
        for mark in marks[0]:
            self.by_sender.setdefault(mark, paper)
        for mark in set().union(*marks):
            self.by_author.setdefault(mark, paper)


def _judged_group(
    group: list[ProposedPaper],
    typed: Mapping[int, tuple[str, ...]],
    already: Mapping[str, Already],
    valid: ValidAddress,
) -> list[Verdict]:
    """What was imported stands; then the fuller abstract; then the earlier row."""
    ranked = sorted(
        group, key=lambda paper: (paper.key not in already, -word_count(paper.abstract), paper.line)
    )
    standing, verdicts = _Standing(), list[Verdict]()
    doubled: defaultdict[int, list[ProposedPaper]] = defaultdict(list)
    for paper in ranked:
        marks = [_marks(author, valid) for author in paper.authors]
        same = None if paper.key in already else standing.same_as(marks)
        if same is None:
            standing.add(paper, marks)
            continue
        doubled[same.line].append(paper)
        verdicts.append(Refused(paper.line, _double(paper, same, already), Column.TITLE, typed[paper.line]))
    return verdicts + [
        _stands(paper, standing.papers, doubled[paper.line], already) for paper in standing.papers
    ]


def _marks(author: AuthorFacts, valid: ValidAddress) -> set[str]:
    return {valid(author.email) or "", comparable(author.name)} - {""}


def _double(paper: ProposedPaper, same: ProposedPaper, already: Mapping[str, Already]) -> str:
    sender = same.authors[0].name
    if same.key in already:
        number = already[same.key].number
        return f"The same paper as row {same.line}, from {sender}, which was imported as paper {number}."
    fuller = word_count(same.abstract) > word_count(paper.abstract)
    why = "its abstract is the fuller one" if fuller else "it stands first"
    return f"The same paper as row {same.line}, from {sender}. Row {same.line} counts: {why}."


def _stands(
    paper: ProposedPaper,
    standing: list[ProposedPaper],
    doubles: list[ProposedPaper],
    already: Mapping[str, Already],
) -> Verdict:
    before = already.get(paper.key)
    if before is not None:
        return Duplicate(paper.line, paper.key, before.number, changed=before.abstract != paper.abstract)
    told = [
        f"Row {double.line}, from {double.authors[0].name}, is the same paper; this row is imported."
        for double in doubles
    ]
    rivals = sorted(other.line for other in standing if other is not paper)
    if rivals:
        lines = ", ".join(map(str, rivals[:_NAMED_AT_MOST]))
        told.append(
            f"The same title stands in row {lines}, from somebody who is not named here. Please look."
        )
    cautions = tuple(Caution(sentence, Column.TITLE) for sentence in told)
    return Sound(paper.line, replace(paper, cautions=paper.cautions + cautions))
