"""What stands round a call, for its public page: sponsors, topics, questions, amendments, further rooms and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.db import Instant
from wip.domain.circulation import Circle
from wip.models import (
    Amendment,
    Call,
    CommentingSettings,
    Question,
    Section,
    SessionSection,
    Sitting,
    Topic,
    WipSession,
)
from wip.queries.bound import SESSION

Row = sa.Row[Any]


@dataclass(frozen=True)
class AmendmentRow:
    """One numbered change of a published call."""

    id: int
    number: int
    sentences: tuple[str, ...]
    reason: str
    made_at: datetime


@dataclass(frozen=True)
class QuestionRow:
    """A question of the call's own, as a reader of the call needs to know it."""

    label: str
    help: str
    choices: tuple[str, ...]
    required: bool
    required_from: datetime | None
    frozen_from: datetime | None


@dataclass(frozen=True)
class SittingRow:
    """A further room or date."""

    name: str
    starts_at: datetime
    minutes: int


@dataclass(frozen=True)
class Surroundings:
    """All that a call says beside its own row; `sections` are names and slugs, the session's own first.

    `circle` is to whom drafts go, `kept_days` how long after the session they can be read; None where no leader has said.
    `presenters_comment`: presenters are asked to comment on one other paper.
    """

    sections: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    questions: tuple[QuestionRow, ...]
    amendments: tuple[AmendmentRow, ...]
    sittings: tuple[SittingRow, ...]
    circle: Circle | None = None
    kept_days: int | None = None
    presenters_comment: bool = False


def surroundings(session: Session, wip_session: WipSession) -> Surroundings:
    """One statement: the call's page is the most visited one, and each statement costs more than its rows."""
    found: dict[str, list[Row]] = {}
    for row in session.execute(_select(), {"session_id": wip_session.id}):
        found.setdefault(row.what, []).append(row)

    def rows(what: str) -> Sequence[Row]:
        return sorted(found.get(what, ()), key=lambda row: (row.position, row.id))

    own = (wip_session.section.name, wip_session.section.slug)
    said = next(iter(rows("circle")), None)
    return Surroundings(
        (own, *((row.words, row.more) for row in rows("section"))),
        tuple(row.words for row in rows("topic")),
        tuple(
            QuestionRow(row.words, row.more, tuple(row.items), bool(row.number), row.at, row.until)
            for row in rows("question")
        ),
        tuple(
            AmendmentRow(row.id, row.position, tuple(row.items), row.more, row.at)
            for row in rows("amendment")
        ),
        tuple(
            SittingRow(row.words, row.at, row.number)
            for row in sorted(rows("sitting"), key=lambda row: (row.at, row.id))
        ),
        Circle(said.words) if said else None,
        said.number if said else None,
        presenters_comment=bool(said and said.position),
    )


_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "id": sa.Integer(),
    "position": sa.Integer(),
    "number": sa.Integer(),
    "words": sa.Text(),
    "more": sa.Text(),
    "items": sa.JSON(),
    "at": Instant(),
    "until": Instant(),
}


def _columns(what: str, **given: Any) -> list[sa.ColumnElement[Any]]:
    """The columns that all the selects have in common; what one of them does not have is NULL of the right type."""
    nothing = {name: sa.cast(sa.null(), type_) for name, type_ in _TYPES.items()}
    columns = [
        sa.type_coerce(given.get(name, nothing[name]), type_).label(name) for name, type_ in _TYPES.items()
    ]
    return [sa.literal_column(f"'{what}'", sa.String()).label("what"), *columns]


@cache
def _select() -> sa.CompoundSelect[Any]:
    of_call = sa.select(Call.id).where(Call.wip_session_id == SESSION).scalar_subquery()
    required = sa.case((Question.required, 1), else_=0)
    return sa.union_all(
        sa.select(
            *_columns(
                "section",
                id=SessionSection.id,
                position=SessionSection.id,
                words=Section.name,
                more=Section.slug,
            )
        )
        .join(Section, SessionSection.section_id == Section.id)
        .where(SessionSection.wip_session_id == SESSION),
        sa.select(*_columns("topic", id=Topic.id, position=Topic.position, words=Topic.name)).where(
            Topic.call_id == of_call
        ),
        sa.select(
            *_columns(
                "question",
                id=Question.id,
                position=Question.position,
                number=required,
                words=Question.label,
                more=Question.help,
                items=Question.choices,
                at=Question.required_from,
                until=Question.frozen_from,
            )
        ).where(Question.call_id == of_call, Question.retired.is_(False)),
        sa.select(
            *_columns(
                "amendment",
                id=Amendment.id,
                position=Amendment.number,
                more=Amendment.reason,
                items=Amendment.sentences,
                at=Amendment.made_at,
            )
        ).where(Amendment.call_id == of_call),
        sa.select(
            *_columns(
                "sitting",
                id=Sitting.id,
                position=Sitting.id,
                number=Sitting.minutes,
                words=Sitting.name,
                at=Sitting.starts_at,
            )
        ).where(Sitting.wip_session_id == SESSION),
        sa.select(
            *_columns(
                "circle",
                id=CommentingSettings.wip_session_id,
                position=sa.case((CommentingSettings.presenters_comment, 1), else_=0),
                number=CommentingSettings.drafts_kept_days,
                words=sa.cast(CommentingSettings.circle, sa.Text),
            )
        ).where(CommentingSettings.wip_session_id == SESSION),
    )
