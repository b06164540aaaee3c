"""A letter's plain text as paragraphs, lists, quotes and buttons, from which its HTML is made.

Links are marks (\u27e60\u27e7) in the text, which only we can write. A mark alone on its line becomes a button; a short
line right above it that ends in a colon is what the button says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MARK = re.compile("\u27e6(\\d{1,2})\u27e7")

_ITEM, _QUOTE, _MORE = re.compile(r"[-*•] "), re.compile(r"> ?"), re.compile(r"  +")
_LABEL_MOST = 40
_HEADING_LEAST = 8


class Shape(StrEnum):
    """How a part of a letter looks."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST = "list"
    QUOTE = "quote"
    BUTTON = "button"


@dataclass(frozen=True)
class Piece:
    """A run of text, or a link by its number in the letter's list."""

    text: str = ""
    link: int | None = None


Row = tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """One part: rows are the lines of a paragraph or quote, or the items of a list. A button has one link and a label."""

    shape: Shape
    rows: tuple[Row, ...] = ()
    link: int | None = None
    label: str = ""


def pieces(line: str) -> Row:
    """A line as runs of text and links."""
    found, end = [], 0
    for mark in MARK.finditer(line):
        found += [Piece(line[end : mark.start()]), Piece(link=int(mark.group(1)))]
        end = mark.end()
    found.append(Piece(line[end:]))
    return tuple(piece for piece in found if piece.text or piece.link is not None)


def blocks(text: str) -> list[Block]:
    """The text, whose lines are not wrapped, as the parts that a reader sees."""
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", text.strip("\n")):
        lines = paragraph.splitlines()
        for block in _runs(lines, follows_list=bool(found) and found[-1].shape is Shape.LIST):
            _add(found, block)
    return found


def _runs(lines: Sequence[str], *, follows_list: bool) -> Iterator[Block]:
    """The parts of one paragraph: neighbouring lines of one shape together."""
    run: list[str] = []
    shape = Shape.PARAGRAPH
    for line in lines:
        if not line.strip():
            continue
        now = _shape(line, Shape.LIST if follows_list else shape)
        if run and now is not shape:
            yield from _part(shape, run)
            run = []
        follows_list, shape = now is Shape.LIST, now
        run.append(line)
    if run:
        yield from _part(shape, run)


def _shape(line: str, before: Shape) -> Shape:
    if MARK.fullmatch(line.strip()):
        return Shape.BUTTON
    if _ITEM.match(line) or (before is Shape.LIST and _MORE.match(line)):
        return Shape.LIST
    return Shape.QUOTE if _QUOTE.match(line) else Shape.PARAGRAPH


def _part(shape: Shape, lines: Sequence[str]) -> Iterator[Block]:
    if shape is Shape.BUTTON:
        yield from (Block(shape, link=int(line.strip()[1:-1])) for line in lines)
    elif (
        shape is Shape.PARAGRAPH
        and len(lines) == 1
        and len(lines[0]) >= _HEADING_LEAST
        and lines[0].isupper()
    ):
        yield Block(Shape.HEADING, (pieces(lines[0].strip().capitalize()),))
    elif shape is Shape.LIST:
        yield Block(shape, tuple(_items(lines)))
    else:
        yield Block(
            shape,
            tuple(
                pieces(_QUOTE.sub("", each, 1) if shape is Shape.QUOTE else each.strip()) for each in lines
            ),
        )


def _items(lines: Sequence[str]) -> Iterator[Row]:
    """The items of a list; an indented line goes on with the item before it, if need be that of the block before."""
    item: Row = ()
    for line in lines:
        if _ITEM.match(line):
            if item:
                yield item
            item = pieces(_ITEM.sub("", line, 1))
        else:
            item += (Piece("\n"), *pieces(line.strip()))
    if item:
        yield item


def _add(found: list[Block], block: Block) -> None:
    last = found[-1] if found else None
    if block.shape is Shape.BUTTON and last is not None:
        label = _label(last)
        if label:
            found[-1:] = [Block(last.shape, last.rows[:-1])] if last.rows[1:] else []
            block = Block(Shape.BUTTON, link=block.link, label=label)
    elif last is not None and block.shape is last.shape is Shape.LIST:
        found[-1] = Block(Shape.LIST, _joined(last.rows, block.rows))
        return
    found.append(block)


def _joined(rows: tuple[Row, ...], more: tuple[Row, ...]) -> tuple[Row, ...]:
    if more[0][0] == Piece("\n"):
        return (*rows[:-1], rows[-1] + more[0], *more[1:])
    return rows + more


def _label(block: Block) -> str:
    """What the last line of a paragraph would call a button under it; nothing where it says more than that."""
    if block.shape is not Shape.PARAGRAPH or len(block.rows[-1]) != 1:
        return ""
    text = block.rows[-1][0].text.strip()
    is_short = text.endswith(":") and len(text) <= _LABEL_MOST and ". " not in text
    return text[:-1] if is_short else ""
