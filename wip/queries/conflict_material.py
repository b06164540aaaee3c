"""All that conflicts are found from, read in six statements whatever the numbers of papers and readers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from wip.domain.conflict_facts import KeptFrom, Material, Reader, Relation, Together, Writer, Written
from wip.domain.institution_names import Institutions, Known
from wip.domain.invitations import InvitationState
from wip.models import (
    Author,
    Commenter,
    Institution,
    Leadership,
    OtherAddress,
    Paper,
    Person,
    Reviewer,
    SessionSection,
    WipSession,
)
from wip.models import Relation as RelationRow
from wip.queries.bound import Bound

Row = sa.Row[*tuple[Any, ...]]

_READING = (InvitationState.INVITED, InvitationState.ACCEPTED)


def material_of(
    session: Session,
    wip_session: WipSession,
    paper_id: int | None = None,
    person_ids: Collection[int] | None = None,
) -> Material:
    """Readers (or these), papers (or the one paper), institutions, and who wrote with whom. Six statements."""
    people = _people(session, wip_session, person_ids)
    papers = _papers(session, wip_session, paper_id)
    ids = [person.id for person in people]
    writers = {row.person_id for row in papers if row.person_id is not None}
    relations = _relations(session, [*ids, *writers])
    others = _other_addresses(session, ids)
    written = _written_with(session, ids)
    readers = []
    together: dict[int, list[Together]] = defaultdict(list)
    for person in people:
        rows = written.get(person.id, [])
        own = [row for row in rows if row.author_person == person.id]
        readers.append(
            Reader(
                person.id,
                person.name,
                (person.email_key, *others.get(person.id, ())),
                tuple(dict.fromkeys(filter(None, [person.affiliation, *(row.affiliation for row in own)]))),
                frozenset(row.orcid for row in own if row.orcid),
                tuple(relations.get(person.id, ())),
                person.avoids or "",
            )
        )
        together[person.id] = [_together(row, wip_session) for row in rows if row.author_person != person.id]
    return Material(readers, _grouped(papers, relations), _institutions(session, wip_session), together)


def readers_of(wip_session: WipSession) -> sa.ColumnElement[bool]:
    """SQL, for a select from people: whoever leads the session, was asked to review it and has not said no, or comments."""
    return sa.or_(judges_of(wip_session), Person.id.in_(_commenters(wip_session)))


def judges_of(wip_session: WipSession) -> sa.ColumnElement[bool]:
    """SQL, for a select from people: whoever leads the session, or was asked to review it and has not said no."""
    return Person.id.in_(judges(wip_session.id))


def judges(session_id: Bound) -> sa.CompoundSelect[int]:
    """SQL: the ids of whoever leads the session, or was asked to review it and has not said no."""
    own = sa.select(WipSession.section_id).where(WipSession.id == session_id)
    partners = sa.select(SessionSection.section_id).where(SessionSection.wip_session_id == session_id)
    leads = sa.select(Leadership.person_id).where(
        Leadership.state.in_(_READING),
        sa.or_(Leadership.section_id.in_(own), Leadership.section_id.in_(partners)),
    )
    reviews = sa.select(Reviewer.person_id).where(
        Reviewer.wip_session_id == session_id, Reviewer.state.in_(_READING)
    )
    return sa.union(leads, reviews)


def _commenters(wip_session: WipSession) -> sa.Select[int]:
    return sa.select(Commenter.person_id).where(
        Commenter.wip_session_id == wip_session.id, Commenter.withdrawn.is_(False)
    )


def _people(session: Session, wip_session: WipSession, person_ids: Collection[int] | None) -> Sequence[Row]:
    offer = sa.and_(
        Commenter.person_id == Person.id,
        Commenter.wip_session_id == wip_session.id,
        Commenter.withdrawn.is_(False),
    )
    select = (
        sa.select(
            Person.id, Person.name, Person.email_key, Person.affiliation, Commenter.conflicts.label("avoids")
        )
        .outerjoin(Commenter, offer)
        .where(readers_of(wip_session))
        .order_by(Person.id)
    )
    if person_ids is not None:
        select = select.where(Person.id.in_(sorted(person_ids)))
    return session.execute(select).all()


def _papers(session: Session, wip_session: WipSession, paper_id: int | None) -> Sequence[Row]:
    select = (
        sa.select(
            Paper.id,
            Paper.number,
            Paper.title,
            Paper.submitter_id,
            Paper.kept_from,
            Author.name,
            Author.affiliation,
            Author.orcid,
            Author.person_id,
            Person.email_key,
        )
        .outerjoin(Author, Author.paper_id == Paper.id)
        .outerjoin(Person, Person.id == Author.person_id)
        .where(Paper.wip_session_id == wip_session.id)
        .order_by(Paper.number, Author.position)
    )
    return session.execute(select if paper_id is None else select.where(Paper.id == paper_id)).all()


def _grouped(rows: Iterable[Row], relations: dict[int, list[Relation]]) -> list[Written]:
    found: dict[int, tuple[Row, list[Writer]]] = {}
    for row in rows:
        _, writers = found.setdefault(row.id, (row, []))
        if row.name is not None:
            named = tuple(relations.get(row.person_id, ())) if row.person_id else ()
            writers.append(
                Writer(row.name, row.affiliation, row.orcid, row.email_key or "", row.person_id, named)
            )
    return [
        Written(id_, row.number, tuple(writers), row.submitter_id, kept_from_of(row.kept_from), row.title)
        for id_, (row, writers) in found.items()
    ]


def kept_from_of(rows: Iterable[dict[str, str]]) -> tuple[KeptFrom, ...]:
    """A paper's `kept_from` as facts."""
    return tuple(KeptFrom(**row) for row in rows)


