"""No file is an hour off: around every clock change the slots start when they truly do."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.calendars.weeks import WEEKS, Week, calendar
from wip.adapters.ics import serialise


def spans(body: bytes) -> list[tuple[datetime, datetime]]:
    from icalendar import Calendar

    found = [(event.start, event.end) for event in Calendar.from_ical(body).events]
    return [(start, end) for start, end in found if isinstance(start, datetime) and isinstance(end, datetime)]


def starts(body: bytes) -> list[str]:
    return [f"{start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" for start, _ in spans(body)]


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_a_file_has_the_true_starts(week: Week) -> None:
    assert starts(serialise(calendar(week))) == list(week.starts)


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.name)
def test_every_slot_lasts_thirty_real_minutes(week: Week) -> None:
    lengths = [end - start for start, end in spans(serialise(calendar(week)))]
    assert lengths == [timedelta(minutes=30)] * 3


def test_all_of_them_in_one_file_are_in_order() -> None:
    true = sorted(start for week in WEEKS for start in week.starts)
    assert starts(serialise(calendar(*WEEKS))) == true


def test_the_text_names_the_clock_of_the_sessions_own_zone() -> None:
    texts = {week.name: week.entries()[2].text.splitlines()[2] for week in WEEKS}
    assert texts["new-york-into-spring"] == "03:30 to 03:45 New York time: Mbali Abara presents"
    assert texts["new-york-into-autumn"] == "01:30 to 01:45 New York time: Mbali Abara presents"
    assert texts["kolkata-after"] == "19:00 to 19:15 Kolkata time: Mbali Abara presents"
