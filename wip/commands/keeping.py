"""Commands that keep and bring back everything."""

from datetime import UTC, datetime
from pathlib import Path

import click

from wip.commands import opened


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything to FILE, a zip: all data, uploaded files, and the secret key.

    Works while the app runs. With the secret key, links in letters sent earlier stay good after a restore; whoever has
    FILE can act for everybody, so keep it as you keep the database. Only you can read it (mode 0600).
    """
    from wip.adapters import backups
    from wip.db import db

    with opened() as (app, session):
        session.commit()
        kept = backups.write(db.engine, app.extensions["wip_settings"], file, datetime.now(UTC))
    click.echo(f"{file}: {kept.rows} rows, {kept.files} files, the secret key.")
    for sentence in kept.remarks:
        click.echo(sentence, err=True)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Delete what is in the database first.")
def restore(file: Path, *, replace: bool) -> None:
    """Bring back everything from FILE: all of it or, if anything is wrong, nothing.

    The database may be another kind than the one that was backed up. Stop the app first, and start it afterwards: the
    secret key is restored too.
    """
    from wip.adapters import backups
    from wip.commands import serving
    from wip.db import db

    serving.upgraded()
    with opened() as (app, session):
        session.commit()
        kept = backups.restore(db.engine, app.extensions["wip_settings"], file, replace=replace)
    click.echo(
        f"Restored {kept.rows} rows and {kept.files} files. Previews are not in backups: “wip previews” makes them."
    )
    for sentence in kept.remarks:
        click.echo(sentence, err=True)


@click.command()
def previews() -> None:
    """Make the previews of drafts that are missing, as after a restore. Safe to repeat, and while the app runs."""
    from wip.worker import make_previews

    with opened() as (app, session):
        session.rollback()
        count = make_previews(app.extensions["wip_settings"], None)
    click.echo(f"{count} previews made.")


COMMANDS = (backup, restore, previews)
