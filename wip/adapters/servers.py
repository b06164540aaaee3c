"""What an installation stands on: database, migrations, task queue, mail and files, each with a plain verdict."""

import io
import os
import secrets
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from wip.adapters.posts import SmtpPost, TemporaryFault, goes_through
from wip.adapters.schema import head, revision
from wip.settings import Settings


@dataclass(frozen=True)
class Verdict:
    """One thing looked at: whether it is good, and a sentence that says so or says what to do."""

    name: str
    good: bool
    sentence: str


def database(engine: Engine) -> Verdict:
    """Whether the database answers. Names the kind of database, never its address."""
    try:
        with engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except DBAPIError as no:
        return _bad("database", f"{engine.dialect.name} does not answer: {_said(no)}")
    return _good("database", f"{engine.dialect.name} answers.")


def migrations(engine: Engine) -> Verdict:
    """Whether the database is at this version's revision."""
    try:
        with engine.connect() as connection:
            found = revision(connection)
    except DBAPIError as no:
        return _bad("migrations", f"unknown: {_said(no)}")
    if found == head():
        return _good("migrations", f"the database is at revision {found}, the newest.")
    state = f"at revision {found}" if found else "not set up"
    return _bad("migrations", f"the database is {state}; this version needs {head()}. Run “wip upgrade”.")


def ready(tasks: Any) -> Any:
    """The task queue (Huey's) with its tables made. Not done at start: making the app touches no database."""
    if not getattr(tasks, "wip_is_ready", False):
        tasks.storage.initialize_schema()
        tasks.wip_is_ready = True
    return tasks


def queue(tasks: Any) -> Verdict:
    """Whether the task queue takes a task, without giving it one."""
    try:
        waiting = ready(tasks).storage.queue_size()
        file = getattr(tasks.storage, "filename", None)
        if file and not os.access(file, os.W_OK):
            return _bad("queue", f"{file} cannot be written to.")
    except Exception as no:  # noqa: BLE001 - each storage has faults of its own
        return _bad("queue", f"the task queue does not answer: {_said(no)}")
    return _good("queue", f"the task queue answers; {waiting} waiting.")


def mail(settings: Settings) -> Verdict:
    """Whether the mail server lets us in, or where letters are written when there is none."""
    server, folder = goes_through(settings), settings.letters_folder
    if not server:
        near = folder if folder.exists() else settings.instance
        if not os.access(near, os.W_OK):
            return _bad("mail", f"letters are to be written to {folder}, which is not possible.")
        return _good("mail", f"no mail server is set: letters are written to files in {folder}.")
    try:
        with SmtpPost(settings.mail_url, settings.mail_timeout).connected() as connection:
            connection.noop()
    except (TemporaryFault, OSError) as no:
        return _bad("mail", str(no))
    return _good("mail", f"letters go through {server}, which answers.")


def bounces(settings: Settings) -> Verdict:
    """Whether letters that come back are noticed, and how."""
    if not settings.bounce_address:
        return _good(
            "bounces",
            f"letters come back to {settings.mail_from}; with WIP_BOUNCE_ADDRESS and “wip bounces” leaders would see it.",
        )
    host, ours = (each.rpartition("@")[2] for each in (settings.bounce_address, settings.mail_from))
    if host.lower() != ours.lower():
        # SPF judges the one and DMARC compares it with the other.
        return _good(
            "bounces",
            f"letters come back to {settings.bounce_address}, another domain than that of WIP_MAIL_FROM: "
            "see to it that its SPF record names your mail server.",
        )
    return _good(
        "bounces",
        f"letters come back to {settings.bounce_address}, each to an address of its own: pipe that mailbox into “wip bounces -”.",
    )


def replies(settings: Settings) -> Verdict:
    """Whether answers to calendar invitations are read, and whether mail programs offer to answer."""
    address, mailbox = settings.calendar_replies_address, settings.calendar_replies_mailbox
    if mailbox and not os.access(mailbox, os.R_OK):
        return _bad("replies", f"WIP_CALENDAR_REPLIES_MAILBOX is {mailbox}, which cannot be read.")
    if not address:
        return _good(
            "replies",
            "answers to calendar invitations go to each section’s own address; with WIP_CALENDAR_REPLIES_ADDRESS "
            "and “wip replies” leaders would see them beside the agenda.",
        )
    how = f"the worker reads {mailbox}" if mailbox else "pipe that mailbox into “wip replies -”"
    return _good("replies", f"answers to calendar invitations go to {address}: {how}.")


def folder(settings: Settings) -> Verdict:
    """Whether other accounts of this machine can look at what is kept."""
    if settings.instance.stat().st_mode & 0o077:
        return _good(
            "folder",
            f"other accounts of this machine may look into it; “chmod 700 {settings.instance}” keeps them out.",
        )
    return _good("folder", "no other account of this machine looks into the instance folder.")


def storage(settings: Settings) -> Verdict:
    """Whether a file can be written, read and deleted."""
    from wip.adapters import files

    key, content = secrets.token_hex(24), secrets.token_bytes(32)
    try:
        files.put(settings, key, io.BytesIO(content))
        with files.open_stored(settings, key) as stream:
            same = stream.read() == content
        files.remove(settings, key)
    except Exception as no:  # noqa: BLE001 - each storage has faults of its own
        return _bad("storage", f"files cannot be kept: {_said(no)}")
    if not same:
        return _bad("storage", "a file came back different from what was written.")
    return _good("storage", "a file was written, read and deleted.")


def _good(name: str, sentence: str) -> Verdict:
    return Verdict(name, good=True, sentence=sentence)


def _bad(name: str, sentence: str) -> Verdict:
    return Verdict(name, good=False, sentence=sentence)


def _said(no: Exception) -> str:
    """The fault's own words, without the statement and its values."""
    original = getattr(no, "orig", None) or no
    return (str(original).strip().splitlines() or [type(original).__name__])[0][:300]
