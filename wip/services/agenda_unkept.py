"""What speaks against the working agenda as it lies now, besides clashes: wishes of papers, and who declined their hour."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.agenda_tasks import Talk, Task
from wip.domain.agenda_words import broken_wants
from wip.domain.zones import show_span
from wip.models import WipSession
from wip.queries.agenda_wishes import paper_wishes
from wip.queries.calendar_replies import declines
from wip.services.agenda_drafts import Draft
from wip.services.layout_tasks import as_wish


def unkept_in(session: Session, wip_session: WipSession, draft: Draft) -> list[str]:
    """A sentence for each, those that must be kept first; of papers as the draft names them to its reader. One statement."""
    wishes = paper_wishes(session, wip_session)
    if not wishes:
        return []
    task = Task(
        draft.rooms,
        tuple(Talk(each.slot.paper_id, each.slot.paper.title, each.length) for each in draft.laid),
        wishes=tuple(map(as_wish, wishes)),
        zone=wip_session.zone,
    )
    order = {part.room.sitting_id: tuple(each.slot.paper_id for each in part.laid) for part in draft.parts}
    return list(broken_wants(task, order))


def declined_in(session: Session, wip_session: WipSession, reader: int, now: datetime) -> list[str]:
    """Who has declined the published hour of what in their calendar, as the reader may know. One statement."""
    return [
        f"{person.called} has declined “{entry.title}”, {show_span(entry.starts_at, entry.ends_at, wip_session.zone)}, "
        "in their calendar."
        for person, entry in declines(session, wip_session, reader, now)
    ]
