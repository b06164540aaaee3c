"""Reads for exports: papers as records, a few hundred at a time, so that ten thousand need no more memory."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.domain.exports import Layout, PaperRecord, session_mark
from wip.domain.papers import AuthorFacts, PaperFacts
from wip.models import Answer, Attachment, Author, Call, Draft, Paper, PaperTopic, Question, Topic, WipSession
from wip.queries.paper_lists import authors_most, topics_of_session

CHUNK = 200


def layout_of(session: Session, wip_session: WipSession, *, authors: int = 0) -> Layout:
    """The columns of the session's papers, for at least so many authors; three statements."""
    questions = session.scalars(
        sa.select(Question)
        .join(Call, Call.id == Question.call_id)
        .where(Call.wip_session_id == wip_session.id)
        .order_by(Question.position, Question.id)
    )
    return Layout(
        max(authors, authors_most(session, wip_session)),
        {topic.id: topic.name for topic in topics_of_session(session, wip_session)},
        tuple(question.asked for question in questions),
        session_mark(wip_session.slug),
    )


def records(session: Session, ids: Sequence[int]) -> Iterator[PaperRecord]:
    """The papers with these ids, in their order; seven statements for every two hundred."""
    for start in range(0, len(ids), CHUNK):
        yield from _chunk(session, ids[start : start + CHUNK])


def _chunk(session: Session, ids: Sequence[int]) -> Iterator[PaperRecord]:
    papers = session.scalars(
        sa.select(Paper)
        .where(Paper.id.in_(ids))
        .options(
            selectinload(Paper.authors).selectinload(Author.person),
            selectinload(Paper.drafts).load_only(Draft.number, Draft.file_name),
        )
    )
    found = {paper.id: paper for paper in papers}
    topics: dict[int, list[int]] = defaultdict(list)
    for paper_id, topic_id in session.execute(
        sa.select(PaperTopic.paper_id, PaperTopic.topic_id)
        .join(Topic, Topic.id == PaperTopic.topic_id)
        .where(PaperTopic.paper_id.in_(ids))
        .order_by(Topic.position, Topic.id)
    ):
        topics[paper_id].append(topic_id)
    answers: dict[int, dict[int, str]] = defaultdict(dict)
    for paper_id, question_id, value in session.execute(
        sa.select(Answer.paper_id, Answer.question_id, Answer.value).where(Answer.paper_id.in_(ids))
    ):
        answers[paper_id][question_id] = value
    files = (
        sa.select(Attachment.paper_id, Attachment.question_id, Attachment.file_name)
        .where(Attachment.paper_id.in_(ids), Attachment.question_id.is_not(None))
        .order_by(Attachment.id)
    )
    for paper_id, about, name in session.execute(files):
        if about is not None:
            answers[paper_id][about] = name
    for id_ in ids:
        if id_ in found:
            yield record_of(found[id_], tuple(topics[id_]), answers[id_])


def record_of(paper: Paper, topics: tuple[int, ...], answers: dict[int, str]) -> PaperRecord:
    """A paper as an export shows it, with its authors, their people and its drafts loaded."""
    authors = tuple(
        AuthorFacts(a.name, a.affiliation, a.person.email if a.person else "", a.orcid) for a in paper.authors
    )
    newest = paper.drafts[-1] if paper.drafts else None
    return PaperRecord(
        paper.number,
        paper.version,
        paper.state,
        PaperFacts(
            paper.title,
            paper.abstract,
            authors,
            paper.career_stage,
            paper.work_stage,
            paper.focus_pages,
            paper.questions,
            paper.note_to_leaders,
            paper.bio,
            paper.years,
            paper.is_member,
            paper.publication,
            paper.still_revisable,
            topics,
            answers,
        ),
        paper.abstract_words,
        paper.submitted_at,
        newest.file_name if newest else "",
        newest.number if newest else None,
    )


def newest_drafts(session: Session, ids: Sequence[int]) -> list[tuple[int, str, Draft]]:
    """Number, title and newest draft of the papers with these ids that have one; withdrawn ones stay unread."""
    latest = (
        sa.select(Draft.paper_id, sa.func.max(Draft.number).label("number"))
        .group_by(Draft.paper_id)
        .subquery()
    )
    found: list[tuple[int, str, Draft]] = []
    for start in range(0, len(ids), CHUNK):
        rows = session.execute(
            sa.select(Paper.number, Paper.title, Draft)
            .join(Draft, Draft.paper_id == Paper.id)
            .join(latest, sa.and_(latest.c.paper_id == Draft.paper_id, latest.c.number == Draft.number))
            .where(Paper.id.in_(ids[start : start + CHUNK]), Paper.state != "withdrawn")
            .order_by(Paper.number)
        )
        found += [(number, title, draft) for number, title, draft in rows]
    return found
