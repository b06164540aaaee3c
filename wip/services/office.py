"""The request to the association office: composed, sent from here or by hand, asked again when the date moves."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.office import Occasion, OfficeFacts, OfficeMessage, Room, Stretch, compose, occasion_of
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionMove, SessionState
from wip.models import Call, WipSession
from wip.queries.office import asked_for
from wip.queries.sessions import sections_of
from wip.services import sessions
from wip.services.histories import record, what_changed
from wip.services.letters import tell
from wip.services.people import person_at

SET_UP_MINUTES = 15
"""How long before the session presenters come to try sound and screen, unless the leader says otherwise."""


def occasion(session: Session, row: WipSession) -> Occasion | None:
    """Why the office must be written to now; None where there is nothing to say."""
    return occasion_of(row.state, asked_for=asked_for(session, row), when=_stretch(row))


def proposed(
    session: Session,
    call: Call,
    *,
    expected: int,
    by: Actor,
    set_up_minutes: int = SET_UP_MINUTES,
) -> OfficeMessage | None:
    """The message as it would go now, to be edited; None where there is nothing to ask."""
    row = call.wip_session
    asked, when = asked_for(session, row), _stretch(row)
    why = occasion_of(row.state, asked_for=asked, when=when)
    if why is None:
        return None
    sections = [section.name for section in sections_of(session, row)]
    return compose(
        OfficeFacts(
            occasion=why,
            title=row.title,
            section=sections[0],
            partners=tuple(sections[1:]),
            when=when,
            expected=expected,
            recorded=row.recorded,
            contact=call.contact or row.section.contact_email,
            asker=by.name or by.email,
            set_up_minutes=set_up_minutes,
            asked_for=asked,
            first_room=row.room,
            rooms=tuple(
                Room(each.name, Stretch(each.starts_at, each.minutes, row.zone)) for each in row.sittings
            ),
        )
    )


def ask(
    session: Session,
    row: WipSession,
    message: OfficeMessage,
    *,
    to: str,
    expected: int,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Write to the office at `to`, or note that a leader has done so (`to` empty); the date then counts as requested.

    Letter and state are one transaction. Raises Stale when the session changed since the page showed it.
    """
    if seen != row.version:
        raise Stale(sessions.STALE, what_changed(session, row, seen, row.zone))
    why = occasion(session, row)
    if why is None:
        raise Refusal("The office has confirmed this date; there is nothing to ask until it moves.")
    row.expected_attendance = expected
    if row.state is SessionState.PROPOSED:
        sessions.step(session, row, SessionMove.REQUEST, by=by, now=now)
    if to:
        _write(session, row, message, to, by, now)
    told = {"occasion": why, "to": to or "by hand", "expected_attendance": expected}
    record(session, by, "ask office", row, now, wip_session=row, new=told)
    session.flush()


def _write(
    session: Session, row: WipSession, message: OfficeMessage, to: str, by: Actor, now: datetime
) -> None:
    office = person_at(session, to, now, field="office_email")
    if not row.section.office_email:
        row.section.office_email = office.email
        new = {"office_email": office.email}
        record(session, by, "change section", row.section, now, section_id=row.section_id, new=new)
    facts = {"name": "colleagues", "subject": message.subject, "text": message.text}
    cause = f"session:{row.id}:office:{now.isoformat()}"
    tell(session, LetterKind.OFFICE_REQUEST, office, cause, now, facts=facts, wip_session=row)


def _stretch(row: WipSession) -> Stretch:
    return Stretch(row.starts_at, row.minutes, row.zone)
