"""What comes between the line-up and the session: guidelines, and who has read them."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.guidelines import GUIDELINES, Audience, Style
from wip.domain.people import Actor
from wip.models import Call, Commission
from wip.services import guidelines
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
