"""Life cycles as tables. Guards, buttons, diagrams and tests all derive from the one table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeVar

from wip.domain.refusals import RefusedMove

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


@dataclass(frozen=True)
class LifeCycle(Generic[S, M]):
    """`moves[(state, move)]` is the state that the move leads to; what is not in the table cannot happen."""

    thing: str
    start: S
    moves: Mapping[tuple[S, M], S]

    def after(self, state: S, move: M) -> S:
        """The state that `move` leads to. Raises RefusedMove where the table has no row."""
        try:
            return self.moves[state, move]
        except KeyError:
            raise RefusedMove(
                f"This {self.thing} is {words(state)}; “{words(move)}” is not possible from there."
            ) from None

    def allows(self, state: S, move: M) -> bool:
        """Whether the table has a row for this move."""
        return (state, move) in self.moves

    def open_moves(self, state: S) -> tuple[M, ...]:
        """Every move possible from `state`, in the table's order."""
        return tuple(move for (at, move) in self.moves if at == state)


def cycle(thing: str, start: S, moves: Mapping[tuple[S, M], S]) -> LifeCycle[S, M]:
    """A life cycle whose table cannot be changed afterwards."""
    return LifeCycle(thing, start, MappingProxyType(dict(moves)))


def words(member: StrEnum) -> str:
    """A state or move in plain words: `ON_WAITING_LIST` reads "on waiting list"."""
    return member.value.replace("_", " ")
