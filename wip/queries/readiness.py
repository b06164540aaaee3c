"""The readiness board: one row a slot, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.circulation import goes_out
from wip.domain.commissions import LIVE, CommissionState
from wip.domain.guidelines import Audience
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState
from wip.domain.readiness import Facts, Mark, Part, marks_of
from wip.domain.sessions import SessionState
from wip.models import (
    AgendaSlot,
    Author,
    CalendarEntry,
    Call,
    Commenter,
    CommentingSettings,
    Commission,
    DraftClock,
    GuidelineSeen,
    Paper,
    Person,
    Sitting,
    WipSession,
)
from wip.queries.circulation import due_of
from wip.queries.commenting import settings_of
from wip.queries.draft_ticks import has_read_newest
from wip.queries.guidelines import guidelines_of
from wip.queries.reviews import has_conflict


@dataclass(frozen=True)
class Row:
    """A paper with a place and all that its slot needs. `starts_at` is the published time, `room` its room, if any."""

    paper: Paper
    has_slot: bool
    starts_at: datetime | None
    ends_at: datetime | None
    room: str
    presenters: tuple[Person, ...]
    commissions: tuple[Commission, ...]
    facts: Facts
    marks: Mapping[Part, tuple[Mark, ...]]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing."""
        return not any(mark.is_missing for marks in self.marks.values() for mark in marks)

    @property
    def unknown(self) -> list[Person]:
        """Of those whose zone matters, who has not told it."""
        return [person for person in self.people if not person.zone]

    @property
    def people(self) -> list[Person]:
        """The first author with an address, and the commenters who accepted."""
        return [*self.presenters[:1], *(each.commenter.person for each in self.accepted)]

    @property
    def accepted(self) -> list[Commission]:
        """Commissions accepted; standbys are not among them."""
        return [c for c in self.commissions if c.state is CommissionState.ACCEPTED and not c.is_standby]

    @property
    def asked(self) -> list[Commission]:
        """Commissions that wait for an answer, of standbys too."""
        return [each for each in self.commissions if each.state is CommissionState.OFFERED]


@dataclass(frozen=True)
class Board:
    """All rows in the order of the agenda; papers without a slot last. `guidelines` are the numbers that count now."""

    rows: tuple[Row, ...]
    guidelines: Mapping[Audience, int]

    def ready(self, part: Part) -> int:
        """How many rows miss nothing in this column."""
        return sum(not any(mark.is_missing for mark in row.marks[part]) for row in self.rows)

    @property
    def drafts(self) -> int:
        """How many papers have a draft that goes out."""
        return sum(row.facts.draft_at is not None for row in self.rows)

    @property
    def waits_for_others(self) -> bool:
        """Whether anything is missing that is not the leaders' own to do."""
        return any(mark.is_missing and not mark.yours for mark in self._marks)

    @property
    def waits_for_leaders(self) -> bool:
        """Whether anything is missing that is the leaders' own to do."""
        return any(mark.yours for mark in self._marks)

    @property
    def _marks(self) -> Iterator[Mark]:
        return (mark for row in self.rows for marks in row.marks.values() for mark in marks)

    @property
    def missing(self) -> tuple[Row, ...]:
        """The rows that miss something."""
        return tuple(row for row in self.rows if not row.is_ready)


def board(session: Session, call: Call, reader: int, now: datetime) -> Board:
    """The session's board without papers that a conflict closes to the reader (by id); seven statements."""
    row = call.wip_session
    places = session.execute(_places(row, reader)).all()
    ids = [place.Paper.id for place in places]
    authors, asked, seen = _presenters(session, ids), _commissions(session, ids), _seen(session, ids)
    numbers = {key[1]: each.number for key, each in guidelines_of(session, [row.id]).items()}
    settings = settings_of(session, row.id)
    rows = []
    for place in places:
        paper = place.Paper
        people = authors[paper.id] or [paper.submitter]
        saw = any(seen.get((paper.id, one.id)) == numbers[Audience.PRESENTERS] for one in people)
        facts = _facts(call, settings, place, people, asked[paper.id], numbers[Audience.COMMENTERS], saw=saw)
        marks = marks_of(facts, now)
        rows.append(_row(row, place, people, asked[paper.id], facts, marks))
    return Board(tuple(rows), numbers)


