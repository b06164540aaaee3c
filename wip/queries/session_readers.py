"""Who is written to when a session gets another join link, or is cancelled."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.programme_changes import chairing
from wip.domain.publications import AgendaState, EntryKind
from wip.models import (
    Attendee,
    Author,
    CalendarEntry,
    Commenter,
    CommenterInvitation,
    Commission,
    Feed,
    Paper,
    Person,
    SessionChair,
    WipSession,
)

_LIVE = (PaperState.SUBMITTED, PaperState.WAITING, PaperState.ACCEPTED, PaperState.CONFIRMED)


@dataclass(frozen=True)
class Readers:
    """How many people a letter goes to, each once, and what they are in the session."""

    people: int
    roles: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Before it happens, for the page; empty where nobody is written to."""
        if not self.people:
            return ""
        who = "1 person is" if self.people == 1 else f"{self.people} people are"
        return f"{who} written to: {', '.join(self.roles)}."


def of_change(session: Session, row: WipSession) -> Readers:
    """Who hears at once of another join link: by a letter, or by a message of their calendar. One statement at most.

    Nobody does before the agenda was published; of one that is hidden again, those who have it in their calendar.
    """
    is_public = row.agenda_state is AgendaState.PUBLISHED
    if not is_public and not row.programme:  # publishing writes it, and hiding leaves it there
        return Readers(0, ())
    slots = sa.select(CalendarEntry.paper_id).where(
        CalendarEntry.wip_session_id == row.id, CalendarEntry.kind == EntryKind.SLOT
    )
    live = sa.select(Paper.id).where(Paper.wip_session_id == row.id, Paper.state.in_(PRESENTING))
    placed = live.where(Paper.id.in_(slots) if is_public else sa.false())
    silent = sa.select(Feed.person_id).where(Feed.by_mail.is_(False))
    firm = sa.or_(
        Author.paper_id.in_(placed),
        sa.and_(Paper.state == PaperState.CONFIRMED, Author.person_id.not_in(silent)),
    )
    presenters = sa.select(Author.person_id).join(Paper).where(Paper.id.in_(live), firm)
    commenters = (
        sa.select(Commenter.person_id)
        .join(Commission, Commission.commenter_id == Commenter.id)
        .where(
            Commission.paper_id.in_(live),
            Commission.state == CommissionState.ACCEPTED,
            Commission.is_standby.is_(False),
            sa.or_(Commission.paper_id.in_(placed), Commenter.person_id.not_in(silent)),
        )
    )
    chairs = sa.select(Person.id).where(Person.id.in_(chairing(row.programme)))
    roles = {"presenters": presenters, "commenters": commenters, **_others(row), "chairs": chairs}
    if not is_public:
        roles = {
            name: select.where(select.selected_columns[0].not_in(silent)) for name, select in roles.items()
        }
    return _counted(session, roles)


def of_cancelling(session: Session, row: WipSession) -> Readers:
    """Who hears that the session is cancelled. One statement."""
    return _counted(session, concerned_by_cancelling(row))


def concerned_by_cancelling(row: WipSession) -> dict[str, Any]:
    """SQL by role: ids of everybody who has planned for the session, or was asked to and has not answered."""
    authors = (
        sa.select(Author.person_id).join(Paper).where(Paper.wip_session_id == row.id, Paper.state.in_(_LIVE))
    )
    is_asked = sa.exists().where(
        Commission.commenter_id == Commenter.id, Commission.state == CommissionState.OFFERED
    )
    volunteers = sa.select(Commenter.person_id).where(
        Commenter.wip_session_id == row.id, sa.or_(Commenter.withdrawn.is_(False), is_asked)
    )
    return {"authors": authors, "commenters": volunteers, "invited commenters": invited(row), **_others(row)}


def invited(row: WipSession) -> sa.Select[int]:
    """SQL: ids of whoever was invited to comment in the session and has not answered."""
    return sa.select(CommenterInvitation.person_id).where(
        CommenterInvitation.wip_session_id == row.id, CommenterInvitation.state == InvitationState.INVITED
    )


def _others(row: WipSession) -> dict[str, Any]:
    return {
        "chairs": sa.select(SessionChair.person_id).where(SessionChair.wip_session_id == row.id),
        "attendees": sa.select(Attendee.person_id).where(Attendee.wip_session_id == row.id),
    }


def _counted(session: Session, roles: dict[str, Any]) -> Readers:
    each = [select.add_columns(sa.literal(role)) for role, select in roles.items()]
    found = {
        (person_id, role) for person_id, role in session.execute(sa.union_all(*each)) if person_id is not None
    }
    held = {role for _, role in found}
    return Readers(len({person_id for person_id, _ in found}), tuple(role for role in roles if role in held))
