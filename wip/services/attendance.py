"""Attendance: people who will come, and get the session into their calendars."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import CallState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import is_zone
from wip.models import Attendee, Call
from wip.services.agenda_letters import programme_of, slots_of
from wip.services.calendar_documents import forget_person
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import feed_link, feed_of, insert_missing, person_at, personal
from wip.services.rooms import dates_of, links_of, over_at


def is_public(call: Call) -> bool:
    """Whether anyone may know of the session: its call, or its agenda, has been published."""
    return call.state is not CallState.DRAFT or call.wip_session.agenda_state is AgendaState.PUBLISHED


def takes_attendees(call: Call, now: datetime) -> bool:
    """Whether the third door is open: until the session's end, unless it is cancelled."""
    row = call.wip_session
    return is_public(call) and row.state is not SessionState.CANCELLED and now < over_at(row)


def attend(
    session: Session,
    call: Call,
    *,
    name: str,
    email: str,
    affiliation: str = "",
    zone: str = "",
    now: datetime,
) -> Attendee:
    """Sign somebody up. Twice is once, and the answer is the same; the letter comes at most once a day.

    `zone` is that of the clock on which they read the page: the letter names the hour on it too, unless they told another.
    """
    if not takes_attendees(call, now):
        raise Refusal("This session takes no more registrations.")
    row = call.wip_session
    person = person_at(session, email, now, name=name, affiliation=affiliation)
    key = (Attendee.wip_session_id == row.id, Attendee.person_id == person.id)
    is_new = session.scalar(sa.select(Attendee.id).where(*key)) is None
    insert_missing(
        session,
        Attendee,
        {"wip_session_id": row.id, "person_id": person.id, "registered_at": now},
        "wip_session_id",
        "person_id",
    )
    attendee = session.scalars(sa.select(Attendee).where(*key)).one()
    if is_new:
        by = Actor(person.id, person.name, person.email)
        forget_person(session, person.id, now)
        record(session, by, "register", attendee, now, wip_session=row, new={"person": person.email})
    _confirm(session, attendee, call, zone, now)
    return attendee


def leave(session: Session, attendee: Attendee, call: Call, *, by: Actor, now: datetime) -> None:
    """An attendee cannot come after all: the session leaves their calendar. Signing up again undoes it."""
    row = call.wip_session
    if row.state is SessionState.CANCELLED or now >= over_at(row):
        raise Refusal("The session is over or cancelled, so there is nothing to take back.")
    record(
        session,
        by,
        "cancel registration",
        attendee,
        now,
        wip_session=row,
        old={"person": attendee.person.email},
    )
    session.delete(attendee)
    session.flush()
    forget_person(session, attendee.person_id, now)


def _confirm(session: Session, attendee: Attendee, call: Call, zone: str, now: datetime) -> None:
    row = call.wip_session
    slots = slots_of(session, row) if row.agenda_state is AgendaState.PUBLISHED else {}
    tell(
        session,
        LetterKind.ATTENDANCE_RECEIVED,
        attendee.person,
        # The link's presence is part of the cause: who signs up again for its sake gets it the same day.
        f"attendance:{attendee.id}:{attendee.registered_at:%H%M%S}:{now:%Y-%m-%d}:{bool(row.join_link):d}",
        now,
        facts={
            "session_title": row.title,
            "section": row.section.name,
            "session_date": dates_of(row, attendee.person.zone or (zone if is_zone(zone) else None)),
            "join_link": row.join_link,
            "room_links": links_of(row),
            "programme": programme_of(slots, row.zone),
            "contact": contact_of(call),
        },
        links={
            "feed": feed_link(feed_of(session, attendee.person, now)),
            "session": page(f"/sessions/{row.slug}/"),
            "own": personal(LinkKind.ATTENDANCE, attendee.person, attendee.id),
        },
        wip_session=row,
    )
