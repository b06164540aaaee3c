"""What comes back from mail servers, read by the operator's mail system or by hand."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from wip.commands import opened
from wip.commands.mail_files import TRY_LATER, counted


@click.command()
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
def bounces(file: Path) -> int:
    """Read what mail servers sent back from FILE, or from standard input with “-”.

    FILE is one message, an mbox or a Maildir, which stays as it is; what was read before changes nothing. A letter that
    came back shows as failed, with the reason, on its session's page of letters. Delays are noted; automatic replies, and
    whatever names no letter of ours, are left alone. Let your mail server pipe what arrives at WIP_BOUNCE_ADDRESS into
    “wip bounces -”.
    """
    found = counted(file, _take_in)
    if found is None:
        return TRY_LATER
    click.echo(
        f"{sum(found.values())} read: {found['came back']} came back, {found['noted']} noted, "
        f"{found['known']} known already, {found['ignored']} left alone."
    )
    return 0


def _take_in(messages: Iterable[bytes]) -> Counter[str]:
    from wip.adapters.bounces import read_notice
    from wip.services.bounces import take_in

    found: Counter[str] = Counter()
    with opened() as (app, session):
        settings = app.extensions["wip_settings"]
        for raw in messages:
            notice = read_notice(raw, settings)
            session.rollback()
            found[take_in(session, notice, now=datetime.now(UTC)).value] += 1
            session.commit()
    return found


COMMANDS = (bounces,)
