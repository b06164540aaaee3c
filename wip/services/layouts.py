"""Laying an agenda out: looked at first, then put on the agenda in one step; and the ways out where it does not fit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.agenda import Break, PlacedPart, PlacedSlot, frame, lay_out
from wip.domain.agenda_contradictions import helping
from wip.domain.agenda_solving import Impossible, Layout, Talk, WayOut, lay, ways_out
from wip.domain.agenda_ways_out import idle, without
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.rooms import Room
from wip.models import Sitting, WipSession
from wip.services import agendas, sessions, sittings
from wip.services.agenda_steps import apply_layout
from wip.services.agendas import Place
from wip.services.layout_tasks import Material, material
from wip.services.sessions import SessionFacts
from wip.services.sittings import SittingFacts

SECONDS = 2.0
"""As long as a page may look for something better."""

WEIGHED_ANEW = "Papers, hours or wishes have changed since this was laid out. Look at it anew."


@dataclass(frozen=True)
class LaidRoom:
    """One room as it would be: its talks on the clock, and what lies around them; `idle` breaks leave the agenda."""

    room: Room
    talks: Sequence[tuple[Talk, PlacedSlot]]
    frame: Sequence[PlacedPart]
    idle: Sequence[Break] = ()

    @property
    def ids(self) -> list[int]:
        """The papers' ids in their order."""
        return [talk.id for talk, _ in self.talks]


@dataclass(frozen=True)
class Preview:
    """What laying out comes to, before anything is kept. Without `layout` it cannot be, for `impossible`'s reasons.

    `ways` out are those that help; `against` is what cannot hold together with others that would give the minutes, too.
    """

    material: Material
    layout: Layout | None
    impossible: Impossible | None
    ways: Sequence[WayOut]
    against: Impossible | None = None

    @property
    def rooms(self) -> list[LaidRoom]:
        """Room by room, by the clock."""
        return (
            [_room(room, self.layout, self.material) for room in self.material.task.rooms]
            if self.layout
            else []
        )

    @property
    def left_out(self) -> list[Talk]:
        """What has no room."""
        out = set(self.layout.left_out) if self.layout else set()
        return [talk for talk in self.material.task.talks if talk.id in out]


def _room(room: Room, layout: Layout, found: Material) -> LaidRoom:
    talks = {talk.id: talk for talk in found.task.talks}
    here = [talks[id_] for id_ in layout.order.get(room.sitting_id, ())]
    lengths = [talk.length for talk in here]
    placed = lay_out(room.starts_at, room.minutes, lengths)
    over = idle(room.minutes, len(here))
    minutes = replace(room.minutes, breaks=tuple(each for each in room.minutes.breaks if each not in over))
    around = frame(room.starts_at, minutes, lengths)
    return LaidRoom(room, list(zip(here, placed, strict=True)), around, over)


def preview(found: Material, seconds: float = SECONDS) -> Preview:
    """Lay it out; nothing is kept. Takes so many seconds at most."""
    if not found.task.talks:
        return Preview(found, Layout({}), None, ())
    result = lay(found.task, seconds)
    layout = None if isinstance(result, Impossible) else result
    impossible = result if isinstance(result, Impossible) else None
    if not layout or not layout.left_out:
        return Preview(found, layout, impossible, ())
    return Preview(found, layout, impossible, *helping(found.task, ways_out(found.task)))


