"""Commands about one person's data: a copy of it, and its end."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wip.commands import opened

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from wip.models import Person


@click.command("export-person")
@click.argument("email")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def export_person(email: str, output: Path | None) -> None:
    """Print what is kept about the person at EMAIL, as JSON: what they get when they ask for it themselves."""
    from wip.services.person_exports import everything_about

    with opened() as (_, session):
        facts = json.dumps(everything_about(session, _known(session, email)), ensure_ascii=False, indent=2)
    if output is None:
        click.echo(facts)
        return
    try:
        output.write_text(facts, encoding="utf-8")
    except OSError as no:
        raise click.ClickException(f"{output} cannot be written: {no.strerror}") from no
    click.echo(f"{output}: {len(facts.encode())} bytes")


@click.command()
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do it without asking.")
def forget(email: str, *, yes: bool) -> None:
    """Forget the person at EMAIL: end what runs, then remove name, addresses and words from everything."""
    from wip.adapters.posts import remove_letters
    from wip.domain.people import SYSTEM
    from wip.services import forgetting

    if not yes:
        with opened() as (_, session):
            papers, offers = forgetting.what_ends(session, _known(session, email), datetime.now(UTC))
            for paper in papers:
                click.echo(f"Would be withdrawn: “{paper.title}”")
            if offers:
                click.echo(f"Offers to comment that would be taken back: {len(offers)}")
        click.confirm(f"Forget {email} for good? This cannot be undone.", abort=True)
    with opened() as (app, session):
        settings = app.extensions["wip_settings"]
        letters = forgetting.forget(session, _known(session, email), by=SYSTEM, now=datetime.now(UTC))
    files = remove_letters(settings, letters)
    click.echo(
        f"Forgotten. Letters emptied: {len(letters)}; files of letters removed: {files}. Files of papers go with the next "
        "nightly sweep. Backups made before still hold everything: replace them when you can."
    )


def _known(session: "Session", email: str) -> "Person":
    import sqlalchemy as sa

    from wip.adapters.addresses import normalised
    from wip.models import Person

    person = session.scalar(sa.select(Person).where(Person.email_key == (normalised(email) or "")))
    if person is None:
        raise click.ClickException(f"Nobody here has the address {email}.")
    return person


COMMANDS = (export_person, forget)
