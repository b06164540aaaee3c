"""Nudging: one letter to each person from whom something is missing, listing exactly that."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.guidelines import Audience
from wip.domain.letters import LetterKind, LetterState
from wip.domain.links import Link, LinkKind
from wip.domain.people import Actor
from wip.domain.readiness import APART, Need, is_fresh, sentence, wants_draft_now
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.domain.stops import StopTopic
from wip.domain.zones import show
from wip.models import Call, Letter, LetterPaper, Paper, Person, WipSession
from wip.queries.readiness import Board, Row, board
from wip.queries.stops import stopped_people
from wip.services.histories import record
from wip.services.letters import Draught, draught, write
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of, over_at

_KIND = LetterKind.NUDGE
_ORDER = list(Need)
_TOPICS = {Need.CONFIRM: StopTopic.PLACE_REMINDERS, Need.DRAFT: StopTopic.DRAFT_REMINDERS}
"""What somebody has stopped reminders of is not asked for here either."""


@dataclass(frozen=True)
class Item:
    """One thing that is missing from a person, the paper that it is about, and the link to where it is done."""

    need: Need
    words: str
    link: Link
    paper: Paper


@dataclass(frozen=True)
class Nudge:
    """A person and all that is missing from them. `told_at`: when they were nudged last, if that is too recent."""

    person: Person
    items: tuple[Item, ...]
    told_at: datetime | None = None
    is_stopped: bool = False

    @property
    def key(self) -> str:
        """Names the person and what the letter lists; it changes with either."""
        said = "\n".join(
            [self.person.email, *(f"{item.need} {item.paper.id} {item.words}" for item in self.items)]
        )
        return f"{self.person.id}-{hashlib.sha256(said.encode()).hexdigest()[:20]}"

    @property
    def may_go(self) -> bool:
        """Whether a letter can be written now."""
        return self.told_at is None and not self.is_stopped

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers that it names, each once."""
        return tuple({item.paper.id: item.paper for item in self.items}.values())


@dataclass(frozen=True)
class Sent:
    """What became of the letters that were chosen: so many written, so many no longer true as shown."""

    letters: int
    changed: int


def propose(session: Session, call: Call, *, by: Actor, now: datetime) -> list[Nudge]:
    """Who would be nudged about what, by name; only about papers that `by` may see. A fixed number of statements."""
    row = call.wip_session
    if row.state is SessionState.CANCELLED or now >= over_at(row):
        return []
    found = missing(board(session, call, by.person_id or 0, now), call, now)
    told, stopped = _told(session, row, now), stopped_people(session, row, StopTopic.GROUP_MAIL)
    for need, topic in _TOPICS.items():
        ended = stopped_people(session, row, topic)
        found = {
            id_: [i for i in items if id_ not in ended or i.need is not need] for id_, items in found.items()
        }
    people = {one.id: one for one in _people(session, [id_ for id_, items in found.items() if items])}
    nudges = [
        Nudge(one, tuple(_in_order(found[id_])), told.get(id_), id_ in stopped)
        for id_, one in people.items()
        if one.active and one.erased_at is None
    ]
    return sorted(nudges, key=lambda each: (each.person.called.casefold(), each.person.id))


def _people(session: Session, ids: Collection[int]) -> list[Person]:
    return list(session.scalars(sa.select(Person).where(Person.id.in_(ids))))


def _in_order(items: list[Item]) -> list[Item]:
    """Each thing once: guidelines are acknowledged, and a zone is told, for all papers together."""
    once = {(item.need, item.words): item for item in reversed(items)}
    return sorted(once.values(), key=lambda item: (_ORDER.index(item.need), item.paper.number))


def missing(found: Board, call: Call, now: datetime) -> dict[int, list[Item]]:
    """What is missing from whom, by the person's id."""
    items: dict[int, list[Item]] = {}
    for row in found.rows:
        for person, item in (*_of_presenters(row, call, now), *_of_commenters(row, call, found, now)):
            items.setdefault(person.id, []).append(item)
    return items


