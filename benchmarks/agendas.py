"""Published agendas for the benchmarks: commenters and slots in bulk, then the app's own publishing."""

import sqlalchemy as sa

from benchmarks.rows import Rows
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterState
from wip.domain.people import Actor
from wip.models import AgendaSlot, Commenter, Commission, Letter, WipSession
from wip.services.calendars import refresh
from wip.services.publications import publish as publish_agenda

COMMENTERS_A_PAPER, PAPERS_A_COMMENTER = 2, 5


def publish(rows: Rows, session_id: int, papers: list[int]) -> None:
    """Give each paper a slot and two commenters, and publish. The letters of it count as delivered."""
    _commission(rows, session_id, papers)
    slots = [
        {"wip_session_id": session_id, "paper_id": paper, "uid": rows.uid(), "position": place}
        for place, paper in enumerate(papers, start=1)
    ]
    rows.add(AgendaSlot, slots)
    wip_session = rows.session.get_one(WipSession, session_id)
    refresh(rows.session, wip_session, by=leader(rows), now=rows.now)
    publish_agenda(rows.session, wip_session, seen=wip_session.agenda_version, by=leader(rows), now=rows.now)
    rows.session.flush()
    rows.session.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=rows.now))


def leader(rows: Rows) -> Actor:
    """Who publishes."""
    return Actor(rows.leader_id, "Robin Vale", "robin.vale@law.example.edu")


def _commission(rows: Rows, session_id: int, papers: list[int]) -> None:
    places = len(papers) * COMMENTERS_A_PAPER
    count = max(COMMENTERS_A_PAPER, -(-places // PAPERS_A_COMMENTER))
    people = rows.people([rows.address(f"commenter.{session_id}", n) for n in range(count)])
    offers = [
        {
            "wip_session_id": session_id,
            "person_id": person,
            "topics": rows.text(10),
            "papers_max": PAPERS_A_COMMENTER,
            "offered_at": rows.now,
        }
        for person in people
    ]
    commenters = rows.add(Commenter, offers)
    commissions = [
        {
            "paper_id": papers[place // COMMENTERS_A_PAPER],
            "commenter_id": commenters[place % count],
            "state": CommissionState.ACCEPTED,
            "offered_at": rows.now,
            "answered_at": rows.now,
        }
        for place in range(places)
    ]
    rows.add(Commission, commissions)
