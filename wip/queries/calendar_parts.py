"""What a person is part of, for their calendar: on a bare connection, in three statements, built once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from wip.domain.commissions import CommissionState
from wip.domain.draft_clocks import own_due
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING, PaperState
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    Call,
    Commenter,
    Commission,
    DraftClock,
    Leadership,
    Paper,
    Reviewer,
    SessionSection,
    Sitting,
    WipSession,
)
from wip.queries.calendar_people import perhaps_chaired
from wip.queries.prepared import Prepared

_ATTENDS, _REVIEWS, _CHAIRS, _ROOM, _LEADS = "attends", "reviews", "chairs", "room", "leads"


@dataclass(frozen=True)
class Held:
    """A paper that a person presents or comments on; not live when only what is cancelled may be left of it.

    `draft_until` is where the draft's date has moved to for its presenter, and `moved_at` when: because its place came late,
    or because more time was taken.
    """

    paper_id: int
    session_id: int
    presents: bool
    is_live: bool
    title: str
    draft_until: datetime | None = None
    moved_at: datetime | None = None
    stands_by: bool = False


@dataclass(frozen=True, order=True)
class Chaired:
    """A room that a person chairs by the published programme: `sitting_id` 0 is the session's first; without a name where there is one room."""

    session_id: int
    sitting_id: int
    room: str


@dataclass(frozen=True)
class Parts:
    """What a person is part of: papers, the sessions attended, led and reviewed for, and the rooms chaired."""

    papers: tuple[Held, ...]
    attends: frozenset[int]
    leads: frozenset[int]
    reviews: frozenset[int]
    chairs: tuple[Chaired, ...] = ()

    @property
    def sessions(self) -> frozenset[int]:
        """Every session that the person has to do with."""
        return self.concerned | {held.session_id for held in self.papers}

    @property
    def concerned(self) -> frozenset[int]:
        """Those in which they have a part now."""
        return (
            self.attends | self.reviews | self.run | {each.session_id for each in self.papers if each.is_live}
        )

    @property
    def run(self) -> frozenset[int]:
        """Those that the person leads, or chairs a room of."""
        return self.leads | {each.session_id for each in self.chairs}


_PERSON: sa.BindParameter[int] = sa.bindparam("person")
_IS_CANCELLED = sa.exists().where(CalendarEntry.paper_id == Paper.id, CalendarEntry.cancelled)
_ACCEPTED = Commission.state == CommissionState.ACCEPTED
_LEFT = sa.and_(
    Commission.state == CommissionState.WITHDRAWN,
    Commission.answered_at.is_not(None),
    Paper.state.not_in(PRESENTING),
    _IS_CANCELLED,
)
"""Whoever had accepted and lost the paper because it left hears of that; whoever was released does not."""

_PRESENTED = Prepared(
    sa.select(
        Paper.id,
        Paper.wip_session_id,
        Paper.state.in_(PRESENTING).label("is_live"),
        Paper.title,
        Paper.submitted_at,
        Paper.offered_at,
        Paper.confirm_by,
        Call.draft_due_at,
        WipSession.starts_at,
        WipSession.zone,
        DraftClock.extended_until,
        DraftClock.extended_at,
    )
    .join(Author, Author.paper_id == Paper.id)
    .join(WipSession, WipSession.id == Paper.wip_session_id)
    .join(Call, Call.wip_session_id == Paper.wip_session_id)
    .outerjoin(DraftClock, DraftClock.paper_id == Paper.id)
    .where(Author.person_id == _PERSON, Paper.state != PaperState.DRAFT)
)

_READ = Prepared(
    sa.select(
        Paper.id,
        Paper.wip_session_id,
        sa.and_(_ACCEPTED, Paper.state.in_(PRESENTING)),
        Paper.title,
        Commission.is_standby,
    )
    .join(Commission, Commission.paper_id == Paper.id)
    .join(Commenter, Commenter.id == Commission.commenter_id)
    .where(Commenter.person_id == _PERSON, sa.or_(_ACCEPTED, _LEFT))
)


