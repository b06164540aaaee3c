"""The worker: Huey's tasks. It delivers letters, makes previews of drafts, and sweeps away what has served."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from wip.adapters.queues import library, open_queue
from wip.adapters.servers import ready
from wip.db import db, writing
from wip.settings import Settings

if TYPE_CHECKING:
    from huey import Huey
    from huey.consumer import Consumer

log = logging.getLogger("wip.worker")


def attach(app: Any, settings: Settings) -> "Huey":
    """The task queue of this installation: PostgreSQL where the data are there, an embedded file otherwise."""
    huey, crontab = open_queue(settings), library(settings).crontab
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

    # Below letters: a hostile file may take ten seconds, and nobody waits for its picture.
    @huey.task(name="preview", priority=-1)
    def preview(ids: list[int]) -> int:
        return _in_app(app, partial(_preview, ids))

    @huey.periodic_task(crontab(minute="*/10"), name="preview_lost", priority=-1)
    def preview_lost() -> int:
        return _in_app(app, _preview_lost)

    app.extensions["wip_deliver_soon"] = lambda: _call(huey, deliver)
    app.extensions["wip_preview_soon"] = lambda ids: _call(huey, partial(preview, list(ids)))
    return huey


def consumer(app: Any) -> "Consumer":
    """The process that does the tasks. One thread: letters leave one at a time."""
    huey = app.extensions["wip_tasks"]
    ready(huey)
    app.extensions["wip_deliver_soon"]()
    # A queue in a file is polled: at most a second between the call and the letter.
    return huey.create_consumer(workers=1, max_delay=1.0)


def _call(huey: "Huey", task: Callable[[], object]) -> None:
    """Wake the worker after a commit. One that misses the call finds letters within a minute, drafts within ten."""
    try:
        ready(huey)
        task()
    except Exception:
        log.exception("the task queue did not take a call; the work is done at the next round")


def _in_app(app: Any, work: Callable[[Settings, datetime], int]) -> int:
    with app.app_context(), writing():
        try:
            return work(app.extensions["wip_settings"], datetime.now(UTC))
        finally:
            db.session.remove()


def _deliver(settings: Settings, now: datetime) -> int:
    from wip.services.deliveries import deliver_due

    return deliver_due(db.session(), settings, now)


def _preview(ids: Sequence[int] | None, settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    return make_previews(settings, ids)


def _preview_lost(settings: Settings, now: datetime) -> int:
    from wip.services.previews import lacking

    ids = lacking(db.session(), now)
    return make_previews(settings, ids) if ids else 0


def make_previews(settings: Settings, ids: Sequence[int] | None) -> int:
    """Make the previews that these drafts, or all drafts, still lack; returns how many. No transaction while it draws."""
    from wip.adapters import first_pages
    from wip.services import previews

    places = previews.places(db.session(), ids)
    db.session.rollback()
    count = 0
    for number, storage_key, content_type, facts in places:
        told = facts.get("preview")
        if told in {"text", "none"} or (told == "picture" and first_pages.is_kept(settings, storage_key)):
            continue
        made = first_pages.make(settings, storage_key, content_type)
        previews.note(db.session(), number, made)
        db.session.commit()
        count += 1
    return count


def _sweep(settings: Settings, now: datetime) -> int:
    from wip.adapters import files
    from wip.services.sweeping import sweep

    count = sweep(db.session(), now, partial(files.remove, settings))
    db.session.commit()
    return count
