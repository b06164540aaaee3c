"""Answers that still count after an update: start and end are what was answered, whatever else changed."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from wip.adapters.itip import said
from wip.domain.calendar_answers import Method
from wip.models import CalendarInvitation
from wip.queries.calendar_mail import bodies_of

Hours = Mapping[tuple[str, int], tuple[datetime, datetime]]
"""Start and end by UID and SEQUENCE, as sent to one person."""


def hours_sent(session: Session, person_id: int, uids: Collection[str]) -> Hours:
    """What one person was sent of these entries; one statement, none without entries."""
    found = [said(body) for body in bodies_of(session, person_id, sorted(uids))]
    return {(each.uid, each.sequence): each.hours for each in found}


def standing(session: Session, person_id: int, rows: Collection[CalendarInvitation]) -> set[int]:
    """Those of the person's invitations, by id, whose answer was given to the hours that their entry has now. One statement."""
    answered = [row for row in rows if row.answer is not None and row.method is Method.REQUEST]
    hours = hours_sent(session, person_id, {row.entry.uid for row in answered})
    return {
        row.id
        for row in answered
        if hours.get((row.entry.uid, row.answered_sequence or 0)) == (row.entry.starts_at, row.entry.ends_at)
    }


def sequence_answered(session: Session, row: CalendarInvitation, sequence: int) -> int:
    """The SEQUENCE that an answer to an earlier one counts for: the newest, where its hours are those that were answered."""
    if sequence >= row.sequence:
        return sequence
    hours = hours_sent(session, row.person_id, {row.entry.uid})
    known = hours.get((row.entry.uid, sequence))
    is_same = known is not None and known == hours.get((row.entry.uid, row.sequence))
    return row.sequence if is_same else sequence
