"""Every stored text loses a forgotten person's addresses and name, table by table, whoever wrote it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.db import Base
from wip.domain.forgetting import Traces
from wip.models import CalendarDocument, FormReceipt, Letter, LetterCalendar, Paper, Person

_SPARED = frozenset({"people", "calendar_documents", "form_receipts", "paper_words"})
"""People are others; the rest is emptied whole, or made from other rows."""

PUBLISHED = frozenset(
    {"sections", "wip_sessions", "sittings", "calls", "topics", "questions", "criteria", "institutions"}
    | {"guideline_texts", "letter_templates"}
)
"""What sections publish in their own words: nobody's name takes a word from it."""

_ADDRESSES = ("email", "email_key", "reply_to", "contact")
"""Columns from which letters take an address."""


def redact_everywhere(session: Session, person: Person, traces: Traces) -> None:
    """Take them out of every text and JSON column of every table; calendars are built anew from what is left.

    The needles are looked for by the database, so that only rows that hold one are loaded.
    """
    # That of this very request is at hand, expired: the database says which rows went.
    session.execute(
        sa.delete(FormReceipt)
        .where(FormReceipt.person_id == person.id)
        .execution_options(synchronize_session="fetch")
    )
    drop_receipts(session, traces)
    drop_messages(session, traces, sa.true())
    for table in Base.metadata.sorted_tables:
        if table.name not in _SPARED:
            redact(session, table, replace(traces, names=()) if table.name in PUBLISHED else traces)
    session.execute(
        sa.update(CalendarDocument).values(
            mark=CalendarDocument.mark + 1, made=-1, name="", body=b"", zipped=b""
        )
    )
    session.expire_all()


def redact_papers(session: Session, paper_id: int, traces: Traces) -> None:
    """The same for what is kept about one paper, where a name that others bear too can only be this author's."""
    about = sa.select(Paper.wip_session_id).where(Paper.id == paper_id).scalar_subquery()
    drop_messages(session, traces, Letter.wip_session_id == about)
    for table in Base.metadata.sorted_tables:
        if "paper_id" in table.columns and table.name not in _SPARED:
            redact(session, table, traces, table.c.paper_id == paper_id)
    session.expire_all()


def drop_receipts(session: Session, traces: Traces) -> None:
    """Answers to forms that name them: a doubled press a moment later would be a new one, and nothing more is lost."""
    flashes = FormReceipt.__table__.c.flashes
    for token, said in session.execute(
        sa.select(FormReceipt.token, flashes).where(_holds(flashes, traces))
    ).all():
        if traces.taken_from_all(said) != said:
            session.execute(
                sa.delete(FormReceipt)
                .where(FormReceipt.token == token)
                .execution_options(synchronize_session="fetch")
            )


def drop_messages(session: Session, traces: Traces, about: sa.ColumnElement[bool]) -> None:
    """Calendar messages that name them, whoever got them: folded and escaped, they cannot lose a word here and there."""
    plain = sa.func.replace(sa.func.replace(LetterCalendar.body, "\r\n ", ""), "\\", "")
    found = session.execute(
        sa.select(LetterCalendar.id, plain).where(
            LetterCalendar.letter_id.in_(sa.select(Letter.id).where(about)), _holds(plain, traces)
        )
    ).all()
    for id_, said in found:
        if traces.names_in(said):
            session.execute(sa.delete(LetterCalendar).where(LetterCalendar.id == id_))


def redact(
    session: Session,
    table: sa.Table,
    traces: Traces,
    *among: sa.ColumnElement[bool],
    only: Collection[str] = (),
) -> None:
    """Take the traces out of the texts of these rows of a table, or of its columns of these names `only`."""
    columns = [each for each in table.columns if is_text(each) and (not only or each.name in only)]
    if not columns or not traces.needles:
        return
    keys = list(table.primary_key.columns)
    # By name, not by the model: a history is only added to, and this one change is past that rule.
    rows = session.execute(
        sa.select(*keys, *columns).where(*among, sa.or_(*(_holds(column, traces) for column in columns)))
    ).all()
    for row in rows:
        values = dict(_changes(columns, row[len(keys) :], traces))
        if values:
            where = [key == value for key, value in zip(keys, row[: len(keys)], strict=True)]
            session.execute(sa.update(table).where(*where).values(values))


def _changes(columns: list[sa.Column[Any]], row: Any, traces: Traces) -> Iterator[tuple[str, Any]]:
    for column, old in zip(columns, row, strict=True):
        new = traces.taken_from_all(old, is_address=column.name.endswith(_ADDRESSES))
        if new != old:
            yield column.name, new


def is_text(column: sa.Column[Any]) -> bool:
    """Whether somebody's words can stand in it: text or JSON, but no key and no state."""
    kinds = (sa.String, sa.JSON)
    return isinstance(column.type, kinds) and not isinstance(column.type, sa.Enum) and not column.primary_key


def _holds(column: sa.ColumnElement[Any], traces: Traces) -> sa.ColumnElement[bool]:
    text = sa.cast(column, sa.Text)
    return sa.or_(*(text.icontains(needle, autoescape=True) for needle in traces.needles))
