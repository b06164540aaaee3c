"""Submissions: made, changed, withdrawn and restored by their authors."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from wip.adapters.addresses import normalised
from wip.domain.letters import LetterKind
from wip.domain.orcid import canonical
from wip.domain.papers import (
    PAPERS,
    AuthorFacts,
    PaperFacts,
    PaperMove,
    PaperState,
    check_facts,
)
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.selection import OWN_PAPER
from wip.domain.zones import show
from wip.models import Author, Call, LateLink, Paper, Person, StartedSubmission, Upload, WipSession
from wip.queries.call_parts import questions_of
from wip.queries.reviews import hidden_papers
from wip.services import late_links
from wip.services.answers import attach_files, refuse_unanswered, set_answers, set_topics
from wip.services.calendar_documents import forget_person
from wip.services.conflict_finding import look
from wip.services.drafts import attach_draft, refuse_file
from wip.services.histories import record, what_changed
from wip.services.kept_from import rows_of
from wip.services.paper_checks import (
    another,
    keep_own_place,
    refuse_flood,
    refuse_ineligible,
    refuse_long_draft,
    refuse_many,
    refuse_objectors,
    refuse_take_over,
    refuse_too_late,
)
from wip.services.paper_index import index, set_sort_keys
from wip.services.paper_letters import (
    contact_of,
    tell_authors,
    tell_of_change,
    tell_of_objection,
)
from wip.services.paper_moves import step
from wip.services.people import person_at
from wip.services.withdrawals import restore, withdraw

__all__ = [
    "FACTS",
    "authors_of",
    "change",
    "disown",
    "let_in",
    "next_numbers",
    "restore",
    "set_authors",
    "snapshot",
    "submit",
    "tell_added",
    "withdraw",
]

FACTS = (
    "title",
    "abstract",
    "career_stage",
    "work_stage",
    "focus_pages",
    "questions",
    "note_to_leaders",
    "bio",
    "years",
    "is_member",
    "publication",
    "still_revisable",
)
_STALE = "This paper was changed in another window, or by a co-author, while your page was open."


def submit(
    session: Session,
    call: Call,
    facts: PaperFacts,
    *,
    now: datetime,
    draft: Upload | None = None,
    files: Mapping[int | None, Upload] | None = None,
    notes: Sequence[str] = (),
    late_link: LateLink | None = None,
    started: StartedSubmission | None = None,
) -> Paper:
    """Take a paper in, with a receipt by letter to each author with an address.

    For two days after the deadline the text is kept as a draft that a leader may let in; a personal `late_link` lets
    its person in at once. `files` answer questions by their ids, and None is the cover sheet; `notes` is what was found
    of names in a blind call's file, and left. `started` is the unfinished form, which goes. Raises Refusal.
    """
    check_facts(facts, call.abstract_words_max)
    refuse_ineligible(call, facts)
    refuse_file(call, draft)
    refuse_long_draft(call, draft)
    wip_session = call.wip_session
    by_link = late_link if not call.takes_papers(now) else None
    late = by_link is None and not call.takes_papers(now)
    if late:
        refuse_too_late(call, now)
    elif by_link is not None:
        late_links.check(by_link, normalised(facts.authors[0].email) or "", now)
    asked = [question.asked for question in questions_of(session, call)]
    refuse_unanswered(asked, facts.answers, now)
    authors = authors_of(session, facts, now)
    submitter = authors[0].person
    if submitter is None:
        raise Refusal("Give the e-mail address of the first author: letters go there.", "authors")
    by = Actor(submitter.id, submitter.name, submitter.email)
    no = another(session, call, submitter.id, facts.title)
    # Everything else is judged first, by doing it: see `another`.
    trial = session.begin_nested() if no is not None else None
    row = Paper(
        wip_session_id=wip_session.id,
        number=next_numbers(session, wip_session),
        submitter_id=submitter.id,
        submitter=submitter,
        state=PAPERS.start if late else PAPERS.after(PAPERS.start, PaperMove.SUBMIT),
        submitted_at=now,
        anonymity_notes=list(notes),
        kept_from=rows_of(facts.kept_from),
        authors=authors,
        drafts=[],
        **{name: getattr(facts, name) for name in FACTS},
    )
    set_sort_keys(row)
    session.add(row)
    index(session, row)
    set_topics(session, row, call, facts.topics, new=True)
    set_answers(session, row, asked, facts.answers, now, new=True)
    if draft is not None:
        attach_draft(session, row, draft, now)
    attach_files(session, row, call, files or {}, now)
    if no is not None and trial is not None:
        trial.rollback()
        raise no
    if by_link is not None:
        late_links.use(session, by_link, row, now)
    if started is not None:
        session.delete(started)
    act = "save after the deadline" if late else "submit paper"
    record(session, by, act, row, now, wip_session=wip_session, new=snapshot(row))
    kind = LetterKind.PAPER_SAVED_LATE if late else LetterKind.PAPER_RECEIVED
    tell_authors(session, row, call, kind, f"paper:{row.id}:{kind.value}", now)
    look(session, wip_session, now=now, paper=row)
    return row


def next_numbers(session: Session, wip_session: WipSession, count: int = 1) -> int:
    """The first of the next `count` paper numbers, which are now taken; the row lock makes two at once take turns."""
    last: int = session.execute(
        sa.update(WipSession)
        .where(WipSession.id == wip_session.id)
        .values(papers_count=WipSession.papers_count + count)
        .returning(WipSession.papers_count)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    return last - count + 1


def set_authors(session: Session, row: Paper, facts: PaperFacts, now: datetime) -> None:
    """Replace the paper's authors by those typed, each linked to a person where an address is given."""
    _put_authors(session, row, authors_of(session, facts, now))


