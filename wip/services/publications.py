"""Publishing the agenda: the working copy becomes what the public, the calendars and the letters say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.agenda_changes import changes, discreet_changes, mark
from wip.domain.agenda_clashes import Clash
from wip.domain.calendar import EntryStatus
from wip.domain.people import Actor
from wip.domain.programme_changes import Chaired, chair_changes, frame_changes
from wip.domain.publications import AGENDAS, AgendaMove, AgendaState, EntryKind
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import CalendarEntry, Publication, WipSession
from wip.queries.agendas import entries_of, publications_of
from wip.queries.closed_papers import Closed, closed_in, hidden_title
from wip.services import agenda_letters
from wip.services.agenda_drafts import Draft, draft_of, masked
from wip.services.agenda_letters import Recipient, recipients
from wip.services.calendar_documents import forget_person, forget_session
from wip.services.calendar_entries import Told, note_publication, slot_told, told, touch, write
from wip.services.calendars import rooms_published
from wip.services.histories import record
from wip.services.programmes import chairs_of, programme_of
from wip.services.room_entries import dated, in_room, published_in
from wip.services.working_agendas import claim

__all__ = ["Draft", "Proposal", "draft_of", "propose", "publish", "take_down", "warnings_of"]


@dataclass(frozen=True)
class Proposal:
    """What publishing would do: the entries by paper, what changes in words by paper and around them, and whom it tells.

    `published` is what is out now, by paper; `programme` what would be stored beside the slots. It `hides` somebody whom it would
    tell where their part is closed to the reader.
    """

    draft: Draft
    entries: Mapping[int, Told]
    published: Mapping[int, Told]
    changes: Mapping[int, tuple[str, ...]]
    frame: tuple[str, ...]
    chairs: tuple[Chaired, ...]
    programme: Mapping[str, Any]
    is_first: bool
    told: tuple[Recipient, ...]
    hides: bool = False

    @property
    def sentences(self) -> list[str]:
        """Every change: slots in the order of the agenda, then what lies around them, then who chairs."""
        slots = [sentence for each in self.changes.values() for sentence in each]
        return [*slots, *self.frame, *(one.sentence for one in self.chairs)]

    @property
    def rooms(self) -> set[int | None]:
        """The sittings in which there is a paper; None for the session's own room."""
        return {part.room.sitting_id for part in self.draft.parts if part.laid}

    def marks(self, zone: str) -> dict[int, str]:
        """By paper, how its row differs from what is published; nothing before the first publication."""
        if self.is_first:
            return {}
        found = {
            id_: mark(self.published[id_].shown if id_ in self.published else None, new.shown, zone)
            for id_, new in self.entries.items()
        }
        return {id_: words for id_, words in found.items() if words}


def propose(
    session: Session, wip_session: WipSession, reader: int | None = None, *, names_people: bool = True
) -> Proposal:
    """What publishing now would change; writes nothing. As the page's `reader` may see it.

    Whom it would tell is left out unless it `names_people`: that takes statements that a page with counts alone can spare.
    """
    draft, closed = draft_of(session, wip_session), closed_in(session, wip_session, reader)
    rows = _slot_rows(session, wip_session)
    published = {id_: told(row) for id_, row in rows.items()}
    entries = {
        each.slot.paper_id: in_room(
            slot_told(wip_session, each.slot.paper, each.placed, each.commenters), draft.rooms, part.room
        )
        for part in draft.parts
        for each in part.laid
    }
    held = published_in(draft.rooms, {**published, **entries}.values())
    entries = {
        each.slot.paper_id: dated(entries[each.slot.paper_id], part.room, held)
        for part in draft.parts
        for each in part.laid
    }
    is_first = not publications_of(session, wip_session.id, 1)
    found = _said(wip_session, entries, rows, closed, is_first=is_first)
    # Compared as it is; only what is said of it is for the reader.
    names = {id_: row.facts.get("commenters", ()) for id_, row in rows.items() if _is_out(wip_session, row)}
    draft = masked(draft, closed, names)
    meant = list(entries if is_first else found)
    concerned = [id_ for id_ in meant if id_ not in closed.unseen]
    chairs = chairs_of(session, wip_session.id)
    rooms = [(part.room, [each.length for each in part.laid]) for part in draft.parts]
    before, programme = wip_session.programme or {}, programme_of(rooms, chairs)
    chaired = chair_changes(before, programme, draft.rooms)
    seats = {one.person_id for one in chaired}
    whom = (
        recipients(session, wip_session, concerned, attendees=is_first, chairs=seats, unread=closed.papers)
        if names_people
        else ()
    )
    return Proposal(
        draft,
        entries,
        published,
        found,
        tuple(frame_changes(before, programme, draft.rooms, wip_session.zone)),
        tuple(chaired),
        programme,
        is_first,
        tuple(whom),
        hides=not closed.papers.isdisjoint(meant),
    )


