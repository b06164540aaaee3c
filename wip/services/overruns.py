"""How long each slot of a session ran over, noted afterwards."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.shows import is_rehearsal
from wip.models import WipSession
from wip.queries.agendas import slots_of
from wip.services.agendas import claim
from wip.services.histories import record

OVER_MOST = 240


def note_overruns(
    session: Session,
    row: WipSession,
    minutes: Mapping[int, int | None],
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Note by how many minutes each slot (by id) ran over; None where nobody looked at the clock.

    `seen` is the agenda's version that the page showed. Refuses before the session can have begun.
    """
    if is_rehearsal(now, row.starts_at):
        raise Refusal("The session has not begun yet. Come back after it.")
    slots = slots_of(session, row.id)
    for slot in slots:
        over = minutes.get(slot.id)
        if over is not None and not 0 <= over <= OVER_MOST:
            raise Refusal(f"Give a whole number of minutes from 0 to {OVER_MOST}.", f"over-{slot.id}")
    changed = [slot for slot in slots if slot.id in minutes and slot.minutes_over != minutes[slot.id]]
    if not changed:
        return
    claim(session, row, seen)
    for slot in changed:
        old, slot.minutes_over = slot.minutes_over, minutes[slot.id]
        record(
            session,
            by,
            "note minutes over",
            slot,
            now,
            wip_session=row,
            paper=slot.paper,
            old={"minutes_over": old},
            new={"minutes_over": slot.minutes_over},
        )
    session.flush()
