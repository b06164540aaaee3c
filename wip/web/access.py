"""Access: every route names its act, and things are found only through what the actor may see."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import Response, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from wip.adapters.tokens import Signer
from wip.db import db
from wip.domain.links import Link, LinkKind
from wip.domain.people import VISITOR, Act, Actor, Role, may
from wip.domain.refusals import Ended, Unknown
from wip.models import (
    Attendee,
    Author,
    Commenter,
    CommenterInvitation,
    Commission,
    LateLink,
    Leadership,
    Paper,
    Person,
    Reviewer,
    Show,
    StartedSubmission,
    WipSession,
)
from wip.queries.own_papers import has_objected
from wip.queries.reviews import has_conflict, writes_paper
from wip.queries.shows import standing
from wip.queries.standings import section_and_roles, session_and_roles
from wip.web.clock import now

View = Callable[..., ResponseReturnValue]


def signer() -> Signer:
    """The installation's signer of personal links."""
    found: Signer = current_app.extensions["wip_signer"]
    return found


def actor() -> Actor:
    """Who is asking: the signed-in person, or the holder of the personal link in the address."""
    if "actor" not in g:
        g.actor = _of(current_user) if current_user and current_user.is_authenticated else VISITOR
    found: Actor = g.actor
    return found


def _of(person: Person) -> Actor:
    return Actor(person.id, person.name, person.email, person.zone).towards(frozenset())


class Closed(StrEnum):
    """Which of the papers that are closed to the person a view opens all the same."""

    NONE = "none"
    OWN = "own"
    ALL = "all"


def open_to(act: Act, closed: Closed = Closed.NONE) -> Callable[[View], View]:
    """Let in whoever may do `act` to the things that the address names; for all others there is no such page.

    Nor is there one of a paper that the person wrote, or has a conflict with, unless `closed` says so.

    Address parts become the view's arguments: `slug` a `wip_session`, `section_slug` a `section`, `number` a
    `paper` of that session, `token` the thing of a personal link. Visitors are sent to sign in first where the
    page is for known people, whether or not it exists.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> ResponseReturnValue:
            asking = actor()
            if "token" in parts:
                parts, asking = _by_token(view, parts)
            elif not asking.is_known and not may(VISITOR, act):
                return sign_in_first()
            parts, asking = _found(parts, asking, Closed.ALL if may(VISITOR, act) else closed)
            g.actor = asking
            if not may(asking, act):
                raise Unknown
            return view(**parts)

        guarded.access = act  # type: ignore[attr-defined]  # a mark on the view
        guarded.opens = getattr(view, "opens", ())  # type: ignore[attr-defined]  # a mark on the view
        return guarded

    return wrap


def opens(kind: LinkKind, *more: LinkKind) -> Callable[[View], View]:
    """Say which kinds of personal link the view's `token` may be. Stands below `open_to`."""

    def mark(view: View) -> View:
        view.opens = (kind, *more)  # type: ignore[attr-defined]  # a mark on the view
        return view

    return mark


def sign_in_first() -> ResponseReturnValue:
    """Send a visitor to the sign-in page, and back here afterwards; a POST keeps what was typed."""
    if request.method not in {"GET", "HEAD"}:
        from wip.web.errors import typed_page

        return typed_page(
            401,
            "You are signed out",
            "Sign in again in another tab, then press the button: nothing is lost.",
        )
    return redirect(url_for("sign_in.ask", next=request.full_path.rstrip("?")), 303)


def _found(parts: dict[str, Any], asking: Actor, closed: Closed) -> tuple[dict[str, Any], Actor]:
    roles: frozenset[Role] = asking.roles
    if "slug" in parts:
        found = session_and_roles(db.session(), parts.pop("slug"), asking.person_id)
        if found is None:
            raise Unknown
        parts["wip_session"], held = found
        roles |= held
        if "number" in parts:
            parts["paper"] = paper_of(parts["wip_session"], parts.pop("number"), closed)
    if "section_slug" in parts:
        found_section = section_and_roles(db.session(), parts.pop("section_slug"), asking.person_id)
        if found_section is None:
            raise Unknown
        parts["section"], held = found_section
        roles |= held
    return parts, asking.towards(roles)


