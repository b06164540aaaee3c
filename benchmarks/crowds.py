"""What the calendars' benchmark adds to the usual data: a crowd around one session, and many sessions of others."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from benchmarks.data import SLUG_THREE
from benchmarks.rows import Rows
from wip.domain.calls import CallState
from wip.domain.publications import AgendaState, EntryKind
from wip.domain.sessions import SessionState
from wip.models import Attendee, CalendarEntry, Call, Feed, Section, WipSession

OTHERS_AT_ONCE = 100


def crowd(rows: Rows, count: int) -> list[str]:
    """People on the list of attendees of the session of three, each with a calendar of their own; their addresses."""
    rows.random.seed("crowd")
    session_id = rows.session.scalars(sa.select(WipSession.id).where(WipSession.slug == SLUG_THREE)).one()
    addresses = [rows.address("listener", n) for n in range(count)]
    people = rows.people(addresses)
    told = {"wip_session_id": session_id, "registered_at": rows.now}
    rows.put(Attendee, [{**told, "person_id": person} for person in people])
    rows.put(Feed, [{"person_id": person, "created_at": rows.now} for person in people])
    return addresses


def others(rows: Rows, count: int) -> None:
    """So many more published sessions of another section, with three slots and a deadline each."""
    rows.random.seed(f"others {count}")
    section = {
        "slug": f"others-{count}",
        "name": f"Section of {count} Others",
        "contact_email": "others@law.example.edu",
        "created_at": rows.now,
    }
    section_id = rows.add(Section, [section])[0]
    starts_at = rows.now.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=30)
    sessions = [
        {
            "uid": rows.uid(),
            "slug": f"other-{count}-{n}",
            "section_id": section_id,
            "title": f"Session {n} of Others",
            "starts_at": starts_at + timedelta(days=n % 300),
            "zone": "America/New_York",
            "minutes": 90,
            "state": SessionState.CONFIRMED,
            "agenda_state": AgendaState.PUBLISHED,
            "created_at": rows.now,
        }
        for n in range(count)
    ]
    for begin in range(0, count, OTHERS_AT_ONCE):
        some = sessions[begin : begin + OTHERS_AT_ONCE]
        _filled(
            rows, rows.add(WipSession, some), [starts_at + timedelta(days=n % 300) for n in range(len(some))]
        )


def _filled(rows: Rows, session_ids: list[int], starts: list[datetime]) -> None:
    opened = rows.now - timedelta(days=90)
    dates = {"deadline_at": rows.now - timedelta(days=30), "notify_at": rows.now - timedelta(days=10)}
    call = {"state": CallState.PUBLISHED, "opens_at": opened, "published_at": opened, **dates}
    rows.put(
        Call, [{**call, "wip_session_id": id_, "deadline_zone": "America/New_York"} for id_ in session_ids]
    )
    kinds = (EntryKind.SESSION, EntryKind.DEADLINE, EntryKind.REHEARSAL, EntryKind.READ_BY)
    facts = {"status": "CONFIRMED", "join_link": ""}
    rows.put(
        CalendarEntry,
        [
            {
                "wip_session_id": id_,
                "kind": kind,
                "uid": rows.uid(),
                "starts_at": at,
                "turns_at": at,
                "ends_at": at + timedelta(minutes=30),
                "title": "Others",
                "facts": facts,
                "created_at": rows.now,
                "changed_at": rows.now,
            }
            for id_, at in zip(session_ids, starts, strict=True)
            for kind in kinds
        ],
    )
