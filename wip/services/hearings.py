"""Whom something that was just done writes to: the letters that it wrote, and calendar messages that no letter brings.

It is asked within the transaction that does it, which a page then undoes to ask first. So a page cannot promise
other letters than those that are sent.
"""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.models import Letter, LetterPaper, Person, WipSession
from wip.queries.calendar_mail import Scope, carried
from wip.queries.closed_papers import closed_in
from wip.services.agenda_letters import recipients
from wip.services.calendar_dues import Due
from wip.services.calendar_mail import differences
from wip.services.calendar_news import due_by_itself
from wip.services.calendars import rooms_published
from wip.services.publications import Proposal

_ELSEWHERE = (LetterKind.CALL_AMENDED,)
"""Letters that wait, and that leaders are shown and can stop, on a page of their own (see `amendments`)."""

CALENDAR_MESSAGE = "a calendar message"


@dataclass(frozen=True)
class Hearer:
    """Somebody who is written to, and what they get; without name and address where the reader may not know who it is."""

    key: str
    name: str
    email: str
    gets: str

    @property
    def is_hidden(self) -> bool:
        """Whether a conflict of interest closes to the reader why they are written to."""
        return not self.email


@dataclass(frozen=True)
class Hearing:
    """Everybody who is written to, a letter each."""

    hearers: tuple[Hearer, ...]

    @property
    def sentence(self) -> str:
        """How many; empty where nobody is."""
        number = len({each.key for each in self.hearers})
        return f"{'1 person is' if number == 1 else f'{number} people are'} written to" if number else ""

    @property
    def shown(self) -> list[Hearer]:
        """Those whom the reader may know."""
        return [each for each in self.hearers if not each.is_hidden]

    def mark(self, key: bytes) -> str:
        """What tells this list from another one. It stands on the page: without the key, guesses at who is hidden would be confirmed by it."""
        said = " ".join(sorted(f"{each.key}={each.gets}" for each in self.hearers))
        return hmac.new(key, said.encode(), sha256).hexdigest()[:24]


@dataclass(frozen=True)
class Before:
    """What is on its way before something is done: the number of the session's newest letter, and what else is due."""

    letter: int
    due: frozenset[tuple[int, str]]


def before(session: Session, row: WipSession, now: datetime) -> Before:
    """How it stands now, to count from. A fixed number of statements."""
    newest = session.scalar(sa.select(sa.func.max(Letter.id)).where(Letter.wip_session_id == row.id))
    return Before(newest or 0, frozenset(map(_key, due_by_itself(session, row.id, now))))


def _key(each: Due) -> tuple[int, str]:
    return each.person_id, each.mark


def heard_since(
    session: Session, row: WipSession, was: Before, now: datetime, reader: int | None = None
) -> Hearing:
    """Who is written to by what was done since. A fixed number of statements."""
    session.flush()
    letters = session.scalars(
        sa.select(Letter)
        .where(Letter.wip_session_id == row.id, Letter.id > was.letter, Letter.kind.not_in(_ELSEWHERE))
        .order_by(Letter.id)
    ).all()
    due = [each for each in due_by_itself(session, row.id, now) if _key(each) not in was.due]
    unseen = closed_in(session, row, reader).unseen
    about = _papers(session, [each.id for each in letters]) if unseen else {}
    by_letter = [
        _of_letter(each, is_hidden=bool((about.get(each.id, frozenset()) | {each.paper_id}) & unseen))
        for each in letters
    ]
    return Hearing((*by_letter, *by_calendar(session, due, unseen)))


def _papers(session: Session, letter_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, frozenset[int]] = {}
    rows = sa.select(LetterPaper.letter_id, LetterPaper.paper_id).where(LetterPaper.letter_id.in_(letter_ids))
    for letter_id, paper_id in session.execute(rows):
        found[letter_id] = found.get(letter_id, frozenset()) | {paper_id}
    return found


def _of_letter(letter: Letter, *, is_hidden: bool) -> Hearer:
    name, email = ("", "") if is_hidden else (letter.to_name or letter.to_email, letter.to_email)
    return Hearer(letter.to_email, name, email, letter.subject)


def by_calendar(
    session: Session, due: Sequence[Due], unseen: Collection[int] = frozenset()
) -> tuple[Hearer, ...]:
    """Those to whom these messages are due, each person once."""
    papers: dict[int, set[int]] = {}
    for each in due:
        papers.setdefault(each.person_id, set()).update(one.paper_id for one in each.parts if one.paper_id)
    people = sa.select(Person).where(Person.id.in_(papers)).order_by(Person.id)
    return tuple(
        Hearer(person.email, "", "", CALENDAR_MESSAGE)
        if papers[person.id] & set(unseen)
        else Hearer(person.email, person.called, person.email, CALENDAR_MESSAGE)
        for person in (session.scalars(people) if papers else ())
    )


def _due_by_publishing(session: Session, row: WipSession, proposal: Proposal, now: datetime) -> list[Due]:
    """What would be due; where there are several rooms, with their entries as they would be, which is undone."""
    trial = session.begin_nested() if len(proposal.draft.rooms) > 1 else None
    if trial is not None:
        rooms_published(session, row, proposal.rooms, now)
    found = differences(session, Scope((row.id,)), now, programmes={row.id: proposal.programme})
    if trial is not None:
        trial.rollback()
    return found


def by_publishing(
    session: Session,
    row: WipSession,
    proposal: Proposal,
    now: datetime,
    reader: int | None = None,
) -> tuple[Hearer, ...]:
    """Who gets a calendar message when the working copy is published, and no letter that would bring it."""
    meant = list(proposal.entries if proposal.is_first else proposal.changes)
    seats = {one.person_id for one in proposal.chairs}
    every = recipients(session, row, meant, attendees=proposal.is_first, chairs=seats)
    told = {one.person.id for one in every} | {person_id for person_id, _ in carried(session, (row.id,), now)}
    found = _due_by_publishing(session, row, proposal, now)
    due = [each for each in found if each.person_id not in told]
    return by_calendar(session, due, closed_in(session, row, reader).unseen) if due else ()
