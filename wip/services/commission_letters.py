"""What a commission's letters say, to the commenter and to the leaders."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.guidelines import Audience
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.zones import show, show_span
from wip.models import Call, Commission, Letter, LetterPaper
from wip.queries.guidelines import current
from wip.queries.papers import published_slot
from wip.services import guideline_letters, leader_letters
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import feed_link, feed_of, personal
from wip.services.rooms import dates_of


def tell_commenter(
    session: Session, kind: LetterKind, row: Commission, call: Call, by: Actor, mark: str, now: datetime
) -> None:
    """A letter about a commission that exists. `mark` tells this event from earlier ones of its kind."""
    tell(
        session,
        kind,
        row.commenter.person,
        f"commission:{row.id}:{kind.value}:{mark}",
        now,
        facts=facts_of(session, row, call, by),
        links=_links(session, kind, row, call, now),
        wip_session=call.wip_session,
        paper=row.paper,
    )


def tell_offered(
    session: Session, rows: Sequence[Commission], call: Call, by: Actor, now: datetime
) -> Letter | None:
    """Ask one person about one paper, or about several in one letter; each can be answered by itself."""
    first, person = rows[0], rows[0].commenter.person
    facts = facts_of(session, first, call, by)
    links = _answers(first, "")
    if len(rows) > 1:
        every = [facts_of(session, row, call, by) for row in rows]
        facts |= {name: "; ".join(one[name] for one in every) for name in ("title", "byline")}
        facts |= {"slot": "", "focus_pages": "", "questions": "", "reason": "", "papers": every}
        facts["heading"] = f"Will you comment on {len(rows)} papers?"
        links = {
            "accept": personal(LinkKind.OFFER, person, first.commenter_id, "accept"),
            "decline": personal(LinkKind.OFFER, person, first.commenter_id, "decline"),
        }
        for number, row in enumerate(rows, 1):
            links |= _answers(row, f"_{number}")
    letter = tell(
        session,
        LetterKind.COMMISSION_OFFERED,
        person,
        f"commission:{first.id}:{LetterKind.COMMISSION_OFFERED.value}:{first.times_offered}",
        now,
        facts=facts,
        links=links | {"session": page(f"/sessions/{call.wip_session.slug}/")},
        wip_session=call.wip_session,
        paper=first.paper if len(rows) == 1 else None,
    )
    if letter is not None and len(rows) > 1:
        session.add_all(LetterPaper(letter_id=letter.id, paper_id=row.paper_id) for row in rows)
        session.flush()
    return letter


def _answers(row: Commission, mark: str) -> dict[str, Link]:
    person = row.commenter.person
    return {
        f"{answer}{mark}": personal(LinkKind.COMMISSION, person, row.id, answer)
        for answer in ("accept", "decline")
    }


def facts_of(session: Session, row: Commission, call: Call, by: Actor) -> dict[str, Any]:
    """What a letter to a commenter can say of the paper, its slot and the guidelines."""
    wip_session, paper = call.wip_session, row.paper
    guideline = current(session, wip_session.id, Audience.COMMENTERS).fitted_to(wip_session)
    return {
        "title": paper.title,
        "byline": paper.byline,
        "focus_pages": paper.focus_pages,
        "questions": paper.questions,
        "session_title": wip_session.title,
        "section": wip_session.section.name,
        "session_date": dates_of(wip_session),
        "slot": _slot(session, row, call),
        "draft": paper.drafts[-1].file_name if paper.drafts else "",
        "draft_due": show(call.draft_due_at, wip_session.zone) if call.draft_due_at else "",
        "guideline": guideline.title,
        "lines": list(guideline.lines),
        "asker": by.name or by.email or "The organisers",
        "contact": contact_of(call),
        "answer_by": show(row.answer_by, wip_session.zone) if row.answer_by else "",
        "reason": row.reason,
        "is_standby": row.is_standby,
        "heading": f"Will you {'stand by for' if row.is_standby else 'comment on'} “{paper.title}”?",
        "papers": [],
    }


def _slot(session: Session, row: Commission, call: Call) -> str:
    if call.wip_session.agenda_state is not AgendaState.PUBLISHED:
        return ""
    entry = published_slot(session, row.paper)
    if entry is None:
        return ""
    span = show_span(entry.starts_at, entry.ends_at, call.wip_session.zone)
    return f"{span}, {entry.facts['room']}" if entry.facts.get("room") else span


def _links(session: Session, kind: LetterKind, row: Commission, call: Call, now: datetime) -> dict[str, Link]:
    person = row.commenter.person
    session_page = page(f"/sessions/{call.wip_session.slug}/")
    if kind is LetterKind.COMMISSION_ACCEPTED:
        return {
            "commission": personal(LinkKind.COMMISSION, person, row.id),
            "guidelines": personal(LinkKind.COMMISSION, person, row.id, guideline_letters.ANSWER),
            "feed": feed_link(feed_of(session, person, now)),
            "session": session_page,
        }
    return {"session": session_page}


def tell_leaders(
    session: Session, row: Commission, call: Call, before: CommissionState, now: datetime
) -> None:
    """News of an answer that changes what the leaders had counted on."""
    wip_session, who = call.wip_session, row.commenter.person.called
    if row.state is CommissionState.ACCEPTED:
        headline = f"{who} will comment on “{row.paper.title}” after all"
        lines = ["They had declined before.", "If you have asked somebody else meanwhile, both will come."]
    elif before is CommissionState.ACCEPTED:
        headline = f"{who} can no longer comment on “{row.paper.title}”"
        lines = [
            "They had accepted before.",
            "Ask another volunteer, so that the author hears from enough people.",
        ]
    else:
        headline = f"{who} cannot comment on “{row.paper.title}”"
        lines = ["Ask another volunteer, so that the author hears from enough people."]
    cause = f"commission:{row.id}:{row.state.value}:{now.isoformat()}"
    leader_letters.tell_leaders(
        session,
        wip_session,
        headline,
        lines,
        f"/manage/{wip_session.slug}/commenters/",
        cause,
        now,
        paper=row.paper,
    )