def _other_parts() -> sa.CompoundSelect[int, str, int, str]:
    """(session, part, sitting, text): where somebody is on the list of attendees, reviews papers, or leads.

    Of sessions in which they may chair: the published programme, and the names of the rooms.

    Whoever leads a section leads its sessions, and those that it sponsors too.
    """
    nowhere: tuple[Any, ...] = (sa.literal(0), sa.literal(""))
    attended = sa.select(Attendee.wip_session_id, sa.literal(_ATTENDS), *nowhere).where(
        Attendee.person_id == _PERSON
    )
    reviewed = sa.select(Reviewer.wip_session_id, sa.literal(_REVIEWS), *nowhere).where(
        Reviewer.person_id == _PERSON, Reviewer.state == InvitationState.ACCEPTED
    )
    may_be = sa.select(perhaps_chaired(lambda column: column == _PERSON).subquery().c[0])
    programme = sa.cast(WipSession.programme, sa.String)
    chaired = sa.select(WipSession.id, sa.literal(_CHAIRS), sa.literal(0), programme).where(
        WipSession.id.in_(may_be)
    )
    first = sa.select(WipSession.id, sa.literal(_ROOM), sa.literal(0), WipSession.room).where(
        WipSession.id.in_(may_be)
    )
    further = sa.select(Sitting.wip_session_id, sa.literal(_ROOM), Sitting.id, Sitting.name).where(
        Sitting.wip_session_id.in_(may_be)
    )
    led = (Leadership.person_id == _PERSON, Leadership.state == InvitationState.ACCEPTED)
    own = sa.select(WipSession.id, sa.literal(_LEADS), *nowhere).join(
        Leadership, Leadership.section_id == WipSession.section_id
    )
    sponsored = sa.select(SessionSection.wip_session_id, sa.literal(_LEADS), *nowhere).join(
        Leadership, Leadership.section_id == SessionSection.section_id
    )
    return attended.union_all(reviewed, chaired, first, further, own.where(*led), sponsored.where(*led))


_OTHER_PARTS = Prepared(_other_parts())


def parts_of(connection: Connection, person_id: int) -> Parts:
    """What the person is part of, in three statements."""
    whose = {"person": person_id}
    presented = [_presented(row) for row in _PRESENTED.rows(connection, whose)]
    read = [
        Held(id_, in_, presents=False, is_live=bool(live), title=title, stands_by=bool(standby))
        for id_, in_, live, title, standby in _READ.rows(connection, whose)
    ]
    others = _OTHER_PARTS.rows(connection, whose)
    return Parts(
        papers=(*presented, *read),
        attends=frozenset(row[0] for row in others if row[1] == _ATTENDS),
        leads=frozenset(row[0] for row in others if row[1] == _LEADS),
        reviews=frozenset(row[0] for row in others if row[1] == _REVIEWS),
        chairs=tuple(sorted(_chaired(others, person_id))),
    )


def _chaired(others: Sequence[Sequence[Any]], person_id: int) -> Iterator[Chaired]:
    rooms = {(row[0], row[2]): row[3] for row in others if row[1] == _ROOM}
    for row in others:
        if row[1] == _CHAIRS:
            for sitting, id_, *_ in (json.loads(row[3]) or {}).get("chairs", ()):
                # A room that was taken away since has no entry any more in which to chair.
                if id_ == person_id and (row[0], sitting) in rooms:
                    yield Chaired(row[0], sitting, rooms[row[0], sitting])


def _presented(row: Sequence[Any]) -> Held:
    id_, in_, is_live, title, submitted_at, offered_at, confirm_by, due, starts_at, zone, *extended = row
    own = own_due(due, starts_at, zone, offered_at=offered_at, confirm_by=confirm_by)
    is_late = own is not None and own > due
    until, at = extended
    dates = [(own, offered_at or submitted_at)] * is_late + [(until, at)] * bool(until)
    until, at = max(dates, default=(None, None))
    return Held(id_, in_, presents=True, is_live=bool(is_live), title=title, draft_until=until, moved_at=at)
