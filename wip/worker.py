"""The worker: Huey's tasks. It delivers letters and sweeps away what has served."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from wip.adapters.servers import ready
from wip.db import db, writing
from wip.settings import Settings

log = logging.getLogger("wip.worker")


def attach(app: Any, settings: Settings) -> Huey:
    """The task queue of this installation: PostgreSQL where the data are there, an embedded file otherwise."""
    huey = _queue(settings)
    app.extensions["wip_tasks"] = huey

    @huey.task(name="deliver")
    def deliver() -> int:
        return _in_app(app, _deliver)

    @huey.periodic_task(crontab(minute="*"), name="deliver_due")
    def deliver_due() -> int:
        return _in_app(app, _deliver)

    @huey.periodic_task(crontab(minute="17", hour="3"), name="sweep")
    def sweep() -> int:
        return _in_app(app, _sweep)

    app.extensions["wip_deliver_soon"] = lambda: _call(huey, deliver)
    return huey


def consumer(app: Any) -> Consumer:
    """The process that does the tasks. One thread: letters leave one at a time."""
    huey = app.extensions["wip_tasks"]
    ready(huey)
    app.extensions["wip_deliver_soon"]()
    # A queue in a file is polled: at most a second between the call and the letter.
    return huey.create_consumer(workers=1, max_delay=1.0)


def _queue(settings: Settings) -> Huey:
    if settings.is_sqlite:
        file = str(settings.instance / "tasks.sqlite")
        return SqliteHuey("wip", results=False, filename=file, fsync=False, create_tables=False)
    dsn = settings.database_url.replace("+psycopg", "")
    return PostgresHuey("wip", results=False, dsn=dsn, create_tables=False)


def _call(huey: Huey, deliver: Callable[[], object]) -> None:
    """Wake the worker after a commit. A worker that misses the call finds the letters within a minute."""
    try:
        ready(huey)
        deliver()
    except Exception:
        log.exception("the task queue did not take a call; letters go out at the next round")


def _in_app(app: Any, work: Callable[[Settings, datetime], int]) -> int:
    with app.app_context(), writing():
        try:
            return work(app.extensions["wip_settings"], datetime.now(UTC))
        finally:
            db.session.remove()


def _deliver(settings: Settings, now: datetime) -> int:
    from wip.services.deliveries import deliver_due

    return deliver_due(db.session(), settings, now)


def _sweep(settings: Settings, now: datetime) -> int:
    from wip.adapters import files
    from wip.services.sweeping import sweep

    count = sweep(db.session(), now, partial(files.remove, settings))
    db.session.commit()
    return count
