"""Calendar messages that no letter brings are looked for while letters leave: in parts, seldom in vain, in nobody's way."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.agenda_world import on_session
from tests.conftest import NOW
from tests.services.test_calendar_news import change
from tests.services.test_calendar_replies import sent as sent  # noqa: PLC0414 - a fixture
from tests.world import START, World
from wip.db import db, writing
from wip.services import calendar_news, publications
from wip.services.calendar_documents import forget_session
from wip.services.calendar_news import Settling


@pytest.fixture
def moved(sent: World) -> World:
    """A hidden agenda's date moved: three authors and two commenters have a wrong hour, and no letter tells them."""
    on_session(
        sent, lambda s, row, by: publications.take_down(s, row, seen=row.agenda_version, by=by, now=NOW)
    )
    on_session(sent, lambda s, row, by: change(s, row, by, NOW, starts_at=START + timedelta(days=1)))
    return sent


@contextmanager
def settling(world: World) -> Iterator[Settling]:
    with world.app.app_context(), writing():
        yield Settling(db.session(), world.app.extensions["wip_settings"])
        db.session.remove()


def letters(world: World) -> int:
    return len(world.letters(kind="calendar_changed"))


def test_a_long_list_is_written_in_parts_and_the_next_letter_leaves_between(
    moved: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with settling(moved) as one:
        everybody = one.go(NOW)
    assert everybody == letters(moved) > 2
    with settling(moved) as one:
        assert one.go(NOW) == 0, "a letter that waits brings it"
    moved.do(lambda s: s.execute(sa.text("DELETE FROM letters WHERE kind = 'calendar_changed'")))
    monkeypatch.setattr(calendar_news, "_AT_ONCE", 1)
    monkeypatch.setattr(calendar_news, "_IN_ONE_GO", 2)
    with settling(moved) as one:
        parts = [one.go(NOW) for _ in range(everybody)]
    assert parts[0] == 2
    assert sum(parts) == everybody == letters(moved)


def test_nothing_is_looked_for_again_within_ten_seconds_unless_something_was_marked(
    moved: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[datetime] = []
    looked = calendar_news._looked

    def counted(session: Session, *rest: object) -> object:
        looks.append(rest[-1])  # type: ignore[arg-type]  # the moment
        return looked(session, *rest)  # type: ignore[arg-type]  # as it came

    with settling(moved) as one:
        one.go(NOW)
        monkeypatch.setattr(calendar_news, "_looked", counted)
        for seconds in (0, 5, 9):
            one.go(NOW + timedelta(seconds=seconds))
        assert looks == []
        one.go(NOW + timedelta(seconds=9), at_once=True)
        one.go(NOW + timedelta(seconds=20))
        assert [at - NOW for at in looks] == [timedelta(seconds=9), timedelta(seconds=20)]
        on_session(moved, lambda s, row, _by: forget_session(s, row.id))
        one.go(NOW + timedelta(seconds=21))
    assert len(looks) == 3


def test_whoever_writes_meanwhile_is_not_waited_for_where_there_is_nothing_to_write(moved: World) -> None:
    with settling(moved) as one:
        one.go(NOW)
    with moved.app.app_context():
        engine = db.engine
    with writing(), engine.connect() as other:
        other.execute(sa.text("UPDATE calendar_documents SET name = name"))
        with settling(moved) as one:
            assert one.go(NOW) == 0
        other.rollback()
