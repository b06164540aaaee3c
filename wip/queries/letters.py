"""Reads of the outbox."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from wip.domain.letters import LetterKind, LetterState
from wip.domain.refusals import Unknown
from wip.models import CalendarEntry, Letter, LetterPaper, LetterTry, Outbox, WipSession
from wip.queries.bound import Bound
from wip.queries.closed_papers import closed_in
from wip.queries.pages import Page, page_of
from wip.queries.reviews import closed_to

_TRIES_SHOWN = 100
_UNDER_WAY = (LetterState.WAITING, LetterState.SENDING)


@dataclass(frozen=True)
class Wanted:
    """Which letters of a session somebody looks for; `words` are looked for in name, address and subject.

    `hides_agendas`: what letters tell of a whole agenda is not for them, nor to be found by them.
    """

    state: LetterState | None = None
    came_back: bool = False
    kind: LetterKind | None = None
    words: str = ""
    hides_agendas: bool = False

    def __bool__(self) -> bool:
        return bool(self.state or self.came_back or self.kind or self.words)


def open_letters(wip_session: WipSession, person_id: int) -> sa.ColumnElement[bool]:
    """SQL: the session's letters but those about a paper that is closed to the person, alone or among others. Sign-in letters are in no session."""
    return sa.and_(Letter.wip_session_id == wip_session.id, names_no_closed_paper(person_id))


def names_no_closed_paper(person_id: Bound) -> sa.ColumnElement[bool]:
    """SQL, for a select from letters: every paper that the letter is about is open to the person."""
    closed = closed_to(person_id)
    among_others = sa.select(LetterPaper.letter_id).where(LetterPaper.paper_id.in_(closed))
    return sa.and_(
        sa.or_(Letter.paper_id.is_(None), Letter.paper_id.not_in(closed)), Letter.id.not_in(among_others)
    )


TELL_AGENDA = frozenset(
    {LetterKind.AGENDA_PUBLISHED, LetterKind.AGENDA_CHANGED, LetterKind.ATTENDANCE_RECEIVED}
)
"""Letters that may name every paper of an agenda, whichever papers they are about."""


def agendas_hidden(session: Session, wip_session: WipSession, person_id: int) -> bool:
    """Whether an agenda that was published named a paper which is closed to the person and not public any more."""
    unseen = closed_in(session, wip_session, person_id).unseen
    if not unseen:
        return False
    named = sa.select(CalendarEntry.id).where(CalendarEntry.paper_id.in_(unseen)).limit(1)
    return session.scalar(named) is not None


def mask_agendas(letters: Iterable[Letter], wip_session: WipSession) -> None:
    """Leave of these letters' subjects, as they are at hand, nothing that may name a paper.

    Only for a page that shows letters and writes nothing, and only where agendas are hidden.
    """
    for each in letters:
        if each.kind is LetterKind.AGENDA_CHANGED:
            set_committed_value(each, "subject", f"A change in “{wip_session.title}”")


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
        *person, subject = (sa.func.lower(place).contains(word, autoescape=True) for place in places)
        if wanted.hides_agendas:
            subject = sa.and_(subject, Letter.kind != LetterKind.AGENDA_CHANGED)
        yield sa.or_(*person, subject)


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


def counts(session: Session, wip_session: WipSession, *, person_id: int) -> Counts:
    """Counts of the session's letters that the person may see."""
    select = sa.select(Letter.state, Letter.kind, Letter.came_back, sa.func.count())
    select = select.where(open_letters(wip_session, person_id))
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


def tries_of(session: Session, letter: Letter) -> Sequence[LetterTry]:
    """What each try to deliver the letter met with, and notices about it; the oldest first, the last hundred."""
    newest = sa.select(LetterTry).where(LetterTry.letter_id == letter.id).order_by(LetterTry.id.desc())
    return session.scalars(newest.limit(_TRIES_SHOWN)).all()[::-1]


@dataclass(frozen=True)
class Progress:
    """How far letters are on their way out. `next_at` is when the first of those that wait may leave."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    held: int = 0
    next_at: datetime | None = None

    @property
    def all(self) -> int:
        """All of them together."""
        return self.waiting + self.sending + self.sent + self.failed + self.held

    @property
    def is_running(self) -> bool:
        """Whether anything may still change by itself."""
        return bool(self.waiting or self.sending)


RECENT = timedelta(hours=1)
"""Letters that left within this time show in the progress of what is going on."""


def progress(
    session: Session, wip_session: WipSession, now: datetime, *, person_id: int, cause: str = ""
) -> Progress:
    """How far the session's letters are that the person may see: those of one act, where `cause` is how its causes
    begin ("release:12"); else those on their way now, and those that left or failed within the hour. One statement.
    """
    moment = sa.func.coalesce(Letter.sent_at, Letter.taken_at)
    which = _of_act(cause) if cause else sa.or_(Letter.state.in_(_UNDER_WAY), moment > now - RECENT)
    rows = session.execute(
        sa.select(Letter.state, sa.func.count(), sa.func.min(Letter.due_at))
        .where(open_letters(wip_session, person_id), which, Letter.state != LetterState.REPLACED)
        .group_by(Letter.state)
    ).all()
    found = {state.value: number for state, number, _ in rows}
    return Progress(
        **found, next_at=next((due for state, _, due in rows if state is LetterState.WAITING), None)
    )


def _of_act(cause: str) -> sa.ColumnElement[bool]:
    return sa.or_(Letter.cause == cause, Letter.cause.startswith(f"{cause}:", autoescape=True))


@dataclass(frozen=True)
class Hindrance:
    """What may keep letters from leaving: what the mail server said, until when it is left alone, and since when one waits."""

    fault: str
    closed_until: datetime | None
    oldest_due: datetime | None
    last_try: datetime | None


def hindrance(session: Session, now: datetime) -> Hindrance:
    """What keeps the installation's letters from leaving, in one statement."""
    outbox = sa.select(Outbox.fault).where(Outbox.id == 1, Outbox.faults > 0).scalar_subquery()
    closed = sa.select(Outbox.closed_until).where(Outbox.id == 1).scalar_subquery()
    due = sa.and_(Letter.state == LetterState.WAITING, Letter.due_at <= now)
    oldest = sa.select(sa.func.min(Letter.due_at)).where(due).scalar_subquery()
    last = sa.select(LetterTry.begun_at).order_by(LetterTry.id.desc()).limit(1).scalar_subquery()
    fault, *moments = session.execute(sa.select(outbox, closed, oldest, last)).one()
    return Hindrance(fault or "", *moments)


def numbers(session: Session) -> dict[LetterState, int]:
    """How many letters of the whole installation stand in each state."""
    return dict(session.execute(sa.select(Letter.state, sa.func.count()).group_by(Letter.state)).all())


def latest(session: Session, number: int, to: str = "") -> Sequence[Letter]:
    """The last letters of the whole installation, oldest of them first; only those to one address where given."""
    select = sa.select(Letter)
    if to:
        select = select.where(sa.func.lower(Letter.to_email) == to.lower())
    return session.scalars(select.order_by(Letter.id.desc()).limit(number)).all()[::-1]
