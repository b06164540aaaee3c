"""The benchmark of killed workers in small: a real worker, SIGKILL, a real mail server that misbehaves."""

from pathlib import Path

import pytest

from benchmarks.deliveries import Counted, measure
from tests.conftest import POSTGRES

LETTERS, KILLS = 60, 4


def test_a_killed_worker_loses_no_letter_and_sends_few_twice(tmp_path: Path, database_url: str) -> None:
    database = database_url if POSTGRES else ""
    counted = measure(tmp_path, LETTERS, KILLS, seed=3, database=database)
    assert counted.faults() == []
    assert (counted.kills, len(counted.taken), counted.states) == (KILLS, LETTERS, {"sent": LETTERS})


@pytest.mark.parametrize(
    ("taken", "unlike", "states", "fault"),
    [
        ({"a": 1, "b": 2}, 0, {"sent": 2}, ""),
        ({"a": 1, "b": 4}, 0, {"sent": 2}, "3 duplicates are more than 1 kills and 1 lost answers"),
        ({"a": 1}, 0, {"sent": 2}, "1 letters never arrived"),
        ({"a": 1, "b": 1}, 1, {"sent": 2}, "1 letters came in two forms"),
        ({"a": 1, "b": 1}, 0, {"sent": 1, "failed": 1}, "states are {'sent': 1, 'failed': 1}"),
    ],
)
def test_the_benchmark_would_notice(
    taken: dict[str, int], unlike: int, states: dict[str, int], fault: str
) -> None:
    counted = Counted(2, 1, taken, 1, unlike, states, 1.0)
    assert counted.faults() == ([fault] if fault else [])
