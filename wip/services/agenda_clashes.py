"""What is wrong with the times of a working agenda, across every session of the installation."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from wip.domain.agenda_clashes import Absence, Clash, Lives, clashes
from wip.domain.bookings import CHAIRS, COMMENTS, Booking
from wip.domain.rooms import Room
from wip.models import SessionChair, WipSession
from wip.queries.agenda_lives import absences_of, hours_in_rooms, kind_hours_of, zones_of
from wip.services.agenda_drafts import Draft, Laid, RoomDraft
from wip.services.engagements import engagements_of
from wip.services.programmes import chairs_of


def clashes_of(
    session: Session, wip_session: WipSession, draft: Draft, reader: int | None = None
) -> list[Clash]:
    """Everything wrong with it, in words: what is impossible first. A fixed number of statements.

    Presenters, commenters (from when they are asked) and the chairs of rooms count. Of other sections' sessions the reader
    (a person's id) learns no more than that somebody is engaged.
    """
    bookings = list(bookings_of(draft, chairs_of(session, wip_session.id)))
    people = sorted({one.person_id for one in bookings})
    lives = Lives(
        elsewhere=engagements_of(session, wip_session, draft.rooms, people, reader),
        absences=_absences(session, wip_session, draft.rooms),
        zones=zones_of(session, people),
        kind_hours=kind_hours_of(session, wip_session),
    )
    return clashes(bookings, lives, wip_session.zone)


def bookings_of(draft: Draft, chairs: Sequence[SessionChair] = ()) -> Iterator[Booking]:
    """Who has to be where when, by the working agenda. Whoever chairs a room without a paper has to be nowhere."""
    for part in draft.parts:
        for each in part.laid:
            yield from _of_slot(part, each)
        for chair in chairs:
            if part.laid and chair.sitting_id == part.room.sitting_id:
                room = part.room
                yield Booking(
                    chair.person_id, chair.person.called, CHAIRS, "", room.name, room.starts_at, room.ends_at
                )


def _of_slot(part: RoomDraft, each: Laid) -> Iterator[Booking]:
    slot = (each.slot.paper.title, part.room.name, each.placed.starts_at, each.placed.ends_at)
    for author in each.slot.paper.authors:
        if author.person_id is not None:
            yield Booking(author.person_id, author.name, "presents", *slot, each.slot.paper_id)
    for person_id in sorted(each.behind):
        yield Booking(person_id, "", "presents", *slot, each.slot.paper_id, is_hidden=True)
    for one in each.commenters:
        yield Booking(one.person.id, one.person.called, COMMENTS, *slot, each.slot.paper_id)


def _absences(session: Session, wip_session: WipSession, rooms: Sequence[Room]) -> list[Absence]:
    """The hours told for this session, and what a commenter's own hours leave out of each room."""
    found = [
        Absence(one.person_id, one.begins_at, one.ends_at, one.is_needed)
        for one in absences_of(session, wip_session)
    ]
    for hours in hours_in_rooms(session, wip_session):
        for room in rooms:
            if room.sitting_id != hours.sitting_id:
                continue
            first, last = hours.from_at or room.ends_at, hours.until_at or room.ends_at
            for begins, ends in ((room.starts_at, min(first, room.ends_at)), (last, room.ends_at)):
                if begins < ends:
                    found.append(Absence(hours.person_id, begins, ends))
    return found
