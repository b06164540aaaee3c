"""What the wheel holds, and that it finds its own templates away from the checkout."""

import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("wip/", "templates/", "static/")
STRAY = (
    "wip/.env",
    "templates/.env",
    "static/.env",
    ".env",
    "wip/__pycache__/app.pyc",
    "instance/secret_key",
)


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a copy of the tracked files, among files that must stay at home."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in _tracked():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    for name in STRAY:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("WIP_SECRET_KEY=planted")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(tree)]
    subprocess.run(command, capture_output=True, check=True)
    (made,) = out.iterdir()
    return made


def test_the_wheel_holds_what_is_tracked_and_nothing_else(wheel: Path) -> None:
    tracked = [name for name in _tracked() if name.startswith(SHIPPED)]
    expected = {name if name.startswith("wip/") else f"wip/{name}" for name in tracked}
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert sorted(name for name in names if ".dist-info/" not in name) == sorted(expected)


def test_the_wheel_names_its_command_and_its_licence(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        details = {name.split(".dist-info/")[1] for name in archive.namelist() if ".dist-info/" in name}
        (points,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
        commands = archive.read(points).decode().split()
    assert details == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
    assert commands == ["[console_scripts]", "wip", "=", "wip.cli:main"]


def test_the_wheel_finds_its_own_folders_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = "from wip import paths; print(paths.templates(), paths.static(), paths.migrations(), sep='\\n')"
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=elsewhere,
        env={"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    folders = [Path(line) for line in found.stdout.splitlines()]
    assert folders == [installed / "wip" / name for name in ("templates", "static", "migrations")]
    assert [folder.is_dir() for folder in folders] == [True, True, True]