def _relations(session: Session, ids: list[int]) -> dict[int, list[Relation]]:
    found: dict[int, list[Relation]] = defaultdict(list)
    # By all rows: people state few, and a thousand authors' ids are more than a statement should carry.
    wanted = set(ids)
    for row in session.scalars(sa.select(RelationRow).order_by(RelationRow.id)):
        if row.person_id in wanted:
            found[row.person_id].append(Relation(row.kind, row.name, row.email_key))
    return found


def _other_addresses(session: Session, ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        sa.select(OtherAddress.person_id, OtherAddress.email_key)
        .where(OtherAddress.person_id.in_(ids))
        .order_by(OtherAddress.id)
    )
    for person_id, key in rows:
        found[person_id].append(key)
    return found


def _written_with(session: Session, ids: list[int]) -> dict[int, list[Row]]:
    """Every author, themselves included, of every paper that these people are authors of, in any session."""
    mine, beside = aliased(Author), aliased(Author)
    rows = session.execute(
        sa.select(
            mine.person_id.label("reader_id"),
            beside.person_id.label("author_person"),
            beside.name,
            beside.affiliation,
            beside.orcid,
            Paper.number,
            Paper.wip_session_id,
            WipSession.section_id,
            WipSession.title,
            WipSession.starts_at,
        )
        .join(Paper, Paper.id == mine.paper_id)
        .join(beside, beside.paper_id == mine.paper_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(mine.person_id.in_(ids))
        .order_by(WipSession.starts_at.desc(), Paper.number, beside.position)
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.reader_id].append(row)
    return found


def _together(row: Row, wip_session: WipSession) -> Together:
    """Of another section's session nothing is said but its year: whoever judges this may not know of the paper."""
    here = row.wip_session_id == wip_session.id
    starts_at: datetime = row.starts_at
    if here:
        where = f"paper {row.number} of this session"
    elif row.section_id == wip_session.section_id:
        where = f"a paper of “{row.title}” ({starts_at.year})"
    else:
        where = f"a paper of another section’s session in {starts_at.year}"
    return Together(row.author_person, row.name, where, here)


def _institutions(session: Session, wip_session: WipSession) -> Institutions:
    rows = session.scalars(
        sa.select(Institution)
        .where(Institution.section_id == wip_session.section_id)
        .order_by(Institution.id)
    )
    return Institutions.of(Known(row.name, tuple(row.aliases), tuple(row.domains)) for row in rows)
