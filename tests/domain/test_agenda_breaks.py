"""Breaks between slots: what they take, where everything lies then."""

from datetime import UTC, datetime, timedelta

from wip.domain.agenda import Break, Minutes, Part, SlotLength, frame, lay_out

START = datetime(2027, 3, 18, 16, tzinfo=UTC)
USUAL = SlotLength(15, 15)


def clock(moment: datetime) -> int:
    return int((moment - START) / timedelta(minutes=1))


def test_a_break_takes_the_place_of_the_gap() -> None:
    minutes = Minutes(120, welcome=5, gap=2, breaks=(Break(2, 10, "Coffee"),))
    starts = [clock(each.starts_at) for each in lay_out(START, minutes, [USUAL] * 3)]
    assert starts == [5, 37, 77]
    assert minutes.used([USUAL] * 3) == 5 + 30 + 2 + 30 + 10 + 30


def test_a_break_takes_away_a_slot_where_it_must() -> None:
    assert Minutes(90).capacity == 3
    with_break = Minutes(90, breaks=(Break(1, 10),))
    assert with_break.capacity == 2
    assert with_break.shortened(3) == 26
    assert (
        with_break.capacity_sentence()
        == "90 minutes with 10 minutes of breaks: 2 full slots, 20 minutes left over"
    )


def test_a_break_meant_for_later_comes_after_the_last_slot() -> None:
    minutes = Minutes(90, closing=5, breaks=(Break(3, 10, "Lunch"),))
    placed = [(part.kind, part.name, clock(part.starts_at)) for part in frame(START, minutes, [USUAL])]
    assert placed == [("break", "Lunch", 30), ("closing", "Closing", 40)]


def test_the_frame_holds_welcome_breaks_and_closing() -> None:
    minutes = Minutes(120, welcome=5, closing=5, breaks=(Break(0, 5, "Sound check"), Break(1, 10, "Coffee")))
    placed = frame(START, minutes, [USUAL, USUAL])
    assert [(part.name, clock(part.starts_at), clock(part.ends_at)) for part in placed] == [
        ("Welcome", 0, 5),
        ("Sound check", 5, 10),
        ("Coffee", 40, 50),
        ("Closing", 80, 85),
    ]


def test_the_meter_shows_breaks_apart_from_gaps() -> None:
    minutes = Minutes(100, gap=2, breaks=(Break(1, 8),))
    parts = [part for part in minutes.meter([USUAL] * 3) if part.kind in {"gap", "break", "left"}]
    assert parts == [Part("break", 8), Part("gap", 2)]
