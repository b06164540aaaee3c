"""What leaders do to many papers at once: for all of them or for none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.domain.papers import PAPERS, STATE_WORDS, PaperMove
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Unknown
from wip.models import Author, Call, HistoryEvent, Paper, PaperTopic, Topic, WipSession
from wip.queries.reviews import hidden_papers
from wip.services import submissions
from wip.services.histories import record

MOST = 500
"""More papers than this are too many to be changed by one press of a button."""

EXPORT, DRAFTS, VOLUNTEERS = "export papers", "download drafts", "export volunteers"


@dataclass(frozen=True)
class Hindrance:
    """Why something cannot be done to one of the papers."""

    number: int
    title: str
    sentence: str


class Hindered(Refusal):
    """Nothing was done, because it cannot be done to some of the papers."""

    def __init__(self, sentence: str, hindrances: Sequence[Hindrance]) -> None:
        super().__init__(sentence)
        self.hindrances = tuple(hindrances)


def papers_of(session: Session, ids: Sequence[int]) -> list[Paper]:
    """The papers to act on, locked, by number, with authors and drafts. Refuses none, and too many."""
    if not ids:
        raise Refusal("Tick the papers first, or choose all that are listed.")
    if len(ids) > MOST:
        raise Refusal(
            f"These are {len(ids):,} papers; at most {MOST} can be changed at once. Narrow the list first."
        )
    select = (
        sa.select(Paper)
        .where(Paper.id.in_(ids))
        .order_by(Paper.id)
        .options(selectinload(Paper.authors).selectinload(Author.person), selectinload(Paper.drafts))
        .with_for_update(of=Paper)
        .execution_options(populate_existing=True)
    )
    return sorted(session.scalars(select), key=lambda paper: paper.number)


def hindrances(
    session: Session, wip_session: WipSession, papers: Sequence[Paper], move: PaperMove, by: Actor
) -> list[Hindrance]:
    """Why this move is not possible for some of the papers; nothing where it is for all."""
    hidden = hidden_papers(session, wip_session, by.person_id or 0) if move is PaperMove.SUBMIT else set()
    found = []
    for paper in papers:
        if not PAPERS.allows(paper.state, move):
            sentence = f"is {STATE_WORDS[paper.state][0]}"
        elif paper.id in hidden:
            sentence = "is one that you wrote, or have a conflict with"
        else:
            continue
        found.append(Hindrance(paper.number, paper.title, sentence))
    return found


def refuse_hindered(
    session: Session, call: Call, ids: Sequence[int], move: PaperMove, *, by: Actor
) -> list[Paper]:
    """The papers to act on. Refuses, naming each that hinders, unless the move is possible for all."""
    papers = papers_of(session, ids)
    found = hindrances(session, call.wip_session, papers, move, by)
    if found:
        raise Hindered(
            f"Nothing was done, because {len(found)} of the {len(papers)} papers cannot be {_DOING[move]}. "
            "Take them out and try again:",
            found,
        )
    return papers


_DOING = {PaperMove.SUBMIT: "let in", PaperMove.WITHDRAW: "withdrawn"}


def let_in(session: Session, call: Call, ids: Sequence[int], *, by: Actor, now: datetime) -> int:
    """Let in papers that came after the deadline; their authors are told. Returns how many."""
    papers = refuse_hindered(session, call, ids, PaperMove.SUBMIT, by=by)
    _each(papers, lambda paper: submissions.let_in(session, paper, call, by=by, now=now))
    return len(papers)


def withdraw(
    session: Session, call: Call, ids: Sequence[int], *, reason: str, by: Actor, now: datetime
) -> int:
    """Withdraw papers on behalf of their authors, who are told by whom and why. Returns how many."""
    papers = refuse_hindered(session, call, ids, PaperMove.WITHDRAW, by=by)
    _each(papers, lambda paper: submissions.withdraw(session, paper, call, by=by, now=now, reason=reason))
    return len(papers)


def _each(papers: Sequence[Paper], act: Callable[[Paper], None]) -> None:
    for paper in papers:
        act(paper)


def set_topic(
    session: Session,
    call: Call,
    ids: Sequence[int],
    topic: Topic | None,
    *,
    there: bool,
    by: Actor,
    now: datetime,
) -> int:
    """Give all these papers a topic of the call, or take it from them; returns how many were changed.

    Refuses, naming each, where some have as many topics as the call allows.
    """
    if topic is None:
        raise Refusal("Choose a topic.", "topic")
    papers = papers_of(session, ids)
    having = set(
        session.scalars(
            sa.select(PaperTopic.paper_id).where(
                PaperTopic.topic_id == topic.id, PaperTopic.paper_id.in_([paper.id for paper in papers])
            )
        )
    )
    changed = [paper for paper in papers if (paper.id in having) is not there]
    if there:
        _refuse_full(session, call, papers, changed)
        session.add_all(PaperTopic(paper_id=paper.id, topic_id=topic.id) for paper in changed)
    else:
        session.execute(
            sa.delete(PaperTopic).where(
                PaperTopic.topic_id == topic.id, PaperTopic.paper_id.in_([paper.id for paper in changed])
            )
        )
    act = "give topic" if there else "take topic"
    for paper in changed:
        record(session, by, act, paper, now, wip_session=call.wip_session, new={"topic": topic.name})
    session.flush()
    return len(changed)


def _refuse_full(session: Session, call: Call, papers: Sequence[Paper], changed: Sequence[Paper]) -> None:
    having = sa.select(PaperTopic.paper_id, sa.func.count().label("topics")).where(
        PaperTopic.paper_id.in_([paper.id for paper in changed])
    )
    counts = {row.paper_id: row.topics for row in session.execute(having.group_by(PaperTopic.paper_id))}
    most = call.topics_max
    full = [paper for paper in changed if counts.get(paper.id, 0) >= most]
    if full:
        raise Hindered(
            f"Nothing was done, because {len(full)} of the {len(papers)} papers "
            f"{'has' if len(full) == 1 else 'have'} as many topics as the call allows, which is {most}. "
            "Take them out, or take another topic away from them, and try again:",
            [Hindrance(p.number, p.title, f"has {counts[p.id]} of {most} topics") for p in full],
        )


def note_download(
    session: Session, wip_session: WipSession, act: str, facts: dict[str, object], *, by: Actor, now: datetime
) -> int:
    """Write down who takes which papers out of the planner; the download goes by the number of this entry."""
    event = record(session, by, act, wip_session, now, wip_session=wip_session, new=facts)
    session.flush()
    return event.id


def download_of(
    session: Session, wip_session: WipSession, event_id: int, act: str, *, by: Actor
) -> HistoryEvent:
    """The entry for a download by the person who made it. Raises Unknown."""
    event = session.get(HistoryEvent, event_id)
    mine = event is not None and event.wip_session_id == wip_session.id and event.actor_id == by.person_id
    if event is None or not mine or event.act != act:
        raise Unknown
    return event
