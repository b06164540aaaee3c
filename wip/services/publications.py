"""Publishing the agenda: the working copy becomes what the public, the calendars and the letters say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.agenda import Fit, Part, PlacedSlot, SlotLength, lay_out
from wip.domain.agenda_changes import changes
from wip.domain.bookings import Booking, clashes
from wip.domain.calendar import EntryStatus
from wip.domain.people import Actor
from wip.domain.publications import AGENDAS, AgendaMove, AgendaState, EntryKind
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room, fit_together
from wip.domain.sessions import SessionState
from wip.models import AgendaSlot, CalendarEntry, Publication, WipSession
from wip.queries.agendas import Commented, commenters_of, entries_of, publications_of, slots_of
from wip.queries.closed_papers import mask_unseen
from wip.services import agenda_letters
from wip.services.agenda_letters import Recipient, recipients
from wip.services.agendas import by_room, claim, length_of
from wip.services.calendar_documents import forget_session
from wip.services.calendar_entries import Told, note_publication, slot_told, told, write
from wip.services.histories import record
from wip.services.programmes import chairs_of, programme_of
from wip.services.room_entries import in_room
from wip.services.rooms import rooms_of


@dataclass(frozen=True)
class Laid:
    """A slot of the working copy on the clock, with everybody asked to comment."""

    slot: AgendaSlot
    length: SlotLength
    placed: PlacedSlot
    commenters: tuple[Commented, ...]


@dataclass(frozen=True)
class RoomDraft:
    """One room of the working copy laid out, and whether it fits."""

    room: Room
    laid: tuple[Laid, ...]
    fit: Fit

    @property
    def meter(self) -> list[Part]:
        """What the room's minutes are spent on."""
        return self.room.minutes.meter([each.length for each in self.laid])


@dataclass(frozen=True)
class Draft:
    """The working copy laid out, room by room."""

    parts: tuple[RoomDraft, ...]

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms in their order."""
        return tuple(part.room for part in self.parts)

    @property
    def laid(self) -> tuple[Laid, ...]:
        """The slots of all rooms."""
        return tuple(each for part in self.parts for each in part.laid)

    @property
    def fit(self) -> Fit:
        """Whether every room fits; what does not names its room."""
        return fit_together(self.rooms, [part.fit for part in self.parts])


@dataclass(frozen=True)
class Proposal:
    """What publishing would do: the entries by paper, what changes in words by paper, and whom it tells."""

    draft: Draft
    entries: Mapping[int, Told]
    changes: Mapping[int, tuple[str, ...]]
    is_first: bool
    told: tuple[Recipient, ...]

    @property
    def sentences(self) -> list[str]:
        """Every change, in the order of the agenda."""
        return [sentence for each in self.changes.values() for sentence in each]


def draft_of(session: Session, wip_session: WipSession, reader: int | None = None) -> Draft:
    """The working copy with its times, in UTC. Three statements, and one more where there are several rooms.

    For a page's `reader` (a person's id), papers closed to them are numbers alone.
    """
    rooms, slots = rooms_of(session, wip_session), slots_of(session, wip_session.id)
    mask_unseen(session, wip_session, (slot.paper for slot in slots), reader)
    commenters = commenters_of(session, [slot.paper_id for slot in slots])
    held = by_room(rooms, slots)
    return Draft(tuple(_laid(wip_session, room, held[room.sitting_id], commenters) for room in rooms))


def _laid(
    wip_session: WipSession,
    room: Room,
    slots: Sequence[AgendaSlot],
    commenters: Mapping[int, Sequence[Commented]],
) -> RoomDraft:
    lengths = [length_of(slot, wip_session) for slot in slots]
    placed = lay_out(room.starts_at, room.minutes, lengths)
    laid = tuple(
        Laid(slot, length, at, tuple(commenters.get(slot.paper_id, ())))
        for slot, length, at in zip(slots, lengths, placed, strict=True)
    )
    return RoomDraft(room, laid, room.minutes.fits(lengths))


def propose(session: Session, wip_session: WipSession, reader: int | None = None) -> Proposal:
    """What publishing now would change, and whom it would tell; writes nothing. As the page's `reader` may see it."""
    draft = draft_of(session, wip_session, reader)
    unseen = mask_unseen(session, wip_session, (), reader)
    rows = _slot_rows(session, wip_session)
    entries = {
        each.slot.paper_id: in_room(
            slot_told(wip_session, each.slot.paper, each.placed, each.commenters), draft.rooms, part.room
        )
        for part in draft.parts
        for each in part.laid
    }
    is_first = not publications_of(session, wip_session.id, 1)
    found: dict[int, tuple[str, ...]] = {}
    for paper_id, new in entries.items():
        row = rows.get(paper_id)
        said = changes(told(row).shown if row else None, new.shown, wip_session.zone, is_first=is_first)
        if said:
            found[paper_id] = tuple(said)
    for paper_id, row in rows.items():
        if paper_id not in entries and not row.cancelled:
            found[paper_id] = tuple(changes(told(row).shown, _cancelled(row).shown, wip_session.zone))
    concerned = [id_ for id_ in (entries if is_first else found) if id_ not in unseen]
    whom = recipients(session, wip_session, concerned, attendees=is_first)
    return Proposal(draft, entries, found, is_first, tuple(whom))


