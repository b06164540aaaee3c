"""What comes between the line-up and the session: guidelines, who has read them, and notes for the author."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.feedbacks import FeedbackFacts
from wip.domain.guidelines import GUIDELINES, Audience, Style
from wip.domain.people import Actor
from wip.models import Call, Commission
from wip.services import feedbacks, guidelines
from wip.services.people import change_details

_STYLE = Style.TWO_POINTS


def write_guidelines(session: Session, call: Call, by: Actor, at: datetime) -> None:
    """The section's own words for commenters, begun from one of the styles."""
    text = GUIDELINES[_STYLE]
    own = f"Read the draft, or the pages that the author marked.\n{text.text}"
    guidelines.save(
        session,
        call.wip_session,
        Audience.COMMENTERS,
        _STYLE,
        title=text.title,
        text=own,
        seen=0,
        by=by,
        now=at,
    )


def read_some(session: Session, commission: Commission, at: datetime) -> None:
    """Every other commenter acknowledges the guidelines, and tells their zone."""
    if commission.commenter_id % 2:
        person = commission.commenter.person
        by = Actor(person.id, person.name, person.email)
        guidelines.acknowledge_as_commenter(session, commission, 1, by=by, now=at)
        change_details(session, person, {"zone": "America/Chicago"}, by=by, now=at)


def take_notes(session: Session, call: Call, commission: Commission, at: datetime) -> None:
    """A commenter has read the paper and left first notes in the author's private box."""
    person, row = commission.commenter.person, call.wip_session
    facts = FeedbackFacts(
        came_across="Targets that nobody writes down survive the rule that abolished them.",
        adds="The interviews: nobody else has them.",
        suggestion="Put the interviews before the doctrine.",
        page="12-21",
        wants_next_draft=True,
    )
    box = feedbacks.box_of(session, row, commission.paper.number, person.id)
    by = Actor(person.id, person.name, person.email)
    feedbacks.hand_in(session, row, box, facts, by=by, now=at)
