"""Reads for calendar messages by mail: whose calendars an entry belongs in, what each person was sent, and what waits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.calendar_answers import CARRIERS, Method
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.programme_changes import seats
from wip.domain.publications import AgendaState, EntryKind
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    CalendarInvitation,
    Commenter,
    Commission,
    Feed,
    Letter,
    LetterCalendar,
    Paper,
    Person,
    Publication,
    WipSession,
)
from wip.queries.calendar_people import perhaps_chaired

MAILED = (EntryKind.SESSION, EntryKind.SITTING, EntryKind.SLOT)
"""Entries that people are invited to; dates of the plan only stand in feeds."""

_SOON = timedelta(hours=1)

_IS_FULL = sa.exists().where(LetterCalendar.letter_id == Letter.id)

_TAKES_ALONG = (
    Letter.state == LetterState.WAITING,
    Letter.kind.in_(CARRIERS),
    sa.or_(Letter.tries == 0, sa.not_(_IS_FULL)),
)
"""Letters that have not been tried with calendar messages: what is due when they leave goes with them."""


@dataclass(frozen=True)
class Taking:
    """Somebody's part in a session: in one of its papers, or in the whole of it.

    `is_firm` is not so for an author who has yet to confirm the place. `seats` are the rooms of whoever `chairs`, by sitting
    (0 is the session's own).
    """

    person_id: int
    session_id: int
    paper_id: int | None
    presents: bool
    chairs: bool
    is_firm: bool
    seats: tuple[int, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Sessions and people whose calendars may have changed."""

    session_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    of_both: bool = False

    def covers(self, session_id: Any, person_id: Any) -> sa.ColumnElement[bool]:
        """SQL: whether a row with these columns is concerned; `of_both`: only where both are named."""
        parts = (session_id.in_(self.session_ids), person_id.in_(self.person_ids))
        return sa.and_(*parts) if self.of_both else sa.or_(*parts)


def takings(
    session: Session,
    scope: Scope,
    programmes: Mapping[int, Mapping[str, Any]] | None = None,
    *,
    by_mail: bool = True,
) -> list[Taking]:
    """Who takes part in what and wants it by mail, or does not, in two statements. Standbys do only once they are called in.

    Whoever is named to chair does so from the publishing that says so until one no longer does; `programmes` are looked
    at in place of the published ones, by session.
    """
    chaired = _chaired(session, scope, programmes or {})
    none, no, yes = sa.literal(None, sa.Integer), sa.false(), sa.true()
    presents = (
        sa.select(
            Author.person_id, Paper.wip_session_id, Paper.id, yes, no, Paper.state == PaperState.CONFIRMED
        )
        .join(Paper, Paper.id == Author.paper_id)
        .where(Paper.state.in_(PRESENTING), scope.covers(Paper.wip_session_id, Author.person_id))
    )
    reads = (
        sa.select(Commenter.person_id, Paper.wip_session_id, Paper.id, no, no, yes)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
            Paper.state.in_(PRESENTING),
            scope.covers(Paper.wip_session_id, Commenter.person_id),
        )
    )
    attends = sa.select(Attendee.person_id, Attendee.wip_session_id, none, no, no, yes).where(
        scope.covers(Attendee.wip_session_id, Attendee.person_id)
    )
    chairs = sa.select(Person.id, sa.literal(0), none, no, yes, yes).where(Person.id.in_(chaired))
    every = sa.union_all(presents, reads, attends, chairs).subquery()
    wanting = (
        sa.select(every)
        .join(Person, Person.id == every.c[0])
        .outerjoin(Feed, Feed.person_id == Person.id)
        .where(Person.active, sa.func.coalesce(Feed.by_mail, sa.true()).is_(by_mail))
    )
    return [
        Taking(row[0], session_id, row[2], bool(row[3]), bool(row[4]), bool(row[5]), held)
        for row in session.execute(wanting)
        for session_id, held in (chaired[row[0]].items() if row[4] else ((row[1], ()),))
    ]


