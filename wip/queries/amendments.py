"""Reads of a call's amendments, of the letters that tell of them, and of those who are to be told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.publications import AgendaState
from wip.models import Amendment, Author, Call, Letter, Paper, Person, StartedSubmission

NOT_LEFT = (LetterState.WAITING, LetterState.HELD)


def amendments_of(session: Session, call: Call) -> Sequence[Amendment]:
    """The call's amendments in their order; one statement."""
    return session.scalars(
        sa.select(Amendment).where(Amendment.call_id == call.id).order_by(Amendment.number)
    ).all()


def cause_of(call: Call, ids: Sequence[int], mark: str) -> str:
    """The cause of a letter that tells of these amendments."""
    return f"call-amended:{call.id}:{','.join(map(str, sorted(ids)))}:{mark}"


def told_of(letter: Letter) -> list[int]:
    """The ids of the amendments of which the letter tells."""
    return [int(id_) for id_ in letter.cause.split(":")[2].split(",")]


def amendment_letters(
    session: Session, call: Call, *states: LetterState, lock: bool = True
) -> Sequence[Letter]:
    """The letters about this call's amendments in these states, locked where they may be replaced."""
    select = (
        sa.select(Letter)
        .where(
            Letter.wip_session_id == call.wip_session_id,
            Letter.kind == LetterKind.CALL_AMENDED,
            Letter.state.in_(states),
        )
        .order_by(Letter.id)
    )
    return session.scalars(select.with_for_update() if lock else select).all()


def covering(session: Session, call: Call, amendment_id: int) -> list[Letter]:
    """The letters that tell of the amendment and have not left."""
    letters = amendment_letters(session, call, *NOT_LEFT, lock=False)
    return [letter for letter in letters if amendment_id in told_of(letter)]


@dataclass
class Concerned:
    """Somebody who has started: the papers (ids) with their name on, and the forms that they asked to finish later."""

    person: Person
    papers: list[int] = field(default_factory=list)
    started: list[int] = field(default_factory=list)


def concerned(session: Session, call: Call) -> list[Concerned]:
    """Authors of papers not decided on, and who has begun a form; each person once.

    Whoever has a place, or waits for one, hears of a moved session by the agenda's letters once that is published; until
    then they are among these.
    """
    states = [PaperState.DRAFT, PaperState.SUBMITTED]
    if call.wip_session.agenda_state is not AgendaState.PUBLISHED:
        states += [PaperState.WAITING, *PRESENTING]
    found: dict[int, Concerned] = {}
    for person, paper_id in session.execute(
        sa.select(Person, Paper.id)
        .join(Author, Author.person_id == Person.id)
        .join(Paper, Paper.id == Author.paper_id)
        .where(Paper.wip_session_id == call.wip_session_id, Paper.state.in_(states), Person.active)
        .order_by(Person.id, Paper.number)
    ):
        found.setdefault(person.id, Concerned(person)).papers.append(paper_id)
    for person, started_id in session.execute(
        sa.select(Person, StartedSubmission.id)
        .join(StartedSubmission, StartedSubmission.person_id == Person.id)
        .where(StartedSubmission.wip_session_id == call.wip_session_id, Person.active)
        .order_by(Person.id, StartedSubmission.id)
    ):
        found.setdefault(person.id, Concerned(person)).started.append(started_id)
    return list(found.values())
