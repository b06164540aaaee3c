"""Markdown as typed in calls, made into safe HTML."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

_TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "a",
    "h3",
    "h4",
}


@lru_cache(maxsize=512)
def rendered(text: str) -> Markup:
    """Sanitised HTML: paragraphs, emphasis, lists, quotations and links; nothing else survives."""
    import nh3
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": False, "breaks": True}).render(text)
    clean = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="noopener nofollow ugc")
    return Markup(clean)  # noqa: S704 - nh3 has just sanitised it


def blocks(text: str) -> list[tuple[bool, str]]:
    """The words alone, a paragraph or a point of a list each; the flag says which is a point. Links keep their address."""
    from markdown_it import MarkdownIt

    found, points = [], 0
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        points += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline":
            found.append((points > 0, _words(token.children or [])))
        elif token.type in {"fence", "code_block"}:
            found += [(points > 0, line) for line in token.content.splitlines()]
    return [(is_point, words) for is_point, words in found if words.strip()]


def _words(tokens: "Sequence[Token]", broken: str = " ") -> str:
    said: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            said.append(f"\0{token.attrGet('href')}")
        elif token.type == "link_close":
            start = max(n for n, each in enumerate(said) if each.startswith("\0"))
            label, address = "".join(said[start + 1 :]), said[start][1:].removeprefix("mailto:")
            said[start:] = [label if label == address else f"{label} ({address})"]
        else:
            said.append(broken if token.type in {"softbreak", "hardbreak"} else token.content)
    return "".join(said)


def plain_lines(text: str) -> list[str]:
    """The text as it reads without its marks, in the lines in which it was typed; points keep theirs, an empty line lies between blocks."""
    from markdown_it import MarkdownIt

    found: list[str] = []
    marks: list[str] = []
    counts: list[int] = []
    for token in MarkdownIt("commonmark", {"html": False}).parse(text):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            counts.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else 0)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            counts.pop()
        elif token.type == "list_item_open":
            marks = [f"{counts[-1]}. " if counts[-1] else "- "]
            counts[-1] += bool(counts[-1])
        elif token.type in {"inline", "fence", "code_block"}:
            is_point = bool(marks)
            mark = "  " * (len(counts) - 1) + marks.pop() if marks else "  " * len(counts)
            words = _words(token.children or [], "\n") if token.type == "inline" else token.content
            lines = [line for line in words.split("\n") if line.strip()]
            found += [""] if found and not (is_point and _is_point(found)) else []
            found += [(mark if n == 0 else " " * len(mark)) + line for n, line in enumerate(lines)]
    return found


def _is_point(lines: list[str]) -> bool:
    return lines[-1].lstrip()[:2] == "- " or lines[-1][:1] == " " or lines[-1].split(". ")[0].isdecimal()
