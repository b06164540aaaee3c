"""Who suits which paper: all that finding commenters is made of, and who may still be asked about one paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy.orm import Session

from wip.adapters.similarity import suits
from wip.domain.agenda import lay_out
from wip.domain.commenter_tasks import SENIOR, Candidate, Pair, Span, Task, TaskPaper
from wip.domain.rooms import Room
from wip.domain.suits import Piece, Suit, Writer
from wip.domain.terms import Text
from wip.models import Call, Commenter, Paper, WipSession
from wip.queries import commenter_tasks as reads
from wip.queries.commenter_conflicts import closed_pairs
from wip.queries.commenters import CANDIDATES_SHOWN, Place, Volunteer
from wip.queries.commenting import settings_of
from wip.queries.pages import Page
from wip.services.agendas import by_room, length_of
from wip.services.rooms import rooms_of

_PER_PAGE = 25


@dataclass(frozen=True)
class Suited:
    """Somebody who may be asked about a paper: how well it suits them, in points and in words."""

    commenter: Commenter
    points: int
    reason: str


@dataclass(frozen=True)
class Field:
    """A session's task together with the rows of those who offered. `meaning`: texts are compared by meaning too."""

    task: Task
    commenters: Mapping[int, Commenter]
    meaning: bool = False

    @cached_property
    def suits(self) -> list[list[Suit]]:
        """How well each paper suits each candidate, in the task's order."""
        return suits_of(self.task, meaning=self.meaning)

    @property
    def points(self) -> list[list[int]]:
        """The same in points alone."""
        return [[each.points for each in row] for row in self.suits]

    def suit(self, pair: Pair) -> Suit:
        """How well one pair suits."""
        paper, candidate = self._places
        return self.suits[paper[pair[0]]][candidate[pair[1]]]

    @cached_property
    def _places(self) -> tuple[dict[int, int], dict[int, int]]:
        papers = {paper.id: place for place, paper in enumerate(self.task.papers)}
        return papers, {each.id: place for place, each in enumerate(self.task.candidates)}

    def ranked(self, paper_id: int) -> list[Suited]:
        """Who may still be asked about the paper, best first; of those as fit, the least loaded."""
        place = next((n for n, each in enumerate(self.task.papers) if each.id == paper_id), None)
        if place is None:
            return []
        task, paper = self.task, self.task.papers[place]
        found = [
            (candidate, fit)
            for candidate, fit in zip(task.candidates, self.suits[place], strict=True)
            if (paper.id, candidate.id) not in task.standing
            and task.room_of(candidate)
            and task.barrier(paper, candidate) is None
            and not task.clashing(paper, candidate)
        ]
        found.sort(key=lambda each: (-each[1].points, task.loads[each[0].id], each[0].id))
        return [Suited(self.commenters[who.id], fit.points, fit.reason) for who, fit in found]


def suits_of(task: Task, *, meaning: bool = False) -> list[list[Suit]]:
    """How well each paper suits each candidate, in the task's order; by `meaning` too only in the worker."""
    people = [
        Writer(each.id, (*_fields(each), *(Text(*both) for both in each.texts)), each.topics)
        for each in task.candidates
    ]
    papers = [Piece(each.id, each.title, each.abstract, each.topics) for each in task.papers]
    return suits(people, papers, task.topics, meaning=meaning)


def _fields(row: Candidate) -> list[Text]:
    return [Text("", field, is_field=True) for field in row.fields]


def ranked_for(session: Session, paper: Paper, call: Call) -> list[Suited]:
    """Who may still be asked about the paper, best first: with room, apart from nothing, free at its time.

    Left out is whoever was asked about it before, whatever became of that. A fixed number of statements.
    """
    return field_of(session, call).ranked(paper.id)


def with_best(session: Session, call: Call, page: Page[Place]) -> Page[Place]:
    """The board's papers, each with those who suit it best among whoever may still be asked."""
    field = field_of(session, call)
    return replace(
        page,
        items=[
            replace(place, candidates=_volunteers(field, place.paper.id)[:CANDIDATES_SHOWN])
            for place in page.items
        ],
    )


