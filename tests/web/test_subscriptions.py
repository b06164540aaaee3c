"""How to subscribe: the pages that say so, and how one's own calendar comes."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import (
    ZOOM,
    comment,
    feed_path,
    on_session,
    published,
    published_of_any_size,
)
from tests.client import PageClient
from tests.conftest import NOW
from tests.web.test_calendars import get
from tests.world import AUTHOR, COMMENTER, World
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionMove
from wip.models import Feed, HistoryEvent, Person
from wip.services import feed_wishes, sessions


def test_a_session_s_page_has_every_way_and_no_join_link(world: World, app: Flask) -> None:
    published(world)
    on_session(world, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=NOW))
    html = PageClient(app).get(f"/sessions/{world.slug}/subscribe").html
    here = f"wip.example.edu/calendars/{world.slug}"
    for wanted in (
        f'value="https://{here}.ics"',
        f'href="webcal://{here}.ics"',
        f'href="webcal://{here}.ics?halves=1"',
        f'href="webcal://{here}/2.ics"',
        f'href="/sessions/{world.slug}/agenda/2.ics"',
        "https://calendar.google.com/calendar/render?action=TEMPLATE",
        "https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2Fwip.example.edu",
        "https://outlook.office.com/calendar/0/deeplink/compose",
        '<svg viewBox="0 0',
        "every 8 to 24 hours",
    ):
        assert wanted in html
    assert ZOOM not in html


def test_there_is_no_such_page_before_an_agenda_is_out(world: World, app: Flask) -> None:
    assert PageClient(app).http.get(f"/sessions/{world.slug}/subscribe").status_code == 404


def test_a_cancelled_session_offers_nothing_to_subscribe_to(world: World, app: Flask) -> None:
    published(world)
    on_session(world, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=NOW))
    html = PageClient(app).get(f"/sessions/{world.slug}/subscribe").html
    assert "nothing new to subscribe to" in html
    assert [each for each in ("webcal:", ".ics", "google", "outlook", "Thunderbird") if each in html] == []


@pytest.mark.usefixtures("world")
def test_a_section_s_page_names_its_year(app: Flask) -> None:
    page = PageClient(app).get("/sections/criminal-justice/subscribe")
    assert 'href="webcal://wip.example.edu/calendars/sections/criminal-justice.ics"' in page.html


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_the_page_costs_the_same_statements_at_any_size(
    world: World, app: Flask, statements: Any, papers: int
) -> None:
    published_of_any_size(world, papers)
    browser = PageClient(app)
    browser.get(f"/sessions/{world.slug}/subscribe")
    with statements() as said:
        browser.get(f"/sessions/{world.slug}/subscribe")
    assert len(said) == 3


def test_one_s_calendar_comes_as_wished_and_the_wish_is_in_the_history(world: World, app: Flask) -> None:
    published(world)
    comment(world, 2)
    browser = PageClient(app).sign_in(COMMENTER)
    browser.get("/me/calendar/")
    browser.send(button="Save", alarm="30", halves="y", by_mail="")
    columns = sa.select(Feed.alarm_minutes, Feed.halves, Feed.by_mail, Feed.generation)
    feed = world.do(lambda s: tuple(s.execute(columns.join(Person).where(Person.email == COMMENTER)).one()))
    assert feed == (30, True, False, 1)
    text = get(browser, feed_path(world, COMMENTER)).get_data(as_text=True).replace("\r\n ", "")
    assert "SUMMARY:“Mercy as Procedure” is presented\r\n" in text
    assert "SUMMARY:You comment on “Mercy as Procedure”\r\n" in text
    assert "TRIGGER:-PT30M" in text
    acts = world.do(
        lambda s: s.scalars(sa.select(HistoryEvent.act).where(HistoryEvent.thing == "feeds")).all()
    )
    assert list(acts) == ["change feed"]


def test_one_s_calendar_is_a_file_too_with_or_without_an_address(world: World, app: Flask) -> None:
    published(world)
    browser = PageClient(app).sign_in(AUTHOR)
    assert 'href="/me/calendar/my-sessions.ics"' in browser.get("/me/calendar/").html
    world.do(lambda s: s.execute(sa.delete(Feed)))
    file = get(browser, "/me/calendar/my-sessions.ics")
    assert file.headers["Content-Disposition"] == 'attachment; filename="my-sessions.ics"'
    assert file.headers["Cache-Control"] == "private, max-age=300"
    assert "SUMMARY:You present" in file.get_data(as_text=True)
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Feed))) == 0
    assert file.data == get(browser, feed_path(world, AUTHOR)).data
    assert get(PageClient(app), "/me/calendar/my-sessions.ics").status_code == 303


def test_a_reminder_that_is_not_offered_is_refused(world: World, app: Flask) -> None:
    published(world)
    browser = PageClient(app).sign_in(AUTHOR)
    browser.get("/me/calendar/")
    browser.send(button="Save", status=422, alarm="7")

    def act(session: Session) -> None:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        by = world.actor(session, AUTHOR)
        feed_wishes.wish(session, person, alarm_minutes=7, halves=False, by_mail=True, by=by, now=NOW)

    with pytest.raises(Refusal, match="Choose one of the reminders"):
        world.do(act)


def test_the_same_wish_again_changes_nothing(world: World) -> None:
    published(world)

    def act(session: Session) -> int:
        person = session.scalars(sa.select(Person).where(Person.email == AUTHOR)).one()
        by = world.actor(session, AUTHOR)
        for _ in range(2):
            feed_wishes.wish(session, person, alarm_minutes=None, halves=True, by_mail=True, by=by, now=NOW)
        return session.scalar(sa.select(sa.func.count()).where(HistoryEvent.act == "change feed")) or 0

    assert world.do(act) == 1
