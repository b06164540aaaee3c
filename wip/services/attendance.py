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
from wip.models import Attendee, Call, WipSession
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
    session: Session, call: Call, *, name: str, email: str, affiliation: str = "", now: datetime
) -> Attendee:
    """Sign somebody up. Twice is once, and the answer is the same; the letter comes at most once a day."""
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
    _confirm(session, attendee, call, row, now)
    return attendee


def _confirm(session: Session, attendee: Attendee, call: Call, row: WipSession, now: datetime) -> None:
    tell(
        session,
        LetterKind.ATTENDANCE_RECEIVED,
        attendee.person,
        # The link's presence is part of the cause: who signs up again for its sake gets it the same day.
        f"attendance:{attendee.id}:{now:%Y-%m-%d}:{bool(row.join_link):d}",
        now,
        facts={
            "session_title": row.title,
            "section": row.section.name,
            "session_date": dates_of(row),
            "join_link": row.join_link,
            "room_links": links_of(row),
            "contact": contact_of(call),
        },
        links={
            "feed": feed_link(feed_of(session, attendee.person, now)),
            "session": page(f"/sessions/{row.slug}/"),
            "own": personal(LinkKind.ATTENDANCE, attendee.person, attendee.id),
        },
        wip_session=row,
    )