def _said(
    wip_session: WipSession,
    entries: Mapping[int, Told],
    rows: Mapping[int, CalendarEntry],
    closed: Closed,
    *,
    is_first: bool,
) -> dict[int, tuple[str, ...]]:
    """What changes, in words by paper; of what is closed no more than when and where it lies."""
    shown = {id_: told(row).shown for id_, row in rows.items()}
    leaving = {id_: _cancelled(row) for id_, row in rows.items() if id_ not in entries and not row.cancelled}
    found = {}
    for paper_id, new in {**entries, **leaving}.items():
        pair = (shown.get(paper_id), new.shown, wip_session.zone)
        if paper_id in closed.unseen:
            said = discreet_changes(*pair, hidden_title(new.texts["number"]), is_first=is_first)
        else:
            said = changes(*pair, is_first=is_first)
        if said:
            found[paper_id] = tuple(said)
    return found


def _is_out(wip_session: WipSession, row: CalendarEntry) -> bool:
    return wip_session.agenda_state is AgendaState.PUBLISHED and not row.cancelled


def _slot_rows(session: Session, wip_session: WipSession) -> dict[int, CalendarEntry]:
    rows = entries_of(session, wip_session.id)
    return {row.paper_id: row for row in rows if row.kind is EntryKind.SLOT and row.paper_id}


def _cancelled(row: CalendarEntry) -> Told:
    old = told(row)
    return Told(
        old.starts_at, old.turns_at, old.ends_at, old.title, EntryStatus.CANCELLED, old.join_link, old.texts
    )


def publish(
    session: Session,
    wip_session: WipSession,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    told_elsewhere: Collection[int] = (),
) -> Publication:
    """Publish the working copy. Raises Refusal for an agenda that is empty or does not fit, Stale when it changed.

    SEQUENCE rises once for each entry whose time, title, status or join link changes; papers that are no longer on
    the agenda stay in calendars as cancelled. Everybody is told the first time, afterwards those whom a change concerns, but for the
    presenters of papers `told_elsewhere`, who have a letter of their own in the same moment.
    """
    if wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; its agenda can no longer be published.")
    state = AGENDAS.after(wip_session.agenda_state, AgendaMove.PUBLISH)
    was_public = wip_session.agenda_state is AgendaState.PUBLISHED
    claim(session, wip_session, seen, agenda_state=state)
    proposal = propose(session, wip_session)
    _refuse_unready(proposal.draft)
    if was_public and not proposal.sentences:
        raise Refusal("Nothing differs from what is published.")
    _write_entries(session, wip_session, proposal, now)
    rooms_published(session, wip_session, proposal.rooms, now)
    _write_programme(session, wip_session, dict(proposal.programme))
    row = note_publication(
        session, wip_session, proposal.sentences or ["Published again, unchanged."], by=by, now=now
    )
    new = {"number": row.number, "changes": row.changes}
    record(session, by, "publish agenda", row, now, wip_session=wip_session, new=new)
    if proposal.is_first:
        agenda_letters.tell_first(session, wip_session, row, now)
    else:
        changed = (proposal.changes, proposal.chairs, now)
        agenda_letters.tell_changed(session, wip_session, row, *changed, told_elsewhere=told_elsewhere)
    touch(session, wip_session, now)
    forget_session(session, wip_session.id)
    for person_id in {one.person_id for one in proposal.chairs}:
        forget_person(session, person_id, now)
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


def _write_programme(session: Session, wip_session: WipSession, programme: dict[str, Any]) -> None:
    table = cast("sa.Table", WipSession.__table__)
    session.execute(sa.update(table).where(table.c.id == wip_session.id).values(programme=programme))
    set_committed_value(wip_session, "programme", programme)


def take_down(session: Session, wip_session: WipSession, *, seen: int, by: Actor, now: datetime) -> None:
    """Hide the published agenda again. Calendars show the session alone until it is published anew; nobody is told."""
    state = AGENDAS.after(wip_session.agenda_state, AgendaMove.TAKE_DOWN)
    claim(session, wip_session, seen, agenda_state=state)
    record(session, by, "take agenda down", wip_session, now, wip_session=wip_session)
    touch(session, wip_session, now)
    forget_session(session, wip_session.id)


def warnings_of(
    draft: Draft,
    wip_session: WipSession,
    needed: int,
    clashes: Sequence[Clash] = (),
    more: Sequence[str] = (),
) -> Sequence[str]:
    """What does not stand in the way of publishing but should be seen: provisional dates and places, few commenters.

    `more` is what is known besides: wishes that are not kept, and who cannot come.
    """
    found = []
    if wip_session.state is not SessionState.CONFIRMED:
        found.append(
            "The association office has not confirmed the date: calendars show every slot as provisional until it has."
        )
    if not wip_session.join_link:
        found.append("The join link is not there yet. Calendars get it as soon as you paste it.")
    found += [*(clash.sentence for clash in clashes), *more]
    for each in draft.laid:
        accepted = sum(one.state.value == "accepted" for one in each.commenters)
        if each.slot.paper.state.value != "confirmed":
            found.append(
                f"The author of “{each.slot.paper.title}” has not confirmed yet: the slot is provisional."
            )
        if accepted < needed and not each.is_closed:
            found.append(f"“{each.slot.paper.title}” has {accepted} of {needed} commenters.")
    return found
