"""Needs and wishes one by one: which a task has, and whether an order keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from wip.domain.agenda import lay_out
from wip.domain.agenda_tasks import CHAIRS, Absence, Binding, Involved, Order, Talk, Task, Wish
from wip.domain.agenda_wishes import WishKind


@dataclass(frozen=True)
class Cannot:
    """Somebody's hours away, and one talk of theirs; or, without a talk, the room that they chair."""

    who: Involved
    absence: Absence
    talk_id: int | None = None
    sitting_id: int | None = None
    is_elsewhere: bool = False


@dataclass(frozen=True)
class Once:
    """Somebody with several roles, who is to be in one place at a time; `in_chair`: the rooms that they chair count."""

    person_id: int
    in_chair: bool = True


@dataclass(frozen=True)
class Wanted:
    """How a paper is to lie."""

    wish: Wish


@dataclass(frozen=True)
class Stays:
    """A talk keeps its room and its position."""

    talk_id: int


Need = Cannot | Once | Wanted | Stays


@dataclass(frozen=True)
class Placed:
    """A talk in its room (by its place in the task) and on the clock."""

    talk: Talk
    room: int
    position: int
    starts_at: datetime
    ends_at: datetime
    is_last: bool


def needs_of(task: Task) -> list[Need]:
    """All that must hold, besides the minutes."""
    return [
        *(Stays(talk.id) for talk in task.talks if talk.fixed),
        *(Wanted(wish) for wish in _about(task) if wish.is_needed),
        *_absent(task, needed=True),
        *(Once(person_id, task.binding < Binding.NOTHING) for person_id in _busy(task)),
    ]


def wishes_of(task: Task) -> list[Need]:
    """All that may be broken."""
    return [*(Wanted(wish) for wish in _about(task) if not wish.is_needed), *_absent(task, needed=False)]


def _about(task: Task) -> list[Wish]:
    known = {talk.id for talk in task.talks}
    found = dict.fromkeys(
        _either_way(wish)
        for wish in task.wishes
        if wish.kind != WishKind.CANNOT
        and wish.paper_id in known
        and (wish.other_paper_id is None or wish.other_paper_id in known)
    )
    return list(found)


def _either_way(wish: Wish) -> Wish:
    """One form of what two papers want of each other, whichever of them was named first."""
    other = wish.other_paper_id
    if wish.kind == WishKind.BEFORE or other is None or wish.paper_id < other:
        return wish
    return replace(wish, paper_id=other, other_paper_id=wish.paper_id)


def _absent(task: Task, *, needed: bool) -> Iterator[Cannot]:
    given = [(each, False) for each in task.absences] + [(each, True) for each in task.engaged]
    for absence, is_elsewhere in given:
        is_hard = absence.is_needed or is_elsewhere
        if not any(r.starts_at < absence.ends_at and absence.begins_at < r.ends_at for r in task.rooms):
            continue
        for talk in task.talks if is_hard == needed else ():
            found = next((who for who in talk.people if who.person_id == absence.person_id), None)
            if found:
                yield Cannot(found, absence, talk.id, None, is_elsewhere)
        for sitting_id, who in task.chairs if (is_hard and not task.binding) == needed else ():
            if who.person_id == absence.person_id:
                yield Cannot(who, absence, None, sitting_id, is_elsewhere)


def _busy(task: Task) -> list[int]:
    """People with several roles, where rooms meet at the same time."""
    talks = [{who.person_id for who in talk.people} for talk in task.talks]
    chairs = task.chairs if task.binding < Binding.NOTHING else ()
    roles = [person for people in talks for person in people] + [who.person_id for _, who in chairs]
    at_once = any(
        one.starts_at < other.ends_at and other.starts_at < one.ends_at
        for place, one in enumerate(task.rooms)
        for other in task.rooms[:place]
    )
    return sorted({person for person in roles if roles.count(person) > 1}) if at_once else []


def placed(task: Task, order: Order) -> dict[int, Placed]:
    """Where and when each talk of an order lies, by its id."""
    talks, found = {talk.id: talk for talk in task.talks}, {}
    for place, room in enumerate(task.rooms):
        here = [talks[each] for each in order.get(room.sitting_id, ())]
        times = lay_out(room.starts_at, room.minutes, [talk.length for talk in here])
        for position, (talk, at) in enumerate(zip(here, times, strict=True)):
            is_last = position == len(here) - 1
            found[talk.id] = Placed(talk, place, position, at.starts_at, at.ends_at, is_last)
    return found


def keeps(task: Task, where: Mapping[int, Placed], need: Need) -> bool:
    """Whether an order keeps a need or a wish. What is about a talk that is left out counts as kept."""
    match need:
        case Cannot(_, absence, talk_id, sitting_id):
            meant = _chaired(task, where, sitting_id) if talk_id is None else _there(where, talk_id)
            return not any(
                each.starts_at < absence.ends_at and absence.begins_at < each.ends_at for each in meant
            )
        case Once(person_id, in_chair):
            return not doubled(task, where, person_id, in_chair=in_chair)
        case Stays(talk_id):
            return all(
                each.talk.fixed == (task.rooms[each.room].sitting_id, each.position)
                for each in _there(where, talk_id)
            )
        case Wanted(wish):
            return _lies(task, where, wish)


def _there(where: Mapping[int, Placed], talk_id: int) -> list[Placed]:
    return [where[talk_id]] if talk_id in where else []


def _chaired(task: Task, where: Mapping[int, Placed], sitting_id: int | None) -> list[Placed]:
    return [each for each in where.values() if task.rooms[each.room].sitting_id == sitting_id]


def doubled(
    task: Task, where: Mapping[int, Placed], person_id: int, *, in_chair: bool = True
) -> list[tuple[Placed, Placed]]:
    """The pairs of talks at the same time that somebody is wanted at; `in_chair`: also for the room that they chair."""
    mine = [each for each in where.values() if person_id in wanted_at(task, each, in_chair=in_chair)]
    return [
        (one, other)
        for place, other in enumerate(mine)
        for one in mine[:place]
        if one.room != other.room and one.starts_at < other.ends_at and other.starts_at < one.ends_at
    ]


def wanted_at(task: Task, at: Placed, *, in_chair: bool = True) -> dict[int, Involved]:
    """Everybody who is to be there: those of the talk, and who chairs its room, by their ids."""
    seated = task.chairing(task.rooms[at.room].sitting_id) if in_chair else ()
    chairs = {who.person_id: who for who in seated}
    return {**chairs, **{who.person_id: who for who in reversed(at.talk.people)}}


def _lies(task: Task, where: Mapping[int, Placed], wish: Wish) -> bool:
    one = where.get(wish.paper_id)
    if one is None:
        return True
    if wish.other_paper_id is not None:
        other = where.get(wish.other_paper_id)
        return other is None or _lie(wish.kind, one, other)
    if wish.kind == WishKind.IN_ROOM:
        return task.rooms[one.room].sitting_id == wish.sitting_id
    return one.is_last if wish.kind == WishKind.LAST else one.position == 0


def _lie(kind: WishKind, one: Placed, other: Placed) -> bool:
    if kind == WishKind.BEFORE:
        return one.ends_at <= other.starts_at
    is_next = one.room == other.room and abs(one.position - other.position) == 1
    return is_next == (kind == WishKind.TOGETHER)


def is_chair(who: Involved) -> bool:
    """Whether somebody is there for the room rather than for a talk."""
    return who.does == CHAIRS
