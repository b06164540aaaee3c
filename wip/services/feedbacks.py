"""The private boxes: feedback handed in, taken back, and two people put in touch where both say yes.

Whoever writes is named in no history: leaders read it, and only the author may know, as each writer chose.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.feedbacks import FeedbackFacts, Opening, Signature, Wish
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.models import Feedback, Paper, WipSession
from wip.queries.feedbacks import Box, boxes_of
from wip.services.feedback_letters import put_in_touch
from wip.services.histories import record
from wip.services.people import insert_missing
from wip.services.rooms import over_at

A_READER = Actor(name="A reader")
"""Who the history says it was: nobody's box is anybody else's to count."""

NOTHING = "There is nothing to hand in yet. Write something in any of the boxes, or tick one of the offers."


def opening_of(row: WipSession) -> Opening:
    """When the session's boxes are open."""
    starts = [row.starts_at, *(each.starts_at for each in (row.sittings if row.room else ()))]
    return Opening(min(starts), over_at(row))


def box_of(session: Session, wip_session: WipSession, number: int, person_id: int) -> Box:
    """The person's box for this paper of the session. Raises Unknown where they may not write about it."""
    found = boxes_of(session, wip_session, person_id, number=number)
    if not found:
        raise Unknown
    return found[0]


def may_write(box: Box, wip_session: WipSession, now: datetime) -> bool:
    """Whether the box takes words now."""
    return opening_of(wip_session).is_open(now, is_commenter=box.is_commenter)


def saved_version(row: Feedback | None) -> int:
    """The version that its writer has handed in; 0 as long as nothing but typing has happened."""
    return 0 if row is None or (row.version == 1 and row.handed_in_at is None) else row.version


def begun(session: Session, box: Box, person_id: int, now: datetime) -> Feedback:
    """The row of a box, made at the first word, and locked."""
    key = {"paper_id": box.paper.id, "person_id": person_id}
    usual = dict.fromkeys(("came_across", "adds", "suggestion", "page", "source", "more"), "")
    start: dict[str, Any] = {
        **key,
        **usual,
        "is_commenter": box.is_commenter,
        "signature": Signature.NAME,
        "wants_next_draft": False,
        "wants_talk": False,
        "typed": {},
        "begun_at": now,
        "version": 1,
    }
    insert_missing(session, Feedback, start, *key)
    return session.scalars(
        sa.select(Feedback).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()


def hand_in(
    session: Session, wip_session: WipSession, box: Box, facts: FeedbackFacts, *, by: Actor, now: datetime
) -> Feedback:
    """Put it in the author's box. It can be changed and taken back until the box closes; nobody reads it before.

    Refuses a box that is closed or not open yet, and one in which nothing is said. Raises Stale where the writer has
    handed in something else since `box` was read.
    """
    _refuse_closed(box, wip_session, now)
    if not facts.says_something:
        raise Refusal(NOTHING)
    seen = saved_version(box.feedback)
    row = begun(session, box, by.person_id or 0, now)
    if saved_version(row) != seen:
        raise Stale("You handed in something in another window at this very moment.")
    is_new = row.handed_in_at is None
    for name, value in asdict(facts).items():
        setattr(row, name, value)
    row.is_commenter, row.typed = box.is_commenter, {}
    row.handed_in_at = now
    session.flush()
    if is_new:
        record(session, A_READER, "hand in feedback", box.paper, now, wip_session=wip_session)
    return row


def take_back(session: Session, wip_session: WipSession, box: Box, *, now: datetime) -> None:
    """The author does not get it; its words stay in the form until the box closes. Twice is once."""
    _refuse_closed(box, wip_session, now)
    row = box.feedback
    if row is None or row.handed_in_at is None:
        return
    row.handed_in_at = None
    session.flush()
    record(session, A_READER, "take back feedback", box.paper, now, wip_session=wip_session)


def _refuse_closed(box: Box, wip_session: WipSession, now: datetime) -> None:
    opening = opening_of(wip_session)
    if opening.is_open(now, is_commenter=box.is_commenter):
        return
    if now < opening.starts_at:
        raise Refusal("The box opens when the session begins.")
    raise Refusal("The box has closed: it took notes until two days after the session.")


def take_back_wish(session: Session, row: Feedback, wish: Wish) -> None:
    """The writer no longer offers it. Refused once the author has said yes: the addresses are exchanged by then."""
    if answer_to(row, wish):
        raise Refusal("The author has said yes meanwhile, so you have each other’s address already.")
    setattr(row, f"wants_{wish.value}", False)
    session.flush()


def answer_to(row: Feedback, wish: Wish) -> bool | None:
    """What the author said to the wish; None: nothing yet."""
    return row.author_draft if wish is Wish.NEXT_DRAFT else row.author_talk


def wants(row: Feedback, wish: Wish) -> bool:
    """Whether the writer offers it still."""
    return row.wants_next_draft if wish is Wish.NEXT_DRAFT else row.wants_talk


def answer_wish(
    session: Session,
    paper: Paper,
    wip_session: WipSession,
    feedback_id: int,
    wish: Wish,
    *,
    yes: bool,
    by: Actor,
    now: datetime,
) -> Feedback:
    """The author's answer. Yes gives both the other's address by letter, once; a no is told to nobody.

    Raises Unknown for what was not sent to this paper's author, Stale for an offer that was taken back.
    """
    row = session.scalar(
        sa.select(Feedback)
        .where(Feedback.id == feedback_id, Feedback.paper_id == paper.id, Feedback.sent_at.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.person.erased_at is not None:
        raise Unknown
    if not wants(row, wish):
        raise Stale("This offer has been taken back since your page was opened.")
    if answer_to(row, wish):
        return row
    setattr(row, "author_draft" if wish is Wish.NEXT_DRAFT else "author_talk", yes)
    session.flush()
    if yes:
        put_in_touch(session, row, wip_session, wish, by=by, now=now)
        # Not which offer, nor whose: leaders read the history.
        record(session, by, "meet reader", paper, now, wip_session=wip_session)
    return row
