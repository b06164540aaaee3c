"""Messages as mail servers hand them over: one on standard input, a file of many (mbox), or a folder of files (Maildir)."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from wip.domain.refusals import Refusal

MESSAGE_MOST = 64 * 1024 * 1024
"""Bytes of one message; what is longer is cut, as nothing that far is looked at."""

_FROM = b"From "
_BETWEEN = re.compile(rb"From \S+ .*\d:\d\d")
"""A sentence may begin with "From" too, after an empty line."""


def messages_at(path: Path, since: float = 0) -> Iterator[bytes]:
    """The messages of a file or folder, one after the other. Refuses a folder that is no Maildir.

    With a moment `since` (seconds, as of `stat`), only those of files that have changed after it.
    """
    if not path.is_dir():
        if path.stat().st_mtime < since:
            return
        with path.open("rb") as stream:
            yield from messages_in(stream)
        return
    places = [path / name for name in ("new", "cur")]
    if not any(place.is_dir() for place in places):
        raise Refusal(f"{path} is no Maildir: it has no folder “new” or “cur”.")
    for place in places:
        for file in sorted(place.iterdir()) if place.is_dir() else ():
            if file.is_file() and not file.name.startswith(".") and file.stat().st_ctime >= since:
                with file.open("rb") as stream:
                    yield stream.read(MESSAGE_MOST)


def messages_in(stream: BinaryIO) -> Iterator[bytes]:
    """The messages of a stream: those of an mbox, where it begins like one, else the one that it is."""
    lines = iter(stream.readline, b"")
    first = next(lines, b"")
    if not first.startswith(_FROM):
        one = (first + stream.read(MESSAGE_MOST))[:MESSAGE_MOST]
        if one.strip():
            yield one
        return
    message: list[bytes] = []
    size, blank = 0, False
    for line in lines:
        if blank and _BETWEEN.match(line):
            yield b"".join(message)
            message, size, blank = [], 0, False
            continue
        blank = not line.strip()
        if size < MESSAGE_MOST:
            message.append(line)
            size += len(line)
    if message:
        yield b"".join(message)