def _slot_rows(session: Session, wip_session: WipSession) -> dict[int, CalendarEntry]:
    rows = entries_of(session, wip_session.id)
    return {row.paper_id: row for row in rows if row.kind is EntryKind.SLOT and row.paper_id}


def _cancelled(row: CalendarEntry) -> Told:
    old = told(row)
    return Told(
        old.starts_at, old.turns_at, old.ends_at, old.title, EntryStatus.CANCELLED, old.join_link, old.texts
    )


def publish(session: Session, wip_session: WipSession, *, seen: int, by: Actor, now: datetime) -> Publication:
    """Publish the working copy. Raises Refusal for an agenda that is empty or does not fit, Stale when it changed.

    SEQUENCE rises once for each entry whose time, title, status or join link changes; papers that are no longer on
    the agenda stay in calendars as cancelled. Everybody is told the first time, afterwards those whom a change concerns.
    """
    if wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; its agenda can no longer be published.")
    state = AGENDAS.after(wip_session.agenda_state, AgendaMove.PUBLISH)
    was_public = wip_session.agenda_state is AgendaState.PUBLISHED
    claim(session, wip_session, seen, agenda_state=state)
    proposal = propose(session, wip_session)
    _refuse_unready(proposal.draft)
    if was_public and not proposal.changes:
        raise Refusal("Nothing differs from what is published.")
    _write_entries(session, wip_session, proposal, now)
    _write_programme(session, wip_session, proposal.draft)
    row = note_publication(
        session, wip_session, proposal.sentences or ["Published again, unchanged."], by=by, now=now
    )
    new = {"number": row.number, "changes": row.changes}
    record(session, by, "publish agenda", row, now, wip_session=wip_session, new=new)
    if proposal.is_first:
        agenda_letters.tell_first(session, wip_session, row, now)
    else:
        agenda_letters.tell_changed(session, wip_session, row, proposal.changes, now)
    forget_session(session, wip_session.id)
    return row


def _refuse_unready(draft: Draft) -> None:
    if not draft.laid:
        raise Refusal("Put at least one paper on the agenda first.")
    if not draft.fit.fits:
        raise Refusal(draft.fit.sentence)


def _write_entries(session: Session, wip_session: WipSession, proposal: Proposal, now: datetime) -> None:
    rows = _slot_rows(session, wip_session)
    for each in proposal.draft.laid:
        id_ = each.slot.paper_id
        row = rows.get(id_)
        uid = "" if row else each.slot.uid
        write(session, row, wip_session, EntryKind.SLOT, proposal.entries[id_], now, paper_id=id_, uid=uid)
    for id_, row in rows.items():
        if id_ not in proposal.entries and not row.cancelled:
            write(session, row, wip_session, EntryKind.SLOT, _cancelled(row), now, paper_id=id_)


def _write_programme(session: Session, wip_session: WipSession, draft: Draft) -> None:
    rooms = [(part.room, [each.length for each in part.laid]) for part in draft.parts]
    said = programme_of(rooms, chairs_of(session, wip_session.id))
    table = cast("sa.Table", WipSession.__table__)
    session.execute(sa.update(table).where(table.c.id == wip_session.id).values(programme=said))
    set_committed_value(wip_session, "programme", said)


def take_down(session: Session, wip_session: WipSession, *, seen: int, by: Actor, now: datetime) -> None:
    """Hide the published agenda again. Calendars show the session alone until it is published anew; nobody is told."""
    state = AGENDAS.after(wip_session.agenda_state, AgendaMove.TAKE_DOWN)
    claim(session, wip_session, seen, agenda_state=state)
    record(session, by, "take agenda down", wip_session, now, wip_session=wip_session)
    forget_session(session, wip_session.id)


def warnings_of(draft: Draft, wip_session: WipSession, needed: int) -> Sequence[str]:
    """What does not stand in the way of publishing but should be seen: provisional dates and places, few commenters."""
    found = []
    if wip_session.state is not SessionState.CONFIRMED:
        found.append(
            "The association office has not confirmed the date: calendars show every slot as provisional until it has."
        )
    if not wip_session.join_link:
        found.append("The join link is not there yet. Calendars get it as soon as you paste it.")
    found += clashes_of(draft, wip_session.zone)
    for each in draft.laid:
        accepted = sum(one.state.value == "accepted" for one in each.commenters)
        if each.slot.paper.state.value != "confirmed":
            found.append(
                f"The author of “{each.slot.paper.title}” has not confirmed yet: the slot is provisional."
            )
        if accepted < needed:
            found.append(f"“{each.slot.paper.title}” has {accepted} of {needed} commenters.")
    return found


def clashes_of(draft: Draft, zone: str) -> list[str]:
    """Who would have to be in two rooms at once, in words; commenters count from when they are asked."""
    return clashes((one for part in draft.parts for each in part.laid for one in _bookings(part, each)), zone)


def _bookings(part: RoomDraft, each: Laid) -> Iterator[Booking]:
    slot = (each.slot.paper.title, part.room.name, each.placed.starts_at, each.placed.ends_at)
    for author in each.slot.paper.authors:
        if author.person_id is not None:
            yield Booking(author.person_id, author.name, "presents", *slot)
    for one in each.commenters:
        yield Booking(one.person.id, one.person.called, "comments on", *slot)
