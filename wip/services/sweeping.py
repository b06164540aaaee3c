"""Sweeping: what has served is deleted."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import FormReceipt, SignInLink, Upload
from wip.services.started import sweep_started

RECEIPTS_KEPT = timedelta(days=2)
LINKS_KEPT = timedelta(days=30)
UPLOADS_KEPT = timedelta(days=3)


def sweep(session: Session, now: datetime, remove: Callable[[str], None]) -> int:
    """Delete old form receipts, sign-in links, unclaimed uploads and unfinished papers; returns how many rows went.

    `remove` deletes a stored file by its key. Files go first: a file that stays behind without a row would never be
    found again, while a row whose file is gone is swept at the next round.
    """
    count = 0
    old_uploads = sa.select(Upload).where(Upload.at < now - UPLOADS_KEPT).with_for_update(skip_locked=True)
    for upload in session.scalars(old_uploads):
        remove(upload.storage_key)
        session.delete(upload)
        count += 1
    session.flush()
    for old in (
        sa.delete(FormReceipt).where(FormReceipt.at < now - RECEIPTS_KEPT),
        sa.delete(SignInLink).where(SignInLink.made_at < now - LINKS_KEPT),
    ):
        result = session.execute(old.execution_options(synchronize_session=False))
        count += result.rowcount  # type: ignore[attr-defined]  # a CursorResult has it
    return count + sweep_started(session, now)
