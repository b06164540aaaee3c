"""Everything that is kept about one person, for that person: as data, and the files that they sent."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.conflicts import ConflictKind
from wip.models import (
    AgendaWish,
    Answer,
    Attachment,
    Attendee,
    Author,
    CalendarInvitation,
    Commenter,
    CommenterInvitation,
    Commission,
    Conflict,
    Draft,
    DraftCopy,
    Feedback,
    HistoryEvent,
    Interest,
    Leadership,
    Letter,
    OtherAddress,
    Paper,
    Person,
    Presence,
    Question,
    Relation,
    Remark,
    Review,
    Reviewer,
    Section,
    SessionChair,
    StartedSubmission,
    StoppedLetters,
    WipSession,
)

_OURS = frozenset(
    {
        "fs_uniquifier", "link_generation", "storage_key", "version", "import_key", "import_warnings", "sort_title",
        "sort_author", "sort_school", "score_mean", "reviews_done", "frozen_rank", "frozen_outcome", "waiting_position",
        "email_key", "links", "html", "courier", "taken_at", "due_at", "message_id", "facts", "sha256", "mark",
        "author_draft", "author_talk",
    }
)  # fmt: skip
"""Columns that say nothing about the person: our own sorting and signing, and what others decided and has not been told."""


_MARK = re.compile("\u27e6\\d+\u27e7")
"""Stands in a letter's text for one of its links."""


def everything_about(session: Session, person: Person) -> dict[str, Any]:
    """By heading, the rows about the person, as JSON values. What others wrote in confidence is not among it."""
    authored = sa.select(Author.paper_id).where(Author.person_id == person.id)
    papers = sa.or_(Paper.id.in_(authored), Paper.submitter_id == person.id)
    own_papers = sa.select(Paper.id).where(papers)
    offers = sa.select(Commenter.id).where(Commenter.person_id == person.id)
    return {
        "about you": _row(person),
        "other addresses": _of(session, OtherAddress, OtherAddress.person_id == person.id),
        "people close to you": _of(session, Relation, Relation.person_id == person.id),
        "papers": _of(session, Paper, papers),
        "your name on papers": _of(session, Author, Author.person_id == person.id),
        "answers to calls’ own questions": _answers(session, own_papers),
        "files that you sent": _of(session, Draft, Draft.paper_id.in_(own_papers))
        + _of(session, Attachment, Attachment.paper_id.in_(own_papers)),
        "unfinished papers": _of(session, StartedSubmission, StartedSubmission.person_id == person.id),
        "offers to comment": _of(session, Commenter, Commenter.person_id == person.id),
        "invitations to comment": _of(
            session, CommenterInvitation, CommenterInvitation.person_id == person.id
        ),
        "papers to comment on": _of(session, Commission, Commission.commenter_id.in_(offers)),
        "hours in which you cannot": _of(
            session,
            AgendaWish,
            sa.and_(AgendaWish.person_id == person.id, AgendaWish.told_by == person.id),
        ),
        "rooms that you chair": _of(session, SessionChair, SessionChair.person_id == person.id),
        "drafts that you had": _of(session, DraftCopy, DraftCopy.person_id == person.id),
        "feedback that you wrote": _of(session, Feedback, Feedback.person_id == person.id),
        "sessions that you attend": _of(session, Attendee, Attendee.person_id == person.id),
        "sessions in which you were seen": _of(session, Presence, Presence.person_id == person.id),
        "reviews that you wrote": _of(session, Review, Review.person_id == person.id),
        "remarks that you wrote": _of(session, Remark, Remark.person_id == person.id),
        "what you like to read": _of(session, Interest, Interest.person_id == person.id),
        "conflicts that you declared": _of(
            session,
            Conflict,
            sa.and_(Conflict.person_id == person.id, Conflict.kind == ConflictKind.REVIEWER),
        ),
        "places among reviewers": _of(session, Reviewer, Reviewer.person_id == person.id),
        "places among leaders": _of(session, Leadership, Leadership.person_id == person.id),
        "letters to you": _letters(session, person),
        "calendar invitations": _of(session, CalendarInvitation, CalendarInvitation.person_id == person.id),
        "letters that you stopped": _of(session, StoppedLetters, StoppedLetters.person_id == person.id),
        "what you did": _done(session, person),
        "sessions": _sessions(session),
    }


def files_of(session: Session, person: Person) -> list[tuple[str, str]]:
    """(a name for the file, its storage key) of every file that came with the person's own papers."""
    own = sa.select(Author.paper_id).where(Author.person_id == person.id)
    found: list[tuple[str, str]] = []
    for table in (Draft, Attachment):
        rows = session.execute(
            sa.select(table.id, table.paper_id, table.file_name, table.storage_key)
            .where(table.paper_id.in_(own))
            .order_by(table.id)
        )
        found += [
            (f"{table.__tablename__}/{paper}-{number}-{_safe(name)}", key)
            for number, paper, name, key in rows
        ]
    return found


def _safe(name: str) -> str:
    return "".join(sign if sign.isalnum() or sign in "-_. " else "_" for sign in name).lstrip(".") or "file"


def _of(session: Session, table: type[Any], where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    return [
        _row(row)
        for row in session.scalars(
            sa.select(table).where(where).order_by(*sa.inspect(table).primary_key)
        ).unique()
    ]


def _row(row: Any) -> dict[str, Any]:
    names = [column.key for column in sa.inspect(type(row)).column_attrs if column.key not in _OURS]
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _letters(session: Session, person: Person) -> list[dict[str, Any]]:
    """Without their personal links: whoever gets hold of this copy could act by them."""
    # What has not left may still be held back or undone.
    rows = _of(session, Letter, sa.and_(Letter.person_id == person.id, Letter.sent_at.is_not(None)))
    return [row | {"text": _MARK.sub("[link]", str(row["text"]))} for row in rows]


def _answers(session: Session, papers: sa.Select[int]) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(Answer.paper_id, Question.label, Answer.value)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.paper_id.in_(papers))
        .order_by(Answer.paper_id, Question.position)
    )
    return [{"paper_id": paper, "question": label, "answer": value} for paper, label, value in rows]


def _done(session: Session, person: Person) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(HistoryEvent.at, HistoryEvent.act, HistoryEvent.thing, HistoryEvent.wip_session_id)
        .where(HistoryEvent.actor_id == person.id)
        .order_by(HistoryEvent.id)
    )
    return [
        {"at": at.isoformat(), "act": act, "thing": thing, "session": where} for at, act, thing, where in rows
    ]


def _sessions(session: Session) -> dict[str, Any]:
    """The names behind the numbers of sessions: all of them are public."""
    rows: Iterable[Any] = session.execute(
        sa.select(WipSession.id, WipSession.title, Section.name).join(
            Section, Section.id == WipSession.section_id
        )
    )
    found: Mapping[str, Any] = {str(number): f"{title} ({section})" for number, title, section in rows}
    return dict(found)
