"""What differs between an agenda as published and as it would be published, in words."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from wip.domain.zones import in_zone, show_span


@dataclass(frozen=True)
class Shown:
    """One slot as readers see it."""

    title: str
    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    authors: tuple[tuple[str, str], ...]
    abstract: str = ""
    cancelled: bool = False
    tentative: bool = False
    room: str = ""

    @property
    def split(self) -> tuple[int, int]:
        """Minutes to present and minutes of comments."""
        return _minutes(self.turns_at - self.starts_at), _minutes(self.ends_at - self.turns_at)


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def changes(before: Shown | None, after: Shown, zone: str, *, is_first: bool = False) -> list[str]:
    """Sentences for one slot; empty where nothing differs. Times are shown in `zone`.

    `is_first`: nothing has been published before, so that nothing needs to be called new.
    """
    if before is None:
        there = _when(after, zone)
        return [f"“{after.title}”: {there}." if is_first else f"“{after.title}” is new: {there}."]
    if before.cancelled or after.cancelled:
        return _of_cancelled(before, after, zone)
    return [] if before == after else _of_both(before, after, zone)


def _of_both(before: Shown, after: Shown, zone: str) -> list[str]:
    there = _when(after, zone)
    found = [f"“{before.title}” is now called “{after.title}”."] if before.title != after.title else []
    if before.starts_at != after.starts_at:
        found.append(f"“{after.title}” moves from {_when(before, zone)} to {there}.")
    elif before.room != after.room:
        found.append(_other_room(before.room, after))
    if before.split != after.split:
        (present, comment), (new_present, new_comment) = before.split, after.split
        found.append(
            f"“{after.title}” now has {new_present} minutes to present and {new_comment} for comments, "
            f"instead of {present} and {comment}: {there}."
        )
    if before.tentative and not after.tentative:
        found.append(f"“{after.title}” is no longer provisional.")
    if after.tentative and not before.tentative:
        found.append(f"“{after.title}” is provisional.")
    if before.authors != after.authors:
        found.append(
            f"The authors of “{after.title}” are now {', '.join(name for name, _ in after.authors)}."
        )
    if before.abstract != after.abstract:
        found.append(f"The abstract of “{after.title}” has changed.")
    return found


def discreet_changes(
    before: Shown | None, after: Shown, zone: str, title: str, *, is_first: bool
) -> list[str]:
    """As `changes`, for somebody who may know no more of the paper than this title: when and where it lies."""
    hidden = [each and replace(each, title=title, authors=(), abstract="") for each in (before, after)]
    said = changes(hidden[0], hidden[1] or after, zone, is_first=is_first)
    if not said and changes(before, after, zone, is_first=is_first):
        return [f"What is said of “{title}” has changed."]
    return said


def mark(before: Shown | None, after: Shown, zone: str) -> str:
    """How a slot of the working copy differs from what is published, in a few words for its row; empty where it does not."""
    if before is None or before.cancelled:
        return "not published yet"
    if before == after:
        return ""
    if before.starts_at != after.starts_at:
        was, now = in_zone(before.starts_at, zone), in_zone(after.starts_at, zone)
        form = "%H:%M" if was.date() == now.date() else "%a %H:%M"
        return f"moves from {was:{form}} to {now:{form}}"
    if before.room != after.room:
        return f"moves from {before.room or 'the one room'} to {after.room or 'the one room'}"
    if before.split != after.split:
        return f"{before.split[0]} + {before.split[1]} minutes as published"
    return "differs from what is published" if changes(before, after, zone) else ""


def _when(slot: Shown, zone: str) -> str:
    span = show_span(slot.starts_at, slot.ends_at, zone)
    return f"{span}, {slot.room}" if slot.room else span


def _other_room(before: str, after: Shown) -> str:
    if before and after.room:
        return f"“{after.title}” moves from {before} to {after.room}."
    return (
        f"“{after.title}” is now in {after.room}."
        if after.room
        else f"“{after.title}” is no longer in {before}."
    )


def _of_cancelled(before: Shown, after: Shown, zone: str) -> list[str]:
    if before.cancelled and after.cancelled:
        return []
    if after.cancelled:
        return [f"“{before.title}” is cancelled. It was to be {_when(before, zone)}."]
    return [f"“{after.title}” is back: {_when(after, zone)}."]
