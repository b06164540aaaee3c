"""The hand-over: everything in one file, for leaders alone; minutes over are noted after the session."""

import csv
import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests import selecting
from tests.agenda_world import ZOOM, comment, on_session, published, set_state
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import AUTHOR, CHAIR, COMMENTER, REVIEWER, START, STRANGER, World
from wip.domain.papers import PaperState
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.domain.selection_stages import SelectionStage
from wip.models import AgendaSlot, HistoryEvent
from wip.services import attendance, decisions, freezes, sessions

BASE = "https://wip.example.edu"


@pytest.fixture
def held(world: World) -> World:
    """A session as it was held: three papers, a commenter, an attendee, a withdrawn paper and a formula for a title."""
    world.paper("=HYPERLINK(1)", "rue.weathers@law.example.edu")
    selecting.score(world, 1, REVIEWER, 4, "planted-comment")
    set_state(world, 1, PaperState.WITHDRAWN)
    published(world)
    comment(world, 2)

    def more(session: Session) -> None:
        email = "ada.listener@law.example.edu"
        attendance.attend(session, world.call(session), name="Ada Listener", email=email, now=world.now)
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        sessions.set_join_link(session, row, ZOOM, by=by, now=world.now)

    world.do(more)
    return world


def file(client: PageClient, world: World) -> dict[str, bytes]:
    response = client.http.get(f"/manage/{world.slug}/hand-over.zip", base_url=BASE)
    assert (response.status_code, response.content_type) == (200, "application/zip")
    with ZipFile(io.BytesIO(response.get_data())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_file_holds_everything_and_says_what(client: PageClient, held: World) -> None:
    found = file(client.sign_in(CHAIR), held)
    assert list(found) == [
        "README.txt",
        "papers.csv",
        "commenters.csv",
        "volunteers.csv",
        "attendees.csv",
        "reviewers.csv",
        "leaders.csv",
        "letters.csv",
        "dates.csv",
        "hand-over.json",
        "call.txt",
        "agenda.ics",
    ]
    readme = found["README.txt"].decode()
    assert [name for name in found if name not in readme] == ["README.txt"]
    papers = rows(found["papers.csv"])
    assert [(p["Title"], p["State"], p["Commenters"]) for p in papers] == [
        ("'=HYPERLINK(1)", "withdrawn", ""),
        ("Quotas Without Numbers", "confirmed", "Piper Nakagawa"),
        ("Mercy as Procedure", "confirmed", ""),
        ("The Plea, Unbargained", "confirmed", ""),
    ]
    assert papers[1]["Slot"] == "Thu 18 Mar 2027, 12:00–12:30 New York"
    (asked,) = rows(found["commenters.csv"])
    assert (asked["E-mail"], asked["Answer"]) == (COMMENTER, "accepted")
    assert [row["Name"] for row in rows(found["attendees.csv"])] == ["Ada Listener"]
    assert [(row["E-mail"], row["Reviews"]) for row in rows(found["reviewers.csv"])] == [(REVIEWER, "1")]
    whole = json.loads(found["hand-over.json"])
    assert [paper["Title"] for paper in whole["papers"]] == [p["Title"].lstrip("'") for p in papers]
    assert found["call.txt"].decode().startswith("Call for papers: Spring Works-in-Progress Session")


def test_neither_the_join_link_nor_a_review_is_in_it(client: PageClient, held: World) -> None:
    text = b"".join(file(client.sign_in(CHAIR), held).values())
    assert [word in text for word in (ZOOM.encode(), b"planted-comment")] == [False, False]


def test_a_leader_learns_nothing_of_the_reviews_of_their_own_paper(client: PageClient, held: World) -> None:
    number = held.paper("Mine", CHAIR)
    selecting.score(held, number, REVIEWER, 5)
    found = file(client.sign_in(CHAIR), held)
    own = rows(found["papers.csv"])[-1]
    assert (own["Title"], own["Reviews"], own["Mean score"]) == ("Mine", "", "")
    assert [row["Reviews"] for row in rows(found["reviewers.csv"])] == ["1"]


def test_the_frozen_ranking_and_the_reasons_since_are_handed_over_but_those_of_own_papers(
    client: PageClient, held: World
) -> None:
    numbers = [held.paper("Mine", CHAIR), held.paper("Theirs", "nadia.osei@law.example.edu")]
    for number, points in zip(numbers, (5, 4), strict=True):
        selecting.score(held, number, REVIEWER, points)
    selecting.add_leader(held)
    selecting.decide(held, {numbers[1]: Outcome.ACCEPT})

    def freeze(session: Session) -> None:
        call, by = held.call(session), held.actor(session, selecting.SECOND_CHAIR)
        freezes.freeze(session, call, seen=SelectionStage.RANKING, by=by, now=held.now)
        page = selecting.shown(session, held, CHAIR)
        away = Choice(numbers[1], Outcome.DECLINE, None, page[numbers[1]], "Read elsewhere.")
        decisions.decide(session, call, [away], by=held.actor(session, CHAIR), now=held.now)

    held.do(freeze)
    found = rows(file(client.sign_in(CHAIR), held)["papers.csv"])
    told = [
        (p["Rank at the freeze"], p["Decision at the freeze"], p["Reason of a change since"]) for p in found
    ]
    assert told[-2:] == [("", "", ""), ("1", "accept", "Read elsewhere.")]


@pytest.mark.parametrize("email", ["", AUTHOR, COMMENTER, STRANGER])
def test_it_is_for_leaders_alone(client: PageClient, held: World, email: str) -> None:
    if email:
        client.sign_in(email)
    response = client.http.get(f"/manage/{held.slug}/hand-over.zip", base_url=BASE)
    assert response.status_code == (404 if email else 303)


def over(world: World) -> list[int | None]:
    return on_session(
        world,
        lambda s, _row, _by: list(
            s.scalars(sa.select(AgendaSlot.minutes_over).order_by(AgendaSlot.position))
        ),
    )


def slot_fields(client: PageClient) -> list[str]:
    return [name for name, _ in client.page.form("hand-over").fields if name.startswith("over-")]


def test_minutes_over_are_noted_after_the_session(client: PageClient, held: World, clock: Clock) -> None:
    client.sign_in(CHAIR)
    assert "After the session, note here" in client.get(f"/manage/{held.slug}/hand-over").words
    clock.now = START
    client.sign_in(CHAIR)
    client.get(f"/manage/{held.slug}/hand-over")
    first, second, _ = slot_fields(client)
    typed: dict[str, Any] = {first: "7", second: "0"}
    page = client.send("hand-over", **typed)
    assert "Noted." in page.words
    assert over(held) == [7, 0, None]
    acts = held.do(
        lambda s: s.scalars(sa.select(HistoryEvent.new).where(HistoryEvent.act == "note minutes over")).all()
    )
    assert list(acts) == [{"minutes_over": 7}, {"minutes_over": 0}]


@pytest.mark.parametrize("typed", ["-3", "many", "241"])
def test_what_is_no_number_of_minutes_is_refused_and_kept(
    client: PageClient, held: World, clock: Clock, typed: str
) -> None:
    clock.now = START
    client.sign_in(CHAIR)
    client.get(f"/manage/{held.slug}/hand-over")
    first, *_ = slot_fields(client)
    said: dict[str, Any] = {first: typed}
    page = client.send("hand-over", status=422, **said)
    assert "Give a whole number of minutes from 0 to 240." in page.words
    assert dict(page.form("hand-over").fields)[first] == typed
    assert over(held) == [None, None, None]


def test_the_next_steps_are_there(client: PageClient, held: World) -> None:
    client.sign_in(CHAIR)
    links = client.get(f"/manage/{held.slug}/hand-over").links
    wanted = {f"/sections/{held.section}/leaders", f"/manage/{held.slug}/clone"}
    assert wanted - set(links) == set()
