"""Who says that they have read a draft. A tick is of the version that was the newest then; a newer one is still to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.circulation import goes_out
from wip.domain.commissions import CommissionState
from wip.models import Commenter, Commission, Paper, Person


@dataclass(frozen=True)
class Tick:
    """Somebody said at a moment that they have read a version. `is_newest`: no newer one goes out."""

    name: str
    at: datetime
    version: int
    is_newest: bool


def version_read(paper: Paper, read_at: datetime | None) -> int:
    """The version that went out when somebody said so; 0 where nobody did. The paper's drafts are loaded."""
    if read_at is None:
        return 0
    out = [each for each in paper.drafts if goes_out(each.content_type, each.facts)]
    return max((each.number for each in out if each.uploaded_at <= read_at), default=0)


def has_read_newest(paper: Paper, read_at: datetime | None) -> bool:
    """Whether the tick is of the newest version that goes out; its drafts are loaded."""
    if read_at is None:
        return False
    return all(
        each.uploaded_at <= read_at for each in paper.drafts if goes_out(each.content_type, each.facts)
    )


def ticks_on(session: Session, papers: Sequence[Paper]) -> dict[int, list[Tick]]:
    """The ticks of commenters who take part, by paper, in the order in which they said so; one statement."""
    by_id = {paper.id: paper for paper in papers}
    rows = session.execute(
        sa.select(Commission.paper_id, Person.name, Person.email, Commission.read_at)
        .join(Commission.commenter)
        .join(Commenter.person)
        .where(
            Commission.paper_id.in_(list(by_id)),
            Commission.state == CommissionState.ACCEPTED,
            Commission.read_at.is_not(None),
        )
        .order_by(Commission.read_at, Commission.id)
    )
    found: dict[int, list[Tick]] = {id_: [] for id_ in by_id}
    for paper_id, name, email, at in rows:
        if at is not None:
            paper = by_id[paper_id]
            tick = Tick(name or email or "", at, version_read(paper, at), has_read_newest(paper, at))
            found[paper_id].append(tick)
    return found
