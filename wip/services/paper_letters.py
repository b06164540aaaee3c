"""What the authors of a paper are told of it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind, LetterState
from wip.domain.links import LinkKind, page
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Author, CalendarEntry, Call, Letter, Paper, Person
from wip.queries.papers import call_of_paper
from wip.services.leader_letters import tell_leaders
from wip.services.letters import BY_VISITORS, Draught, draught, has_enough, tell, write
from wip.services.paper_copies import copy_of, lacking
from wip.services.people import personal
from wip.services.rooms import dates_of

_AT_ONCE = 4
_APART = timedelta(hours=1)
"""After so many letters in a day of one paper's being withdrawn and put back, the next waits so long."""


def contact_of(call: Call) -> str:
    """Whom to write to about this call."""
    return call.contact or call.wip_session.section.contact_email


def tell_authors(
    session: Session,
    row: Paper,
    call: Call,
    kind: LetterKind,
    cause: str,
    now: datetime,
    *,
    only: Person | None = None,
) -> None:
    """A letter of this kind to every author with an address, or to `only` one, with a copy of the paper."""
    facts = facts_of(session, row, call, now)
    for author in row.authors:
        if author.person is not None and only in {None, author.person}:
            if kind in BY_VISITORS and has_enough(session, author.person, now):
                continue
            letter = _to_author(row, call, author, author.person, kind, cause, facts)
            write(session, letter, now, call.wip_session, paper=row)


def tell_of_another(session: Session, row: Paper, call: Call, why: str, now: datetime) -> None:
    """Tell the first author that one more submission in their name was not taken in, and why; once a day."""
    author = row.authors[0]
    if author.person is None:
        return
    facts = facts_of(session, row, call, now) | {"again": why}
    cause = f"paper:{row.id}:again:{now:%Y-%m-%d}"
    letter = _to_author(row, call, author, author.person, LetterKind.PAPER_RECEIVED, cause, facts)
    write(session, letter, now, call.wip_session, paper=row)


