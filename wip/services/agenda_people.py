"""Who has a part in a session's agenda, as its reader may know them: presenters, commenters, and chairs of rooms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from wip.domain.agenda_clashes import Engagement
from wip.domain.rooms import Room
from wip.models import Paper, Person, WipSession
from wip.queries.agendas import commenters_of, presenters_of
from wip.services.engagements import engagements_of
from wip.services.programmes import chairs_of


@dataclass(frozen=True)
class Involvement:
    """One person: `name` as the reader may know it, the papers (ids) that they present and read, the rooms that they chair.

    Whoever has a part through nothing but a paper that is closed to the reader has no name for them.
    """

    person: Person
    name: str
    presents: tuple[int, ...] = ()
    reads: tuple[int, ...] = ()
    chairs: tuple[int | None, ...] = ()
    is_hidden: bool = False

    @property
    def parts(self) -> str:
        """What they do, as "presents, comments, chairs"."""
        found = ["presents"] * bool(self.presents) + ["comments"] * bool(self.reads)
        return ", ".join(found + ["chairs"] * bool(self.chairs))


def people_of(
    session: Session, wip_session: WipSession, papers: Sequence[Paper], unseen: Collection[int]
) -> dict[int, Involvement]:
    """Everybody with a part in these papers or in a room, by id, sorted by name; three statements.

    `unseen` are the papers that are closed to the reader.
    """
    numbers = {paper.id: paper.number for paper in papers}
    people: dict[int, Person] = {}
    presents: dict[int, list[int]] = {}
    reads: dict[int, list[int]] = {}
    chairs: dict[int, list[int | None]] = {}
    for paper_id, persons in presenters_of(session, list(numbers)).items():
        for person in persons:
            people[person.id] = person
            presents.setdefault(person.id, []).append(paper_id)
    for paper_id, asked in commenters_of(session, list(numbers)).items():
        for each in asked:
            people[each.person.id] = each.person
            reads.setdefault(each.person.id, []).append(paper_id)
    for chair in chairs_of(session, wip_session.id):
        people[chair.person_id] = chair.person
        chairs.setdefault(chair.person_id, []).append(chair.sitting_id)
    found = []
    for id_, person in people.items():
        own, others = tuple(presents.get(id_, ())), tuple(reads.get(id_, ()))
        is_hidden = bool(own) and not others and id_ not in chairs and all(one in unseen for one in own)
        name = f"An author of paper {numbers[own[0]]}" if is_hidden else person.called
        found.append(Involvement(person, name, own, others, tuple(chairs.get(id_, ())), is_hidden))
    return {each.person.id: each for each in sorted(found, key=lambda each: each.name.casefold())}


HIDDEN = "is engaged elsewhere"


def engaged(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    people: Mapping[int, Involvement],
    reader: int | None,
) -> list[Engagement]:
    """What these people have in other sessions while these rooms meet, by its time. Of whoever is hidden it says no more."""
    begins, ends = min(room.starts_at for room in rooms), max(room.ends_at for room in rooms)
    found = [
        replace(each, said=HIDDEN) if people[each.person_id].is_hidden else each
        for each in engagements_of(session, wip_session, rooms, list(people), reader)
        if each.starts_at < ends and each.ends_at > begins
    ]
    return sorted(set(found), key=lambda each: (each.starts_at, each.ends_at, each.person_id, each.said))
