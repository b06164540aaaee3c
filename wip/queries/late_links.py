"""Reads of a call's personal late links."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from wip.models import Call, LateLink
from wip.queries.pages import Page, page_of


def late_links_of(session: Session, call: Call, number: int) -> Page[LateLink]:
    """The call's late links, the newest first; two statements."""
    return page_of(
        session,
        sa.select(LateLink)
        .where(LateLink.call_id == call.id)
        .options(joinedload(LateLink.person, innerjoin=True), sa.orm.lazyload(LateLink.call))
        .order_by(LateLink.id.desc()),
        number,
    )


def late_link(session: Session, call: Call, link_id: int) -> LateLink | None:
    """One of the call's late links."""
    return session.scalar(sa.select(LateLink).where(LateLink.id == link_id, LateLink.call_id == call.id))
