"""Where somebody had a part, every name of theirs goes: of one word too, and one that others bear.

Elsewhere neither is looked for. What is theirs is known by rows, before those go; what was published names commenters
and chairs beside their ids.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.forgetting import NOBODY, Traces
from wip.domain.publications import EntryKind
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    Commission,
    HistoryEvent,
    Letter,
    Paper,
    Person,
    Presence,
    Publication,
    Review,
    Reviewer,
    SessionChair,
    Show,
    SpeakingTurn,
    WipSession,
)
from wip.services.forgotten_texts import drop_messages, drop_receipts, redact


@dataclass(frozen=True)
class Parts:
    """Ids of what somebody had a part in. `billed` are the sessions whose programme or its changes may name them."""

    papers: frozenset[int]
    comments: frozenset[int]
    sessions: frozenset[int]
    billed: frozenset[int]
    names: frozenset[str]


def parts_of(session: Session, person: Person, names: Iterable[str]) -> Parts:
    """The person's parts, and these `names` with those by which they signed."""
    signed = session.execute(
        sa.select(Paper.id, Paper.wip_session_id, Author.name)
        .join(Author, Author.paper_id == Paper.id)
        .where(Author.person_id == person.id)
    ).all()
    comments = _ids(
        session,
        sa.select(Commission.paper_id)
        .join(Commenter, Commenter.id == Commission.commenter_id)
        .where(Commenter.person_id == person.id),
    )
    reviews = _ids(session, sa.select(Review.paper_id).where(Review.person_id == person.id))
    billed = {row.wip_session_id for row in signed} | _chaired(session, person)
    others = (
        *(sa.select(each.wip_session_id).where(each.person_id == person.id) for each in _TABLES),
        sa.select(Show.wip_session_id).join(Presence).where(Presence.person_id == person.id),
        sa.select(Paper.wip_session_id).where(Paper.id.in_(comments | reviews)),
    )
    sessions = billed.union(*(_ids(session, each) for each in others))
    found = frozenset(name for name in (*names, *(row.name for row in signed)) if name.strip())
    papers = frozenset(row.id for row in signed) | comments | reviews
    return Parts(papers, comments, frozenset(sessions), frozenset(billed), found)


_TABLES = (Attendee, Commenter, Reviewer)


def _ids(session: Session, select: sa.Select[int]) -> frozenset[int]:
    return frozenset(session.scalars(select))


def _chaired(session: Session, person: Person) -> frozenset[int]:
    rows = session.execute(sa.select(WipSession.id, WipSession.programme)).all()
    published = {
        id_ for id_, said in rows if any(each[1] == person.id for each in (said or {}).get("chairs", ()))
    }
    named = sa.select(SessionChair.wip_session_id).where(SessionChair.person_id == person.id)
    return frozenset(published) | _ids(session, named)


def unname(session: Session, person: Person, parts: Parts) -> None:
    """Take the names out of what is known to be about the person. Before names are taken from everywhere else.

    What was published about commenters goes by their ids; rows from before ids were kept, by the name.
    """
    _entries(session, person, parts)
    words = {name for name in parts.names if len(name.split()) == 1}
    many = tuple(sorted(parts.names - words))
    traces = Traces((), many, exact=tuple(sorted(words)))
    drop_receipts(session, traces)
    paperless = Letter.paper_id.is_(None) & Letter.wip_session_id.in_(parts.sessions)
    namesakes = sa.select(Person.id).where(
        Person.id != person.id, sa.func.lower(Person.name).in_({name.lower() for name in parts.names})
    )
    about = sa.and_(
        sa.or_(Letter.paper_id.in_(parts.papers), paperless),
        sa.or_(Letter.person_id.is_(None), Letter.person_id.not_in(namesakes)),
    )
    drop_messages(session, traces, about)
    redact(session, _table(Letter), traces, about, only=("subject", "text", "html"))
    redact(session, _table(HistoryEvent), traces, _history(parts), only=("old", "new"))
    redact(session, _table(Publication), traces, Publication.wip_session_id.in_(parts.billed))
    shows = sa.select(Show.id).where(Show.wip_session_id.in_(parts.sessions))
    # A queue holds names and nothing else, however a helper writes them.
    queue = Traces((), tuple(sorted(parts.names)))
    redact(session, _table(SpeakingTurn), queue, SpeakingTurn.show_id.in_(shows))
    session.expire_all()


def _table(model: type[Any]) -> sa.Table:
    table: sa.Table = model.__table__
    return table


def _history(parts: Parts) -> sa.ColumnElement[bool]:
    """What happened to their papers; and what happened to their sessions, but for who chairs those of others."""
    of_billing = HistoryEvent.thing.in_([Publication.__tablename__, SessionChair.__tablename__])
    of_session = sa.or_(
        HistoryEvent.wip_session_id.in_(parts.billed),
        sa.and_(HistoryEvent.wip_session_id.in_(parts.sessions), sa.not_(of_billing)),
    )
    return sa.or_(
        HistoryEvent.paper_id.in_(parts.papers), sa.and_(HistoryEvent.paper_id.is_(None), of_session)
    )


def _entries(session: Session, person: Person, parts: Parts) -> None:
    for row in session.scalars(
        sa.select(CalendarEntry).where(CalendarEntry.wip_session_id.in_(parts.sessions))
    ):
        facts = dict(row.facts)
        if row.kind is EntryKind.SLOT:
            facts = _without_commenter(facts, person.id, parts, row.paper_id)
        around = facts.get("around", {})
        if row.wip_session_id in parts.billed and _is_one(around.get("chair", ""), parts.names):
            facts["around"] = {**around, "chair": NOBODY}
        if facts != row.facts:
            row.facts = facts
    session.flush()


def _without_commenter(
    facts: dict[str, Any], person_id: int, parts: Parts, paper_id: int | None
) -> dict[str, Any]:
    names, ids = list(facts.get("commenters", ())), facts.get("commented_by")
    if ids is not None:
        mine = [at for at, id_ in enumerate(ids) if id_ == person_id]
    else:
        # One of two namesakes: it is not known which, and both are called the same.
        among = paper_id is None or paper_id in parts.comments
        mine = [at for at, name in enumerate(names) if among and _is_one(name, parts.names)][:1]
    for at in mine:
        names[at] = NOBODY
    return {**facts, "commenters": names} if mine else facts


def _is_one(name: str, names: Iterable[str]) -> bool:
    said = " ".join(name.split()).casefold()
    return any(said == " ".join(each.split()).casefold() for each in names)
