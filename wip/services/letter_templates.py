"""A section's own letters: worded, put back to the planner's words, and tried on oneself."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.letter_texts import STOP, compose
from wip.adapters.own_letters import our_words
from wip.domain.letter_kinds import placeholders
from wip.domain.letter_templates import SUBJECT_MOST, TEXT_MOST, OwnWords, What, check
from wip.domain.letters import LetterKind
from wip.domain.links import Link, page
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.stops import TOPIC_OF
from wip.domain.zones import show
from wip.models import LetterTemplate, Person, Section
from wip.services.histories import record
from wip.services.letters import Draught, write


def mark_of(row: LetterTemplate | None) -> str:
    """What a page says of the text that it shows, so that nobody overwrites a newer one unseen."""
    return row.edited_at.isoformat() if row else ""


def word(
    session: Session,
    section: Section,
    kind: LetterKind,
    words: OwnWords,
    *,
    seen: str,
    by: Actor,
    now: datetime,
) -> None:
    """Have the section's letters of this kind say this. `seen` is the mark of the text that the page showed.

    Raises Refusal (about `subject` or `body`) for what could not be sent, Stale where somebody was faster. The planner's
    own words are not kept as the section's: they go on changing with the planner.
    """
    refuse_unsendable(kind, words)
    row = own(session, section, kind, lock=True)
    _refuse_stale(row, seen, section)
    if words == our_words(kind):
        if row is not None:
            _put_back(session, section, row, by, now)
        return
    new = {"letter": kind.value, "subject": words.subject, "text": words.body}
    if row is None:
        row = LetterTemplate(section_id=section.id, kind=kind.value, edited_by=by.person_id, edited_at=now)
        row.subject, row.body = words.subject, words.body
        session.add(row)
        session.flush()
        record(session, by, "word letter", row, now, section_id=section.id, new=new)
    elif OwnWords(row.subject, row.body) != words:
        old = {"subject": row.subject, "text": row.body}
        row.subject, row.body, row.edited_by, row.edited_at = words.subject, words.body, by.person_id, now
        session.flush()
        record(session, by, "word letter", row, now, section_id=section.id, old=old, new=new)
    session.expire(section, ["letter_templates"])


def put_back(
    session: Session, section: Section, kind: LetterKind, *, seen: str, by: Actor, now: datetime
) -> None:
    """Use the planner's own words again. Doing it twice is doing it once."""
    row = own(session, section, kind, lock=True)
    if row is None:
        return
    _refuse_stale(row, seen, section)
    _put_back(session, section, row, by, now)


def _put_back(session: Session, section: Section, row: LetterTemplate, by: Actor, now: datetime) -> None:
    old = {"subject": row.subject, "text": row.body}
    record(session, by, "unword letter", row, now, section_id=section.id, old=old, new={"letter": row.kind})
    session.delete(row)
    session.flush()
    session.expire(section, ["letter_templates"])


def own(session: Session, section: Section, kind: LetterKind, *, lock: bool = False) -> LetterTemplate | None:
    """The section's own words for this kind, or None where it keeps the planner's."""
    select = sa.select(LetterTemplate).where(
        LetterTemplate.section_id == section.id, LetterTemplate.kind == kind.value
    )
    return session.scalar(select.with_for_update() if lock else select)


def refuse_unsendable(kind: LetterKind, words: OwnWords) -> None:
    """Raise Refusal for words of which no letter of this kind could be made."""
    if len(words.subject) > SUBJECT_MOST:
        raise Refusal(f"Please shorten this to {SUBJECT_MOST} characters.", "subject")
    if len(words.body) > TEXT_MOST:
        raise Refusal(f"Please shorten this to {TEXT_MOST:,} characters.", "body")
    check(words, placeholders(kind))


def _refuse_stale(row: LetterTemplate | None, seen: str, section: Section) -> None:
    if mark_of(row) == seen:
        return
    if row is None:
        raise Stale(
            "This letter changed while your page was open.", ("It has the planner’s own words again.",)
        )
    who = row.editor.called if row.editor else "Somebody"
    raise Stale(
        "This letter changed while your page was open.",
        (f"{who} changed it {show(row.edited_at, section.zone)}.", f"Its subject is now: {row.subject}"),
    )


def send_test(
    session: Session,
    section: Section,
    kind: LetterKind,
    words: OwnWords,
    facts: Mapping[str, Any],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Send the letter to whoever asks, and to nobody else: its links lead to the page of its text, and act for nobody."""
    refuse_unsendable(kind, words)
    person = session.get_one(Person, by.person_id)
    links = inert_links(section, kind)
    made = compose(kind, facts, links, words)
    letter = Draught(
        kind,
        person,
        f"test:{section.id}:{kind.value}:{person.id}:{now.isoformat()}",
        replace(made, subject=f"[Test] {made.subject}"),
        tuple(links.values()),
        tuple(links),
    )
    write(session, letter, now, section=section)


def inert_links(section: Section, kind: LetterKind) -> dict[str, Link]:
    """In place of each link of the kind, one to the page on which the section words it."""
    here = page(f"/sections/{section.slug}/letters/{kind.value}/")
    names = [each.origin for each in placeholders(kind) if each.what is What.LINK]
    in_passages = ["object", "own", "paper", "session"]
    stop = [STOP] if kind in TOPIC_OF else []
    return dict.fromkeys([*names, *in_passages, *stop], here)
