"""A draft that is there to read in the example whose line-up is out: with a copy handed out, and a reader who says so."""

import io
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.files import store_draft
from wip.domain.people import Actor
from wip.models import Call, Paper, WipSession
from wip.queries.circulation import commissions_on
from wip.services import circulation, drafts
from wip.settings import Settings

_LINES = (
    "A draft, for the example's sake",
    "",
    "I. What is known, and what is not",
    "Informal targets survive the rules that were to end them. This part says how often, and where.",
    "II. What follows",
    "If the number is what is looked at, the number is what is delivered.",
)


def circulate(session: Session, row: WipSession, settings: Settings, now: datetime) -> None:
    """The first paper's author sent a draft four days ago; one of its commenters has had it, and has read it."""
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    paper = session.scalars(
        sa.select(Paper).where(Paper.wip_session_id == row.id).order_by(Paper.number).limit(1)
    ).one()
    author = paper.authors[0].person
    if author is None:
        return
    stored = store_draft(settings, io.BytesIO(_pdf()))
    sent = now - timedelta(days=4)
    upload = drafts.keep_upload(session, f"example-draft-{row.id}", "draft.pdf", stored, sent)
    by = Actor(author.id, author.name, author.email)
    draft = drafts.add_draft(session, paper, call, upload, by=by, now=sent)
    for commission in commissions_on(session, paper)[:1]:
        reader, at = commission.commenter.person, now - timedelta(days=2)
        mark = circulation.begin_copy(session, draft.id, reader.id, circulation.reader_of(commission), at)
        circulation.count_copy(session, mark, at)
        by = Actor(reader.id, reader.name, reader.email)
        circulation.mark_read(session, commission, call, read=True, by=by, now=now - timedelta(days=1))


def _pdf() -> bytes:
    """One page in a typeface that every reader has."""
    shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in _LINES)
    text = f"BT /F1 11 Tf 72 720 Td 18 TL {shown} ET".encode("cp1252")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(text), text),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            count,
            table,
            count,
            len(body),
        )
    )
