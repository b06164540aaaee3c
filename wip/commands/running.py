"""Commands that run, prepare and look over an installation."""

import logging
from typing import TYPE_CHECKING

import click

from wip.commands import close
from wip.domain.refusals import Refusal

if TYPE_CHECKING:
    from wip.adapters.servers import Verdict
    from wip.settings import Settings


@click.command()
@click.option("--access-log", is_flag=True, help="Log every request, with personal links masked.")
def run(*, access_log: bool) -> None:
    """Serve the app: the website and the worker together, until interrupted.

    Brings the database up to date first.
    """
    from wip.commands import serving
    from wip.settings import read

    settings = read()
    serving.refuse_taken_port(settings.host, settings.port)
    serving.prepare(settings)
    click.echo(f"Works in Progress is at {settings.base_url} (stop it with Ctrl-C)")
    serving.serve(settings, access_log=access_log)


@click.command()
def worker() -> None:
    """Deliver letters and sweep up, until interrupted. Part of `wip run`."""
    from wip.app import create_app
    from wip.commands import orphans
    from wip.worker import consumer

    orphans.end_with_parent()
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", level=logging.WARNING)
    consumer(create_app()).run()


@click.command()
def upgrade() -> None:
    """Bring the database to this version's state. Safe to repeat."""
    from wip.commands import serving

    click.echo(f"The database is at revision {serving.upgraded()}.")


@click.command()
def check() -> None:
    """Look over configuration, database, migrations, queue, mail and files; a verdict each."""
    from wip.adapters import servers, similarity
    from wip.app import create_app
    from wip.db import db
    from wip.settings import read

    settings = read()
    app = create_app(settings)
    with app.app_context():
        where = f"{settings.base_url}, instance folder {settings.instance}"
        verdicts = [
            servers.Verdict("configuration", good=True, sentence=f"every setting can be read; {where}."),
            servers.database(db.engine),
            servers.migrations(db.engine),
            servers.queue(app.extensions["wip_tasks"]),
            servers.mail(settings),
            servers.bounces(settings),
            servers.replies(settings),
            servers.folder(settings),
            servers.storage(settings),
            similarity.verdict(),
        ]
        if all(verdict.good for verdict in verdicts[1:3]):
            verdicts.append(_letters(settings))
        close(app)
    for verdict in verdicts:
        click.echo(f"{'good' if verdict.good else 'BAD':5} {verdict.name}: {verdict.sentence}")
    bad = [verdict.name for verdict in verdicts if not verdict.good]
    if bad:
        raise Refusal(f"Not in order: {', '.join(bad)}.")


def _letters(settings: "Settings") -> "Verdict":
    """How many letters wait and failed, and why they wait where they should have left."""
    from datetime import UTC, datetime

    from wip.adapters.servers import Verdict
    from wip.db import db
    from wip.domain.letters import LetterState, why_they_wait
    from wip.queries.letters import hindrance, numbers

    now = datetime.now(UTC)
    states, found = numbers(db.session()), hindrance(db.session(), now)
    db.session.remove()
    why = why_they_wait(found.fault, found.oldest_due, found.last_try, now, settings.letters_per_minute)
    waiting, failed = (states.get(each, 0) for each in (LetterState.WAITING, LetterState.FAILED))
    counts = f"{waiting} waiting, {failed} failed; at most {settings.letters_per_minute} leave a minute."
    return Verdict("letters", good=not why, sentence=f"{counts} {why}".strip())


COMMANDS = (run, worker, upgrade, check)
