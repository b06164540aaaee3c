"""A session with confirmed papers, for the tests of agendas and calendars."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, STRANGER, World
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import CalendarEntry, Paper, Publication, WipSession
from wip.services import agendas, commenters, commissions, publications
from wip.services.people import feed_link, feed_of, person_at

T = TypeVar("T")

TITLES = ("Quotas Without Numbers", "Mercy as Procedure", "The Plea, Unbargained")
AUTHORS = (AUTHOR, COAUTHOR, STRANGER)
ZOOM = "https://example.zoom.us/j/123456789"


def confirmed_papers(world: World, number: int = 3) -> None:
    """Three papers by three people, or more by one, all confirmed."""
    for place in range(number):
        title = TITLES[place] if place < len(TITLES) else f"Paper {place + 1}"
        author = AUTHORS[place] if place < len(AUTHORS) else f"author{place}@law.example.edu"
        set_state(world, world.paper(title, author, focus_pages="3-13"), PaperState.CONFIRMED)


def set_state(world: World, number: int, state: PaperState) -> None:
    """Put a paper into a state, without its verbs."""

    def act(session: Session) -> None:
        world.row(session, number).state = state

    world.do(act)


def on_session(world: World, act: Callable[[Session, WipSession, Actor], T]) -> T:
    """Run `act(session, wip_session, chair)` in a transaction of its own."""

    def run(session: Session) -> T:
        row = session.scalars(sa.select(WipSession).where(WipSession.slug == world.slug)).one()
        return act(session, row, world.actor(session, CHAIR))

    return world.do(run)


def put_all_in(world: World) -> None:
    """Every confirmed paper gets a slot, in the order of their numbers."""

    def act(session: Session, row: WipSession, by: Actor) -> None:
        papers = session.scalars(
            sa.select(Paper).where(Paper.state == PaperState.CONFIRMED).order_by(Paper.number)
        ).all()
        agendas.put_in(session, row, papers, seen=row.agenda_version, by=by, now=world.now)

    on_session(world, act)


def publish(world: World, now: datetime) -> list[str]:
    """Publish the working copy; the changes in words."""

    def act(session: Session, row: WipSession, by: Actor) -> list[str]:
        return publications.publish(session, row, seen=row.agenda_version, by=by, now=now).changes

    return on_session(world, act)


def published(world: World) -> None:
    """Three papers, published."""
    confirmed_papers(world)
    put_all_in(world)
    publish(world, world.now)


def published_of_any_size(world: World, papers: int) -> None:
    """So many papers in slots of three minutes, of which 90 hold thirty, published."""
    confirmed_papers(world, papers)

    def shorten(_session: Session, row: WipSession, _by: Actor) -> None:
        row.minutes, row.present_minutes, row.comment_minutes = 90, 2, 1

    on_session(world, shorten)
    put_all_in(world)
    publish(world, world.now)


def comment(world: World, *numbers: int, email: str = COMMENTER) -> None:
    """Somebody agrees to comment on these papers."""

    def act(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        name, now = "Piper Nakagawa", world.now
        row = commenters.invite(
            session, call.wip_session, name=name, email=email, papers_max=3, by=by, now=now
        )
        for number in numbers:
            paper = world.row(session, number)
            (asked,) = commissions.ask(session, paper, call, [row.id], by=by, now=now)
            commissions.answer(session, asked, call, accept=True, by=world.actor(session, email), now=now)

    world.do(act)


def entries(world: World) -> list[tuple[str, str, int, bool]]:
    """(title, start in UTC, sequence, cancelled) of every slot that was ever published, by paper."""

    def read(session: Session) -> list[tuple[str, str, int, bool]]:
        rows = session.scalars(
            sa.select(CalendarEntry)
            .where(CalendarEntry.paper_id.is_not(None))
            .order_by(CalendarEntry.paper_id)
        )
        return [(row.title, f"{row.starts_at:%d %H:%M}", row.sequence, row.cancelled) for row in rows]

    return world.do(read)


def publications_made(world: World) -> list[list[str]]:
    """The changes in words of every publication."""
    return world.do(
        lambda session: list(session.scalars(sa.select(Publication.changes).order_by(Publication.number)))
    )


def feed_path(world: World, email: str) -> str:
    """The address of somebody's own calendar, made if new."""

    def read(session: Session) -> str:
        feed = feed_of(session, person_at(session, email, world.now), world.now)
        return world.signer.path(feed_link(feed))

    return world.do(read)
