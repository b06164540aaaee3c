"""Submissions: made, changed, withdrawn and restored by their authors."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.files import Stored
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.papers import (
    PAPERS,
    PaperFacts,
    PaperMove,
    PaperState,
    check_facts,
    comparable,
)
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.texts import file_name
from wip.domain.zones import show
from wip.models import Author, Call, Draft, Paper, Person, Upload, WipSession
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.people import person_at, personal
from wip.services.retractions import take_out

_SIMPLE = (
    "title",
    "abstract",
    "career_stage",
    "work_stage",
    "focus_pages",
    "questions",
    "note_to_leaders",
)
_STALE = "This paper was changed in another window, or by a co-author, while your page was open."


def submit(
    session: Session,
    call: Call,
    facts: PaperFacts,
    *,
    now: datetime,
    draft: Upload | None = None,
) -> Paper:
    """Take a paper in, with a receipt by letter to each author with an address.

    After the deadline and its grace the text is kept as a draft that a leader may let in: nothing is lost.
    """
    check_facts(facts, call.abstract_words_max)
    wip_session = call.wip_session
    submitter = _submitter(session, facts, now)
    by = Actor(submitter.id, submitter.name, submitter.email)
    _refuse_double(session, wip_session, submitter, facts)
    late = not call.takes_papers(now)
    row = Paper(
        wip_session_id=wip_session.id,
        number=_next_number(session, wip_session),
        submitter_id=submitter.id,
        submitter=submitter,
        state=PAPERS.start if late else PAPERS.after(PAPERS.start, PaperMove.SUBMIT),
        submitted_at=now,
        **{name: getattr(facts, name) for name in _SIMPLE},
    )
    session.add(row)
    set_authors(session, row, facts, now)
    session.flush()
    if draft is not None:
        attach_draft(session, row, draft, now)
    act = "save after the deadline" if late else "submit paper"
    record(session, by, act, row, now, wip_session=wip_session, new=snapshot(row))
    kind = LetterKind.PAPER_SAVED_LATE if late else LetterKind.PAPER_RECEIVED
    _tell_authors(session, row, call, kind, f"paper:{row.id}:{kind.value}", now)
    return row


def _submitter(session: Session, facts: PaperFacts, now: datetime) -> Person:
    first = facts.authors[0]
    return person_at(
        session,
        first.email,
        now,
        name=first.name,
        affiliation=first.affiliation,
        field="authors",
    )


def _refuse_double(
    session: Session, wip_session: WipSession, submitter: Person, facts: PaperFacts
) -> None:
    same = session.scalars(
        sa.select(Paper.title).where(
            Paper.wip_session_id == wip_session.id,
            Paper.submitter_id == submitter.id,
            Paper.state.not_in([PaperState.WITHDRAWN, PaperState.DRAFT]),
        )
    )
    if comparable(facts.title) in {comparable(title) for title in same}:
        raise Refusal(
            "You have submitted a paper with this title already. To change it, use the link in its receipt.",
            "title",
        )


def _next_number(session: Session, wip_session: WipSession) -> int:
    """The next paper number; the row lock makes two at once take turns."""
    return session.execute(
        sa.update(WipSession)
        .where(WipSession.id == wip_session.id)
        .values(papers_count=WipSession.papers_count + 1)
        .returning(WipSession.papers_count)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def set_authors(session: Session, row: Paper, facts: PaperFacts, now: datetime) -> None:
    """Replace the paper's authors by those typed, each linked to a person where an address is given."""
    if row.authors:
        row.authors.clear()
        session.flush()
    for position, author in enumerate(facts.authors):
        person = (
            person_at(
                session,
                author.email,
                now,
                name=author.name,
                affiliation=author.affiliation,
                field="authors",
            )
            if author.email
            else None
        )
        row.authors.append(
            Author(
                position=position,
                name=author.name,
                affiliation=author.affiliation,
                person_id=person.id if person else None,
                person=person,
            )
        )


def attach_draft(session: Session, row: Paper, upload: Upload, now: datetime) -> Draft:
    """Make an upload the newest version of the paper's draft; older ones stay."""
    number = (
        session.scalar(
            sa.select(sa.func.max(Draft.number)).where(Draft.paper_id == row.id)
        )
        or 0
    ) + 1
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


def keep_upload(
    session: Session, key: str, name: str, stored: Stored, now: datetime
) -> Upload:
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


def change(
    session: Session,
    row: Paper,
    call: Call,
    facts: PaperFacts,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    draft: Upload | None = None,
) -> None:
    """Change a paper until the deadline. A presenting paper's draft may be replaced later: see `add_draft`."""
    if row.state not in {PaperState.SUBMITTED, PaperState.DRAFT}:
        raise Refusal(
            "This paper has been decided on; its text can no longer be changed here."
        )
    if not call.takes_papers(now):
        raise Refusal(
            f"The deadline was {show(call.deadline_at, call.deadline_zone)}; papers can no longer be changed. "
            f"Write to {contact_of(call)} if something must be mended."
        )
    if seen != row.version:
        raise Stale(_STALE)
    check_facts(facts, call.abstract_words_max)
    old = snapshot(row)
    _keep_own_place(row, facts, by)
    for name in _SIMPLE:
        setattr(row, name, getattr(facts, name))
    set_authors(session, row, facts, now)
    if row.state is PaperState.DRAFT:
        row.state = PAPERS.after(row.state, PaperMove.SUBMIT)
    first = row.authors[0].person
    if first is not None:
        row.submitter_id = first.id
    session.flush()
    if draft is not None:
        attach_draft(session, row, draft, now)
    new = snapshot(row)
    record(
        session,
        by,
        "change paper",
        row,
        now,
        wip_session=call.wip_session,
        old={k: v for k, v in old.items() if new[k] != v},
        new={k: v for k, v in new.items() if old[k] != v},
    )
    _tell_authors(
        session,
        row,
        call,
        LetterKind.PAPER_CHANGED,
        f"paper:{row.id}:changed:{row.version}",
        now,
    )


