"""Writing letters: rows in the transaction that causes them, one per cause and recipient."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.adapters.letter_texts import STOP, LetterText, compose
from wip.domain.letter_kinds import EDITABLE
from wip.domain.letter_templates import OwnWords
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.stops import TOPIC_OF
from wip.models import Letter, Paper, Person, Section, WipSession
from wip.queries.decision_letters import outlived
from wip.queries.letters import open_letters
from wip.queries.stops import is_stopped
from wip.services.histories import record
from wip.services.people import personal

BY_VISITORS = (LetterKind.PAPER_RECEIVED, LetterKind.PAPER_SAVED_LATE, LetterKind.PAPER_STARTED)
A_DAY = 12
"""So many letters of these kinds one person gets in a day; later ones are not written."""

LETTERS_WAIT = "letters_wait"
"""Set in `session.info` by a transaction that wrote letters, so that its commit wakes the worker."""


@dataclass(frozen=True)
class Draught:
    """A letter before it is written: what a preview shows, and exactly what `write` will store.

    `names` are those of its links, in their order; `reply_to` is an address that answers go to, or nothing for the
    section's own.
    """

    kind: LetterKind
    to: Person
    cause: str
    words: LetterText
    links: tuple[Link, ...]
    names: tuple[str, ...] = ()
    reply_to: str = ""


def draught(
    kind: LetterKind,
    to: Person,
    cause: str,
    facts: Mapping[str, Any],
    links: Mapping[str, Link],
    *,
    wip_session: WipSession | None = None,
    own: OwnWords | None = None,
) -> Draught:
    """Compose a letter without writing it. `cause` names the one event that it tells of.

    The words are `own`, or those that the session's section has written for the kind, or the planner's. A letter that
    its reader may stop gets the link to do so.
    """
    topic = TOPIC_OF.get(kind)
    if topic is not None and wip_session is not None:
        links = {**links, STOP: personal(LinkKind.STOP, to, wip_session.id, topic.value)}
    own = own or _own_words(kind, wip_session)
    words = compose(kind, {"name": to.name or "colleague", **facts}, links, own)
    contact = str(facts.get("contact", ""))
    reply_to = contact if normalised(contact) else ""
    return Draught(kind, to, cause, words, tuple(links.values()), tuple(links), reply_to)


def _own_words(kind: LetterKind, wip_session: WipSession | None) -> OwnWords | None:
    """The section's words, read once a transaction for all its letters."""
    if wip_session is None or kind not in EDITABLE:
        return None
    found = (row for row in wip_session.section.letter_templates if row.kind == kind.value)
    return next((OwnWords(row.subject, row.body) for row in found), None)


def write(
    session: Session,
    letter: Draught,
    now: datetime,
    wip_session: WipSession | None = None,
    *,
    paper: Paper | None = None,
    section: Section | None = None,
    not_before: datetime | None = None,
) -> Letter | None:
    """Put the letter in the outbox. A second letter from the same cause to the same person is the first one.

    `paper` is the one paper that it is about: whoever may not see that paper does not see the letter. It leaves at once,
    or not before the moment `not_before`: until then it can be held back or replaced. None where its reader has
    stopped letters of this kind.
    """
    known = session.scalar(
        sa.select(Letter).where(Letter.cause == letter.cause, Letter.to_email == letter.to.email)
    )
    if known is not None:
        return known
    topic = TOPIC_OF.get(letter.kind)
    if topic is not None and wip_session is not None and is_stopped(session, letter.to, wip_session, topic):
        return None
    section = wip_session.section if wip_session else section
    row = Letter(
        kind=letter.kind,
        cause=letter.cause,
        person_id=letter.to.id,
        wip_session_id=wip_session.id if wip_session else None,
        paper_id=paper.id if paper else None,
        to_email=letter.to.email,
        to_name=letter.to.name,
        reply_to=(letter.reply_to or section.contact_email) if section else "",
        from_name=section.name if section else "",
        subject=letter.words.subject,
        text=letter.words.text,
        html=letter.words.html,
        links=[link.stored() for link in letter.links],
        message_id=f"{uuid4()}",  # nobody can guess it: a notice may name the letter by it alone
        written_at=now,
        due_at=max(now, not_before or now),
    )
    session.add(row)
    session.flush()
    session.info[LETTERS_WAIT] = True
    return row


