"""Drafts: files that belong to papers, every version kept."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.files import ENDINGS, Stored
from wip.domain.calls import Blindness
from wip.domain.circulation import ABOUT_COPIES
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.texts import file_name
from wip.domain.zones import show
from wip.models import Call, Draft, Paper, Upload
from wip.services import previews
from wip.services.draft_news import announce
from wip.services.histories import record
from wip.services.paper_checks import refuse_long_draft
from wip.services.rooms import over_at
from wip.services.uploads import file_of

VERSIONS_MOST = 20
"""Nobody reads the twenty-first; without an end, one link could fill the disk."""

_HELD = frozenset({PaperState.ACCEPTED, PaperState.CONFIRMED, PaperState.WAITING})
_OPEN = frozenset({PaperState.SUBMITTED, PaperState.DRAFT})


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
    """Make an upload the newest version of the paper's draft; older ones stay. Raises Refusal."""
    if upload.content_type not in ENDINGS or "import_of" in upload.facts:
        raise Refusal("This file is no draft. Choose a PDF or Word file.", "draft")
    number = (session.scalar(sa.select(sa.func.max(Draft.number)).where(Draft.paper_id == row.id)) or 0) + 1
    if number > VERSIONS_MOST:
        raise Refusal(f"There are {VERSIONS_MOST} versions of this draft, and no more are possible.", "draft")
    draft = Draft(
        paper_id=row.id,
        number=number,
        **file_of(upload),
        uploaded_at=now,
    )
    # What was said of copies of an earlier file, in another session even, is not said of this one.
    draft.facts = {name: value for name, value in draft.facts.items() if name not in ABOUT_COPIES}
    session.add(draft)
    session.delete(upload)
    session.flush()
    session.expire(row, ["drafts"])
    previews.want(session, draft)
    return draft


def refuse_file(call: Call, upload: Upload | None) -> None:
    """Refuse a file with the text of a paper where the call asks for none."""
    if upload is not None and not call.takes_drafts:
        raise Refusal("This call takes no drafts with the paper. Send the text alone.", "draft")


def wants_draft(row: Paper, call: Call, now: datetime) -> bool:
    """Whether the paper has, or waits for, a place in a session that lies ahead: its readers need a draft."""
    ahead = now < until(call) and call.wip_session.state is not SessionState.CANCELLED
    return row.state in _HELD and ahead


def until(call: Call) -> datetime:
    """The moment up to which a paper with a place takes new versions: the call's own, at the latest the session's end."""
    end = over_at(call.wip_session)
    return min(call.drafts_until_at or end, end)


def add_draft(
    session: Session,
    row: Paper,
    call: Call,
    upload: Upload,
    *,
    by: Actor,
    now: datetime,
) -> Draft:
    """A new version of the draft: with a place or on the waiting list until `until`, else until the deadline.

    While reviewers do not know the authors it comes with the paper's form alone, which looks for names.
    """
    _refuse_unwanted(row, call, upload, now)
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
    announce(session, draft, row, call, now)
    return draft


def _refuse_unwanted(row: Paper, call: Call, upload: Upload, now: datetime) -> None:
    if row.state not in _HELD | _OPEN:
        raise Refusal("This paper is not in the session, so no draft is needed.", "draft")
    if call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled; nobody would read a new draft here.", "draft")
    if now >= over_at(call.wip_session):
        raise Refusal("The session is over; nobody would read a new draft here.", "draft")
    if row.state in _HELD and now >= until(call):
        zone = call.wip_session.zone
        raise Refusal(
            f"New versions were taken until {show(until(call), zone)}. Write to the organisers if you must send one.",
            "draft",
        )
    if wants_draft(row, call, now):
        return
    refuse_file(call, upload)
    if not call.takes_papers(now):
        raise Refusal(
            "The deadline has passed, and the paper is under review. Send a new draft once it has a place.",
            "draft",
        )
    if call.blindness is Blindness.DOUBLE:
        raise Refusal(
            "This call is blind: choose the file under “Change the paper” on your page, where it is looked through "
            "for names.",
            "draft",
        )
    refuse_long_draft(call, upload)
