"""What authors are told of a place after the first decisions: offered, asked about again, passed on, waited for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.zones import show
from wip.models import Call, Letter, Paper, Person
from wip.queries.circulation import due_of
from wip.services.decision_letters import recipients
from wip.services.letters import tell, write
from wip.services.people import personal
from wip.services.rooms import dates_of
from wip.services.waiting_lists import on_the_list


def tell_offered(session: Session, paper: Paper, call: Call, now: datetime) -> None:
    """A place has become free: the letter says until when it is kept for these authors."""
    _tell_all(
        session, LetterKind.PLACE_OFFERED, paper, call, f"paper:{paper.id}:offered:{paper.version}", now
    )


def tell_lapsed(session: Session, paper: Paper, call: Call, until: datetime | None, now: datetime) -> None:
    """No answer came until then, and the place has gone on."""
    cause, more = f"paper:{paper.id}:lapsed:{paper.version}", {"confirm_by": _shown(until, call)}
    _tell_all(session, LetterKind.PLACE_LAPSED, paper, call, cause, now, more)


def remind(session: Session, paper: Paper, person: Person, call: Call, cause: str, now: datetime) -> bool:
    """The answer is still missing; one letter a person and cause. False where the person has stopped reminders."""
    return _tell(session, LetterKind.PLACE_REMINDER, paper, person, call, cause, now, {}) is not None


def tell_joined(session: Session, paper: Paper, call: Call, now: datetime) -> None:
    """The authors are on the waiting list now, as one of them wished."""
    cause = f"paper:{paper.id}:joined:{paper.version}"
    for person in recipients(paper):
        letter = on_the_list(LetterKind.WAITING_JOINED, call, paper, person, cause)
        write(session, letter, now, call.wip_session, paper=paper)


def _tell_all(
    session: Session,
    kind: LetterKind,
    paper: Paper,
    call: Call,
    cause: str,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    for person in recipients(paper):
        _tell(session, kind, paper, person, call, cause, now, more or {})


def _tell(
    session: Session,
    kind: LetterKind,
    paper: Paper,
    person: Person,
    call: Call,
    cause: str,
    now: datetime,
    more: Mapping[str, Any],
) -> Letter | None:
    row = call.wip_session
    due = due_of(paper, call)
    return tell(
        session,
        kind,
        person,
        cause,
        now,
        facts={
            "title": paper.title,
            "session_title": row.title,
            "section": row.section.name,
            "session_date": dates_of(row),
            "present": str(row.present_minutes),
            "comment": str(row.comment_minutes),
            "slot": str(row.present_minutes + row.comment_minutes),
            "confirm_by": _shown(paper.confirm_by, call),
            "draft_due": _shown(due, call) if due and due > now else "",
            "contact": call.contact or row.section.contact_email,
            **more,
        },
        links={
            "confirm": personal(LinkKind.PAPER, person, paper.id, "confirm"),
            "turn_down": personal(LinkKind.PAPER, person, paper.id, "turn_down"),
            "paper": personal(LinkKind.PAPER, person, paper.id),
            "session": page(f"/sessions/{row.slug}/"),
            "comment": page(f"/sessions/{row.slug}/comment"),
        },
        wip_session=row,
        paper=paper,
    )


def _shown(moment: datetime | None, call: Call) -> str:
    return show(moment, call.wip_session.zone) if moment else ""
