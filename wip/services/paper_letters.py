"""What the authors of a paper are told of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.zones import show
from wip.models import Call, Paper
from wip.services.letters import tell
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
    wip_session = call.wip_session
    facts = {
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
    }
    for author in row.authors:
        if author.person is None:
            continue
        tell(
            session,
            kind,
            author.person,
            cause,
            now,
            facts=facts
            | {
                "name": author.name,
                "first": author.position == 0,
                "sender": row.authors[0].name,
            },
            links={
                "paper": personal(LinkKind.PAPER, author.person, row.id),
                "session": page(f"/sessions/{wip_session.slug}/"),
            },
            wip_session=wip_session,
        )