def _chaired(
    session: Session, scope: Scope, programmes: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[int, tuple[int, ...]]]:
    """The sessions that people chair by the published programme, with their rooms, by person."""
    sessions: sa.ColumnElement[bool] = WipSession.id.in_(scope.session_ids)
    if not scope.of_both:
        may_be = perhaps_chaired(lambda column: column.in_(scope.person_ids)).subquery()
        sessions = sa.or_(sessions, WipSession.id.in_(sa.select(may_be.c[0])))
    found: dict[int, dict[int, tuple[int, ...]]] = {}
    named = sa.select(WipSession.id, WipSession.programme).where(sessions).order_by(WipSession.id)
    for session_id, programme in session.execute(named):
        for person_id, held in sorted(seats(programmes.get(session_id, programme)).items()):
            if _covers(scope, session_id, person_id):
                found.setdefault(person_id, {})[session_id] = held
    return found


def _covers(scope: Scope, session_id: int, person_id: int) -> bool:
    parts = (session_id in scope.session_ids, person_id in scope.person_ids)
    return all(parts) if scope.of_both else any(parts)


def mailed_entries(session: Session, session_ids: Iterable[int]) -> list[CalendarEntry]:
    """The entries of these sessions that people are invited to."""
    select = sa.select(CalendarEntry).where(
        CalendarEntry.wip_session_id.in_(list(session_ids)), CalendarEntry.kind.in_(MAILED)
    )
    return list(session.scalars(select.order_by(CalendarEntry.starts_at, CalendarEntry.id)))


def invitations(session: Session, scope: Scope) -> list[CalendarInvitation]:
    """What was last sent to whom; people who were forgotten or left are not in it."""
    return list(
        session.scalars(
            sa.select(CalendarInvitation)
            .join(CalendarInvitation.entry)
            .join(CalendarInvitation.person)
            .where(scope.covers(CalendarEntry.wip_session_id, CalendarInvitation.person_id), Person.active)
            .options(joinedload(CalendarInvitation.entry))
            .order_by(CalendarInvitation.id)
        )
    )


def published_ones(session: Session, session_ids: Iterable[int]) -> set[int]:
    """Those of the sessions whose agenda is published now."""
    return set(
        session.scalars(
            sa.select(WipSession.id).where(
                WipSession.id.in_(list(session_ids)), WipSession.agenda_state == AgendaState.PUBLISHED
            )
        )
    )


def once_published(session: Session, session_ids: Iterable[int]) -> set[int]:
    """Those of the sessions whose agenda was published at some time, whatever became of it."""
    here = sa.select(Publication.wip_session_id).where(Publication.wip_session_id.in_(list(session_ids)))
    return set(session.scalars(here.distinct()))


def by_subscription() -> sa.ColumnElement[bool]:
    """SQL: an invitation that was taken back only because its person wants none by mail, and still takes part in the entry.

    Beside `CalendarInvitation` and its `CalendarEntry`.
    """
    person, session_id = CalendarInvitation.person_id, CalendarEntry.wip_session_id
    here = sa.or_(CalendarEntry.paper_id.is_(None), CalendarEntry.paper_id == Paper.id)
    in_papers = (Paper.wip_session_id == session_id, Paper.state.in_(PRESENTING), here)
    return sa.and_(
        CalendarInvitation.method == Method.CANCEL,
        CalendarEntry.cancelled.is_(False),
        sa.exists().where(Feed.person_id == person, Feed.by_mail.is_(False)),
        sa.or_(
            sa.exists().where(Author.person_id == person, Author.paper_id == Paper.id, *in_papers),
            sa.exists().where(
                Commenter.person_id == person,
                Commission.commenter_id == Commenter.id,
                Commission.paper_id == Paper.id,
                Commission.state == CommissionState.ACCEPTED,
                *in_papers,
            ),
            sa.and_(
                CalendarEntry.paper_id.is_(None),
                sa.exists().where(Attendee.person_id == person, Attendee.wip_session_id == session_id),
            ),
        ),
    )


