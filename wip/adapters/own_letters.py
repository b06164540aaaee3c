"""Letters from a text that somebody wrote: with placeholders, as parts that a reader sees, and as HTML."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from wip import paths
from wip.adapters.letter_frames import (
    STOP,
    STOP_LABEL,
    STOP_SENTENCE,
    LetterText,
    Mark,
    Tamed,
    environment,
    subject_line,
    tamed,
    with_foot,
)
from wip.adapters.letter_lines import unwrapped, wrapped
from wip.domain.letter_blocks import MARK, Piece, Shape, blocks
from wip.domain.letter_kinds import EDITABLE, placeholders
from wip.domain.letter_templates import OwnWords, Placeholder, What, holes, one_line, parse, render
from wip.domain.letters import LetterKind
from wip.domain.texts import clean_line


def from_own(
    kind: LetterKind, facts: Mapping[str, Any], marks: Mapping[str, Mark], own: OwnWords
) -> LetterText:
    """The letter in somebody's own words, with facts, links and passages in their places."""
    known = {each.name: each for each in EDITABLE[kind].placeholders}
    used = [known[name] for name in holes(parse(f"{own.subject}\n{own.body}")) if name in known]
    values = {each.name: _value(kind, each, facts, marks) for each in used}
    text = render(tamed(own.body), values)
    return made_from(kind, one_line(tamed(own.subject), values), text, marks)


def _value(
    kind: LetterKind, asked: Placeholder, facts: Mapping[str, Any], marks: Mapping[str, Mark]
) -> str | list[str]:
    if asked.what is What.LINK:
        return str(marks.get(asked.origin, ""))
    if asked.what is What.LIST:
        return [tamed(str(item)) for item in facts[asked.origin]]
    if asked.what is What.TEXT:
        return tamed(str(facts[asked.origin]))
    passage = _block(kind, asked.origin, facts, marks)
    return " ".join(passage.split()) if asked.what is What.PHRASE else passage.strip()


def _block(kind: LetterKind, name: str, facts: Mapping[str, Any], marks: Mapping[str, Mark]) -> str:
    """A part of our own letter that depends on too much for placeholders: rendered as it would stand there."""
    for part in ("body.txt", "subject.txt"):
        template = environment().get_template(f"email/{kind.value}/{part}")
        if name in template.blocks:
            context = template.new_context({**facts, "links": marks})
            return "".join(template.blocks[name](context))
    raise KeyError(name)


def made_from(kind: LetterKind, subject: str, text: str, marks: Mapping[str, Mark]) -> LetterText:
    """The letter from a text with marks, whose lines are not wrapped; its HTML says the same."""
    subject = subject_line(subject)
    body = {name: mark for name, mark in marks.items() if name != STOP}
    html = environment().get_template("layouts/letter_text.html")
    return LetterText(
        subject=subject,
        text=wrapped(with_foot(text, marks)),
        html=html.render(subject=subject, parts=readable(kind, text, list(body)), links=marks),
    )


@dataclass(frozen=True)
class Run:
    """A run of text in a part; `mark` is its link's, if it is one."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class ReadablePart:
    """A part of a letter, ready to be shown: a shape and its rows. `first` is the letter's first button."""

    shape: str
    rows: tuple[tuple[Run, ...], ...]
    first: bool = False


def readable(kind: LetterKind, text: str, names: Sequence[str]) -> list[ReadablePart]:
    """A text with marks, whose lines are not wrapped, as a reader sees it. `names` are those of the letter's links."""
    known = {each.origin: each.label for each in placeholders(kind) if each.what is What.LINK}
    labels = {n: known.get(name, "Open the page") for n, name in enumerate(names)}
    found: list[ReadablePart] = []
    for block in blocks(text):
        if block.shape is not Shape.BUTTON:
            found.append(ReadablePart(block.shape, tuple(_runs(row, labels) for row in block.rows)))
            continue
        number = block.link or 0
        if not labels.get(number):
            rows = ((Run(f"{block.label}:"),),) if block.label else ()
            found.append(ReadablePart(Shape.PARAGRAPH, (*rows, _runs((Piece(link=number),), labels))))
            continue
        is_first = all(part.shape != Shape.BUTTON for part in found)
        run = Run(block.label or labels[number], Mark(f"\u27e6{number}\u27e7"))
        found.append(ReadablePart(Shape.BUTTON, ((run,),), is_first))
    return found


def _runs(row: Sequence[Piece], labels: Mapping[int, str]) -> tuple[Run, ...]:
    runs = []
    for piece in row:
        mark = "" if piece.link is None else Mark(f"\u27e6{piece.link}\u27e7")
        runs.append(Run((labels.get(piece.link or 0) or mark) if mark else Tamed(piece.text), mark))
    return tuple(runs)


@cache
def our_words(kind: LetterKind) -> OwnWords:
    """Our own letter with a placeholder for each fact, link and passage: what a section begins from."""
    facts: dict[str, str | list[str]] = {}
    links: dict[str, str] = {}
    for each in EDITABLE[kind].placeholders:
        hole = f"{{{each.name}}}"
        if each.what is What.LINK:
            links[each.origin] = hole
        elif each.what in {What.TEXT, What.LIST}:
            facts[each.origin] = [hole] if each.what is What.LIST else hole

    def render_part(part: str) -> str:
        name = f"email/{kind.value}/{part}"
        template = environment().from_string(_with_holes(name))
        return template.render(**facts, links=links)

    body = re.sub(r"\n{3,}", "\n\n", render_part("body.txt").strip())
    return OwnWords(clean_line(render_part("subject.txt")), body)


_BLOCK = re.compile(r"\{% block (\w+) %\}(\n?)")


def _with_holes(name: str) -> str:
    """A template that stands for the one called `name`, its blocks replaced by placeholders."""
    source = (paths.templates() / name).read_text(encoding="utf-8")
    instead = [
        f"{{% block {block} %}}{end * 2}{{{block}}}{end * 2}{{% endblock %}}"
        for block, end in _BLOCK.findall(source)
    ]
    return f'{{% extends "{name}" %}}' + "".join(instead)


@dataclass(frozen=True)
class Shown:
    """A letter on a page: as parts, and as plain text in which links are named, not shown."""

    subject: str
    parts: list[ReadablePart]
    text: str
    foot: str = ""


def shown(kind: LetterKind, words: LetterText, names: Sequence[str]) -> Shown:
    """The letter for somebody who is not its recipient. `names` are those of its links, in their order."""
    known = {each.origin: each.label or each.says for each in placeholders(kind) if each.what is What.LINK}

    def named(match: re.Match[str]) -> str:
        number = int(match.group(1))
        name = names[number] if number < len(names) else ""
        return f"[link: {known.get(name, STOP_LABEL if name == STOP else 'to the page')}]"

    body = unwrapped(words.text)
    above = body.rpartition(STOP_SENTENCE)[0] if STOP in names else body
    foot = f"{STOP_SENTENCE}." if STOP in names else ""
    return Shown(words.subject, readable(kind, above, names), MARK.sub(named, words.text), foot)
