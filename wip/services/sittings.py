"""Sittings: further rooms and dates that one call fills, beside the session's own."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import Room
from wip.domain.sessions import SessionState, check_join_link
from wip.models import AgendaSlot, Call, Sitting, WipSession
from wip.queries.agendas import entries_of, slots_of
from wip.services import amendments, calendars
from wip.services.agendas import claim
from wip.services.histories import differences, record, what_changed
from wip.services.moved_hours import drop_hours
from wip.services.rehearsals import leave_behind
from wip.services.rooms import rooms_of, sittings_of

__all__ = ["Room", "SittingFacts", "add", "change", "follow", "name_first", "placed_in", "remove", "rooms_of"]

STALE = "Another leader changed the rooms while your page was open."
MOST = 20
"""As many further rooms and dates as one page can sensibly lay out."""


@dataclass(frozen=True)
class SittingFacts:
    """What a leader says of a further room or date. `starts_at` is aware; an empty link means the session's own."""

    name: str
    starts_at: datetime
    minutes: int
    join_link: str = ""


def add(
    session: Session,
    row: WipSession,
    facts: SittingFacts,
    *,
    first: str = "",
    seen: int,
    by: Actor,
    now: datetime,
) -> Sitting:
    """A further room or date. `first` names the session's own, which needs a name as soon as it is not alone."""
    _refuse_old_page(session, row, seen)
    if row.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; it takes no further room.")
    if len(sittings_of(session, row)) >= MOST:
        raise Refusal(
            f"A session has at most {MOST} further rooms and dates. Plan another session for the rest."
        )
    check_join_link(facts.join_link)
    if not row.room:
        _name(session, row, first, facts.name, by, now)
    _check_name(session, row, facts.name, None)
    _check_date(session, row, facts.starts_at, now)
    sitting = Sitting(wip_session_id=row.id, **asdict(facts))
    session.add(sitting)
    _touched(session, row)
    record(session, by, "add room", sitting, now, wip_session=row, new=_told(asdict(facts)))
    amendments.note_room(session, row, facts.name, facts.starts_at, facts.minutes, by=by, now=now)
    calendars.refresh(session, row, by=by, now=now)
    return sitting


def name_first(session: Session, row: WipSession, name: str, *, seen: int, by: Actor, now: datetime) -> None:
    """Another name for the session's own room or date."""
    _refuse_old_page(session, row, seen)
    if not row.room:
        raise Refusal("There is only one room. Add another first; the two then have names.")
    if name == row.room:
        return
    _name(session, row, name, "", by, now)
    _touched(session, row)
    calendars.refresh(session, row, by=by, now=now)


