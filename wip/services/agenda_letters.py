"""Letters about a published agenda: to whom, with their own times, one a person a publication."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.change_subjects import is_of_links, subject_of
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.papers import PRESENTING
from wip.domain.programme_changes import Chaired, chairing
from wip.domain.publications import EntryKind
from wip.domain.sessions import SessionState
from wip.domain.zones import in_zone, show, show_span
from wip.models import CalendarEntry, Call, LetterPaper, Paper, Person, Publication, WipSession
from wip.queries.agendas import attendees_of, commenters_of, entries_of, people_at, presenters_of
from wip.queries.people import leaders_of
from wip.services.letters import tell
from wip.services.moved_dates import OwnNews
from wip.services.people import feed_link, feed_of
from wip.services.rooms import dates_of, links_of, rooms_of_row

_TO_DO = {
    False: "if this letter brings an invitation, its last lines say whether to answer it. A calendar that you subscribed to "
    "shows the change by itself, though some programs look only once a day; with both, each entry shows twice. Its address, "
    "for you alone:",
    True: "sign in on the run of show when it begins; it keeps the clock, and you can try it out before. All your dates are "
    "in a calendar to subscribe to; if you accept invitations by mail too, each entry shows twice. Its address, for you alone:",
}
"""What a letter of changes asks for, with the calendar's address behind it; of somebody who chairs a room from now on."""

_FIRST = {
    True: "accept the invitation, if your mail program shows one with this letter, or subscribe to your calendar; either "
    "follows every change, and with both each entry shows twice. The address is yours alone; please do not pass it on:",
    False: "nothing, if you have accepted an invitation to the session or subscribed to your calendar: it follows every "
    "change, and with both each entry shows twice. The address is yours alone; please do not pass it on:",
}
"""What the letter of the first publishing asks for; of somebody who has a time or a room of their own from now on."""


@dataclass
class Recipient:
    """Somebody to be told: what they do (for the page), and the papers through which the agenda concerns them.

    `news` is what concerns them besides: that they chair a room, which they may do anew, or no longer do.
    """

    person: Person
    parts: list[str] = field(default_factory=list)
    presents: list[int] = field(default_factory=list)
    reads: list[int] = field(default_factory=list)
    news: list[str] = field(default_factory=list)
    chairs_anew: bool = False


def recipients(
    session: Session,
    wip_session: WipSession,
    paper_ids: Collection[int],
    *,
    attendees: bool,
    chairs: Collection[int] = (),
    unread: Collection[int] = (),
) -> list[Recipient]:
    """Presenters and commenters of these papers, these chairs (people's ids), and attendees if asked; each person once.

    Who comments on a paper that is `unread` is left out: for a page whose reader may not know.
    """
    found: dict[int, Recipient] = {}

    def of(person: Person) -> Recipient:
        return found.setdefault(person.id, Recipient(person))

    for paper_id, people in presenters_of(session, paper_ids).items():
        for person in people:
            of(person).presents.append(paper_id)
    read = [paper_id for paper_id in paper_ids if paper_id not in unread]
    for paper_id, asked in commenters_of(session, read).items():
        for each in asked:
            if each.state is CommissionState.ACCEPTED:
                of(each.person).reads.append(paper_id)
    for one in found.values():
        one.parts += ["presenter"] * bool(one.presents) + ["commenter"] * bool(one.reads)
    for person in people_at(session, chairs):
        of(person).parts.append("chair")
    for person in attendees_of(session, wip_session.id) if attendees else ():
        of(person).parts.append("attendee")
    return list(found.values())


def tell_first(session: Session, wip_session: WipSession, row: Publication, now: datetime) -> int:
    """The agenda is published for the first time: everybody who takes part hears. Returns how many."""
    slots = slots_of(session, wip_session)
    chairs = chairing(wip_session.programme)
    told = recipients(session, wip_session, list(slots), attendees=True, chairs=chairs)
    return _tell(session, LetterKind.AGENDA_PUBLISHED, wip_session, row, told, slots, {}, now)


def tell_changed(
    session: Session,
    wip_session: WipSession,
    row: Publication,
    changes: Mapping[int, Sequence[str]],
    chairs: Sequence[Chaired],
    now: datetime,
    *,
    told_elsewhere: Collection[int] = (),
) -> int:
    """Slots changed, by paper, or who chairs: those concerned hear what changed for them. Returns how many.

    Presenters of papers `told_elsewhere` are left out, unless something else concerns them.
    """
    slots = slots_of(session, wip_session)
    concerned = {one.person_id for one in chairs}
    every = recipients(session, wip_session, list(changes), attendees=False, chairs=concerned)
    told = [
        one
        for one in every
        if one.reads or one.person.id in concerned or not {*one.presents} <= {*told_elsewhere}
    ]
    for one in told:
        mine = [each for each in chairs if each.person_id == one.person.id]
        one.chairs_anew = any(not each.own_end for each in mine)
        seats = {each.sitting_id for each in mine if not each.own_end}
        one.news += [
            *chair_lines(wip_session, one.person.id, seats),
            *(each.own_end for each in mine if each.own_end),
        ]
    return _tell(session, LetterKind.AGENDA_CHANGED, wip_session, row, told, slots, changes, now)


