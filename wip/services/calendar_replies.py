"""Taking in what people answer to calendar invitations. It changes nothing by itself: leaders see it, and decide."""

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, joinedload

from wip.adapters.addresses import normalised
from wip.adapters.calendar_replies import read_replies
from wip.adapters.mailboxes import messages_at
from wip.domain.calendar_answers import ANSWER_WORDS, Answer, Method, Reply, is_newer
from wip.domain.commissions import CommissionState
from wip.domain.people import Actor
from wip.domain.publications import EntryKind
from wip.domain.zones import show_span
from wip.models import (
    Author,
    CalendarEntry,
    CalendarInvitation,
    Commenter,
    Commission,
    Conflict,
    Letter,
    LetterCalendar,
    OtherAddress,
    Paper,
    Person,
    WipSession,
)
from wip.queries.calendar_mail import Scope, takes_subscription, takings
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.standing_answers import hours_sent, sequence_answered
from wip.settings import Settings

log = logging.getLogger("wip.calendar_replies")

_ASKEW = timedelta(days=1)
"""So far ahead a clock may be; what is later is taken for no moment at all, and older than any other answer."""

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

_OVERLAP = 600
"""Seconds: what arrived while the mailbox was being read is read the next time, whatever its clock says."""


class TakenIn(StrEnum):
    """What became of an answer."""

    NOTED = "noted"
    KNOWN = "known"
    OLDER = "older"
    FOREIGN = "foreign"
    NOT_OURS = "not ours"
    NO_REPLY = "no reply"
    FAULTY = "faulty"


def take_in(session: Session, reply: Reply, *, now: datetime) -> TakenIn:
    """Note the answer of somebody whom we invited to that entry, unless a newer one is known.

    The address that it answers for must be theirs, and so must the one that it came from: else it is somebody else's.
    """
    invited = _invited(session, reply)
    if not invited:
        return TakenIn.NOT_OURS
    row = next(
        (each for each, known in invited if reply.attendee in known and set(reply.senders) & known), None
    )
    if row is None:
        return TakenIn.FOREIGN
    if row.method is Method.CANCEL and not takes_subscription(session, row):  # it crossed with ours
        return TakenIn.OLDER
    # Neither a clock that goes wrong nor a number from nowhere may shut out the answers that follow.
    sequence = sequence_answered(session, row, min(reply.sequence, row.sequence))
    stamp = reply.stamp if reply.stamp <= now + _ASKEW else _LONG_AGO
    if not is_newer(replace(reply, sequence=sequence, stamp=stamp), row.answered_sequence, row.answer_stamp):
        is_same = (sequence, stamp) == (row.answered_sequence, row.answer_stamp)
        return TakenIn.KNOWN if is_same else TakenIn.OLDER
    _note(session, row, reply, sequence, stamp, now)
    return TakenIn.NOTED


def _invited(session: Session, reply: Reply) -> list[tuple[CalendarInvitation, set[str]]]:
    """Everybody invited to the entry to whom one of the reply's addresses belongs, with all addresses of theirs."""
    wanted = {reply.attendee, *reply.senders}
    keys = {key for each in wanted if (key := normalised(each))} | wanted
    others = sa.select(OtherAddress.person_id).where(OtherAddress.email_key.in_(keys))
    written = (
        sa.select(Letter.person_id)
        .join(LetterCalendar, LetterCalendar.letter_id == Letter.id)
        .where(sa.func.lower(Letter.to_email).in_(keys))
    )
    rows = session.scalars(
        sa.select(CalendarInvitation)
        .join(CalendarInvitation.entry)
        .join(CalendarInvitation.person)
        .where(
            CalendarEntry.uid == reply.uid,
            Person.active,
            sa.or_(Person.email_key.in_(keys), Person.id.in_(others), Person.id.in_(written)),
        )
        .options(joinedload(CalendarInvitation.entry), joinedload(CalendarInvitation.person))
        .with_for_update(of=CalendarInvitation)
        .execution_options(populate_existing=True)
    ).all()
    return [(row, _addresses(session, row.person)) for row in rows]


def _addresses(session: Session, person: Person) -> set[str]:
    found = {person.email_key, person.email.lower()}
    found |= set(
        session.scalars(sa.select(OtherAddress.email_key).where(OtherAddress.person_id == person.id))
    )
    sent = sa.select(sa.func.lower(Letter.to_email)).join(
        LetterCalendar, LetterCalendar.letter_id == Letter.id
    )
    return found | set(session.scalars(sent.where(Letter.person_id == person.id).distinct()))


def _note(
    session: Session,
    row: CalendarInvitation,
    reply: Reply,
    sequence: int,
    stamp: datetime,
    now: datetime,
) -> None:
    old, person, entry = row.answer, row.person, row.entry
    is_known = old is reply.answer and _is_of_same_hours(session, row, sequence)
    row.answer, row.answer_note, row.answered_at = reply.answer, reply.note, now
    row.answered_sequence, row.answer_stamp = sequence, stamp
    session.flush()
    wip_session = session.get_one(WipSession, entry.wip_session_id)
    if is_known:
        return
    papers = _papers(session, row)
    record(
        session,
        Actor(person.id, person.name, person.email),
        "answer calendar invitation",
        row,
        now,
        wip_session=wip_session,
        paper=next(iter(papers), None),
        old={"answer": ANSWER_WORDS[old][0]} if old else {},
        new={"answer": ANSWER_WORDS[reply.answer][0], "entry": entry.title},
    )
    if reply.answer is Answer.DECLINED and _is_needed(session, row):
        _tell_leaders(session, row, wip_session, papers, now)


