"""The worker: Huey's tasks. It delivers letters, makes previews of drafts, and sweeps away what has served."""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING, Any

from wip.adapters.queues import library, open_queue
from wip.adapters.servers import ready
from wip.db import db, writing
from wip.settings import Settings

if TYPE_CHECKING:
    from huey import Huey
    from huey.consumer import Consumer

    from wip.adapters.couriers import Courier

_LOOK_UP_SECONDS = 0.5
"""A worker that is to stop does so within this time, unless a letter is on its way."""

log = logging.getLogger("wip.worker")


def attach(app: Any, settings: Settings) -> "Huey":
    """The task queue of this installation: PostgreSQL where the data are there, an embedded file otherwise."""
    huey, crontab = open_queue(settings), library(settings).crontab
    app.extensions["wip_tasks"] = huey

    rounds = app.extensions["wip_rounds"] = Rounds()

    @huey.task(name="deliver")
    def deliver() -> int:
        return rounds.call(partial(_in_app, app, partial(_deliver, rounds)))

    @huey.periodic_task(crontab(minute="*"), name="deliver_due")
    def deliver_due() -> int:
        return rounds.call(partial(_in_app, app, partial(_deliver, rounds)))

    @huey.periodic_task(crontab(minute="17", hour="3"), name="sweep")
    def sweep() -> int:
        return _in_app(app, _sweep)

    @huey.periodic_task(crontab(minute="*/15"), name="remind")
    def remind() -> int:
        return _in_app(app, _remind)

    @huey.periodic_task(crontab(minute="*/5"), name="places")
    def places() -> int:
        return _in_app(app, _places)

    @huey.periodic_task(crontab(minute="*/10"), name="feedback")
    def feedback() -> int:
        return _in_app(app, _feedback)

    @huey.periodic_task(crontab(minute="*/5"), name="commissions")
    def commissions() -> int:
        return _in_app(app, _commissions)

    # Below letters: a hostile file may take ten seconds, and nobody waits for its picture.
    @huey.task(name="preview", priority=-1)
    def preview(ids: list[int]) -> int:
        return _in_app(app, partial(_preview, ids))

    @huey.periodic_task(crontab(minute="*/10"), name="preview_lost", priority=-1)
    def preview_lost() -> int:
        return _in_app(app, _preview_lost)

    app.extensions["wip_deliver_soon"] = lambda: _call(huey, deliver)
    app.extensions["wip_preview_soon"] = lambda ids: _call(huey, partial(preview, list(ids)))
    _attach_plans(app, huey, crontab)
    _attach_replies(app, huey, crontab)
    return huey


def _attach_plans(app: Any, huey: "Huey", crontab: Callable[..., Any]) -> None:
    """Large plans of commenters: computed after the leader's press, and taken up again where a worker was killed."""

    @huey.task(name="plan_commenters")
    def plan_commenters(ids: list[int]) -> int:
        return _in_app(app, partial(_plan_commenters, ids))

    @huey.periodic_task(crontab(minute="*"), name="plans_lost")
    def plans_lost() -> int:
        return _in_app(app, partial(_plan_commenters, None))

    app.extensions["wip_plan_soon"] = lambda ids: _call(huey, partial(plan_commenters, list(ids)))


def _attach_replies(app: Any, huey: "Huey", crontab: Callable[..., Any]) -> None:
    """What people answer to calendar invitations."""

    @huey.periodic_task(crontab(minute="*/5"), name="replies")
    def replies() -> int:
        return _in_app(app, _replies)


def consumer(app: Any) -> "Consumer":
    """The process that does the tasks: letters leave one at a time in one thread, and all else is done in another."""
    huey = app.extensions["wip_tasks"]
    ready(huey)
    app.extensions["wip_deliver_soon"]()
    # A queue in a file is polled: at most a second between the call and the letter.
    made = huey.create_consumer(workers=2, max_delay=1.0)
    app.extensions["wip_rounds"].stopping = made.stop_flag
    return made


class Rounds:
    """The rounds of delivery in this process: one at a time, and none that was called for in vain.

    A round may take minutes, because a mail server is slow or letters must keep their distances. Whoever calls
    meanwhile is served by the round that is under way, or by the one right after it.
    """

    def __init__(self) -> None:
        self.stopping = Event()
        self._called, self._under_way = Event(), Lock()
        self._courier: Courier | None = None

    def call(self, go_round: Callable[[], int]) -> int:
        """Go round now, or let the round that is under way go on; returns how many letters left."""
        sent = 0
        self._called.set()
        while self._called.is_set() and self._under_way.acquire(blocking=False):
            try:
                self._called.clear()
                sent += go_round()
            finally:
                self._under_way.release()
        return sent

    def rest(self, seconds: float) -> bool:
        """Wait so long, or until somebody calls; False when the process is to stop."""
        until = monotonic() + seconds
        while not self.stopping.is_set() and not self._called.is_set() and (left := until - monotonic()) > 0:
            self._called.wait(min(left, _LOOK_UP_SECONDS))
        if seconds:
            self._called.clear()
        return not self.stopping.is_set()

    def courier(self, settings: Settings) -> "Courier":
        """The courier of this process, made with its first round."""
        if self._courier is None:
            from wip.adapters.couriers import Courier

            self._courier = Courier(settings.instance)
        return self._courier


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


def _deliver(rounds: Rounds, settings: Settings, now: datetime) -> int:
    from wip.services.deliveries import deliver_due

    courier = rounds.courier(settings)
    return deliver_due(
        db.session(), settings, now, courier=courier, clock=partial(datetime.now, UTC), rest=rounds.rest
    )


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


def _plan_commenters(ids: Sequence[int] | None, settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    from wip.services.commenter_plan_work import compute_due

    return compute_due(db.session(), partial(datetime.now, UTC), ids)


def _remind(settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    from wip.services.reminders import remind_due

    count = remind_due(db.session(), now)
    db.session.commit()
    return count


def _places(settings: Settings, now: datetime) -> int:
    """What follows from the clock for places in sessions; each kind in a transaction of its own."""
    from wip.adapters import files
    from wip.services import carrying, draft_clocks, place_reminders, places

    count = 0
    for work in (
        places.pass_on_lapsed,
        place_reminders.remind_due,
        place_reminders.tell_of_silence,
        partial(carrying.carry_due, copy=partial(files.copied, settings)),
        draft_clocks.remind_due,
        draft_clocks.tell_of_late,
    ):
        count += work(db.session(), now)
        db.session.commit()
    return count


def _feedback(settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    """What follows from the clock for feedback; each kind in a transaction of its own."""
    from wip.services import feedback_rounds as rounds

    count = 0
    for work in (
        rounds.tell_open,
        rounds.remind,
        rounds.send_digests,
        rounds.ask_what_changed,
        rounds.forget_unsent,
    ):
        count += work(db.session(), now)
        db.session.commit()
    return count


def _commissions(settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    """What follows from the clock for requests to comment; each kind in a transaction of its own."""
    from wip.services import commission_lapses, commission_reminders

    count = 0
    for work in (commission_lapses.lapse_due, commission_reminders.remind_due):
        count += work(db.session(), now)
        db.session.commit()
    return count


def _replies(settings: Settings, now: datetime) -> int:  # noqa: ARG001 - as all work
    from wip.services.calendar_replies import read_mailbox

    return read_mailbox(db.session(), settings, partial(datetime.now, UTC))


def _sweep(settings: Settings, now: datetime) -> int:
    from wip.adapters import files
    from wip.services.sweeping import sweep

    count = sweep(db.session(), now, partial(files.remove, settings))
    db.session.commit()
    return count
