"""A call on the clock."""

from datetime import UTC, datetime, timedelta

import pytest

from wip.domain.calls import CallState, Phase, phase

OPENS = datetime(2027, 1, 1, 12, tzinfo=UTC)
DEADLINE = datetime(2027, 1, 29, 22, tzinfo=UTC)
GRACE = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "now", "found"),
    [
        (CallState.DRAFT, OPENS, Phase.UNPUBLISHED),
        (CallState.DRAFT, DEADLINE + GRACE * 9, Phase.UNPUBLISHED),
        (CallState.PUBLISHED, OPENS - SECOND, Phase.COMING),
        (CallState.PUBLISHED, OPENS, Phase.OPEN),
        (CallState.PUBLISHED, DEADLINE, Phase.OPEN),
        (CallState.PUBLISHED, DEADLINE + SECOND, Phase.GRACE),
        (CallState.PUBLISHED, DEADLINE + GRACE, Phase.GRACE),
        (CallState.PUBLISHED, DEADLINE + GRACE + SECOND, Phase.OVER),
        (CallState.CLOSED, OPENS, Phase.OVER),
    ],
)
def test_the_phase_turns_on_the_second(state: CallState, now: datetime, found: Phase) -> None:
    assert phase(state, OPENS, DEADLINE, GRACE, now) is found
