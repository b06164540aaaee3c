"""After a session: what readers wrote went to the authors, and whoever turned up was thanked."""

from datetime import timedelta

from sqlalchemy.orm import Session

from wip.domain.feedbacks import FeedbackFacts, Signature
from wip.domain.people import Actor
from wip.models import Call
from wip.queries.thanks import agreed
from wip.services import feedback_rounds, feedbacks, thanks
from wip.services.rooms import over_at

WRITTEN = (
    FeedbackFacts(
        came_across="That the rule is kept by those whom it was to change.",
        adds="The files: I know of nobody who has read them in order.",
        suggestion="Say on the first page which of the two claims you would give up.",
        page="3",
        wants_next_draft=True,
    ),
    FeedbackFacts(
        came_across="The story of the one case, more than the numbers.",
        suggestion="A table of all cases, with the dates, would carry Part III.",
        page="14-16",
        wants_talk=True,
        signature=Signature.ROLE,
    ),
)


def hear_and_thank(session: Session, call: Call, by: Actor) -> None:
    """One commenter did not turn up; the others wrote in turn, and were thanked with a certificate."""
    row = call.wip_session
    over = over_at(row)
    there = agreed(session, row, by.person_id or 0)
    for place, commission in enumerate(there[1:]):
        person = commission.commenter.person
        box = feedbacks.box_of(session, row, commission.paper.number, person.id)
        who = Actor(person.id, person.name, person.email)
        facts = WRITTEN[place % len(WRITTEN)]
        feedbacks.hand_in(session, row, box, facts, by=who, now=over + timedelta(hours=2))
    feedback_rounds.send_digests(session, over + timedelta(days=2, minutes=10))
    absent = there[0].commenter_id
    said: dict[int, bool | None] = {each.id: each.commenter_id != absent for each in there}
    thanks.mark(session, row, said, {}, by=by, now=over + timedelta(days=3))
    chosen = [each.commenter.person_id for each in there if each.commenter_id != absent]
    note = "The authors told me how much your pages helped."
    thanks.send(session, call, chosen, note, by=by, now=over + timedelta(days=3))
