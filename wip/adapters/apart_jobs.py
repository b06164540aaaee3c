"""What is done to a file in a process of its own, which `apart_server` made: the file as standard input.

Answers come as lines of JSON, the most important first, so that they stand even if the process is ended half-way.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO
from urllib.parse import unquote

CPU_SECONDS, SHEET_CPU_SECONDS = 6, 2
WALL_SECONDS, MARK_SECONDS, PATIENT_SECONDS = 10, 8, 40
MEMORY = 1024 * 1024 * 1024
MARK = "mark-pdf"


def do(words: list[str]) -> None:
    """Do the job that the first word names; a second one, "patient", says that nobody waits for it.

    What is drawn on pages comes as the second word, quoted.
    """
    cpu = SHEET_CPU_SECONDS if words[0] in _SHEETS else CPU_SECONDS
    _limit(cpu, MARK_SECONDS if words[0] == MARK else WALL_SECONDS, patient="patient" in words[1:])
    with os.fdopen(os.dup(0), "rb") as file:
        file.seek(0)
        if words[0] == MARK:
            _mark_pdf(file, unquote(words[1]))
        else:
            _JOBS[words[0]](file)


def _limit(cpu_seconds: int, seconds: int, *, patient: bool) -> None:
    """Have the system end this process when it takes too long or too much."""
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # a system that knows no such limit still has the clock below
            continue
    if patient:
        os.nice(10)
    signal.setitimer(signal.ITIMER_REAL, PATIENT_SECONDS if patient else seconds)


def _tell(lines: Iterator[dict[str, object]]) -> None:
    for line in lines:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


def _open_pdf(file: BinaryIO) -> None:
    from wip.adapters.pdf_contents import opened

    _tell(iter([opened(file)[0]]))


def _read_pdf(file: BinaryIO) -> None:
    from wip.adapters.pdf_contents import contents

    _tell(contents(file))


def _read_word(file: BinaryIO) -> None:
    from wip.adapters.word_contents import contents

    _tell(contents(file))


def _draw_pdf(file: BinaryIO) -> None:
    from wip.adapters.pdf_contents import first_page

    sys.stdout.buffer.write(first_page(file))


def _mark_pdf(file: BinaryIO, line: str) -> None:
    from wip.adapters.pdf_marks import mark

    mark(file, line, sys.stdout.buffer)


def _read_picture(file: BinaryIO) -> None:
    """Says something only of a picture that opens."""
    from PIL import Image

    with Image.open(file, formats=("PNG", "JPEG")) as picture:
        picture.verify()
    _tell(iter([{"state": "fine"}]))


def _read_workbook(file: BinaryIO) -> None:
    from wip.adapters.sheet_contents import told, workbook_rows

    _tell(told(workbook_rows(file)))


def _read_json(file: BinaryIO) -> None:
    from wip.adapters.sheet_contents import json_rows, told

    _tell(told(json_rows(file)))


_SHEETS = ("read-workbook", "read-json")

_JOBS: dict[str, Callable[[BinaryIO], None]] = {
    "open-pdf": _open_pdf,
    "read-pdf": _read_pdf,
    "read-word": _read_word,
    "read-picture": _read_picture,
    "draw-pdf": _draw_pdf,
    "read-workbook": _read_workbook,
    "read-json": _read_json,
}
