"""Being forgotten: somebody's running parts are ended as if they had ended them, then everything that names them goes."""

import secrets
from datetime import datetime, timedelta
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from wip.domain.forgetting import NO_DOMAIN, NOBODY, Traces, can_be_found
from wip.domain.invitations import InvitationState
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.models import (
    Author,
    Commenter,
    HistoryEvent,
    Leadership,
    Letter,
    Paper,
    Person,
    Section,
    Topic,
    WipSession,
)
from wip.queries.papers import call_of_paper
from wip.queries.sessions import call_of
from wip.services import commenters, withdrawals
from wip.services.forgotten_parts import parts_of, unname
from wip.services.forgotten_rows import remove_rows
from wip.services.forgotten_texts import redact_everywhere
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.people import personal

__all__ = ["ask", "forget", "is_asked", "refuse_needed", "take_back", "what_ends"]

SETTLED = timedelta(days=30)
"""A name that somebody took so shortly before asking is looked for nowhere."""

BETWEEN_LETTERS = timedelta(hours=1)
LINK_LASTS = timedelta(days=14)

_OVER = frozenset({PaperState.WITHDRAWN, PaperState.DECLINED, PaperState.TURNED_DOWN, PaperState.DRAFT})


def ask(session: Session, person: Person, *, by: Actor, now: datetime) -> None:
    """Write the letter whose link leads to the last button. Raises Refusal for somebody who is still needed."""
    refuse_needed(session, person)
    if person.erase_asked_at is not None and now < person.erase_asked_at + BETWEEN_LETTERS:
        raise Refusal("That letter is on its way already. Look for it, or ask again in an hour.")
    person.erase_asked_at = now
    session.flush()
    tell(
        session,
        LetterKind.DATA_ERASED,
        person,
        f"forget:{person.id}:{now.isoformat()}",
        now,
        facts={"is_done": False},
        links={"forget": personal(LinkKind.FORGET, person, person.id)},
    )
    record(session, by, "ask to be forgotten", person, now)


def take_back(session: Session, person: Person, *, by: Actor, now: datetime) -> None:
    """The person stays; the link in the letter ends."""
    if person.erase_asked_at is None:
        return
    person.erase_asked_at = None
    session.flush()
    record(session, by, "stay after all", person, now)


def is_asked(person: Person, now: datetime) -> bool:
    """Whether the link in the letter still leads to the last button."""
    return person.erase_asked_at is not None and now < person.erase_asked_at + LINK_LASTS


def refuse_needed(session: Session, person: Person) -> None:
    """Raise Refusal where a section would be left without a leader, or without an address."""
    for section in session.scalars(
        sa.select(Section)
        .join(Leadership)
        .where(Leadership.person_id == person.id, Leadership.state == InvitationState.ACCEPTED)
        .order_by(Section.name)
    ):
        others = sa.select(Leadership.id).where(
            Leadership.section_id == section.id,
            Leadership.person_id != person.id,
            Leadership.state == InvitationState.ACCEPTED,
        )
        if session.scalar(others.limit(1)) is None:
            raise Refusal(
                f"You are the only leader of the {section.name}. Invite somebody to lead it first, and let them accept."
            )
    for name, contact in session.execute(
        sa.select(Section.name, Section.contact_email).order_by(Section.name)
    ):
        if contact.casefold() == person.email.casefold():
            raise Refusal(
                f"Your address is the one to which the {name} gets its answers. Put another in its place first."
            )


def forget(session: Session, person: Person, *, by: Actor, now: datetime) -> tuple[str, ...]:
    """Forget the person, in one transaction. Returns the Message-IDs of their letters, which may lie in a folder too.

    What is running ends by the usual verbs, so that agenda, commissions, calendars and waiting list follow; then rows
    and texts that name the person go. The same address may come back later, as somebody new.
    """
    if person.erased_at is not None:
        return ()
    refuse_needed(session, person)
    session.refresh(person, with_for_update=True)
    _end_what_runs(session, person, by, now)
    names = _names(session, person, now)
    traces, parts = _traces(session, person, names), parts_of(session, person, names)
    _unname_news(session, person, now)
    letters = _silence(session, person, traces)
    remove_rows(session, person, now)
    unname(session, person, parts)
    _anonymise(session, person, traces, now)
    redact_everywhere(session, person, traces)
    record(session, SYSTEM, "forget person", person, now)
    return letters


def what_ends(session: Session, person: Person, now: datetime) -> tuple[list[Paper], list[Commenter]]:
    """What runs and would be ended: papers of theirs alone in sessions ahead, and offers to comment there."""
    ahead = sa.select(WipSession.id).where(WipSession.starts_at > now)
    papers = session.scalars(
        sa.select(Paper)
        .join(Paper.authors)
        .where(
            Author.person_id == person.id, Paper.wip_session_id.in_(ahead), Paper.state.not_in(list(_OVER))
        )
        .order_by(Paper.id)
    ).all()
    offers = session.scalars(
        sa.select(Commenter)
        .where(
            Commenter.person_id == person.id,
            Commenter.wip_session_id.in_(ahead),
            Commenter.withdrawn.is_(False),
        )
        .order_by(Commenter.id)
    ).all()
    return [paper for paper in papers if is_alone(paper, person)], list(offers)