def _is_of_same_hours(session: Session, row: CalendarInvitation, sequence: int) -> bool:
    """Whether it answers what was answered last: whoever cannot at the new hours either says something new."""
    if row.answered_sequence is None or row.answered_sequence == sequence:
        return True
    hours = hours_sent(session, row.person_id, {row.entry.uid})
    before, after = (hours.get((row.entry.uid, number)) for number in (row.answered_sequence, sequence))
    return before == after


def _papers(session: Session, row: CalendarInvitation) -> list[Paper]:
    """The papers that an answer tells of: the slot's, or those that the person wrote or comments on; ones with conflicts first.

    Whoever may not see one of them does not learn of its author either, nor of its commenter.
    """
    if row.entry.paper_id:
        return [session.get_one(Paper, row.entry.paper_id)]
    in_conflict = sa.exists().where(Conflict.paper_id == Paper.id)
    writes = sa.select(Author.paper_id).where(Author.person_id == row.person_id)
    reads = (
        sa.select(Commission.paper_id)
        .join(Commenter, Commenter.id == Commission.commenter_id)
        .where(Commenter.person_id == row.person_id, Commission.state == CommissionState.ACCEPTED)
    )
    return list(
        session.scalars(
            sa.select(Paper)
            .where(
                Paper.wip_session_id == row.entry.wip_session_id,
                sa.or_(Paper.id.in_(writes), Paper.id.in_(reads)),
            )
            .order_by(sa.not_(in_conflict), Paper.number)
        )
    )


def _is_needed(session: Session, row: CalendarInvitation) -> bool:
    """Whether they present, comment or chair: of somebody in the audience the board says it, and no letter."""
    scope = Scope((row.entry.wip_session_id,), (row.person_id,), of_both=True)
    return any(one.paper_id is not None or one.chairs for one in takings(session, scope))


def _tell_leaders(
    session: Session, row: CalendarInvitation, about: WipSession, papers: Sequence[Paper], now: datetime
) -> None:
    entry, who = row.entry, row.person.called
    what = f"“{entry.title}”" if entry.kind is EntryKind.SLOT else "the session"
    lines = [
        f"Their calendar program declined {show_span(entry.starts_at, entry.ends_at, about.zone)}.",
        "That changes nothing by itself: they may have meant only the time. Write to them, and look at the agenda.",
    ]
    if row.answered_sequence is not None and row.answered_sequence < row.sequence:
        lines[0] = (
            "Their calendar program declined an earlier time; what is planned now they have not answered yet."
        )
    if row.answer_note:
        lines.append(f"They wrote: “{row.answer_note}”")
    tell_leaders(
        session,
        about,
        f"{who} has declined {what} in their calendar",
        lines,
        f"/manage/{about.slug}/agenda/answers",
        f"calendar-declined:{about.id}:{row.person_id}:{now:%Y-%m-%d}",
        now,
        paper=next(iter(papers), None),
        named=next(iter(papers[1:]), None),
    )


def read_all(session: Session, messages: Iterable[bytes], clock: Callable[[], datetime]) -> Counter[str]:
    """Take in the answers of many messages, each in a transaction of its own; how many there were of each kind. Commits.

    A message that cannot be taken in holds up none after it. Raises OperationalError where the database does not answer.
    """
    found: Counter[str] = Counter()
    for raw in messages:
        replies = read_replies(raw)
        session.rollback()
        try:
            taken = {take_in(session, each, now=clock()) for each in replies}
            session.commit()
        except OperationalError:
            raise
        except Exception:
            session.rollback()
            log.exception("an answer to a calendar invitation could not be taken in")
            taken = {TakenIn.FAULTY}
        found[next((each for each in TakenIn if each in taken), TakenIn.NO_REPLY).value] += 1
    return found


def read_mailbox(session: Session, settings: Settings, clock: Callable[[], datetime]) -> int:
    """Read what is new in the mailbox that the operator named; how many answers were noted. It stays as it is. Commits.

    When it was read last is a file's own time, in the instance folder: reading a message twice changes nothing.
    """
    if not settings.calendar_replies_mailbox:
        return 0
    place, mark = Path(settings.calendar_replies_mailbox), settings.instance / "calendar-replies-read"
    if not place.exists():
        log.warning("there is no mailbox at %s: nobody's answers to calendar invitations are read", place)
        return 0
    since = mark.stat().st_mtime - _OVERLAP if mark.exists() else 0
    begun = clock().timestamp()
    found = read_all(session, messages_at(place, since), clock)
    mark.touch()
    os.utime(mark, (begun, begun))
    return found[TakenIn.NOTED.value]
