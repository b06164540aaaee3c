"""Copies of drafts with their reader's name on each page, made as they are asked for and kept nowhere."""

import os
import tempfile
from typing import IO

from wip.adapters import apart, files
from wip.adapters.apart_jobs import MARK
from wip.settings import Settings

_DONE = b"\n%wip: whole\n"


class CannotMark(Exception):
    """The file does not let itself be marked: it is locked, damaged, or too much to do in time."""


def marked_copy(settings: Settings, storage_key: str, line: str) -> tuple[IO[bytes], int]:
    """The stored PDF with `line` on each page, as a file that goes with its handle, and its size in bytes.

    The file is opened in a process of its own, once. Raises FileNotFoundError, and CannotMark.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115 - closed by whoever sends it
    try:
        with files.open_stored(settings, storage_key) as stream:
            apart.pour(MARK, line, stream, target)
        size = _whole(target)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target, size


def _whole(target: IO[bytes]) -> int:
    """The size of the file without the sign that all of it was written. Raises CannotMark where there is none."""
    end = target.seek(0, os.SEEK_END)
    target.seek(max(0, end - len(_DONE)))
    if target.read() != _DONE:
        raise CannotMark
    return target.truncate(end - len(_DONE))
