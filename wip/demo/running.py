"""A session as it took place: its clock was pressed, the first paper ran over, and some of the people were seen."""

from datetime import timedelta

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.shows import MarkKind
from wip.models import WipSession
from wip.services import show_floors, shows
from wip.services.show_rooms import expected_in, programme_at
from wip.services.show_states import state_of
from wip.services.shows import Pressed

OVER = 4
"""Minutes by which the first paper's presenter ran over."""


def run(session: Session, row: WipSession, by: Actor) -> None:
    """Each press comes when the clock says so, but for the first paper's turn to its comments."""
    programme, moment = programme_at(session, row, 0, by), row.starts_at
    show = shows.open_show(session, row, programme, by=by, now=moment - timedelta(minutes=20))
    people = {one.person_id for one in expected_in(session, row, programme, by)}
    show_floors.note_here(session, show, dict.fromkeys(people, True), now=moment)
    while steps := state_of(session, show, programme, moment).ahead:
        number = state_of(session, show, programme, moment).number
        late = OVER if steps[0].kind is MarkKind.COMMENT and number == 1 else 0
        moment += timedelta(minutes=late)
        what = Pressed(steps[0].kind, number, moment, steps[0].paper_id)
        shows.press(session, row, show, programme, what, by=by, now=moment)
        moment += timedelta(minutes=steps[0].minutes)
