"""The `wip` command: what the operator of an installation does from a terminal."""

import sys
from collections.abc import Sequence

import click

from wip.commands import assigning, bounces, fitting, forgetting, importing, keeping, people, replies, running
from wip.domain.refusals import Refusal, Unknown
from wip.settings import BadSetting

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wip-planner", prog_name="wip")
def wip() -> None:
    """Works-in-Progress sessions: from a call for papers to a calendar on someone's phone.

    Settings are read from the environment (WIP_DATABASE_URL, WIP_BASE_URL, WIP_MAIL_URL, ...); without any, everything
    lives in the folder "instance".
    """


for _module in (running, people, importing, keeping, assigning, fitting, bounces, replies, forgetting):
    for _command in _module.COMMANDS:
        wip.add_command(_command)


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code. Bad input is one line on the error stream, and 1."""
    try:
        code = wip.main(list(arguments), prog_name="wip", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.exceptions.NoArgsIsHelpError as no:
        click.echo(no.format_message())
        return 0
    except Exception as no:
        sentence = _sentence(no)
        if sentence is None:
            raise
        click.echo("wip: " + " ".join(sentence.split()), err=True)
        return 1
    return code if isinstance(code, int) else 0


def _sentence(no: Exception) -> str | None:
    """What is wrong, for the operator; None for what nobody foresaw."""
    if isinstance(no, click.ClickException):
        return no.format_message()
    if isinstance(no, Refusal | BadSetting):
        return str(no)
    if isinstance(no, Unknown):
        return "There is no such thing here: check the name or the address."
    # SQLAlchemy takes a fifth of a second to import, which --help need not pay.
    from sqlalchemy.exc import DBAPIError

    if isinstance(no, DBAPIError):
        reason = str(no.orig).strip().splitlines() or ["no reason given"]
        return f"The database does not answer as it should: {reason[0]}"
    return None


def main() -> None:
    """The entry point of the installed command."""
    sys.exit(run(sys.argv[1:]))
