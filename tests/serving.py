"""A real server on a free port."""

import socket
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_when_up(port: int, path: str) -> int:
    """The status of the first answer, for which it waits a minute and a half."""
    for _ in range(900):
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
                connection.request("GET", path)
                return connection.getresponse().status
        except (OSError, HTTPException):
            time.sleep(0.1)
    raise AssertionError("no answer")
