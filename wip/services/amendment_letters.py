"""Letters about amendments: one a person, which says all that has not been told yet."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.call_contents import deadline_of, spelled, spelled_span
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind, page
from wip.models import Amendment, Call, Letter
from wip.queries.amendments import (
    NOT_LEFT,
    Concerned,
    amendment_letters,
    cause_of,
    concerned,
    told_of,
)
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of

SETTLING = timedelta(minutes=15)
"""How long the letters wait, so that a leader can mend a slip, give a reason, or decide that nobody needs one."""


def has_left(session: Session, call: Call, row: Amendment) -> bool:
    """Whether somebody has been told of the amendment, or is being told."""
    gone = amendment_letters(session, call, LetterState.SENDING, LetterState.SENT, LetterState.FAILED)
    return any(row.id in told_of(letter) for letter in gone)


def write_anew(session: Session, call: Call, row: Amendment, now: datetime) -> None:
    """Tell everybody concerned of this amendment, and in the same letter of those whose letters still wait."""
    waiting = _taken_back(session, call)
    for one in concerned(session, call):
        before = waiting.pop(one.person.id, None)
        ids = {row.id, *(told_of(before[0]) if before else ())}
        _write(session, call, one, sorted(ids), now, before[1] if before else LetterState.WAITING)


def spare(session: Session, call: Call, row: Amendment, now: datetime) -> None:
    """Nobody is told of this amendment; letters that tell of others too are written without it."""
    waiting = _taken_back(session, call)
    for one in concerned(session, call):
        before = waiting.get(one.person.id)
        ids = [id_ for id_ in told_of(before[0]) if id_ != row.id] if before else []
        if before and ids:
            _write(session, call, one, ids, now, before[1])


def _taken_back(session: Session, call: Call) -> dict[int, tuple[Letter, LetterState]]:
    """The letters that have not left, each replaced, with the state in which it waited; by person."""
    found = {}
    for letter in amendment_letters(session, call, *NOT_LEFT):
        state = letter.state
        letter.state = LETTERS.after(state, LetterMove.REPLACE)
        letter.fault = "It had not left when the call changed again: a newer letter tells of all changes."
        if letter.person_id is not None:
            found[letter.person_id] = (letter, state)
    session.flush()
    return found


def _write(
    session: Session,
    call: Call,
    one: Concerned,
    ids: Sequence[int],
    now: datetime,
    state: LetterState,
) -> None:
    row = call.wip_session
    rows = session.scalars(sa.select(Amendment).where(Amendment.id.in_(ids)).order_by(Amendment.number)).all()
    deadline = deadline_of(call.deadline_at, call.deadline_zone, row.zone)
    own = _own(one)
    letter = tell(
        session,
        LetterKind.CALL_AMENDED,
        one.person,
        cause_of(call, ids, f"{now:%Y%m%dT%H%M%S%f}"),
        now,
        facts={
            "session_title": row.title,
            "section": row.section.name,
            "amendments": [
                {"number": each.number, "sentences": each.sentences, "reason": each.reason} for each in rows
            ],
            "deadline": deadline.text,
            "deadline_more": deadline.more,
            "is_open": now <= call.deadline_at,
            "notify": spelled(call.notify_at, row.zone),
            "session_date": dates_of(row) if row.room else spelled_span(row.starts_at, row.ends_at, row.zone),
            "has_papers": bool(one.papers),
            "has_own": own is not None,
            "contact": contact_of(call),
        },
        links={"call": page(f"/sessions/{row.slug}/call"), **({"own": own} if own else {})},
        wip_session=row,
    )
    if letter is None:
        return
    letter.due_at = max(letter.due_at, max(each.made_at for each in rows) + SETTLING)
    letter.state = state
    session.flush()


def _own(one: Concerned) -> Link | None:
    """The person's one paper, or one form; somebody with several has their links in the receipts."""
    if len(one.papers) == 1:
        return personal(LinkKind.PAPER, one.person, one.papers[0])
    if not one.papers and len(one.started) == 1:
        return personal(LinkKind.STARTED, one.person, one.started[0])
    return None
