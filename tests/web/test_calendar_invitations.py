"""Who answered what in their calendars, as leaders see it: the list, the board, what wants attention, and what stays closed."""

from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, publish, put_all_in
from tests.client import PageClient
from tests.conftest import NOW
from tests.services.test_calendar_replies import deliver, said, take
from tests.web.test_agenda_wishes import hide
from tests.world import CHAIR, COAUTHOR, World
from wip.domain.calendar_answers import Answer, Method
from wip.domain.publications import EntryKind
from wip.domain.sessions import SessionState
from wip.models import CalendarEntry, CalendarInvitation, Person, WipSession


@pytest.fixture
def chair(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    put_all_in(world)
    publish(world, NOW)
    return PageClient(app).sign_in(CHAIR)


def test_answers_stand_on_every_page_that_needs_them(chair: PageClient, world: World) -> None:
    here = f"/manage/{world.slug}/agenda/answers"
    assert "Nobody has been invited by mail yet" in chair.get(here).text
    deliver(world)
    take(world, said(world))
    page = chair.get(here).text
    assert "3 invitations, 2 without an answer" in page
    assert "“I teach then.”" in page
    only = chair.get(f"{here}?answer=declined").text
    assert ("Mbali Abara" in only, "Tomas Varga" in only) == (True, False)
    assert "Nobody has answered so." in chair.get(f"{here}?answer=accepted").text
    words = "Of 3 calendar invitations, to slots and to the session, 0 are accepted, 1 declined, 0 tentative; 2 have no answer."
    assert words in chair.get(f"/manage/{world.slug}/agenda/").text
    over = chair.get(f"/manage/{world.slug}/agenda/publish").text
    assert words not in over, "it is said once"
    said_so = "Mbali Abara has declined “Quotas Without Numbers”, Thu 18 Mar 2027, 12:00–12:30 New York, in their calendar."
    assert said_so in over
    assert "1 person has declined in their calendar" in chair.get(f"/manage/{world.slug}/").text
    board = chair.get(f"/manage/{world.slug}/readiness/").text
    assert "in the calendar of Mbali Abara: cannot" in board


def test_what_a_conflict_closes_stays_closed(chair: PageClient, world: World) -> None:
    deliver(world)
    take(world, said(world))
    hide(world, 1)
    pages = [
        f"/manage/{world.slug}/{rest}" for rest in ("agenda/answers", "agenda/publish", "", "readiness/")
    ]
    for page in pages:
        text = chair.get(page).text
        assert "I teach then." not in text
        assert "declined in their calendar" not in text
        assert "has declined" not in text
        assert ": cannot" not in text
    assert "Mbali" not in chair.get(pages[0]).text
    assert "2 invitations" in chair.get(pages[0]).text


def test_an_answer_to_an_older_time_says_so(chair: PageClient, world: World) -> None:
    deliver(world)
    take(world, said(world, Answer.ACCEPTED))
    world.do(lambda s: s.execute(sa.update(CalendarInvitation).values(sequence=3)))
    page = chair.get(f"/manage/{world.slug}/agenda/answers").text
    assert "comes, to an earlier time" in page
    assert "1 answer was to an earlier time" in page
    assert "Come: 0" in page
    assert "at an earlier time" in page
    assert "Nobody has answered so." in chair.get(f"/manage/{world.slug}/agenda/answers?answer=accepted").text
    assert "1 invitation" in chair.get(f"/manage/{world.slug}/agenda/answers?answer=earlier").text
    silent = chair.get(f"/manage/{world.slug}/agenda/answers?answer=silent").text
    assert ("2 invitations" in silent, "comes, to an earlier" in silent) == (True, False)
    assert page.index("comes, to an earlier time") < page.index("no answer")
    line = "0 are accepted, 0 declined, 0 tentative; 2 have no answer. 1 was answered only for an earlier time (1 accepted"
    assert line in chair.get(f"/manage/{world.slug}/agenda/").text


def test_a_cancelled_session_says_so_wherever_its_agenda_is_arranged(chair: PageClient, world: World) -> None:
    here = f"/manage/{world.slug}/agenda/"
    assert "change the working copy only" in chair.get(here).text
    assert "It is what everybody sees." in chair.get(here).text
    world.do(lambda s: s.execute(sa.update(WipSession).values(state=SessionState.CANCELLED)))
    for path in (
        here,
        f"{here}publish",
        f"{here}layout",
        f"/manage/{world.slug}/",
        f"/sessions/{world.slug}/subscribe",
    ):
        assert "This session is cancelled" in chair.get(path).text, path
    assert "what everybody sees" not in chair.get(here).text
    assert "Save the join link" not in chair.get(f"/manage/{world.slug}/").text


def test_the_list_costs_the_same_at_1_3_and_30_rows(chair: PageClient, world: World, statements: Any) -> None:
    found, path = {}, f"/manage/{world.slug}/agenda/answers"
    for more, total in ((1, 1), (2, 3), (27, 30)):
        world.do(partial(_invite, numbers=range(total - more, total)))
        chair.get(path)
        with statements() as made:
            chair.get(path)
        found[total] = len(made)
    assert found == {1: 6, 3: 6, 30: 6}


def _invite(session: Session, numbers: range) -> None:
    entry = session.scalars(sa.select(CalendarEntry).where(CalendarEntry.kind == EntryKind.SESSION)).one()
    for number in numbers:
        email = f"guest{number}@coast.example.edu"
        person = Person(email=email, email_key=email, created_at=NOW)
        session.add(person)
        session.flush()
        session.add(
            CalendarInvitation(
                entry_id=entry.id, person_id=person.id, method=Method.REQUEST, sequence=0, sent_at=NOW
            )
        )


def test_nobody_else_reads_the_answers(app: Flask, chair: PageClient, world: World) -> None:
    path = f"/manage/{world.slug}/agenda/answers"
    chair.get(path)
    PageClient(app).sign_in(COAUTHOR).get(path, status=404)
