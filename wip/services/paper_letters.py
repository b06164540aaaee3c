"""What the authors of a paper are told of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind, LetterState
from wip.domain.links import LinkKind, page
from wip.domain.zones import show
from wip.models import Author, Call, Letter, Paper, Person
from wip.services.letters import Draught, draught, write
from wip.services.people import personal


def contact_of(call: Call) -> str:
    """Whom to write to about this call."""
    return call.contact or call.wip_session.section.contact_email


def tell_authors(
    session: Session,
    row: Paper,
    call: Call,
    kind: LetterKind,
    cause: str,
    now: datetime,
) -> None:
    """A letter of this kind to every author with an address, with a copy of the paper."""
    for author in row.authors:
        if author.person is not None:
            write(session, _to_author(row, call, author, author.person, kind, cause), now, call.wip_session)


def tell_of_change(session: Session, row: Paper, call: Call, now: datetime) -> None:
    """Tell the first author alone, once a day: whoever holds a link must not be able to fill mailboxes.

    While that day's letter has not left, it takes on the newest words.
    """
    author, cause = row.authors[0], f"paper:{row.id}:changed:{now:%Y-%m-%d}"
    if author.person is None:
        return
    letter = _to_author(row, call, author, author.person, LetterKind.PAPER_CHANGED, cause)
    waiting = session.scalar(
        sa.select(Letter)
        .where(
            Letter.cause == cause,
            Letter.to_email == author.person.email,
            Letter.state == LetterState.WAITING,
        )
        .with_for_update()
    )
    if waiting is None:
        write(session, letter, now, call.wip_session)
        return
    waiting.subject, waiting.text, waiting.html = letter.words.subject, letter.words.text, letter.words.html
    waiting.links = [link.stored() for link in letter.links]


def _to_author(
    row: Paper, call: Call, author: Author, person: Person, kind: LetterKind, cause: str
) -> Draught:
    facts = _facts(row, call) | {"name": author.name, "first": author.position == 0}
    links = {
        "paper": personal(LinkKind.PAPER, person, row.id),
        "session": page(f"/sessions/{call.wip_session.slug}/"),
    }
    return draught(kind, person, cause, facts, links)


def _facts(row: Paper, call: Call) -> dict[str, object]:
    wip_session = call.wip_session
    return {
        "title": row.title,
        "abstract": row.abstract,
        "authors": [f"{a.name}, {a.affiliation}" if a.affiliation else a.name for a in row.authors],
        "session_title": wip_session.title,
        "section": wip_session.section.name,
        "session_date": show(wip_session.starts_at, wip_session.zone),
        "deadline": show(call.deadline_at, call.deadline_zone),
        "notify": show(call.notify_at, wip_session.zone),
        "contact": contact_of(call),
        "draft": row.drafts[-1].file_name if row.drafts else "",
        "focus_pages": row.focus_pages,
        "questions": row.questions,
        "sender": row.authors[0].name,
    }
