"""A later deadline for everybody."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.services.test_amendments import said
from tests.world import CHAIR, DEADLINE, World
from wip.domain.refusals import Refusal
from wip.services import calls


def extend(world: World, at: datetime, days: int) -> str:
    def act(session: Session) -> str:
        call = world.call(session)
        new = DEADLINE + timedelta(days=days)
        zone, by = call.deadline_zone, world.actor(session, CHAIR)
        calls.extend(session, call, new, zone, seen=call.version, by=by, now=at)
        return call.state.value

    return world.do(act)


def test_a_closed_call_opens_again_when_its_deadline_is_extended(world: World) -> None:
    world.do(lambda s: setattr(world.call(s), "state", "closed"))
    assert extend(world, DEADLINE + timedelta(days=1), 7) == "published"
    assert said(world)[0][1][0].startswith("The deadline moves from Fri 29 Jan 2027")


@pytest.mark.parametrize(
    ("later", "days", "sentence"),
    [
        (0, -1, "This is not later than the deadline as it is"),
        (5, 3, "This moment has passed. Choose one that lies ahead."),
        (0, 14, "The decision date (Fri 12 Feb 2027, 17:00 New York) does not lie after the deadline"),
    ],
)
def test_an_extension_that_cannot_be_is_refused_in_words(
    world: World, later: int, days: int, sentence: str
) -> None:
    with pytest.raises(Refusal) as no:
        extend(world, DEADLINE + timedelta(days=later) if later else NOW, days)
    assert (no.value.field, no.value.sentence.startswith(sentence)) == ("deadline", True)
