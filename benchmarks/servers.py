"""Starting and stopping servers, and what their processes cost, read from /proc."""

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server that runs, all of its processes, and how long it took to its first answer."""

    pid: int
    port: int
    seconds_to_answer: float

    def web(self) -> list[int]:
        """The server's process and its web workers, without the worker that delivers letters."""
        return [pid for pid in family(self.pid) if not delivers(pid)]

    def cpu_seconds(self) -> float:
        """CPU time that web processes used so far, in user and kernel mode."""
        return sum(cpu_seconds(pid) for pid in self.web())

    def memory(self) -> list[int]:
        """Bytes of each worker: its share of what it shares (PSS)."""
        return sorted(pss(pid) for pid in self.web() if pid != self.pid)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, path: str, env: Mapping[str, str], log: Path) -> Iterator[Server]:
    """Start the command, wait for its first answer at `path`, and stop it at the end whatever happens."""
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **env}, start_new_session=True
        )
        try:
            _wait_for_answer(process, port, path, log)
            yield Server(process.pid, port, time.perf_counter() - began)
        finally:
            _stop(process)


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path) -> None:
    for _ in range(6000):
        if process.poll() is not None:
            raise SystemExit(f"The server stopped at once:\n{log.read_text()[-3000:]}")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", path)
            status = connection.getresponse().status
            connection.close()
        except OSError:
            time.sleep(0.01)
            continue
        if status == 200:
            return
        raise SystemExit(f"{path} answered {status}:\n{log.read_text()[-3000:]}")
    raise SystemExit(f"The server did not answer within a minute:\n{log.read_text()[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop; after ten seconds, end it and what it started."""
    left = family(process.pid)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)
    for pid in left[1:]:
        if "python" in words_of(pid)[0]:
            os.kill(pid, signal.SIGKILL)


def delivers(pid: int) -> bool:
    """Whether this is the app's worker for letters."""
    return words_of(pid)[-2:] == ["wip", "worker"]


def words_of(pid: int) -> list[str]:
    """The command line of a process."""
    try:
        return (PROC / str(pid) / "cmdline").read_text().rstrip("\0").split("\0")
    except OSError:
        return [""]


def family(root: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for stat in PROC.glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(_fields(stat)[1]), []).append(int(stat.parent.name))
        except OSError:
            continue
    found = [root]
    for pid in found:
        found.extend(parents.get(pid, []))
    return found


def _fields(stat: Path) -> list[str]:
    """The fields after the command, which may hold spaces and brackets: state, parent, ..."""
    return stat.read_text().rpartition(")")[2].split()


def cpu_seconds(pid: int) -> float:
    """CPU time that a process and its ended children used."""
    try:
        fields = _fields(PROC / str(pid) / "stat")
    except OSError:
        return 0.0
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def pss(pid: int) -> int:
    """A process's memory in bytes, with pages that n processes share counted as 1/n."""
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
