"""Drafts: files that belong to papers, every version kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.files import Stored
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.texts import file_name
from wip.models import Call, Draft, Paper, Upload
from wip.services.histories import record


def keep_upload(session: Session, key: str, name: str, stored: Stored, now: datetime) -> Upload:
    """Remember a checked file until its form is complete. `key` is unguessable and stands in the form."""
    upload = Upload(
        key=key,
        file_name=file_name(name),
        content_type=stored.content_type,
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.storage_key,
        facts=stored.facts,
        at=now,
    )
    session.add(upload)
    session.flush()
    return upload


def attach_draft(session: Session, row: Paper, upload: Upload, now: datetime) -> Draft:
    """Make an upload the newest version of the paper's draft; older ones stay."""
    number = (session.scalar(sa.select(sa.func.max(Draft.number)).where(Draft.paper_id == row.id)) or 0) + 1
    draft = Draft(
        paper_id=row.id,
        number=number,
        file_name=file_name(upload.file_name),
        content_type=upload.content_type,
        size=upload.size,
        sha256=upload.sha256,
        storage_key=upload.storage_key,
        facts=upload.facts,
        uploaded_at=now,
    )
    session.add(draft)
    session.delete(upload)
    session.flush()
    session.expire(row, ["drafts"])
    return draft


def add_draft(
    session: Session,
    row: Paper,
    call: Call,
    upload: Upload,
    *,
    by: Actor,
    now: datetime,
) -> Draft:
    """A new version of the draft, as long as the paper is in the running and the session lies ahead."""
    if row.state in {PaperState.WITHDRAWN, PaperState.DECLINED, PaperState.TURNED_DOWN}:
        raise Refusal("This paper is not in the session, so no draft is needed.", "draft")
    if now >= call.wip_session.ends_at:
        raise Refusal("The session is over; nobody would read a new draft here.", "draft")
    draft = attach_draft(session, row, upload, now)
    record(
        session,
        by,
        "send draft",
        draft,
        now,
        wip_session=call.wip_session,
        paper=row,
        new={"file": draft.file_name, "version": draft.number},
    )
    return draft
