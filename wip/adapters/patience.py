"""Patience with mail servers: each answer has its time, and all of them together have theirs."""

import smtplib
from socket import socket
from time import monotonic
from typing import Any

AT_MOST = 6
"""As many times the silence that one answer may take is all that one letter may take, were the server to drip."""


class _Replies:
    """What a server says, line by line, in no more time than is left: it may keep silent for a while, and it may drip."""

    def __init__(self, connection: socket, silence: float, until: float) -> None:
        self._connection, self._read = connection, b""
        self.silence, self.until = silence, until

    def readline(self, most: int) -> bytes:
        """The next line, or what there is of it when it grows too long or the server hangs up."""
        while b"\n" not in self._read and len(self._read) < most:
            left = self.until - monotonic()
            if left <= 0:
                raise TimeoutError("it took too long")
            self._connection.settimeout(min(self.silence, left))
            more = self._connection.recv(8192)
            if not more:
                break
            self._read += more
        end = self._read.find(b"\n") + 1 or len(self._read)
        line, self._read = self._read[:end], self._read[end:]
        return line

    def close(self) -> None:
        """The connection is not ours to close."""


class Patient(smtplib.SMTP):
    """Gives each answer its time, and all answers together theirs."""

    def __init__(self, host: str, port: int, *, timeout: float, **more: Any) -> None:
        self._silence, self._until = timeout, monotonic() + timeout * AT_MOST
        super().__init__(host, port, timeout=timeout, **more)

    def be_patient(self, silence: float, altogether: float | None = None) -> None:
        """From now on an answer may take `silence` seconds; with `altogether`, all of them together no longer than that."""
        self._silence = silence
        if altogether is not None:
            self._until = monotonic() + altogether
        if isinstance(self.file, _Replies):
            self.file.silence, self.file.until = self._silence, self._until

    def getreply(self) -> tuple[int, bytes]:
        """As the library does, reading in our way."""
        if self.file is None and self.sock is not None:
            self.file = _Replies(self.sock, self._silence, self._until)
        return super().getreply()


class SecureServer(Patient, smtplib.SMTP_SSL):
    """Over a connection that is secret from the beginning."""
