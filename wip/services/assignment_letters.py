"""Letters about who reads what. None names a paper to a reader: a leader who must not know who reads it might see the letter."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import Link, page
from wip.domain.people import Actor
from wip.domain.zones import show
from wip.models import Call, Paper, Person, Review, WipSession
from wip.queries.assignments import waiting_for
from wip.queries.people import leaders_of
from wip.queries.reviews import visible
from wip.services.letters import tell
from wip.services.rooms import dates_of


def tell_readers(session: Session, call: Call, given: Sequence[Review], *, by: Actor, now: datetime) -> int:
    """One letter for each person who was given papers, but for the one who gave them; how many letters."""
    by_person: dict[int, list[Review]] = defaultdict(list)
    for review in given:
        if review.person_id != by.person_id:
            by_person[review.person_id].append(review)
    waiting = waiting_for(session, call.wip_session, list(by_person))
    for person_id, reviews in sorted(by_person.items()):
        first = min(reviews, key=lambda review: review.id)
        tell(
            session,
            LetterKind.REVIEWS_ASSIGNED,
            session.get_one(Person, person_id),
            f"assigned:{first.id}:{first.version}",
            now,
            facts=facts_of(call)
            | {"giver": by.name or by.email}
            | _how_many(len(reviews), waiting.get(person_id, 0)),
            links={"open": reviews_page(call.wip_session)},
            wip_session=call.wip_session,
        )
    return len(by_person)


def _how_many(given: int, waiting: int) -> dict[str, str]:
    more = f"With those that you had before, {waiting} papers now wait for your review."
    return {
        "papers": "one paper" if given == 1 else f"{given} papers",
        "more": more if waiting > given else "",
    }


def facts_of(call: Call) -> dict[str, str]:
    """What every letter about reviewing says of its session."""
    row = call.wip_session
    return {
        "session_title": row.title,
        "session_date": dates_of(row),
        "section": row.section.name,
        "due": show(call.review_due_at, row.zone) if call.review_due_at else "",
        "contact": call.contact or row.section.contact_email,
    }


def reviews_page(row: WipSession) -> Link:
    """Where a reader finds what they have."""
    return page(f"/manage/{row.slug}/reviews/")


def tell_of_decline(session: Session, paper: Paper, review: Review, *, by: Actor, now: datetime) -> None:
    """Tell the leaders, but for those to whom the paper is closed."""
    row = session.get_one(WipSession, paper.wip_session_id)
    for person in leaders_of(session, row.section_id):
        sees = session.scalar(sa.select(visible(person.id)).where(Paper.id == paper.id))
        if not sees or person.id == by.person_id:
            continue
        tell(
            session,
            LetterKind.LEADER_NEWS,
            person,
            f"review-declined:{review.id}:{review.version}",
            now,
            facts={
                "headline": f"{by.name or by.email} does not read paper {paper.number}",
                "lines": [
                    f"“{paper.title}” lacks a reader now.",
                    f"They say: {review.decline_reason}",
                ],
                "session_title": row.title,
                "section": row.section.name,
            },
            links={"open": page(f"/manage/{row.slug}/assignments/papers/{paper.number}")},
            wip_session=row,
            paper=paper,
        )
