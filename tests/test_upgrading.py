"""`wip upgrade`: calendars of sessions that are not over get the entries that are new in this version."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.agenda_world import comment, published
from tests.world import START, World
from wip.adapters import schema
from wip.commands.serving import upgraded
from wip.db import db
from wip.domain.people import SYSTEM
from wip.domain.publications import EntryKind
from wip.models import CalendarDocument, CalendarEntry, CalendarInvitation, Letter, Publication
from wip.services import calendars
from wip.services.calendar_news import Settling

NEW = (EntryKind.READ_BY, EntryKind.REHEARSAL)


def entries(world: World) -> list[tuple[object, ...]]:
    columns = (CalendarEntry.kind, CalendarEntry.sequence, CalendarEntry.changed_at, CalendarEntry.facts)
    rows = world.do(
        lambda s: s.execute(sa.select(*columns).order_by(CalendarEntry.kind, CalendarEntry.id)).all()
    )
    return [tuple(row) for row in rows]


def lose_what_is_new(world: World) -> None:
    world.do(lambda s: s.execute(sa.delete(CalendarEntry).where(CalendarEntry.kind.in_(NEW))))


@pytest.fixture
def before(world: World) -> World:
    """A published session with a commenter, as the version before left it."""
    published(world)
    comment(world, 1)
    lose_what_is_new(world)
    return world


def refreshed(world: World, now: datetime) -> int:
    return world.do(lambda s: calendars.refresh_ahead(s, by=SYSTEM, now=now))


def test_what_is_new_stands_beside_what_was_there_and_nobody_is_written_to(before: World) -> None:
    settings = before.app.extensions["wip_settings"]
    # Letters have left, and the version before invited nobody by mail.
    before.do(lambda s: (s.execute(sa.delete(Letter)), s.execute(sa.delete(CalendarInvitation))))
    before.do(lambda s: s.execute(sa.update(CalendarDocument).values(made=CalendarDocument.mark)))
    old = entries(before)
    assert refreshed(before, before.now) == 1
    new = entries(before)
    assert [each for each in new if each[0] not in NEW] == old
    assert {each[0] for each in new} - {each[0] for each in old} == set(NEW)
    assert before.do(lambda s: Settling(s, settings).go(before.now)) == 0
    assert before.letters() == []
    assert before.do(lambda s: s.scalar(sa.select(sa.func.count(Publication.id)))) == 1
    assert refreshed(before, before.now + timedelta(hours=1)) == 1
    assert entries(before) == new


def test_a_session_that_is_over_stays_as_it_was(before: World) -> None:
    old = entries(before)
    assert refreshed(before, START + timedelta(days=30)) == 0
    assert entries(before) == old


def test_an_upgrade_that_migrates_has_calendars_follow(
    before: World, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIP_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WIP_DATABASE_URL", database_url)

    upgraded()
    assert {each[0] for each in entries(before)} & set(NEW) == set()
    with before.app.app_context():
        schema.downgrade(db.engine, "-1")
    assert upgraded() == schema.head()
    assert {each[0] for each in entries(before)} >= set(NEW)