def candidates(session: Session, call: Call, paper: Paper, words: str, number: int = 1) -> Page[Volunteer]:
    """A page of everybody who may still be asked about the paper, best first; `words` must all occur in name, school or topics."""
    wanted = words.casefold().split()[:8]
    found = [
        each
        for each in _volunteers(field_of(session, call), paper.id)
        if all(word in _said(each.commenter) for word in wanted)
    ]
    pages = max(1, -(-len(found) // _PER_PAGE))
    number = min(max(1, number), pages)
    return Page(found[(number - 1) * _PER_PAGE : number * _PER_PAGE], number, _PER_PAGE, len(found))


def _said(row: Commenter) -> str:
    return f"{row.person.name} {row.person.affiliation} {row.topics}".casefold()


def _volunteers(field: Field, paper_id: int) -> list[Volunteer]:
    return [
        Volunteer(each.commenter, field.task.loads[each.commenter.id], each.reason if each.points else "")
        for each in field.ranked(paper_id)
    ]


def field_of(session: Session, call: Call, taken_out: Iterable[Pair] = ()) -> Field:
    """The session's papers and people, and what stands between them. A fixed number of statements."""
    row = call.wip_session
    settings, asked = settings_of(session, row.id), reads.asked(session, row)
    rooms, found = rooms_of(session, row), reads.offers(session, row)
    closed, by_person = closed_pairs(session, row), {each.person_id: each.id for each in found}
    return Field(
        Task(
            papers=_papers(session, row, call, rooms),
            candidates=_candidates(session, row, found),
            each=call.commenters_per_paper,
            topics=reads.topic_names(session, call.id),
            standing=asked.standing,
            standbys=asked.standbys,
            accepted=asked.accepted,
            asked_before=asked.before,
            apart=frozenset(
                (paper_id, by_person[person_id]) for paper_id, person_id in closed if person_id in by_person
            ),
            taken_out=frozenset(taken_out),
            mixes_seniority=settings.mixes_seniority,
            standby_each=settings.standby_per_paper,
            rooms=frozenset(room.sitting_id for room in rooms),
        ),
        {each.id: each for each in found},
    )


def _papers(session: Session, row: WipSession, call: Call, rooms: Sequence[Room]) -> tuple[TaskPaper, ...]:
    topics, spans = reads.chosen_topics(session, call.id), _spans(session, row, rooms)
    return tuple(
        TaskPaper(
            paper.id,
            paper.number,
            paper.title,
            paper.abstract,
            topics.get(paper.id, frozenset()),
            spans.get(paper.id),
        )
        for paper in reads.presenting(session, row)
    )


def _spans(session: Session, row: WipSession, rooms: Sequence[Room]) -> dict[int, Span]:
    """When each paper is on, by the leaders' working copy of the agenda: what is published, or will be."""
    held, found = by_room(rooms, reads.slots(session, row)), {}
    for room in rooms:
        slots = held[room.sitting_id]
        placed = lay_out(room.starts_at, room.minutes, [length_of(slot, row) for slot in slots])
        for slot, at in zip(slots, placed, strict=True):
            found[slot.paper_id] = Span(at.starts_at, at.ends_at, room.sitting_id)
    return found


def _candidates(session: Session, row: WipSession, found: Sequence[Commenter]) -> tuple[Candidate, ...]:
    topics, hours = reads.offered_topics(session, row), reads.offered_hours(session, row)
    writes, presented = reads.writers(session, row), reads.presented(session, row)
    return tuple(
        Candidate(
            id=each.id,
            person_id=each.person_id,
            name=each.person.called,
            most=each.papers_max,
            topics=topics.get(each.id, frozenset()),
            fields=tuple(filter(None, (each.topics, each.methods))),
            texts=_texts(each, presented.get(each.person_id, ())),
            is_senior=each.career_stage in SENIOR,
            stage_known=each.career_stage is not None,
            stands_by=each.stands_by,
            withdrawn=each.withdrawn,
            hours=hours.get(each.id, {}),
            writes=writes.get(each.person_id, frozenset()),
        )
        for each in found
    )


def _texts(row: Commenter, presented: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return (*((("", row.works),) if row.works else ()), *presented)
