"""Who has a part in a session's agenda, as its reader may know them: presenters, commenters, and chairs of rooms."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from wip.domain.agenda_clashes import Engagement
from wip.domain.rooms import Room
from wip.models import Paper, Person, WipSession
from wip.queries.agendas import commenters_of, presenters_of
from wip.services.engagements import engagements_of
from wip.services.programmes import chairs_of


@dataclass(frozen=True)
class Involvement:
    """One person: the papers (ids) that they present and read, and the rooms that they chair.

    It is judged paper by paper: `hidden` are those that are closed to the reader, with what the person is called there. No page may
    say of the two names that they are one person's.
    """

    person: Person
    presents: tuple[int, ...] = ()
    reads: tuple[int, ...] = ()
    chairs: tuple[int | None, ...] = ()
    hidden: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_hidden(self) -> bool:
        """Whether the reader knows of no part of theirs."""
        return not self.chairs and all(paper in self.hidden for paper in (*self.presents, *self.reads))

    @property
    def name(self) -> str:
        """Their name for what the reader knows of them; for whoever has a part in nothing else, that in the closed paper."""
        return next(iter(self.hidden.values()), "") if self.is_hidden else self.person.called

    def named_in(self, paper_id: int) -> str:
        """What they are called beside this paper."""
        return self.hidden.get(paper_id) or self.person.called

    @property
    def presents_openly(self) -> bool:
        """Whether the reader knows of a paper that they present."""
        return any(paper not in self.hidden for paper in self.presents)

    @property
    def reads_openly(self) -> bool:
        """Whether the reader knows of a paper that they comment on."""
        return any(paper not in self.hidden for paper in self.reads)

    @property
    def parts(self) -> str:
        """What they do as far as the reader knows, as "presents, comments, chairs"."""
        found = ["presents"] * self.presents_openly + ["comments"] * self.reads_openly
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
        hidden = {one: f"A commenter of paper {numbers[one]}" for one in others if one in unseen}
        hidden |= {one: f"An author of paper {numbers[one]}" for one in own if one in unseen}
        found.append(Involvement(person, own, others, tuple(chairs.get(id_, ())), hidden))
    return {each.person.id: each for each in sorted(found, key=lambda each: each.name.casefold())}


HIDDEN = "is engaged elsewhere"


def engaged(
    session: Session,
    wip_session: WipSession,
    rooms: Sequence[Room],
    people: Mapping[int, Involvement],
    reader: int | None,
) -> list[Engagement]:
    """What these people have in other sessions while these rooms meet, by its time.

    Of whoever is hidden it says no more, and no hours: what is published elsewhere at just those would name them.
    """
    begins, ends = min(room.starts_at for room in rooms), max(room.ends_at for room in rooms)
    found = [
        replace(each, said=HIDDEN, tells_hours=False) if people[each.person_id].is_hidden else each
        for each in engagements_of(session, wip_session, rooms, list(people), reader)
        if each.starts_at < ends and each.ends_at > begins
    ]
    return sorted(set(found), key=lambda each: (each.starts_at, each.ends_at, each.person_id, each.said))