def authors_of(session: Session, facts: PaperFacts, now: datetime) -> list[Author]:
    """The authors typed, as rows that belong to no paper yet; people are made where their addresses are new."""
    return [
        _author(place, author, _person(session, author, now)) for place, author in enumerate(facts.authors)
    ]


def _author(place: int, author: AuthorFacts, person: Person | None) -> Author:
    return Author(
        position=place,
        name=author.name,
        affiliation=author.affiliation,
        orcid=canonical(author.orcid) or "",
        person_id=person.id if person else None,
        person=person,
    )


def _person(session: Session, author: AuthorFacts, now: datetime) -> Person | None:
    if not author.email:
        return None
    who = {"name": author.name, "affiliation": author.affiliation}
    return person_at(session, author.email, now, **who, field="authors")


def _put_authors(session: Session, row: Paper, authors: list[Author]) -> None:
    """Exchange the authors, if they differ; the sort keys follow at once, so that the row is written one time."""
    if [_said(author) for author in row.authors] == [_said(author) for author in authors]:
        for author in authors:
            author.person = None
        set_sort_keys(row)
        return
    with session.no_autoflush:
        row.authors = authors
        set_sort_keys(row)
        # The old ones go first: two rows of one paper cannot share a place, or a person.
        row.authors = []
        session.flush()
        row.authors = authors


