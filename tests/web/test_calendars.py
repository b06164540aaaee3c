"""Calendars over HTTP: what they say to whom, and that unchanged means unchanged."""

import gzip
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.agenda_world import (
    AUTHORS,
    ZOOM,
    comment,
    confirmed_papers,
    feed_path,
    on_session,
    published,
    published_of_any_size,
    put_all_in,
    set_state,
)
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import AUTHOR, CHAIR, COMMENTER, OTHER_CHAIR, START, World
from wip.domain.calls import CallState
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.domain.sessions import SessionMove
from wip.models import Call, WipSession
from wip.services import attendance, publications, retractions, sessions

LATER = NOW + timedelta(days=1)


@pytest.fixture
def out(world: World, clock: Clock) -> World:
    published(world)
    clock.now = LATER
    return world


def get(client: PageClient, path: str, **headers: str) -> TestResponse:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.http.get(path, headers=names, base_url="https://wip.example.edu")


def lines(response: TestResponse, *names: str) -> list[list[str]]:
    """The values of these properties, an entry a list."""
    text = response.get_data(as_text=True).replace("\r\n ", "")
    found = []
    for entry in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT", text, re.DOTALL):
        values = dict(re.findall(r"^([A-Z-]+)[^:\r\n]*:(.*)\r$", entry, re.MULTILINE))
        found.append([values[name] for name in names])
    return found


def test_there_is_no_calendar_before_publication(world: World, client: PageClient) -> None:
    confirmed_papers(world)
    put_all_in(world)
    here = (
        f"/calendars/{world.slug}.ics",
        f"/calendars/{world.slug}.ics?halves=1",
        f"/calendars/{world.slug}/1.ics",
        f"/calendars/{world.slug}/99.ics",
        f"/sessions/{world.slug}/agenda.ics",
    )
    nothing = (404, "text/plain", "There is no such calendar, or its agenda is not published yet.\n")

    def said(path: str) -> tuple[int, str | None, str]:
        response = get(client, path)
        return response.status_code, response.mimetype, response.get_data(as_text=True)

    assert {said(path) for path in (*here, "/calendars/unknown.ics")} == {nothing}
    world.do(lambda session: session.execute(sa.update(Call).values(state=CallState.DRAFT)))
    assert {said(path) for path in here} == {nothing}  # nobody learns that a session is being prepared


def test_feed_and_download_are_the_same_bytes_with_the_right_headers(out: World, client: PageClient) -> None:
    feed, download = (
        get(client, f"/calendars/{out.slug}.ics"),
        get(client, f"/sessions/{out.slug}/agenda.ics"),
    )
    assert feed.data == download.data
    name = "spring-works-in-progress-session-2027.ics"
    assert feed.headers["Content-Disposition"] == f'inline; filename="{name}"'
    assert download.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert {
        key: feed.headers.get(key)
        for key in ("Content-Type", "Cache-Control", "Vary", "X-Robots-Tag", "Set-Cookie", "Last-Modified")
    } == {
        "Content-Type": "text/calendar; charset=utf-8; method=PUBLISH",
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        "Set-Cookie": None,
        "Last-Modified": "Wed, 20 Jan 2027 15:00:00 GMT",
    }
    assert lines(feed, "SUMMARY", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "TRANSP") == [
        ["Quotas Without Numbers", "20270318T160000Z", "20270318T163000Z", "0", "TENTATIVE", "TRANSPARENT"],
        ["Mercy as Procedure", "20270318T163000Z", "20270318T170000Z", "0", "TENTATIVE", "TRANSPARENT"],
        ["The Plea\\, Unbargained", "20270318T170000Z", "20270318T173000Z", "0", "TENTATIVE", "TRANSPARENT"],
    ]


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_unchanged_means_byte_identical_and_304_to_both_forms(
    out: World, client: PageClient, encoding: str
) -> None:
    path, accept = f"/calendars/{out.slug}.ics", {"Accept_Encoding": encoding} if encoding else {}
    first, second = get(client, path, **accept), get(client, path, **accept)
    assert first.data == second.data
    tag, moment = first.headers["ETag"], first.headers["Last-Modified"]
    answers = [
        get(client, path, If_None_Match=tag, **accept),
        get(client, path, If_None_Match=f'"other", W/{tag}', **accept),
        get(client, path, If_None_Match="*", **accept),
        get(client, path, If_Modified_Since=moment, **accept),
        get(client, path, If_None_Match='"other"', If_Modified_Since=moment, **accept),
        get(client, path, If_Modified_Since="Tue, 19 Jan 2027 15:00:00 GMT", **accept),
        get(client, path, If_Modified_Since="no date", **accept),
    ]
    assert [answer.status_code for answer in answers] == [304, 304, 304, 304, 200, 200, 200]
    assert answers[0].headers["ETag"] == tag
    assert answers[-1].data == first.data