def tell_all(
    session: Session,
    wip_session: WipSession,
    row: Publication,
    changes: Sequence[str],
    now: datetime,
    *,
    of_slots: Mapping[int, Sequence[str]],
    own: OwnNews,
    only: Collection[int | None] | None = None,
) -> int:
    """The session itself changed: everybody who takes part hears. Returns how many.

    Where `only` these rooms changed (sittings' ids), those who have to do in them and the audience do. `of_slots` is what
    changed besides for the people of a paper, `own` for presenters and commenters.
    """
    slots = slots_of(session, wip_session)
    here = [id_ for id_, slot in slots.items() if only is None or slot.facts.get("sitting") in only]
    # Whose paper has left hears nothing more.
    where: sa.ColumnElement[bool] = Paper.id.in_(here)
    if only is None:  # whoever was told of a place, and of its date, has one though no time is published yet
        where = sa.or_(where, sa.and_(Paper.wip_session_id == wip_session.id, Paper.id.not_in(slots)))
    staying = session.scalars(sa.select(Paper.id).where(where, Paper.state.in_(PRESENTING)))
    chairs = chairing(wip_session.programme) if only is None else _chairing_in(wip_session, only)
    told = recipients(session, wip_session, list(staying), attendees=True, chairs=chairs)
    for one in told:
        rooms = {int(slots[id_].facts.get("sitting") or 0) if id_ in slots else 0 for id_ in one.reads}
        one.news += [*own.presenters] * bool(one.presents) + own.of_readers(rooms)
    if not changes:  # nothing but dates of their own
        told = [one for one in told if one.news]
    said = {**of_slots, 0: [*changes, *_of_moved(wip_session, changes)]}
    return _tell(session, LetterKind.AGENDA_CHANGED, wip_session, row, told, slots, said, now)


def _chairing_in(wip_session: WipSession, sittings: Collection[int | None]) -> set[int]:
    named = (wip_session.programme or {}).get("chairs", ())
    return {person_id for sitting, person_id, *_ in named if (sitting or None) in sittings}


def _of_moved(wip_session: WipSession, changes: Sequence[str]) -> list[str]:
    """What is not certain yet of a new date: whether it stays, and whether the way in does."""
    if wip_session.state is SessionState.CONFIRMED or not any(
        each.startswith("The session moves") for each in changes
    ):
        return []
    found = ["The new date is provisional until the association office has confirmed it."]
    if wip_session.join_link:
        found.append("The join link is that of the old date: it may change, and you hear of it if it does.")
    return found


def _provisional(kind: LetterKind, wip_session: WipSession) -> list[str]:
    """Calendars show a date that is not certain as such; the first letter says why."""
    if kind is not LetterKind.AGENDA_PUBLISHED or wip_session.state is SessionState.CONFIRMED:
        return []
    several = len(rooms_of_row(wip_session)) > 1
    are, them = ("The dates are", "them") if several else ("The date is", "it")
    return [f"{are} provisional until the association office has confirmed {them}; calendars say so too."]


def slots_of(session: Session, wip_session: WipSession) -> dict[int, CalendarEntry]:
    """The published slots, cancelled ones too, by paper."""
    rows = entries_of(session, wip_session.id)
    return {row.paper_id: row for row in rows if row.kind is EntryKind.SLOT and row.paper_id}


def _tell(
    session: Session,
    kind: LetterKind,
    wip_session: WipSession,
    row: Publication,
    told: Sequence[Recipient],
    slots: Mapping[int, CalendarEntry],
    changes: Mapping[int, Sequence[str]],
    now: datetime,
) -> int:
    call = session.scalar(sa.select(Call).where(Call.wip_session_id == wip_session.id))
    contact = (call.contact if call else "") or wip_session.section.contact_email
    leaders = {person.id for person in leaders_of(session, wip_session.section_id)}
    for one in told:
        with_slot = {*one.presents, *one.reads} & slots.keys()
        about = [0, *sorted(with_slot, key=lambda id_: (slots[id_].starts_at, id_))]
        said = [*(sentence for id_ in about for sentence in changes.get(id_, ())), *one.news]
        seats = [line for line in chair_lines(wip_session, one.person.id) if line not in one.news]
        mine = [*own_lines(one, slots, wip_session.zone), *seats]
        letter = tell(
            session,
            kind,
            one.person,
            f"publication:{row.id}",
            now,
            facts={
                "session_title": wip_session.title,
                "section": wip_session.section.name,
                "session_date": dates_of(wip_session),
                "heading": subject_of(said, wip_session.title),
                "changes": said,
                "lines": [
                    *mine,
                    *_without_time(one, slots),
                    *_not_placed(session, one, slots),
                    *_provisional(kind, wip_session),
                ],
                "programme": programme_of(slots, wip_session.zone),
                "join_link": wip_session.join_link,
                "room_links": links_of(wip_session),
                "contact": contact,
                "to_do": _FIRST[bool(mine)]
                if kind is LetterKind.AGENDA_PUBLISHED
                else _TO_DO[one.chairs_anew],
                "is_asked": one.person.id not in leaders and not is_of_links(said),
            },
            links={
                "feed": feed_link(feed_of(session, one.person, now)),
                "session": page(f"/sessions/{wip_session.slug}/"),
            }
            | ({"show": page(f"/manage/{wip_session.slug}/show/")} if one.chairs_anew else {}),
            wip_session=wip_session,
        )
        if letter is not None:
            # Whoever may not see one of the papers of their own lines does not see the letter.
            for paper_id in {*one.presents, *one.reads}:
                session.merge(LetterPaper(letter_id=letter.id, paper_id=paper_id))
    session.flush()
    return len(told)


