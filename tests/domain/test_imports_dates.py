"""Dates as spreadsheets write them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wip.domain.imports_dates import DateStyle, read_moment, style_of, zone_named
from wip.domain.refusals import Refusal

NEW_YORK = ZoneInfo("America/New_York")
AMERICAN = DateStyle(day_first=False, settled=True, has_slashes=True)
BRITISH = DateStyle(day_first=True, settled=True, has_slashes=True)
OPEN = DateStyle(has_slashes=True)
DOTTED = DateStyle()


@pytest.mark.parametrize(
    ("values", "day_first", "style"),
    [
        (["1/4/2027 7:45:10", "1/20/2027 8:00"], None, AMERICAN),
        (["1/4/2027 7:45:10", "20/1/2027 8:00"], None, BRITISH),
        (["1/20/2027", "20/1/2027"], None, OPEN),
        (["1/4/2027", "nonsense", ""], None, OPEN),
        (["1/4/2027"], True, BRITISH),
        (["20.01.2027 09:15", "2027/01/20"], None, DOTTED),
    ],
)
def test_a_sheet_tells_the_order(values: list[str], day_first: bool | None, style: DateStyle) -> None:  # noqa: FBT001
    assert style_of(values, day_first=day_first) == style


@pytest.mark.parametrize(
    ("text", "style", "moment", "doubts"),
    [
        ("12/9/2026 10:14:03", AMERICAN, datetime(2026, 12, 9, 15, 14, 3, tzinfo=UTC), ()),
        ("9/12/26 10:14 pm", BRITISH, datetime(2026, 12, 10, 3, 14, tzinfo=UTC), ()),
        ("12/9/2026 12:05:00 AM", AMERICAN, datetime(2026, 12, 9, 5, 5, tzinfo=UTC), ()),
        ("20.01.2027 09:15", DOTTED, datetime(2027, 1, 20, 14, 15, tzinfo=UTC), ()),
        ("2027-01-20T09:15:00Z", DOTTED, datetime(2027, 1, 20, 9, 15, tzinfo=UTC), ()),
        ("2027-01-20 09:15:00.123+01:00", DOTTED, datetime(2027, 1, 20, 8, 15, tzinfo=UTC), ()),
        ("2027/01/20 9:15:00 AM GMT-5", AMERICAN, datetime(2027, 1, 20, 14, 15, tzinfo=UTC), ()),
        (
            "20.01.2027 09:15",
            AMERICAN,
            datetime(2027, 1, 20, 14, 15, tzinfo=UTC),
            ("“20.01.2027 09:15” was read as 20 January 2027; please check.",),
        ),
        (
            "20/1/2027 9:15",
            AMERICAN,
            datetime(2027, 1, 20, 14, 15, tzinfo=UTC),
            ("“20/1/2027 9:15” was read as 20 January 2027; please check.",),
        ),
        (
            "4/5/2027 9:15",
            OPEN,
            datetime(2027, 4, 5, 13, 15, tzinfo=UTC),
            ("“4/5/2027 9:15” was read as 5 April 2027; please check.",),
        ),
        ("5/5/2027 9:15", OPEN, datetime(2027, 5, 5, 13, 15, tzinfo=UTC), ()),
        (
            "2027-01-20",
            DOTTED,
            datetime(2027, 1, 20, 5, 0, tzinfo=UTC),
            ("“2027-01-20” gives no time of day; the start of that day was taken.",),
        ),
        (
            "3/14/2027 2:30",
            AMERICAN,
            datetime(2027, 3, 14, 7, 30, tzinfo=UTC),
            ("“3/14/2027 2:30” does not exist: the clocks went forward over it. An hour later was taken.",),
        ),
        (
            "11/1/2026 1:30",
            AMERICAN,
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
            ("“11/1/2026 1:30” came twice, because the clocks went back. The earlier one was taken.",),
        ),
    ],
)
def test_a_moment_and_what_was_assumed(
    text: str, style: DateStyle, moment: datetime, doubts: tuple[str, ...]
) -> None:
    assert read_moment(text, NEW_YORK, style) == (moment, doubts)


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2027 09:15",
        "13/13/2027",
        "1/20/2027 25:00",
        "1/20/2027 13:00 pm",
        "46042.38",
        "soon",
        "1/1/0001",
        "1/2/3/4",
        "1/20/2027 9:15 EST",
        "2027-01-20 09:15+99:00",
        "١/٢/٢٠٢٧",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_moment(text, NEW_YORK, AMERICAN)
    assert refusal.value.sentence == (
        f"The time of submission “{text}” is not a date that can be read. Write it like 2027-01-20 09:15."
    )


def test_anywhere_on_earth_is_a_zone_and_nonsense_is_none() -> None:
    assert read_moment("2027-02-05 23:59", zone_named("AoE"), DOTTED) == (
        datetime(2027, 2, 6, 11, 59, tzinfo=UTC),
        (),
    )
    with pytest.raises(Refusal) as refusal:
        zone_named("../etc/passwd")
    assert refusal.value.sentence == "There is no time zone called “../etc/passwd”. Choose one from the list."
