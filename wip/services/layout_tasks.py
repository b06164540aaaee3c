"""What an agenda is laid out from: the papers chosen, and everything that is known of rooms, people, hours and wishes.

As far as its reader may know it: a paper that is closed to them counts like any other, under its number alone.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from wip.domain.agenda import SlotLength
from wip.domain.agenda_solving import Absence, Involved, Talk, Task, Wish
from wip.domain.agenda_tasks import CHAIRS, COMMENTS, PRESENTS
from wip.domain.agenda_wishes import WishKind, away_within
from wip.domain.papers import WORK_WORDS, PaperState, WorkStage
from wip.domain.rooms import Room
from wip.models import AgendaRules, AgendaSlot, AgendaWish, Paper, WipSession
from wip.queries.agenda_wishes import commenters_hours, presented, rules_of, topics_by_paper, wishes_of
from wip.queries.agendas import slots_of
from wip.queries.closed_papers import mask_unseen
from wip.services.agenda_people import HIDDEN, Involvement, engaged, people_of
from wip.services.rooms import minutes_of, rooms_of
from wip.services.working_agendas import by_room, length_of

_RANKS = {stage: rank for rank, stage in enumerate(WorkStage)}


@dataclass(frozen=True)
class Material:
    """A session's agenda before it is laid out: its papers, those chosen (ids), where each lies now, and the task."""

    papers: Sequence[Paper]
    chosen: frozenset[int]
    slots: Mapping[int, AgendaSlot]
    people: Mapping[int, Involvement]
    unseen: frozenset[int]
    rules: AgendaRules
    task: Task

    @property
    def leaving(self) -> list[Paper]:
        """Papers that have a slot now and would have none."""
        return [each for each in self.papers if each.id in self.slots and each.id not in self.chosen]

    @property
    def hours_known(self) -> int:
        """How many entries of hours the reader may read."""
        return sum(not self.people[each.person_id].is_hidden for each in self.task.absences)

    def mark(self, key: bytes) -> str:
        """The same with the same key as long as everything that is weighed stays the same, whoever reads.

        It stands on the page, and without the key would confirm guesses at who has a part in a hidden paper.
        """
        task = self.task
        facts = (
            task.rooms,
            sorted(
                repr((each.id, each.length, each.fixed, each.stage_rank, each.topic, each.is_confirmed))
                for each in task.talks
            ),
            sorted(
                repr((each.id, who.person_id, who.does, who.zone))
                for each in task.talks
                for who in each.people
            ),
            sorted((each.person_id, each.begins_at, each.ends_at, each.is_needed) for each in task.absences),
            # What is said of the same hours may differ from reader to reader, and so may how often.
            sorted({(each.person_id, each.begins_at, each.ends_at) for each in task.engaged}),
            [repr(each) for each in task.wishes],
            sorted((sitting or 0, who.person_id) for sitting, who in task.chairs),
            task.rule,
            task.kind_hours,
        )
        return hmac.new(key, repr(facts).encode(), sha256).hexdigest()[:20]


def material(
    session: Session, wip_session: WipSession, chosen: Collection[int] | None, reader: int | None
) -> Material:
    """Everything that is weighed, a fixed number of statements. `chosen` are numbers of papers; None: the confirmed ones, and
    those with a slot already.
    """
    papers, slots = presented(session, wip_session), slots_of(session, wip_session.id)
    wishes = wishes_of(session, wip_session)
    unseen = mask_unseen(session, wip_session, papers, reader)
    placed = {slot.paper_id: slot for slot in slots}
    picked = frozenset(
        each.id
        for each in papers
        if (
            each.number in chosen
            if chosen is not None
            else each.state is PaperState.CONFIRMED or each.id in placed
        )
    )
    people, rooms = people_of(session, wip_session, papers, unseen), rooms_of(session, wip_session)
    rules = rules_of(session, wip_session)
    task = Task(
        rooms=rooms,
        talks=_talks(
            wip_session, papers, picked, by_room(rooms, slots), people, topics_by_paper(session, wip_session)
        ),
        absences=_absences(wishes, people, commenters_hours(session, wip_session), rooms),
        wishes=tuple(as_wish(each) for each in wishes if each.kind is not WishKind.CANNOT),
        rule=rules.order,
        kind_hours=(rules.kind_from, rules.kind_until),
        chairs=tuple(
            (sitting_id, Involved(id_, each.name, CHAIRS, each.person.zone))
            for id_, each in people.items()
            for sitting_id in each.chairs
        ),
        engaged=tuple(
            Absence(
                each.person_id,
                each.starts_at,
                each.ends_at,
                said=_where(each.said),
                tells_hours=each.tells_hours,
            )
            for each in engaged(session, wip_session, rooms, people, reader)
        ),
        zone=wip_session.zone,
    )
    return Material(papers, picked, placed, people, unseen, rules, task)


