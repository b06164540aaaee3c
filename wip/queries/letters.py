"""Reads of the outbox."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind, LetterState
from wip.domain.refusals import Unknown
from wip.models import Letter, WipSession
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to


@dataclass(frozen=True)
class Wanted:
    """Which letters of a session somebody looks for; `words` are looked for in name, address and subject."""

    state: LetterState | None = None
    came_back: bool = False
    kind: LetterKind | None = None
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.state or self.came_back or self.kind or self.words)


def open_letters(wip_session: WipSession, person_id: int) -> sa.ColumnElement[bool]:
    """SQL: the session's letters but those about a paper that is closed to the person. Sign-in letters are in no session."""
    about = sa.or_(Letter.paper_id.is_(None), Letter.paper_id.not_in(closed_to(person_id)))
    return sa.and_(Letter.wip_session_id == wip_session.id, about)


def of_session(
    session: Session,
    wip_session: WipSession,
    number: int,
    *,
    person_id: int,
    wanted: Wanted | None = None,
) -> Page[Letter]:
    """The session's letters that the person may see, newest first: all, or those `wanted`."""
    select = sa.select(Letter).where(open_letters(wip_session, person_id))
    for condition in _conditions(wanted or Wanted()):
        select = select.where(condition)
    return page_of(session, select.order_by(Letter.id.desc()), number)


def _conditions(wanted: Wanted) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.state is not None:
        yield Letter.state == wanted.state
    if wanted.came_back:
        yield Letter.came_back.is_(True)
    if wanted.kind is not None:
        yield Letter.kind == wanted.kind
    for word in wanted.words.lower().split()[:8]:
        places = (Letter.to_name, Letter.to_email, Letter.subject)
        yield sa.or_(*(sa.func.lower(place).contains(word, autoescape=True) for place in places))


@dataclass(frozen=True)
class Counts:
    """How many letters stand where: by state, by kind, and those that came back. States and kinds without one are left out."""

    states: dict[LetterState, int]
    kinds: dict[LetterKind, int]
    came_back: int

    @property
    def all(self) -> int:
        """All of them."""
        return sum(self.states.values())


def counts(session: Session, wip_session: WipSession, *, person_id: int, cause: str = "") -> Counts:
    """Counts of the session's letters that the person may see; of one act alone, where `cause` is how its causes begin."""
    select = sa.select(Letter.state, Letter.kind, Letter.came_back, sa.func.count())
    select = select.where(open_letters(wip_session, person_id))
    if cause:
        select = select.where(
            sa.or_(Letter.cause == cause, Letter.cause.startswith(f"{cause}:", autoescape=True))
        )
    rows = session.execute(select.group_by(Letter.state, Letter.kind, Letter.came_back)).all()
    states: Counter[LetterState] = Counter()
    kinds: Counter[LetterKind] = Counter()
    back = 0
    for state, kind, came_back, number in rows:
        states[state] += number
        kinds[kind] += number
        back += number if came_back else 0
    return Counts(
        {each: states[each] for each in LetterState if states[each]},
        {each: kinds[each] for each in LetterKind if kinds[each]},
        back,
    )


def one(
    session: Session, wip_session: WipSession, letter_id: int, *, person_id: int, lock: bool = False
) -> Letter:
    """The session's letter with this id, locked for whoever is about to move it. Raises Unknown, also for a closed one."""
    select = sa.select(Letter).where(Letter.id == letter_id, open_letters(wip_session, person_id))
    letter = session.scalar(select.with_for_update() if lock else select)
    if letter is None:
        raise Unknown
    return letter


def latest(session: Session, number: int, to: str = "") -> Sequence[Letter]:
    """The last letters of the whole installation, oldest of them first; only those to one address where given."""
    select = sa.select(Letter)
    if to:
        select = select.where(sa.func.lower(Letter.to_email) == to.lower())
    return session.scalars(select.order_by(Letter.id.desc()).limit(number)).all()[::-1]
