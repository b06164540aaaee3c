"""When papers had a place in a session, for the dates that calendars tell their presenters."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from wip.domain.calendar import moment_after


@dataclass(frozen=True)
class Stay:
    """One paper: its title and since when it bears it; and when it came in, left, came in again, and so on.

    `is_late` when its own draft's date lies after the call's, because its place came so late; `lates` is how often it came to that.
    """

    title: str
    named_at: datetime
    turns: tuple[datetime, ...]
    lates: int = 0
    is_late: bool = False

    @property
    def is_in(self) -> bool:
        """Whether it has a place."""
        return len(self.turns) % 2 == 1

    @classmethod
    def begun(cls, title: str, now: datetime, *, is_late: bool = False) -> "Stay":
        """A paper that has just come in."""
        return cls(title, now, (now,), int(is_late), is_late)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Stay":
        """As `stored` has it, in JSON values."""
        turns = tuple(map(datetime.fromisoformat, stored["turns"]))
        named_at = datetime.fromisoformat(stored["named_at"])
        return cls(stored["title"], named_at, turns, stored["lates"], stored["is_late"])

    @property
    def stored(self) -> dict[str, Any]:
        """The same in JSON values."""
        turns = [each.isoformat() for each in self.turns]
        named = {"title": self.title, "named_at": self.named_at.isoformat()}
        return {**named, "turns": turns, "lates": self.lates, "is_late": self.is_late}

    def now_in(self, title: str, now: datetime, *, is_late: bool = False) -> "Stay":
        """It has a place now, under this title."""
        lates = self.lates + (is_late and not self.is_late)
        found = replace(self, lates=lates, is_late=is_late)
        if title != self.title:
            found = replace(found, title=title, named_at=moment_after(now, now))
        return found if self.is_in else replace(found, turns=(*self.turns, now))

    def now_out(self, now: datetime) -> "Stay":
        """It has none."""
        return replace(self, turns=(*self.turns, now), is_late=False) if self.is_in else self


def turns_of(stays: Iterable[Stay]) -> list[datetime]:
    """When somebody with these papers lost their last place, and when they had one again, and so on."""
    stays, found, has_place = tuple(stays), list[datetime](), False
    for moment in sorted({turn for stay in stays for turn in stay.turns}):
        has_one = any(sum(turn <= moment for turn in stay.turns) % 2 for stay in stays)
        if has_one != has_place:
            found.append(moment)
            has_place = has_one
    return found[1:]
