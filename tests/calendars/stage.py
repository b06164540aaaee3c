"""What somebody can do to a session that calendars must follow, by name."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.calendars.setting import Setting
from wip.domain.agenda import Break
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import AgendaSlot, Commission, Paper, Sitting, WipSession
from wip.queries.agendas import slots_of
from wip.services import (
    agenda_steps,
    agendas,
    calendars,
    commissions,
    feed_wishes,
    publications,
    sections,
    sessions,
    sittings,
    withdrawals,
)
from wip.services.agendas import Place
from wip.services.people import person_at
from wip.services.sessions import SessionFacts
from wip.services.sittings import SittingFacts

SECOND_ROOM = "Room B"


class Stage(Setting):
    """A session on which things happen. Each method is one transaction at `now`."""

    def put_all_in(self) -> None:
        """Every confirmed paper without a slot gets one, at the end."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            here = (Paper.wip_session_id == row.id, Paper.state == PaperState.CONFIRMED)
            papers = session.scalars(sa.select(Paper).where(*here).order_by(Paper.number)).all()
            agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=self.now)

        self.on(act)

    def publish(self) -> list[str]:
        """Publish the working copy; the changes in words."""

        def act(session: Session, row: WipSession, by: Actor) -> list[str]:
            return publications.publish(session, row, seen=row.agenda_version, by=by, now=self.now).changes

        return self.on(act)

    def take_down(self) -> None:
        """Hide the agenda again."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            publications.take_down(session, row, seen=row.agenda_version, by=by, now=self.now)

        self.on(act)

    def change_session(self, **new: Any) -> None:
        """Another date, zone, length, title, or other minutes."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            names = SessionFacts.__dataclass_fields__
            old = SessionFacts(**{name: getattr(row, name) for name in names})
            sessions.change(session, row, replace(old, **new), seen=row.version, by=by, now=self.now)

        self.on(act)

    def ask_at(self, contact: str) -> None:
        """The section's address for questions."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            section = row.section
            sections.change_section(
                session, section, contact_email=contact, zone=section.zone, by=by, now=self.now
            )

        self.on(act)

    def step(self, move: SessionMove) -> None:
        """Have the date requested, confirmed, or the session cancelled."""
        self.on(lambda session, row, by: sessions.step(session, row, move, by=by, now=self.now))

    def link(self, address: str) -> None:
        """Paste, change or take out the join link."""
        self.on(lambda session, row, by: sessions.set_join_link(session, row, address, by=by, now=self.now))

    def arrange(self, change: Callable[[list[AgendaSlot]], dict[int, Place]]) -> None:
        """Arrange the slots as typed: `change` gets them in their order."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            slots = sorted(slots_of(session, row.id), key=lambda slot: (slot.sitting_id or 0, slot.position))
            agendas.arrange(session, row, change(slots), seen=row.agenda_version, by=by, now=self.now)

        self.on(act)

    def swap(self, one: int, other: int) -> None:
        """Two slots of the first room change places, by where they are."""

        def change(slots: list[AgendaSlot]) -> dict[int, Place]:
            mine = [slot for slot in slots if slot.sitting_id is None]
            if not mine:
                return {}
            first, second = mine[one % len(mine)], mine[other % len(mine)]
            return {
                first.id: _place(first, second.position),
                second.id: _place(second, first.position),
            }

        self.arrange(change)

    def split(self, place: int, present: int | None, comment: int | None) -> None:
        """Other minutes for one slot; None for the session's own."""

        def change(slots: list[AgendaSlot]) -> dict[int, Place]:
            if not slots:
                return {}
            slot = slots[place % len(slots)]
            return {slot.id: Place(slot.position, present, comment)}

        self.arrange(change)

    def to_room(self, number: int, room: int) -> None:
        """A paper's slot goes to the end of a room: a sitting's id, 0 for the first."""
        self.arrange(
            lambda slots: {
                slot.id: Place(slot.position, slot.present_minutes, slot.comment_minutes, room)
                for slot in slots
                if slot.paper.number == number
            }
        )

    def take_off(self, place: int) -> None:
        """A paper goes off the working copy."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            slots = slots_of(session, row.id)
            if slots:
                slot, seen = slots[place % len(slots)], row.agenda_version
                agendas.take_off(session, row, slot.id, seen=seen, by=by, now=self.now)

        self.on(act)

    def rename(self, number: int, title: str) -> None:
        """A paper gets another title."""

        def act(session: Session) -> None:
            self.paper(session, number).title = title

        self.do(act)

    def pause(self, after: int, minutes: int) -> None:
        """A break of the first room, in place of the one before; none with 0 minutes."""
        breaks = [(None, Break(after, minutes, "Coffee"))] if minutes else []

        def act(session: Session, row: WipSession, by: Actor) -> None:
            agendas.arrange(session, row, {}, seen=row.agenda_version, by=by, now=self.now, breaks=breaks)

        self.on(act)

    def undo(self) -> None:
        """Take the last step of the working copy back."""
        self.on(lambda s, row, by: agenda_steps.undo(s, row, seen=row.agenda_version, by=by, now=self.now))

    def redo(self) -> None:
        """Do it again."""
        self.on(lambda s, row, by: agenda_steps.redo(s, row, seen=row.agenda_version, by=by, now=self.now))

    def withdraw(self, number: int) -> None:
        """A paper leaves."""

        def act(session: Session) -> None:
            by = self.actor(session, self.authors[number - 1])
            withdrawals.withdraw(
                session, self.paper(session, number), self.call(session), by=by, now=self.now
            )

        self.do(act)

    def restore(self, number: int) -> None:
        """A withdrawn paper comes back and is confirmed anew."""

        def act(session: Session) -> None:
            by = self.actor(session, self.authors[number - 1])
            withdrawals.restore(session, self.paper(session, number), self.call(session), by=by, now=self.now)

        self.do(act)
        self.set_state(number, PaperState.CONFIRMED)
        # As confirmations.confirm does.
        self.do(lambda s: calendars.refresh(s, self.row(s), by=self.actor(s, self.chair), now=self.now))

    def release(self, number: int) -> None:
        """The commenter of a paper is asked no more."""

        def act(session: Session) -> None:
            asked = sa.select(Commission).where(Commission.paper_id == self.paper(session, number).id)
            for row in session.scalars(asked):
                by = self.actor(session, self.chair)
                commissions.withdraw(session, row, self.call(session), seen=row.version, by=by, now=self.now)

        self.do(act)

    def by_mail(self, email: str, *, wanted: bool) -> None:
        """Somebody wants invitations by mail, or no more of them."""

        def act(session: Session) -> None:
            person, by = person_at(session, email, self.now), self.actor(session, email)
            feed_wishes.wish(
                session, person, alarm_minutes=None, halves=False, by_mail=wanted, by=by, now=self.now
            )

        self.do(act)

    def add_room(
        self, starts_at: datetime, minutes: int = 90, link: str = "", name: str = SECOND_ROOM
    ) -> int:
        """A further room or date; its id."""

        def act(session: Session, row: WipSession, by: Actor) -> int:
            facts = SittingFacts(name, starts_at, minutes, link)
            return sittings.add(session, row, facts, first="Room A", seen=row.version, by=by, now=self.now).id

        return self.on(act)

    def rooms(self) -> list[int]:
        """The ids of the further rooms and dates."""
        return self.on(lambda _session, row, _by: [each.id for each in row.sittings])

    def change_room(self, id_: int, **new: Any) -> None:
        """Another name, time, length or link of a room."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            room = session.get_one(Sitting, id_)
            old = SittingFacts(room.name, room.starts_at, room.minutes, room.join_link)
            sittings.change(session, row, room, replace(old, **new), seen=room.version, by=by, now=self.now)

        self.on(act)

    def remove_room(self, id_: int) -> None:
        """The room is no more."""

        def act(session: Session, row: WipSession, by: Actor) -> None:
            room = session.get_one(Sitting, id_)
            sittings.remove(session, row, room, seen=room.version, by=by, now=self.now)

        self.on(act)


def _place(slot: AgendaSlot, number: int) -> Place:
    return Place(number, slot.present_minutes, slot.comment_minutes)
