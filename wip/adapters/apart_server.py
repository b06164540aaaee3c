"""Forks a child for each file: `python -m wip.adapters.apart_server`, with a socket as standard input.

A message is the words of a job (see `apart_jobs`), padded, with the file and the pipe to tell on as descriptors. The
server reads no file itself, so that nothing a stranger sent can end it. It goes when its channel closes.
"""

import os
import signal
import socket
import sys

LENGTH = 2048
_IDLE_SECONDS = 300


def main() -> None:
    """Fork until nobody asks any more."""
    import pypdfium2  # noqa: F401 - the children have it at hand

    from wip.adapters import apart_jobs, pdf_contents, word_contents  # noqa: F401 - as above

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that are done go by themselves
    channel = socket.socket(fileno=os.dup(0))
    channel.settimeout(_IDLE_SECONDS)
    while True:
        try:
            message, descriptors, _flags, _address = socket.recv_fds(channel, LENGTH, 2)
        except TimeoutError:
            return
        if not message:
            return
        if os.fork() == 0:
            _work(message.decode().split(), channel, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _work(words: list[str], channel: socket.socket, file: int, pipe: int) -> None:
    from wip.adapters.apart_jobs import do

    try:
        channel.close()
        os.dup2(file, 0)
        os.dup2(pipe, 1)
        os.close(file)
        os.close(pipe)
        do(words)
        sys.stdout.flush()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
