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


@dataclass(frozen=True)
class Closed:
    """Papers (ids) of a session that are closed to one person: `unseen` are those that are a number alone.

    The others are their own, or published. Who comments on any of them they learn as the public does.
    """

    papers: frozenset[int] = frozenset()
    unseen: frozenset[int] = frozenset()


def closed_in(session: Session, wip_session: WipSession, reader: int | None) -> Closed:
    """What is closed to the reader (by id; None: nothing); one statement."""
    if reader is None:
        return Closed()
    rows = list(session.execute(_closed_here(), {"session_id": wip_session.id, "person_id": reader}))
    return Closed(frozenset(row[0] for row in rows), frozenset(row[0] for row in rows if row[1]))


def hidden_title(number: int) -> str:
    """What a closed paper is called."""
    return f"Paper {number}, hidden from you"


def title_for(session: Session, wip_session: WipSession, paper: Paper, reader: int | None) -> str:
    """The paper's title for a sentence that the reader (by id) gets to read."""
    unseen = closed_in(session, wip_session, reader).unseen
    return hidden_title(paper.number) if paper.id in unseen else paper.title


def mask_unseen(
    session: Session, wip_session: WipSession, papers: Iterable[Paper], reader: int | None
) -> frozenset[int]:
    """Leave of these papers, as they are at hand, only the number where a conflict closes them to the reader (by id).

    Their own they may see: its decision has been told to them. What is published is public. Only for a page that
    shows papers and writes nothing. Returns the ids of those masked.
    """
    unseen = closed_in(session, wip_session, reader).unseen
    mask(papers, unseen)
    return unseen


def mask(papers: Iterable[Paper], unseen: Collection[int]) -> None:
    """Leave of those of the papers at hand that are unseen (ids) only the number."""
    for paper in papers:
        if paper.id in unseen:
            set_committed_value(paper, "title", hidden_title(paper.number))
            set_committed_value(paper, "abstract", "")
            set_committed_value(paper, "authors", [])


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
def _closed_here() -> sa.Select[int, bool]:
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
    is_unseen = sa.and_(sa.not_(writes_paper(PERSON)), sa.not_(published))
    return sa.select(Paper.id, is_unseen).where(
        Paper.id.in_(closed_to(PERSON)), Paper.wip_session_id == SESSION
    )
