"""Calendar entries as rows: what is stored of them, and how a change is written by the rule of SEQUENCE."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda import PlacedSlot
from wip.domain.agenda_changes import Shown
from wip.domain.calendar import EntryStatus, Facts, Published, moment_after, revise
from wip.domain.commissions import CommissionState
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.publications import EntryKind
from wip.domain.sessions import SessionState
from wip.models import CalendarEntry, Call, Paper, Publication, WipSession
from wip.queries.agendas import Commented
from wip.queries.calendars import EntryRow
from wip.services.calendar_stays import STAYS, note_stays

_BESIDE = frozenset({"status", "join_link", "around", "since", "listed", STAYS})
"""What the stored facts hold beside the texts: `since` is when the entry last came, was cancelled, or came back; `listed`
when its line in the line-up last changed."""

_WHOLE = frozenset({EntryKind.SESSION, EntryKind.SITTING})

_UNSAID = frozenset({"commented_by"})
"""What the texts hold and nobody reads: whose names the commenters' are, for when one of them is to be forgotten."""


UNNAMED = "a colleague"
"""A commenter who never gave a name."""


@dataclass(frozen=True)
class Told:
    """Everything that calendars and the line-up say of one entry. `texts` are JSON values."""

    starts_at: datetime
    turns_at: datetime
    ends_at: datetime
    title: str
    status: EntryStatus
    join_link: str
    texts: Mapping[str, Any]

    @property
    def is_off(self) -> bool:
        """Whether it will not take place."""
        return self.status is EntryStatus.CANCELLED

    @property
    def facts(self) -> Facts:
        """What subscribers must be told of again when it changes; nobody goes to what is cancelled."""
        link = "" if self.is_off else self.join_link
        return Facts(self.starts_at, self.ends_at, self.title, self.place, self.status, link)

    @property
    def place(self) -> str:
        """The slot's room, or all rooms of the session with their links; empty where there is only one, and for a date that is none."""
        rooms = [[name, link] for _, name, link, _ in self.texts.get("rooms", ())]
        if rooms and not self.is_off:
            return json.dumps(rooms)
        return "" if self.texts.get("date") else str(self.texts.get("room", ""))

    @property
    def words(self) -> str:
        """The rest, to be compared."""
        said = {name: value for name, value in self.texts.items() if name not in _UNSAID}
        return json.dumps([self.turns_at.isoformat(), said], sort_keys=True)

    @property
    def shown(self) -> Shown:
        """The slot as readers see it."""
        return Shown(
            self.title,
            self.starts_at,
            self.turns_at,
            self.ends_at,
            tuple((name, affiliation) for name, affiliation in self.texts.get("authors", ())),
            self.texts.get("abstract", ""),
            cancelled=self.status is EntryStatus.CANCELLED,
            tentative=self.status is EntryStatus.TENTATIVE,
            room=self.texts.get("room", ""),
        )


def told(row: CalendarEntry) -> Told:
    """What the row says."""
    texts = {name: value for name, value in row.facts.items() if name not in _BESIDE}
    return Told(
        row.starts_at,
        row.turns_at,
        row.ends_at,
        row.title,
        EntryStatus(row.facts["status"]),
        row.facts["join_link"],
        texts,
    )


def zone_in(row: CalendarEntry) -> str:
    """The zone in which its session was when it was written; empty where that was never noted."""
    _, zone, *_ = json.loads(row.facts.get("around", {}).get("session", '["", ""]'))
    return str(zone)


def status_of(wip_session: WipSession) -> EntryStatus:
    """What the date's standing with the office makes of an entry."""
    if wip_session.state is SessionState.CANCELLED:
        return EntryStatus.CANCELLED
    return EntryStatus.CONFIRMED if wip_session.state is SessionState.CONFIRMED else EntryStatus.TENTATIVE


def slot_status(wip_session: WipSession, state: PaperState) -> EntryStatus:
    """A slot is provisional until the office has confirmed the date and the author the place."""
    status = status_of(wip_session)
    if status is EntryStatus.CONFIRMED and state is not PaperState.CONFIRMED:
        return EntryStatus.TENTATIVE
    return status


def commenter_names(commenters: Iterable[Commented]) -> list[str]:
    """Those who accepted, as line-up and calendars name them: nobody by their address."""
    return [
        each.person.public_name or UNNAMED for each in commenters if each.state is CommissionState.ACCEPTED
    ]


def commented(commenters: Iterable[Commented]) -> dict[str, Any]:
    """What a slot's texts say of those who accepted: their names, and in the same order whose they are."""
    accepted = [each for each in commenters if each.state is CommissionState.ACCEPTED]
    ids = [each.person.id for each in accepted]
    return {"commenters": commenter_names(accepted), "commented_by": ids}


def slot_told(
    wip_session: WipSession, paper: Paper, placed: PlacedSlot, commenters: Iterable[Commented]
) -> Told:
    """What calendars and the line-up will say of a paper in this slot."""
    return Told(
        placed.starts_at,
        placed.turns_at,
        placed.ends_at,
        paper.title,
        slot_status(wip_session, paper.state),
        wip_session.join_link,
        {
            "number": paper.number,
            "authors": [[author.name, author.affiliation] for author in paper.authors],
            "abstract": paper.abstract,
            **commented(commenters),
            "focus_pages": paper.focus_pages,
            "questions": paper.questions,
        },
    )


def has_moved(row: EntryRow | CalendarEntry) -> bool:
    """Whether a cancelled date takes place all the same, and stands in the session's own entry now."""
    return row.cancelled and bool(row.facts.get("moved"))


