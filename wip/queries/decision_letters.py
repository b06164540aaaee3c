"""Whether a letter about a paper's place still tells the truth."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letter_choices import TRUE_WHILE, still_true
from wip.models import Letter, Paper


def outdated(session: Session, letter: Letter) -> bool:
    """Whether the letter tells of a decision that no longer stands. Such a letter must not leave (again)."""
    if letter.kind not in TRUE_WHILE or letter.paper_id is None:
        return False
    state = session.scalar(sa.select(Paper.state).where(Paper.id == letter.paper_id))
    return state is not None and not still_true(letter.kind, state)
