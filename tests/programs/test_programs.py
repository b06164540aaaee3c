"""Every feed at every step of a history, and every week in which clocks change, through real calendar programs."""

import os
import re
import sys
import time
from pathlib import Path

import pytest
from flask import Flask

from tests.calendars.fixed_history import Shown, files
from tests.calendars.weeks import WEEKS, calendar
from tests.conftest import Clock
from tests.programs.programs import PROGRAMS, Answer, Program
from wip.adapters.ics import serialise

pytestmark = pytest.mark.calendars


def _weeks() -> list[Shown]:
    return [Shown(f"week-{week.name}", serialise(calendar(week)), week.starts) for week in WEEKS]


@pytest.fixture
def shown(app: Flask, clock: Clock, tmp_path: Path) -> dict[Path, Shown]:
    """Every file in a folder, and what it truly says."""
    folder = tmp_path / "files"
    folder.mkdir()
    found = {}
    for each in [*files(app, clock), *_weeks()]:
        path = folder / f"{each.name}.ics"
        path.write_bytes(each.body)
        found[path] = each
    return found


def test_every_program_takes_every_file_as_it_is_meant(
    shown: dict[Path, Shown], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, wrong = list[str](), list[str]()
    for program in PROGRAMS:
        if program.is_here:
            begun, folder = time.monotonic(), tmp_path / re.sub(r"\W+", "-", program.name)
            folder.mkdir()
            faults = _faults(program, shown, folder)
            wrong += faults
            said = f"{len(shown)} files, {len(faults)} faults, {time.monotonic() - begun:.1f} s"
        else:
            said = "NOT HERE"
        table.append(f"  {program.name:16}{said}")
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table) + "\n")
    missing = [program.name for program in PROGRAMS if not program.is_here]
    assert wrong == []
    assert not (missing and os.environ.get("CI") == "true"), f"NOT INSTALLED: {', '.join(missing)}"
    if missing:
        pytest.skip(f"NOT SHOWN TO {', '.join(missing)}: run tests/programs/setup.sh")


def _faults(program: Program, shown: dict[Path, Shown], folder: Path) -> list[str]:
    answers = program.show(list(shown), folder)
    found = [(each, _fault(answer, each)) for each, answer in zip(shown.values(), answers, strict=True)]
    return [f"{program.name}: {each.name}: {fault}" for each, fault in found if fault]


def _fault(answer: Answer, file: Shown) -> str:
    if answer.refused or answer.complaints:
        return answer.refused or "; ".join(answer.complaints)
    if answer.starts is None:
        return ""
    if answer.events != len(file.starts):
        return f"has {answer.events} of {len(file.starts)} events"
    return "" if answer.starts == file.starts else f"starts {answer.starts}, not {file.starts}"
