"""Letters about a draft's date: to its authors, and to the commenters who wait for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.draft_clocks import Clock, DraftReminder
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page
from wip.domain.zones import show
from wip.models import Call, Commission, Paper, Person
from wip.services.decision_letters import recipients
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of


def tell_due(
    session: Session,
    paper: Paper,
    person: Person,
    call: Call,
    clock: Clock,
    kind: DraftReminder,
    cause: str,
    now: datetime,
) -> bool:
    """The draft is not here; one letter a person and cause. False where the person has stopped such letters."""
    zone, more = call.wip_session.zone, clock.extension(now)
    facts = {
        "due": show(clock.at, zone) if clock.at else "",
        "is_past": kind is DraftReminder.NOW,
        "more_until": show(more, zone) if more else "",
        "is_locked": clock.is_locked,
    }
    links = {
        "send": personal(LinkKind.PAPER, person, paper.id),
        **({"extend": personal(LinkKind.PAPER, person, paper.id, "extend")} if more else {}),
        "turn_down": personal(LinkKind.PAPER, person, paper.id, "withdraw"),
    }
    return _tell(session, LetterKind.DRAFT_DUE, paper, person, call, cause, now, facts, links)


def tell_extended(
    session: Session,
    paper: Paper,
    call: Call,
    commission: Commission,
    due: datetime,
    until: datetime,
    now: datetime,
) -> None:
    """A commenter learns when the draft comes, once."""
    person, zone = commission.commenter.person, call.wip_session.zone
    facts = {
        "due": show(due, zone),
        "is_past": now >= due,
        "until": show(until, zone),
        "byline": paper.byline,
    }
    links = {"commission": personal(LinkKind.COMMISSION, person, commission.id)}
    cause = f"paper:{paper.id}:extended:{until:%Y-%m-%dT%H:%M}"
    _tell(session, LetterKind.DRAFT_EXTENDED, paper, person, call, cause, now, facts, links)


def tell_passed_on(session: Session, paper: Paper, call: Call, due: datetime | None, now: datetime) -> None:
    """The slot has been offered to somebody else, and why; to each author."""
    facts = {"due": show(due, call.wip_session.zone) if due else ""}
    for person in recipients(paper):
        links = {
            "paper": personal(LinkKind.PAPER, person, paper.id),
            "session": page(f"/sessions/{call.wip_session.slug}/"),
        }
        cause = f"paper:{paper.id}:passed-on:{paper.version}"
        _tell(session, LetterKind.SLOT_PASSED_ON, paper, person, call, cause, now, facts, links)


def _tell(
    session: Session,
    kind: LetterKind,
    paper: Paper,
    person: Person,
    call: Call,
    cause: str,
    now: datetime,
    facts: Mapping[str, Any],
    links: Mapping[str, Link],
) -> bool:
    row = call.wip_session
    common = {
        "title": paper.title,
        "session_title": row.title,
        "section": row.section.name,
        "session_date": dates_of(row),
        "contact": contact_of(call),
    }
    letter = tell(
        session,
        kind,
        person,
        cause,
        now,
        facts=common | dict(facts),
        links=links,
        wip_session=row,
        paper=paper,
    )
    return letter is not None
