"""What a web process carries: libraries that only some work needs stay outside until that work comes."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("alembic", "fpdf", "icalendar", "numpy", "openpyxl", "PIL", "psycopg", "pypdfium2", "segno")


def test_a_web_process_on_sqlite_starts_without_what_only_some_work_needs(tmp_path: Path) -> None:
    program = f"import sys; from wip.app import create_app; create_app(); print(*sorted(set({HEAVY}) & set(sys.modules)))"
    settings = {name: value for name, value in os.environ.items() if not name.startswith("WIP_")}
    settings |= {"WIP_INSTANCE": str(tmp_path), "WIP_SECRET_KEY": "tests-only-" + "x" * 40}
    told = subprocess.run(
        [sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=True
    )
    assert told.stdout == "\n"
