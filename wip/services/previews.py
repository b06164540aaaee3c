"""Previews: which drafts lack a picture of their first page, and what became of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Draft

WAIT = "previews_wait"
"""Where a database session notes the drafts that came in, so that the worker is called once they are committed."""

_LOOKED_BACK = timedelta(days=1)


def want(session: Session, draft: Draft) -> None:
    """Have the worker make the draft's preview after the commit."""
    session.info.setdefault(WAIT, []).append(draft.id)


def lacking(session: Session, now: datetime) -> list[int]:
    """The ids of drafts of the last day without a preview: their call to the worker was lost."""
    recent = sa.select(Draft.id, Draft.facts).where(Draft.uploaded_at > now - _LOOKED_BACK).order_by(Draft.id)
    return [number for number, facts in session.execute(recent) if "preview" not in (facts or {})]


def places(session: Session, ids: Sequence[int] | None = None) -> list[tuple[int, str, str, dict[str, Any]]]:
    """(id, storage key, type, facts) of these drafts, or of all."""
    rows = sa.select(Draft.id, Draft.storage_key, Draft.content_type, Draft.facts).order_by(Draft.id)
    if ids is not None:
        rows = rows.where(Draft.id.in_(ids))
    return [(row.id, row.storage_key, row.content_type, row.facts or {}) for row in session.execute(rows)]


def note(session: Session, number: int, made: dict[str, Any]) -> None:
    """Remember what the preview of a draft is."""
    draft = session.get(Draft, number)
    if draft is not None:
        kept = {name: value for name, value in draft.facts.items() if not name.startswith("preview")}
        draft.facts = kept | made
