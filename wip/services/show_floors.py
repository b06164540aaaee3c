"""The floor of a running room: who wants to speak, and who is there."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.refusals import Refusal
from wip.domain.shows import TurnState
from wip.models import Presence, Show, SpeakingTurn
from wip.queries.shows import here_in, queue_of
from wip.services.shows import touch

WAITING_MOST = 40
NAME_MOST = 200


class TurnStep(StrEnum):
    """What a row of the queue can be told."""

    CALL = "call"
    DONE = "done"
    REMOVE = "remove"
    UP = "up"
    DOWN = "down"


def ask_to_speak(
    session: Session,
    show: Show,
    name: str,
    paper_id: int | None,
    *,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """Put a name at the end of the present paper's queue. A name that waits already stays where it is.

    Here and below, what was noted before `since` was a rehearsal's, and is as if it were not there.
    """
    if not name:
        raise Refusal("Give the name of whoever wants to speak.", "name")
    touch(session, show)
    queue = queue_of(session, show.id, paper_id, since)
    if any(row.name.casefold() == name.casefold() for row in queue if row.state is TurnState.WAITING):
        raise Refusal(f"{name} is in the queue already.", "name")
    if len(queue) >= WAITING_MOST:
        raise Refusal("The queue is full. Let somebody speak first.", "name")
    place = max((row.position for row in queue), default=0) + 1
    session.add(
        SpeakingTurn(show_id=show.id, paper_id=paper_id, position=place, name=name[:NAME_MOST], asked_at=now)
    )
    session.flush()


def step_turn(
    session: Session,
    show: Show,
    turn_id: int,
    step: TurnStep,
    paper_id: int | None,
    *,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """Give somebody the floor, which ends whoever has it; or end, remove or move them. What is gone already stays gone."""
    touch(session, show)
    queue = queue_of(session, show.id, paper_id, since)
    turn = next((row for row in queue if row.id == turn_id), None)
    if turn is None:
        raise Refusal("This name is no longer in the queue.")
    if step is TurnStep.CALL and turn.state is TurnState.WAITING:
        for row in queue:
            if row.state is TurnState.SPEAKING:
                row.state, row.ended_at = TurnState.DONE, now
        turn.state, turn.began_at = TurnState.SPEAKING, now
    elif step is TurnStep.DONE and turn.state is TurnState.SPEAKING:
        turn.state, turn.ended_at = TurnState.DONE, now
    elif step is TurnStep.REMOVE:
        turn.state, turn.ended_at = TurnState.GONE, now
    elif step in {TurnStep.UP, TurnStep.DOWN}:
        _move(
            [row for row in queue if row.state is TurnState.WAITING], turn, -1 if step is TurnStep.UP else 1
        )
    session.flush()


def _move(waiting: list[SpeakingTurn], turn: SpeakingTurn, by: int) -> None:
    if turn not in waiting:
        return
    at = waiting.index(turn) + by
    if 0 <= at < len(waiting):
        other = waiting[at]
        turn.position, other.position = other.position, turn.position


def note_here(
    session: Session,
    show: Show,
    told: Mapping[int, bool],
    *,
    now: datetime,
    since: datetime | None = None,
) -> int:
    """Note of these people whether they are there; of how many that is new. Of others nothing is said."""
    known = here_in(session, show.id, since)
    changed = {id_: is_here for id_, is_here in sorted(told.items()) if known.get(id_, False) is not is_here}
    if not changed:
        return 0
    touch(session, show)
    rows = here_in(session, show.id)
    for is_here in (True, False):
        again = [id_ for id_ in changed if id_ in rows and changed[id_] is is_here]
        if again:
            mine = sa.and_(Presence.show_id == show.id, Presence.person_id.in_(again))
            session.execute(sa.update(Presence).where(mine).values(is_here=is_here, marked_at=now))
    new = {id_: is_here for id_, is_here in changed.items() if id_ not in rows}
    session.add_all(
        Presence(show_id=show.id, person_id=id_, is_here=is_here, marked_at=now)
        for id_, is_here in new.items()
    )
    session.flush()
    return len(changed)
