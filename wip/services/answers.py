"""What authors say to the call's own questions, and the topics that they choose."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.questions import Asked, QuestionKind, checked
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Answer, Call, Paper, PaperTopic, Question, Topic, Upload
from wip.queries.call_parts import questions_of
from wip.services.histories import record

_OPEN_FOR = frozenset(PaperState) - {PaperState.WITHDRAWN, PaperState.DECLINED, PaperState.TURNED_DOWN}

FROZEN = (
    "The answer to “{label}” was fixed on its date and can no longer be changed. Write to the organisers."
)


def answers_of(session: Session, paper: Paper) -> dict[int, str]:
    """The paper's answers by the questions' ids; one statement."""
    select = sa.select(Answer.question_id, Answer.value).where(Answer.paper_id == paper.id)
    return {row.question_id: row.value for row in session.execute(select)}


def topics_of_paper(session: Session, row: Paper) -> tuple[int, ...]:
    """The ids of the topics that the paper's author chose, in the leaders' order; one statement."""
    select = sa.select(Topic.id).join(PaperTopic).where(PaperTopic.paper_id == row.id)
    return tuple(session.scalars(select.order_by(Topic.position, Topic.id)))


def set_topics(session: Session, row: Paper, call: Call, topics: Sequence[int], *, new: bool = False) -> None:
    """Have the paper stand under these topics of its call. Raises Refusal for too many, or another call's."""
    chosen = set(topics)
    if len(chosen) > call.topics_max:
        raise Refusal(f"Choose at most {call.topics_max} topics; these are {len(chosen)}.", "topics")
    there = set() if new else set(topics_of_paper(session, row))
    if chosen == there:
        return
    of_call = set(session.scalars(sa.select(Topic.id).where(Topic.call_id == call.id)))
    if not chosen <= of_call:
        raise Refusal("One of these topics is no longer in the call. Choose again.", "topics")
    if there - chosen:
        gone = sa.delete(PaperTopic).where(
            PaperTopic.paper_id == row.id, PaperTopic.topic_id.in_(there - chosen)
        )
        session.execute(gone)
    if chosen - there:
        rows = [{"paper_id": row.id, "topic_id": topic} for topic in sorted(chosen - there)]
        session.execute(sa.insert(PaperTopic), rows)


def refuse_unanswered(asked: Sequence[Asked], typed: Mapping[int, str], now: datetime) -> None:
    """Refuse a new paper that leaves a needed answer open, or gives one that is none, before anything is written."""
    for question in asked:
        if not question.is_frozen(now):
            checked(question, typed.get(question.id, ""), now)


def set_answers(
    session: Session,
    row: Paper,
    asked: Sequence[Asked],
    typed: Mapping[int, str],
    now: datetime,
    *,
    new: bool = False,
) -> dict[str, str]:
    """Keep what was typed to each question; returns what changed, by the questions' labels. Raises Refusal.

    A question that `typed` leaves out keeps its answer. A frozen answer refuses another one.
    """
    there = {} if new or not asked else answers_of(session, row)
    changed: dict[str, str] = {}
    for question in asked:
        old = there.get(question.id, "")
        said = typed.get(question.id, old)
        if question.is_frozen(now):
            if said.strip() != old:
                raise Refusal(FROZEN.format(label=question.label), question.field)
            continue
        value = checked(question, said, now)
        if value != old:
            changed[question.label] = value
            _keep(session, row, question.id, value, there)
    return changed


def _keep(session: Session, row: Paper, question_id: int, value: str, there: Mapping[int, str]) -> None:
    if question_id not in there:
        session.add(Answer(paper_id=row.id, question_id=question_id, value=value))
        return
    session.execute(
        sa.update(Answer)
        .where(Answer.paper_id == row.id, Answer.question_id == question_id)
        .values(value=value)
    )


def unanswered(session: Session, row: Paper, call: Call, now: datetime) -> list[Question]:
    """The questions that the paper still has to answer at `now`, in the leaders' order; at most two statements."""
    asked = [each for each in questions_of(session, call) if not each.asked.is_frozen(now)]
    if not asked or not may_answer(row, call, now):
        return []
    there = answers_of(session, row)
    return [each for each in asked if each.asked.is_required(now) and not there.get(each.id)]


def open_questions(session: Session, row: Paper, call: Call, now: datetime) -> list[Question]:
    """The questions whose answers the author may still give or change, even after the deadline; one statement."""
    if not may_answer(row, call, now):
        return []
    return [each for each in questions_of(session, call) if not each.asked.is_frozen(now)]


def may_answer(row: Paper, call: Call, now: datetime) -> bool:
    """Whether answers are still of use: the paper is in, and its session lies ahead."""
    ahead = now < call.wip_session.starts_at and call.wip_session.state is not SessionState.CANCELLED
    return row.state in _OPEN_FOR and ahead


def answer(
    session: Session,
    row: Paper,
    call: Call,
    typed: Mapping[int, str],
    *,
    by: Actor,
    now: datetime,
    files: Mapping[int, Upload] | None = None,
) -> None:
    """An author answers the call's own questions, before or after the deadline, until each is frozen. Raises Refusal."""
    if not may_answer(row, call, now):
        raise Refusal(
            "Answers are no longer taken: the paper is out of the session, or the session has begun."
        )
    asked = [question.asked for question in questions_of(session, call)]
    changed = set_answers(session, row, asked, typed, now)
    attach_answers(session, row, call, files or {}, now)
    if changed:
        record(session, by, "answer questions", row, now, wip_session=call.wip_session, new=dict(changed))


def attach_answers(
    session: Session, row: Paper, call: Call, files: Mapping[int, Upload], now: datetime
) -> None:
    """Keep the files that answer questions of the call. Raises Refusal where a question asks for no file, or is frozen."""
    from wip.services import attachments

    if not files:
        return
    by_id = {each.id: each for each in questions_of(session, call)}
    for question_id, upload in files.items():
        question = by_id.get(question_id)
        if question is None or question.kind is not QuestionKind.FILE:
            raise Refusal("This question asks for no file.")
        if question.asked.is_frozen(now):
            raise Refusal(FROZEN.format(label=question.label), question.asked.field)
        attachments.attach(session, row, upload, question=question, now=now)


def attach_files(
    session: Session, row: Paper, call: Call, files: Mapping[int | None, Upload], now: datetime
) -> None:
    """Keep the files that came with a paper: answers by their questions' ids, and None is the cover sheet. Raises Refusal."""
    sheet = files.get(None)
    if sheet is not None:
        if not call.cover_sheet:
            raise Refusal("This call asks for no cover sheet.", "cover_sheet")
        from wip.services import attachments

        attachments.attach(session, row, sheet, question=None, now=now)
    attach_answers(session, row, call, {key: each for key, each in files.items() if key is not None}, now)