def _end_what_runs(session: Session, person: Person, by: Actor, now: datetime) -> None:
    papers, offers = what_ends(session, person, now)
    for paper in papers:
        withdrawals.withdraw(session, paper, call_of_paper(session, paper), by=by, now=now)
    for offer in offers:
        call = call_of(session, session.get_one(WipSession, offer.wip_session_id))
        commenters.take_back(session, offer, call, by=by, now=now)
    session.flush()


def is_alone(paper: Paper, person: Person) -> bool:
    """Whether no other author of the paper can be written to."""
    return not any(author.person_id not in {None, person.id} for author in paper.authors)


def _traces(session: Session, person: Person, known: set[str]) -> Traces:
    """What names the person wherever it stands: the address by which they sign in, and names that are theirs beyond doubt.

    Other addresses are only what somebody once typed, and a name can be changed to anything: neither may take words
    from what others wrote.
    """
    names = {name for name in known if can_be_found(name)}
    sure = tuple(sorted(name for name in names if not _is_shared(session, person, name)))
    return Traces((person.email, person.email_key), sure, f"{secrets.token_hex(12)}@{NO_DOMAIN}")


def _names(session: Session, person: Person, now: datetime) -> set[str]:
    """The present name if it is not a recent one, and those that it took the place of."""
    names, changed = {person.name}, _changes_of_details(person)
    for at, old, new in session.execute(
        sa.select(HistoryEvent.at, HistoryEvent.old, HistoryEvent.new).where(changed)
    ):
        names.add(str(old.get("name") or ""))
        if at > now - SETTLED:
            names.discard(str(new.get("name") or ""))
    return names


def _changes_of_details(person: Person) -> sa.ColumnElement[bool]:
    return sa.and_(HistoryEvent.thing == Person.__tablename__, HistoryEvent.thing_id == person.id)


def _is_shared(session: Session, person: Person, name: str) -> bool:
    """Whether somebody else has the same name, or something public is called so: then it is no trace of this person."""
    people = sa.select(Person.id).where(_same(Person.name, name), Person.id != person.id)
    authors = sa.select(Author.id).where(
        _same(Author.name, name),
        sa.or_(Author.person_id.is_(None), Author.person_id != person.id),
    )
    public = [
        sa.select(table.id).where(column.icontains(name, autoescape=True))
        for table, column in (
            (Section, Section.name),
            (WipSession, WipSession.title),
            (Paper, Paper.title),
            (Topic, Topic.name),
        )
    ]
    zones = {zone.replace("_", " ").casefold() for zone in available_timezones()}
    if any(name.casefold() in zone for zone in zones):
        return True
    return any(session.scalar(found.limit(1)) is not None for found in (people, authors, *public))


def _same(column: sa.ColumnElement[str] | InstrumentedAttribute[str], name: str) -> sa.ColumnElement[bool]:
    # SQLite's lower() knows ASCII alone.
    return sa.or_(column == name, sa.func.lower(column) == name.lower())


def _unname_news(session: Session, person: Person, now: datetime) -> None:
    """The letters that this very act wrote to others say no name, however short it is."""
    short = Traces((), (person.name,) if person.name else ())
    for letter in session.scalars(sa.select(Letter).where(Letter.written_at == now)):
        letter.subject = short.taken_from(letter.subject)
        letter.text, letter.html = short.taken_from(letter.text), short.taken_from(letter.html)
    session.flush()


def _silence(session: Session, person: Person, traces: Traces) -> tuple[str, ...]:
    """No letter leaves any more, and those that were written say nothing; returns their Message-IDs."""
    rows = session.scalars(
        sa.select(Letter).where(
            sa.or_(Letter.person_id == person.id, sa.func.lower(Letter.to_email) == person.email.lower())
        )
    ).all()
    for letter in rows:
        if letter.state in {LetterState.WAITING, LetterState.HELD}:
            letter.state = LETTERS.after(letter.state, LetterMove.REPLACE)
        letter.to_email, letter.to_name, letter.links = f"{letter.id}.{traces.address}", "", []
        letter.subject = "A letter to " + NOBODY
        letter.text = letter.html = "Its words were removed when its reader asked to be forgotten."
        letter.fault = ""
    session.flush()
    return tuple(letter.message_id for letter in rows)


def _anonymise(session: Session, person: Person, traces: Traces, now: datetime) -> None:
    person.name = person.affiliation = ""
    person.email = person.email_key = traces.address
    person.zone = None
    person.active = False
    person.fs_uniquifier = secrets.token_hex(32)
    person.link_generation += 1
    person.erased_at = now
    session.flush()
