"""The discussion of a paper, among those who have finished their own review of it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.domain.papers import IN_REVIEW
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Unknown
from wip.domain.zones import in_zone
from wip.models import Call, Paper, Remark
from wip.queries.discussions import in_discussion, may_read_others
from wip.queries.review_settings import settings_of
from wip.queries.reviews import may_see, own_review
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.rooms import dates_of

CLOSED = "The decision on this paper has been released, so its discussion is closed. It can still be read."
TEXT_MOST = 20_000


def discuss(session: Session, paper: Paper, call: Call, text: str, *, by: Actor, now: datetime) -> Remark:
    """Say something. The others in the discussion get a letter, at most one a day and paper, without the words.

    Refuses whoever has not finished their own review, and once the decision is released. Raises Unknown for those
    who may not see the paper.
    """
    person_id = by.person_id or 0
    state = session.scalar(
        sa.select(Paper.state).where(Paper.id == paper.id).with_for_update(key_share=True, of=Paper)
    )
    if not may_see(session, paper, person_id):
        raise Unknown
    settings = settings_of(session, call.wip_session)
    if not may_read_others(own_review(session, paper, person_id), settings, leads=by.is_leader):
        raise Refusal("Finish your own review first, or abstain; then you can join the discussion.", "text")
    if state not in IN_REVIEW:
        raise Refusal(CLOSED, "text")
    if not text.strip():
        raise Refusal("Write something first.", "text")
    if len(text) > TEXT_MOST:
        raise Refusal(f"Please shorten this to {TEXT_MOST} characters.", "text")
    row = Remark(paper_id=paper.id, person_id=person_id, text=text, written_at=now)
    session.add(row)
    session.flush()
    record(session, by, "discuss paper", row, now, paper=paper)
    _tell(session, paper, call, by, now)
    return row


def _tell(session: Session, paper: Paper, call: Call, by: Actor, now: datetime) -> None:
    row = call.wip_session
    # The day is the session's: one cause, and so one letter a person, however much is said on it.
    cause = f"discussion:{paper.id}:{in_zone(now, row.zone):%Y-%m-%d}"
    for person in in_discussion(session, paper, by.person_id or 0):
        tell(
            session,
            LetterKind.REVIEW_DISCUSSED,
            person,
            cause,
            now,
            facts={
                "title": paper.title,
                "number": str(paper.number),
                "writer": by.name or by.email,
                "session_title": row.title,
                "session_date": dates_of(row),
                "section": row.section.name,
                "contact": call.contact or row.section.contact_email,
            },
            links={"discussion": page(f"/manage/{row.slug}/reviews/{paper.number}/")},
            wip_session=row,
            paper=paper,
        )