def _keep_own_place(row: Paper, facts: PaperFacts, by: Actor) -> None:
    """Nobody may write themselves off a paper by a slip: they would lose the link that they are using."""
    own = {
        author.person.email.casefold()
        for author in row.authors
        if author.person_id == by.person_id and author.person
    }
    if own and not own & {author.email.casefold() for author in facts.authors}:
        raise Refusal(
            "You cannot take yourself off the authors here. Withdraw the paper, or ask a co-author.",
            "authors",
        )


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
        raise Refusal(
            "This paper is not in the session, so no draft is needed.", "draft"
        )
    if now >= call.wip_session.ends_at:
        raise Refusal(
            "The session is over; nobody would read a new draft here.", "draft"
        )
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


def withdraw(
    session: Session, row: Paper, call: Call, *, by: Actor, now: datetime
) -> None:
    """Withdraw a paper; it leaves selection, agenda, commissions and calendars in the same transaction."""
    if row.state is PaperState.WITHDRAWN:
        return
    old, row.state = row.state, PAPERS.after(row.state, PaperMove.WITHDRAW)
    row.waiting_position = None
    session.flush()
    take_out(session, row, by=by, now=now)
    record(
        session,
        by,
        "withdraw paper",
        row,
        now,
        wip_session=call.wip_session,
        old={"state": old},
        new={"state": row.state},
    )
    _tell_authors(
        session,
        row,
        call,
        LetterKind.PAPER_WITHDRAWN,
        f"paper:{row.id}:withdrawn:{row.version}",
        now,
    )


def restore(
    session: Session, row: Paper, call: Call, *, by: Actor, now: datetime
) -> None:
    """Undo a withdrawal while the call still takes papers."""
    if not call.takes_papers(now):
        raise Refusal(f"The deadline has passed. Write to {contact_of(call)}.")
    row.state = PAPERS.after(row.state, PaperMove.RESTORE)
    session.flush()
    record(
        session,
        by,
        "restore paper",
        row,
        now,
        wip_session=call.wip_session,
        new={"state": row.state},
    )
    _tell_authors(
        session,
        row,
        call,
        LetterKind.PAPER_RECEIVED,
        f"paper:{row.id}:restored:{row.version}",
        now,
    )


def let_in(
    session: Session, row: Paper, call: Call, *, by: Actor, now: datetime
) -> None:
    """A leader lets in a paper that came after the deadline."""
    row.state = PAPERS.after(row.state, PaperMove.SUBMIT)
    session.flush()
    record(
        session,
        by,
        "let paper in",
        row,
        now,
        wip_session=call.wip_session,
        new={"state": row.state},
    )
    _tell_authors(
        session,
        row,
        call,
        LetterKind.PAPER_RECEIVED,
        f"paper:{row.id}:let-in:{row.version}",
        now,
    )


def snapshot(row: Paper) -> dict[str, object]:
    """The paper as JSON, for the history."""
    authors = [f"{author.name} ({author.affiliation})" for author in row.authors]
    return {name: getattr(row, name) for name in _SIMPLE} | {
        "authors": authors,
        "state": row.state,
    }


def contact_of(call: Call) -> str:
    """Whom to write to about this call."""
    return call.contact or call.wip_session.section.contact_email


def _tell_authors(
    session: Session,
    row: Paper,
    call: Call,
    kind: LetterKind,
    cause: str,
    now: datetime,
) -> None:
    wip_session = call.wip_session
    facts = {
        "title": row.title,
        "abstract": row.abstract,
        "authors": [
            f"{a.name}, {a.affiliation}" if a.affiliation else a.name
            for a in row.authors
        ],
        "session_title": wip_session.title,
        "section": wip_session.section.name,
        "session_date": show(wip_session.starts_at, wip_session.zone),
        "deadline": show(call.deadline_at, call.deadline_zone),
        "notify": show(call.notify_at, wip_session.zone),
        "contact": contact_of(call),
        "draft": row.drafts[-1].file_name if row.drafts else "",
        "focus_pages": row.focus_pages,
        "questions": row.questions,
    }
    for author in row.authors:
        if author.person is None:
            continue
        tell(
            session,
            kind,
            author.person,
            cause,
            now,
            facts=facts
            | {
                "name": author.name,
                "first": author.position == 0,
                "sender": row.authors[0].name,
            },
            links={
                "paper": personal(LinkKind.PAPER, author.person, row.id),
                "session": page(f"/sessions/{wip_session.slug}/"),
            },
            wip_session=wip_session,
        )
