"""Carrying a paper into the section's next call: at once where one is open, as a wish where none is yet.

What is carried is an unfinished submission, filled with everything; its author looks it over and submits it.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import CallState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.papers import PaperState
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, CarryWish, Paper, Person, StartedSubmission, WipSession
from wip.services.carried_fields import Copy, carried_fields
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of
from wip.services.started import Save, keep

CARRIED = frozenset({PaperState.DECLINED, PaperState.WAITING, PaperState.TURNED_DOWN, PaperState.WITHDRAWN})
"""States in which a paper has no place in its own session, and may go into the next one; it may wait here meanwhile."""


def next_call(session: Session, wip_session: WipSession, now: datetime) -> Call | None:
    """The section's call that takes papers now, the nearest deadline first; another session's than this one."""
    found = session.scalars(
        sa.select(Call)
        .join(WipSession, WipSession.id == Call.wip_session_id)
        .where(
            WipSession.section_id == wip_session.section_id,
            WipSession.id != wip_session.id,
            WipSession.state != SessionState.CANCELLED,
            Call.state != CallState.DRAFT,
            Call.opens_at <= now,
        )
        .order_by(Call.deadline_at, Call.id)
    )
    return next((call for call in found if call.takes_papers(now)), None)


def wish_of(session: Session, paper: Paper) -> CarryWish | None:
    """What an author of the paper has wished."""
    return session.scalar(sa.select(CarryWish).where(CarryWish.paper_id == paper.id))


def carry(
    session: Session, paper: Paper, call: Call, *, copy: Copy, by: Actor, now: datetime
) -> StartedSubmission | None:
    """Carry the paper into the open call, and return what is to be finished; without one, keep the wish, and return None.

    Doing it twice is doing it once. `copy` copies a stored file and returns the new key.
    """
    if paper.state not in CARRIED:
        raise Refusal("This paper is in its session. It can be carried over once it has no place there.")
    if by.person_id is None:
        raise Refusal("Open the page of your paper by its personal link first.")
    wish = wish_of(session, paper)
    if wish is not None and wish.started_id is not None:
        return session.get(StartedSubmission, wish.started_id)
    if wish is None:
        wish = CarryWish(paper_id=paper.id, person_id=by.person_id, wished_at=now)
        session.add(wish)
        session.flush()
        record(session, by, "wish to carry", wish, now, wip_session=call.wip_session, paper=paper)
    to = next_call(session, call.wip_session, now)
    return _started(session, wish, paper, to, copy, by, now) if to else None


def take_back(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author no longer wants it. What has been carried already is theirs to submit or to leave."""
    wish = wish_of(session, paper)
    if wish is None or wish.started_id is not None:
        return
    record(session, by, "take back wish", wish, now, wip_session=call.wip_session, paper=paper)
    session.delete(wish)
    session.flush()


def _started(
    session: Session, wish: CarryWish, paper: Paper, to: Call, copy: Copy, by: Actor, now: datetime
) -> StartedSubmission:
    fields = carried_fields(session, paper, to, copy, now)
    kept = keep(session, to, Save(key=secrets.token_urlsafe(24), page="carried", fields=fields), now=now)
    if kept.row is None:
        raise Refusal("The paper could not be carried over. Please try again.")
    kept.row.person_id = wish.person_id
    wish.started_id, wish.sent_at = kept.row.id, now
    session.flush()
    new = {"into": to.wip_session.slug}
    record(session, by, "carry paper", wish, now, wip_session=to.wip_session, paper=paper, new=new)
    return kept.row


def carry_due(session: Session, now: datetime, *, copy: Copy) -> int:
    """Carry what was wished into calls that have opened since, with a letter each, once; how many. For the worker."""
    wishes = session.scalars(
        sa.select(CarryWish).where(CarryWish.sent_at.is_(None)).order_by(CarryWish.id).with_for_update()
    ).all()
    count = 0
    for wish in wishes:
        old = session.get_one(WipSession, wish.paper.wip_session_id)
        to = next_call(session, old, now)
        if to is not None and wish.paper.state in CARRIED:
            row = _started(session, wish, wish.paper, to, copy, SYSTEM, now)
            _tell(session, wish, old, to, row, now)
            count += 1
    return count


def _tell(
    session: Session, wish: CarryWish, old: WipSession, to: Call, row: StartedSubmission, now: datetime
) -> None:
    wip_session, person, paper = to.wip_session, session.get_one(Person, wish.person_id), wish.paper
    tell(
        session,
        LetterKind.PAPER_CARRIED,
        person,
        f"carried:{wish.id}",
        now,
        facts={
            "title": paper.title,
            "earlier_session": old.title,
            "session_title": wip_session.title,
            "session_date": dates_of(wip_session),
            "section": wip_session.section.name,
            "deadline": show(to.deadline_at, to.deadline_zone),
            "file_name": paper.drafts[-1].file_name if paper.drafts and "kept" in row.fields else "",
            "contact": contact_of(to),
        },
        links={
            "started": personal(LinkKind.STARTED, person, row.id),
            "call": page(f"/sessions/{wip_session.slug}/call"),
        },
        wip_session=wip_session,
    )
