"""The diagrams in docs/ say what the tables say."""

import pkgutil
import re
from importlib import import_module
from pathlib import Path

import pytest

from wip import domain
from wip.domain import diagrams
from wip.domain.moves import LifeCycle

PAGE = Path(__file__).parents[2] / "docs" / "life-cycles.md"


def test_the_page_in_docs_is_the_one_that_the_tables_give() -> None:
    assert PAGE.read_text() == diagrams.page()


@pytest.mark.parametrize("name", diagrams.CYCLES)
def test_a_diagram_has_an_arrow_for_each_row_of_its_table(name: str) -> None:
    cycle = diagrams.CYCLES[name]
    arrows = re.findall(r"^    (\w+) --> (\w+): (.+)$", diagrams.diagram(cycle), re.MULTILINE)
    rows = [(at.value, to.value, move.value.replace("_", " ")) for (at, move), to in cycle.moves.items()]
    assert arrows == rows


def test_no_life_cycle_is_left_out() -> None:
    modules = [import_module(f"wip.domain.{found.name}") for found in pkgutil.iter_modules(domain.__path__)]
    every = {each.thing for one in modules for each in vars(one).values() if isinstance(each, LifeCycle)}
    assert {cycle.thing for cycle in diagrams.CYCLES.values()} == every
