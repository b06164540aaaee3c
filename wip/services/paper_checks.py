"""What a paper's authors may not do: too many, too late, twice, or over a co-author's head."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.papers import PaperFacts, PaperState, comparable
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, Paper, Person, WipSession
from wip.services.paper_letters import contact_of

PAPERS_MOST = 10
"""More papers than this in one session are a nuisance, or an attack."""

KEPT_LATE = timedelta(hours=48)
"""How long after the deadline a late text is still kept for the leaders."""


def refuse_double(session: Session, wip_session: WipSession, submitter: Person, facts: PaperFacts) -> None:
    """Refuse a title that the submitter has in this session already, be it submitted or only kept."""
    titles = session.scalars(
        sa.select(Paper.title).where(*_standing(wip_session.id, submitter.id)).order_by(Paper.number)
    )
    if comparable(facts.title) in {comparable(title) for title in titles}:
        raise Refusal(
            "You have submitted a paper with this title already. To change it, use the link in its receipt.",
            "title",
        )


def refuse_many(session: Session, call: Call, submitter_id: int) -> None:
    """Refuse more papers of one person than a session could ever want."""
    count = session.scalar(
        sa.select(sa.func.count()).select_from(Paper).where(*_standing(call.wip_session_id, submitter_id))
    )
    if (count or 0) >= PAPERS_MOST:
        raise Refusal(
            f"The first author has {PAPERS_MOST} papers in this session, which is as many as are possible. "
            f"Withdraw one first, or write to {contact_of(call)}."
        )


def _standing(wip_session_id: int, submitter_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Paper.wip_session_id == wip_session_id,
        Paper.submitter_id == submitter_id,
        Paper.state != PaperState.WITHDRAWN,
    )


def refuse_too_late(call: Call, now: datetime) -> None:
    """Refuse a paper so late that nobody could let it in."""
    row = call.wip_session
    if now > call.deadline_at + KEPT_LATE or now >= row.starts_at or row.state is SessionState.CANCELLED:
        raise Refusal(
            f"The deadline was {show(call.deadline_at, call.deadline_zone)}; papers are no longer taken. "
            f"Write to {contact_of(call)} if you still want to take part."
        )


def refuse_take_over(row: Paper, facts: PaperFacts, by: Actor) -> None:
    """Refuse a co-author who takes somebody else off the paper, or changes who is first."""
    if by.person_id == row.submitter_id:
        return
    linked = [author.person.email_key if author.person else "" for author in row.authors]
    typed = [normalised(author.email) or "" for author in facts.authors]
    moved = typed[0] != linked[0] if linked[0] else facts.authors[0].name != row.authors[0].name
    if moved or not {key for key in linked if key} <= set(typed):
        raise Refusal(
            "Only the first author can take somebody off the paper, or put somebody else first. "
            "Ask them, or write to the organisers.",
            "authors",
        )


def keep_own_place(row: Paper, facts: PaperFacts, by: Actor) -> None:
    """Nobody may write themselves off a paper by a slip: they would lose the link that they are using."""
    own = {a.person.email_key for a in row.authors if a.person and a.person_id == by.person_id}
    if own and not own & {normalised(author.email) for author in facts.authors}:
        raise Refusal(
            "You cannot take yourself off the authors here. Withdraw the paper, or ask a co-author.",
            "authors",
        )
