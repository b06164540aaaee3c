"""Circulating drafts: the log of who had which version, and what authors and readers say of copies."""

from datetime import datetime
from secrets import randbelow

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.circulation import (
    CANNOT_MARK,
    MARK_LETTERS,
    UNMARKED_ALLOWED,
    Reader,
    goes_out,
    is_another_reading,
    mark_of,
)
from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Commission, Draft, DraftCopy, Paper
from wip.queries.circulation import open_draft
from wip.queries.draft_ticks import has_read_newest
from wip.services.draft_news import announce
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.people import insert_missing


def reader_of(commission: Commission) -> Reader:
    """As what a commenter has a copy."""
    return Reader.STANDBY if commission.is_standby else Reader.COMMENTER


def begin_copy(session: Session, draft_id: int, person_id: int | None, role: Reader, now: datetime) -> str:
    """The mark of this reader's copy of this version; made at the first request. It counts once it was handed out."""
    known = _copy(session, draft_id, person_id, role)
    if known is not None:
        return known.mark
    values: dict[str, object] = {
        "draft_id": draft_id,
        "person_id": person_id,
        "role": role.value,
        "mark": mark_of([randbelow(MARK_LETTERS) for _ in range(8)]),
        "first_at": now,
        "last_at": now,
        "times": 0,
    }
    insert_missing(session, DraftCopy, values, "draft_id", "person_id", "role")
    found = _copy(session, draft_id, person_id, role)
    return found.mark if found else str(values["mark"])


def count_copy(session: Session, mark: str, now: datetime) -> None:
    """The copy was handed out. A second request within two minutes is the same download."""
    copy = session.scalars(sa.select(DraftCopy).where(DraftCopy.mark == mark).with_for_update()).one()
    if copy.times and not is_another_reading(copy.last_at, now):
        return
    copy.first_at = copy.first_at if copy.times else now
    copy.last_at, copy.times = now, copy.times + 1
    session.flush()


def _copy(session: Session, draft_id: int, person_id: int | None, role: Reader) -> DraftCopy | None:
    person = DraftCopy.person_id.is_(None) if person_id is None else DraftCopy.person_id == person_id
    return session.scalar(
        sa.select(DraftCopy)
        .where(DraftCopy.draft_id == draft_id, person, DraftCopy.role == role.value)
        .order_by(DraftCopy.id)
        .limit(1)
    )


def note_marking(session: Session, draft: Draft, call: Call, *, failed: bool, now: datetime) -> None:
    """Remember whether copies of the draft can be marked. The first time that they cannot, the leaders hear of it."""
    was_known = bool(draft.facts.get(CANNOT_MARK))
    if not failed and not was_known:
        return
    facts = {name: value for name, value in draft.facts.items() if name != CANNOT_MARK}
    draft.facts = facts | ({CANNOT_MARK: now.isoformat()} if failed else {})
    session.flush()
    if not failed or was_known:
        return
    row, paper = call.wip_session, draft.paper
    record(session, SYSTEM, "draft cannot be marked", draft, now, wip_session=row, paper=paper)
    lines = [
        f"Version {draft.number} of its draft is a PDF on which no reader’s name could be put, so it was not handed out.",
        "Ask the author to send the PDF once more, made anew (“print to PDF” is enough), or to let it go out without marks.",
    ]
    headline = f"The draft of “{paper.title}” could not be handed out"
    tell_leaders(
        session,
        row,
        headline,
        lines,
        f"/manage/{row.slug}/drafts/",
        f"draft:{draft.id}:unmarked",
        now,
        paper=paper,
    )


def allow_unmarked(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author lets the newest version go out as it is, without readers' names on it. Saying so twice is once."""
    if paper.state not in PRESENTING or not paper.drafts:
        raise Refusal("There is no draft of a paper with a place here.")
    newest = paper.drafts[-1]
    if newest.facts.get(UNMARKED_ALLOWED):
        return
    was_out = goes_out(newest.content_type, newest.facts)
    newest.facts = newest.facts | {UNMARKED_ALLOWED: True}
    session.flush()
    record(
        session,
        by,
        "allow unmarked copies",
        newest,
        now,
        wip_session=call.wip_session,
        paper=paper,
        new={"version": newest.number},
    )
    if not was_out:
        announce(session, newest, paper, call, now)


def mark_read(
    session: Session, commission: Commission, call: Call, *, read: bool, by: Actor, now: datetime
) -> None:
    """The commenter says that they have read the newest version, or that they have not after all. Twice is once."""
    if commission.state is not CommissionState.ACCEPTED or commission.paper.state not in PRESENTING:
        raise Refusal("You do not comment on this paper, so there is nothing to say here.")
    if read and open_draft(commission.paper) is None:
        raise Refusal("The draft is not here yet.")
    is_known = has_read_newest(commission.paper, commission.read_at) if read else commission.read_at is None
    if is_known:
        return
    commission.read_at = now if read else None
    session.flush()
    act = "mark draft read" if read else "mark draft unread"
    record(session, by, act, commission, now, wip_session=call.wip_session, paper=commission.paper)
