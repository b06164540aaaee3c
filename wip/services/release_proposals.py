"""What a release would do: the letters as they would leave, the sums, and who is still undecided."""

import hashlib
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.domain.selection import Tally
from wip.domain.zones import in_zone, show
from wip.models import Author, Call, Decision, Paper, Person, WipSession
from wip.queries.places import place_settings_of
from wip.queries.rankings import tally_of, waiting_places
from wip.queries.releases import submitted_count
from wip.services.decision_letters import Composer, Wishes
from wip.services.letter_edits import Worded
from wip.services.letters import Draught

CONFIRM_DAYS = 7
_ORDER = {Outcome.ACCEPT: 0, Outcome.WAITING_LIST: 1, Outcome.DECLINE: 2}


@dataclass(frozen=True)
class Announcement:
    """One paper's decision, with the letter to each of its authors; `known` are those to whom nothing is new."""

    paper: Paper
    decision: Decision
    place: int | None
    worded: tuple[Worded, ...]
    known: tuple[Person, ...] = ()

    @property
    def letters(self) -> tuple[Draught, ...]:
        """The letters as they would leave."""
        return tuple(each.letter for each in self.worded)


@dataclass(frozen=True)
class Proposal:
    """What a release would do. `digest` changes with anything that a leader reads on its page.

    `commented` is the number of papers on which a reviewer has written something to the author.
    """

    tally: Tally
    undecided: tuple[Paper, ...]
    announcements: tuple[Announcement, ...]
    confirm_by: datetime | None
    digest: str
    submitted: int = 0
    wishes: Wishes = field(default_factory=lambda: Wishes(None))
    commented: int = 0

    @property
    def letters(self) -> int:
        """How many letters would be written."""
        return sum(len(one.letters) for one in self.announcements)

    @property
    def places(self) -> dict[str, int]:
        """The places on the waiting list that the letters name, by paper id."""
        return {str(one.paper.id): one.place for one in self.announcements if one.place}


def usual_day(wip_session: WipSession, now: datetime) -> date:
    """The day until which authors confirm unless a leader says otherwise: in a week, and before the session."""
    today = in_zone(now, wip_session.zone).date()
    eve = in_zone(wip_session.starts_at, wip_session.zone).date() - timedelta(days=1)
    return max(today, min(today + timedelta(days=CONFIRM_DAYS), eve))


def propose(
    session: Session,
    call: Call,
    confirm_on: date,
    now: datetime,
    *,
    with_comments: bool = False,
    list_open: bool | None = None,
) -> Proposal:
    """Compose all letters without writing one. Raises Refusal where the day for confirming cannot be.

    `list_open` lets declined authors join the waiting list; None is as the session has it.
    """
    wip_session = call.wip_session
    pairs = staged_pairs(session, wip_session)
    accepts = any(decision.outcome is Outcome.ACCEPT for _, decision in pairs)
    # As long as a day can be given it has to be one: were it asked only beside an acceptance, that would tell of a hidden one.
    asks = accepts or _end_of(in_zone(now, wip_session.zone).date(), wip_session) < wip_session.starts_at
    confirm_by = _confirm_by(wip_session, confirm_on, now) if asks else None
    if list_open is None:
        list_open = place_settings_of(session, wip_session).list_open
    wishes = Wishes(confirm_by, with_comments=with_comments, list_open=list_open)
    at = waiting_places(session, wip_session)
    compose = Composer(session, call, [paper for paper, _ in pairs], wishes)
    announcements = []
    for paper, decision in pairs:
        place = at.get(paper.id)
        composed = compose.of(paper, decision.outcome, place)
        announcements.append(Announcement(paper, decision, place, composed.worded, composed.known))
    sums = tally_of(session, wip_session)
    return Proposal(
        sums,
        _undecided(session, wip_session),
        tuple(announcements),
        confirm_by,
        _digest(sums, announcements),
        submitted_count(session, wip_session),
        wishes,
        compose.commented,
    )


def staged_pairs(session: Session, wip_session: WipSession) -> list[tuple[Paper, Decision]]:
    """The papers with a staged decision, accepted ones first; with their authors, in two statements."""
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
    end_of_day = _end_of(day, wip_session)
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


def _end_of(day: date, wip_session: WipSession) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(wip_session.zone))


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


def called(papers: Sequence[Paper], hidden: Container[int]) -> list[str]:
    """The papers by their titles; those that are `hidden` from the reader (by id) by their numbers alone."""
    return [f"Paper {paper.number}" if paper.id in hidden else paper.title for paper in papers]


def undecided_sentence(titles: Sequence[str]) -> str:
    """Why nothing can be released yet, naming up to ten papers."""
    named = "; ".join(f"“{title}”" for title in titles[:10])
    more = f" and {len(titles) - 10} more" if len(titles) > 10 else ""  # noqa: PLR2004
    are = "papers are" if len(titles) > 1 else "paper is"
    return f"{len(titles)} {are} still undecided: {named}{more}. Everybody who submitted gets an answer, so decide first."
