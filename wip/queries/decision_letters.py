"""Whether a letter about a paper's place still tells the truth."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letter_choices import OF_DRAFTS, REPEATED_WHILE, may_be_repeated, still_true
from wip.domain.papers import PaperState
from wip.models import Letter, Paper


def outdated(session: Session, letter: Letter) -> bool:
    """Whether the letter tells of a decision that no longer stands. Such a letter must not leave (again)."""
    state = _state(session, letter)
    return state is not None and not still_true(letter.kind, state)


def outlived(session: Session, letter: Letter) -> bool:
    """Whether the letter, were it sent again, would say last of its paper what is no longer so."""
    state = _state(session, letter)
    return state is not None and not may_be_repeated(letter.kind, state)


def _state(session: Session, letter: Letter) -> PaperState | None:
    if letter.kind not in REPEATED_WHILE.keys() | OF_DRAFTS or letter.paper_id is None:
        return None
    return session.scalar(sa.select(Paper.state).where(Paper.id == letter.paper_id))
