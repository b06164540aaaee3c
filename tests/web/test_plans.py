"""The plan's page: a picture, the dates in words and in one form; what moves with the session; a copy for next year."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import NOW
from tests.rooms_world import APRIL, add_room
from tests.world import CHAIR, START, World
from wip.models import WipSession
from wip.services.plans import plan_of
from wip.web.timelines import APART, timeline

SETTINGS: dict[str, Any] = {"title": "Spring Works-in-Progress Session", "about": "Three papers."}


def plan_page(world: World) -> str:
    return f"/manage/{world.slug}/plan"


def test_the_plan_shows_every_date_with_its_weekday(client: PageClient, world: World) -> None:
    page = client.sign_in(CHAIR).get(plan_page(world))
    assert page.headings[0] == "All dates of the session"
    for words in ("Fri 29 Jan 2027, 17:00 New York", "Fri 12 Feb 2027, 17:00 New York", "no date"):
        assert words in page.words
    assert "the clocks of New York and London are 4 hours apart, not 5 hours as usual" in page.words


def test_the_plan_says_which_of_its_dates_no_calendar_has(client: PageClient, world: World) -> None:
    page = client.sign_in(CHAIR).get(plan_page(world))
    assert "All these dates are in your own calendar." in page.words

    def until(session: Session) -> None:
        world.call(session).drafts_until_at = START - timedelta(days=3)

    world.do(until)
    said = "in your own calendar, but for the one until which drafts can be replaced."
    assert said in client.get(plan_page(world)).words


def test_dates_are_moved_in_one_form(client: PageClient, world: World) -> None:
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, button="Save the dates", deadline="2027-02-01T23:59", deadline_zone="AoE")
    assert "Mon 1 Feb 2027, 23:59 Anywhere on Earth" in page.words


def test_untouched_dates_keep_their_seconds_and_their_second_hour(client: PageClient, world: World) -> None:
    second = datetime(2027, 11, 7, 6, 30, 12, tzinfo=UTC)  # the second 01:30 of that night in New York

    def set_odd(session: Session) -> int:
        call = world.call(session)
        call.thank_at = second
        session.flush()
        return call.version

    version, path = world.do(set_odd), plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, button="Save the dates")
    assert "The second is meant, 06:30 UTC." in page.words
    assert world.do(lambda s: (world.call(s).version, world.call(s).thank_at)) == (version, second)


def test_an_impossible_order_is_said_and_the_typed_kept(client: PageClient, world: World) -> None:
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, status=422, button="Save the dates", circulate="2027-02-01T09:00")
    assert "Drafts would go to commenters (Mon 1 Feb 2027, 09:00 New York) before they are due" in page.words
    assert dict(page.form(path).fields)["circulate"] == "2027-02-01T09:00"
    page = client.send(path, status=422, button="Save the dates", circulate="soon")
    assert "“soon” is no date and time." in page.words
    page = client.send(path, status=422, button="Save the dates", circulate="2027-03-14T02:30")
    assert "02:30 does not exist in New York on Sun 14 Mar 2027" in page.words


def test_looking_saves_nothing(client: PageClient, world: World) -> None:
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, status=200, button="Check without saving", circulate="2027-03-13T09:00")
    assert "Drafts go to commenters: 13 March 2027 is a Saturday." in page.words
    assert world.do(lambda s: world.call(s).circulate_at) is None


def test_missing_dates_are_proposed_and_the_told_ones_stay(client: PageClient, world: World) -> None:
    path = plan_page(world)
    page = client.sign_in(CHAIR).get(path)
    assert "Propose the missing dates" in page.words
    page = client.get(f"{path}?anew=1")
    fields = dict(page.form(path).fields)
    assert (fields["deadline"], fields["circulate"], fields["thank"]) == (
        "2027-01-29 17:00:00",
        "2027-03-08 09:00:00",
        "2027-03-19 10:00:00",
    )


def test_marks_of_the_picture_never_touch(world: World) -> None:
    line = world.do(lambda s: timeline(plan_of(world.call(s).wip_session, world.call(s)), NOW))
    assert [mark.number for mark in line.marks] == [1, 2, 3, 4, 5]
    assert line.today is not None
    assert line.marks[0].x < line.today < line.marks[1].x
    for lane in range(line.lanes):
        at = [mark.x for mark in line.marks if mark.lane == lane]
        assert all(right - left >= APART for left, right in pairwise(at))


def moved(client: PageClient, world: World, starts: str) -> str:
    path = f"/manage/{world.slug}/settings"
    client.sign_in(CHAIR).get(path)
    client.send(path, status=200, starts=starts, **SETTINGS)
    return path


def test_moving_the_session_offers_to_move_the_rest(client: PageClient, world: World) -> None:
    path = moved(client, world, "2027-03-25T12:00")
    assert client.page.headings[0] == "Move the other dates along?"
    assert "Fri 5 Feb 2027, 17:00 New York" in client.page.words
    assert world.do(lambda s: world.call(s).wip_session.starts_at) == START
    client.send(path, button="Move these along")
    found = world.do(lambda s: (world.call(s).deadline_at.day, world.call(s).wip_session.starts_at.day))
    assert found == (5, 25)


def test_the_rest_can_be_left(client: PageClient, world: World) -> None:
    path = moved(client, world, "2027-03-25T12:00")
    client.send(path, button="leave these")
    found = world.do(lambda s: (world.call(s).deadline_at.day, world.call(s).wip_session.starts_at.day))
    assert found == (29, 25)


def test_back_to_the_form_keeps_what_was_typed(client: PageClient, world: World) -> None:
    path = moved(client, world, "2027-03-25T12:00")
    page = client.send(path, status=200, button="Back to the form")
    fields = dict(page.form(path).fields)
    assert (fields["starts"], fields["about"]) == ("2027-03-25T12:00", "Three papers.")


def test_moving_before_the_decision_is_no_dead_end(client: PageClient, world: World) -> None:
    path = moved(client, world, "2027-02-11T12:00")
    assert (
        "They cannot stay where they are: The session (Thu 11 Feb 2027, 12:00 New York)" in client.page.words
    )
    assert [label for label, *_ in client.page.form(path).buttons] == ["Move these along", "Back to the form"]
    client.send(path, button="Move these along")
    call = world.do(lambda s: (world.call(s).notify_at, world.call(s).wip_session.starts_at))
    assert call[0] < call[1]


def test_a_call_changed_meanwhile_is_told(client: PageClient, world: World) -> None:
    path = moved(client, world, "2027-03-25T12:00")
    other = PageClient(client.app).sign_in(CHAIR)
    other.get(plan_page(world))
    other.send(plan_page(world), button="Save the dates", deadline="2027-02-01T17:00")
    client.send(path, status=409, button="Move these along")


def test_a_session_is_copied_to_next_year(client: PageClient, world: World) -> None:
    path = f"/manage/{world.slug}/clone"
    page = client.sign_in(CHAIR).get(path)
    assert dict(page.form(path).fields)["starts"] == "2028-03-16 12:00:00"
    assert "Fri 28 Jan 2028, 17:00 New York" in page.words
    page = client.send(path, status=200, button="Show the dates", starts="2028-03-23T12:00")
    assert "Fri 4 Feb 2028, 17:00 New York" in page.words
    client.send(path, button="Make the session", starts="2028-03-23T12:00")

    def slugs(session: Session) -> list[str]:
        return list(session.scalars(sa.select(WipSession.slug).order_by(WipSession.id)))

    assert world.do(slugs)[-1] == "spring-works-in-progress-session-2028"


def test_a_copy_into_the_past_is_refused_and_the_typed_kept(client: PageClient, world: World) -> None:
    path = f"/manage/{world.slug}/clone"
    client.sign_in(CHAIR).get(path)
    page = client.send(path, status=422, button="Make the session", title="Again", starts="2026-03-23T12:00")
    assert "This date has passed. Choose one that lies ahead." in page.words
    assert dict(page.form(path).fields)["title"] == "Again"


def test_a_further_date_is_in_the_table_and_the_picture(client: PageClient, world: World) -> None:
    add_room(world, "April", APRIL)
    add_room(world, "Room B")
    page = client.sign_in(CHAIR).get(plan_page(world))
    assert "April , a further date" in page.words.replace("April,", "April ,")
    assert "Thu 15 Apr 2027, 12:00–13:30 New York" in page.words
    line = world.do(lambda s: timeline(plan_of(world.call(s).wip_session, world.call(s)), NOW))
    assert [mark.label for mark in line.marks][-2:] == ["The session", "April"]


def test_dates_of_a_published_call_say_that_letters_wait(client: PageClient, world: World) -> None:
    world.paper()
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, button="Save the dates", deadline="2027-02-01T17:00")
    assert (
        "Saved. Calendars follow. The call is out: amendment 1 is noted on its page. Letters to 1 person leave in "
        "15 minutes; until then you can say why, or tell nobody."
    ) in page.words
    assert f"/manage/{world.slug}/amendments/" in page.links


def test_a_deadline_after_the_session_is_refused_at_the_deadline(client: PageClient, world: World) -> None:
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, status=422, button="Save the dates", deadline="2027-04-01T17:00")
    assert (
        "The deadline (Thu 1 Apr 2027, 17:00 New York) does not lie before the session (Thu 18 Mar 2027, 12:00 New "
        "York). Move one of them."
    ) in page.words
    assert 'id="deadline-error"' in page.html


def test_a_date_that_collides_is_refused_at_the_one_that_was_changed(
    client: PageClient, world: World
) -> None:
    path = plan_page(world)
    client.sign_in(CHAIR).get(path)
    page = client.send(path, status=422, button="Save the dates", deadline="2027-02-15T17:00")
    assert "The decision date (Fri 12 Feb 2027, 17:00 New York) does not lie after the deadline" in page.words
    assert ('id="deadline-error"' in page.html, 'id="notify-error"' in page.html) == (True, False)
