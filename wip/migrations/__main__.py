"""Writes the next revision: python -m wip.migrations "what changes".

Compares the models with what the revisions so far make of an empty database, so that nobody's own data matter.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from wip import paths
from wip.adapters import schema


def main() -> None:
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one sentence
        raise SystemExit('Say what changes: python -m wip.migrations "what changes"')
    versions = paths.migrations() / "versions"
    versions.mkdir(exist_ok=True)
    number = f"{len(list(versions.glob('*.py'))) + 1:04}"
    with TemporaryDirectory() as folder:
        engine = sa.create_engine(f"sqlite:///{Path(folder) / 'empty.sqlite'}")
        if number != "0001":
            schema.upgrade(engine)
        schema.write_revision(engine, number, sys.argv[1])
        engine.dispose()
    for task in (["check", "--fix", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *task, str(versions)], check=True)  # noqa: S603 - a fixed command


if __name__ == "__main__":
    main()
