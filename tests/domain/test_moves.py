"""Every state and every move of every life cycle, walked."""

from enum import StrEnum
from typing import Any

import pytest

from wip.domain.diagrams import CYCLES
from wip.domain.moves import LifeCycle, words
from wip.domain.refusals import RefusedMove
from wip.domain.shows import MarkKind

MOVES = {name: type(next(iter(cycle.moves))[1]) for name, cycle in CYCLES.items()}
PAIRS = [
    (name, state, move)
    for name, cycle in CYCLES.items()
    for state in type(cycle.start)
    for move in MOVES[name]
]


def _reached(cycle: LifeCycle[Any, Any]) -> set[StrEnum]:
    found, left = {cycle.start}, [cycle.start]
    while left:
        at = left.pop()
        for move in cycle.open_moves(at):
            to = cycle.moves[at, move]
            if to not in found:
                found.add(to)
                left.append(to)
    return found


@pytest.mark.parametrize(("name", "state", "move"), PAIRS, ids=str)
def test_a_move_leads_where_the_table_says_or_is_refused_in_a_sentence(
    name: str, state: StrEnum, move: StrEnum
) -> None:
    cycle = CYCLES[name]
    allowed = (state, move) in dict(cycle.moves)
    assert cycle.allows(state, move) is allowed
    assert (move in cycle.open_moves(state)) is allowed
    if allowed:
        assert cycle.after(state, move) is cycle.moves[state, move]
        return
    with pytest.raises(RefusedMove) as no:
        cycle.after(state, move)
    sentence = f"This {cycle.thing} is {words(state)}; “{words(move)}” is not possible from there."
    assert no.value.sentence == sentence


@pytest.mark.parametrize("name", CYCLES)
def test_every_state_can_be_reached_and_every_move_happens_somewhere(name: str) -> None:
    cycle = CYCLES[name]
    assert _reached(cycle) == {state for named, state, _ in PAIRS if named == name}
    # Undo leads back to wherever the latest mark came from: the marks say where, no table does.
    assert {move for _, move in cycle.moves} == {m for named, _, m in PAIRS if named == name} - {
        MarkKind.UNDO
    }


@pytest.mark.parametrize("name", CYCLES)
def test_a_table_cannot_be_changed(name: str) -> None:
    cycle = CYCLES[name]
    with pytest.raises(TypeError):
        cycle.moves[next(iter(cycle.moves))] = cycle.start  # type: ignore[index]
