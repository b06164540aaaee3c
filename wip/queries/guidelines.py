"""Reads about guidelines: what counts now, what counted before, and who has acknowledged what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.guidelines import DEFAULT_STYLE, Audience, Guideline, Style, built_in
from wip.domain.papers import PaperState
from wip.models import (
    Author,
    Commenter,
    Commission,
    GuidelineSeen,
    GuidelineText,
    Paper,
    Person,
    WipSession,
)


@dataclass(frozen=True)
class Version:
    """One version of a session's guidelines, with its marks; number 0 is the built-in text.

    `maker` is the name of whoever saved it, where it was asked for.
    """

    audience: Audience
    number: int
    style: Style
    guideline: Guideline
    made_at: datetime | None = None
    maker: str = ""

    def fitted_to(self, wip_session: WipSession) -> Guideline:
        """The text for a usual slot of the session."""
        return self.guideline.fitted(wip_session.comment_minutes, wip_session.present_minutes)


_COLUMNS = (
    GuidelineText.wip_session_id,
    GuidelineText.audience,
    GuidelineText.number,
    GuidelineText.style,
    GuidelineText.title,
    GuidelineText.text,
    GuidelineText.made_at,
)

Guidelines = Mapping[tuple[int, Audience], Version]


def usual(audience: Audience) -> Version:
    """What counts where no leader has written anything."""
    return Version(audience, 0, DEFAULT_STYLE, built_in(audience))


_IDS: sa.BindParameter[int] = sa.bindparam("ids", expanding=True)
_newest = (
    sa.select(
        GuidelineText.wip_session_id,
        GuidelineText.audience,
        sa.func.max(GuidelineText.number).label("number"),
    )
    .where(GuidelineText.wip_session_id.in_(_IDS))
    .group_by(GuidelineText.wip_session_id, GuidelineText.audience)
    .subquery()
)
_NEWEST = sa.select(*_COLUMNS).join(
    _newest,
    sa.and_(
        _newest.c.wip_session_id == GuidelineText.wip_session_id,
        _newest.c.audience == GuidelineText.audience,
        _newest.c.number == GuidelineText.number,
    ),
)


def guidelines_of(session: Session | Connection, session_ids: Iterable[int]) -> Guidelines:
    """What counts now in each of these sessions, by session and audience; one statement."""
    ids = list(session_ids)
    rows = session.execute(_NEWEST, {"ids": ids})
    found = {(id_, audience): usual(audience) for id_ in ids for audience in Audience}
    return found | {(row[0], row[1]): _version(*row[1:]) for row in rows}


def _version(
    audience: Audience, number: int, style: Style, title: str, text: str, made_at: datetime, maker: str = ""
) -> Version:
    return Version(audience, number, style, Guideline(title, tuple(text.split("\n"))), made_at, maker)


def current(session: Session, wip_session_id: int, audience: Audience) -> Version:
    """What counts now; one statement."""
    select = sa.select(*_COLUMNS[1:]).where(
        GuidelineText.wip_session_id == wip_session_id, GuidelineText.audience == audience
    )
    row = session.execute(select.order_by(GuidelineText.number.desc()).limit(1)).one_or_none()
    return _version(*row) if row else usual(audience)


def version_at(session: Session, wip_session_id: int, audience: Audience, number: int) -> Version | None:
    """The version with this number; None where there is none."""
    if number == 0:
        return usual(audience)
    row = session.execute(
        sa.select(*_COLUMNS[1:]).where(
            GuidelineText.wip_session_id == wip_session_id,
            GuidelineText.audience == audience,
            GuidelineText.number == number,
        )
    ).one_or_none()
    return _version(*row) if row else None


def versions(session: Session, wip_session_id: int, audience: Audience, most: int = 50) -> list[Version]:
    """The newest versions with their makers, the newest first, and the built-in text last; one statement."""
    rows = session.execute(
        sa.select(*_COLUMNS[1:], sa.func.coalesce(Person.name, ""))
        .outerjoin(Person, Person.id == GuidelineText.made_by)
        .where(GuidelineText.wip_session_id == wip_session_id, GuidelineText.audience == audience)
        .order_by(GuidelineText.number.desc())
        .limit(most)
    )
    return [*(_version(*row) for row in rows), usual(audience)]


@dataclass(frozen=True)
class Reader:
    """Somebody whom guidelines are for: the papers by which they are, and what they have acknowledged of each.

    `things` are the ids that their links open: of the commissions for commenters, of the papers for presenters.
    """

    person: Person
    papers: tuple[Paper, ...]
    things: tuple[int, ...]
    seen: tuple[int | None, ...]

    def has_seen(self, number: int) -> bool:
        """Whether they have acknowledged this version, for each of their papers."""
        return all(each == number for each in self.seen)


def readers(session: Session, wip_session: WipSession, audience: Audience) -> list[Reader]:
    """Everybody who must know the guidelines, by name: commenters who accepted, authors who confirmed; one statement."""
    select = _commenters() if audience is Audience.COMMENTERS else _presenters()
    rows = session.execute(
        select.where(Paper.wip_session_id == wip_session.id, Person.erased_at.is_(None)).order_by(
            Person.name, Person.id, Paper.number
        )
    )
    found: dict[int, Reader] = {}
    for person, paper, thing, seen in rows:
        old = found.get(person.id, Reader(person, (), (), ()))
        found[person.id] = Reader(person, (*old.papers, paper), (*old.things, thing), (*old.seen, seen))
    return list(found.values())


def _commenters() -> sa.Select[Person, Paper, int, int | None]:
    return (
        sa.select(Person, Paper, Commission.id, Commission.guideline_seen)
        .join(Commenter, Commenter.person_id == Person.id)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(
            Commission.state == CommissionState.ACCEPTED,
            Paper.state.in_((PaperState.ACCEPTED, PaperState.CONFIRMED)),
        )
    )


def _presenters() -> sa.Select[Person, Paper, int, int | None]:
    return (
        sa.select(Person, Paper, Paper.id, GuidelineSeen.number)
        .join(Author, Author.person_id == Person.id)
        .join(Paper, Paper.id == Author.paper_id)
        .outerjoin(
            GuidelineSeen,
            sa.and_(GuidelineSeen.paper_id == Paper.id, GuidelineSeen.person_id == Person.id),
        )
        .where(Paper.state == PaperState.CONFIRMED)
    )


def seen_by_author(session: Session, paper: Paper, person_id: int) -> GuidelineSeen | None:
    """What this author has acknowledged for the paper."""
    return session.get(GuidelineSeen, (paper.id, person_id))
