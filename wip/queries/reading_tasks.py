"""All that a proposal of who reads what is made of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.assigning import Pair, Task
from wip.domain.conflicts import ConflictState
from wip.domain.fits import ReadablePaper, Reader, telling_words
from wip.domain.papers import IN_REVIEW, PRESENTING
from wip.domain.publications import AgendaState
from wip.domain.reviews import AssignedHow, ReviewState
from wip.models import Author, Call, Conflict, Paper, PaperTopic, Review, Topic, WipSession
from wip.queries.assignments import HAS_PAPER, kept_apart
from wip.queries.conflict_material import judges
from wip.queries.readers import ReaderRow, readers_of, texts_by
from wip.queries.reviews import closed_to, takes_reviews

EARLIER_MOST = 200
"""As many earlier papers as tell what readers write about."""


def task_of(session: Session, wip_session: WipSession, call: Call, each: int, *, anew: bool = False) -> Task:
    """All that a proposal is made of; eleven statements, however many papers and readers.

    With `anew`, papers that were given automatically, are not fixed and not begun count as not given.
    """
    readers = [row for row in readers_of(session, wip_session) if row.takes]
    topics = {
        row[0]: row[1]
        for row in session.execute(sa.select(Topic.id, Topic.name).where(Topic.call_id == call.id))
    }
    reviews = _standing(session, wip_session, anew=anew)
    return Task(
        papers=_papers(session, wip_session, call),
        readers=tuple(
            _reader(row, topics, earlier) for row, earlier in _with_texts(session, wip_session, readers)
        ),
        each=each,
        topics=topics,
        kept=frozenset(pair for pair, state in reviews if state in HAS_PAPER),
        apart=kept_apart(session, wip_session)
        | frozenset(pair for pair, state in reviews if state is ReviewState.CONFLICT),
        declined=frozenset(pair for pair, state in reviews if state is ReviewState.DECLINED),
    )


def is_free() -> sa.ColumnElement[bool]:
    """SQL, for a select from reviews: given automatically, not fixed, not begun: a new proposal may move it."""
    return sa.and_(
        Review.state == ReviewState.ASSIGNED,
        Review.assigned_how == AssignedHow.AUTOMATIC,
        Review.locked.is_(False),
    )


def _standing(session: Session, wip_session: WipSession, *, anew: bool) -> list[tuple[Pair, ReviewState]]:
    select = (
        sa.select(Review.paper_id, Review.person_id, Review.state)
        .join(Paper, Paper.id == Review.paper_id)
        .where(Paper.wip_session_id == wip_session.id, takes_reviews())
    )
    rows = session.execute(select.where(sa.not_(is_free())) if anew else select)
    return [((row[0], row[1]), row[2]) for row in rows]


def _papers(session: Session, wip_session: WipSession, call: Call) -> tuple[ReadablePaper, ...]:
    chosen: dict[int, set[int]] = defaultdict(set)
    for paper_id, topic_id in session.execute(
        sa.select(PaperTopic.paper_id, PaperTopic.topic_id)
        .join(Topic, Topic.id == PaperTopic.topic_id)
        .where(Topic.call_id == call.id)
    ):
        chosen[paper_id].add(topic_id)
    rows = session.execute(
        sa.select(Paper.id, Paper.number, Paper.title, Paper.abstract)
        .where(Paper.wip_session_id == wip_session.id, takes_reviews())
        .order_by(Paper.number)
    )
    return tuple(
        ReadablePaper(id_, number, title, frozenset(chosen[id_]), telling_words((title, abstract)))
        for id_, number, title, abstract in rows
    )


def _with_texts(
    session: Session, wip_session: WipSession, readers: Sequence[ReaderRow]
) -> list[tuple[ReaderRow, list[str]]]:
    """Each reader with titles and abstracts of what they presented elsewhere, as anybody may know from published agendas.

    Not what they submit here: that would name an author.
    """
    rows = session.execute(
        sa.select(Author.person_id, Paper.title, Paper.abstract)
        .join(Paper, Paper.id == Author.paper_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(
            Author.person_id.in_([row.person.id for row in readers]),
            WipSession.id != wip_session.id,
            WipSession.agenda_state == AgendaState.PUBLISHED,
            Paper.state.in_(PRESENTING),
        )
        .order_by(Paper.id.desc())
        .limit(EARLIER_MOST)
    ).all()
    texts = texts_by(rows)
    return [(row, texts.get(row.person.id, [])) for row in readers]


def _reader(row: ReaderRow, topics: Mapping[int, str], earlier: Sequence[str]) -> Reader:
    named = [topics[topic] for topic in row.topics if topic in topics]
    words = telling_words((row.words, *named, *earlier))
    return Reader(row.person.id, row.name, row.topics, words, row.papers_most)


def undecided_conflicts(session: Session, wip_session: WipSession, viewer: int) -> int:
    """How many conflicts wait for judgement, of those that are the viewer's to judge; until then they keep apart."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Conflict)
            .join(Paper, Paper.id == Conflict.paper_id)
            .where(
                Paper.wip_session_id == wip_session.id,
                Paper.state.in_(IN_REVIEW),
                Conflict.state == ConflictState.PROPOSED,
                Conflict.person_id != viewer,
                Conflict.person_id.in_(judges(wip_session.id)),
                Paper.id.not_in(closed_to(viewer)),
            )
        )
        or 0
    )
