"""The papers of a session that are closed to one person: their own, and those with a confirmed conflict."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.publications import AgendaState
from wip.models import CalendarEntry, Paper, WipSession
from wip.queries.bound import PERSON, SESSION
from wip.queries.reviews import closed_to, writes_paper


@dataclass(frozen=True)
class ClosedPaper:
    """All that the person learns of it on the leaders' side: its number, and whether it is their own."""

    number: int
    own: bool


def closed_papers(session: Session, wip_session: WipSession, person_id: int) -> list[ClosedPaper]:
    """By number; one statement."""
    rows = session.execute(_closed(), {"session_id": wip_session.id, "person_id": person_id})
    return [ClosedPaper(number, bool(own)) for number, own in rows]


@cache
def _closed() -> sa.Select[int, bool]:
    return (
        sa.select(Paper.number, writes_paper(PERSON))
        .where(Paper.id.in_(closed_to(PERSON)), Paper.wip_session_id == SESSION)
        .order_by(Paper.number)
    )


def mask_unseen(
    session: Session, wip_session: WipSession, papers: Iterable[Paper], reader: int | None
) -> frozenset[int]:
    """Leave of these papers, as they are at hand, only the number where a conflict closes them to the reader (by id).

    Their own they may see: its decision has been told to them. What is published is public. Only for a page that
    shows papers and writes nothing. Returns the ids of those masked.
    """
    if reader is None:
        return frozenset()
    rows = session.execute(_unseen(), {"session_id": wip_session.id, "person_id": reader})
    unseen = frozenset(row[0] for row in rows)
    for paper in papers:
        if paper.id in unseen:
            set_committed_value(paper, "title", f"Paper {paper.number}, hidden from you")
            set_committed_value(paper, "abstract", "")
            set_committed_value(paper, "authors", [])
    return unseen


def titles_seen(
    session: Session, wip_session: WipSession, numbers: Collection[int], reader: int | None
) -> dict[int, str]:
    """The titles of the papers with these numbers, by number, as the reader (a person's id) may see them.

    Two statements, none where there are no numbers.
    """
    if not numbers:
        return {}
    papers = list(
        session.scalars(
            sa.select(Paper)
            .where(Paper.wip_session_id == wip_session.id, Paper.number.in_(numbers))
            .options(load_only(Paper.number, Paper.title))
        )
    )
    mask_unseen(session, wip_session, papers, reader)
    return {paper.number: paper.title for paper in papers}


@cache
def _unseen() -> sa.Select[int]:
    published = (
        sa.exists()
        .where(
            CalendarEntry.paper_id == Paper.id,
            CalendarEntry.cancelled.is_(False),
            WipSession.id == CalendarEntry.wip_session_id,
            WipSession.agenda_state == AgendaState.PUBLISHED,
        )
        .correlate(Paper)
    )
    return sa.select(Paper.id).where(
        Paper.id.in_(closed_to(PERSON)),
        Paper.wip_session_id == SESSION,
        sa.not_(writes_paper(PERSON)),
        sa.not_(published),
    )