def put_on(
    session: Session,
    wip_session: WipSession,
    order: Mapping[int | None, Sequence[int]],
    *,
    chosen: Collection[int] | None,
    mark: str,
    key: bytes,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Put the order that was looked at (ids of papers by room) on the agenda, as one step that can be undone.

    `chosen` are the numbers of the papers that it was laid out of, `mark` that of what was weighed then, under the `key`.

    Raises Stale where the agenda, or what was weighed, is no longer what the page showed.
    """
    numbers = {each for ids in order.values() for each in ids}
    if len(numbers) < sum(len(ids) for ids in order.values()):
        raise Refusal("A paper stands twice in this order. Lay it out anew.")
    found = material(session, wip_session, chosen, None)
    if mark != found.mark(key):
        raise Stale(WEIGHED_ANEW)
    apply_layout(session, wip_session, order, _followed(found.task.rooms, order), seen=seen, by=by, now=now)


def _followed(
    rooms: Sequence[Room], order: Mapping[int | None, Sequence[int]]
) -> list[tuple[int | None, Break]] | None:
    """The breaks without those that no talk would follow; None where there is no such break."""
    over = [
        (room.sitting_id, each)
        for room in rooms
        for each in idle(room.minutes, len(order.get(room.sitting_id, ())))
    ]
    return [each for each in all_breaks(rooms) if each not in over] if over else None


def fix(
    session: Session,
    wip_session: WipSession,
    found: Material,
    ids: set[int],
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """The papers (ids) that keep their place when the agenda is laid out, and no others."""
    changed = {slot.id: slot for slot in found.slots.values() if slot.is_fixed != (slot.paper_id in ids)}
    if not changed:
        return
    places = {
        slot.id: Place(slot.position, slot.present_minutes, slot.comment_minutes, None, slot.paper_id in ids)
        for slot in changed.values()
    }
    agendas.arrange(session, wip_session, places, seen=seen, by=by, now=now)


def all_breaks(rooms: Sequence[Room]) -> list[tuple[int | None, Break]]:
    """The breaks of every room, in their order."""
    return [(room.sitting_id, each) for room in rooms for each in room.minutes.breaks]


def keep_breaks(
    session: Session,
    wip_session: WipSession,
    breaks: Sequence[tuple[int | None, Break]],
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """These breaks and no others."""
    agendas.arrange(session, wip_session, {}, breaks=breaks, seen=seen, by=by, now=now)


def go(
    session: Session,
    wip_session: WipSession,
    found: Material,
    way: WayOut,
    *,
    seen: int,
    agenda_seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Do what the way out says: shorter slots, a longer session, or going without. `seen` is the session's version."""
    if way.kind == "shorten":
        _shorten(session, wip_session, found, way, seen=seen, agenda_seen=agenda_seen, by=by, now=now)
    elif way.kind == "lengthen" and way.sitting_id is None:
        facts = replace(_facts(wip_session), minutes=way.minutes)
        sessions.change(session, wip_session, facts, seen=seen, by=by, now=now)
    elif way.kind == "lengthen":
        sitting = session.get_one(Sitting, way.sitting_id)
        said = SittingFacts(sitting.name, sitting.starts_at, way.minutes, sitting.join_link)
        sittings.change(session, wip_session, sitting, said, seen=sitting.version, by=by, now=now)
    elif way.kind == "drop":
        _drop(session, wip_session, found, way, seen=seen, agenda_seen=agenda_seen, by=by, now=now)
    else:
        raise Refusal("This is no way that the planner can go by itself.")


def _facts(row: WipSession) -> SessionFacts:
    return SessionFacts(**{field.name: getattr(row, field.name) for field in fields(SessionFacts)})


def _drop(
    session: Session,
    wip_session: WipSession,
    found: Material,
    way: WayOut,
    *,
    seen: int,
    agenda_seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """The session's welcome and closing, and the breaks of its rooms."""
    left = without(found.task.rooms, way.drops)
    breaks = all_breaks(left)
    if breaks != all_breaks(found.task.rooms):
        keep_breaks(session, wip_session, breaks, seen=agenda_seen, by=by, now=now)
    facts = replace(
        _facts(wip_session),
        welcome_minutes=left[0].minutes.welcome,
        closing_minutes=left[0].minutes.closing,
    )
    if facts != _facts(wip_session):
        sessions.change(session, wip_session, facts, seen=seen, by=by, now=now)


def _shorten(
    session: Session,
    wip_session: WipSession,
    found: Material,
    way: WayOut,
    *,
    seen: int,
    agenda_seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """The session's own split, and that of slots with minutes of their own."""
    own = {
        slot.paper_id: slot
        for slot in found.slots.values()
        if slot.present_minutes is not None or slot.comment_minutes is not None
    }
    usual = next((length for id_, length in way.lengths.items() if id_ not in own), None)
    if usual is not None:
        facts = replace(_facts(wip_session), present_minutes=usual.present, comment_minutes=usual.comment)
        sessions.change(session, wip_session, facts, seen=seen, by=by, now=now)
    places = {
        slot.id: Place(slot.position, *asdict(way.lengths[id_]).values())
        for id_, slot in own.items()
        if id_ in way.lengths
    }
    if places:
        agendas.arrange(session, wip_session, places, seen=agenda_seen, by=by, now=now)
