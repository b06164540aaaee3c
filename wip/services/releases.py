"""Releasing decisions: every letter is composed, shown, and written by the same function.

The act writes the letters; they wait a while, and in that time nothing has moved: undoing takes back the letters, and
everything is as it was. In the moment in which the letters may leave, the act is completed and the papers move.
"""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterState
from wip.domain.papers import PAPERS, PRESENTING
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.selection import LETTER_OF, MOVE_OF
from wip.domain.zones import show
from wip.models import Call, Decision, Letter, Paper, Person, Release, WipSession
from wip.queries.rankings import last_release
from wip.queries.releases import pending_of
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import calendars, letters, waiting_lists
from wip.services.decision_letters import UNDONE, UNSENT, put_back, replace_letters, replace_unsent
from wip.services.decisions import lock_selection
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.letter_edits import forget_edits
from wip.services.release_proposals import (
    Announcement,
    Proposal,
    called,
    propose,
    staged_pairs,
    undecided_sentence,
    usual_day,
)
from wip.services.release_writing import written
from wip.services.retractions import free_place

__all__ = [
    "WAITS",
    "Announcement",
    "Proposal",
    "called",
    "complete_due",
    "propose",
    "release",
    "send_now",
    "undecided_sentence",
    "undo",
    "usual_day",
]

WAITS = (10, 60, 0)
"""Minutes for which letters can be told to wait, the usual first; 0 lets them leave at once."""

_SINCE = "The letters are no longer those on your page, so nothing was sent. Read them again, then send."
_GONE = (
    "The letters have begun to leave, so this can no longer be undone. Change the decisions instead: the letters that "
    "follow say what has changed."
)


def release(
    session: Session,
    call: Call,
    confirm_on: date,
    *,
    digest: str,
    by: Actor,
    now: datetime,
    with_comments: bool = False,
    list_open: bool | None = None,
    wait: timedelta = timedelta(),
) -> Release:
    """Tell everyone, once. Refuses while a paper is undecided; Stale where the letters are not those shown.

    The letters leave after `wait`; until then nothing moves, and the act can be undone. Without one they leave at once.
    """
    wip_session = call.wip_session
    lock_selection(session, wip_session)
    if pending_of(session, wip_session) is not None:
        raise Stale(_SINCE, _what_changed(session, wip_session, None))
    proposal = propose(session, call, confirm_on, now, with_comments=with_comments, list_open=list_open)
    if digest != proposal.digest:
        raise Stale(_SINCE, _what_changed(session, wip_session, proposal))
    if proposal.undecided:
        hidden = hidden_papers(session, wip_session, by.person_id or 0)
        raise Refusal(undecided_sentence(called(proposal.undecided, hidden)))
    proposal.tally.refuse_unbalanced(proposal.submitted)
    if not proposal.announcements or by.person_id is None:
        raise Refusal("No decision waits for release.")
    for one in proposal.announcements:
        PAPERS.after(one.paper.state, MOVE_OF[one.decision.outcome])
    row = written(session, call, proposal, by=by, now=now, leaves_at=now + wait)
    if not wait:
        _complete(session, call, row, by=by, now=now)
    sums = {name: number for name, number in vars(proposal.tally).items() if number}
    new = sums | {"letters": row.letters} | ({"leaves_at": row.leaves_at.isoformat()} if wait else {})
    record(session, by, "release decisions", row, now, wip_session=wip_session, new=new)
    return row


def _what_changed(session: Session, wip_session: WipSession, proposal: Proposal | None) -> tuple[str, ...]:
    last = last_release(session, wip_session)
    if last is not None and (proposal is None or not proposal.announcements):
        when = show(last[0].released_at, wip_session.zone)
        leave = (
            f"leave on {show(last[0].leaves_at, wip_session.zone)}"
            if proposal is None
            else "are on their way"
        )
        return (f"{last[1]} released these decisions on {when}: {last[0].letters} letters {leave}.",)
    return ("A decision, a paper, an address or the day for confirming has changed.",)


def undo(session: Session, wip_session: WipSession, *, by: Actor, now: datetime) -> Release:
    """Take back a release whose letters all still wait: they are replaced, and the decisions are staged as they were.

    All or nothing. Raises Refusal once the letters have begun to leave.
    """
    lock_selection(session, wip_session)
    row = _pending(session, wip_session)
    found = _letters_of(session, row)
    if any(letter.state not in UNSENT for letter in found):
        raise Refusal(_GONE)
    replace_letters(session, found, why=UNDONE, by=by, now=now)
    put_back(session, row, by=by, now=now)
    row.undone_at, row.undone_by = now, by.person_id
    session.flush()
    record(session, by, "undo release", row, now, wip_session=wip_session, new={"letters": row.letters})
    return row