def change(
    session: Session,
    row: WipSession,
    sitting: Sitting,
    facts: SittingFacts,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Another name, time, length or link. Published slots and calendars follow at once."""
    if seen != sitting.version:
        raise Stale(STALE, what_changed(session, sitting, seen, row.zone))
    old, new = differences(sitting, asdict(facts))
    if not new:
        return
    check_join_link(facts.join_link)
    _check_name(session, row, facts.name, sitting.id)
    if "starts_at" in new:
        _check_date(session, row, facts.starts_at, now)
    began: dict[int | None, datetime] = {sitting.id: sitting.starts_at}
    for name, value in asdict(facts).items():
        setattr(sitting, name, value)
    _touched(session, row)
    drop_hours(session, row, {sitting.id} if "starts_at" in new else (), by=by, now=now)
    leave_behind(session, row, began, {sitting.id: sitting.starts_at})
    record(session, by, "change room", sitting, now, wip_session=row, old=_told(old), new=_told(new))
    if new.keys() - {"join_link"}:
        amendments.note_room(session, row, facts.name, facts.starts_at, facts.minutes, by=by, now=now)
    calendars.refresh(session, row, by=by, now=now)


def remove(
    session: Session, row: WipSession, sitting: Sitting, *, seen: int, by: Actor, now: datetime
) -> int:
    """Take the room or date away. Its papers keep their place in the session and lose their slot; returns how many.

    Refuses while papers are published there: nobody is to stand before a room that is gone. The last one takes the first
    room's name along.
    """
    if seen != sitting.version:
        raise Stale(STALE, what_changed(session, sitting, seen, row.zone))
    _refuse_published(session, row, sitting)
    claim(session, row, row.agenda_version)  # an agenda page that still shows the room is out of date
    lost = [slot for slot in slots_of(session, row.id) if slot.sitting_id == sitting.id]
    for slot in lost:
        old = {"position": slot.position, "room": sitting.name}
        record(session, by, "remove slot", slot, now, wip_session=row, paper=slot.paper, old=old)
    # Slots of papers that have left since are not among those; nor may they fall into the first room.
    session.execute(sa.delete(AgendaSlot).where(AgendaSlot.sitting_id == sitting.id))
    told = _told({name: getattr(sitting, name) for name in asdict(_facts_of(sitting))})
    record(session, by, "remove room", sitting, now, wip_session=row, old=told)
    amendments.note_room(session, row, sitting.name, None, 0, by=by, now=now)
    if [each.id for each in sittings_of(session, row)] == [sitting.id]:
        row.room = ""
    session.delete(sitting)
    _touched(session, row)
    calendars.refresh(session, row, by=by, now=now)
    return len(lost)


def follow(session: Session, row: WipSession, shift: timedelta) -> None:
    """The session has just moved by `shift`: rooms that began together with it still do; other dates stay."""
    for sitting in sittings_of(session, row) if shift else ():
        if sitting.starts_at == row.starts_at - shift:
            sitting.starts_at = row.starts_at
    session.flush()


def placed_in(session: Session, row: WipSession) -> dict[int, int]:
    """How many papers of the working copy have their slot in each sitting, by its id; one statement."""
    rows = session.execute(
        sa.select(AgendaSlot.sitting_id, sa.func.count())
        .where(AgendaSlot.wip_session_id == row.id, AgendaSlot.sitting_id.is_not(None))
        .group_by(AgendaSlot.sitting_id)
    )
    return {id_: number for id_, number in rows if id_ is not None}


def _refuse_old_page(session: Session, row: WipSession, seen: int) -> None:
    if seen != row.version:
        raise Stale(STALE, what_changed(session, row, seen, row.zone))


def _touched(session: Session, row: WipSession) -> None:
    """Have the relationship read anew, and the session's own version rise only where it changed itself."""
    session.flush()
    session.expire(row, ["sittings"])


def _refuse_published(session: Session, row: WipSession, sitting: Sitting) -> None:
    live = [
        entry
        for entry in entries_of(session, row.id)
        if entry.paper_id and not entry.cancelled and entry.facts.get("sitting") == sitting.id
    ]
    if live and row.agenda_state is AgendaState.PUBLISHED:
        papers, them = ("its paper", "it") if len(live) == 1 else (f"its {len(live)} papers", "them")
        raise Refusal(
            f"What is published says that {papers} will be in “{sitting.name}”. Move {them} to another room on the agenda "
            "and publish that first; then the room can go."
        )


def _name(session: Session, row: WipSession, name: str, other: str, by: Actor, now: datetime) -> None:
    if not name:
        raise Refusal("Name the first room or date too, such as Room A or March.", "first")
    taken = {each.name.casefold() for each in sittings_of(session, row)} | {other.casefold()}
    if name.casefold() in taken:
        raise Refusal(f"“{name}” is the name of another one. Choose a name of its own.", "first")
    old, row.room = row.room, name
    session.flush()
    record(session, by, "name room", row, now, wip_session=row, old={"room": old}, new={"room": name})


def _check_name(session: Session, row: WipSession, name: str, own: int | None) -> None:
    if not name:
        raise Refusal("Give it a name, such as Room B or April.", "name")
    others = {each.name.casefold() for each in sittings_of(session, row) if each.id != own}
    if name.casefold() in others | {row.room.casefold()}:
        raise Refusal(f"“{name}” is the name of another one. Choose a name of its own.", "name")


def _check_date(session: Session, row: WipSession, starts_at: datetime, now: datetime) -> None:
    if starts_at <= now:
        raise Refusal("This date has passed. Choose one that lies ahead.", "starts")
    notify_at = session.scalars(sa.select(Call.notify_at).where(Call.wip_session_id == row.id)).one()
    if starts_at <= notify_at:
        raise Refusal(
            "It would lie before the decision date of the call. Move the call’s dates first.", "starts"
        )


def _facts_of(sitting: Sitting) -> SittingFacts:
    return SittingFacts(sitting.name, sitting.starts_at, sitting.minutes, sitting.join_link)


def _told(values: dict[str, object]) -> dict[str, object]:
    """For the history: without the link, since whoever may read the history need not be let into the room."""
    plain = {n: v.isoformat() if isinstance(v, datetime) else v for n, v in values.items()}
    return plain | ({"join_link": bool(plain["join_link"])} if "join_link" in plain else {})
