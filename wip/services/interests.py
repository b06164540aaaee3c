"""What readers would like to read, how many papers they take, and which leaders take papers at all."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.texts import clean_line
from wip.models import Call, Interest, InterestTopic, WipSession
from wip.queries.call_parts import topics_of
from wip.queries.readers import interest_of, reader_of, readers_of
from wip.services.histories import record

PAPERS_MOST = 99
_STALE = "You saved this in another window while this page was open."


@dataclass(frozen=True)
class InterestFacts:
    """What a reader says: ids of topics, a line of their own, and at most how many papers (None: any number)."""

    topics: Sequence[int] = ()
    words: str = ""
    papers_most: int | None = None


def say(
    session: Session, call: Call, facts: InterestFacts, *, seen: int, by: Actor, now: datetime
) -> Interest:
    """Keep what the actor would like to read. `seen` is the version that the page showed, 0 where there was none."""
    row = call.wip_session
    reader = reader_of(session, row, by.person_id or 0)
    if reader is None:
        raise Refusal("Only those who review this session can say what they would like to read.")
    offered = {topic.id: topic.name for topic in topics_of(session, call)}
    if not set(facts.topics) <= set(offered):
        raise Refusal("A topic that you chose is not offered any more. Choose again.", "topics")
    if facts.papers_most is not None and not 1 <= facts.papers_most <= PAPERS_MOST:
        raise Refusal(f"Give a number from 1 to {PAPERS_MOST}, or leave this empty.", "papers_most")
    interest = interest_of(session, row, reader.person.id)
    if (interest.version if interest else 0) != seen:
        raise Stale(_STALE)
    interest = interest or _new(row, reader.person.id, now, takes=reader.takes)
    interest.words, interest.papers_most = clean_line(facts.words), facts.papers_most
    interest.topics = [InterestTopic(topic_id=topic) for topic in sorted(set(facts.topics))]
    interest.changed_at = now
    session.add(interest)
    session.flush()
    new = {
        "topics": [offered[topic] for topic in sorted(set(facts.topics))],
        "papers_most": facts.papers_most,
    }
    record(session, by, "change interests", interest, now, wip_session=row, new=new)
    return interest


def _new(row: WipSession, person_id: int, now: datetime, *, takes: bool) -> Interest:
    return Interest(wip_session_id=row.id, person_id=person_id, takes_papers=takes, changed_at=now)


def choose_takers(
    session: Session, row: WipSession, people: Collection[int], *, by: Actor, now: datetime
) -> int:
    """Have exactly these people take papers, of all who may review; how many changed."""
    changed = 0
    for reader in readers_of(session, row):
        takes = reader.person.id in people
        if takes == reader.takes:
            continue
        interest = interest_of(session, row, reader.person.id) or _new(
            row, reader.person.id, now, takes=takes
        )
        interest.takes_papers, interest.changed_at = takes, now
        session.add(interest)
        session.flush()
        act = "let reader read" if takes else "spare reader"
        record(session, by, act, interest, now, wip_session=row, new={"person": reader.person.email})
        changed += 1
    return changed
