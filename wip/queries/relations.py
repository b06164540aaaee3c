"""Reads of what people and sections have said so that conflicts are found."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import IN_REVIEW
from wip.models import Institution, OtherAddress, Paper, Relation, Section, WipSession
from wip.queries.pages import Page, page_of
from wip.queries.reviews import names_of, visible

PAPERS_A_PAGE = 50


def relations_of(session: Session, person_id: int) -> list[Relation]:
    """Whom the person is close to, in the order in which they said so."""
    return list(
        session.scalars(sa.select(Relation).where(Relation.person_id == person_id).order_by(Relation.id))
    )


def addresses_of(session: Session, person_id: int) -> list[str]:
    """The person's other addresses, as typed."""
    return list(
        session.scalars(
            sa.select(OtherAddress.email).where(OtherAddress.person_id == person_id).order_by(OtherAddress.id)
        )
    )


def institutions_of(session: Session, section: Section, number: int) -> Page[Institution]:
    """A page of the section's institutions by name."""
    return page_of(
        session,
        sa.select(Institution)
        .where(Institution.section_id == section.id)
        .order_by(sa.func.lower(Institution.name), Institution.id),
        number,
    )


def papers_to_declare(
    session: Session, wip_session: WipSession, person_id: int, number: int, *, names: bool
) -> tuple[Page[Paper], dict[int, tuple[str, ...]]]:
    """A page of the papers that are open to a reviewer, by number, with the authors' names by id where they show."""
    page: Page[Paper] = page_of(
        session,
        sa.select(Paper)
        .where(Paper.wip_session_id == wip_session.id, Paper.state.in_(IN_REVIEW), visible(person_id))
        .options(sa.orm.load_only(Paper.number, Paper.title))
        .order_by(Paper.number),
        number,
        per_page=PAPERS_A_PAGE,
    )
    return page, names_of(session, [paper.id for paper in page.items]) if names else {}
