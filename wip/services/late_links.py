"""Personal late links: one person may submit after the deadline, until a moment, so many papers."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.calls import CallState
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import LinkKind, page
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, LateLink, Letter, Paper, Person
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import person_at, personal
from wip.services.rooms import dates_of

PAPERS_MOST = 9
"""As many papers as one late link lets in at most; the database says the same."""


@dataclass(frozen=True)
class LateLinkFacts:
    """What a leader says of a late link. `expires_at` is aware; `note` is for the person, and stands in the letter."""

    email: str
    name: str
    expires_at: datetime
    papers_max: int = 1
    note: str = ""


def check(link: LateLink, email_key: str, now: datetime) -> None:
    """Raise Refusal unless this person may submit a paper by the link at `now`.

    `email_key` is the first author's address as `Person.email_key` spells it. The deadline and a closed call do not
    matter; a session that is cancelled or has begun does.
    """
    _refuse_session(link.call, now)
    if link.revoked:
        raise Refusal(f"The organisers have taken this late link back. Write to {contact_of(link.call)}.")
    if now > link.expires_at:
        until = show(link.expires_at, link.call.wip_session.zone)
        raise Refusal(f"This late link ended {until}. Write to {contact_of(link.call)}.")
    if link.papers_used >= link.papers_max:
        raise Refusal(f"{_used_up(link)} Write to {contact_of(link.call)} if there is another.")
    if email_key != link.person.email_key:
        raise Refusal(
            f"This late link was made for {link.person.email}. Give that address as the first author’s, "
            f"or write to {contact_of(link.call)}.",
            "authors",
        )


def use(session: Session, link: LateLink, paper: Paper, now: datetime) -> None:
    """Count the paper, just made, against the link. Raises Refusal as `check`, also where two use it at once."""
    check(link, paper.submitter.email_key, now)
    if paper.wip_session_id != link.call.wip_session_id:
        raise Refusal("This late link belongs to another session’s call.")
    counted = session.execute(
        sa.update(LateLink)
        .where(
            LateLink.id == link.id,
            LateLink.revoked.is_(False),
            LateLink.expires_at >= now,
            LateLink.papers_used < LateLink.papers_max,
        )
        .values(papers_used=LateLink.papers_used + 1, version=LateLink.version + 1)
        .returning(LateLink.papers_used)
        .execution_options(synchronize_session=False)
    ).scalar()
    session.refresh(link)
    if counted is None:
        check(link, paper.submitter.email_key, now)
        raise Refusal(_used_up(link))
    by = Actor(paper.submitter.id, paper.submitter.name, paper.submitter.email)
    wip_session = link.call.wip_session
    told = {"papers_used": counted, "papers_max": link.papers_max}
    record(session, by, "use late link", link, now, wip_session=wip_session, paper=paper, new=told)


def _used_up(link: LateLink) -> str:
    if link.papers_max == 1:
        return "This late link has been used: it was for one paper."
    return f"This late link has been used: it was for {link.papers_max} papers."


def _refuse_session(call: Call, now: datetime) -> None:
    row = call.wip_session
    if row.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; papers are no longer taken.")
    if now >= row.starts_at:
        raise Refusal(f"The session began {show(row.starts_at, row.zone)}; papers are no longer taken.")


def make(session: Session, call: Call, facts: LateLinkFacts, *, by: Actor, now: datetime) -> LateLink:
    """A late link for one person, who gets it by letter. Raises Refusal."""
    row = call.wip_session
    if call.state is CallState.DRAFT:
        raise Refusal("The call is not out yet. Publish it first; nobody is late before that.")
    _refuse_session(call, now)
    if facts.expires_at <= now:
        raise Refusal("This moment has passed. Choose one that lies ahead.", "expires")
    if facts.expires_at > row.starts_at:
        raise Refusal(
            f"The session begins {show(row.starts_at, row.zone)}. Let the link end before that.", "expires"
        )
    if not 1 <= facts.papers_max <= PAPERS_MOST:
        raise Refusal(f"One link lets in from 1 to {PAPERS_MOST} papers.", "papers_max")
    person = person_at(session, facts.email, now, name=facts.name)
    _refuse_second(session, call, person, now)
    link = LateLink(
        call_id=call.id,
        call=call,
        person_id=person.id,
        person=person,
        note=facts.note,
        papers_max=facts.papers_max,
        papers_used=0,
        revoked=False,
        expires_at=facts.expires_at,
        made_by=by.person_id,
        made_at=now,
    )
    session.add(link)
    session.flush()
    told = {"for": person.email, "expires_at": facts.expires_at.isoformat(), "papers_max": facts.papers_max}
    record(session, by, "make late link", link, now, wip_session=row, new=told | {"note": facts.note})
    _tell(session, link, now)
    return link


def _refuse_second(session: Session, call: Call, person: Person, now: datetime) -> None:
    """Two live links of one person would be two counts, and nobody could say how many papers may still come."""
    standing = session.scalars(
        sa.select(LateLink).where(LateLink.call_id == call.id, LateLink.person_id == person.id)
    )
    if any(link.lets_in(now) for link in standing):
        raise Refusal(
            f"{person.email} has a late link already. Take it back first, then make the new one.", "email"
        )


def _tell(session: Session, link: LateLink, now: datetime) -> None:
    call, row = link.call, link.call.wip_session
    tell(
        session,
        LetterKind.LATE_LINK,
        link.person,
        _cause(link),
        now,
        facts={
            "session_title": row.title,
            "session_date": dates_of(row),
            "section": row.section.name,
            "deadline": show(call.deadline_at, call.deadline_zone),
            "is_past": now > call.deadline_at,
            "until": show(link.expires_at, row.zone),
            "papers_max": link.papers_max,
            "note": link.note,
            "email": link.person.email,
            "contact": contact_of(call),
        },
        links={
            "late": personal(LinkKind.LATE, link.person, link.id),
            "call": page(f"/sessions/{row.slug}/call"),
        },
        wip_session=row,
    )


def _cause(link: LateLink) -> str:
    return f"late-link:{link.id}"


def revoke(session: Session, link: LateLink, *, by: Actor, now: datetime) -> None:
    """Take the link back: nothing more comes in by it, and a letter that has not left stays here."""
    if link.revoked:
        return
    link.revoked = True
    waiting = session.scalars(
        sa.select(Letter)
        .where(Letter.cause == _cause(link), Letter.state.in_([LetterState.WAITING, LetterState.HELD]))
        .with_for_update()
    )
    for letter in waiting:
        letter.state = LETTERS.after(letter.state, LetterMove.REPLACE)
        letter.fault = "It had not left when the link in it was taken back."
    session.flush()
    told = {"for": link.person.email, "revoked": True}
    record(session, by, "revoke late link", link, now, wip_session=link.call.wip_session, new=told)
