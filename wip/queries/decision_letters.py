"""Whether a decision letter still tells the truth."""

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.selection import TRUE_WHILE, still_true
from wip.models import Letter, Paper

_CAUSE = re.compile(r"release:\d+:paper:(\d+)")


def outdated(session: Session, letter: Letter) -> bool:
    """Whether the letter tells of a decision that no longer stands. Such a letter must not leave (again)."""
    if letter.kind not in TRUE_WHILE:
        return False
    match = _CAUSE.fullmatch(letter.cause)
    state = session.scalar(sa.select(Paper.state).where(Paper.id == int(match.group(1)))) if match else None
    return state is not None and not still_true(letter.kind, state)
