"""Messages that a command reads from a file, or that a mail server pipes to it."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import click

TRY_LATER = 75
"""EX_TEMPFAIL of sysexits.h: a mail server that pipes a message to us keeps it and tries again."""


def counted(file: Path, take_in: Callable[[Iterable[bytes]], Counter[str]]) -> Counter[str] | None:
    """What became of each message of a file, an mbox or a Maildir, or of standard input with “-”.

    None, and a sentence, where the database does not answer while a mail server waits: the command ends with TRY_LATER.
    """
    from sqlalchemy.exc import OperationalError

    from wip.adapters.mailboxes import messages_at, messages_in

    is_stream = str(file) == "-"
    messages = messages_in(sys.stdin.buffer) if is_stream else messages_at(file)
    try:
        return take_in(messages)
    except OperationalError:
        if not is_stream:
            raise
        click.echo("wip: the database does not answer; try again later.", err=True)
        return None
