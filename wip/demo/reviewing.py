"""The examples' reviews: two readers who have finished, or five who are still at it, each in their own way."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.demo.people import CO_CHAIR, READERS, REVIEWER, Colleague, actor
from wip.domain.people import Actor
from wip.models import Call, Criterion, Paper
from wip.queries.review_settings import criteria_of, settings_of
from wip.services import remarks, reviewers, reviews
from wip.services.review_settings import change_guidance
from wip.services.reviews import ReviewFacts

SCORES = ((5, 4), (4, 5), (4, 4), (3, 4), (3, 3), (2, 3), (2, 2))
"""What chair and reviewer give each paper."""

CHAIRS = (4, 4, 2, 3, 2, 4, 0)
UNDER_WAY = {
    REVIEWER: (5, 5, 5, 4, 3, 4, 0),  # the mildest
    READERS[0]: (3, 3, 1, 2, 1, 0, 2),  # the strictest; the third paper divides the readers
    READERS[1]: (4, 4, 0, 3, 2, 3, 0),
    CO_CHAIR: (0, 4, 3, 0, 0, 0, 0),
}
"""What the chair and each of the others have given so far; 0 for nothing yet."""

COMMENTS = (
    "A clear question, and evidence to match.",
    "The second half is still two papers; the room could help to choose.",
    "I learned something, and I am not sure that the title says what.",
)


GUIDANCE = """Read the abstract, then the pages that the author names.

- Score what is there, not what it may become.
- Work that is nearly finished gains little from us: say so under *Stage*.
- One useful sentence to the author is worth more than a point."""

DISCUSSION = (
    "I gave this the highest points because the data are new. Does anybody worry that the second claim needs them less?",
    "A little. But that is just what half an hour with the room could settle, so I would keep it.",
)
"""What is said about the first paper by two who have read it."""


def review_all(session: Session, call: Call, papers: Sequence[Paper], by: Actor, at: datetime) -> None:
    """Chair and reviewer have read everything."""
    reviewer = _invited(session, call, REVIEWER, by, at)
    asked, done = criteria_of(session, call.wip_session), at + timedelta(days=1)
    for paper, scores in zip(papers, SCORES, strict=False):
        for who, score in zip((by, reviewer), scores, strict=True):
            _say(session, paper, asked, score, 0, who, done)


def review_on(
    session: Session, call: Call, papers: Sequence[Paper], by: Actor, begin: datetime, now: datetime
) -> None:
    """Five people are reading, evenly from `begin` until `now`; some abstain, some have begun, and some papers wait."""
    asked = criteria_of(session, call.wip_session)
    who = {
        each: actor(session, each, begin) if each is CO_CHAIR else _invited(session, call, each, by, begin)
        for each in UNDER_WAY
    }
    given = [(by, CHAIRS)] + [(who[each], scores) for each, scores in UNDER_WAY.items()]
    reads = list(_reads(papers, given))
    for place, (paper, reader, score) in enumerate(reads):
        _say(
            session,
            paper,
            asked,
            score,
            place,
            reader,
            begin + (now - begin) * (place + 1) / (len(reads) + 1),
        )
    nothing = ReviewFacts({}, comment="Too near to what I work on myself to be fair.")
    reviews.abstain(session, papers[2], nothing, seen=0, by=who[READERS[1]], now=now)
    begun = ReviewFacts({asked[0].id: 4}, comment="Read once; the second half again tomorrow.")
    reviews.save(session, papers[6], begun, seen=0, by=who[REVIEWER], now=now)
    seen = settings_of(session, call.wip_session).version
    change_guidance(session, call.wip_session, GUIDANCE, seen=seen, by=by, now=begin)
    for place, (reader, text) in enumerate(zip((who[REVIEWER], by), DISCUSSION, strict=True)):
        at = now - timedelta(hours=30 - 6 * place)
        remarks.discuss(session, papers[0], call, text, by=reader, now=at)


def _reads(
    papers: Sequence[Paper], given: Sequence[tuple[Actor, tuple[int, ...]]]
) -> Iterator[tuple[Paper, Actor, int]]:
    """Paper by paper, in turn."""
    for place, paper in enumerate(papers):
        for reader, scores in given:
            score = scores[place]
            if score:
                yield paper, reader, score


def _invited(session: Session, call: Call, colleague: Colleague, by: Actor, at: datetime) -> Actor:
    asked = reviewers.invite_reviewer(
        session, call, name=colleague.name, email=colleague.email, by=by, now=at
    )
    reader = actor(session, colleague, at)
    reviewers.answer_reviewership(session, asked, accept=True, by=reader, now=at)
    return reader


def _say(
    session: Session,
    paper: Paper,
    asked: Sequence[Criterion],
    score: int,
    turn: int,
    by: Actor,
    at: datetime,
) -> None:
    said = ReviewFacts(_points(asked, score, turn), comment=COMMENTS[turn % len(COMMENTS)])
    reviews.save(session, paper, said, seen=0, by=by, now=at)


def _points(asked: Sequence[Criterion], score: int, turn: int) -> dict[int, int]:
    """About the same on each criterion, as people give it."""
    steps = (0, 1, -1)
    return {
        each.id: min(len(each.labels), max(1, score + steps[(place + turn) % 3]))
        for place, each in enumerate(asked)
    }
