"""Every kind of letter has its words, and a subject of one line."""

import pytest
from jinja2 import Environment, nodes

from wip import paths
from wip.domain.letters import LetterKind

PARTS = ("body.html", "body.txt", "subject.txt")


def test_every_kind_has_its_folder_and_every_folder_its_kind() -> None:
    found = {
        folder.name: sorted(file.name for file in folder.iterdir())
        for folder in (paths.templates() / "email").iterdir()
    }
    assert found == {kind.value: list(PARTS) for kind in LetterKind}


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_subject_is_one_line(kind: LetterKind) -> None:
    text = (paths.templates() / "email" / kind / "subject.txt").read_text()
    assert (len(text.splitlines()), text.strip() != "") == (1, True)


@pytest.mark.parametrize("kind", list(LetterKind))
def test_both_bodies_carry_the_same_links(kind: LetterKind) -> None:
    """A reader of plain text can do all that a reader of HTML can."""
    folder = paths.templates() / "email" / kind
    assert _links((folder / "body.txt").read_text()) == _links((folder / "body.html").read_text())


def _links(template: str) -> set[str]:
    tree = Environment().parse(template)  # noqa: S701 - read, never rendered
    found = tree.find_all(nodes.Getattr)
    return {node.attr for node in found if isinstance(node.node, nodes.Name) and node.node.name == "links"}


@pytest.mark.parametrize("kind", list(LetterKind))
def test_the_letter_greets_its_reader_and_the_html_stands_in_our_frame(kind: LetterKind) -> None:
    folder = paths.templates() / "email" / kind
    assert (folder / "body.txt").read_text().splitlines()[0] == "Dear {{ name }},"
    assert (folder / "body.html").read_text().splitlines()[0] == '{% extends "layouts/letter.html" %}'
