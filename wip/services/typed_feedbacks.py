"""What somebody has typed into a paper's box and not handed in: kept while they type, by the rules of `typed_forms`."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.models import Feedback, WipSession
from wip.queries.feedbacks import Box
from wip.services import typed_forms
from wip.services.feedbacks import begun, may_write, saved_version
from wip.services.typed_forms import Kept, Outcome, Typed


def mark(row: Feedback | None) -> str:
    """What a page shows of the box: the version handed in, and how often something was typed since."""
    return typed_forms.mark(saved_version(row), _kept(row))


def fields_of(row: Feedback | None) -> dict[str, list[str]]:
    """Everything typed and not handed in, by the form's fields; empty where there is nothing."""
    return typed_forms.fields_in(_kept(row))


def typed_at(row: Feedback | None) -> datetime | None:
    """When it was typed."""
    return typed_forms.moment_in(_kept(row))


def _kept(row: Feedback | None) -> dict[str, Any]:
    return row.typed if row else {}


def is_ahead(row: Feedback | None, typed: Typed) -> bool:
    """Whether another page has handed in, or typed, something that the page of `typed` has not seen."""
    return row is not None and typed_forms.is_ahead(saved_version(row), row.typed, typed)


def keep(
    session: Session, wip_session: WipSession, box: Box, typed: Typed, *, by: Actor, now: datetime
) -> Kept:
    """Keep what was typed on the page. Raises Refusal for more than the form can hold; GONE once the box is closed."""
    typed_forms.refuse_much(typed)
    if by.person_id is None or not may_write(box, wip_session, now):
        return Kept(Outcome.GONE)
    row = begun(session, box, by.person_id, now)
    contested = typed_forms.is_contested(row.typed, typed)
    outcome, kept = typed_forms.after(saved_version(row), row.typed, typed, now)
    contested = contested and kept != row.typed
    store(session, row, kept)
    return Kept(outcome, mark(row), contested and outcome is Outcome.SAVED)


def discard(session: Session, row: Feedback) -> None:
    """Forget what was typed; what was handed in stands."""
    store(session, row, {})


def store(session: Session, row: Feedback, typed: dict[str, Any]) -> None:
    """Past the mapper, so that the version stays: it counts what was handed in."""
    session.execute(
        sa.update(Feedback)
        .where(Feedback.id == row.id)
        .values(typed=typed)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row, ["typed"])
