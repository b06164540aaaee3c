"""`wip run` killed outright: its children end by themselves, and its port is free again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.serving import free_port, status_when_up
from wip.commands.serving import refuse_taken_port

PROCESSES = Path("/proc")


def children(process: int) -> set[int]:
    """Ids of all processes that it started, and of those that these did."""
    parents = {}
    for file in PROCESSES.glob("[0-9]*/stat"):
        try:
            state, parent = file.read_text().rpartition(")")[2].split()[:2]
        except OSError:  # ended meanwhile
            continue
        if state != "Z":
            parents[int(file.parent.name)] = int(parent)
    found, left = set[int](), {process}
    while left:
        left = {each for each, parent in parents.items() if parent in left}
        found |= left
    return found


def waited(seconds: int, *, until: int, among: set[int], process: int = 0) -> set[int]:
    """Those who are there when there are as many as `until`, or when the time is up."""
    there = among
    for _ in range(seconds * 10):
        there = children(process) if process else {each for each in among if _is_there(each)}
        if len(there) == until:
            break
        time.sleep(0.1)
    return there


def _is_there(process: int) -> bool:
    try:
        return (PROCESSES / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not PROCESSES.exists(), reason="processes are looked up in /proc")
def test_whatever_a_killed_server_started_is_gone_in_a_moment(tmp_path: Path, database_url: str) -> None:
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("WIP_")}
    env |= {"WIP_INSTANCE": str(tmp_path / "instance"), "WIP_DATABASE_URL": database_url}
    env |= {"WIP_PORT": str(port), "WIP_WEB_WORKERS": "1"}
    with subprocess.Popen(
        [sys.executable, "-m", "wip", "run"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            assert status_when_up(port, "/healthz") == 200
            # One for the website, and the worker.
            started = waited(30, until=2, among=set(), process=running.pid)
        finally:
            os.kill(running.pid, signal.SIGKILL)
    assert len(started) == 2
    assert waited(20, until=0, among=started) == set()
    refuse_taken_port("127.0.0.1", port)