def _talks(
    wip_session: WipSession,
    papers: Sequence[Paper],
    picked: frozenset[int],
    held: Mapping[int | None, Sequence[AgendaSlot]],
    people: Mapping[int, Involvement],
    topics: Mapping[int, str],
) -> tuple[Talk, ...]:
    """The papers as the agenda has them, then by their numbers."""
    lies = {
        slot.paper_id: ((room, place), slot)
        for room, mine in held.items()
        for place, slot in enumerate(each for each in mine if each.paper_id in picked)
    }
    usual, order = minutes_of(wip_session).slot, list(lies)
    found = []
    for paper in sorted(
        (each for each in papers if each.id in picked),
        key=lambda each: (order.index(each.id) if each.id in lies else len(order), each.number),
    ):
        where, slot = lies.get(paper.id, (None, None))
        length: SlotLength = length_of(slot, wip_session) if slot else usual
        stage = paper.work_stage
        found.append(
            Talk(
                paper.id,
                paper.title,
                length,
                _involved(paper.id, people),
                stage=WORK_WORDS[stage] if stage else "",
                stage_rank=_RANKS[stage] if stage else len(_RANKS),
                topic=topics.get(paper.id, ""),
                fixed=where if slot and slot.is_fixed else None,
                lies=where,
                is_confirmed=paper.state is PaperState.CONFIRMED,
            )
        )
    return tuple(found)


def _involved(paper_id: int, people: Mapping[int, Involvement]) -> tuple[Involved, ...]:
    def involved(each: Involvement, does: str) -> Involved:
        is_hidden = paper_id in each.hidden
        return Involved(each.person.id, each.named_in(paper_id), does, each.person.zone, is_hidden)

    presents = [involved(each, PRESENTS) for each in people.values() if paper_id in each.presents]
    reads = [
        involved(each, COMMENTS)
        for each in people.values()
        if paper_id in each.reads and paper_id not in each.presents
    ]
    return (*presents, *reads)


def _absences(
    wishes: Sequence[AgendaWish],
    people: Mapping[int, Involvement],
    offered: Sequence[tuple[int, int | None, datetime | None, datetime | None]],
    rooms: Sequence[Room],
) -> tuple[Absence, ...]:
    """Hours that somebody cannot, as told for the session, and what commenters' own hours leave out of each room."""
    found = []
    for each in wishes:
        who = people.get(each.person_id or 0)
        if who and each.begins_at and each.ends_at:
            # The reason may name the closed paper, or who else has a part in it.
            said = "" if who.hidden else each.note
            found.append(Absence(who.person.id, each.begins_at, each.ends_at, each.is_needed, said))
    where = {room.sitting_id: room for room in rooms}
    for person_id, sitting_id, from_at, until_at in offered:
        room = where.get(sitting_id)
        if room is None or person_id not in people:
            continue
        part = (from_at, until_at) if from_at and until_at else None
        for begins, ends in away_within(room.starts_at, room.ends_at, part):
            found.append(Absence(person_id, begins, ends))
    return tuple(found)


def _where(said: str) -> str:
    """What stands in brackets after "is engaged elsewhere"."""
    return said.removeprefix(HIDDEN).removeprefix("is engaged").strip()


def as_wish(row: AgendaWish) -> Wish:
    """A stored wish of a paper, as it is weighed."""
    return Wish(row.kind, row.paper_id or 0, row.other_paper_id, row.sitting_id, row.is_needed)
