"""What a person is part of, for their calendar: on a bare connection, in four statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from wip.domain.commissions import CommissionState
from wip.domain.draft_clocks import own_due
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING
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
    SessionChair,
    SessionSection,
    Sitting,
    WipSession,
)

_ATTENDS, _REVIEWS, _CHAIRS = "attends", "reviews", "chairs"


@dataclass(frozen=True)
class Held:
    """A paper that a person presents or comments on; not live when only its cancelled slot is left.

    `draft_until` is where the draft's date has moved to for its presenter, `moved_at` when, `moves` how often.
    """

    paper_id: int
    session_id: int
    presents: bool
    is_live: bool
    draft_until: datetime | None = None
    moved_at: datetime | None = None
    moves: int = 0
    stands_by: bool = False


@dataclass(frozen=True)
class Chaired:
    """A room that a person chairs: `sitting_id` 0 is the session's first; without a name where there is one room."""

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
        chaired = {each.session_id for each in self.chairs}
        return self.attends | self.leads | self.reviews | chaired | {held.session_id for held in self.papers}


def parts_of(connection: Connection, person_id: int) -> Parts:
    """What the person is part of, in four statements."""
    is_cancelled = sa.exists().where(CalendarEntry.paper_id == Paper.id, CalendarEntry.cancelled)
    presents = connection.execute(
        sa.select(
            Paper.id,
            Paper.wip_session_id,
            Paper.state.in_(PRESENTING).label("is_live"),
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
        .where(Author.person_id == person_id, sa.or_(Paper.state.in_(PRESENTING), is_cancelled))
    ).all()
    # Whoever had accepted and lost the paper because it left hears of that; whoever was released does not.
    left = sa.and_(
        Commission.state == CommissionState.WITHDRAWN,
        Commission.answered_at.is_not(None),
        Paper.state.not_in(PRESENTING),
        is_cancelled,
    )
    accepted = Commission.state == CommissionState.ACCEPTED
    reads = connection.execute(
        sa.select(
            Paper.id,
            Paper.wip_session_id,
            sa.false(),
            sa.and_(accepted, Paper.state.in_(PRESENTING)),
            Commission.is_standby,
        )
        .join(Commission, Commission.paper_id == Paper.id)
        .join(Commenter, Commenter.id == Commission.commenter_id)
        .where(Commenter.person_id == person_id, sa.or_(accepted, left))
    ).all()
    others = connection.execute(_other_parts(person_id)).all()
    return Parts(
        papers=tuple(
            [_presented(row) for row in presents]
            + [
                Held(id_, in_, bool(own), bool(live), stands_by=bool(standby))
                for id_, in_, own, live, standby in reads
            ]
        ),
        attends=frozenset(row[0] for row in others if row[1] == _ATTENDS),
        leads=frozenset(connection.scalars(_led_sessions(person_id))),
        reviews=frozenset(row[0] for row in others if row[1] == _REVIEWS),
        chairs=tuple(Chaired(row[0], row[2], row[3]) for row in sorted(others) if row[1] == _CHAIRS),
    )


def _presented(row: Any) -> Held:
    own = own_due(
        row.draft_due_at, row.starts_at, row.zone, offered_at=row.offered_at, confirm_by=row.confirm_by
    )
    is_own = own is not None and own > row.draft_due_at
    given_at = row.offered_at or row.submitted_at
    dates = [(own, given_at)] * is_own + [(row.extended_until, row.extended_at)] * bool(row.extended_until)
    until, at = max(dates, default=(None, None))
    return Held(row.id, row.wip_session_id, True, bool(row.is_live), until, at, len(dates))  # noqa: FBT003 - presents


def _other_parts(person_id: int) -> sa.CompoundSelect[int, str, int, str]:
    """(session, part, sitting, room): where the person is on the list of attendees, reviews papers, or chairs a room."""
    nowhere: tuple[Any, ...] = (sa.literal(0), sa.literal(""))
    attended = sa.select(Attendee.wip_session_id, sa.literal(_ATTENDS), *nowhere).where(
        Attendee.person_id == person_id
    )
    reviewed = sa.select(Reviewer.wip_session_id, sa.literal(_REVIEWS), *nowhere).where(
        Reviewer.person_id == person_id, Reviewer.state == InvitationState.ACCEPTED
    )
    chaired = (
        sa.select(
            SessionChair.wip_session_id,
            sa.literal(_CHAIRS),
            sa.func.coalesce(SessionChair.sitting_id, 0),
            sa.func.coalesce(Sitting.name, WipSession.room),
        )
        .join(WipSession, WipSession.id == SessionChair.wip_session_id)
        .outerjoin(Sitting, Sitting.id == SessionChair.sitting_id)
        .where(SessionChair.person_id == person_id)
    )
    return attended.union_all(reviewed, chaired)


def _led_sessions(person_id: int) -> sa.CompoundSelect[int]:
    """Sessions of the sections that the person leads, and those that these sponsor too."""
    led = (Leadership.person_id == person_id, Leadership.state == InvitationState.ACCEPTED)
    own = (
        sa.select(WipSession.id).join(Leadership, Leadership.section_id == WipSession.section_id).where(*led)
    )
    sponsored = (
        sa.select(SessionSection.wip_session_id)
        .join(Leadership, Leadership.section_id == SessionSection.section_id)
        .where(*led)
    )
    return own.union(sponsored)
