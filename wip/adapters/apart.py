"""Work on files that strangers sent, apart: in a process of its own, which may crash, hang or eat memory alone.

PDFium is written in C++ and not made for threads; a file made with bad intent must cost one process, not the server.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

_CHUNK = 256 * 1024
_SECONDS, _PATIENT_SECONDS = 12, 45
"""Longer than the child's own limits: it ends itself."""

_turns = threading.BoundedSemaphore(2)


def ask(job: str, stream: IO[bytes], *, patient: bool = False) -> bytes:
    """What the job of `wip.adapters.apart_jobs` wrote about the file, all of it or what came before it was ended.

    The stream is left at its beginning. `patient`: nobody waits, so it gives way to those for whom somebody does.
    """
    with _turns, _as_file(stream) as file:
        command = [
            sys.executable,
            "-I",
            "-m",
            "wip.adapters.apart_jobs",
            job,
            *(["patient"] if patient else []),
        ]
        try:
            return subprocess.run(  # noqa: S603 - our own program, and a job that is a word of ours
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENT_SECONDS if patient else _SECONDS,
                check=False,
            ).stdout
        except subprocess.TimeoutExpired as late:
            return late.stdout or b""
        finally:
            stream.seek(0)


@contextmanager
def _as_file(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The stream itself where the system knows it as a file, else a copy on disk."""
    try:
        stream.fileno()
    except (OSError, AttributeError):
        with tempfile.TemporaryFile() as copy:
            stream.seek(0)
            shutil.copyfileobj(stream, copy, _CHUNK)
            copy.flush()
            yield copy
    else:
        stream.flush()
        yield stream
