"""When papers had a place in a session, for the dates that calendars tell their presenters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wip.domain.calendar import moment_after


@dataclass(frozen=True)
class Stay:
    """One paper: its title and since when it bears it; and when it came in, left, came in again, and so on."""

    title: str
    named_at: datetime
    turns: tuple[datetime, ...]

    @property
    def is_in(self) -> bool:
        """Whether it has a place."""
        return len(self.turns) % 2 == 1

    @classmethod
    def begun(cls, title: str, now: datetime) -> "Stay":
        """A paper that has just come in."""
        return cls(title, now, (now,))

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Stay":
        """As `stored` has it, in JSON values."""
        turns = tuple(map(datetime.fromisoformat, stored["turns"]))
        return cls(stored["title"], datetime.fromisoformat(stored["named_at"]), turns)

    @property
    def stored(self) -> dict[str, Any]:
        """The same in JSON values."""
        turns = [each.isoformat() for each in self.turns]
        return {"title": self.title, "named_at": self.named_at.isoformat(), "turns": turns}

    def now_in(self, title: str, now: datetime) -> "Stay":
        """It has a place now, under this title."""
        found = self
        if title != self.title:
            found = replace(found, title=title, named_at=moment_after(now, now))
        return found if self.is_in else replace(found, turns=(*self.turns, now))

    def now_out(self, now: datetime) -> "Stay":
        """It has none."""
        return replace(self, turns=(*self.turns, now)) if self.is_in else self


def turns_of(stays: Iterable[Stay]) -> list[datetime]:
    """When somebody with these papers lost their last place, and when they had one again, and so on."""
    stays, found, has_place = tuple(stays), list[datetime](), False
    for moment in sorted({turn for stay in stays for turn in stay.turns}):
        has_one = any(sum(turn <= moment for turn in stay.turns) % 2 for stay in stays)
        if has_one != has_place:
            found.append(moment)
            has_place = has_one
    return found[1:]
