"""One session's life in eighteen steps, always the same, and every calendar file and message that it makes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.calendars.client import read
from tests.calendars.mailbox import calendar_parts
from tests.calendars.postmen import Postman
from tests.calendars.stage import Stage
from tests.calendars.truth import Truth
from tests.conftest import Clock
from tests.world import START
from wip.domain.sessions import SessionMove
from wip.models import Feed

NOT_FOUND = 404
BASE = "https://wip.example.edu"
Step = tuple[str, Callable[[Stage, Truth], None]]


def _publish(stage: Stage, truth: Truth) -> None:
    stage.publish()
    truth.published()


def _put_out(stage: Stage, truth: Truth) -> None:
    stage.put_all_in()
    _publish(stage, truth)


def _withdraw(stage: Stage, truth: Truth) -> None:
    stage.withdraw(2)
    truth.withdrawn(2)


def _take_down(stage: Stage, truth: Truth) -> None:
    stage.take_down()
    truth.taken_down()


def _come_back(stage: Stage, truth: Truth) -> None:
    stage.restore(2)
    stage.put_all_in()
    _publish(stage, truth)


def _swap(stage: Stage, truth: Truth) -> None:
    stage.swap(0, 2)
    stage.split(1, 10, 20)
    _publish(stage, truth)


def _rename(stage: Stage, truth: Truth) -> None:
    stage.rename(3, "“Quoted”, comma; semi\\colon — ünïcode 日本語 \\Nabla")
    _publish(stage, truth)


def _second_room(stage: Stage, truth: Truth) -> None:
    room = stage.add_room(stage.starts_at, 60, "https://example.zoom.us/j/222")
    stage.to_room(3, room)
    _publish(stage, truth)


def _pause(stage: Stage, truth: Truth) -> None:
    stage.pause(1, 10)
    _publish(stage, truth)


def _undo(stage: Stage, truth: Truth) -> None:
    stage.undo()
    _publish(stage, truth)


def _cancel(stage: Stage, truth: Truth) -> None:
    stage.step(SessionMove.CANCEL)
    truth.cancelled()


STEPS: tuple[Step, ...] = (
    ("before", lambda _stage, _truth: None),
    ("published", _put_out),
    ("confirmed", lambda stage, _truth: stage.step(SessionMove.CONFIRM)),
    ("linked", lambda stage, _truth: stage.link("https://example.zoom.us/j/111")),
    ("moved", lambda stage, _truth: stage.change_session(starts_at=START + timedelta(days=1, hours=2))),
    ("swapped", _swap),
    ("renamed", _rename),
    ("withdrawn", _withdraw),
    ("come-back", _come_back),
    ("zoned", lambda stage, _truth: stage.change_session(zone="Australia/Lord_Howe")),
    ("moved-back", lambda stage, _truth: stage.change_session(starts_at=START)),
    ("paused", _pause),
    ("undone", _undo),
    ("two-rooms", _second_room),
    ("retitled", lambda stage, _truth: stage.change_session(title="Works in Progress, at Last")),
    ("taken-down", _take_down),
    ("again", _publish),
    ("cancelled", _cancel),
)


@dataclass(frozen=True)
class Shown:
    """A file as served, and when its events truly start, in order, as "2027-03-18T16:00:00Z"."""

    name: str
    body: bytes
    starts: tuple[str, ...]


def history(app: Flask, clock: Clock) -> Iterator[tuple[str, Stage, Truth]]:
    """The life, step by step; an hour between two."""
    stage = Stage(app, clock.now)
    truth = Truth(stage)
    for name, do in STEPS:
        stage.now = clock.now = clock.now + timedelta(hours=1)
        do(stage, truth)
        truth.followed()
        yield name, stage, truth


def addresses(stage: Stage) -> dict[str, str]:
    """Every kind of calendar that the stage has."""
    people = {
        "chair": stage.chair,
        "presenter": stage.authors[1],
        "wishes": stage.authors[2],
        "commenter": stage.commenter,
        "attendee": stage.attendee,
    }
    own = {name: stage.feed(email) for name, email in people.items()}
    wish(stage, stage.authors[2])
    public = f"/calendars/{stage.slug}.ics"
    return {
        "public": public,
        "halves": f"{public}?halves=1",
        "slot": f"/calendars/{stage.slug}/1.ics",
        "section": f"/calendars/sections/{stage.section}.ics",
        "call": f"/sessions/{stage.slug}/call.ics",
        **own,
    }


def wish(stage: Stage, email: str) -> None:
    """An alarm before each entry, and halves: one who wishes everything."""

    def act(session: Session) -> None:
        person = stage.actor(session, email).person_id
        feed = session.scalars(sa.select(Feed).where(Feed.person_id == person)).one()
        feed.alarm_minutes, feed.halves = 30, True

    stage.do(act)


def files(app: Flask, clock: Clock) -> Iterator[Shown]:
    """Each calendar at each step at which it changed. The public one has its starts from the truth, not from the file."""
    last, postman = dict[str, bytes](), None
    for name, stage, truth in history(app, clock):
        postman = postman or Postman(stage)
        yield from _messages(name, postman)
        for kind, address in addresses(stage).items():
            answer = app.test_client().get(address, base_url=BASE)
            if answer.status_code == NOT_FOUND or last.get(kind) == answer.data:
                continue
            last[kind] = answer.data
            said = [event.starts_at for event in read(answer.data).events.values()]
            known = kind == "public" and truth.is_out
            true = [start for start, *_ in truth.public().values()] if known else said
            yield Shown(f"{kind}-{name}", answer.data, moments(true))


def _messages(step: str, postman: Postman) -> Iterator[Shown]:
    """The calendar messages of the letters that leave now to three who have other parts each."""
    stage = postman.stage
    postman.deliver()
    readers = {"presenter": stage.authors[1], "commenter": stage.commenter, "attendee": stage.attendee}
    for who, email in readers.items():
        letters = [each for to, each in postman.letters if to == email]
        bodies = [part.get_payload(decode=True) for each in letters for part in calendar_parts(each)]
        for number, body in enumerate(bodies):
            assert isinstance(body, bytes)
            found = re.search(rb"^DTSTART:(\d{8}T\d{6}Z)", body, re.MULTILINE)
            assert found
            at = datetime.strptime(found[1].decode(), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            yield Shown(f"mail-{who}-{step}-{number}", body, moments([at]))
    postman.letters.clear()


def moments(times: list[datetime]) -> tuple[str, ...]:
    """As programs are asked for them."""
    return tuple(sorted(f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in times))
