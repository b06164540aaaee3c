"""What talks cost at least beside each other: a slot that all want is charged for what all would pay for it.

A talk's least price is then what it costs besides the charges, and the charges of all slots that are left may be counted once: the
search sees early what cannot become cheap. The charges are the dual prices of the cheapest assignment of talks to slots
(the Hungarian method), found once a question; they hold for every order, whatever else it has to keep.
"""

from collections.abc import Sequence

Prices = tuple[tuple[dict[int, int], ...], ...]
Slots = Sequence[tuple[int, int]]


def charges(prices: Prices, slots: Slots, count: int) -> tuple[list[int], list[int]] | None:
    """Each talk's least price, and each slot's charge, zero or below. None where not all talks can have a slot.

    `slots`: room and start of each, at least as many as the `count` talks.
    """
    rows = [[prices[room][talk].get(at) for room, at in slots] for talk in range(count)]
    never = 1 + 2 * sum(max((each for each in row if each is not None), default=0) for row in rows)
    found = _Assignment([[never if each is None else each for each in row] for row in rows], len(slots))
    if any(talk < count and rows[talk][slot] is None for slot, talk in enumerate(found.holder[:-1])):
        return None
    return found.rows[:count], found.columns[:-1]


class _Assignment:
    """A cheapest assignment of rows to columns: who holds each column (the number of rows: nobody), and the dual prices."""

    def __init__(self, costs: Sequence[Sequence[int]], width: int) -> None:
        self.costs, self.width, self.nobody = costs, width, len(costs)
        self.rows, self.columns = [0] * (self.nobody + 1), [0] * (width + 1)
        self.holder = [self.nobody] * (width + 1)
        for row in range(len(costs)):
            # The row waits in the column after the last until it has one.
            self.holder[width] = row
            self._grow()

    def _grow(self) -> None:
        best: list[int | None] = [None] * self.width
        came, column, seen = [self.width] * self.width, self.width, [False] * (self.width + 1)
        while column == self.width or self.holder[column] != self.nobody:
            seen[column] = True
            self._look(column, seen, best, came)
            step, following = min(
                (each, k) for k, each in enumerate(best) if each is not None and not seen[k]
            )
            self._pay(step, seen, best)
            column = following
        while column != self.width:
            self.holder[column] = self.holder[came[column]]
            column = came[column]

    def _look(self, column: int, seen: list[bool], best: list[int | None], came: list[int]) -> None:
        row, columns = self.holder[column], self.columns
        costs, paid = self.costs[row], self.rows[row]
        for other in range(self.width):
            if not seen[other]:
                rest, known = costs[other] - paid - columns[other], best[other]
                if known is None or rest < known:
                    best[other], came[other] = rest, column

    def _pay(self, step: int, seen: list[bool], best: list[int | None]) -> None:
        for column, is_seen in enumerate(seen):
            if is_seen:
                self.rows[self.holder[column]] += step
                self.columns[column] -= step
            elif column < self.width and (known := best[column]) is not None:
                best[column] = known - step
