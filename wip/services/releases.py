"""Releasing decisions: every letter is composed, shown, and written by the same function."""

import hashlib
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.papers import PAPERS, PRESENTING, PaperState
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.reviews import Outcome
from wip.domain.selection import LETTER_OF, MOVE_OF, Tally
from wip.domain.zones import in_zone, show
from wip.models import Author, Call, Decision, Paper, Release, WipSession
from wip.queries.rankings import last_release, tally_of, waiting_places
from wip.queries.reviews import hidden_papers
from wip.services import calendars, letters
from wip.services.decision_letters import Composer, cause_of, replace_unsent
from wip.services.decisions import lock_selection
from wip.services.histories import record
from wip.services.letters import Draught
from wip.services.retractions import take_out

CONFIRM_DAYS = 7
_ORDER = {Outcome.ACCEPT: 0, Outcome.WAITING_LIST: 1, Outcome.DECLINE: 2}


@dataclass(frozen=True)
class Announcement:
    """One paper's decision, with the letter to each of its authors."""

    paper: Paper
    decision: Decision
    place: int | None
    letters: tuple[Draught, ...]


@dataclass(frozen=True)
class Proposal:
    """What a release would do. `digest` changes with anything that a leader reads on its page."""

    tally: Tally
    undecided: tuple[Paper, ...]
    announcements: tuple[Announcement, ...]
    confirm_by: datetime | None
    digest: str

    @property
    def letters(self) -> int:
        """How many letters would be written."""
        return sum(len(one.letters) for one in self.announcements)


def usual_day(wip_session: WipSession, now: datetime) -> date:
    """The day until which authors confirm unless a leader says otherwise: in a week, and before the session."""
    today = in_zone(now, wip_session.zone).date()
    eve = in_zone(wip_session.starts_at, wip_session.zone).date() - timedelta(days=1)
    return max(today, min(today + timedelta(days=CONFIRM_DAYS), eve))


def propose(
    session: Session, call: Call, confirm_on: date, now: datetime, *, with_comments: bool = False
) -> Proposal:
    """Compose all letters without writing one. Raises Refusal where the day for confirming cannot be."""
    wip_session = call.wip_session
    staged = _staged(session, wip_session)
    accepts = any(decision.outcome is Outcome.ACCEPT for _, decision in staged)
    confirm_by = _confirm_by(wip_session, confirm_on, now) if accepts else None
    at = waiting_places(session, wip_session)
    compose = Composer(session, call, confirm_by, [paper for paper, _ in staged], with_comments=with_comments)
    announcements = tuple(
        Announcement(
            paper, decision, at.get(paper.id), compose.letters(paper, decision.outcome, at.get(paper.id))
        )
        for paper, decision in staged
    )
    sums = tally_of(session, wip_session)
    undecided = _undecided(session, wip_session)
    return Proposal(sums, undecided, announcements, confirm_by, _digest(sums, announcements))


def _staged(session: Session, wip_session: WipSession) -> list[tuple[Paper, Decision]]:
    rows = session.execute(
        sa.select(Paper, Decision)
        .join(Decision, sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None)))
        .where(Paper.wip_session_id == wip_session.id)
        .options(
            selectinload(Paper.authors).joinedload(Author.person),
            joinedload(Paper.submitter, innerjoin=True),
        )
        .order_by(Paper.number)
        .execution_options(populate_existing=True)
    ).all()
    return sorted(((row[0], row[1]) for row in rows), key=lambda pair: _ORDER[pair[1].outcome])


def _undecided(session: Session, wip_session: WipSession) -> tuple[Paper, ...]:
    staged = sa.exists().where(Decision.paper_id == Paper.id, Decision.release_id.is_(None))
    return tuple(
        session.scalars(
            sa.select(Paper)
            .where(
                Paper.wip_session_id == wip_session.id, Paper.state == PaperState.SUBMITTED, sa.not_(staged)
            )
            .order_by(Paper.number)
        )
    )


def _confirm_by(wip_session: WipSession, day: date, now: datetime) -> datetime:
    end_of_day = datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(wip_session.zone))
    if end_of_day <= now:
        raise Refusal(
            f"{show(end_of_day, wip_session.zone)} has passed. Give authors a day that lies ahead.",
            "confirm_on",
        )
    if end_of_day >= wip_session.starts_at:
        raise Refusal(
            f"Authors would confirm ({show(end_of_day, wip_session.zone)}) only after the session begins "
            f"({show(wip_session.starts_at, wip_session.zone)}). Choose an earlier day.",
            "confirm_on",
        )
    return end_of_day


