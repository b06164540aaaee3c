"""What each entry of a calendar says, to the public and to the person whose calendar it is."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from wip.adapters.addresses import normalised
from wip.domain.calendar import Classification, Entry, EntryStatus, SlotText, slot_text
from wip.domain.guidelines import share_of
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.domain.zones import show, show_span
from wip.queries.calendar_sections import SectionFacts
from wip.queries.calendars import EntryRow, Event
from wip.queries.guidelines import Version
from wip.services.calendar_entries import has_moved
from wip.services.calendar_places import MEETING, location, part_of, place
from wip.services.plan_entries import Part, words_for

_MOMENT = timedelta(minutes=15)

HEARD = "Comments on “{title}”"

_HALVES = {
    Part.PRESENTS: ("You present “{title}”", "You hear comments on “{title}”"),
    Part.READS: ("“{title}” is presented", "You comment on “{title}”"),
    Part.STANDS_BY: ("“{title}” is presented", "You stand by for “{title}”"),
}


def public_slot(row: EntryRow, about: Event, base_url: str) -> Entry:
    """A slot for everybody: without the join link, and leaving the reader's time free."""
    text = _slot_text(row, about, base_url, notes=_abstract(row))
    return _entry(
        row, about, row.title, text, f"{_page(about, base_url)}#paper-{row.facts['number']}", busy=False
    )


def public_session(row: EntryRow, about: Event, base_url: str) -> Entry:
    """The session where its agenda is not out, not yet or no longer."""
    page = _page(about, base_url)
    text = f"{_held(row, about)}.\n\nThe agenda shows here as soon as it is published.\n\n{page}"
    return _entry(row, about, row.title, text, page, busy=False)