def paper_of(wip_session: WipSession, number: int, closed: Closed = Closed.NONE) -> Paper:
    """The session's paper with this number, unless it is closed to whoever asks. Raises Unknown."""
    me = actor().person_id or 0
    row = (
        db.session()
        .execute(
            sa.select(Paper, has_conflict(me), writes_paper(me)).where(
                Paper.wip_session_id == wip_session.id, Paper.number == number
            )
        )
        .one_or_none()
    )
    if row is None:
        raise Unknown
    shut = {Closed.NONE: row[1] or row[2], Closed.OWN: row[1], Closed.ALL: False}[closed]
    if shut:
        raise Unknown
    return row[0]


def _by_token(view: View, parts: dict[str, Any]) -> tuple[dict[str, Any], Actor]:
    link = signer().read(parts.pop("token"))
    if link.kind not in getattr(view, "opens", ()):
        raise Unknown
    if link.kind in _ROOMS:
        parts["show"] = _room(link)
        return parts, Actor(name=_ROOMS[link.kind][1], by_link=True).towards(
            frozenset({_ROOMS[link.kind][0]})
        )
    person = db.session().get(Person, link.person_id)
    if person is None or not person.active or person.link_generation != link.generation:
        raise Unknown
    name, thing, role = _THINGS[link.kind](link)
    if thing is None:
        raise Unknown
    parts[name] = thing
    return parts, replace(_of(person), by_link=True).towards(frozenset({role}))


_ROOMS = {LinkKind.HELPER: (Role.HELPER, "a helper"), LinkKind.SCREEN: (Role.DISPLAY, "the display")}
"""Links that are a room's and nobody's own: the role that they give, and what its bearer is called."""


def _room(link: Link) -> Show:
    """The running room of a link that is out, until a day after its end."""
    found = standing(db.session().connection(), link)
    if found is None:
        raise Unknown
    if now() > found.open_until:
        raise Ended(
            "This link has ended", "It was for a session, which is over. Its times are kept for its leaders."
        )
    return db.session().get_one(Show, link.thing_id)


def _own_paper(link: Link) -> tuple[str, object, Role]:
    paper = db.session().scalar(
        sa.select(Paper)
        .join(Paper.authors)
        .where(Paper.id == link.thing_id, Author.person_id == link.person_id)
    )
    if paper is None and has_objected(db.session(), link.thing_id, link.person_id):
        raise Ended(
            "This paper is not yours",
            "You said that you are no author of it, so this link has ended. If that was a slip, write to the organisers.",
        )
    return "paper", paper, Role.AUTHOR


def _own_commission(link: Link) -> tuple[str, object, Role]:
    commission = db.session().scalar(
        sa.select(Commission)
        .join(Commission.commenter)
        .where(Commission.id == link.thing_id, Commenter.person_id == link.person_id)
    )
    return "commission", commission, Role.COMMENTER


def _own_row(table: type[Any], name: str, role: Role) -> Callable[[Link], tuple[str, object, Role]]:
    def find(link: Link) -> tuple[str, object, Role]:
        row = db.session().scalar(
            sa.select(table).where(table.id == link.thing_id, table.person_id == link.person_id)
        )
        return name, row, role

    return find


def _session(role: Role) -> Callable[[Link], tuple[str, object, Role]]:
    return lambda link: ("wip_session", db.session().get(WipSession, link.thing_id), role)


def _person(link: Link) -> tuple[str, object, Role]:
    person = db.session().get(Person, link.person_id) if link.thing_id == link.person_id else None
    return "person", person, Role.RECIPIENT


_THINGS: dict[LinkKind, Callable[[Link], tuple[str, object, Role]]] = {
    LinkKind.PAPER: _own_paper,
    LinkKind.COMMISSION: _own_commission,
    LinkKind.OFFER: _own_row(Commenter, "commenter", Role.COMMENTER),
    LinkKind.COMMENTING: _own_row(CommenterInvitation, "invitation", Role.GUEST),
    LinkKind.LEADERSHIP: _own_row(Leadership, "invitation", Role.GUEST),
    LinkKind.REVIEWERSHIP: _own_row(Reviewer, "invitation", Role.GUEST),
    LinkKind.STARTED: _own_row(StartedSubmission, "started", Role.AUTHOR),
    LinkKind.LATE: _own_row(LateLink, "late_link", Role.AUTHOR),
    LinkKind.STOP: _session(Role.RECIPIENT),
    LinkKind.FEEDBACK: _session(Role.LISTENER),
    LinkKind.ATTENDANCE: _own_row(Attendee, "attendee", Role.ATTENDEE),
    LinkKind.FORGET: _person,
}


def not_indexed(response: Response) -> Response:
    """Pages behind personal links are kept out of search engines and shared caches."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response
