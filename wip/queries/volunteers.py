"""Reads about a session's volunteers and invitations, for its leaders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from wip.domain.commissions import LIVE, CommissionState
from wip.domain.exports import Cell
from wip.domain.invitations import InvitationState
from wip.domain.offers import Day, hours_told
from wip.domain.papers import CAREER_WORDS
from wip.domain.texts import whole_number
from wip.models import Commenter, CommenterInvitation, CommenterTopic, Commission, Person, WipSession
from wip.queries.commenters import Volunteer
from wip.queries.offers import hours_of
from wip.queries.pages import Page, page_of


class Shown(StrEnum):
    """Which of them a list shows."""

    ALL = "all"
    ROOM = "room"
    STANDBY = "standby"
    BACK = "back"
    SILENT = "silent"
    DECLINED = "declined"


SHOWN_WORDS: Mapping[Shown, str] = {
    Shown.ALL: "Everybody who offered",
    Shown.ROOM: "Has room for another paper",
    Shown.STANDBY: "Would step in at short notice",
    Shown.BACK: "Took the offer back",
    Shown.SILENT: "Invited, no answer yet",
    Shown.DECLINED: "Invited, not coming",
}

INVITATIONS = frozenset({Shown.SILENT, Shown.DECLINED})
"""Lists of invitations; the others are of volunteers."""


@dataclass(frozen=True)
class VolunteersQuery:
    """What an address asks for; `topic` is the id of one of the call's topics."""

    shown: Shown = Shown.ALL
    topic: int | None = None
    words: str = ""


def query_of(args: Mapping[str, str]) -> VolunteersQuery:
    """What an address asks for; whatever is not understood is not asked."""
    said = args.get("show", "")
    return VolunteersQuery(
        Shown(said) if said in list(Shown) else Shown.ALL,
        whole_number(args.get("topic"), digits=9),
        args.get("q", "")[:200],
    )


def volunteers(
    session: Session, wip_session_id: int, number: int = 1, query: VolunteersQuery | None = None
) -> Page[Volunteer]:
    """A page of those who offered or were added, those who took it back last; four statements."""
    page = page_of(session, _select(wip_session_id, query or VolunteersQuery()), number)
    return replace(page, items=[Volunteer(commenter, load) for commenter, load in page.items])


def _select(wip_session_id: int, query: VolunteersQuery) -> sa.Select[Commenter, int]:
    load = (
        sa.select(sa.func.count())
        .where(Commission.commenter_id == Commenter.id, Commission.state.in_(LIVE))
        .correlate(Commenter)
        .scalar_subquery()
    )
    select = (
        sa.select(Commenter, load.label("load"))
        .join(Commenter.person)
        .where(Commenter.wip_session_id == wip_session_id, *_fitting(query))
        .options(
            contains_eager(Commenter.person),
            selectinload(Commenter.chosen_topics),
            selectinload(Commenter.hours),
        )
        .order_by(Commenter.withdrawn, load, Commenter.id)
    )
    if query.shown is Shown.ROOM:
        select = select.where(Commenter.withdrawn.is_(False), load < Commenter.papers_max)
    return select


def _fitting(query: VolunteersQuery) -> Iterator[sa.ColumnElement[bool]]:
    if query.shown is Shown.STANDBY:
        yield Commenter.stands_by.is_(True)
        yield Commenter.withdrawn.is_(False)
    if query.shown is Shown.BACK:
        yield Commenter.withdrawn.is_(True)
    if query.topic:
        yield sa.exists().where(
            CommenterTopic.commenter_id == Commenter.id, CommenterTopic.topic_id == query.topic
        )
    columns = (Person.name, Person.affiliation, Commenter.topics, Commenter.works, Commenter.methods)
    for word in query.words.split()[:8]:
        yield sa.or_(*(column.icontains(word, autoescape=True) for column in columns))


def invited(session: Session, wip_session_id: int, shown: Shown, number: int) -> Page[CommenterInvitation]:
    """A page of invitations without a yes, the newest first; two statements."""
    states = (
        [InvitationState.INVITED]
        if shown is Shown.SILENT
        else [InvitationState.DECLINED, InvitationState.ENDED]
    )
    page: Page[CommenterInvitation] = page_of(
        session,
        sa.select(CommenterInvitation)
        .where(CommenterInvitation.wip_session_id == wip_session_id, CommenterInvitation.state.in_(states))
        .options(joinedload(CommenterInvitation.person))
        .order_by(CommenterInvitation.invited_at.desc(), CommenterInvitation.id.desc()),
        number,
    )
    return page


def invitation_counts(session: Session, wip_session_id: int) -> Mapping[InvitationState, int]:
    """How many invitations stand in each state; one statement."""
    rows = session.execute(
        sa.select(CommenterInvitation.state, sa.func.count())
        .where(CommenterInvitation.wip_session_id == wip_session_id)
        .group_by(CommenterInvitation.state)
    )
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in InvitationState}


HEADERS = (
    "Name",
    "E-mail",
    "School",
    "Career stage",
    "Topics",
    "Field",
    "Methods",
    "Works",
    "Papers at most",
    "Papers asked or accepted",
    "Papers accepted",
    "Steps in at short notice",
    "Hours",
    "Should not comment on",
    "State",
    "Offered at",
)


def rows_of(
    session: Session, wip_session: WipSession, days: Sequence[Day], topics: Mapping[int, str]
) -> Iterator[tuple[Cell, ...]]:
    """Everybody who offered, with all they said, a row each under HEADERS; four statements."""
    counted = session.execute(
        sa.select(Commission.commenter_id, sa.func.count())
        .join(Commission.commenter)
        .where(Commenter.wip_session_id == wip_session.id, Commission.state == CommissionState.ACCEPTED)
        .group_by(Commission.commenter_id)
    )
    accepted = {row[0]: row[1] for row in counted}
    for row, load in session.execute(_select(wip_session.id, VolunteersQuery())):
        person = row.person
        yield (
            person.name,
            person.email,
            person.affiliation,
            CAREER_WORDS[row.career_stage] if row.career_stage else "",
            "; ".join(topics[each.topic_id] for each in row.chosen_topics if each.topic_id in topics),
            row.topics,
            row.methods,
            row.works,
            row.papers_max,
            load,
            accepted.get(row.id, 0),
            "yes" if row.stands_by else "",
            "; ".join(hours_told(hours_of(row), days, wip_session.zone)),
            row.conflicts,
            "offer taken back" if row.withdrawn else "offered",
            row.offered_at,
        )
