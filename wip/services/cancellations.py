"""A cancelled session: nobody who has planned for it is left to find out alone."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.papers import PaperState
from wip.models import Attendee, Author, Commenter, Paper, Person, SessionChair, WipSession
from wip.services.letters import tell
from wip.services.rooms import dates_of

_LIVE = (PaperState.SUBMITTED, PaperState.WAITING, PaperState.ACCEPTED, PaperState.CONFIRMED)


def tell_everybody(session: Session, row: WipSession, now: datetime) -> None:
    """A letter to each author of a live paper, volunteer, attendee and chair, one however many roles somebody has."""
    authors = (
        sa.select(Author.person_id).join(Paper).where(Paper.wip_session_id == row.id, Paper.state.in_(_LIVE))
    )
    volunteers = sa.select(Commenter.person_id).where(
        Commenter.wip_session_id == row.id, Commenter.withdrawn.is_(False)
    )
    attendees = sa.select(Attendee.person_id).where(Attendee.wip_session_id == row.id)
    chairs = sa.select(SessionChair.person_id).where(SessionChair.wip_session_id == row.id)
    concerned = sa.or_(*(Person.id.in_(each) for each in (authors, volunteers, attendees, chairs)))
    for person in session.scalars(sa.select(Person).where(concerned).order_by(Person.id)):
        tell(
            session,
            LetterKind.SESSION_CANCELLED,
            person,
            f"session:{row.id}:cancelled",
            now,
            facts={
                "session_title": row.title,
                "session_date": dates_of(row),
                "section": row.section.name,
                "contact": row.section.contact_email,
            },
            links={"section": page(f"/sections/{row.section.slug}/")},
            wip_session=row,
        )
