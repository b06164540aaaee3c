"""Reads of what hangs on a call: its topics and its own questions."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PaperState
from wip.models import Answer, Call, Paper, Question, Topic

_IN = (PaperState.SUBMITTED, PaperState.WAITING, PaperState.ACCEPTED, PaperState.CONFIRMED)


def topics_of(session: Session, call: Call) -> Sequence[Topic]:
    """The call's topics in the leaders' order; one statement."""
    return session.scalars(
        sa.select(Topic).where(Topic.call_id == call.id).order_by(Topic.position, Topic.id)
    ).all()


def questions_of(session: Session, call: Call, *, retired: bool = False) -> Sequence[Question]:
    """The call's own questions in the leaders' order, with `retired` those that are no longer asked too; one statement."""
    select = sa.select(Question).where(Question.call_id == call.id).order_by(Question.position, Question.id)
    return session.scalars(select if retired else select.where(~Question.retired)).all()


@dataclass(frozen=True)
class QuestionRow:
    """A question as its leaders see it: `answered` and `unanswered` count the papers that are in."""

    question: Question
    answered: int
    papers: int

    @property
    def unanswered(self) -> int:
        """How many papers that are in have no answer to it."""
        return self.papers - self.answered


def question_rows(session: Session, call: Call) -> list[QuestionRow]:
    """All questions of the call, retired ones too, with how many papers answer them; three statements."""
    questions = questions_of(session, call, retired=True)
    papers = papers_in(session, call) if questions else 0
    select = (
        sa.select(Answer.question_id, sa.func.count())
        .join(Paper, Paper.id == Answer.paper_id)
        .where(Paper.wip_session_id == call.wip_session_id, Paper.state.in_(_IN), Answer.value != "")
        .group_by(Answer.question_id)
    )
    counts = {row[0]: row[1] for row in session.execute(select)} if papers else {}
    return [QuestionRow(each, counts.get(each.id, 0), papers) for each in questions]


def papers_in(session: Session, call: Call) -> int:
    """How many papers are in and still under way: neither withdrawn nor turned away."""
    select = sa.select(sa.func.count()).where(
        Paper.wip_session_id == call.wip_session_id, Paper.state.in_(_IN)
    )
    return session.scalar(select) or 0
