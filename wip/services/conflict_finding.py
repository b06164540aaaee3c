"""Looking for conflicts: what is found is proposed, what authors declare stands; what no longer holds goes."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wip.domain.conflict_facts import Material
from wip.domain.conflict_finding import Key, find
from wip.domain.conflicts import CONFLICTS, DECLARED, ConflictKind, ConflictMove, ConflictState
from wip.domain.people import SYSTEM, Actor
from wip.models import Commenter, Conflict, Paper, Person, Reviewer, SessionSection, WipSession
from wip.queries.conflict_material import material_of
from wip.queries.standings import leads_session, writes_for_session
from wip.services.conflict_rows import close_for, open_for
from wip.services.histories import record

_ROWS = 500
"""As many rows as one statement inserts."""


def look(session: Session, wip_session: WipSession, *, now: datetime, paper: Paper | None = None) -> int:
    """Bring the session's conflicts, or those of one paper, up to date; returns how many are newly proposed.

    A found one is proposed, never confirmed. A dismissed one comes back only where its reason has changed; a
    proposed one that no longer holds goes. What an author declares stands at once, until a leader dismisses it.
    """
    session.flush()
    material = material_of(session, wip_session, paper.id if paper else None)
    known = _known(session, wip_session, Conflict.paper_id == paper.id if paper else sa.true())
    changed = _follow_up(session, wip_session, material, known, now)
    # Who reads here has written with others now: that speaks against papers besides this one.
    writers = _who_read(material) if paper is not None else set()
    return changed + (look_for(session, wip_session, writers, now=now) if writers else 0)


def look_for(session: Session, wip_session: WipSession, people: Collection[int], *, now: datetime) -> int:
    """As `look`, for these readers or commenters alone, by their ids, and all papers."""
    session.flush()
    material = material_of(session, wip_session, person_ids=people)
    known = _known(session, wip_session, Conflict.person_id.in_(sorted(people)))
    return _follow_up(session, wip_session, material, known, now)


def _follow_up(
    session: Session, wip_session: WipSession, material: Material, known: dict[Key, Conflict], now: datetime
) -> int:
    found = find(material)
    new = {key: reason for key, reason in found.items() if key not in known}
    _insert(session, new, now)
    again = sum(_follow(session, row, found.get(key), now) for key, row in known.items())
    _stand(session, wip_session, [key for key in new if key[2] is ConflictKind.AUTHOR], now)
    return sum(key[2] is not ConflictKind.AUTHOR for key in new) + again


def look_again(session: Session, wip_session: WipSession, *, by: Actor, now: datetime) -> int:
    """A leader asks for it; otherwise the verbs that change papers, readers or schools do."""
    found = look(session, wip_session, now=now)
    record(session, by, "look for conflicts", wip_session, now, wip_session=wip_session)
    return found


def _who_read(material: Material) -> set[int]:
    readers = {reader.person_id for reader in material.readers}
    return {
        writer.person_id
        for paper in material.papers
        for writer in paper.writers
        if writer.person_id is not None and writer.person_id in readers
    }


def look_for_person(session: Session, person: Person, *, now: datetime) -> None:
    """Look again in every session ahead that the person reads, writes or comments for."""
    _look_where(
        session, sa.or_(leads_session(person.id), _reads(person.id), writes_for_session(person.id)), now
    )
    comments = sa.exists().where(Commenter.wip_session_id == WipSession.id, Commenter.person_id == person.id)
    for row in session.scalars(sa.select(WipSession).where(WipSession.starts_at > now, comments)).all():
        look_for(session, row, [person.id], now=now)


def look_in_section(session: Session, section_id: int, *, now: datetime) -> None:
    """Look again in every session ahead of which the section is one."""
    partner = sa.exists().where(
        SessionSection.wip_session_id == WipSession.id, SessionSection.section_id == section_id
    )
    _look_where(session, sa.or_(WipSession.section_id == section_id, partner), now)


def _reads(person_id: int) -> sa.ColumnElement[bool]:
    return sa.exists().where(Reviewer.wip_session_id == WipSession.id, Reviewer.person_id == person_id)


def _look_where(session: Session, condition: sa.ColumnElement[bool], now: datetime) -> None:
    session.flush()
    rows = session.scalars(sa.select(WipSession).where(WipSession.starts_at > now, condition)).all()
    for row in rows:
        look(session, row, now=now)


def _known(session: Session, wip_session: WipSession, which: sa.ColumnElement[bool]) -> dict[Key, Conflict]:
    """The rows that looking may change: all but what reviewers and leaders declare."""
    select = (
        sa.select(Conflict)
        .join(Paper, Paper.id == Conflict.paper_id)
        .where(
            Paper.wip_session_id == wip_session.id,
            Conflict.kind.not_in(DECLARED - {ConflictKind.AUTHOR}),
            which,
        )
        .execution_options(populate_existing=True)
    )
    return {(row.paper_id, row.person_id, row.kind): row for row in session.scalars(select)}


def _insert(session: Session, new: dict[Key, str], now: datetime) -> None:
    rows = [
        {"paper_id": key[0], "person_id": key[1], "kind": key[2], "reason": reason, "found_at": now}
        for key, reason in sorted(new.items())
    ]
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    for start in range(0, len(rows), _ROWS):
        session.execute(insert(Conflict).on_conflict_do_nothing(), rows[start : start + _ROWS])


def _follow(session: Session, row: Conflict, reason: str | None, now: datetime) -> bool:
    """One row after looking; whether it is proposed again."""
    if reason is None:
        return _no_longer(session, row, now)
    if reason == row.reason:
        return False
    row.reason = reason
    if row.state is not ConflictState.DISMISSED:
        return False
    row.state, row.found_at = CONFLICTS.after(row.state, ConflictMove.PROPOSE_AGAIN), now
    return True


def _no_longer(session: Session, row: Conflict, now: datetime) -> bool:
    """What was only proposed goes; so does what an author declared and took back, unless a leader has decided on it."""
    declared = row.kind is ConflictKind.AUTHOR and row.decided_by is None
    if row.state is ConflictState.PROPOSED or declared:
        stood = row.state is ConflictState.CONFIRMED
        paper_id, person_id = row.paper_id, row.person_id
        session.delete(row)
        session.flush()
        if stood:
            open_for(session, session.get_one(Paper, paper_id), person_id, now)
    return False


def _stand(session: Session, wip_session: WipSession, keys: Iterable[Key], now: datetime) -> None:
    """What authors declare stands at once."""
    for paper_id, person_id, kind in sorted(keys):
        row = session.scalars(
            sa.select(Conflict).where(
                Conflict.paper_id == paper_id, Conflict.person_id == person_id, Conflict.kind == kind
            )
        ).one()
        row.state, row.decided_at = CONFLICTS.after(row.state, ConflictMove.CONFIRM), now
        session.flush()
        paper = session.get_one(Paper, paper_id)
        close_for(session, paper, person_id, now)
        who = session.get_one(Person, person_id).called
        by: Actor = SYSTEM
        record(
            session,
            by,
            "keep from paper",
            row,
            now,
            wip_session=wip_session,
            paper=paper,
            new={"person": who},
        )
