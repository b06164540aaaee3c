"""Answers to calendar invitations, read by the operator's mail system or by hand."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from wip.commands import opened
from wip.commands.mail_files import TRY_LATER, counted


@click.command()
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
def replies(file: Path) -> int:
    """Read what people answered to calendar invitations from FILE, or from standard input with “-”.

    FILE is one message, an mbox or a Maildir, which stays as it is; what was read before changes nothing. An answer counts
    only for the person whose address it came from. Leaders see it beside their agenda. Let your mail server pipe what
    arrives at WIP_CALENDAR_REPLIES_ADDRESS into “wip replies -”, or set WIP_CALENDAR_REPLIES_MAILBOX and the worker reads it.
    """
    found = counted(file, _take_in)
    if found is None:
        return TRY_LATER
    click.echo(
        f"{sum(found.values())} read: {found['noted']} noted, {found['known']} known already, "
        f"{found['older']} older than what is known, {found['foreign']} from somebody else, "
        f"{found['not ours']} to no invitation of ours, {found['no reply']} no reply of a calendar"
        + (f", {found['faulty']} that could not be taken in (the log says why)." if found["faulty"] else ".")
    )
    return 0


def _take_in(messages: Iterable[bytes]) -> Counter[str]:
    from wip.services.calendar_replies import read_all

    with opened() as (_, session):
        return read_all(session, messages, partial(datetime.now, UTC))


COMMANDS = (replies,)
