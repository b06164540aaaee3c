"""The rows that an import writes: in bulk, so that five thousand papers do not hold the database for minutes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from wip.adapters.addresses import display, normalised
from wip.domain.imports_plans import ProposedPaper
from wip.domain.papers import PAPERS, AuthorFacts, PaperMove
from wip.domain.people import Actor
from wip.domain.sessions import SessionState
from wip.models import Author, Commenter, Paper, PaperTopic, PaperWord, Person, WipSession
from wip.services.histories import record
from wip.services.paper_index import search_words, set_sort_keys
from wip.services.submissions import FACTS, next_numbers, snapshot

_CHUNK = 500
_WORDS_CHUNK = 5_000
_OFFER_MOST = 9

T = TypeVar("T")


def add_papers(
    session: Session, wip_session: WipSession, proposed: Sequence[ProposedPaper], *, by: Actor, now: datetime
) -> list[Paper]:
    """Submitted papers, numbered in the order of the sheet, with their authors and history."""
    people = people_at(session, (author for paper in proposed for author in paper.authors), now)
    first = next_numbers(session, wip_session, len(proposed))
    state = PAPERS.after(PAPERS.start, PaperMove.SUBMIT)
    rows = []
    for number, paper in enumerate(proposed, start=first):
        authors = [_author(place, author, people) for place, author in enumerate(paper.authors)]
        row = Paper(
            wip_session_id=wip_session.id,
            number=number,
            submitter=people[paper.email_key],
            state=state,
            submitted_at=paper.submitted_at or now,
            import_key=paper.key,
            import_warnings=[caution.sentence for caution in paper.cautions],
            authors=authors,
            **{name: getattr(paper.facts, name) for name in FACTS},
        )
        rows.append(row)
        set_sort_keys(row)
    session.add_all(rows)
    session.flush()
    _add_words(session, rows)
    _add_topics(session, rows, proposed)
    for row in rows:
        record(session, by, "import paper", row, now, wip_session=wip_session, new=snapshot(row))
    return rows


def _add_words(session: Session, rows: Sequence[Paper]) -> None:
    words = (
        {"wip_session_id": row.wip_session_id, "word": word, "paper_id": row.id}
        for row in rows
        for word in sorted(search_words(row))
    )
    for chunk in _chunks(words, _WORDS_CHUNK):
        session.execute(sa.insert(PaperWord), chunk)


def _add_topics(session: Session, rows: Sequence[Paper], proposed: Sequence[ProposedPaper]) -> None:
    chosen = [
        {"paper_id": row.id, "topic_id": topic}
        for row, paper in zip(rows, proposed, strict=True)
        for topic in paper.topics
    ]
    for chunk in _chunks(chosen, _WORDS_CHUNK):
        session.execute(sa.insert(PaperTopic), chunk)


def _author(position: int, facts: AuthorFacts, people: dict[str, Person]) -> Author:
    person = people[normalised(facts.email) or ""] if facts.email else None
    return Author(position=position, name=facts.name, affiliation=facts.affiliation, person=person)


def add_offers(
    session: Session, wip_session: WipSession, proposed: Iterable[ProposedPaper], *, by: Actor, now: datetime
) -> int:
    """Make volunteers of those who wrote that they would comment; returns how many are new.

    An offer made here before, or taken back, stands as its owner left it. A past session needs none.
    """
    if now >= wip_session.starts_at or wip_session.state is SessionState.CANCELLED:
        return 0
    wanted: dict[str, int] = {}
    for paper in proposed:
        if paper.will_comment:
            most = max(paper.will_comment, wanted.get(paper.email_key, 0))
            wanted[paper.email_key] = min(most, _OFFER_MOST)
    known = set(
        session.scalars(sa.select(Commenter.person_id).where(Commenter.wip_session_id == wip_session.id))
    )
    rows = [
        Commenter(wip_session_id=wip_session.id, person=person, papers_max=wanted[key], offered_at=now)
        for key, person in _people(session, wanted).items()
        if person.id not in known
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        told = {"person": row.person.email, "papers_max": row.papers_max}
        record(session, by, "import offer to comment", row, now, wip_session=wip_session, new=told)
    return len(rows)


def people_at(session: Session, authors: Iterable[AuthorFacts], now: datetime) -> dict[str, Person]:
    """The people at all these addresses by their canonical keys, made if new; see `people.person_at`.

    A name given by somebody else never replaces one's own.
    """
    wanted: dict[str, AuthorFacts] = {}
    for author in authors:
        key = normalised(author.email) if author.email else None
        if key is not None:
            wanted.setdefault(key, author)
    values = [
        {
            "email": display(author.email),
            "email_key": key,
            "name": author.name,
            "affiliation": author.affiliation,
            "created_at": now,
        }
        for key, author in wanted.items()
    ]
    _insert_missing(session, values)
    people = _people(session, wanted)
    for key, person in people.items():
        person.name = person.name or wanted[key].name
        person.affiliation = person.affiliation or wanted[key].affiliation
    return people


def _insert_missing(session: Session, values: list[dict[str, Any]]) -> None:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    for chunk in _chunks(values):
        statement = insert(Person).on_conflict_do_nothing(index_elements=["email_key"])
        session.execute(statement, chunk)


def _people(session: Session, keys: Iterable[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for chunk in _chunks(keys):
        people = session.scalars(sa.select(Person).where(Person.email_key.in_(chunk)).order_by(Person.id))
        found |= {person.email_key: person for person in people}
    return found


def _chunks(items: Iterable[T], size: int = _CHUNK) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
