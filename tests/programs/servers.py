"""Programs that speak HTTP: a synchroniser that subscribes to files, and a calendar server that keeps their events."""

import http.client
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Run = Callable[[Sequence[str | Path], Path], str]

RIGHTS = "[all]\nuser: .*\ncollection: .*\npermissions: RrWw\n"


class _Quiet(SimpleHTTPRequestHandler):
    extensions_map = {".ics": "text/calendar; charset=utf-8"}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which a folder's files are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def pair(name: str, url: str, folder: Path) -> str:
    """A part of vdirsyncer's configuration: an address, and the folder that follows it."""
    folder.mkdir(exist_ok=True)
    from_there = f'[storage {name}_http]\ntype = "http"\nurl = "{url}"\n'
    to_here = f'[storage {name}_here]\ntype = "filesystem"\npath = "{folder}"\nfileext = ".ics"\n'
    both = f'[pair {name}]\na = "{name}_http"\nb = "{name}_here"\ncollections = null\n'
    return both + from_there + to_here


def vdirsyncer(
    program: Path, files: Sequence[Path], folder: Path, run: Run
) -> tuple[dict[Path, list[Path]], str]:
    """Subscribe to all files and synchronise once: the events that are kept of each, a file each, and what was said."""
    with served(files[0].parent) as address:
        pairs = [pair(f"p{n}", f"{address}/{each.name}", folder / f"p{n}") for n, each in enumerate(files)]
        config = folder / "vdirsyncer.conf"
        config.write_text(f'[general]\nstatus_path = "{folder / "status"}"\n' + "".join(pairs))
        command: list[str | Path] = [program, "-c", config]
        said = run([*command, "discover"], folder) + run([*command, "sync", "--force-delete"], folder)
    kept = {each: sorted((folder / f"p{n}").glob("*.ics")) for n, each in enumerate(files)}
    return kept, said


@contextmanager
def radicale_running(python: Path, folder: Path) -> Iterator[int]:
    """A Radicale of its own, and its port."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    (folder / "rights").write_text(RIGHTS)
    options = {
        "config": "",
        "storage-filesystem-folder": folder / "store",
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "none",
        "web-type": "none",
        "rights-type": "from_file",
        "rights-file": folder / "rights",
    }
    words = [str(word) for name, value in options.items() for word in (f"--{name}", value)]
    with (folder / "radicale.log").open("wb") as log:
        server = subprocess.Popen([python, "-m", "radicale", *words], stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("Radicale did not start")


def radicale(python: Path, files: Sequence[Path], folder: Path) -> list[tuple[list[str], list[str]]]:
    """Put every event into a calendar and get it back: the starts as kept, and what was refused. The same event once."""
    with radicale_running(python, folder) as port:
        calendar = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        _ask(calendar, "MKCOL", "/u/")
        known = dict[bytes, tuple[list[str], list[str]]]()
        return [_kept(calendar, f"/u/c{n}", each, known) for n, each in enumerate(files)]


def _kept(
    calendar: http.client.HTTPConnection,
    path: str,
    file: Path,
    known: dict[bytes, tuple[list[str], list[str]]],
) -> tuple[list[str], list[str]]:
    events = resources(file.read_bytes())
    if not all(event in known for event in events):
        _ask(calendar, "MKCALENDAR", f"{path}/")
    for n, event in enumerate(events):
        if event not in known:
            known[event] = _put(calendar, f"{path}/{n}.ics", event)
    found = [known[event] for event in events]
    return [start for starts, _ in found for start in starts], [no for _, refused in found for no in refused]


def _put(calendar: http.client.HTTPConnection, path: str, event: bytes) -> tuple[list[str], list[str]]:
    status, body = _ask(calendar, "PUT", path, event)
    if status not in {200, 201, 204}:
        return [], [f"{status}: {body.decode(errors='replace')[:150]}"]
    _, back = _ask(calendar, "GET", path)
    found = re.search(rb"^DTSTART:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", back, re.MULTILINE)
    return ["{}-{}-{}T{}:{}:{}Z".format(*(each.decode() for each in found.groups()))] if found else [], []


def _ask(
    calendar: http.client.HTTPConnection, method: str, path: str, body: bytes = b""
) -> tuple[int, bytes]:
    calendar.request(method, path, body or None, {"Content-Type": "text/calendar; charset=utf-8"})
    answer = calendar.getresponse()
    return answer.status, answer.read()


def resources(raw: bytes) -> list[bytes]:
    """An event each, as a calendar server wants them: without METHOD (RFC 4791, 4.1)."""
    head = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tests//EN\r\n"
    events = re.findall(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", raw, re.MULTILINE | re.DOTALL)
    return [head + event + b"END:VCALENDAR\r\n" for event in events]
