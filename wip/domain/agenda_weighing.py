"""What a laying-out weighed, in words: papers and rooms, the rule, hours, wishes, and what people have elsewhere."""

from collections.abc import Sequence

from wip.domain.agenda_solving import Task
from wip.domain.agenda_wishes import ORDER_WORDS
from wip.domain.rooms import capacity


def weighed(task: Task) -> list[str]:
    """A sentence for each thing that counted; what there is nothing of is not named."""
    return [
        _papers(task),
        f"{ORDER_WORDS[task.rule]}.",
        _kind_hours(task),
        *_hours(task),
        *_wishes(task),
        *_fixed(task),
        *_elsewhere(task),
    ]


def _papers(task: Task) -> str:
    rooms = "one room" if len(task.rooms) == 1 else f"{len(task.rooms)} rooms or dates"
    return f"{_count(len(task.talks), 'paper')} in {rooms}, which hold {_count(capacity(task.rooms), 'full slot')}."


def _kind_hours(task: Task) -> str:
    begin, until = task.kind_hours
    people = {who.person_id: who.zone for talk in task.talks for who in talk.people}
    known = sum(1 for zone in people.values() if zone)
    of = "nobody yet" if not known else f"{known} of {_count(len(people), 'person', 'people')}"
    return (
        f"Kind hours: {begin:02}:00 to {until:02}:00 on each one’s own clock. We know the time zone of {of}."
    )


def _hours(task: Task) -> list[str]:
    people = {each.person_id for each in task.absences}
    if not people:
        return []
    wished = sum(1 for each in task.absences if not each.is_needed)
    more = f" {_count(wished, 'of them is', 'of them are')} only wished." if wished else ""
    return [
        f"Hours that {_count(len(people), 'person', 'people')} cannot: {_count(len(task.absences), 'entry', 'entries')}.{more}"
    ]


def _wishes(task: Task) -> list[str]:
    if not task.wishes:
        return []
    needed = sum(1 for each in task.wishes if each.is_needed)
    return [f"{_count(len(task.wishes), 'wish', 'wishes')} for papers, of which {needed} must hold."]


def _fixed(task: Task) -> list[str]:
    number = sum(1 for talk in task.talks if talk.fixed)
    return (
        [f"{_count(number, 'paper')} that {'keeps its' if number == 1 else 'keep their'} place."]
        if number
        else []
    )


def _elsewhere(task: Task) -> list[str]:
    names = {who.person_id: who.name for talk in task.talks for who in talk.people}
    names |= {who.person_id: who.name for _, who in task.chairs}
    found = [names[each.person_id] for each in task.engaged if each.person_id in names]
    return [f"{_listed(list(dict.fromkeys(found)))}: engaged in other sessions at the time."] if found else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
