"""The balance of a selection: what is accepted beside what was submitted, by career stage, work stage, topic and school."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from wip.domain.reviews import Outcome
from wip.domain.selection import Tally


class Trait(StrEnum):
    """By what papers are counted. A paper has one of each, but for its topics, of which it may have several or none."""

    CAREER = "career"
    WORK = "work"
    TOPIC = "topic"
    SCHOOL = "school"


@dataclass(frozen=True)
class Share:
    """How many papers with one trait were submitted, and what is to become of them; the others are undecided."""

    submitted: int = 0
    accepted: int = 0
    waiting: int = 0
    declined: int = 0

    def plus(self, outcome: Outcome | None, number: int) -> "Share":
        """With so many papers more (or less) of an outcome."""
        name = _FIELDS.get(outcome)
        return replace(self, **{name: getattr(self, name) + number}) if name else self


_FIELDS: Mapping[Outcome | None, str] = {
    Outcome.ACCEPT: "accepted",
    Outcome.WAITING_LIST: "waiting",
    Outcome.DECLINE: "declined",
}

Key = tuple[Trait, str]
"""A trait and its value: a stage, a topic's id, a school as it is sorted; empty where nothing was said."""


@dataclass(frozen=True)
class Shift:
    """A paper that somebody moves without having saved: its traits, and its decision before and after."""

    keys: tuple[Key, ...]
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True)
class Balance:
    """All papers that a leader may see, counted by each trait, and in all."""

    tally: Tally = field(default_factory=Tally)
    shares: Mapping[Key, Share] = field(default_factory=dict)

    @property
    def papers(self) -> int:
        """How many are counted by their traits."""
        return self.tally.submitted - self.tally.withdrawn - self.tally.closed

    def shifted(self, shifts: Iterable[Shift]) -> "Balance":
        """As it would be if these choices were saved."""
        tally, shares = self.tally, dict(self.shares)
        for shift in shifts:
            tally = _moved(tally, shift)
            for key in shift.keys:
                share = shares.get(key, Share())
                shares[key] = share.plus(shift.before, -1).plus(shift.after, 1)
        return Balance(tally, shares)

    def of(self, trait: Trait) -> dict[str, Share]:
        """The shares of one trait, by its values."""
        return {value: share for (each, value), share in self.shares.items() if each is trait}


def _moved(tally: Tally, shift: Shift) -> Tally:
    before, after = (_FIELDS.get(outcome, "undecided") for outcome in (shift.before, shift.after))
    if before == after:
        return tally
    return replace(tally, **{before: getattr(tally, before) - 1, after: getattr(tally, after) + 1})
