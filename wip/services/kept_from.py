"""Whom the authors of a paper do not want as a reader: said with the paper, or on its page until the decision."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.conflict_facts import KeptFrom
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Paper
from wip.services.conflict_finding import look
from wip.services.histories import record

KEPT_MOST = 6

_OPEN = frozenset({PaperState.DRAFT, PaperState.SUBMITTED})


def rows_of(named: Sequence[KeptFrom]) -> list[dict[str, str]]:
    """As the paper keeps them. Refuses too many, one without a name and address, and what is no address."""
    if len(named) > KEPT_MOST:
        raise Refusal(f"Name at most {KEPT_MOST} people who should not review your paper.", "kept_from")
    rows = []
    for each in named:
        key = normalised(each.email) if each.email else ""
        if key is None:
            raise Refusal(
                f"“{each.email}” is not an e-mail address. Write it like name@example.edu, or leave it empty.",
                "kept_from",
            )
        if not (each.name or key):
            raise Refusal("Give the name or the e-mail address of whoever should not review it.", "kept_from")
        rows.append({"name": each.name, "email": each.email, "relation": each.relation, "email_key": key})
    return rows


def is_open(paper: Paper) -> bool:
    """Whether the authors may still say who should not review the paper: until it is decided on."""
    return paper.state in _OPEN


def say(
    session: Session, paper: Paper, call: Call, named: Sequence[KeptFrom], *, by: Actor, now: datetime
) -> None:
    """Replace whom the paper is kept from. It stands at once against whoever of them reads for the session."""
    session.execute(sa.select(Paper.id).where(Paper.id == paper.id).with_for_update())
    session.refresh(paper, ["state", "kept_from"])
    if not is_open(paper):
        raise Refusal("This paper has been decided on, so nobody reviews it any more.")
    rows = rows_of(named)
    if rows == paper.kept_from:
        return
    old, new = (len(paper.kept_from), len(rows))
    paper.kept_from = rows
    session.flush()
    # Who is meant stays out of the history: a named leader whom the address does not match would read it there.
    record(
        session,
        by,
        "say who should not review",
        paper,
        now,
        wip_session=call.wip_session,
        old={"people": old},
        new={"people": new},
    )
    look(session, call.wip_session, now=now, paper=paper)
