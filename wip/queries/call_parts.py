"""Reads of what hangs on a call: its topics and its own questions."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.models import Call, Question, Topic


def topics_of(session: Session, call: Call) -> Sequence[Topic]:
    """The call's topics in the leaders' order; one statement."""
    return session.scalars(
        sa.select(Topic).where(Topic.call_id == call.id).order_by(Topic.position, Topic.id)
    ).all()


def questions_of(session: Session, call: Call, *, retired: bool = False) -> Sequence[Question]:
    """The call's own questions in the leaders' order, with `retired` those that are no longer asked too; one statement."""
    select = sa.select(Question).where(Question.call_id == call.id).order_by(Question.position, Question.id)
    return session.scalars(select if retired else select.where(~Question.retired)).all()
