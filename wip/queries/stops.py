"""Who wants no more letters of a topic."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationState
from wip.domain.stops import StopTopic
from wip.models import Commenter, Leadership, Paper, Person, Review, Reviewer, StoppedLetters, WipSession
from wip.queries.reviews import writes_paper


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


def topics_concerning(session: Session, person: Person, wip_session: WipSession) -> frozenset[StopTopic]:
    """Topics of which the person may get letters about the session: of reviews who reads, of places who submitted or offered to comment."""
    here = Paper.wip_session_id == wip_session.id
    reads = sa.or_(
        sa.exists().where(Reviewer.wip_session_id == wip_session.id, Reviewer.person_id == person.id),
        sa.exists().where(Review.paper_id == Paper.id, Review.person_id == person.id, here),
        sa.exists().where(
            Leadership.section_id == wip_session.section_id,
            Leadership.person_id == person.id,
            Leadership.state == InvitationState.ACCEPTED,
        ),
    )
    writes = sa.or_(
        sa.exists().where(here, writes_paper(person.id)),
        sa.exists().where(Commenter.wip_session_id == wip_session.id, Commenter.person_id == person.id),
    )
    is_reader, is_writer = session.execute(sa.select(reads, writes)).one()
    apart = {StopTopic.REVIEW_REMINDERS: is_reader, StopTopic.PLACE_REMINDERS: is_writer}
    return frozenset(topic for topic in StopTopic if apart.get(topic, True))
