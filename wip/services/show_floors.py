"""The floor of a running room: who wants to speak, and who is there."""

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


def ask_to_speak(session: Session, show: Show, name: str, paper_id: int | None, *, now: datetime) -> None:
    """Put a name at the end of the present paper's queue. A name that waits already stays where it is."""
    if not name:
        raise Refusal("Give the name of whoever wants to speak.", "name")
    touch(session, show)
    queue = queue_of(session, show.id, paper_id)
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
    session: Session, show: Show, turn_id: int, step: TurnStep, paper_id: int | None, *, now: datetime
) -> None:
    """Give somebody the floor, which ends whoever has it; or end, remove or move them. What is gone already stays gone."""
    touch(session, show)
    queue = queue_of(session, show.id, paper_id)
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


def note_here(session: Session, show: Show, person_ids: set[int], here: set[int], *, now: datetime) -> int:
    """Note of these people who is there; how many of them changed. Others are left as they are."""
    known = here_in(session, show.id)
    changed = [id_ for id_ in sorted(person_ids) if known.get(id_, False) is not (id_ in here)]
    if not changed:
        return 0
    touch(session, show)
    for is_here in (True, False):
        told = [id_ for id_ in changed if id_ in known and (id_ in here) is is_here]
        if told:
            mine = sa.and_(Presence.show_id == show.id, Presence.person_id.in_(told))
            session.execute(sa.update(Presence).where(mine).values(is_here=is_here, marked_at=now))
    new = [id_ for id_ in changed if id_ not in known]
    session.add_all(Presence(show_id=show.id, person_id=id_, is_here=True, marked_at=now) for id_ in new)
    session.flush()
    return len(changed)
