"""Needs, wishes and unkind hours as a chair reads them: names, clock times and the zone."""

from collections.abc import Mapping
from datetime import datetime

from wip.domain.agenda_hours import minutes_outside
from wip.domain.agenda_needs import (
    Cannot,
    Need,
    Once,
    Placed,
    Stays,
    Wanted,
    doubled,
    is_chair,
    keeps,
    needs_of,
    placed,
    wanted_at,
    wishes_of,
)
from wip.domain.agenda_tasks import COMMENTS, Absence, Involved, Order, Task, Verdict, Wish
from wip.domain.agenda_wishes import WishKind
from wip.domain.call_contents import listed
from wip.domain.zones import city, in_zone, show_span

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def judge(task: Task, order: Order) -> Verdict:
    """What an order of some or all of the talks breaks, in words. The minutes are not looked at."""
    where = placed(task, order)
    needs = [
        said for need in needs_of(task) if not keeps(task, where, need) for said in _broken(task, where, need)
    ]
    return Verdict(tuple(needs), broken_wishes(task, where), unkind_hours(task, where))


def broken_wishes(task: Task, where: Mapping[int, Placed]) -> tuple[str, ...]:
    """A sentence for each wish that the order does not keep."""
    return tuple(
        said
        for wish in wishes_of(task)
        if not keeps(task, where, wish)
        for said in _broken(task, where, wish)
    )


def broken_wants(task: Task, order: Order) -> tuple[str, ...]:
    """A sentence for each wish about papers that the order does not keep, those that must be kept first."""
    where = placed(task, order)
    asked = [need for need in (*needs_of(task), *wishes_of(task)) if isinstance(need, Wanted)]
    return tuple(unkept(task, need) for need in asked if not keeps(task, where, need))


def clashes(task: Task, where: Mapping[int, Placed]) -> tuple[str, ...]:
    """A sentence for everything that an order breaks because somebody chairs a room."""
    found = [
        said
        for need in needs_of(task)
        if (isinstance(need, Once) or (isinstance(need, Cannot) and need.talk_id is None))
        and not keeps(task, where, need)
        for said in _broken(task, where, need)
    ]
    return tuple(dict.fromkeys(found))


def _broken(task: Task, where: Mapping[int, Placed], need: Need) -> list[str]:
    if isinstance(need, Once):
        return [_twice(task, need.person_id, *pair) for pair in doubled(task, where, need.person_id)]
    return [unkept(task, need)]


def said(task: Task, need: Need) -> str:
    """A need as a sentence."""
    match need:
        case Cannot():
            return _absence(task, need)
        case Once(person_id):
            return _roles(task, person_id)
        case Stays(talk_id):
            return _stays(task, talk_id)
        case Wanted(wish):
            return f"{_wish(task, wish, 'must')}."


def unkept(task: Task, wish: Need) -> str:
    """A wish that was not kept, as a sentence."""
    return _unkept(task, wish.wish) if isinstance(wish, Wanted) else said(task, wish)


def wished(task: Task, wish: Need) -> str:
    """A wish as a sentence."""
    return f"{_wish(task, wish.wish, 'should')}." if isinstance(wish, Wanted) else said(task, wish)


def _absence(task: Task, need: Cannot) -> str:
    tells_hours = need.absence.tells_hours and not need.who.is_hidden
    why = f" ({need.absence.said})" if need.absence.said and not need.who.is_hidden else ""
    if need.is_elsewhere:
        can = "is engaged elsewhere"
    elif need.absence.is_needed:
        can = "cannot" if tells_hours else "cannot be there"
    else:
        can = "would rather not be there"
    when = hours(task, need.absence) if tells_hours else "at some hours"
    what = _title(task, need.talk_id) if need.talk_id is not None else room_named(task, need.sitting_id)
    return f"{need.who.name} {can} {when}{why}, and {need.who.does} {what}."


def hours(task: Task, absence: Absence) -> str:
    """The hours of an absence beside the session's: "from 13:00 New York on", "before ...", or between two times."""
    begins, ends = min(room.starts_at for room in task.rooms), max(room.ends_at for room in task.rooms)
    begins_in, ends_in = absence.begins_at > begins, absence.ends_at < ends
    if not begins_in and not ends_in:
        return "at any time of the session"
    if begins_in and ends_in:
        if _is_one_day(task):
            first, last = (in_zone(at, task.zone) for at in (absence.begins_at, absence.ends_at))
            return f"{first:%H:%M}–{last:%H:%M} {city(task.zone)}"
        return show_span(absence.begins_at, absence.ends_at, task.zone)
    at = absence.begins_at if begins_in else absence.ends_at
    return f"from {_clock(task, at)} on" if begins_in else f"before {_clock(task, at)}"


def _clock(task: Task, at: datetime) -> str:
    if _is_one_day(task):
        return f"{in_zone(at, task.zone):%H:%M} {city(task.zone)}"
    local = in_zone(at, task.zone)
    return f"{show_span(at, at, task.zone).split(',')[0]}, {local:%H:%M} {city(task.zone)}"