def _digest(sums: Tally, announcements: Sequence[Announcement]) -> str:
    read = [
        [
            one.paper.id,
            one.paper.state.value,
            one.decision.id,
            one.decision.version,
            one.place,
            [[d.to.email, d.words.subject, d.words.text, d.words.html] for d in one.letters],
            [[link.stored() for link in d.links] for d in one.letters],
        ]
        for one in announcements
    ]
    return hashlib.sha256(json.dumps([vars(sums), read]).encode()).hexdigest()


def release(
    session: Session,
    call: Call,
    confirm_on: date,
    *,
    digest: str,
    by: Actor,
    now: datetime,
    with_comments: bool = False,
) -> Release:
    """Tell everyone, once. Refuses while a paper is undecided; Stale where the letters are not those shown."""
    wip_session = call.wip_session
    lock_selection(session, wip_session)
    proposal = propose(session, call, confirm_on, now, with_comments=with_comments)
    if digest != proposal.digest:
        raise Stale(_SINCE, _what_changed(session, wip_session, proposal))
    if proposal.undecided:
        hidden = hidden_papers(session, wip_session, by.person_id or 0)
        raise Refusal(undecided_sentence(called(proposal.undecided, hidden)))
    if not proposal.announcements or by.person_id is None:
        raise Refusal("No decision waits for release.")
    row = Release(
        wip_session_id=wip_session.id,
        released_by=by.person_id,
        released_at=now,
        confirm_by=proposal.confirm_by,
        letters=proposal.letters,
    )
    session.add(row)
    session.flush()
    for one in proposal.announcements:
        _announce(session, call, row, one, by, now)
    sums = {name: number for name, number in vars(proposal.tally).items() if number}
    new = sums | {"letters": row.letters}
    record(session, by, "release decisions", row, now, wip_session=wip_session, new=new)
    calendars.refresh(session, wip_session, by=by, now=now)
    return row


_SINCE = "The letters are no longer those on your page, so nothing was sent. Read them again, then send."


def _what_changed(session: Session, wip_session: WipSession, proposal: Proposal) -> tuple[str, ...]:
    last = last_release(session, wip_session)
    if last is not None and not proposal.announcements:
        when = show(last[0].released_at, wip_session.zone)
        return (f"{last[1]} released these decisions on {when}: {last[0].letters} letters are on their way.",)
    return ("A decision, a paper, an address or the day for confirming has changed.",)


def called(papers: Sequence[Paper], hidden: Container[int]) -> list[str]:
    """The papers by their titles; those that are `hidden` from the reader (by id) by their numbers alone."""
    return [f"Paper {paper.number}" if paper.id in hidden else paper.title for paper in papers]


def undecided_sentence(titles: Sequence[str]) -> str:
    """Why nothing can be released yet, naming up to ten papers."""
    named = "; ".join(f"“{title}”" for title in titles[:10])
    more = f" and {len(titles) - 10} more" if len(titles) > 10 else ""  # noqa: PLR2004
    are = "papers are" if len(titles) > 1 else "paper is"
    return f"{len(titles)} {are} still undecided: {named}{more}. Everybody who submitted gets an answer, so decide first."


def _announce(
    session: Session, call: Call, row: Release, one: Announcement, by: Actor, now: datetime
) -> None:
    paper, decision = one.paper, one.decision
    old = paper.state
    paper.state = PAPERS.after(old, MOVE_OF[decision.outcome])
    paper.waiting_position = one.place
    decision.release_id, decision.position = row.id, one.place
    session.flush()
    if old in PRESENTING and paper.state not in PRESENTING:
        take_out(session, paper, by=by, now=now)
    replace_unsent(session, paper, by=by, now=now)
    new = {"state": paper.state, "release": row.id} | ({"place": one.place} if one.place else {})
    act = f"{LETTER_OF[decision.outcome].value.removeprefix('decision_')} paper"
    record(session, by, act, paper, now, wip_session=call.wip_session, old={"state": old}, new=new)
    for letter in one.letters:
        told = replace(letter, cause=cause_of(row.id, paper.id))
        letters.write(session, told, now, call.wip_session, paper=paper)