def tell_of_withdrawal(
    session: Session,
    row: Paper,
    call: Call,
    was: PaperState,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """Tell every author, with the leader's `reason` where a leader withdrew it.

    Where an author did, and the paper (whose state `was`) waited for a place, the leaders hear too; of one that had a
    place they hear together with what becomes of it.
    """
    cause, then = f"paper:{row.id}:withdrawn:{row.version}", _after_the_last(session, row, now)
    facts = facts_of(session, row, call, now) | {"withdrawn_by": by.name or by.email, "reason": reason}
    facts |= {"had_slot": _had_slot(session, row), "may_ask": _may_be_let_in(call, now)}
    for author in row.authors:
        if author.person is not None:
            own = facts | {"withdrawn_by": ""} if author.person_id == by.person_id else facts
            letter = _to_author(row, call, author, author.person, LetterKind.PAPER_WITHDRAWN, cause, own)
            write(session, letter, now, call.wip_session, paper=row, not_before=then)
    if was is PaperState.WAITING and not reason:
        tell_leaders(
            session,
            call.wip_session,
            f"“{row.title}” is withdrawn",
            [f"{by.name or by.email} has withdrawn it.", "It was on the waiting list; the others move up."],
            f"/manage/{call.wip_session.slug}/places/",
            f"{cause}:leaders",
            now,
            paper=row,
        )


def _may_be_let_in(call: Call, now: datetime) -> bool:
    """Whether leaders can still make a late link (see `late_links`): none of them can put a withdrawn paper back."""
    return call.wip_session.state is not SessionState.CANCELLED and now < call.wip_session.starts_at


def _had_slot(session: Session, row: Paper) -> bool:
    """Whether calendars had a time for the paper, which they show as cancelled now."""
    return bool(session.scalar(sa.select(sa.exists().where(CalendarEntry.paper_id == row.id))))


def tell_of_return(session: Session, row: Paper, call: Call, now: datetime) -> None:
    """Tell every author that the paper is in again; everybody, as the last that they read may be that it is withdrawn."""
    cause, then = f"paper:{row.id}:restored:{row.version}", _after_the_last(session, row, now)
    facts = facts_of(session, row, call, now)
    for author in row.authors:
        if author.person is not None:
            letter = _to_author(row, call, author, author.person, LetterKind.PAPER_RECEIVED, cause, facts)
            write(session, letter, now, call.wip_session, paper=row, not_before=then)


def _after_the_last(session: Session, row: Paper, now: datetime) -> datetime:
    """When a letter of a paper's being in or out may leave: at once, or an hour later after a few of them in a day.

    It gives way if the paper moves again meanwhile: so mailboxes are not filled, and the last letter says the truth.
    """
    moves = (f"paper:{row.id}:withdrawn:%", f"paper:{row.id}:restored:%")
    told = session.scalar(
        sa.select(sa.func.count(Letter.cause.distinct())).where(
            Letter.paper_id == row.id,
            Letter.kind.in_((LetterKind.PAPER_WITHDRAWN, LetterKind.PAPER_RECEIVED)),
            sa.or_(*(Letter.cause.like(each) for each in moves)),
            Letter.state != LetterState.REPLACED,
            Letter.written_at > now - timedelta(days=1),
        )
    )
    return now + _APART if (told or 0) >= _AT_ONCE else now


def tell_of_objection(session: Session, row: Paper, name: str, *, by: Actor, now: datetime) -> None:
    """Tell the first author and the leaders that somebody named as a co-author, by this `name`, says to be none."""
    call, cause, author = (
        call_of_paper(session, row),
        f"paper:{row.id}:objected:{by.person_id}",
        row.authors[0],
    )
    if author.person is not None:
        facts = facts_of(session, row, call, now) | {"objector": name}
        letter = _to_author(row, call, author, author.person, LetterKind.PAPER_CHANGED, cause, facts)
        write(session, letter, now, call.wip_session, paper=row)
    tell_leaders(
        session,
        call.wip_session,
        f"{name} is no author of “{row.title}”",
        [
            f"{name} was named as an author of paper {row.number}, and says that this is a mistake.",
            "The name still stands on the paper, and nobody can put the address back.",
            "The first author has been told, and asked to take the name out.",
        ],
        f"/manage/{call.wip_session.slug}/papers/{row.number}/",
        f"{cause}:leaders",
        now,
        paper=row,
    )


def tell_of_change(session: Session, row: Paper, call: Call, now: datetime) -> None:
    """Tell the first author alone, once a day: whoever holds a link must not be able to fill mailboxes.

    While that day's letter has not left, it takes on the newest words.
    """
    author, cause = row.authors[0], f"paper:{row.id}:changed:{now:%Y-%m-%d}"
    if author.person is None:
        return
    facts = facts_of(session, row, call, now)
    letter = _to_author(row, call, author, author.person, LetterKind.PAPER_CHANGED, cause, facts)
    waiting = session.scalar(
        sa.select(Letter)
        .where(
            Letter.cause == cause,
            Letter.to_email == author.person.email,
            Letter.state == LetterState.WAITING,
        )
        .with_for_update()
    )
    if waiting is None:
        write(session, letter, now, call.wip_session, paper=row)
        return
    waiting.subject, waiting.text, waiting.html = letter.words.subject, letter.words.text, letter.words.html
    waiting.links = [link.stored() for link in letter.links]


def tell_of_release(
    session: Session, row: Paper, call: Call, name: str, staying: list[str], cause: str, now: datetime
) -> None:
    """Tell every author that somebody of this `name` no longer comments on the paper; `staying` are those who still do."""
    facts = facts_of(session, row, call, now) | {"released": name, "staying": staying}
    for author in row.authors:
        if author.person is not None:
            letter = _to_author(row, call, author, author.person, LetterKind.PAPER_CHANGED, cause, facts)
            write(session, letter, now, call.wip_session, paper=row)


def tell_removed(session: Session, row: Paper, call: Call, people: list[Person], now: datetime) -> None:
    """Tell those whom a leader took off the paper; they have no page of it any more."""
    if not people:
        return
    facts = facts_of(session, row, call, now) | {"first": False, "removed": True}
    links = {"session": page(f"/sessions/{call.wip_session.slug}/")}
    for person in people:
        name = person.name or person.email
        cause = f"paper:{row.id}:removed:{person.id}:{now:%Y-%m-%d}"
        own = facts | {"name": name}
        tell(
            session,
            LetterKind.PAPER_CHANGED,
            person,
            cause,
            now,
            facts=own,
            links=links,
            wip_session=call.wip_session,
            paper=row,
        )


def _to_author(
    row: Paper,
    call: Call,
    author: Author,
    person: Person,
    kind: LetterKind,
    cause: str,
    facts: dict[str, object],
) -> Draught:
    links = {
        "paper": personal(LinkKind.PAPER, person, row.id),
        "session": page(f"/sessions/{call.wip_session.slug}/"),
        "object": personal(LinkKind.PAPER, person, row.id, "disown"),
    }
    own = facts | {"name": author.name, "first": author.position == 0}
    return draught(kind, person, cause, own, links, wip_session=call.wip_session)


def facts_of(session: Session, row: Paper, call: Call, now: datetime) -> dict[str, object]:
    """What a letter to an author can say of the paper and its session."""
    wip_session = call.wip_session
    return {
        "title": row.title,
        "again": "",
        "copy": copy_of(session, row),
        "session_title": wip_session.title,
        "section": wip_session.section.name,
        "session_date": dates_of(wip_session),
        "deadline": show(call.deadline_at, call.deadline_zone),
        "next": _next(session, row, call, now),
        "may_change": call.takes_papers(now),
        "contact": contact_of(call),
        "sender": row.authors[0].name,
        "objector": "",
        "removed": False,
        "released": "",
        "staying": [],
    }


def _next(session: Session, row: Paper, call: Call, now: datetime) -> list[str]:
    """What happens next, and when; dates that have passed, as for a paper let in late, are not promised."""
    zone, found = call.wip_session.zone, []
    if call.takes_papers(now):
        found.append(
            f"Until {show(call.deadline_at, call.deadline_zone)} you can change everything below. After that it is "
            "under review."
        )
    if now < call.notify_at:
        found.append(f"By {show(call.notify_at, zone)} you hear whether it is in the session.")
    else:
        found.append("As soon as the organisers have decided you hear whether it is in the session.")
    found.append("If it is accepted, you say whether you will present it.")
    if call.draft_due_at is not None and now < call.draft_due_at:
        found.append(
            f"By {show(call.draft_due_at, zone)} you then send your draft, so that commenters can read it."
        )
    for question in lacking(session, row, call):
        due = question.required_from
        if due is not None and not question.asked.is_required(now):
            found.append(f"By {show(due, zone)} you answer on your page of the paper: {question.label}")
    return found
