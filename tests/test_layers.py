"""The domain imports the standard library and itself; import-linter checks the rest of the layers."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = Path(__file__).resolve().parent.parent / "wip" / "domain"


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def _foreign(text: str) -> list[str]:
    return [
        name
        for name in _imported(text)
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("wip.domain.")
    ]


@pytest.mark.parametrize("path", sorted(DOMAIN.rglob("*.py")), ids=lambda path: path.stem)
def test_the_domain_imports_nothing_from_outside(path: Path) -> None:
    assert _foreign(path.read_text()) == []


def test_a_foreign_import_is_seen_wherever_it_hides() -> None:
    text = "import re\nfrom wip.domain import papers\nfrom wip import db\ndef f():\n    import flask.app\n"
    assert _foreign(text) == ["wip", "flask.app"]
