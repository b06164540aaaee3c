"""Runs a command beside a PostgreSQL of its own: `python tests/postgres.py COMMAND...`.

The cluster lives in a temporary folder and listens on 127.0.0.1 alone, on a free port, with a password made for
it. The command finds its address in WIP_DATABASE_URL and WIP_TEST_DATABASE_URL; its exit code is ours. `--check`
only says whether PostgreSQL is here. Without it the exit code is 3.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NoReturn

NOT_HERE = 3
MISSING = (
    "!!! NO POSTGRESQL: THE TESTS ON IT ARE SKIPPED. "
    "Install it (on Debian and Ubuntu: apt-get install postgresql; else pip install pgserver)."
)
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}
SECONDS_TO_START = 60
SECONDS_TO_STOP = 15


@dataclass(frozen=True)
class Runner:
    """Who runs the server: ourselves, or an unprivileged user where we are root, whom PostgreSQL refuses."""

    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        return self.uid != os.getuid()

    def own(self, folder: Path) -> None:
        """Give `folder`, still empty, to this user."""
        if self.is_other:
            os.chown(folder, self.uid, self.gid)

    def start(self, arguments: list[str], folder: Path, output: Path) -> subprocess.Popen[bytes]:
        """A program of this user's, in `folder`, in a session of its own so that Ctrl-C reaches only us."""
        groups: list[int] | None = [] if self.is_other else None  # None: not ours to set
        with output.open("ab") as log:
            return subprocess.Popen(
                arguments,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self.uid,
                group=self.gid,
                extra_groups=groups,
            )


def programs() -> Path | None:
    """The folder of `initdb` and `postgres`: on the PATH, where Debian keeps them, or from the pgserver wheel."""
    folders = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    spec = find_spec("pgserver")
    folders += [
        Path(place) / "pginstall" / "bin" for place in (spec and spec.submodule_search_locations) or []
    ]
    return next((folder for folder in folders if _holds_programs(folder)), None)


def _version(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0


def _holds_programs(folder: Path) -> bool:
    return all((folder / name).is_file() for name in ("initdb", "postgres"))


def runner() -> Runner:
    """Ourselves, or `postgres` or `nobody` where we are root."""
    if os.getuid() != 0:
        return Runner(os.getuid(), os.getgid())
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    return Runner(user.pw_uid, user.pw_gid)


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running server; yields its address, stops it and removes its data whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="wip-postgres-"))
    who = runner()
    who.own(folder)
    try:
        binaries = _reachable(binaries, folder, who)
        password = _make(binaries, folder, who)
        port = _free_port()
        server = _serve(binaries, folder, who, port)
        try:
            _wait(server, folder)
            yield f"postgresql+psycopg://wip:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reachable(binaries: Path, folder: Path, who: Runner) -> Path:
    """A wheel may lie in root's own home, which the server's user cannot enter: then a copy serves."""
    wheel = binaries.parents[1]
    if not who.is_other or wheel.name != "pgserver":
        return binaries
    shutil.copytree(binaries.parent, folder / "pgserver" / "pginstall")
    # The programs look for their libraries three folders up, beside the package.
    shutil.copytree(wheel.parent / "pgserver.libs", folder / "pgserver.libs")
    return folder / "pgserver" / "pginstall" / "bin"


def _make(binaries: Path, folder: Path, who: Runner) -> str:
    password = secrets.token_urlsafe(24)
    kept = folder / "password"
    kept.write_text(password)
    who.own(kept)
    command = [
        str(binaries / "initdb"), f"--pgdata={folder / 'data'}", "--username=wip", f"--pwfile={kept}",
        "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
    ]  # fmt: skip
    if who.start(command, folder, folder / "log").wait() != 0:
        _give_up("PostgreSQL could not make its data folder", folder)
    return password


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(binaries: Path, folder: Path, who: Runner, port: int) -> subprocess.Popen[bytes]:
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), *settings]
    return who.start(command, folder, folder / "log")


def _wait(server: subprocess.Popen[bytes], folder: Path) -> None:
    """The last line of postmaster.pid says `ready` once the server takes connections."""
    state = folder / "data" / "postmaster.pid"
    latest = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < latest:
        if state.is_file() and state.read_text().split()[-1:] == ["ready"]:
            return
        time.sleep(0.05)
    _give_up("PostgreSQL did not start", folder)


def _give_up(what: str, folder: Path) -> NoReturn:
    raise SystemExit(f"{what}. It said:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Ask for a fast shutdown, then for an immediate one."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        if server.poll() is None:
            server.send_signal(how)
            try:
                server.wait(SECONDS_TO_STOP)
            except subprocess.TimeoutExpired:
                print("PostgreSQL is slow to stop.", file=sys.stderr)


def run(command: list[str], environment: Mapping[str, str]) -> int:
    """The command's exit code; it is ended when we are."""
    with subprocess.Popen(command, env=dict(environment)) as child:
        try:
            return child.wait()
        except BaseException:
            child.terminate()
            raise


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """The exit code of the command, or 3 without PostgreSQL."""
    binaries = programs()
    if binaries is None:
        print(MISSING, file=sys.stderr)
        return NOT_HERE
    if arguments == ["--check"]:
        return 0
    if not arguments:
        print("Say what to run: python tests/postgres.py COMMAND...", file=sys.stderr)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    with cluster(binaries) as address:
        return run(arguments, {**os.environ, "WIP_DATABASE_URL": address, "WIP_TEST_DATABASE_URL": address})


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