def halved(row: EntryRow, whole: Entry, titles: tuple[str, str]) -> list[Entry]:
    """A slot as two entries: its paper presented, and its comments. A half without minutes has none.

    Their UIDs are made of the slot's, and they have a SEQUENCE of their own: the turn between them may move alone.
    """
    halves = (
        ("presented", titles[0], row.starts_at, row.turns_at),
        ("comments", titles[1], row.turns_at, row.ends_at),
    )
    return [
        replace(
            whole,
            uid=str(uuid5(UUID(row.uid), half)),
            part_of=row.uid,
            sequence=row.halves_sequence,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for half, title, starts_at, ends_at in halves
        if ends_at > starts_at
    ]


def own_halves(row: EntryRow, part: Part) -> tuple[str, str]:
    """The titles of a slot's two entries in somebody's own calendar."""
    first, second = _HALVES[part]
    return first.format(title=row.title), second.format(title=row.title)


def own_slot(row: EntryRow, about: Event, base_url: str, part: Part, guidelines: Version) -> Entry:
    """A slot in the calendar of its presenter or of one of its commenters, with what is asked of them.

    New guidelines make new words and a later change, never another SEQUENCE: nothing that was planned has moved.
    """
    speaks = 0
    title = slot_title(row.title, part)
    if part is Part.PRESENTS:
        notes = _asked(row, guidelines)
    else:
        notes = _reading(row, guidelines)
        if part is Part.READS and guidelines.guideline.shares:
            speaks = share_of(_minutes(row.ends_at - row.turns_at))
    boxes = [] if part is Part.PRESENTS else _boxes(about, base_url)
    notes = [*notes, *boxes, *_contact(about)]
    text = _slot_text(row, about, base_url, join=True, speaks=speaks, notes=notes)
    page = f"{_page(about, base_url)}#paper-{row.facts['number']}"
    entry = _private(row, about, title, text, page, busy=True)
    return replace(entry, worded_at=max(row.changed_at, guidelines.made_at or row.changed_at))


def slot_title(title: str, part: Part) -> str:
    """What a slot is called in the calendar of somebody with this part in it."""
    return _HALVES[part][part is not Part.PRESENTS].format(title=title)


def own_date(
    row: EntryRow,
    about: Event,
    base_url: str,
    parts: Iterable[Part],
    chaired: Sequence[str] = (),
    *,
    busy: bool = True,
    lineup: Sequence[str] = (),
    papers: Sequence[str] = (),
    slots: Sequence[str] = (),
) -> Entry | None:
    """The session, or one of its dates, as it concerns somebody with these parts; None where it does not.

    `chaired` are the names of the rooms that they chair, where the session has several; `papers` the titles of what they
    present or read. Where a slot of their own takes up their time, the session beside it is not `busy`: nothing is booked
    twice; `slots` are what such entries are called, where this one is to name them. The published `lineup` is for whoever runs the session.
    """
    parts, page = tuple(parts), _page(about, base_url)
    whole = [f"The whole session. Beside it in your calendar: {'; '.join(slots)}."] if slots else []
    # A reviewer reads beforehand, and need not come.
    comes = [part for part in parts if part is not Part.REVIEWS]
    if row.kind in {EntryKind.SESSION, EntryKind.SITTING} and (comes or slots):
        said: list[str] = whole + [each for each in parts if each is not Part.CHAIRS or not chaired]
        said += [f"You chair {room}." for room in chaired]
        said += _running(about, base_url, parts, lineup)
        when = [f"{_held(row, about)}.", *_ways_in(row, about)]
        text = "\n".join([*when, "", *said, *_boxes(about, base_url), *_contact(about), "", page])
        return _private(
            row, about, row.title if row.kind is EntryKind.SITTING else about.title, text, page, busy=busy
        )
    words = words_for(row, about, base_url, parts, papers)
    return _private(row, about, *words, busy=False, join=False) if words else None


def public_deadline(row: EntryRow, about: Event, base_url: str) -> Entry:
    """The call's deadline, for anybody who means to submit."""
    page = f"{_page(about, base_url)}call"
    due = show(row.ends_at, about.deadline_zone)
    text = f"Papers for {about.title} ({about.sections}) are due {due}.\n\n{page}"
    return _entry(row, about, f"Papers are due: {row.title}", text, page, busy=False)


def welcome(uid: str, at: datetime, base_url: str, organizer: str) -> Entry:
    """The one entry of a calendar with nothing in it."""
    return Entry(
        **_beginning(uid, at),
        title="Your Works-in-Progress calendar works",
        text=f"Nothing is in it yet. What you present, comment on or attend shows here.\n\n{base_url}/me/",
        organizer_name="Works in Progress",
        organizer_email=organizer,
        classification=Classification.PRIVATE,
    )


def nothing_announced(uid: str, about: SectionFacts, base_url: str) -> Entry:
    """The one entry of the calendar of a section that announces no session."""
    page = f"{base_url}/sections/{about.slug}/"
    return Entry(
        **_beginning(uid, about.created_at),
        title=f"The calendar of {about.name} works",
        text=f"No session is announced. What the section announces shows here.\n\n{page}",
        url=page,
        organizer_name=about.name,
        organizer_email=about.contact,
    )


def _beginning(uid: str, at: datetime) -> dict[str, Any]:
    """What the entry of an empty calendar says of itself: it lies where the calendar began."""
    ends_at = at.replace(microsecond=0) + _MOMENT
    moments = {"created_at": at, "changed_at": at, "starts_at": at, "ends_at": ends_at}
    return {"uid": uid, "sequence": 0, **moments, "busy": False, "categories": ("Works in Progress",)}


def _page(about: Event, base_url: str) -> str:
    return f"{base_url}/sessions/{about.slug}/"


def _held(row: EntryRow, about: Event) -> str:
    return f"{about.sections}, {show_span(row.starts_at, row.ends_at, about.zone)}"


def _running(about: Event, base_url: str, parts: Iterable[Part], lineup: Sequence[str]) -> list[str]:
    """What whoever chairs or leads has at hand when the session takes place."""
    if not _is_out(about) or not {Part.CHAIRS, Part.LEADS} & set(parts):
        return []
    clock = f"Run of show: {base_url}/manage/{about.slug}/show/"
    return [clock, *(["", "Line-up:", *lineup] if lineup else [])]


def _ways_in(row: EntryRow, about: Event) -> list[str]:
    """How to join, for participants: one link, or one for each room that begins together."""
    rooms = row.facts.get("rooms", ())
    if row.cancelled:
        return []
    if not rooms:
        return [f"Join: {_link(row, about)}"] if _link(row, about) else []
    if len({link for _, _, link, _ in rooms}) == 1:
        names = [name for _, name, _, _ in rooms]
        join = [f"Join: {about.join_link}"] if about.join_link else []
        return [*join, f"Rooms: {', '.join(names[:-1])} and {names[-1]}"]
    return [f"Join {name}: {link or 'the link is not there yet'}" for _, name, link, _ in rooms]


def answers_to(about: Event) -> str:
    """The organizer's address: the call's own for questions where it is one, else the section's."""
    return about.contact if _is_address(about.contact) else about.section_email


@lru_cache(maxsize=256)
def _is_address(contact: str) -> bool:
    return normalised(contact) is not None


def called_off(row: EntryRow, about: Event, page: str) -> str:
    """The whole text of a cancelled entry: that it is off, when it would have been, and whom to ask."""
    if has_moved(row):
        at = show_span(row.starts_at, row.ends_at, about.zone)
        said = f"Moved, from {at} to the time of {about.title} itself, which has an entry of its own."
    elif row.kind not in MEETING:
        said = "Cancelled. This date no longer holds; there is nothing to do for it."
    else:
        part = f", in {about.title}" if row.kind is EntryKind.SLOT else ""
        said = f"Cancelled. It would have been {show_span(row.starts_at, row.ends_at, about.zone)}{part}."
    return "\n".join([said, *_contact(about), "", page])


def _link(row: EntryRow, about: Event) -> str:
    """The way in: the room's own where the session has several; none to what is cancelled."""
    if row.cancelled:
        return ""
    return str(row.facts["join_link"]) if row.facts.get("room") else about.join_link


def _boxes(about: Event, base_url: str) -> list[str]:
    """Where those who listen write to the authors; an address that says nothing of whose calendar it stands in."""
    return ["", f"Your feedback in writing: {_page(about, base_url)}feedback"] if _is_out(about) else []


def _is_out(about: Event) -> bool:
    return about.agenda_state is AgendaState.PUBLISHED and about.state is not SessionState.CANCELLED


def _contact(about: Event) -> list[str]:
    return ["", f"Questions: {about.contact}"]


def _abstract(row: EntryRow) -> list[str]:
    return ["", row.facts["abstract"]] if row.facts.get("abstract") else []


def _reading(row: EntryRow, guidelines: Version) -> list[str]:
    """What a commenter reads before, and is asked to do."""
    found = []
    if row.facts.get("focus_pages"):
        found.append(f"Pages to read first: {row.facts['focus_pages']}")
    if row.facts.get("questions"):
        found.append(f"The author’s questions: {row.facts['questions']}")
    return [*found, *([""] if found else []), *_asked(row, guidelines)]


def _asked(row: EntryRow, guidelines: Version) -> list[str]:
    asked = guidelines.guideline.fitted(
        _minutes(row.ends_at - row.turns_at), _minutes(row.turns_at - row.starts_at)
    )
    return [f"{asked.title}:", *(f"- {line}" for line in asked.lines), ""]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _slot_text(
    row: EntryRow, about: Event, base_url: str, *, notes: list[str], join: bool = False, speaks: int = 0
) -> str:
    names = [name for name, _ in row.facts.get("authors", ())]
    return slot_text(
        SlotText(
            part_of=part_of(row, about),
            page_url=_page(about, base_url),
            presenters=" and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names),
            starts_at=row.starts_at,
            turns_at=row.turns_at,
            ends_at=row.ends_at,
            zone=about.zone,
            commenters=tuple(row.facts.get("commenters", ())),
            place=place(row, about),
            join_url=_link(row, about) if join else "",
            several=len(names) > 1,
            speaks=speaks,
            notes=tuple(notes),
        )
    )


def _private(
    row: EntryRow, about: Event, title: str, text: str, url: str, *, busy: bool, join: bool = True
) -> Entry:
    link = (_link(row, about) or None) if join else None
    return _entry(row, about, title, text, url, busy=busy, join=link, to=Classification.PRIVATE)


def _entry(
    row: EntryRow,
    about: Event,
    title: str,
    text: str,
    url: str,
    *,
    busy: bool,
    join: str | None = None,
    to: Classification = Classification.PUBLIC,
) -> Entry:
    own = EntryStatus.CANCELLED if row.cancelled else EntryStatus(row.facts["status"])
    is_off = own is EntryStatus.CANCELLED
    return Entry(
        uid=row.uid,
        sequence=row.sequence,
        created_at=row.created_at,
        changed_at=row.changed_at,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        title=title,
        text=called_off(row, about, url) if is_off else text,
        url=url,
        status=own,
        busy=busy,
        categories=("Works in Progress", about.title),
        organizer_name=about.organizer,
        organizer_email=answers_to(about),
        location=location(row),
        join_url=None if is_off else join,
        classification=to,
        session_ends_at=about.ends_at,
        zone=about.zone,
        moved=is_off and has_moved(row),
    )
