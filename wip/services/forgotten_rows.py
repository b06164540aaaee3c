"""The rows that go when somebody is forgotten, and those that stay without a name."""

import secrets
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.forgetting import NO_TITLE, NOBODY, UNNAMED, Traces
from wip.domain.invitations import InvitationState
from wip.domain.papers import PRESENTING
from wip.models import (
    AgendaWish,
    Answer,
    Attachment,
    Attendee,
    Author,
    CalendarInvitation,
    CarryWish,
    Commenter,
    CommenterInvitation,
    Commission,
    Conflict,
    Draft,
    DraftCopy,
    Feed,
    Feedback,
    HistoryEvent,
    ImportBatch,
    Interest,
    LateLink,
    Leadership,
    LetterEdit,
    NamesSeen,
    OtherAddress,
    OwnDate,
    Paper,
    Person,
    Presence,
    Relation,
    Remark,
    Review,
    Reviewer,
    SessionChair,
    SetAside,
    ShowMark,
    SignInLink,
    StartedSubmission,
    StoppedLetters,
    Upload,
    WipSession,
)
from wip.services.calendar_documents import forget_session
from wip.services.forgotten_texts import redact_papers
from wip.services.paper_index import index
from wip.services.sweeping import UPLOADS_KEPT

_GONE: tuple[type[Any], ...] = (
    AgendaWish,
    Attendee,
    CalendarInvitation,
    CarryWish,
    Feed,
    Interest,
    NamesSeen,
    OtherAddress,
    OwnDate,
    Relation,
    SessionChair,
    SetAside,
    StartedSubmission,
    StoppedLetters,
    Conflict,
    LateLink,
    LetterEdit,
    Presence,
)
"""Tables whose rows are about this person alone."""


def remove_rows(session: Session, person: Person, now: datetime) -> None:
    """Delete or empty them. Files that nobody else has a part in are left to the next sweep, which no crash can lose."""
    _papers(session, person, now)
    _chairs(session, person)
    for table in _GONE:
        session.execute(sa.delete(table).where(table.person_id == person.id))
    session.execute(
        sa.delete(SignInLink).where(sa.func.lower(SignInLink.email_key) == person.email_key.lower())
    )
    _offers(session, person)
    _words(session, person)
    for table in (Leadership, Reviewer):
        session.execute(
            sa.update(table).where(table.person_id == person.id).values(state=InvitationState.ENDED)
        )
    session.execute(
        sa.update(HistoryEvent)
        .where(HistoryEvent.actor_id == person.id)
        .values(actor_name=NOBODY, actor_id=None)
    )
    session.execute(
        sa.update(HistoryEvent)
        .where(HistoryEvent.thing == Person.__tablename__, HistoryEvent.thing_id == person.id)
        .values(old={}, new={})
    )
    session.execute(sa.update(ImportBatch).where(ImportBatch.person_id == person.id).values(person_id=None))
    session.execute(
        sa.update(ShowMark).where(ShowMark.made_by == person.id).values(made_by=None, said_by=NOBODY)
    )
    _uploads(session, person, now)


def _chairs(session: Session, person: Person) -> None:
    """Programmes that were published no longer say that they chair."""
    table = cast("sa.Table", WipSession.__table__)
    rows = session.execute(sa.select(table.c.id, table.c.programme)).all()
    for id_, programme in rows:
        chairs = (programme or {}).get("chairs", [])
        left = [each for each in chairs if each[1] != person.id]
        if left != chairs:
            new = {**programme, "chairs": left}
            session.execute(sa.update(table).where(table.c.id == id_).values(programme=new))
            forget_session(session, id_)  # calendars name the first of them as organizer


def _papers(session: Session, person: Person, now: datetime) -> None:
    """Bylines lose the name; of papers that nobody else wrote, the files and the words go too.

    The title of one that was on a programme stays: so much was published.
    """
    rows = session.scalars(
        sa.select(Paper)
        .where(
            sa.or_(
                Paper.id.in_(sa.select(Author.paper_id).where(Author.person_id == person.id)),
                Paper.submitter_id == person.id,
            )
        )
        .order_by(Paper.id)
    ).all()
    names: dict[int, set[str]] = {}
    for paper in rows:
        own = [author for author in paper.authors if author.person_id == person.id]
        names[paper.id] = {author.name for author in own}
        for author in own:
            author.name, author.affiliation, author.orcid = UNNAMED, "", ""
        if own and all(author.person_id in {None, person.id} for author in paper.authors):
            _files(session, paper, now)
            _empty(session, paper)
        if own:
            paper.bio, paper.note_to_leaders, paper.kept_from = "", "", []
            paper.import_key, paper.import_warnings = None, []
        index(session, paper)
    for paper_id, signed in names.items():
        redact_papers(session, paper_id, Traces((person.email,), tuple(sorted(signed)), UNNAMED))


def _empty(session: Session, paper: Paper) -> None:
    paper.abstract = paper.focus_pages = paper.questions = ""
    paper.anonymity_notes = []
    if paper.state not in PRESENTING:
        paper.title = NO_TITLE
    session.execute(sa.delete(Answer).where(Answer.paper_id == paper.id))


def _files(session: Session, paper: Paper, now: datetime) -> None:
    for table in (Draft, Attachment):
        for row in session.scalars(sa.select(table).where(table.paper_id == paper.id)):
            copied = ("file_name", "content_type", "size", "sha256", "storage_key")
            session.add(
                Upload(
                    key=secrets.token_urlsafe(24),
                    facts={},
                    at=now - UPLOADS_KEPT,
                    **{name: getattr(row, name) for name in copied},
                )
            )
        session.execute(sa.delete(table).where(table.paper_id == paper.id))
    session.flush()
    session.expire(paper, ["drafts"])


def _offers(session: Session, person: Person) -> None:
    mine = sa.select(Commenter.id).where(Commenter.person_id == person.id)
    session.execute(
        sa.update(Commission)
        .where(Commission.commenter_id.in_(mine))
        .values(decline_reason="", reason="")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Commenter)
        .where(Commenter.person_id == person.id)
        .values(topics="", methods="", works="", conflicts="", career_stage=None, withdrawn=True)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.delete(CommenterInvitation).where(CommenterInvitation.person_id == person.id))
    session.execute(sa.update(DraftCopy).where(DraftCopy.person_id == person.id).values(person_id=None))


def _words(session: Session, person: Person) -> None:
    """What was typed and never handed in goes; so do words about others. Scores and feedback handed in stay, unsigned."""
    session.execute(sa.delete(Remark).where(Remark.person_id == person.id))
    session.execute(
        sa.update(Review)
        .where(Review.person_id == person.id)
        .values(comment="", private_note="", typed={}, conflict_reason="", decline_reason="")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.delete(Feedback).where(Feedback.person_id == person.id, Feedback.handed_in_at.is_(None))
    )
    session.execute(
        sa.update(Feedback)
        .where(Feedback.person_id == person.id)
        .values(typed={}, wants_talk=False, wants_next_draft=False, signature="role")
        .execution_options(synchronize_session=False)
    )


def _uploads(session: Session, person: Person, now: datetime) -> None:
    """Files of unfinished forms cannot be told apart by person, except where their facts name one."""
    for row in session.scalars(sa.select(Upload)):
        if person.email_key in str(row.facts).casefold():
            row.at, row.facts = now - UPLOADS_KEPT, {}
    session.flush()
