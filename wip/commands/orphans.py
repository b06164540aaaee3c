"""Children of `wip run` end when it is gone, killed even: else they would serve on, and hold its port against the next."""

import os
import signal
import time
from threading import Thread

_RUN_BY = "WIP_RUN_BY"
_LOOK_UP_SECONDS = 1.0
_SECONDS_TO_END = 5


def be_parent() -> None:
    """Tell processes that are started from now on whose they are."""
    os.environ[_RUN_BY] = str(os.getpid())


def end_with_parent() -> None:
    """From now on, end this process when the one that started it is gone; one that stands alone stays.

    A thread looks up, since only Linux could tell. First as Ctrl-C would, so that what is in hand is done.
    """
    parent = os.environ.get(_RUN_BY, "")
    if parent.isdecimal():
        Thread(target=_watch, args=(int(parent),), name="orphans", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_UP_SECONDS)
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(os.getpid(), number)
        time.sleep(_SECONDS_TO_END)
    os._exit(1)
