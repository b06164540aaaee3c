"""Vacancies: a slot that a paper left stays free for the next one, with its place and its minutes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import SYSTEM
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.domain.zones import show_span
from wip.models import AgendaSlot, Call, Paper, Vacancy, WipSession
from wip.queries.agendas import slots_of
from wip.services import publications
from wip.services.agendas import by_room, claim
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.rooms import over_at, rooms_of


def note(session: Session, slot: AgendaSlot, now: datetime) -> None:
    """The slot is about to go from the working agenda; where it lay is kept."""
    session.add(
        Vacancy(
            wip_session_id=slot.wip_session_id,
            sitting_id=slot.sitting_id,
            position=slot.position,
            present_minutes=slot.present_minutes,
            comment_minutes=slot.comment_minutes,
            freed_at=now,
        )
    )
    session.flush()


def fill(session: Session, paper: Paper, call: Call, *, now: datetime) -> None:
    """The paper takes the slot that became free first, if there is one and it still fits; the leaders hear of it.

    Where the agenda is published and nothing else in the working copy differs from what is published, the change is
    published, and calendars and readers follow; its authors hear of it by the letter that thanks them. Otherwise the leaders publish it with what they were about to change.
    """
    row = call.wip_session
    vacancy = session.scalar(
        sa.select(Vacancy)
        .where(Vacancy.wip_session_id == row.id, Vacancy.filled_at.is_(None))
        .order_by(Vacancy.id)
        .limit(1)
    )
    if vacancy is None or row.state is SessionState.CANCELLED or now >= over_at(row):
        return
    if session.scalar(sa.select(AgendaSlot.id).where(AgendaSlot.paper_id == paper.id)) is not None:
        return
    session.refresh(row, ["agenda_version", "agenda_state"])
    claim(session, row, row.agenda_version)
    slot = _placed(session, row, vacancy, paper)
    if not publications.draft_of(session, row).fit.fits:
        _take_away(session, slot)
        _tell(
            session,
            call,
            paper,
            ["There is no room for it on the agenda as it is laid out now. Please make some."],
            now,
        )
        return
    vacancy.filled_at = now
    record(
        session, SYSTEM, "fill slot", slot, now, wip_session=row, paper=paper, new={"position": slot.position}
    )
    _tell(session, call, paper, _published(session, row, slot, paper, now), now)


def _placed(session: Session, row: WipSession, vacancy: Vacancy, paper: Paper) -> AgendaSlot:
    """The paper in the slot's old place; whatever stands there or behind moves one down."""
    held = by_room(rooms_of(session, row), slots_of(session, row.id))
    room = vacancy.sitting_id if vacancy.sitting_id in held else None
    if any(slot.position == vacancy.position for slot in held[room]):
        for slot in held[room]:
            slot.position += slot.position >= vacancy.position
    slot = AgendaSlot(
        wip_session_id=row.id,
        paper_id=paper.id,
        sitting_id=room,
        position=vacancy.position,
        present_minutes=vacancy.present_minutes,
        comment_minutes=vacancy.comment_minutes,
    )
    session.add(slot)
    session.flush()
    return slot


def _take_away(session: Session, slot: AgendaSlot) -> None:
    session.delete(slot)
    session.flush()


def _published(session: Session, row: WipSession, slot: AgendaSlot, paper: Paper, now: datetime) -> list[str]:
    """Publish the change if it is the only one; in words, what came of it."""
    if row.agenda_state is not AgendaState.PUBLISHED:
        return ["It has taken the free slot on your agenda."]
    if not _is_alone(session, row, paper):
        _to_the_end(session, row, slot)
    if not _is_alone(session, row, paper):
        return [
            "It has taken the free slot on your working copy of the agenda.",
            "Other changes there are not published yet, so this one was not published either. Look it over, then publish.",
        ]
    publications.publish(session, row, seen=row.agenda_version, by=SYSTEM, now=now, told_elsewhere=[paper.id])
    at = next(each.placed for each in publications.draft_of(session, row).laid if each.slot is slot)
    when = show_span(at.starts_at, at.ends_at, row.zone)
    return [f"It has taken the free slot, {when}; the published agenda and everybody’s calendar follow."]


def _is_alone(session: Session, row: WipSession, paper: Paper) -> bool:
    proposal = publications.propose(session, row)
    return set(proposal.changes) <= {paper.id} and not proposal.frame and not proposal.chairs


def _to_the_end(session: Session, row: WipSession, slot: AgendaSlot) -> None:
    """The others were published without a gap meanwhile: the newcomer goes behind them."""
    mine = by_room(rooms_of(session, row), slots_of(session, row.id))[slot.sitting_id]
    slot.position = max(each.position for each in mine) + 1
    session.flush()


def _tell(session: Session, call: Call, paper: Paper, lines: list[str], now: datetime) -> None:
    tell_leaders(
        session,
        call.wip_session,
        f"“{paper.title}” will be presented",
        [*lines, "It has no commenters yet: ask some."],
        f"/manage/{call.wip_session.slug}/commenters/",
        f"paper:{paper.id}:filled:{paper.version}",
        now,
        paper=paper,
    )
