"""For whom a section's letter is shown while it is worded: somebody real where there is one, else somebody made up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.change_subjects import subject_of
from wip.domain.guidelines import Audience
from wip.domain.letter_samples import NAME, made_up
from wip.domain.letters import LetterKind
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.zones import show
from wip.models import Attendee, Author, Call, Commenter, Commission, Reviewer, Section, WipSession
from wip.queries import letter_samples as reads
from wip.queries.guidelines import current
from wip.services import agenda_letters, commission_letters, paper_letters
from wip.services.agenda_letters import Recipient
from wip.services.offer_details import offer_facts
from wip.services.paper_letters import contact_of
from wip.services.releases import usual_day
from wip.services.rooms import dates_of, links_of

Somebody = Author | Commission | Commenter | Reviewer | Attendee

MADE_UP = ""
"""The key of the made-up person."""

_COMMISSIONED = {
    LetterKind.COMMISSION_OFFERED,
    LetterKind.COMMISSION_ACCEPTED,
    LetterKind.COMMISSION_REMINDER,
    LetterKind.COMMISSION_LAPSED,
    LetterKind.STANDBY_CALLED,
    LetterKind.COMMISSION_WITHDRAWN,
}
_TABLES: dict[LetterKind, type[Commenter | Reviewer | Attendee]] = {
    LetterKind.OFFER_RECEIVED: Commenter,
    LetterKind.REVIEWER_INVITATION: Reviewer,
    LetterKind.ATTENDANCE_RECEIVED: Attendee,
}


@dataclass(frozen=True)
class Sample:
    """Somebody for whom the letter can be shown; `who` is None for the made-up person."""

    key: str
    label: str
    who: Somebody | None = None


def samples(session: Session, section: Section, kind: LetterKind, *, by: Actor) -> list[Sample]:
    """Whom to choose from: the newest real ones that `by` may see, then the made-up one."""
    return [*map(_sample, _people(session, section, kind, by)), Sample(MADE_UP, f"{NAME} (made up)")]


def _people(session: Session, section: Section, kind: LetterKind, by: Actor) -> Sequence[Somebody]:
    person_id = by.person_id or 0
    if kind in _COMMISSIONED:
        return reads.commissions(session, section, person_id)
    if kind in _TABLES:
        return reads.members(session, section, _TABLES[kind])
    return reads.authors(session, section, person_id)


def _sample(who: Somebody) -> Sample:
    key = f"{type(who).__tablename__}-{who.id}"
    if isinstance(who, Author):
        return Sample(key, f"{who.name}, “{who.paper.title}”", who)
    if isinstance(who, Commission):
        return Sample(key, f"{who.commenter.person.called}, on “{who.paper.title}”", who)
    return Sample(key, who.person.called, who)


def facts_for(
    session: Session, section: Section, kind: LetterKind, sample: Sample, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """All that a letter of this kind can say to the person, as it would stand there now; examples where nothing is known."""
    return made_up(kind) | known_facts(session, section, kind, sample, by=by, now=now)


def known_facts(
    session: Session, section: Section, kind: LetterKind, sample: Sample, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """What is true of the person and their session now, and no example."""
    facts: dict[str, Any] = {"section": section.name, "contact": section.contact_email}
    call = _call(session, section, sample.who)
    if call is not None:
        facts |= _of_session(session, kind, call, now)
        facts |= _of_person(session, kind, call, sample.who, by, now)
    return facts


def _call(session: Session, section: Section, who: Somebody | None) -> Call | None:
    """The call of the person's session; for the made-up person that of the section's newest one."""
    select = sa.select(Call).join(WipSession, Call.wip_session_id == WipSession.id)
    if isinstance(who, Author | Commission):
        return session.scalar(select.where(WipSession.id == who.paper.wip_session_id))
    if who is not None:
        return session.scalar(select.where(WipSession.id == who.wip_session_id))
    newest = select.where(WipSession.section_id == section.id).order_by(WipSession.id.desc())
    return session.scalar(newest.limit(1))


def _of_session(session: Session, kind: LetterKind, call: Call, now: datetime) -> dict[str, Any]:
    row = call.wip_session
    confirm_by = datetime.combine(usual_day(row, now), time(23, 59), tzinfo=ZoneInfo(row.zone))
    # Taken down, it is no longer everybody's to read: then the example stands there.
    slots = agenda_letters.slots_of(session, row) if row.agenda_state is AgendaState.PUBLISHED else {}
    programme = agenda_letters.programme_of(slots, row.zone)
    minutes = {"slot": str(row.present_minutes + row.comment_minutes)}
    return {
        "session_title": row.title,
        "session_date": dates_of(row),
        "section": row.section.name,
        "contact": contact_of(call),
        "deadline": show(call.deadline_at, call.deadline_zone),
        "notify": show(call.notify_at, row.zone),
        "confirm_by": show(confirm_by, row.zone),
        "draft_due": show(call.draft_due_at, row.zone) if call.draft_due_at else "",
        "present": str(row.present_minutes),
        "comment": str(row.comment_minutes),
        "join_link": row.join_link,
        "room_links": links_of(row),
        "is_open": now <= call.deadline_at,
        **(minutes if kind is LetterKind.DECISION_ACCEPTED else {}),
        **({"heading": subject_of((), row.title)} if kind is LetterKind.AGENDA_CHANGED else {}),
        **({"programme": programme} if programme else {}),
        **(_asked(session, row) if kind is LetterKind.PLACE_CONFIRMED else {}),
    }


def _asked(session: Session, row: WipSession) -> dict[str, Any]:
    asked = current(session, row.id, Audience.PRESENTERS).fitted_to(row)
    return {"guideline": asked.title, "lines": list(asked.lines)}


def _of_person(
    session: Session, kind: LetterKind, call: Call, who: Somebody | None, by: Actor, now: datetime
) -> dict[str, Any]:
    if who is None:
        return {}
    if isinstance(who, Author):
        return _of_author(session, kind, call, who, now)
    if isinstance(who, Commission):
        found = commission_letters.facts_of(session, who, call, by)
        return found | {"name": who.commenter.person.called}
    if isinstance(who, Commenter):
        return offer_facts(session, who) | {"name": who.person.called}
    return {"name": who.person.called, "inviter": by.name or by.email}


def _of_author(session: Session, kind: LetterKind, call: Call, who: Author, now: datetime) -> dict[str, Any]:
    row = who.paper
    found = paper_letters.facts_of(session, row, call, now) | {
        "name": who.name,
        "first": who.position == 0,
        "byline": row.byline,
        "authors": row.byline,
        "email": who.person.email if who.person else "",
        "titles": f"“{row.title}”",
    }
    if row.waiting_position:
        found["place"] = str(row.waiting_position)
    slots = agenda_letters.slots_of(session, call.wip_session)
    if kind in {LetterKind.AGENDA_PUBLISHED, LetterKind.AGENDA_CHANGED} and row.id in slots and who.person:
        own = Recipient(who.person, presents=[row.id])
        found["lines"] = agenda_letters.own_lines(own, slots, call.wip_session.zone)
    return found