def test_gzip_is_another_representation_with_its_own_tag(out: World, client: PageClient) -> None:
    path = f"/calendars/{out.slug}.ics"
    plain, zipped = get(client, path), get(client, path, Accept_Encoding="gzip, deflate, br")
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["ETag"] == plain.headers["ETag"][:-1] + '-gzip"'
    assert get(client, path, If_None_Match=zipped.headers["ETag"]).status_code == 304


def test_head_has_the_headers_of_get_and_no_body(out: World, client: PageClient) -> None:
    path = f"/calendars/{out.slug}.ics"
    head, full = client.http.head(path), client.http.get(path)
    assert (dict(head.headers), head.data) == (dict(full.headers), b"")


@pytest.mark.parametrize(
    ("method", "status"), [("PROPFIND", 405), ("PUT", 405), ("POST", 405), ("DELETE", 405), ("OPTIONS", 200)]
)
def test_other_methods_never_fail(out: World, client: PageClient, method: str, status: int) -> None:
    for path in (f"/calendars/{out.slug}.ics", feed_path(out, AUTHOR)):
        response = client.http.open(path, method=method)
        assert (response.status_code, sorted(response.headers["Allow"].split(", "))) == (
            status,
            ["GET", "HEAD", "OPTIONS"],
        )


def test_a_session_cookie_changes_nothing(out: World, app: Flask, client: PageClient) -> None:
    signed_in = PageClient(app).sign_in(CHAIR)
    ours, theirs = (get(each, f"/calendars/{out.slug}.ics") for each in (signed_in, client))
    assert (ours.data, dict(ours.headers)) == (theirs.data, dict(theirs.headers))


def test_a_stored_feed_is_read_without_the_library_s_statements(
    out: World, client: PageClient, statements: Any
) -> None:
    path = f"/calendars/{out.slug}.ics"
    first = get(client, path)
    with statements() as said:
        assert get(client, path, If_None_Match=first.headers["ETag"]).status_code == 304
        assert get(client, path).data == first.data
    assert said == []


@pytest.mark.parametrize("papers", [1, 3, 30])
def test_building_costs_the_same_statements_at_any_size(
    world: World, client: PageClient, statements: Any, papers: int
) -> None:
    published_of_any_size(world, papers)
    path = feed_path(world, AUTHOR)
    with statements() as said:
        feed = get(client, f"/calendars/{world.slug}.ics").get_data()
    assert (len(said), feed.count(b"BEGIN:VEVENT")) == (5, papers)
    with statements() as said:
        own = get(client, path).get_data()
    assert (len(said), own.startswith(b"BEGIN:VCALENDAR")) == (11, True)


def test_the_join_link_is_for_participants_only(out: World, client: PageClient) -> None:
    comment(out, 1)
    on_session(out, lambda s, row, by: sessions.set_join_link(s, row, ZOOM, by=by, now=LATER))
    out.do(lambda s: attendance.attend(s, out.call(s), name="Ann", email="ann@x.example.edu", now=LATER))
    public = get(client, f"/calendars/{out.slug}.ics")
    assert ZOOM not in public.get_data(as_text=True)
    assert [row[0] for row in lines(public, "SEQUENCE")] == ["1", "1", "1"]
    for email in (AUTHOR, COMMENTER, "ann@x.example.edu", CHAIR):
        response = get(client, feed_path(out, email))
        assert (response.headers["Cache-Control"], ZOOM in response.get_data(as_text=True)) == (
            "private, max-age=300",
            True,
        )
    assert ZOOM not in get(client, feed_path(out, OTHER_CHAIR)).get_data(as_text=True)


def test_each_person_sees_their_own_part(out: World, client: PageClient) -> None:
    comment(out, 1, 2)
    out.do(lambda s: attendance.attend(s, out.call(s), name="Ann", email="ann@x.example.edu", now=LATER))
    seen = {
        email: [row[0] for row in lines(get(client, feed_path(out, email)), "SUMMARY")]
        for email in (AUTHOR, COMMENTER, "ann@x.example.edu", CHAIR, OTHER_CHAIR)
    }
    assert seen == {
        AUTHOR: [
            "Your draft is due: Spring Works-in-Progress Session",
            "Rehearse your talk: Spring Works-in-Progress Session",
            "You present “Quotas Without Numbers”",
        ],
        COMMENTER: [
            "Time to read: Spring Works-in-Progress Session",
            "Have read by now: Spring Works-in-Progress Session",
            "You comment on “Quotas Without Numbers”",
            "You comment on “Mercy as Procedure”",
        ],
        "ann@x.example.edu": ["Spring Works-in-Progress Session"],
        CHAIR: [
            "Call opens: Spring Works-in-Progress Session",
            "Papers are due: Spring Works-in-Progress Session",
            "Decisions are due: Spring Works-in-Progress Session",
            "Drafts are due: Spring Works-in-Progress Session",
            "Drafts go to commenters: Spring Works-in-Progress Session",
            "Spring Works-in-Progress Session",
        ],
        OTHER_CHAIR: ["Your Works-in-Progress calendar works"],
    }


