"""Who may see authors' names: one answer for every page."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import Blindness
from wip.domain.selection_stages import SelectionStage, shows_names
from wip.models import Call, NamesSeen, ReviewSettings, WipSession


def names_in_review(session: Session, call: Call, *, leads: bool) -> bool:
    """Whether names show where papers are reviewed and selected. No statement but in double-blind calls.

    Before the reveal they show there to nobody, be it to a leader who has looked at them elsewhere.
    """
    if call.blindness is not Blindness.DOUBLE:
        return True
    settings = session.get_one(ReviewSettings, call.wip_session_id)
    return shows_names(call.blindness, settings.stage, leads=leads)


def names_to_leader(session: Session, wip_session: WipSession, person_id: int) -> bool:
    """Whether the leaders' own pages of papers show names to this leader; one statement.

    In a double-blind call they do once the names are revealed, or once this leader has chosen to see them.
    """
    row = session.execute(
        sa.select(Call.blindness, ReviewSettings.stage, NamesSeen.person_id)
        .join(ReviewSettings, ReviewSettings.wip_session_id == Call.wip_session_id)
        .outerjoin(
            NamesSeen,
            sa.and_(NamesSeen.wip_session_id == Call.wip_session_id, NamesSeen.person_id == person_id),
        )
        .where(Call.wip_session_id == wip_session.id)
    ).one_or_none()
    if row is None:
        return True
    has_looked = row[2] is not None
    return has_looked or shows_names(row[0], row[1], leads=True)


def is_masked(call: Call, stage: SelectionStage) -> bool:
    """Whether names are hidden from leaders in general, whoever has looked."""
    return not shows_names(call.blindness, stage, leads=True)