def note_publication(
    session: Session, wip_session: WipSession, changes: list[str], *, by: Actor, now: datetime
) -> Publication:
    """One act of publishing as a row, with the next number."""
    last = session.scalar(
        sa.select(sa.func.max(Publication.number)).where(Publication.wip_session_id == wip_session.id)
    )
    row = Publication(
        wip_session_id=wip_session.id,
        number=(last or 0) + 1,
        published_by=by.person_id,
        published_at=now,
        changes=changes,
    )
    session.add(row)
    session.flush()
    return row


def write(
    session: Session,
    row: CalendarEntry | None,
    wip_session: WipSession,
    kind: EntryKind,
    new: Told,
    now: datetime,
    *,
    paper_id: int | None = None,
    sitting_id: int | None = None,
    uid: str = "",
) -> bool:
    """Store what the entry says now. True when SEQUENCE rose, or the entry is new."""
    previous, around = None, _around(wip_session, kind, new.texts, is_off=new.is_off)
    if row is not None:
        old, kept = told(row), row.facts.get("around", {})
        before, around = kept.get("session", ""), {**kept, **around}
        previous = Published(old.facts, row.sequence, row.created_at, row.changed_at, old.words + before)
    after = revise(previous, new.facts, now, new.words + around["session"])
    if row is not None and after == previous:
        _keep_unsaid(row, new)
        return False
    if row is None:
        row = CalendarEntry(
            wip_session_id=wip_session.id,
            paper_id=paper_id,
            sitting_id=sitting_id,
            kind=kind,
            uid=uid or str(uuid4()),
            halves_sequence=0,
            created_at=now,
        )
        session.add(row)
    turned = previous is not None and row.turns_at != new.turns_at
    beside = {"status": new.status.value, "join_link": new.join_link, "around": around}
    beside |= _moments(row if previous else None, new, after.changed_at)
    row.starts_at, row.turns_at, row.ends_at, row.title = new.starts_at, new.turns_at, new.ends_at, new.title
    row.facts = {**new.texts, **beside}
    row.cancelled = new.is_off
    raised = previous is None or after.sequence > previous.sequence
    if previous is not None and (raised or turned):
        row.halves_sequence += 1
    row.sequence, row.changed_at = after.sequence, after.changed_at
    session.flush()
    return raised


def _moments(row: CalendarEntry | None, new: Told, changed_at: datetime) -> dict[str, Any]:
    """What the entry's own history tells other entries, which speak of it."""
    moments = {"since": changed_at.isoformat(), "listed": changed_at.isoformat()}
    if row is None:
        return moments
    old = told(row)
    if old.is_off == new.is_off:
        moments["since"] = row.facts.get("since", row.changed_at.isoformat())
        if _listed(old) == _listed(new):
            moments["listed"] = row.facts.get("listed", row.changed_at.isoformat())
    return moments | {name: row.facts[name] for name in (STAYS,) if name in row.facts}


def _listed(entry: Told) -> tuple[Any, ...]:
    return entry.starts_at, entry.title, entry.texts.get("authors"), entry.texts.get("room")


def _keep_unsaid(row: CalendarEntry, new: Told) -> None:
    unsaid = {name: value for name, value in new.texts.items() if name in _UNSAID}
    if {**row.facts, **unsaid} != row.facts:
        row.facts = {**row.facts, **unsaid}


def touch(session: Session, wip_session: WipSession, now: datetime) -> None:
    """Move the moment of entries whose text speaks of what has changed around them; never their SEQUENCE.

    Some programs show a new text only with a newer moment. Entries that were just written have it already, and what
    an entry does not speak of leaves it as it is, to the last byte.
    """
    call = session.execute(
        sa.select(Call.contact, Call.deadline_zone).where(Call.wip_session_id == wip_session.id)
    ).one_or_none()
    contact, zone = call or ("", "")
    chairs = [str(name) for _, _, name, *_ in (wip_session.programme or {}).get("chairs", ())][:1]
    of_session = CalendarEntry.wip_session_id == wip_session.id
    for row in session.scalars(sa.select(CalendarEntry).where(of_session).order_by(CalendarEntry.id)):
        before = row.facts.get("around", {})
        around = _around(wip_session, row.kind, row.facts, is_off=row.cancelled)
        around["call"] = json.dumps([contact, zone] if row.kind is EntryKind.DEADLINE else [contact])
        if chairs:
            around["chair"] = chairs[0]
        if before == around:
            continue
        row.facts = {**row.facts, "around": around}
        is_new = before.keys() == {"session"}
        if not is_new:
            _move(row, now)
    note_stays(session, wip_session.id, now)


def touch_section(session: Session, section_id: int, now: datetime) -> None:
    """The section has another name or address, which stands in every entry of its sessions: their moment moves."""
    rows = sa.select(CalendarEntry).join(WipSession, WipSession.id == CalendarEntry.wip_session_id)
    for row in session.scalars(rows.where(WipSession.section_id == section_id)):
        _move(row, now)
    session.flush()


def _move(row: CalendarEntry, now: datetime) -> None:
    row.changed_at = moment_after(row.changed_at, now)


def _around(row: WipSession, kind: EntryKind, texts: Mapping[str, Any], *, is_off: bool) -> dict[str, str]:
    """What an entry of this kind says of its session beside its own facts (see `calendar_words`)."""
    said: list[Any] = [row.title, row.zone]
    if kind is EntryKind.SLOT and not is_off and not texts.get("room"):
        said += [row.starts_at.isoformat(), row.minutes]
    if kind in _WHOLE and not is_off:
        said.append(row.agenda_state)
    return {"session": json.dumps(said)}
