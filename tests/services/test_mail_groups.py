"""Who is in the groups of reviewers that leaders may write to."""

from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.selecting import add_reviewer
from tests.services.test_mailings import OTHERS, G, people
from tests.world import REVIEWER, World
from wip.domain.reviews import AssignedHow, ReviewState
from wip.models import Review


def test_reviewers_and_those_of_them_who_have_not_finished(world: World) -> None:
    world.paper("One")
    world.paper("Two", OTHERS[2])
    add_reviewer(world, REVIEWER)

    def assign(session: Session) -> None:
        who = world.actor(session, REVIEWER).person_id
        for number, state in ((1, ReviewState.ASSIGNED), (2, ReviewState.DECLINED)):
            row = Review(paper_id=world.row(session, number).id, person_id=who, state=state, changed_at=NOW)
            row.assigned_how, row.decline_reason = AssignedHow.HAND, "No time." if number == 2 else ""
            session.add(row)

    world.do(assign)
    assert people(world, G.REVIEWERS) == {REVIEWER: []}
    assert people(world, G.UNFINISHED) == {REVIEWER: ["One"]}
