"""What a laying-out weighed, in words: papers and rooms, the rule, hours, wishes, and what people have elsewhere."""

from collections.abc import Sequence

from wip.domain.agenda_solving import Absence, Task
from wip.domain.agenda_ways_out import full_slots
from wip.domain.agenda_wishes import ORDER_WORDS, OrderRule


def weighed(task: Task) -> list[str]:
    """A sentence for each thing that counted; what there is nothing of is not named."""
    return [
        _papers(task),
        f"{ORDER_WORDS[task.rule]}.{without_measure(task)}",
        _kind_hours(task),
        *_hours(task),
        *_wishes(task),
        *_fixed(task),
        *_elsewhere(task),
    ]


def without_measure(task: Task) -> str:
    """That no paper says by what the rule orders, so that it orders nothing; else empty."""
    none = {
        OrderRule.TOPIC: ("topic", not any(talk.topic for talk in task.talks)),
        OrderRule.STAGE: ("stage", not any(talk.stage for talk in task.talks)),
    }
    word, is_so = none.get(task.rule, ("", False))
    return f" None of these papers names a {word}, so they stay in the order that they have." if is_so else ""


def _papers(task: Task) -> str:
    number = len(task.rooms)
    rooms = "one room, which holds" if number == 1 else f"{number} rooms or dates, which hold"
    return f"{_count(len(task.talks), 'paper')} in {rooms} {_count(full_slots(task.rooms), 'full slot')}."


def _kind_hours(task: Task) -> str:
    begin, until = task.kind_hours
    # Whoever is hidden is left out: by the number one could count who they are not.
    people = {who.person_id: who.zone for talk in task.talks for who in talk.people if not who.is_hidden}
    known = sum(1 for zone in people.values() if zone)
    of = "nobody yet" if not known else f"{known} of {_count(len(people), 'person', 'people')}"
    return (
        f"Kind hours: {begin:02}:00 to {until:02}:00 on each one’s own clock. We know the time zone of {of}."
    )


def _hours(task: Task) -> list[str]:
    hidden = _hidden(task)
    there = [each for each in task.absences if _meets(task, each) and each.person_id not in hidden]
    people = {each.person_id for each in there}
    if not people:
        return []
    wished = sum(1 for each in there if not each.is_needed)
    more = f" {_count(wished, 'of them is', 'of them are')} only wished." if wished else ""
    return [
        f"Hours that {_count(len(people), 'person', 'people')} cannot: {_count(len(there), 'entry', 'entries')}.{more}"
    ]


def _hidden(task: Task) -> set[int]:
    """Whoever has no part that the reader knows of. What is said of the others then never looks complete: what stands against a
    hidden part may be anybody's.
    """
    everybody = [*(who for talk in task.talks for who in talk.people), *(who for _, who in task.chairs)]
    known = {who.person_id for who in everybody if not who.is_hidden}
    return {who.person_id for who in everybody} - known


def _meets(task: Task, absence: Absence) -> bool:
    """Whether it lies in the hours of any room: a date that has moved leaves hours behind that ask for nothing."""
    return any(room.starts_at < absence.ends_at and absence.begins_at < room.ends_at for room in task.rooms)


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
    names = {who.person_id: who.name for talk in task.talks for who in talk.people if not who.is_hidden}
    names |= {who.person_id: who.name for _, who in task.chairs}
    found = [names[each.person_id] for each in task.engaged if each.person_id in names]
    return [f"{_listed(list(dict.fromkeys(found)))}: engaged in other sessions at the time."] if found else []


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