def _is_one_day(task: Task) -> bool:
    days = {in_zone(at, task.zone).date() for room in task.rooms for at in (room.starts_at, room.ends_at)}
    return len(days) == 1


def _roles(task: Task, person_id: int) -> str:
    hidden = _hidden_part(task, person_id)
    if hidden:
        return f"Whoever has a part in “{hidden}” has another, and cannot be in two places at once."
    roles = [
        f"{who.does} “{talk.title}”"
        for talk in task.talks
        for who in talk.people
        if who.person_id == person_id
    ]
    roles += [
        f"chairs {room_named(task, sitting)}" for sitting, who in task.chairs if who.person_id == person_id
    ]
    return f"{_name(task, person_id)} {listed(roles)}, and cannot be in two places at once."


def _hidden_part(task: Task, person_id: int) -> str:
    """The title of a talk in which the person's part is hidden: what else they do would name them there. Empty without."""
    parts = ((talk, who) for talk in task.talks for who in talk.people)
    return next((talk.title for talk, who in parts if who.person_id == person_id and who.is_hidden), "")


def _name(task: Task, person_id: int) -> str:
    people = [*(who for talk in task.talks for who in talk.people), *(who for _, who in task.chairs)]
    return next(who.name for who in people if who.person_id == person_id)


def _stays(task: Task, talk_id: int) -> str:
    talk = next(each for each in task.talks if each.id == talk_id)
    sitting_id, position = talk.fixed or (None, 0)
    where = f" in {room_named(task, sitting_id)}" if len(task.rooms) > 1 else ""
    return f"“{talk.title}” is fixed as the {_nth(position)} talk{where}."


def _nth(position: int) -> str:
    return _PLACES[position] if position < len(_PLACES) else f"{position + 1}th"


def room_named(task: Task, sitting_id: int | None) -> str:
    """The room's name, or what it is called where it has none."""
    name = next((room.name for room in task.rooms if room.sitting_id == sitting_id), "")
    return name or ("the session" if len(task.rooms) == 1 else "a room that is not there")


def _title(task: Task, talk_id: int | None) -> str:
    return next((f"“{talk.title}”" for talk in task.talks if talk.id == talk_id), "")


def _wish(task: Task, wish: Wish, must: str) -> str:
    one, other = _title(task, wish.paper_id), _title(task, wish.other_paper_id)
    room = " of its room" if len(task.rooms) > 1 else ""
    return {
        WishKind.FIRST: f"{one} {must} be the first talk{room}",
        WishKind.LAST: f"{one} {must} be the last talk{room}",
        WishKind.BEFORE: f"{one} {must} come before {other}",
        WishKind.TOGETHER: f"{one} and {other} {must} lie next to each other",
        WishKind.APART: f"{one} and {other} {must} not lie next to each other",
        WishKind.IN_ROOM: f"{one} {must} be in {room_named(task, wish.sitting_id)}",
    }[wish.kind]


def _unkept(task: Task, wish: Wish) -> str:
    verb = {
        WishKind.BEFORE: "and does not",
        WishKind.TOGETHER: "and do not",
        WishKind.APART: "but do",
    }.get(wish.kind, "and is not")
    return f"{_wish(task, wish, 'must' if wish.is_needed else 'should')}, {verb}."


def _twice(task: Task, person_id: int, one: Placed, other: Placed) -> str:
    both = [wanted_at(task, at)[person_id] for at in (one, other)]
    last = in_zone(max(one.starts_at, other.starts_at), task.zone)
    when = f"at the same time, at {last:%H:%M} {city(task.zone)}."
    for who, at in zip(both, (one, other), strict=True):
        if who.is_hidden:
            return f"Whoever has a part in “{at.talk.title}” has another {when}"
    roles = [
        f"{who.does} "
        + (room_named(task, task.rooms[at.room].sitting_id) if is_chair(who) else f"“{at.talk.title}”")
        for who, at in zip(both, (one, other), strict=True)
    ]
    name = _name(task, person_id)
    if all(is_chair(who) for who in both):
        return f"{name} {listed(sorted(roles))} at the same time."
    return f"{name} {listed(roles)} {when}"


def unkind_hours(task: Task, where: Mapping[int, Placed]) -> tuple[str, ...]:
    """A sentence for everybody who has a talk at an unkind hour: presenters before commenters, the worst first."""
    found: list[tuple[bool, int, int, str]] = []
    for talk in task.talks:
        for who in talk.people:
            at = where.get(talk.id)
            out = minutes_outside(at.starts_at, at.ends_at, who.zone, task.kind_hours) if at else 0
            if at and out:
                found.append((who.does == COMMENTS, -out, len(found), _unkind(who, at)))
    return tuple(sentence for *_, sentence in sorted(found))


def _unkind(who: Involved, at: Placed) -> str:
    said = f"{who.name} {who.does} “{at.talk.title}” at an unkind hour"
    return (
        f"{said}." if who.is_hidden else f"{said}: {show_span(at.starts_at, at.ends_at, who.zone or 'UTC')}."
    )
