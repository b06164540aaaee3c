"""The clock of drafts: reminders, the one extension, word to the leaders when a draft is too late, and the slot passed on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.draft_clocks import (
    EXTENSION,
    FIRST_REMINDER,
    REMIND_UNTIL,
    Clock,
    DraftStand,
    draft_reminder,
)
from wip.domain.letters import LetterKind
from wip.domain.papers import PRESENTING, PaperMove, PaperState
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show, show_span
from wip.models import Author, Call, CommentingSettings, DraftClock, Letter, Paper, WipSession
from wip.queries.circulation import commissions_on, due_of, open_draft
from wip.queries.commenting import settings_of
from wip.queries.papers import published_slot
from wip.services import calendars
from wip.services.decision_letters import recipients
from wip.services.decisions import lock_selection
from wip.services.draft_letters import tell_due, tell_extended, tell_passed_on
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.paper_moves import step
from wip.services.places import after_leaving, next_waiting, offered_until
from wip.services.retractions import take_out


def clock_of(session: Session, paper: Paper, call: Call) -> Clock:
    """How the paper's draft stands against its date; two statements, and its drafts where they are not loaded."""
    row = session.get(DraftClock, paper.id)
    return clock_by(paper, call, row, settings_of(session, call.wip_session_id).draft_days_late)


def clock_by(paper: Paper, call: Call, row: DraftClock | None, days_late: int) -> Clock:
    """As `clock_of`, with the rows at hand."""
    is_out = open_draft(paper) is not None
    return Clock(
        due_of(paper, call),
        row.extended_until if row else None,
        days_late,
        call.wip_session.starts_at,
        has_draft=is_out,
        is_locked=bool(paper.drafts) and not is_out,
    )


