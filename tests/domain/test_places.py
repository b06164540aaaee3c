"""Until when an offered place is kept, and for whom a free one is."""

from datetime import UTC, datetime, timedelta

from wip.domain.places import OFFER_LASTS, answer_by, kept_sentence

NEW_YORK = "America/New_York"
NIGHT = datetime(2027, 1, 20, 8, 56, tzinfo=UTC)
START = datetime(2027, 3, 18, 16, 0, tzinfo=UTC)


def test_an_offer_lasts_to_the_end_of_its_fifth_day_in_the_session_s_zone() -> None:
    assert answer_by(NIGHT, START, None, NEW_YORK) == datetime(2027, 1, 26, 4, 59, tzinfo=UTC)


def test_it_ends_before_the_draft_or_the_session_where_these_come_sooner() -> None:
    draft = NIGHT + OFFER_LASTS
    assert answer_by(NIGHT, START, draft, NEW_YORK) == draft - timedelta(days=2)
    assert answer_by(START - timedelta(days=4), START, None, NEW_YORK) == START - timedelta(days=2)
    assert answer_by(START - timedelta(days=1), START, None, NEW_YORK) == START - timedelta(hours=12)
    assert answer_by(START - timedelta(hours=20), START, None, NEW_YORK) is None


def test_kept_places_name_the_first_paper() -> None:
    assert kept_sentence(["Bail"]) == (
        "The free place is kept for “Bail”, whose acceptance is not released yet."
    )
    assert kept_sentence(["Bail", "Two", "Three"]) == (
        "The free places are kept for “Bail” and 2 other papers, whose acceptances are not released yet."
    )
