"""What is open once the fixed commissions stand: how many each paper still needs, how many each person may still take."""

from collections.abc import Sequence
from dataclasses import dataclass

Pair = tuple[int, int]
"""A paper and a person, each by its place in the rows, from 0."""
NO_SLOT = -1
_DIGITS = bytes.maketrans(b"\x00\x01", b"01")


@dataclass(frozen=True, kw_only=True)
class Commissions:
    """What is asked. `fits[paper][person]` is in whole points from 0; None where the pair must not be.

    `wanted` and `most` count all commissions, the `locked` ones too. Locked pairs are part of every answer: also beyond
    `wanted` or `most`, and also where the pair is None, which is then worth nothing. `clashing` are sets of papers of
    which one person can hear only one; they may overlap. `seniors` are the people who count as senior; None where
    nobody asked for a mix.
    """

    fits: Sequence[Sequence[int | None]]
    wanted: Sequence[int]
    most: Sequence[int]
    locked: frozenset[Pair] = frozenset()
    clashing: Sequence[frozenset[int]] = ()
    seniors: frozenset[int] | None = None


@dataclass(frozen=True)
class Rooms:
    """What is free to choose. Nothing locked is in it."""

    rows: list[list[int | None]]
    have: list[int]
    """How many fixed commenters each paper has."""
    need: list[int]
    """How many it lacks."""
    room: list[int]
    slots: list[int]
    """The time of each paper as a number: nobody hears two of one slot. NO_SLOT where it has none."""
    pairs: tuple[Pair, ...]
    """Papers that clash although their slots differ. Only times that overlap in part leave any."""
    seniors: frozenset[int] | None
    served: frozenset[int]
    """Papers with a fixed senior, and all where nobody asked."""
    masks: list[int]
    """The people open to each paper, as the bits of a number."""
    unmixed: int
    """What a complete paper without a senior costs: more than all fits together."""

    def above(self, lowest: int) -> "Rooms":
        """The same without every pair whose fit is below `lowest`."""
        rows: list[list[int | None]] = [
            [value if value is not None and value >= lowest else None for value in row] for row in self.rows
        ]
        return self.with_rows(rows)

    def without(self, barred: frozenset[Pair]) -> "Rooms":
        """The same without some pairs."""
        if not barred:
            return self
        return self.with_rows(
            [
                [None if (paper, person) in barred else value for person, value in enumerate(row)]
                for paper, row in enumerate(self.rows)
            ]
        )

    def with_rows(self, rows: list[list[int | None]]) -> "Rooms":
        """The same with other fits."""
        return Rooms(
            rows,
            self.have,
            self.need,
            self.room,
            self.slots,
            self.pairs,
            self.seniors,
            self.served,
            masks(rows),
            self.unmixed,
        )


def masks(rows: Sequence[Sequence[int | None]]) -> list[int]:
    """Of each row, the places that are not None, as bits."""
    return [
        int(bytes(value is not None for value in reversed(row)).translate(_DIGITS) or b"0", 2) for row in rows
    ]


def people(mask: int) -> list[int]:
    """The places of the bits, the lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def rooms(asked: Commissions) -> Rooms:
    """What is left to choose once the locked pairs stand."""
    have = [0] * len(asked.wanted)
    room = list(asked.most)
    for paper, person in asked.locked:
        have[paper] += 1
        room[person] -= 1
    room = [max(0, left) for left in room]
    need = [max(0, wanted - count) for wanted, count in zip(asked.wanted, have, strict=True)]
    slots, pairs = _times(asked)
    clashes = _clashes(asked.clashing)
    rows: list[list[int | None]] = [
        [value if left else None for value, left in zip(row, room, strict=True)]
        if lacks
        else [None] * len(room)
        for row, lacks in zip(asked.fits, need, strict=True)
    ]
    for paper, person in asked.locked:
        for other in (paper, *clashes.get(paper, ())):
            rows[other][person] = None
    served = frozenset(
        paper
        for paper in range(len(have))
        if asked.seniors is None or any((paper, person) in asked.locked for person in asked.seniors)
    )
    unmixed = 1 + sum(need) * max((value or 0 for row in rows for value in row), default=0)
    return Rooms(rows, have, need, room, slots, pairs, asked.seniors, served, masks(rows), unmixed)


def _clashes(groups: Sequence[frozenset[int]]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for group in groups:
        for paper in group:
            found.setdefault(paper, set()).update(group - {paper})
    return found


def _times(asked: Commissions) -> tuple[list[int], tuple[Pair, ...]]:
    """Groups that share no paper become slots, the largest first; what they do not say becomes pairs."""
    slots = [NO_SLOT] * len(asked.wanted)
    groups = sorted(set(asked.clashing), key=lambda group: (-len(group), sorted(group)))
    for number, group in enumerate(groups):
        if all(slots[paper] == NO_SLOT for paper in group):
            for paper in group:
                slots[paper] = number
    pairs = {
        (a, b)
        for a, others in _clashes(groups).items()
        for b in others
        if a < b and (slots[a] == NO_SLOT or slots[a] != slots[b])
    }
    return slots, tuple(sorted(pairs))
