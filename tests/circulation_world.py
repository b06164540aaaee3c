"""A session whose line-up is out, with one commenter and one attendee, for tests of drafts on their way to readers."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.documents import typeset
from tests.world import AUTHOR, CHAIR, COMMENTER, World
from wip.adapters import files
from wip.domain.circulation import Circle
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Attendee, CommentingSettings, Commission, Draft, DraftCopy, Paper
from wip.services import agendas, attendance, commenters, commissions, drafts, publications
from wip.services.commenters import OfferFacts

ATTENDEE = "ada.brook@law.example.edu"
SECRET = "Zymurgical evidence about pretrial release."
FOCUS, QUESTION = "pages 31 to 41", "Is the xylographic part needed?"


def prepared(world: World, *, published: bool = True) -> World:
    """Paper 1 is confirmed; Piper has accepted to comment on it, Ada attends. No draft is there yet."""
    world.paper(focus_pages=FOCUS, questions=QUESTION)

    def act(session: Session) -> None:
        paper, call, chair = world.row(session), world.call(session), world.actor(session, CHAIR)
        paper.state = PaperState.CONFIRMED
        facts, piper = OfferFacts("Juries", "", 2), "Piper Nakagawa"
        row = commenters.offer(
            session, call, facts, name=piper, email=COMMENTER, affiliation="", now=world.now
        )
        (asked,) = commissions.ask(session, paper, call, [row.id], by=chair, now=world.now)
        by = world.actor(session, COMMENTER)
        commissions.answer(session, asked, call, accept=True, by=by, now=world.now)
        attendance.attend(session, call, name="Ada Brook", email=ATTENDEE, now=world.now)

    world.do(act)
    return publish(world) if published else world


def publish(world: World) -> World:
    """The line-up is out, with paper 1 in it."""

    def act(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        agendas.put_in(session, row, [world.row(session)], seen=row.agenda_version, by=by, now=world.now)
        publications.publish(session, row, seen=row.agenda_version, by=by, now=world.now)

    world.do(act)
    return world


def send(
    world: World,
    name: str = "quotas.pdf",
    content: bytes = b"",
    at: datetime | None = None,
    kind: str = files.PDF,
) -> None:
    """The author sends a version; its text is the secret unless told otherwise."""
    content = content or typeset(SECRET, "The second page.")
    settings, moment = world.app.extensions["wip_settings"], at or world.now
    stored = files._keep(settings, io.BytesIO(content), kind, len(content), {"pages": 2})

    def act(session: Session) -> None:
        upload = drafts.keep_upload(session, f"key-{name}-{moment}", name, stored, moment)
        paper, call = world.row(session), world.call(session)
        drafts.add_draft(session, paper, call, upload, by=world.actor(session, AUTHOR), now=moment)

    world.do(act)


def settle(world: World, circle: Circle, **more: Any) -> None:
    """To whom drafts go, and what else of the settings is not as usual."""

    def act(session: Session) -> None:
        id_ = world.call(session).wip_session_id
        row = session.get(CommentingSettings, id_) or CommentingSettings(wip_session_id=id_)
        row.circle = circle
        for key, value in more.items():
            setattr(row, key, value)
        session.add(row)

    world.do(act)


def change(world: World, what: Callable[[Paper], None]) -> None:
    """Change the paper's row as no verb does."""
    world.do(lambda session: what(world.row(session)))


def commenter_link(world: World, answer: str = "") -> str:
    id_ = world.do(lambda s: s.scalars(sa.select(Commission.id)).first()) or 0
    return world.link(LinkKind.COMMISSION, COMMENTER, id_, answer)


def attendee_link(world: World) -> str:
    id_ = world.do(lambda s: s.scalars(sa.select(Attendee.id)).first()) or 0
    return world.link(LinkKind.ATTENDANCE, ATTENDEE, id_)


def log(world: World) -> list[tuple[int, str, int, int | None]]:
    """Version, role, times and of which version its reader was told, of every copy."""

    def read(session: Session) -> list[tuple[int, str, int, int | None]]:
        rows = session.execute(
            sa.select(Draft.number, DraftCopy.role, DraftCopy.times, DraftCopy.told_of)
            .join(Draft, Draft.id == DraftCopy.draft_id)
            .order_by(DraftCopy.id)
        )
        return [(n, role, times, told) for n, role, times, told in rows]

    return world.do(read)
