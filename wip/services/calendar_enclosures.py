"""The calendar messages that go with a letter: made when it leaves, stored beside it, and noted as sent."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.itip import message, said
from wip.domain.calendar import Entry
from wip.domain.calendar_answers import CARRIERS, TELL_TIMES, Method
from wip.domain.letters import LetterKind
from wip.models import CalendarInvitation, Feed, Letter, LetterCalendar, Person
from wip.queries.calendar_mail import Scope, is_overtaken, mailed_entries, told_later
from wip.services.calendar_dues import Due
from wip.services.calendar_mail import differences, digest, digest_in, entries_of
from wip.services.standing_answers import standing
from wip.settings import Settings


def attach(
    session: Session, letter: Letter, settings: Settings, now: datetime
) -> list[LetterCalendar] | None:
    """The calendar messages that go with a letter which is about to leave, stored as they leave: the same at each try.

    None for a letter that does not leave any more: it was written only to bring some, and its words are no longer what is due;
    or it was tried before, and later ones have told of everything that it tells.
    """
    if letter.kind not in CARRIERS or letter.person_id is None or letter.wip_session_id is None:
        return []
    stored = list(
        session.scalars(
            sa.select(LetterCalendar)
            .where(LetterCalendar.letter_id == letter.id)
            .order_by(LetterCalendar.position)
        )
    )
    if stored and letter.dated_at != letter.taken_at:  # it has been tried with these
        return _still_new(session, letter, stored)
    # Two couriers may have two letters to one person in hand.
    session.execute(sa.select(Person.id).where(Person.id == letter.person_id).with_for_update(key_share=True))
    is_extra = letter.kind is LetterKind.CALENDAR_CHANGED and not stored
    if not stored and is_overtaken(session, letter, now):
        return None if is_extra else []
    again = _uids(session, letter, stored)
    scope = Scope((letter.wip_session_id,), (letter.person_id,), of_both=True)
    found = differences(session, scope, now, again)
    if is_extra and digest(found) != digest_in(letter.cause):
        return None
    for each in stored:  # sent again: what was true when it left first may not be any more
        session.delete(each)
    session.flush()
    return _store(session, letter, found, entries_of(session, found, settings) if found else [], now)


def _still_new(
    session: Session, letter: Letter, stored: Sequence[LetterCalendar]
) -> list[LetterCalendar] | None:
    """Of what a letter was tried with: what no later one to the same person brought. It may have waited for hours.

    Words of times that were all told anew since are not sent any more: they would be the last that somebody reads.
    """
    later = told_later(session, letter)
    left = [each for each in stored if said(each.body).uid not in later]
    if left or letter.kind not in TELL_TIMES or _is_by_subscription_now(session, letter, later.values()):
        return left
    return None


def _is_by_subscription_now(session: Session, letter: Letter, later: Collection[Method]) -> bool:
    """Whether its reader has only asked for no more invitations since the agenda was out: its words still tell of that."""
    wanted = session.scalar(sa.select(Feed.by_mail).where(Feed.person_id == letter.person_id))
    return letter.kind is LetterKind.AGENDA_PUBLISHED and wanted is False and {*later} <= {Method.CANCEL}


def _uids(session: Session, letter: Letter, stored: Sequence[LetterCalendar]) -> set[str]:
    if not stored:
        return set()
    rows = mailed_entries(session, [letter.wip_session_id or 0])
    return {row.uid for row in rows if any(said(each.body).uid == row.uid for each in stored)}


def _store(
    session: Session, letter: Letter, found: Sequence[Due], entries: Sequence[Entry], now: datetime
) -> list[LetterCalendar]:
    made, updated = [], [each.known for each in found if each.known and each.method is Method.REQUEST]
    stands = standing(session, letter.person_id or 0, updated)
    for position, (each, entry) in enumerate(zip(found, entries, strict=True)):
        # A calendar file knows whole seconds only, and of two messages the later one counts.
        after = each.known.sent_at + timedelta(seconds=1) if each.known else now
        at = max(now, after, each.entry.changed_at).replace(microsecond=0)
        answer = each.known.answer if each.known and each.known.id in stands else None
        body = message(each.method, entry, (letter.to_name, letter.to_email), at, answer)
        made.append(
            LetterCalendar(letter_id=letter.id, position=position, method=each.method, body=body.decode())
        )
        _note(session, each, at, is_answered=answer is not None)
    session.add_all(made)
    session.flush()
    return made


def _note(session: Session, each: Due, at: datetime, *, is_answered: bool) -> None:
    row = each.known
    if row is None:
        row = CalendarInvitation(entry_id=each.entry.id, person_id=each.person_id)
        session.add(row)
    elif (
        row.method is Method.CANCEL and each.method is Method.REQUEST
    ):  # invited anew: an answer from before says nothing
        row.answer, row.answer_note, row.answered_at = None, "", None
        row.answered_sequence = row.answer_stamp = None
    elif is_answered:
        row.answered_sequence = each.entry.sequence
    row.method, row.sequence, row.sent_at = each.method, each.entry.sequence, at
