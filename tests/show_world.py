"""A session whose agenda is published and whose room runs, for the tests of the run of show."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.orm import Session

from tests.agenda_world import on_session, published
from tests.world import START, World
from wip.adapters.tokens import Signer
from wip.domain.links import LinkKind
from wip.domain.people import Actor
from wip.domain.shows import MarkKind
from wip.models import Paper, Person, Presence, SessionChair, Show, ShowMark, SpeakingTurn, WipSession
from wip.queries.shows import shows_of
from wip.services import show_floors, shows
from wip.services.people import person_at, personal
from wip.services.show_rooms import programme_at
from wip.services.show_states import ShowState, state_of
from wip.services.shows import Pressed

T = TypeVar("T")


def at(minutes: float) -> datetime:
    """So many minutes after the session's start."""
    return START + timedelta(minutes=minutes)


def opened(world: World) -> int:
    """Three papers of 15 + 15 in 90 minutes, published, and the first room's screen open; the room's id."""
    published(world)
    return on_session(world, lambda session, row, by: open_room(session, row, by, world.now).id)


def open_room(session: Session, row: WipSession, by: Actor, now: datetime) -> Show:
    """The first room, opened, with a link of each kind."""
    show = shows.open_show(session, row, programme_at(session, row, 0, by), by=by, now=now)
    for kind in (LinkKind.HELPER, LinkKind.SCREEN):
        if shows.link_of(show, kind) is None:
            shows.make_link(session, row, show, kind, by=by, now=now)
    return show


def room_values(
    session: Session, row: WipSession, by: Actor, now: datetime, signer: Signer
) -> dict[str, list[str]]:
    """What addresses of the first room are made of: it is opened, and somebody waits to speak."""
    show, me = open_room(session, row, by, now), session.get_one(Person, by.person_id)
    show_floors.ask_to_speak(session, show, "Ada Listener", None, now=now)
    links = [personal(LinkKind.SHOW, me, show.id)]
    links += [link for kind in (LinkKind.HELPER, LinkKind.SCREEN) if (link := shows.link_of(show, kind))]
    return {"room": ["0"], **{f"token {link.kind.value}": [signer.token(link)] for link in links}}


def in_room(world: World, act: Callable[[Session, WipSession, Show, Actor], T]) -> T:
    """Run `act` on the opened first room, as the chair, and commit."""
    return on_session(world, lambda session, row, by: act(session, row, shows_of(session, row.id)[0], by))


def press(
    world: World, kind: MarkKind, minutes: float, number: int | None = None, *, seen: int | None = None
) -> None:
    """The chair presses so many minutes after the start; `number` is a paper's."""

    def act(session: Session, row: WipSession, show: Show, by: Actor) -> None:
        moment, programme = at(minutes), programme_at(session, row, 0, by)
        latest = state_of(session, show, programme, moment).number
        paper = world.row(session, number).id if number else None
        what = Pressed(kind, latest if seen is None else seen, moment, paper, 1)
        shows.press(session, row, show, programme, what, by=by, now=moment)

    in_room(world, act)


def state(world: World, minutes: float) -> ShowState:
    """The room as the chair sees it so many minutes after the start."""
    return in_room(
        world, lambda s, row, show, by: state_of(s, show, programme_at(s, row, 0, by), at(minutes))
    )


def seen_in_room(session: Session, paper: Paper, person_id: int | None, name: str, now: datetime) -> None:
    """A room in which the person was there, pressed the clock and spoke."""
    show = Show(wip_session_id=paper.wip_session_id, opened_at=now)
    session.add(show)
    session.flush()
    room = {"show_id": show.id}
    session.add_all(
        [
            Presence(**room, person_id=person_id, is_here=True, marked_at=now),
            ShowMark(**room, number=1, kind=MarkKind.BEGIN, at=now, made_by=person_id, said_by=name),
            SpeakingTurn(**room, position=1, name=name, asked_at=now),
        ]
    )


def link_to(world: World, kind: LinkKind) -> str:
    """The path of the opened room's link, or of the chair's own poll."""

    def read(session: Session, _row: WipSession, show: Show, by: Actor) -> str:
        if kind is LinkKind.SHOW:
            return world.signer.path(personal(kind, session.get_one(Person, by.person_id), show.id))
        found = shows.link_of(show, kind)
        assert found is not None
        return world.signer.path(found)

    return in_room(world, read)


def in_chair(world: World, email: str, sitting_id: int | None = None) -> None:
    """Somebody chairs a room."""

    def name(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, email, world.now)
        session.add(SessionChair(wip_session_id=row.id, person_id=person.id, sitting_id=sitting_id))

    on_session(world, name)
