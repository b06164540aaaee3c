"""The waiting list: without gaps, and with no author left in a belief about their place that is no longer true."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.letter_choices import PaperEvent, Told, choose
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.places import closed_up
from wip.models import Author, Call, Paper, Person
from wip.queries.releases import pending_of
from wip.services.decision_letters import Composer, Wishes, recipients, replace_unsent, told_of
from wip.services.histories import record
from wip.services.letters import Draught, draught, write
from wip.services.people import personal
from wip.services.rooms import dates_of


def waiting_papers(session: Session, call: Call) -> list[Paper]:
    """The papers on the waiting list, the next first, with their authors."""
    return list(
        session.scalars(
            sa.select(Paper)
            .where(Paper.wip_session_id == call.wip_session_id, Paper.state == PaperState.WAITING)
            .options(
                selectinload(Paper.authors).joinedload(Author.person),
                joinedload(Paper.submitter, innerjoin=True),
            )
            .order_by(Paper.waiting_position.asc().nulls_last(), Paper.number)
        )
    )


def close_up(session: Session, call: Call, *, by: Actor, now: datetime, with_comments: bool = False) -> int:
    """Let everybody behind a gap move up, and tell them their new place; how many papers moved.

    Whose first letter about the waiting list has not left gets that one anew, so that it names the place there is now.
    """
    session.flush()
    if pending_of(session, call.wip_session) is not None:
        return 0  # its letters name places, too; the list closes up when it is completed
    papers = waiting_papers(session, call)
    places = closed_up([(paper.id, paper.waiting_position) for paper in papers])
    moved = [paper for paper in papers if places[paper.id] != paper.waiting_position]
    if not moved:
        return 0
    told = told_of(session, [paper.id for paper in moved])
    compose = Composer(session, call, moved, Wishes(None, with_comments=with_comments))
    for paper in moved:
        old, paper.waiting_position = paper.waiting_position, places[paper.id]
        session.flush()
        new = {"place": paper.waiting_position}
        record(
            session,
            by,
            "move up waiting list",
            paper,
            now,
            wip_session=call.wip_session,
            old={"place": old} if old else {},
            new=new,
        )
        found = [
            _letter(call, compose, paper, old, person, told.get((paper.id, person.id), Told()))
            for person in recipients(paper)
        ]
        replace_unsent(session, paper, by=by, now=now)
        for letter in found:
            write(session, letter, now, call.wip_session, paper=paper)
    return len(moved)


def _letter(
    call: Call, compose: Composer, paper: Paper, old: int | None, person: Person, told: Told
) -> Draught:
    kind = choose(PaperEvent.MOVE_UP, told).kind
    cause = f"paper:{paper.id}:place:{paper.version}"
    if kind is LetterKind.DECISION_WAITING:
        return compose.moved(paper, person, paper.waiting_position or 0, cause)
    return on_the_list(kind or LetterKind.WAITING_MOVED, call, paper, person, cause, old)


def on_the_list(
    kind: LetterKind, call: Call, paper: Paper, person: Person, cause: str, old: int | None = None
) -> Draught:
    """The letter of this kind about the paper's place on the waiting list, which was `old` before."""
    row = call.wip_session
    facts = {
        "title": paper.title,
        "place": str(paper.waiting_position or ""),
        "old": str(old or ""),
        "session_title": row.title,
        "session_date": dates_of(row),
        "section": row.section.name,
        "contact": call.contact or row.section.contact_email,
    }
    links = {
        "paper": personal(LinkKind.PAPER, person, paper.id),
        "withdraw": personal(LinkKind.PAPER, person, paper.id, "withdraw"),
        "session": page(f"/sessions/{row.slug}/"),
    }
    return draught(kind, person, cause, facts, links, wip_session=row)
