"""Reads of which a task of finding commenters is made; each is one statement, however many papers and people."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.domain.commenter_tasks import Barrier, Hours, Pair
from wip.domain.commissions import LIVE, CommissionState
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState, EntryKind
from wip.models import (
    AgendaSlot,
    Author,
    CalendarEntry,
    Commenter,
    CommenterHours,
    CommenterTopic,
    Commission,
    Paper,
    PaperTopic,
    Topic,
    WipSession,
)

EARLIER_MOST = 400
"""As many papers as tell what commenters write about."""

_ENDED = {
    CommissionState.DECLINED: Barrier.DECLINED,
    CommissionState.LAPSED: Barrier.LAPSED,
    CommissionState.WITHDRAWN: Barrier.TAKEN_BACK,
}


@dataclass(frozen=True)
class PaperRow:
    """What of a presenting paper its commenters are found by."""

    id: int
    number: int
    title: str
    abstract: str


@dataclass(frozen=True)
class Asked:
    """The session's commissions by what they mean for a new plan."""

    standing: frozenset[Pair]
    standbys: frozenset[Pair]
    accepted: frozenset[Pair]
    before: Mapping[Pair, Barrier]


def presenting(session: Session, wip_session: WipSession) -> list[PaperRow]:
    """The papers with a place in the session, by number."""
    rows = session.execute(
        sa.select(Paper.id, Paper.number, Paper.title, Paper.abstract)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
        .order_by(Paper.number)
    )
    return [PaperRow(*row) for row in rows]


def chosen_topics(session: Session, call_id: int) -> dict[int, frozenset[int]]:
    """The topics' ids of each paper."""
    rows = session.execute(
        sa.select(PaperTopic.paper_id, PaperTopic.topic_id)
        .join(Topic, Topic.id == PaperTopic.topic_id)
        .where(Topic.call_id == call_id)
    )
    return _sets(rows)


def topic_names(session: Session, call_id: int) -> dict[int, str]:
    """The call's topics."""
    return dict(session.execute(sa.select(Topic.id, Topic.name).where(Topic.call_id == call_id)).all())


def offers(session: Session, wip_session: WipSession) -> Sequence[Commenter]:
    """Everybody who offered, those who took it back too, with their persons."""
    return session.scalars(
        sa.select(Commenter)
        .where(Commenter.wip_session_id == wip_session.id)
        .options(joinedload(Commenter.person))
        .order_by(Commenter.id)
    ).all()


def offered_topics(session: Session, wip_session: WipSession) -> dict[int, frozenset[int]]:
    """The topics' ids that each commenter chose."""
    rows = session.execute(
        sa.select(CommenterTopic.commenter_id, CommenterTopic.topic_id)
        .join(Commenter, Commenter.id == CommenterTopic.commenter_id)
        .where(Commenter.wip_session_id == wip_session.id)
    )
    return _sets(rows)


def offered_hours(session: Session, wip_session: WipSession) -> dict[int, dict[int | None, Hours]]:
    """When each commenter can be there, by the room's sitting."""
    rows = session.execute(
        sa.select(
            CommenterHours.commenter_id,
            CommenterHours.sitting_id,
            CommenterHours.from_at,
            CommenterHours.until_at,
        )
        .join(Commenter, Commenter.id == CommenterHours.commenter_id)
        .where(Commenter.wip_session_id == wip_session.id)
    )
    found: dict[int, dict[int | None, Hours]] = defaultdict(dict)
    for commenter_id, sitting_id, from_at, until_at in rows:
        found[commenter_id][sitting_id] = Hours(from_at, until_at)
    return found


def asked(session: Session, wip_session: WipSession) -> Asked:
    """What has become of every request about a paper of the session."""
    rows = session.execute(
        sa.select(Commission.paper_id, Commission.commenter_id, Commission.state, Commission.is_standby)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(Paper.wip_session_id == wip_session.id)
    ).all()
    live = [(paper, commenter, standby) for paper, commenter, state, standby in rows if state in LIVE]
    return Asked(
        frozenset((paper, commenter) for paper, commenter, standby in live if not standby),
        frozenset((paper, commenter) for paper, commenter, standby in live if standby),
        frozenset((row[0], row[1]) for row in rows if row[2] is CommissionState.ACCEPTED),
        {(row[0], row[1]): _ENDED[row[2]] for row in rows if row[2] in _ENDED},
    )


def writers(session: Session, wip_session: WipSession) -> dict[int, frozenset[int]]:
    """The presenting papers of each person who is an author of one, or handed one in."""
    here = (Paper.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
    authors = sa.select(Author.person_id, Paper.id).join(Paper, Paper.id == Author.paper_id).where(*here)
    sent = sa.select(Paper.submitter_id, Paper.id).where(*here)
    return _sets(session.execute(sa.union(authors.where(Author.person_id.is_not(None)), sent)))


def presented(session: Session, wip_session: WipSession) -> dict[int, list[tuple[str, str]]]:
    """Title and abstract of what each commenter of the session has presented or will, as published line-ups say.

    Not what else they submitted: that it was declined is for those leaders alone who declined it.
    """
    published = (
        sa.exists()
        .where(
            CalendarEntry.paper_id == Paper.id,
            CalendarEntry.kind == EntryKind.SLOT,
            CalendarEntry.cancelled.is_(False),
        )
        .correlate(Paper)
    )
    rows = session.execute(
        sa.select(Author.person_id, Paper.title, Paper.abstract)
        .join(Paper, Paper.id == Author.paper_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(
            Author.person_id.in_(
                sa.select(Commenter.person_id).where(Commenter.wip_session_id == wip_session.id)
            ),
            WipSession.agenda_state == AgendaState.PUBLISHED,
            Paper.state.in_(PRESENTING),
            published,
        )
        .order_by(Paper.id.desc())
        .limit(EARLIER_MOST)
    )
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person_id, title, abstract in rows:
        if person_id is not None:
            found[person_id].append((title, abstract))
    return found


def slots(session: Session, wip_session: WipSession) -> Sequence[AgendaSlot]:
    """The working copy of the agenda in its order, without its papers."""
    return session.scalars(
        sa.select(AgendaSlot)
        .join(AgendaSlot.paper)
        .where(AgendaSlot.wip_session_id == wip_session.id, Paper.state.in_(PRESENTING))
        .order_by(AgendaSlot.position, AgendaSlot.id)
    ).all()


def _sets(rows: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for key, value in rows:
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}
