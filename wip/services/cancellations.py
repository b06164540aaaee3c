"""A cancelled session: nobody who has planned for it is left to find out alone."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionMove, CommissionState
from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.people import Actor
from wip.domain.shows import MarkKind, counting
from wip.models import Author, Call, Commission, Paper, Person, WipSession
from wip.queries.session_readers import concerned_by_cancelling, invited
from wip.queries.shows import marks_of, shows_of
from wip.services.commission_news import knows_of_request, overtake
from wip.services.commission_steps import note, step
from wip.services.letters import tell
from wip.services.rooms import dates_of, rooms_of
from wip.services.show_times import domain_marks


def tell_everybody(session: Session, row: WipSession, *, reason: str = "", by: Actor, now: datetime) -> None:
    """A letter to everybody who planned for the session, one however many roles somebody has; open requests end.

    `reason` is what the leader who cancels it writes to all of them.
    """
    people = session.scalars(sa.select(Person).where(_concerned(row)).order_by(Person.id)).all()
    guests = set(session.scalars(invited(row)))
    requests = _end_requests(session, row, by, now)
    authors = set(
        session.scalars(sa.select(Author.person_id).join(Paper).where(Paper.wip_session_id == row.id))
    )
    for person in people:
        tell(
            session,
            LetterKind.SESSION_CANCELLED,
            person,
            f"session:{row.id}:cancelled",
            now,
            facts={
                "session_title": row.title,
                "session_date": dates_of(row, person.zone),
                "section": row.section.name,
                "contact": row.section.contact_email,
                "reason": reason,
                "requests": requests.get(person.id, []),
                "invited": person.id in guests,
                "submitted": person.id in authors,
            },
            links={"section": page(f"/sections/{row.section.slug}/")},
            wip_session=row,
        )


def _concerned(row: WipSession) -> sa.ColumnElement[bool]:
    return sa.or_(*(Person.id.in_(each) for each in concerned_by_cancelling(row).values()))


def _end_requests(session: Session, row: WipSession, by: Actor, now: datetime) -> Mapping[int, list[str]]:
    """Take back every request to comment that waits for an answer; the titles by person, of whoever knew of it."""
    found: dict[int, list[str]] = {}
    waiting = session.scalars(
        sa.select(Commission)
        .join(Paper, Paper.id == Commission.paper_id)
        .where(Paper.wip_session_id == row.id, Commission.state == CommissionState.OFFERED)
        .order_by(Commission.id)
        .with_for_update(of=Commission)
    ).all()
    if not waiting:
        return found
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    for each in waiting:
        old = step(each, CommissionMove.WITHDRAW)
        session.flush()
        note(session, each, call, "take commission back", by, now, old)
        overtake(session, each, call, by=by, now=now)
        if knows_of_request(session, each):
            found.setdefault(each.commenter.person_id, []).append(each.paper.title)
    return found


def has_run(session: Session, row: WipSession, now: datetime) -> bool:
    """Whether a room's run of show was ended, not as a rehearsal: the session has taken place."""
    shows = shows_of(session, row.id)
    if not shows:
        return False
    marks = marks_of(session, [show.id for show in shows.values()])
    for room in rooms_of(session, row):
        show = shows.get(room.sitting_id or 0)
        counted = counting(domain_marks(marks[show.id]), room.starts_at, now) if show else []
        if counted and counted[-1].kind is MarkKind.END:
            return True
    return False