def _said(author: Author) -> tuple[object, ...]:
    return author.position, author.name, author.affiliation, author.orcid, author.person_id


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
    files: Mapping[int | None, Upload] | None = None,
    notes: Sequence[str] | None = None,
) -> None:
    """Change a paper until the deadline; co-authors who are new to it get a letter. A presenting paper's draft may be replaced later: see `add_draft`."""
    if row.state not in {PaperState.SUBMITTED, PaperState.DRAFT}:
        raise Refusal("This paper has been decided on; its text can no longer be changed here.")
    if not call.takes_papers(now):
        raise Refusal(
            f"The deadline was {show(call.deadline_at, call.deadline_zone)}; papers can no longer be changed. "
            f"Write to {contact_of(call)} if something must be mended."
        )
    if seen != row.version:
        raise Stale(_STALE, what_changed(session, row, seen, call.wip_session.zone))
    check_facts(facts, call.abstract_words_max)
    refuse_ineligible(call, facts)
    refuse_file(call, draft)
    refuse_long_draft(call, draft)
    old = snapshot(row)
    before = {author.person_id for author in row.authors}
    keep_own_place(row, facts, by)
    refuse_take_over(row, facts, by)
    authors = authors_of(session, facts, now)
    for name in FACTS:
        setattr(row, name, getattr(facts, name))
    _put_authors(session, row, authors)
    if row.state is PaperState.DRAFT:
        row.state = PAPERS.after(row.state, PaperMove.SUBMIT)
    first = row.authors[0].person
    if first is not None and first.id != row.submitter_id:
        refuse_many(session, call, first.id, besides=row.id)
        row.submitter_id = first.id
    added = [a.person for a in row.authors if a.person is not None and a.person_id not in before]
    refuse_objectors(session, row, added)
    index(session, row)
    set_topics(session, row, call, facts.topics)
    asked = [question.asked for question in questions_of(session, call)]
    answered = set_answers(session, row, asked, facts.answers, now)
    if draft is not None:
        attach_draft(session, row, draft, now)
    if notes is not None:
        row.anonymity_notes = list(notes)
    attach_files(session, row, call, files or {}, now)
    new = snapshot(row) | answered
    record(
        session,
        by,
        "change paper",
        row,
        now,
        wip_session=call.wip_session,
        old={k: v for k, v in old.items() if new[k] != v},
        new={k: v for k, v in new.items() if old.get(k) != v},
    )
    tell_of_change(session, row, call, now)
    tell_added(session, row, call, added, now)
    if new["authors"] != old["authors"] or added:
        look(session, call.wip_session, now=now)


def tell_added(session: Session, row: Paper, call: Call, added: list[Person], now: datetime) -> None:
    """Whoever was added as a co-author learns of it, once a paper, and can object."""
    new = [person for person in added if person.id != row.submitter_id]
    if not new:
        return
    refuse_flood(session, row, new, now)
    for person in new:
        cause = f"paper:{row.id}:added:{person.id}"
        tell_authors(session, row, call, LetterKind.PAPER_RECEIVED, cause, now, only=person)


def disown(session: Session, row: Paper, *, by: Actor, now: datetime) -> None:
    """Somebody named as a co-author says that they are none: the name stays, without a link to the person.

    Nobody else can undo what such a naming blocks: an author neither reviews nor decides. The first author withdraws.
    """
    author = next(a for a in row.authors if a.person_id == by.person_id)
    if author.position == 0 or row.submitter_id == by.person_id:
        raise Refusal("You are the first author. If this paper is not yours, withdraw it.")
    author.person_id, author.person = None, None
    # A form that is open elsewhere still holds the address; the new version keeps it from putting it back unseen.
    flag_modified(row, "title")
    session.flush()
    forget_person(session, by.person_id or 0, now)
    record(session, by, "disown paper", row, now, old={"author": author.name})
    tell_of_objection(session, row, author.name, by=by, now=now)
    look(session, session.get_one(WipSession, row.wip_session_id), now=now)


def let_in(session: Session, row: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """A leader, unless an author of it, lets in a paper that came after the deadline."""
    if row.id in hidden_papers(session, call.wip_session, by.person_id or 0):
        raise Refusal(OWN_PAPER)
    step(session, row, PaperMove.SUBMIT, wip_session=call.wip_session, by=by, now=now, act="let paper in")
    tell_authors(session, row, call, LetterKind.PAPER_RECEIVED, f"paper:{row.id}:let-in:{row.version}", now)


def snapshot(row: Paper) -> dict[str, object]:
    """The paper as JSON, for the history."""
    authors = [f"{author.name} ({author.affiliation})" for author in row.authors]
    return {name: getattr(row, name) for name in FACTS} | {
        "authors": authors,
        "state": row.state,
    }