def takes_subscription(session: Session, row: CalendarInvitation) -> bool:
    """Whether this invitation was taken back only because its person wants none by mail (see `by_subscription`)."""
    found = sa.select(CalendarInvitation.id).join(CalendarInvitation.entry)
    return session.scalar(found.where(CalendarInvitation.id == row.id, by_subscription())) is not None


def bodies_of(session: Session, person_id: int, uids: Sequence[str]) -> list[str]:
    """Every message about these entries to one person, as sent, in their order."""
    about = sa.or_(sa.false(), *(_is_about(sa.literal(uid)) for uid in uids))
    found = (
        sa.select(LetterCalendar.body)
        .join(Letter, Letter.id == LetterCalendar.letter_id)
        .where(Letter.person_id == person_id, about)
        .order_by(LetterCalendar.id)
    )
    return list(session.scalars(found)) if uids else []


def told_later(session: Session, letter: Letter) -> dict[str, Method]:
    """By UID: the entries about which a later letter to the same person brings, or brought, a message; the last one's method."""
    rows = session.execute(
        sa.select(CalendarEntry.uid, LetterCalendar.method)
        .join(LetterCalendar, _is_about(CalendarEntry.uid))
        .join(Letter, Letter.id == LetterCalendar.letter_id)
        .where(
            CalendarEntry.wip_session_id == letter.wip_session_id,
            Letter.person_id == letter.person_id,
            Letter.id > letter.id,
        )
        .order_by(LetterCalendar.id)
    )
    return {uid: method for uid, method in rows}  # noqa: C416 - rows are no pairs to mypy


def _is_about(uid: Any) -> sa.ColumnElement[bool]:
    """SQL: whether a message is about the entry with this UID; others may name it, in a title that somebody chose."""
    return LetterCalendar.body.contains(sa.literal("\r\nUID:") + uid + "\r\n")


def is_overtaken(session: Session, letter: Letter, now: datetime) -> bool:
    """Whether a later letter, which tells of newer things, is about to leave too and can take along what is due."""
    later = sa.exists().where(
        Letter.person_id == letter.person_id,
        Letter.wip_session_id == letter.wip_session_id,
        Letter.id > letter.id,
        Letter.due_at <= now,
        *_TAKES_ALONG,
    )
    return bool(session.scalar(sa.select(later)))


def carried(session: Session, session_ids: Iterable[int], now: datetime) -> set[tuple[int, int]]:
    """(person, session) for whom a letter that has not left yet will take along what is due; or which a leader holds back."""
    is_extra = (
        Letter.kind == LetterKind.CALENDAR_CHANGED
    )  # written for that alone, and waiting until it can leave
    soon = sa.and_(*_TAKES_ALONG, sa.or_(Letter.due_at <= now + _SOON, is_extra))
    held = sa.and_(Letter.state == LetterState.HELD, is_extra)
    rows = session.execute(
        sa.select(Letter.person_id, Letter.wip_session_id).where(
            Letter.wip_session_id.in_(list(session_ids)), sa.or_(soon, held)
        )
    )
    return {(person_id, session_id) for person_id, session_id in rows if person_id and session_id}


def last_bodies(
    session: Session, person_ids: Sequence[int], uids: Sequence[str]
) -> dict[tuple[int, str], str]:
    """The latest message about each of these entries to each person, as sent."""
    found: dict[tuple[int, str], str] = {}
    for uid, person_id, body in session.execute(_bodies(person_ids, uids)):
        found[person_id, uid] = body
    return found


def _bodies(person_ids: Sequence[int], uids: Sequence[str]) -> sa.Select[Any]:
    newest = (
        sa.select(CalendarEntry.uid, Letter.person_id, sa.func.max(LetterCalendar.id).label("id"))
        .join(Letter, Letter.id == LetterCalendar.letter_id)
        .join(CalendarEntry, _is_about(CalendarEntry.uid))
        .where(CalendarEntry.uid.in_(uids), Letter.person_id.in_(person_ids))
        .group_by(CalendarEntry.uid, Letter.person_id)
        .subquery()
    )
    return sa.select(newest.c.uid, newest.c.person_id, LetterCalendar.body).join(
        LetterCalendar, LetterCalendar.id == newest.c.id
    )
