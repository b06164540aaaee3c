"""Compares texts by meaning in a process of its own, whose memory goes with it: `python -m wip.adapters.meanings_apart`.

Texts come as JSON on standard input, numbers go as bytes to standard output.
"""

import json
import logging
import os
import subprocess
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path

from wip import paths
from wip.domain.nearness import Grid
from wip.domain.terms import Text

_SECONDS = 900
_HOME = Path(paths.__file__).parent.parent
"""Where `wip` lies: the process runs the same code as this one."""

_log = logging.getLogger(__name__)


def grid_apart(people: Sequence[Sequence[Text]], papers: Sequence[Text], weights: Path) -> Grid | None:
    """The grid of `meanings.grid_by_meaning`; None, noted in the log, where the process found none."""
    texts = [[[text.title, text.abstract] for text in each] for each in (*people, papers)]
    command = [sys.executable, "-m", "wip.adapters.meanings_apart", str(weights)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            input=json.dumps(texts).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=True,
            cwd=_HOME,
        )
    except subprocess.SubprocessError as no:
        _log.warning("Texts could not be compared by meaning: %s", no)
        return None
    size = len(people) * len(papers) * array("d").itemsize
    values, nearest = array("d"), array("q")
    values.frombytes(done.stdout[:size])
    nearest.frombytes(done.stdout[size:])
    return Grid(len(people), len(papers), values, nearest, by_meaning=True)


def main() -> None:
    """Read the texts, compare them, write the numbers."""
    from wip.adapters.meanings import grid_by_meaning

    os.nice(10)
    *people, papers = ([Text(*parts) for parts in each] for each in json.load(sys.stdin))
    grid = grid_by_meaning(people, papers, Path(sys.argv[1]).read_bytes())
    sys.stdout.buffer.write(grid.values.tobytes() + grid.nearest.tobytes())


if __name__ == "__main__":
    main()
