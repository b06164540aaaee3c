"""What leaders do about conflicts: confirm, dismiss, put one down; for all that are ticked or for none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import CONFLICT_WORDS, CONFLICTS, ConflictKind, ConflictMove, ConflictState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.models import Conflict, Paper, Person, WipSession
from wip.queries.conflict_material import readers_of
from wip.queries.reviews import hidden_papers, writes_paper
from wip.services import commissions, conflicts
from wip.services.conflict_rows import close_for, open_for
from wip.services.histories import record

MOST = 500
"""More are too many for one press of a button."""


@dataclass(frozen=True)
class Decided:
    """How many conflicts changed, and how many finished reviews no longer count because of it."""

    conflicts: int
    reviews: int


@dataclass(frozen=True)
class Ticked:
    """A conflict that a leader ticked, in the version that the page showed."""

    id: int
    version: int


def decide(
    session: Session,
    wip_session: WipSession,
    ticked: Sequence[Ticked],
    move: ConflictMove,
    *,
    by: Actor,
    now: datetime,
) -> Decided:
    """Confirm or dismiss all that are ticked, or none; returns what changed.

    Refuses whoever is the person of one, or may not see its paper; Stale where one has changed since it was shown.
    """
    if not ticked:
        raise Refusal("Tick the conflicts first.")
    if len(ticked) > MOST:
        raise Refusal(f"These are {len(ticked)} conflicts; at most {MOST} can be decided at once.")
    rows = _locked(session, wip_session, ticked)
    _refuse_own(session, wip_session, rows, by)
    _check_seen(rows, ticked)
    changed = [row for row in rows if row.state is not _END[move]]
    ended = [_decide(session, wip_session, row, move, by=by, now=now) for row in changed]
    return Decided(len(changed), sum(ended))


_END = {
    ConflictMove.CONFIRM: ConflictState.CONFIRMED,
    ConflictMove.DISMISS: ConflictState.DISMISSED,
}


def _locked(session: Session, wip_session: WipSession, ticked: Sequence[Ticked]) -> list[Conflict]:
    rows = list(
        session.scalars(
            sa.select(Conflict)
            .join(Paper, Paper.id == Conflict.paper_id)
            .where(Paper.wip_session_id == wip_session.id, Conflict.id.in_([each.id for each in ticked]))
            .order_by(Conflict.id)
            .with_for_update(of=Conflict)
            .execution_options(populate_existing=True)
        )
    )
    if len(rows) < len({each.id for each in ticked}):
        raise Stale("One of the ticked conflicts is no longer there: its reason has gone. Nothing was done.")
    return rows


def _refuse_own(session: Session, wip_session: WipSession, rows: Sequence[Conflict], by: Actor) -> None:
    hidden = hidden_papers(session, wip_session, by.person_id or 0)
    if any(row.person_id == by.person_id or row.paper_id in hidden for row in rows):
        # Nothing is said of it: whoever may not see the paper does not see its conflicts.
        raise Unknown


def _check_seen(rows: Sequence[Conflict], ticked: Sequence[Ticked]) -> None:
    shown = {each.id: each.version for each in ticked}
    changed = [row for row in rows if row.version != shown[row.id]]
    if changed:
        raise Stale(
            "Some of these were decided, or changed, while your page was open. Nothing was done; look at them again.",
            tuple(f"One is {CONFLICT_WORDS[row.state][0]} now." for row in changed[:5]),
        )


def _decide(
    session: Session, wip_session: WipSession, row: Conflict, move: ConflictMove, *, by: Actor, now: datetime
) -> bool:
    """Whether a finished review no longer counts."""
    old, row.state = row.state, CONFLICTS.after(row.state, move)
    row.decided_by, row.decided_at = by.person_id, now
    session.flush()
    paper = session.get_one(Paper, row.paper_id)
    ends_review = False
    if row.state is ConflictState.CONFIRMED:
        ends_review = close_for(session, paper, row.person_id, now)
        commissions.withdraw_from(session, paper, row.person_id, by=by, now=now)
    else:
        open_for(session, paper, row.person_id, now)
    who = session.get_one(Person, row.person_id).called
    record(
        session,
        by,
        f"{move.value} conflict",
        row,
        now,
        wip_session=wip_session,
        paper=paper,
        old={"state": old},
        new={"state": row.state, "person": who, "kind": row.kind},
    )
    return ends_review


def put_down(
    session: Session,
    wip_session: WipSession,
    paper: Paper | None,
    person_id: int,
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> Decided:
    """A conflict that a leader knows of; it stands at once. Refuses authors, whose paper is closed to them anyway."""
    if paper is None or paper.id in hidden_papers(session, wip_session, by.person_id or 0):
        raise Refusal("Choose one of the session’s papers.", "paper")
    person = session.scalar(sa.select(Person).where(Person.id == person_id, readers_of(wip_session)))
    if person is None:
        raise Refusal("Choose one of the session’s reviewers, leaders or commenters.", "person")
    if not reason:
        raise Refusal("Say in a few words what the conflict is: it is kept with it.", "reason")
    if session.scalar(sa.select(writes_paper(person_id)).where(Paper.id == paper.id)):
        raise Refusal(
            f"{person.called} is an author of this paper, which is closed to them anyway.", "person"
        )
    row = conflicts.put_down(session, paper, person_id, ConflictKind.LEADER, reason, by=by, now=now)
    ends_review = close_for(session, paper, person_id, now)
    commissions.withdraw_from(session, paper, person_id, by=by, now=now)
    new = {"person": person.called, "reason": reason}
    record(session, by, "put down conflict", row, now, wip_session=wip_session, paper=paper, new=new)
    return Decided(1, int(ends_review))


def look_at_names(
    session: Session, wip_session: WipSession, row: Conflict, *, by: Actor, now: datetime
) -> None:
    """A leader of a double-blind call sees the names in one conflict, and the history says so."""
    paper = session.get_one(Paper, row.paper_id)
    record(session, by, "look at names of conflict", row, now, wip_session=wip_session, paper=paper)
