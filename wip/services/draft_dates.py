"""Another date for drafts, once the agenda is out: presenters were told the old one, and hear of the new one at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.models import WipSession
from wip.services import agenda_letters
from wip.services.calendar_entries import note_publication
from wip.services.moved_dates import OwnDates, own_news


def tell_presenters(
    session: Session,
    wip_session: WipSession,
    was: datetime | None,
    will: datetime | None,
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Tell the presenters, as a publication of its own; returns how many. Before the agenda is out the call's letters do."""
    zone = wip_session.zone
    own = own_news(OwnDates(zone, was, {}), OwnDates(zone, will, {}))
    is_out = wip_session.agenda_state is AgendaState.PUBLISHED
    if not own.presenters or not is_out or wip_session.state is SessionState.CANCELLED:
        return 0
    row = note_publication(session, wip_session, list(own.presenters), by=by, now=now)
    return agenda_letters.tell_all(session, wip_session, row, (), now, of_slots={}, own=own)
