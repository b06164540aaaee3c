"""What follows from the clock for feedback: boxes open, close, are sent to authors, and are asked about; for the worker.

Each may run again at any moment, or be killed in its middle: letters are unique by their cause, and a paper's row says
what has been sent.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.feedbacks import A_MONTH, as_typed
from wip.domain.people import SYSTEM
from wip.domain.stops import StopTopic
from wip.models import Call, Feedback, Letter, Paper, Person, WipSession
from wip.queries.feedbacks import (
    Guest,
    guests_of,
    handed_in,
    presenting_in,
    sessions_around,
    states_in,
    thanked_for,
)
from wip.queries.sessions import call_of
from wip.queries.stops import stopped_people
from wip.services import feedback_letters
from wip.services.aftermaths import locked
from wip.services.decision_letters import recipients
from wip.services.feedbacks import opening_of
from wip.services.histories import record
from wip.services.typed_feedbacks import fields_of

_LATE = timedelta(days=30)
"""What a worker that stood still has missed for longer than this is not made up for: it would only puzzle."""

_FORGOTTEN = timedelta(days=365)
"""So far back it is looked for what nobody handed in."""


def tell_open(session: Session, now: datetime) -> int:
    """As a session begins, tell attendees, commenters and presenters where to write; how many letters."""
    count = 0
    for row in sessions_around(session, now):
        opening, cause = opening_of(row), f"feedback-open:{row.id}"
        if not opening.starts_at <= now < opening.closes_at:
            continue
        call = call_of(session, row)
        for guest in _unwritten(session, row, guests_of(session, row), cause):
            letter = feedback_letters.tell_open(session, guest, call, opening, cause, now)
            count += letter is not None
    return count


def remind(session: Session, now: datetime) -> int:
    """Half a day before the boxes close, remind commenters who owe feedback and whoever began and did not hand in."""
    count = 0
    for row in sessions_around(session, now):
        opening, cause = opening_of(row), f"feedback-closing:{row.id}"
        if not opening.closes_soon(now):
            continue
        call, states = call_of(session, row), states_in(session, row)
        for guest in _unwritten(session, row, guests_of(session, row), cause):
            closing = _not_handed_in(guest, states)
            if closing:
                feedback_letters.tell_open(session, guest, call, opening, cause, now, closing=closing)
                count += 1
    return count


def _not_handed_in(guest: Guest, states: dict[tuple[int, int], bool]) -> list[Paper]:
    def state(paper: Paper) -> bool | None:
        return states.get((paper.id, guest.person.id))

    owed = {paper.id for paper in guest.owed}
    return [
        paper
        for paper in guest.papers
        if state(paper) is False or (state(paper) is None and paper.id in owed)
    ]


def _unwritten(session: Session, row: WipSession, guests: list[Guest], cause: str) -> list[Guest]:
    """Those who have neither had this letter nor stopped such letters."""
    had = set(session.scalars(sa.select(Letter.person_id).where(Letter.cause == cause)))
    had |= stopped_people(session, row, StopTopic.FEEDBACK)
    return [guest for guest in guests if guest.person.id not in had]


def send_digests(session: Session, now: datetime) -> int:
    """Two days after the session, send each author what is in the box, once; how many papers had something."""
    count = 0
    for call, paper in _due(session, now):
        row = locked(session, paper)
        if row.digest_at is not None:
            continue
        pieces = _closed(session, paper, now)
        row.digest_at = now
        session.flush()
        if not pieces:
            continue
        feedback_letters.tell_digest(session, paper, call, _authors(paper), pieces, now)
        number = {"readers": len(pieces)}
        record(session, SYSTEM, "send feedback", paper, now, wip_session=call.wip_session, new=number)
        count += 1
    return count


def _due(session: Session, now: datetime) -> Iterator[tuple[Call, Paper]]:
    for row in sessions_around(session, now, _LATE):
        closes_at = opening_of(row).closes_at
        if not closes_at <= now < closes_at + _LATE:
            continue
        call = call_of(session, row)
        for paper, aftermath in presenting_in(session, row):
            if aftermath is None or aftermath.digest_at is None:
                yield call, paper


def _closed(session: Session, paper: Paper, now: datetime) -> list[Feedback]:
    """What was handed in, as it goes to the author: what was typed after handing in goes along."""
    rows = list(handed_in(session, paper, lock=True))
    for row in rows:
        facts = as_typed(fields_of(row))
        if fields_of(row) and facts.says_something:
            for name, value in asdict(facts).items():
                setattr(row, name, value)
        row.typed, row.sent_at = {}, now
    session.flush()
    return rows


def _authors(paper: Paper) -> list[Person]:
    return [person for person in recipients(paper) if person.erased_at is None]


def ask_what_changed(session: Session, now: datetime) -> int:
    """A month after the session, ask the author of each paper that had readers what changed, once; how many papers."""
    count = 0
    for row in sessions_around(session, now, A_MONTH + _LATE):
        asks_at = opening_of(row).asks_at
        if not asks_at <= now < asks_at + _LATE:
            continue
        call = call_of(session, row)
        for paper, aftermath in presenting_in(session, row):
            if aftermath is None or aftermath.asked_at or aftermath.answered_at or not aftermath.digest_at:
                continue
            locked(session, paper).asked_at = now
            if not thanked_for(session, paper):
                continue
            for person in _authors(paper):
                feedback_letters.ask_what_changed(session, paper, call, person, now)
            record(session, SYSTEM, "ask what changed", paper, now, wip_session=row)
            count += 1
    return count


def forget_unsent(session: Session, now: datetime) -> int:
    """Thirty days after the boxes closed, forget what was typed and never handed in; how many boxes."""
    over = [
        row.id
        for row in sessions_around(session, now, _FORGOTTEN + _LATE)
        if opening_of(row).closes_at + _LATE <= now
    ]
    papers = sa.select(Paper.id).where(Paper.wip_session_id.in_(over))
    gone = session.execute(
        sa.delete(Feedback)
        .where(Feedback.paper_id.in_(papers), Feedback.handed_in_at.is_(None))
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult has it
