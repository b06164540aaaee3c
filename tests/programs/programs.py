"""Real calendar programs, each asked what it makes of many files at once."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.programs.servers import radicale, vdirsyncer

HERE = Path(__file__).parent
ADAPTERS = HERE / "adapters"
FOLDER = Path(os.environ.get("ICS_CLIENTS") or HERE.parent.parent / ".programs").absolute()


@dataclass(frozen=True)
class Answer:
    """What a program makes of a file: how many events, when they start (None: it does not say), and its complaints."""

    events: int
    starts: tuple[str, ...] | None
    complaints: tuple[str, ...] = ()
    refused: str = ""


Show = Callable[[Sequence[Path], Path], list[Answer]]


@dataclass(frozen=True)
class Program:
    """A program, what of it must be there, and how it is shown files, with a folder of its own to work in."""

    name: str
    needs: tuple[str, ...]
    show: Show

    @property
    def is_here(self) -> bool:
        """Whether all of it is installed."""
        return all(
            shutil.which(need) or (FOLDER / need).exists() or Path(need).exists() for need in self.needs
        )


def run(command: Sequence[str | Path], folder: Path, typed: str = "") -> str:
    """What a command says on its output, in a bare environment of its own; its errors come last."""
    env = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "ICAL_NODE_DIR": str(FOLDER / "ical-node"),
    }
    done = subprocess.run(
        command, capture_output=True, timeout=300, env=env, input=typed, text=True, check=False, cwd=folder
    )
    return done.stdout + done.stderr


def _answers(said: str, files: Sequence[Path]) -> list[Answer]:
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    assert len(lines) == len(files), said[-500:]
    return [_answer(line) for line in lines]


def _answer(line: dict[str, object]) -> Answer:
    events, complaints = line["events"], line["warn"]
    assert isinstance(events, list)
    assert isinstance(complaints, list)
    starts = tuple(sorted(str(each[1]) for each in events))
    return Answer(len(events), starts, tuple(map(str, complaints)), "" if line["ok"] else str(line["error"]))


def _python(venv: str, name: str) -> Show:
    command: list[str | Path] = [FOLDER / venv / "bin/python", ADAPTERS / "py_client.py", name]
    return lambda files, folder: _answers(run([*command, *files], folder), files)


def _node(name: str) -> Show:
    command: list[str | Path] = ["node", ADAPTERS / "node_client.mjs", name]
    return lambda files, folder: _answers(run([*command, *files], folder), files)


def _one_by_one(*command: str | Path) -> Show:
    return lambda files, folder: _answers("\n".join(run([*command, each], folder) for each in files), files)


def _calcurse(files: Sequence[Path], folder: Path) -> list[Answer]:
    return [_by_calcurse(each, folder / each.stem) for each in files]


def _by_calcurse(file: Path, folder: Path) -> Answer:
    folder.mkdir()
    said = run(["calcurse", "-D", folder, "-i", file], folder, "\n")
    found = re.search(r"(\d+) apps? / (\d+) events? / \d+ todos? / (\d+) skipped", said)
    if not found:
        return Answer(0, (), refused=said[-200:])
    form = "%(start:%s)|%m\\n"
    window = ["--from", "01/01/2026", "--days", "1460", "--format-apt", form, "--format-recur-apt", form]
    listed = run(["calcurse", "-D", folder, "-Q", *window], folder)
    stamps = re.findall(r"^(\d{9,})\|", listed, re.MULTILINE)
    starts = sorted(f"{datetime.fromtimestamp(int(each), UTC):%Y-%m-%dT%H:%M:%SZ}" for each in stamps)
    skipped = () if found[3] == "0" else (f"{found[3]} skipped",)
    return Answer(int(found[1]) + int(found[2]), tuple(starts), skipped)


def _khal(files: Sequence[Path], folder: Path) -> list[Answer]:
    command: list[str | Path] = [FOLDER / "ical-khal/bin/python", ADAPTERS / "khal_client.py", folder]
    return _answers(run([*command, *files], folder), files)


def _starts(files: Sequence[Path]) -> tuple[str, ...]:
    stamps = (re.search(r"^DTSTART[^:\n]*:(\d{8}T\d{6}Z)", each.read_text(), re.MULTILINE) for each in files)
    found = [datetime.strptime(one[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) for one in stamps if one]
    return tuple(sorted(f"{each:%Y-%m-%dT%H:%M:%SZ}" for each in found))


def _vdirsyncer(files: Sequence[Path], folder: Path) -> list[Answer]:
    kept, said = vdirsyncer(FOLDER / "ical-khal/bin/vdirsyncer", files, folder, run)
    return [
        Answer(len(kept[each]), _starts(kept[each]), (), "" if kept[each] else said[-300:]) for each in files
    ]


def _radicale(files: Sequence[Path], folder: Path) -> list[Answer]:
    answers = radicale(FOLDER / "ical-servers/bin/python", files, folder)
    return [Answer(len(starts), tuple(sorted(starts)), tuple(refused)) for starts, refused in answers]


def _our_rules(files: Sequence[Path], folder: Path) -> list[Answer]:
    said = run([sys.executable, ADAPTERS / "rfc_lint.py", *files], folder)
    found = {
        each: [line for line in said.splitlines() if line.startswith(f"{each.name}: ")] for each in files
    }
    assert all(found.values()), said[-500:]
    wrong = {each: [line for line in lines if not line.endswith(": ok")] for each, lines in found.items()}
    return [Answer(-1, None, tuple(wrong[each])) for each in files]


PROGRAMS = (
    Program("libical", ("libical_check",), _one_by_one(FOLDER / "libical_check")),
    Program(
        "sabre/vobject",
        ("php", "/usr/share/php/Sabre/VObject/autoload.php"),
        _one_by_one("php", ADAPTERS / "sabre_client.php"),
    ),
    Program("ical.js", ("node", "ical-node/node_modules/ical.js"), _node("ical.js")),
    Program("ical.js, strict", ("node", "ical-node/node_modules/ical.js"), _node("ical.js-strict")),
    Program("node-ical", ("node", "ical-node/node_modules/node-ical"), _node("node-ical")),
    Program("icalendar", ("ical-icalendar/bin/python",), _python("ical-icalendar", "icalendar")),
    Program("vobject", ("ical-vobject/bin/python",), _python("ical-vobject", "vobject")),
    Program("calcurse", ("calcurse",), _calcurse),
    Program("khal", ("ical-khal/bin/khal",), _khal),
    Program("vdirsyncer", ("ical-khal/bin/vdirsyncer",), _vdirsyncer),
    Program("Radicale", ("ical-servers/bin/python",), _radicale),
    Program("our own rules", (), _our_rules),
)