def tell(
    session: Session,
    kind: LetterKind,
    to: Person,
    cause: str,
    now: datetime,
    *,
    facts: Mapping[str, Any],
    links: Mapping[str, Link] | None = None,
    wip_session: WipSession | None = None,
    paper: Paper | None = None,
    not_before: datetime | None = None,
) -> Letter | None:
    """Compose and write in one step; it leaves at once, or not before the moment `not_before`."""
    letter = draught(kind, to, cause, facts, links or {}, wip_session=wip_session)
    return write(session, letter, now, wip_session, paper=paper, not_before=not_before)


def has_enough(session: Session, person: Person, now: datetime) -> bool:
    """Whether visitors have caused as many letters to this person in a day as anybody may cause.

    Anybody can type anybody's address; mailboxes must not be filled by it.
    """
    count = session.scalar(
        sa.select(sa.func.count())
        .select_from(Letter)
        .where(
            Letter.person_id == person.id,
            Letter.kind.in_(BY_VISITORS),
            Letter.wip_session_id.is_not(None),
            Letter.written_at > now - timedelta(days=1),
        )
    )
    return (count or 0) >= A_DAY


def move(session: Session, letter: Letter, step: LetterMove, *, by: Actor, now: datetime) -> None:
    """A leader's act on a waiting, held, failed or sent letter: hold, release, send again."""
    if step not in {LetterMove.HOLD, LetterMove.RELEASE, LetterMove.SEND_AGAIN}:
        raise Refusal("That is for the delivery to do.")
    if step is not LetterMove.HOLD and outlived(session, letter):
        raise Refusal(
            "Where the paper stands has changed since this letter was written; a newer one says what is true now."
        )
    old = letter.state
    wip_session = session.get(WipSession, letter.wip_session_id) if letter.wip_session_id else None
    if step is not LetterMove.HOLD:
        _refuse_stopped(session, letter, wip_session)
    _step(letter, step, now)
    record(
        session,
        by,
        step.value,
        letter,
        now,
        wip_session=wip_session,
        paper=letter.paper,
        old={"state": old},
        new={"state": letter.state},
    )


def _refuse_stopped(session: Session, letter: Letter, wip_session: WipSession | None) -> None:
    if letter.person is not None and _is_stopped(session, letter, wip_session):
        raise Refusal(f"{letter.person.called} has stopped letters of this kind, so it does not leave.")


def _is_stopped(session: Session, letter: Letter, wip_session: WipSession | None) -> bool:
    topic = TOPIC_OF.get(letter.kind)
    if topic is None or letter.person is None or wip_session is None:
        return False
    return is_stopped(session, letter.person, wip_session, topic)


def _step(letter: Letter, step: LetterMove, now: datetime) -> None:
    letter.state = LETTERS.after(letter.state, step)
    if letter.state is LetterState.WAITING:
        letter.due_at, letter.tries, letter.fault = now, 0, ""
        letter.dated_at, letter.came_back = None, False


def send_failed_again(
    session: Session, wip_session: WipSession, *, by: Actor, now: datetime
) -> tuple[int, int]:
    """Send all failed letters of the session again that `by` may see; how many, and how many stay as they are untrue by now."""
    failed = session.scalars(
        sa.select(Letter)
        .where(open_letters(wip_session, by.person_id or 0), Letter.state == LetterState.FAILED)
        .order_by(Letter.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    true = [
        letter
        for letter in failed
        if not outlived(session, letter) and not _is_stopped(session, letter, wip_session)
    ]
    for letter in true:
        _step(letter, LetterMove.SEND_AGAIN, now)
    if true:
        record(
            session,
            by,
            "send failed letters again",
            wip_session,
            now,
            wip_session=wip_session,
            new={"letters": len(true)},
        )
        session.info[LETTERS_WAIT] = True
    return len(true), len(failed) - len(true)
