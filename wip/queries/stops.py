"""Who wants no more letters of a topic."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.stops import StopTopic
from wip.models import Person, StoppedLetters, WipSession


def is_stopped(session: Session, person: Person, wip_session: WipSession, topic: StopTopic) -> bool:
    """Whether the person has stopped this topic's letters about the session."""
    return topic in stopped_topics(session, person.id, wip_session.id)


def stopped_topics(session: Session, person_id: int, wip_session_id: int) -> frozenset[StopTopic]:
    """All topics of the session whose letters the person has stopped."""
    select = sa.select(StoppedLetters.topic).where(
        StoppedLetters.person_id == person_id, StoppedLetters.wip_session_id == wip_session_id
    )
    return frozenset(session.scalars(select))


def stopped_people(session: Session, wip_session: WipSession, topic: StopTopic) -> frozenset[int]:
    """The ids of everybody who has stopped this topic's letters about the session."""
    select = sa.select(StoppedLetters.person_id).where(
        StoppedLetters.wip_session_id == wip_session.id, StoppedLetters.topic == topic
    )
    return frozenset(session.scalars(select))