def _of_presenters(row: Row, call: Call, now: datetime) -> list[tuple[Person, Item]]:
    """Place and draft concern every author; guidelines and zone the first, who stands for the others."""
    paper, facts, first = row.paper, row.facts, row.presenters[0]
    if not facts.is_confirmed:
        if is_fresh(paper.offered_at, now):
            return []
        due = _due(facts.confirm_by, call, now)
        return [
            (one, _item(Need.CONFIRM, paper, LinkKind.PAPER, one, paper.id, paper.title, due, "confirm"))
            for one in row.presenters
        ]
    asked = []
    if wants_draft_now(facts, now):
        due = "" if facts.is_locked else _due(facts.draft_due, call)
        need = Need.OPEN_DRAFT if facts.is_locked else Need.DRAFT
        asked += [
            (one, _item(need, paper, LinkKind.PAPER, one, paper.id, paper.title, due))
            for one in row.presenters
        ]
    if not facts.presenter_saw:
        whom = Audience.PRESENTERS.value
        asked.append(
            (first, _item(Need.GUIDELINES, paper, LinkKind.PAPER, first, paper.id, whom, answer="guidelines"))
        )
    if not first.zone:
        asked.append((first, _item(Need.ZONE, paper, LinkKind.PAPER, first, paper.id, "", answer="zone")))
    return asked


def _of_commenters(row: Row, call: Call, found: Board, now: datetime) -> list[tuple[Person, Item]]:
    asked, paper, kind = [], row.paper, LinkKind.COMMISSION
    for each in row.commissions:
        one = each.commenter.person
        if each.state is CommissionState.OFFERED:
            if not is_fresh(each.offered_at, now):
                due = _due(each.answer_by, call, now)
                asked.append((one, _item(Need.ANSWER, paper, kind, one, each.id, paper.title, due)))
            continue
        if each.guideline_seen != found.guidelines[Audience.COMMENTERS]:
            whom = Audience.COMMENTERS.value
            asked.append((one, _item(Need.GUIDELINES, paper, kind, one, each.id, whom, answer="guidelines")))
        if not one.zone:
            asked.append((one, _item(Need.ZONE, paper, kind, one, each.id, "", answer="zone")))
    return asked


def _due(moment: datetime | None, call: Call, now: datetime | None = None) -> str:
    """The date in words; none where it has passed and that would only confuse."""
    return show(moment, call.wip_session.zone) if moment and (now is None or moment > now) else ""


def _item(
    need: Need,
    paper: Paper,
    kind: LinkKind,
    person: Person,
    thing_id: int,
    about: str,
    due: str = "",
    answer: str = "",
) -> Item:
    return Item(need, sentence(need, about, due), personal(kind, person, thing_id, answer), paper)


def _told(session: Session, row: WipSession, now: datetime) -> dict[int, datetime]:
    """Who has been nudged about this session too recently to be nudged again, and when."""
    rows = session.execute(
        sa.select(Letter.person_id, sa.func.max(Letter.written_at, type_=Letter.written_at.type))
        .where(
            Letter.wip_session_id == row.id,
            Letter.kind == _KIND,
            Letter.written_at > now - APART,
            Letter.state != LetterState.REPLACED,
        )
        .group_by(Letter.person_id)
    )
    return {person_id: at for person_id, at in rows if person_id is not None}


def letter_to(call: Call, nudge: Nudge, now: datetime) -> Draught:
    """The letter as this person gets it, word for word."""
    row, number = call.wip_session, len(nudge.items)
    return draught(
        _KIND,
        nudge.person,
        f"nudge:{row.id}:{now:%Y-%m-%dT%H:%M:%S}",
        {
            "session_title": row.title,
            "session_date": dates_of(row),
            "section": row.section.name,
            "contact": contact_of(call),
            "what": "One thing is" if number == 1 else f"{number} things are",
            "items": [{"words": item.words, "link": f"item{n}"} for n, item in enumerate(nudge.items)],
        },
        {f"item{n}": item.link for n, item in enumerate(nudge.items)},
        wip_session=row,
    )


def send(session: Session, call: Call, keys: Collection[str], *, by: Actor, now: datetime) -> Sent:
    """Write the letters whose `keys` were chosen, exactly as they were shown.

    What has changed since for a person (they did it, or somebody else nudged them) is not written, and counted. Raises
    Refusal where none was chosen. Leaders take turns, so that nobody gets two.
    """
    if not keys:
        raise Refusal("Tick at least one letter, or go back: nothing was sent.")
    row = call.wip_session
    session.execute(sa.select(WipSession.id).where(WipSession.id == row.id).with_for_update())
    letters = 0
    for nudge in propose(session, call, by=by, now=now):
        if nudge.key not in keys or not nudge.may_go:
            continue
        one = nudge.papers[0] if len(nudge.papers) == 1 else None
        told = write(session, letter_to(call, nudge, now), now, row, paper=one)
        if told is not None and one is None:
            session.add_all(LetterPaper(letter_id=told.id, paper_id=paper.id) for paper in nudge.papers)
        letters += told is not None
    if letters:
        session.flush()
        record(session, by, "nudge", row, now, wip_session=row, new={"letters": letters})
    return Sent(letters, len(set(keys)) - letters)