def test_a_slot_is_one_entry_in_every_feed(out: World, client: PageClient) -> None:
    comment(out, 1)
    names = ("UID", "SEQUENCE", "DTSTAMP", "DTSTART")
    public, own, commenter = (
        lines(get(client, path), *names)
        for path in (f"/calendars/{out.slug}.ics", feed_path(out, AUTHOR), feed_path(out, COMMENTER))
    )
    assert public[0] == own[-1] == commenter[-1]


def test_before_publication_a_presenter_has_the_session_provisionally(
    world: World, client: PageClient
) -> None:
    confirmed_papers(world)
    assert lines(get(client, feed_path(world, AUTHOR)), "SUMMARY", "STATUS", "DTSTART")[-1] == [
        "Spring Works-in-Progress Session",
        "TENTATIVE",
        "20270318T160000Z",
    ]


def test_every_calendar_follows_at_once(out: World, client: PageClient) -> None:
    public, own = f"/calendars/{out.slug}.ics", feed_path(out, AUTHOR)
    before = [get(client, path).headers["ETag"] for path in (public, own)]
    facts = sessions.SessionFacts(
        title="Spring Works-in-Progress Session",
        starts_at=START + timedelta(days=1),
        zone="America/New_York",
        minutes=90,
    )
    on_session(out, lambda s, row, by: sessions.change(s, row, facts, seen=row.version, by=by, now=LATER))
    after = [get(client, path, If_None_Match=tag) for path, tag in zip((public, own), before, strict=True)]
    assert [answer.status_code for answer in after] == [200, 200]
    assert [row[0] for row in lines(after[0], "DTSTART")] == [
        "20270319T160000Z",
        "20270319T163000Z",
        "20270319T170000Z",
    ]
    assert lines(after[1], "DTSTART", "SEQUENCE")[-1] == ["20270319T160000Z", "1"]
    on_session(out, lambda s, row, by: sessions.step(s, row, SessionMove.CANCEL, by=by, now=LATER))
    assert lines(get(client, public), "STATUS", "SEQUENCE") == [["CANCELLED", "2"]] * 3


def test_a_withdrawn_paper_stays_as_cancelled_for_everybody_concerned(out: World, client: PageClient) -> None:
    comment(out, 1)

    def withdraw(session: Session) -> None:
        retractions.take_out(session, out.row(session, 1), by=out.system, now=LATER)

    out.do(withdraw)
    set_state(out, 1, PaperState.WITHDRAWN)
    for path in (f"/calendars/{out.slug}.ics", feed_path(out, AUTHOR), feed_path(out, COMMENTER)):
        assert lines(get(client, path), "DTSTART", "STATUS", "SEQUENCE")[0] == [
            "20270318T160000Z",
            "CANCELLED",
            "1",
        ]


def test_an_agenda_taken_down_leaves_the_session_alone(out: World, client: PageClient) -> None:
    def act(session: Session, row: WipSession, by: Actor) -> None:
        publications.take_down(session, row, seen=row.agenda_version, by=by, now=LATER)

    on_session(out, act)
    response = get(client, f"/calendars/{out.slug}.ics")
    assert lines(response, "SUMMARY", "STATUS") == [["Spring Works-in-Progress Session", "TENTATIVE"]]
    assert not any(title in response.get_data(as_text=True) for title in ("Quotas", "Mercy", "Plea"))


def test_a_rotated_address_is_gone_and_unknown_ones_never_were(
    out: World, app: Flask, client: PageClient
) -> None:
    old = feed_path(out, CHAIR)
    page = PageClient(app).sign_in(CHAIR)
    page.get("/me/calendar/")
    assert f"https://wip.example.edu{old}" in page.page.html
    page.send(button="Give me a new address")
    assert [
        get(client, path).status_code for path in (old, feed_path(out, CHAIR), "/feeds/no-token/x.ics")
    ] == [410, 200, 404]
    paper_token = out.paper_link().split("/")[2]
    assert get(client, f"/feeds/{paper_token}/x.ics").status_code == 404


def test_a_first_address_is_made_by_its_button_alone(world: World, app: Flask) -> None:  # noqa: ARG001 - a section to belong to
    page = PageClient(app).sign_in("new@law.example.edu")
    assert "webcal://" not in page.get("/me/calendar/").html
    assert "webcal://wip.example.edu/feeds/" in page.send(button="Give me an address").html


def test_the_deadline_is_an_entry_that_ends_with_it(world: World, client: PageClient) -> None:
    response = get(client, f"/sessions/{world.slug}/call.ics")
    assert lines(response, "SUMMARY", "DTSTART", "DTEND") == [
        ["Papers are due: Spring Works-in-Progress Session", "20270129T214500Z", "20270129T220000Z"]
    ]


def test_everybody_named_has_a_feed(out: World, client: PageClient) -> None:
    assert [get(client, feed_path(out, email)).status_code for email in AUTHORS] == [200, 200, 200]