def own_lines(one: Recipient, slots: Mapping[int, CalendarEntry], zone: str) -> list[str]:
    """The person's own times, a sentence for each slot that is not cancelled, by its hour; on their own clock too where they told it."""
    mine = [("present", id_) for id_ in one.presents] + [("comment on", id_) for id_ in one.reads]
    lines = []
    for verb, id_ in mine:
        if id_ in slots and not slots[id_].cancelled:
            slot, focus = slots[id_], slots[id_].facts.get("focus_pages")
            pages = f" Pages to read first: {focus}." if focus and verb != "present" else ""
            said = f"{_place(slot, zone, one.person.zone)}. Comments begin at {_turn(slot, zone)}.{pages}"
            lines.append((slot.starts_at, f"You {verb} “{slot.title}”: {said}"))
    return [line for _, line in sorted(lines, key=lambda each: each[0])]


def _without_time(one: Recipient, slots: Mapping[int, CalendarEntry]) -> list[str]:
    """What becomes of those whose paper has left the agenda, but not the session."""
    gone = [(id_, slots[id_]) for id_ in (*one.presents, *one.reads) if id_ in slots and slots[id_].cancelled]
    still = "You still take part in the session."
    return [
        f"“{slot.title}” has no time on the agenda any more.{f' {still}' if id_ in one.presents else ''}"
        for id_, slot in gone
    ]


def _not_placed(session: Session, one: Recipient, slots: Mapping[int, CalendarEntry]) -> list[str]:
    """What they are to know whose paper has a place and was never on a published agenda; one statement where there are such."""
    ids = [id_ for id_ in (*one.presents, *one.reads) if id_ not in slots]
    titles = session.scalars(sa.select(Paper.title).where(Paper.id.in_(ids)).order_by(Paper.number))
    return [f"“{title}” has no time on the agenda yet." for title in titles] if ids else []


def chair_lines(
    wip_session: WipSession, person_id: int, only: Collection[int | None] | None = None
) -> list[str]:
    """The rooms that the person chairs by the published programme, a sentence each; of these rooms `only`."""
    chaired = {
        sitting or None
        for sitting, id_, *_ in (wip_session.programme or {}).get("chairs", ())
        if id_ == person_id
    }
    return [
        f"You chair {room.name or 'the session'}: {show_span(room.starts_at, room.ends_at, wip_session.zone)}."
        for room in rooms_of_row(wip_session)
        if room.sitting_id in chaired and (only is None or room.sitting_id in only)
    ]


def programme_of(slots: Mapping[int, CalendarEntry], zone: str) -> list[str]:
    """The agenda, a line a slot."""
    live = sorted((slot for slot in slots.values() if not slot.cancelled), key=lambda slot: slot.starts_at)
    # The clock alone says enough while everything lies on one day.
    dated = len({in_zone(slot.starts_at, zone).date() for slot in live if slot.facts.get("room")}) > 1
    return [
        f"{_start(slot, zone, dated=dated)} “{slot.title}”, {', '.join(name for name, _ in slot.facts['authors'])}"
        for slot in live
    ]


def _start(slot: CalendarEntry, zone: str, *, dated: bool) -> str:
    at = show(slot.starts_at, zone) if dated else f"{in_zone(slot.starts_at, zone):%H:%M}"
    return f"{at}, {slot.facts['room']}:" if slot.facts.get("room") else at


def _place(slot: CalendarEntry, zone: str, reader_zone: str | None) -> str:
    span = show_span(slot.starts_at, slot.ends_at, zone, reader_zone)
    return f"{span}, {slot.facts['room']}" if slot.facts.get("room") else span


def _turn(slot: CalendarEntry, zone: str) -> str:
    return f"{in_zone(slot.turns_at, zone):%H:%M}"
