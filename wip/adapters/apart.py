"""Work on files that strangers sent, apart: in a process of its own, which may crash, hang or eat memory alone.

PDFium is written in C++ and not made for threads; a file made with bad intent must cost one process, not the server.
A process that has PDFium at hand forks for each file (`apart_server`): starting Python anew took a tenth of a second.
"""

import atexit
import os
import selectors
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO
from urllib.parse import quote

from wip.adapters.apart_server import LENGTH

_CHUNK = 256 * 1024
_SECONDS, _PATIENT_SECONDS = 12, 45
"""Longer than the child's own limits: it ends itself."""

_turns = threading.BoundedSemaphore(2)
_asking = threading.Lock()
_channel: tuple[int, socket.socket] | None = None


def ask(job: str, stream: IO[bytes], *, patient: bool = False) -> bytes:
    """What the job of `wip.adapters.apart_jobs` wrote about the file, all of it or what came before it was ended.

    The stream is left at its beginning. `patient`: nobody waits, so it gives way to those for whom somebody does.
    """
    words = f"{job} patient" if patient else job
    parts: list[bytes] = []
    with _turns, _as_file(stream) as file:
        try:
            _listen(_begun(words, file), _PATIENT_SECONDS if patient else _SECONDS, parts.append)
        finally:
            stream.seek(0)
    return b"".join(parts)


def pour(job: str, text: str, stream: IO[bytes], target: IO[bytes]) -> None:
    """As `ask`, for a job that draws `text` and writes a file of its own: its bytes go to `target` as they come.

    At most a kilobyte of text, as it is quoted. This process never holds the file.
    """
    words = f"{job} {quote(text)}"
    if len(words) > LENGTH:
        raise ValueError("the text is too long")
    with _turns, _as_file(stream) as file:
        _listen(_begun(words, file), _SECONDS, target.write)


def _begun(words: str, file: IO[bytes]) -> int:
    """Have a child begin; returns the end of the pipe on which it tells."""
    reading, writing = os.pipe()
    try:
        message = words.encode().ljust(LENGTH)
        with _asking:
            try:
                socket.send_fds(_server(), [message], [file.fileno(), writing])
            except OSError:  # it had nothing to do for long, or was ended
                socket.send_fds(_server(anew=True), [message], [file.fileno(), writing])
    except BaseException:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    return reading


def _server(*, anew: bool = False) -> socket.socket:
    """The channel to this process's own server, started when it is first needed. It ends when the channel closes."""
    global _channel  # noqa: PLW0603 - one a process
    if _channel is not None and _channel[0] == os.getpid() and not anew:
        return _channel[1]
    _close()
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-I", "-m", "wip.adapters.apart_server"]
    with theirs:
        process = subprocess.Popen(  # noqa: S603 - our own program
            command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    threading.Thread(target=process.wait, daemon=True).start()
    _channel = os.getpid(), ours
    return ours


@atexit.register
def _close() -> None:
    if _channel is not None:
        _channel[1].close()


def _listen(reading: int, seconds: float, take: Callable[[bytes], object]) -> None:
    until = time.monotonic() + seconds
    with os.fdopen(reading, "rb", buffering=0) as pipe, selectors.DefaultSelector() as ready:
        ready.register(pipe, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            if ready.select(left):
                part = pipe.read(_CHUNK)
                if not part:
                    break
                take(part)


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
