"""Confirming: an accepted author says whether they will come."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.guidelines import Audience
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.papers import PaperMove, PaperState
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show_span
from wip.models import Call, Paper, Person, WipSession
from wip.queries.guidelines import current
from wip.services import calendars, guideline_letters, vacancies
from wip.services.agenda_letters import slots_of
from wip.services.decisions import lock_selection
from wip.services.letters import tell
from wip.services.paper_moves import step
from wip.services.people import feed_link, feed_of, personal
from wip.services.places import after_leaving
from wip.services.retractions import take_out
from wip.services.rooms import dates_of


def confirm(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author comes. Saying so twice is saying so once."""
    if paper.state is PaperState.CONFIRMED:
        return
    if call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled, so there is no place to confirm any more.")
    _lock(session, paper, call)
    step(session, paper, PaperMove.CONFIRM, wip_session=call.wip_session, by=by, now=now)
    vacancies.fill(session, paper, call, now=now)
    calendars.refresh(session, call.wip_session, by=by, now=now)
    _tell_authors(session, paper, call, LetterKind.PLACE_CONFIRMED, by, now)


def turn_down(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """The author cannot come; whatever was built on the place is undone, and the place goes on."""
    if paper.state is PaperState.TURNED_DOWN:
        return
    _lock(session, paper, call)
    step(session, paper, PaperMove.TURN_DOWN, wip_session=call.wip_session, by=by, now=now)
    take_out(session, paper, by=by, now=now)
    _tell_authors(session, paper, call, LetterKind.PLACE_TURNED_DOWN, by, now)
    told = (f"“{paper.title}” will not be presented", f"{by.name or by.email} turned the place down.")
    cause = f"paper:{paper.id}:turned-down:{paper.version}"
    after_leaving(session, paper, call, *told, cause=cause, now=now)


def _lock(session: Session, paper: Paper, call: Call) -> None:
    """Whoever answers takes turns with whoever releases or passes the place on; the last one sees what was done."""
    lock_selection(session, call.wip_session)
    session.refresh(paper, ["state", "version"])


def _own_time(session: Session, paper: Paper, row: WipSession, person: Person) -> str:
    """When the paper is presented, where that is published already; on the reader's clock too."""
    slot = slots_of(session, row).get(paper.id) if row.agenda_state is AgendaState.PUBLISHED else None
    return (
        show_span(slot.starts_at, slot.ends_at, row.zone, person.zone) if slot and not slot.cancelled else ""
    )


def _tell_authors(
    session: Session, paper: Paper, call: Call, kind: LetterKind, by: Actor, now: datetime
) -> None:
    """A letter to each author with an address: the one who answered is thanked, the others learn who did."""
    row = call.wip_session
    asked = current(session, row.id, Audience.PRESENTERS).fitted_to(row)
    for author in paper.authors:
        if author.person is None:
            continue
        tell(
            session,
            kind,
            author.person,
            f"paper:{paper.id}:{kind.value}:{paper.version}",
            now,
            facts={
                "name": author.name,
                "answered_by": "" if author.person_id == by.person_id else by.name or by.email,
                "title": paper.title,
                "session_title": row.title,
                "section": row.section.name,
                "session_date": dates_of(row),
                "present": str(row.present_minutes),
                "comment": str(row.comment_minutes),
                "contact": call.contact or row.section.contact_email,
                "guideline": asked.title,
                "lines": list(asked.lines),
                "own_time": _own_time(session, paper, row, author.person),
            },
            links={
                "paper": personal(LinkKind.PAPER, author.person, paper.id),
                "feed": feed_link(feed_of(session, author.person, now)),
                "guidelines": personal(LinkKind.PAPER, author.person, paper.id, guideline_letters.ANSWER),
                "session": page(f"/sessions/{row.slug}/"),
            },
            wip_session=row,
            paper=paper,
        )