def send_now(session: Session, wip_session: WipSession, *, by: Actor, now: datetime) -> Release:
    """Let the waiting letters of a release leave at once; it can then no longer be undone. Held ones stay held."""
    lock_selection(session, wip_session)
    row = _pending(session, wip_session)
    for letter in _letters_of(session, row):
        letter.due_at = now
    row.leaves_at = now
    _complete(session, call_of(session, wip_session), row, by=by, now=now)
    record(session, by, "send release now", row, now, wip_session=wip_session)
    session.info[letters.LETTERS_WAIT] = True
    return row


def _pending(session: Session, wip_session: WipSession) -> Release:
    row = pending_of(session, wip_session)
    if row is None:
        last = last_release(session, wip_session)
        if last is not None and last[0].undone_at is not None:
            raise Refusal("This has been undone already. The decisions are staged as they were.")
        raise Refusal(_GONE if last else "Nothing has been released yet.")
    return row


def _letters_of(session: Session, row: Release) -> list[Letter]:
    return list(
        session.scalars(
            sa.select(Letter)
            .where(
                Letter.cause.startswith(f"release:{row.id}:", autoescape=True),
                Letter.state != LetterState.REPLACED,
            )
            .order_by(Letter.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def complete_due(session: Session, now: datetime) -> int:
    """Complete every release whose letters may leave by now; how many. For the worker, before it delivers."""
    due = session.scalars(
        sa.select(Release)
        .where(Release.completed_at.is_(None), Release.undone_at.is_(None), Release.leaves_at <= now)
        .order_by(Release.id)
    ).all()
    count = 0
    for row in due:
        wip_session = session.get_one(WipSession, row.wip_session_id)
        lock_selection(session, wip_session)
        session.refresh(row)
        if row.is_pending:
            person = session.get_one(Person, row.released_by)
            by = Actor(person.id, person.name, person.email)
            _complete(session, call_of(session, wip_session), row, by=by, now=now)
            count += 1
    return count


def _complete(session: Session, call: Call, row: Release, *, by: Actor, now: datetime) -> None:
    """Move the papers, as the letters say. A paper that can no longer move so, because its author was faster, stays."""
    row.completed_at = now
    pairs = staged_pairs(session, call.wip_session)
    forget_edits(session, [paper.id for paper, _ in pairs])
    for paper, decision in pairs:
        if PAPERS.allows(paper.state, MOVE_OF[decision.outcome]):
            _move(session, call, row, paper, decision, by, now)
        else:
            _give_up(session, call, paper, decision, now)
    waiting_lists.close_up(session, call, with_comments=row.with_comments, by=SYSTEM, now=now)
    calendars.refresh(session, call.wip_session, by=by, now=now)


def _move(
    session: Session, call: Call, row: Release, paper: Paper, decision: Decision, by: Actor, now: datetime
) -> None:
    old, place = paper.state, row.places.get(str(paper.id))
    paper.state = PAPERS.after(old, MOVE_OF[decision.outcome])
    paper.waiting_position, paper.offered_at, paper.lapsed_at = place, None, None
    paper.confirm_by = row.confirm_by if paper.state in PRESENTING else None
    decision.release_id, decision.position = row.id, place
    session.flush()
    if old in PRESENTING and paper.state not in PRESENTING:
        free_place(session, paper, by=by, now=now)
    new = {"state": paper.state, "release": row.id} | ({"place": place} if place else {})
    act = f"{LETTER_OF[decision.outcome].value.removeprefix('decision_')} paper"
    record(session, by, act, paper, now, wip_session=call.wip_session, old={"state": old}, new=new)


def _give_up(session: Session, call: Call, paper: Paper, decision: Decision, now: datetime) -> None:
    """The author answered while the letters waited, so that the decision cannot be carried out; leaders hear of it."""
    replace_unsent(session, paper, by=SYSTEM, now=now)
    record(
        session, SYSTEM, "take back decision", decision, now, paper=paper, old={"decision": decision.outcome}
    )
    tell_leaders(
        session,
        call.wip_session,
        f"“{paper.title}” was not moved",
        [
            "Its author answered while the letters waited, so the decision no longer fits and its letter was not sent."
        ],
        f"/manage/{call.wip_session.slug}/selection/",
        f"release:paper:{paper.id}:given-up:{decision.id}",
        now,
        paper=paper,
    )
    session.delete(decision)
    session.flush()
