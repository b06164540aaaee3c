"""Commands about people and what they get: examples, sections, sign-in links, letters, calendars."""

from datetime import UTC, datetime
from pathlib import Path

import click

from wip.commands import opened


@click.command()
def demo() -> None:
    """Load the example sections, once, and print a sign-in link for each role.

    Brings the database up to date first.
    """
    from wip.app import create_app
    from wip.commands import serving
    from wip.demo import load

    serving.upgraded()
    for line in load(create_app()):
        click.echo(line)


@click.command()
@click.argument("email")
@click.option(
    "--minutes",
    default=60,
    show_default=True,
    type=click.IntRange(1, 10_080),
    help="How long it can be used.",
)
def link(email: str, minutes: int) -> None:
    """Print a sign-in link for EMAIL. It works once. Whoever has it is that person: pass it on with care."""
    from wip.services.sign_ins import make_link

    with opened() as (app, session):
        address = app.extensions["wip_signer"].address(make_link(session, email, datetime.now(UTC), minutes))
    click.echo(address)


@click.command("add-section")
@click.argument("name")
@click.option("--contact", required=True, help="The section's role address, to which replies go.")
@click.option("--leader", required=True, help="The first leader's e-mail address.")
@click.option("--leader-name", default="", help="The first leader's name.")
@click.option("--zone", default="America/New_York", show_default=True, help="The section's time zone.")
def add_section(name: str, contact: str, leader: str, leader_name: str, zone: str) -> None:
    """Found the section NAME with its first leader, who then signs in with that address."""
    from wip.services.sections import found

    with opened() as (app, session):
        section = found(session, name, contact, leader, zone, datetime.now(UTC), leader_name)
        address = f"{app.extensions['wip_settings'].base_url}/sections/{section.slug}/"
    click.echo(f"{name}: {address}")


@click.command()
@click.option("--last", default=10, show_default=True, type=click.IntRange(1, 10_000), help="How many.")
@click.option("--to", default="", help="Only those to this address.")
def letters(last: int, to: str) -> None:
    """Print the last letters as their recipients get them, personal links included. For the operator's eyes only."""
    from wip.adapters.letter_texts import filled
    from wip.domain.links import Link
    from wip.queries.letters import latest

    with opened() as (app, session):
        sign = app.extensions["wip_signer"].address
        for letter in latest(session, last, to):
            text = filled(letter.text, [Link.read(stored) for stored in letter.links], sign)
            fault = f" ({letter.fault})" if letter.fault else ""
            click.echo(f"To: {letter.to_name} <{letter.to_email}>\nSubject: {letter.subject}")
            click.echo(
                f"Written: {letter.written_at:%Y-%m-%d %H:%M} UTC, {letter.state}{fault}\n\n{text}\n{'-' * 72}\n"
            )


@click.command()
@click.argument("slug")
@click.option(
    "--person", default="", metavar="EMAIL", help="This person's own calendar in place of the public one."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def agenda(slug: str, person: str, output: Path | None) -> None:
    """Print a session's published agenda as an iCalendar file."""
    from wip.services.calendars import agenda_file, person_file

    with opened() as (app, session):
        settings, now = app.extensions["wip_settings"], datetime.now(UTC)
        content = (
            person_file(session, person, settings, now)
            if person
            else agenda_file(session, slug, settings, now)
        )
    if output is None:
        click.echo(content, nl=False)
    else:
        _written(output, content)
        click.echo(f"{output}: {len(content)} bytes")


def _written(output: Path, content: bytes) -> None:
    try:
        output.write_bytes(content)
    except OSError as no:
        raise click.ClickException(f"{output} cannot be written: {no.strerror}") from no


COMMANDS = (demo, link, add_section, letters, agenda)
