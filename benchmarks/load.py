"""The load: a process of its own, so that what it costs is not counted among the server's.

Reads one job a line as JSON, and answers each with one line: seconds of every request, status and bytes.
"""

import json
import socket
import sys
import threading
import time
from typing import Any


class Connection:
    """One kept-alive connection; just enough HTTP/1.1 to read answers of a known or chunked length."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def ask(self, request: bytes) -> tuple[int, int]:
        """Status, and bytes on the wire."""
        self.socket.sendall(request)
        head = self._until(b"\r\n\r\n")
        status = int(head[9:12])
        lines = [line.partition(b":") for line in head.split(b"\r\n")[1:] if line]
        names = {name.strip().lower(): value.strip() for name, _, value in lines}
        if names.get(b"transfer-encoding") == b"chunked":
            return status, len(head) + self._chunks()
        length = int(names.get(b"content-length", b"0"))
        if status != 304:
            self._exactly(length)
        return status, len(head) + (length if status != 304 else 0)

    def fetch(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of an answer whose length is told."""
        self.socket.sendall(request)
        head = self._until(b"\r\n\r\n").lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(self.rest) < length:
            self._more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return int(head[9:12]), body

    def _until(self, mark: bytes) -> bytes:
        while mark not in self.rest:
            self._more()
        found, mark, self.rest = self.rest.partition(mark)
        return found + mark

    def _exactly(self, length: int) -> None:
        while len(self.rest) < length:
            self._more()
        self.rest = self.rest[length:]

    def _chunks(self) -> int:
        total = 0
        while True:
            line = self._until(b"\r\n")
            size = int(line, 16)
            self._exactly(size + 2)
            total += len(line) + size + 2
            if size == 0:
                return total

    def _more(self) -> None:
        got = self.socket.recv(1 << 18)
        if not got:
            raise ConnectionError("the server closed the connection")
        self.rest += got


def run(port: int, request: bytes, count: int, connections: int) -> dict[str, Any]:
    """Ask `count` times over so many connections at once."""
    taken: list[float] = []
    statuses: set[int] = set()
    sizes: set[int] = set()
    faults: list[str] = []
    left = [count // connections + (place < count % connections) for place in range(connections)]

    def work(times: int) -> None:
        try:
            connection = Connection(port)
            for _ in range(times):
                began = time.perf_counter()
                status, size = connection.ask(request)
                taken.append(time.perf_counter() - began)
                statuses.add(status)
                sizes.add(size)
            connection.socket.close()
        except (OSError, ValueError) as fault:
            faults.append(repr(fault))

    threads = [threading.Thread(target=work, args=(times,)) for times in left]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - began
    return {
        "seconds": taken,
        "whole": whole,
        "statuses": sorted(statuses),
        "bytes": max(sizes, default=0),
        "faults": faults,
    }


def main() -> None:
    """Serve jobs until the input ends."""
    for line in sys.stdin:
        job = json.loads(line)
        answer = run(job["port"], job["request"].encode(), job["count"], job["connections"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
