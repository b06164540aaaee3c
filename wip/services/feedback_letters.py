"""Letters about feedback. Those that say who wrote what are in no session: its leaders do not see them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.feedbacks import WISH_WORDS, Opening, Signature, Wish, lines_of, shown_as
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind, page
from wip.domain.people import Actor
from wip.domain.texts import without_overrides
from wip.domain.zones import show
from wip.models import Call, Feedback, Letter, LetterPaper, Paper, Person, WipSession
from wip.queries.feedbacks import Guest
from wip.services.letters import draught, tell, write
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of

OFFERS = {
    Wish.NEXT_DRAFT: "would read your next draft",
    Wish.TALK: "would like to talk with you about it",
}


def tell_open(
    session: Session,
    guest: Guest,
    call: Call,
    opening: Opening,
    cause: str,
    now: datetime,
    *,
    closing: Sequence[Paper] = (),
) -> Letter | None:
    """The boxes are open; or, with `closing`, those for these papers close soon and are not handed in.

    The second kind would tell who has written, so it is in no session.
    """
    row, person = call.wip_session, guest.person
    facts = _session_facts(call) | {
        "titles": [paper.title for paper in closing or guest.papers],
        "owed": [] if closing else [paper.title for paper in guest.owed],
        "is_closing": bool(closing),
        "until": show(opening.closes_at, row.zone),
    }
    links = {"feedback": personal(LinkKind.FEEDBACK, person, row.id)}
    letter = draught(LetterKind.FEEDBACK_OPEN, person, cause, facts, links, wip_session=row)
    if closing:
        return write(session, letter, now, section=row.section)
    written = write(session, letter, now, row)
    if written is not None:
        # Whoever may not see one of the papers that it names does not see the letter.
        session.add_all(LetterPaper(letter_id=written.id, paper_id=paper.id) for paper in guest.owed)
    return written


def _session_facts(call: Call) -> dict[str, Any]:
    row = call.wip_session
    return {
        "session_title": row.title,
        "section": row.section.name,
        "session_date": dates_of(row),
        "contact": contact_of(call),
    }


def tell_digest(
    session: Session,
    paper: Paper,
    call: Call,
    people: Sequence[Person],
    rows: Sequence[Feedback],
    now: datetime,
) -> None:
    """Everything that was handed in, in one letter to each author."""
    facts = _session_facts(call) | digest_facts(paper, rows)
    for person in people:
        links = {"paper": personal(LinkKind.PAPER, person, paper.id, "feedback")}
        cause = f"paper:{paper.id}:feedback"
        _private(session, LetterKind.FEEDBACK_DIGEST, person, cause, facts, links, call.wip_session, now)


def digest_facts(paper: Paper, rows: Sequence[Feedback]) -> dict[str, Any]:
    """What the digest says: each piece under its writer as they chose, and the offers of those without a name apart."""
    return {
        "title": paper.title,
        "pieces": [piece_of(row) for row in rows],
        "offers": offers_without_name(rows),
        "has_offers": any(offered(row) for row in rows),
    }


def piece_of(row: Feedback) -> dict[str, Any]:
    """One person's feedback as the author sees it."""
    named = _is_named(row)
    texts = {
        name: without_overrides(getattr(row, name))
        for name in ("came_across", "adds", "suggestion", "page", "source", "more")
    }
    return {
        "who": writer_of(row),
        "is_named": named,
        "school": without_overrides(row.person.affiliation) if named else "",
        "role": "commenter" if row.is_commenter else "audience",
        "lines": lines_of(texts),
        "offers": [OFFERS[wish] for wish in offered(row)] if named else [],
    }


def writer_of(row: Feedback) -> str:
    """The writer as the author sees them; whoever was forgotten has no name."""
    name = row.person.called if _is_named(row) else ""
    return shown_as(without_overrides(name), row.signature, is_commenter=row.is_commenter)


def _is_named(row: Feedback) -> bool:
    return row.signature is Signature.NAME and row.person.erased_at is None


def offered(row: Feedback) -> list[Wish]:
    """What the writer offers the author; nothing of somebody who was forgotten."""
    if row.person.erased_at is not None:
        return []
    return [
        wish
        for wish, wanted in ((Wish.NEXT_DRAFT, row.wants_next_draft), (Wish.TALK, row.wants_talk))
        if wanted
    ]


def offers_without_name(rows: Sequence[Feedback]) -> list[str]:
    """As "2 readers who gave no name would like to talk with you about it"."""
    found = []
    for wish, words in OFFERS.items():
        number = sum(wish in offered(row) for row in rows if not _is_named(row))
        if number:
            who = "Somebody who gave no name" if number == 1 else f"{number} readers who gave no name"
            found.append(f"{who} {words}.")
    return found


def put_in_touch(
    session: Session, row: Feedback, wip_session: WipSession, wish: Wish, *, by: Actor, now: datetime
) -> None:
    """A letter to each with the other's name and address, to which their answer goes."""
    author = session.get_one(Person, by.person_id)
    for person, other in ((row.person, author), (author, row.person)):
        facts = {
            "section": wip_session.section.name,
            "session_title": wip_session.title,
            "title": row.paper.title,
            "other_name": other.called,
            "other_email": other.email,
            "other_school": other.affiliation,
            "offer": WISH_WORDS[wish],
            "is_author": person is author,
            # An answer to the letter goes straight to the other.
            "contact": other.email,
        }
        links = {"session": page(f"/sessions/{wip_session.slug}/")}
        cause = f"feedback:{row.id}:{wish.value}"
        _private(session, LetterKind.FEEDBACK_CONTACT, person, cause, facts, links, wip_session, now)


def ask_what_changed(session: Session, paper: Paper, call: Call, person: Person, now: datetime) -> None:
    """A month later: one question, one link, and one click for "nothing yet"."""
    tell(
        session,
        LetterKind.FEEDBACK_ASKED,
        person,
        f"paper:{paper.id}:changed-asked",
        now,
        facts=_session_facts(call) | {"title": paper.title},
        links={
            "tell": personal(LinkKind.PAPER, person, paper.id, "changed"),
            "nothing": personal(LinkKind.PAPER, person, paper.id, "nothing"),
        },
        wip_session=call.wip_session,
        paper=paper,
    )


def change_facts(paper: Paper, call: Call, text: str) -> dict[str, Any]:
    """What the letter to the readers says, for its preview and for the letter."""
    return _session_facts(call) | {"title": paper.title, "byline": paper.byline, "text": text}


def tell_change(
    session: Session, paper: Paper, call: Call, person: Person, text: str, now: datetime
) -> Letter:
    """The author's word of what changed, with thanks. Whom it goes to says who wrote, so it is in no session."""
    row = call.wip_session
    links = {"session": page(f"/sessions/{row.slug}/")}
    cause, facts = f"paper:{paper.id}:changed", change_facts(paper, call, text)
    return _private(session, LetterKind.COMMENTER_TOLD_CHANGE, person, cause, facts, links, row, now)


def _private(
    session: Session,
    kind: LetterKind,
    person: Person,
    cause: str,
    facts: Mapping[str, Any],
    links: Mapping[str, Link],
    row: WipSession,
    now: datetime,
) -> Letter:
    """A letter that only its reader reads. It comes from the section, and stands in no session's outbox."""
    letter = draught(kind, person, cause, facts, links, wip_session=row)
    written = write(session, letter, now, section=row.section)
    assert written is not None  # noqa: S101 - nothing is stopped without a session
    return written
