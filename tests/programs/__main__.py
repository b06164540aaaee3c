"""Show calendar files to every program that is installed, and print what each makes of them."""

import sys
import tempfile
from pathlib import Path

from tests.programs.programs import PROGRAMS


def main() -> None:
    """A line for each program and file."""
    files = [Path(name).absolute() for name in sys.argv[1:]]
    for program in PROGRAMS:
        if not program.is_here:
            sys.stdout.write(f"{program.name:16} NOT HERE\n")
            continue
        with tempfile.TemporaryDirectory() as folder:
            for file, answer in zip(files, program.show(files, Path(folder)), strict=True):
                said = (
                    answer.refused or "; ".join(answer.complaints) or " ".join(answer.starts or ["in order"])
                )
                sys.stdout.write(f"{program.name:16} {file.name}: {said}\n")


if __name__ == "__main__":
    main()