def _row(
    wip_session: WipSession,
    place: Any,
    people: Sequence[Person],
    commissions: Sequence[Commission],
    facts: Facts,
    marks: Mapping[Part, tuple[Mark, ...]],
) -> Row:
    is_out = wip_session.agenda_state is AgendaState.PUBLISHED
    return Row(
        paper=place.Paper,
        has_slot=place.slot_id is not None,
        starts_at=place.starts_at if is_out else None,
        ends_at=place.ends_at if is_out else None,
        room=place.room or (wip_session.room if place.slot_id is not None else ""),
        presenters=tuple(people),
        commissions=tuple(commissions),
        facts=facts,
        marks=marks,
    )


def _places(wip_session: WipSession, reader: int) -> sa.Select[*tuple[Any, ...]]:
    select: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Paper,
            AgendaSlot.id.label("slot_id"),
            Sitting.name.label("room"),
            Sitting.join_link.label("own_link"),
            CalendarEntry.starts_at,
            CalendarEntry.ends_at,
            DraftClock.extended_until,
        )
        .outerjoin(AgendaSlot, AgendaSlot.paper_id == Paper.id)
        .outerjoin(Sitting, Sitting.id == AgendaSlot.sitting_id)
        .outerjoin(
            CalendarEntry, sa.and_(CalendarEntry.paper_id == Paper.id, CalendarEntry.cancelled.is_(False))
        )
        .outerjoin(DraftClock, DraftClock.paper_id == Paper.id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(PRESENTING),
            sa.not_(has_conflict(reader)),
        )
        .options(joinedload(Paper.submitter, innerjoin=True), selectinload(Paper.drafts))
        .order_by(
            AgendaSlot.id.is_(None),
            sa.func.coalesce(Sitting.starts_at, wip_session.starts_at),
            sa.func.coalesce(Sitting.id, 0),
            AgendaSlot.position,
            Paper.number,
        )
    )
    return select


def _presenters(session: Session, paper_ids: Collection[int]) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = defaultdict(list)
    rows = session.execute(
        sa.select(Author.paper_id, Person)
        .join(Author.person)
        .where(Author.paper_id.in_(paper_ids))
        .order_by(Author.paper_id, Author.position)
    )
    for paper_id, person in rows:
        found[paper_id].append(person)
    return found


def _commissions(session: Session, paper_ids: Collection[int]) -> dict[int, list[Commission]]:
    found: dict[int, list[Commission]] = defaultdict(list)
    rows = session.scalars(
        sa.select(Commission)
        .where(Commission.paper_id.in_(paper_ids), Commission.state.in_(LIVE))
        .options(
            joinedload(Commission.commenter, innerjoin=True).joinedload(Commenter.person, innerjoin=True)
        )
        .order_by(Commission.id)
    )
    for row in rows:
        found[row.paper_id].append(row)
    return found


def _seen(session: Session, paper_ids: Collection[int]) -> dict[tuple[int, int], int]:
    rows = session.execute(
        sa.select(GuidelineSeen.paper_id, GuidelineSeen.person_id, GuidelineSeen.number).where(
            GuidelineSeen.paper_id.in_(paper_ids)
        )
    )
    return {(paper_id, person_id): number for paper_id, person_id, number in rows}


def _facts(
    call: Call,
    settings: CommentingSettings,
    place: Any,
    people: Sequence[Person],
    commissions: Sequence[Commission],
    number: int,
    *,
    saw: bool,
) -> Facts:
    row, drafts = call.wip_session, place.Paper.drafts
    came = [each.uploaded_at for each in drafts if goes_out(each.content_type, each.facts)]
    accepted = [each for each in commissions if each.state is CommissionState.ACCEPTED]
    counted = [each for each in accepted if not each.is_standby]
    concerned = [*people[:1], *(each.commenter.person for each in counted)]
    return Facts(
        is_confirmed=place.Paper.state is PaperState.CONFIRMED,
        confirm_by=place.Paper.confirm_by,
        draft_at=came[0] if came else None,
        draft_due=max(filter(None, (place.extended_until, due_of(place.Paper, call))), default=None),
        is_locked=bool(drafts) and not came,
        is_extended=place.extended_until is not None,
        needed=call.commenters_per_paper,
        accepted=len(counted),
        asked=sum(c.state is CommissionState.OFFERED and not c.is_standby for c in commissions),
        standby=len(accepted) - len(counted),
        standby_wanted=settings.standby_per_paper,
        presenter_saw=saw,
        commenters_saw=sum(each.guideline_seen == number for each in counted),
        zones=sum(bool(one.zone) for one in concerned),
        people=len(concerned),
        date_is_firm=row.state is SessionState.CONFIRMED,
        has_link=bool(place.own_link or row.join_link),
        read_by=sum(has_read_newest(place.Paper, each.read_at) for each in counted),
    )