def extend(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author takes the one extension: 48 hours from the due date. Commenters and leaders hear of it; calendars follow.

    Taking it twice is taking it once. Raises Refusal where it cannot be taken any more.
    """
    session.refresh(paper, ["state", "version"], with_for_update=True)
    row = session.get(DraftClock, paper.id, with_for_update=True)
    if row is not None and row.extended_until is not None:
        return
    if paper.state not in PRESENTING or call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("This paper has no place in the session, so no draft is due.")
    clock = clock_of(session, paper, call)
    until = clock.extension(now)
    if until is None or clock.due is None:
        raise Refusal(
            "More time can be taken once, from a week before the due date until a day after it, and only as long as "
            "no draft is here. "
            "Write to the organisers."
        )
    row = row or DraftClock(paper_id=paper.id)
    row.extended_until, row.extended_at = until, now
    session.add(row)
    session.flush()
    zone = call.wip_session.zone
    new = {"until": until.isoformat()}
    record(session, by, "extend draft", paper, now, wip_session=call.wip_session, new=new)
    for person in recipients(paper):
        calendars.forget_person(session, person.id, now)
    for commission in commissions_on(session, paper):
        tell_extended(session, paper, call, commission, clock.due, until, now)
    lines = [
        f"It {'was' if now >= clock.due else 'is'} due {show(clock.due, zone)}; it now comes by {show(until, zone)}.",
        "Its commenters have been told. There is nothing to do.",
    ]
    headline = f"The draft of “{paper.title}” comes two days later"
    path, cause = f"/manage/{call.wip_session.slug}/drafts/", f"paper:{paper.id}:extended"
    tell_leaders(session, call.wip_session, headline, lines, path, cause, now, paper=paper)


def remind_due(session: Session, now: datetime) -> int:
    """Remind authors whose draft is not there: five days and one day before its date, and on it; how many papers.

    Each is written once, however often this runs.
    """
    count = 0
    for paper, call, row, settings in _without_draft(session, now):
        clock = clock_by(paper, call, row, settings.draft_days_late if settings else 0)
        kind = draft_reminder(clock, now)
        if kind is None or clock.at is None:
            continue
        cause = f"paper:{paper.id}:draft-due:{clock.at:%Y-%m-%dT%H:%M}:{kind}"
        if session.scalar(sa.select(Letter.id).where(Letter.cause == cause).limit(1)) is not None:
            continue
        written = [
            tell_due(session, paper, person, call, clock, kind, cause, now) for person in recipients(paper)
        ]
        if not any(written):
            continue
        known = row or DraftClock(paper_id=paper.id)
        known.reminded_at = now
        session.add(known)
        record(session, SYSTEM, "remind of draft", paper, now, wip_session=call.wip_session)
        count += 1
    return count


def _without_draft(
    session: Session, now: datetime
) -> Iterable[tuple[Paper, Call, DraftClock | None, CommentingSettings | None]]:
    """Confirmed papers whose draft's date, extended or not, is near or just past, or may be: of those with a date of their own."""
    soon, past = now + FIRST_REMINDER, now - EXTENSION - REMIND_UNTIL
    rows = session.execute(
        _clocked(now).where(
            Paper.state == PaperState.CONFIRMED,
            Call.draft_due_at <= soon,
            sa.or_(
                Call.draft_due_at > past, Paper.offered_at.is_not(None), Paper.confirm_by > Call.draft_due_at
            ),
        )
    )
    return [
        (paper, call, clock, settings) for paper, call, clock, settings in rows if open_draft(paper) is None
    ]


def _clocked(now: datetime) -> sa.Select[Paper, Call, DraftClock | None, CommentingSettings | None]:
    return (
        sa.select(Paper, Call, DraftClock, CommentingSettings)
        .join(Call, Call.wip_session_id == Paper.wip_session_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .outerjoin(DraftClock, DraftClock.paper_id == Paper.id)
        .outerjoin(CommentingSettings, CommentingSettings.wip_session_id == Paper.wip_session_id)
        .where(WipSession.state != SessionState.CANCELLED, WipSession.starts_at > now)
        .options(
            selectinload(Paper.authors).joinedload(Author.person),
            selectinload(Paper.drafts),
            joinedload(Paper.submitter, innerjoin=True),
        )
        .order_by(Paper.id)
    )


def tell_of_late(session: Session, now: datetime) -> int:
    """Tell the leaders, once a paper, that its draft is later than the session allows; how many papers."""
    count = 0
    rows = session.execute(
        _clocked(now).where(
            Paper.state.in_(PRESENTING), Call.draft_due_at <= now, DraftClock.late_told_at.is_(None)
        )
    ).all()
    for paper, call, clock, settings in rows:
        known = settings or settings_of(session, paper.wip_session_id)
        stand = clock_by(paper, call, clock, known.draft_days_late)
        if stand.stand(now) is not DraftStand.GIVEN_UP or stand.at is None:
            continue
        _tell_of(session, paper, call, clock, stand.at, now)
        count += 1
    return count


def _tell_of(
    session: Session, paper: Paper, call: Call, clock: DraftClock | None, due: datetime, now: datetime
) -> None:
    clock = clock or DraftClock(paper_id=paper.id)
    clock.late_told_at = now
    session.add(clock)
    session.flush()
    row = call.wip_session
    record(session, SYSTEM, "tell of late draft", paper, now, wip_session=row)
    lines = [
        f"It was due {show(due, row.zone)}, and nobody can read the paper yet.",
        "Write to the author, wait, or offer the slot to the waiting list with one click; the page says first what follows.",
    ]
    path, cause = f"/manage/{row.slug}/drafts/", f"paper:{paper.id}:draft-late"
    tell_leaders(
        session, row, f"The draft of “{paper.title}” has not come", lines, path, cause, now, paper=paper
    )


@dataclass(frozen=True)
class PassingOn:
    """What would follow if the slot were offered to the waiting list now. `why_not` is why it cannot be; empty if it can."""

    why_not: str
    slot: str
    commenters: int
    next_paper: Paper | None
    answer_by: datetime | None


def passing_on(session: Session, paper: Paper, call: Call, now: datetime) -> PassingOn:
    """Look before the leap: nothing is changed."""
    entry = published_slot(session, paper)
    slot = show_span(entry.starts_at, entry.ends_at, call.wip_session.zone) if entry else ""
    return PassingOn(
        _why_kept(session, paper, call, now),
        slot,
        len(commissions_on(session, paper)),
        next_waiting(session, call),
        offered_until(call, now),
    )


def _why_kept(session: Session, paper: Paper, call: Call, now: datetime) -> str:
    row = call.wip_session
    if paper.state not in PRESENTING:
        return "This paper has no place in the session any more."
    if row.state is SessionState.CANCELLED or now >= row.starts_at:
        return "The session has begun, or is cancelled."
    clock = clock_of(session, paper, call)
    stand = clock.stand(now)
    if stand is DraftStand.IN:
        return "Its draft has come, so the slot stays with it."
    if stand is DraftStand.LOCKED:
        return "Its draft is here, but cannot be handed out. Ask its author for a PDF."
    if stand is not DraftStand.GIVEN_UP or clock.at is None:
        limit = clock.given_up_at
        since = f" It can be offered from {show(limit, row.zone)} on." if limit else ""
        return f"The draft is not late enough for the slot to be offered to somebody else.{since}"
    return ""


def pass_on_late(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The draft did not come: the slot is offered to the waiting list. The authors are told plainly.

    The paper leaves agenda, commissions and calendars with it. Refuses while the draft may still come in time.
    """
    lock_selection(session, call.wip_session)
    session.refresh(paper, ["state", "confirm_by", "version", "drafts"])
    no = _why_kept(session, paper, call, now)
    if no:
        raise Refusal(no)
    due = clock_of(session, paper, call).at
    step(session, paper, PaperMove.HAND_ON, wip_session=call.wip_session, by=by, now=now)
    take_out(session, paper, by=by, now=now)
    paper.lapsed_at = now
    session.flush()
    tell_passed_on(session, paper, call, due, now)
    told = (
        f"The slot of “{paper.title}” has been passed on",
        "Its draft had not come, and its authors have been told.",
    )
    cause = f"paper:{paper.id}:passed-on:{paper.version}:leaders"
    after_leaving(session, paper, call, *told, cause=cause, now=now, at_once=True)


def is_passed_on(session: Session, paper: Paper) -> bool:
    """Whether the paper lost its place because its draft did not come."""
    if paper.state is not PaperState.TURNED_DOWN or paper.lapsed_at is None:
        return False
    letter = sa.select(Letter.id).where(
        Letter.paper_id == paper.id,
        Letter.kind == LetterKind.SLOT_PASSED_ON,
        Letter.written_at >= paper.lapsed_at,
    )
    return session.scalar(letter.limit(1)) is not None
