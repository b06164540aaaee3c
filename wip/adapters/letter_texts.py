"""Letters as text: templates in, subject and both bodies out, with marks where links go."""

import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from wip import paths
from wip.domain.letters import LetterKind
from wip.domain.links import LINK_WORDS, Link, LinkKind
from wip.domain.texts import clean, clean_line, without_overrides

_MARK = re.compile("\u27e6(\\d{1,2})\u27e7")
_COLUMNS = 72


@dataclass(frozen=True)
class LetterText:
    """One letter's words. Links are marks (\u27e60\u27e7, \u27e61\u27e7 ...) that count into the letter's own list of links."""

    subject: str
    text: str
    html: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(paths.templates()),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_tame,
    )


def _tame(value: object) -> object:
    """Typed text may not steer the letter: no controls, no overrides, no marks of its own."""
    if isinstance(value, Markup | _Mark):
        return value
    if isinstance(value, str):
        return without_overrides(clean(value)).replace("\u27e6", "[").replace("\u27e7", "]")
    return value


class _Mark(str):
    """A link's place. A class of its own, so that only we can write one."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def compose(kind: LetterKind, facts: Mapping[str, Any], links: Mapping[str, Link]) -> LetterText:
    """The letter's words. `links` are reached in templates as `links.<name>`, in the order given here."""
    marks = {name: _Mark(f"\u27e6{n}\u27e7") for n, name in enumerate(links)}
    environment = _environment()

    def render(part: str) -> str:
        template = environment.get_template(f"email/{kind.value}/{part}")
        return template.render(**facts, links=marks)

    return LetterText(
        subject=clean_line(render("subject.txt"))[:200],
        text=_wrapped(render("body.txt")),
        html=render("body.html"),
    )


def _wrapped(text: str) -> str:
    lines = [
        textwrap.fill(
            line,
            _COLUMNS,
            break_long_words=False,
            break_on_hyphens=False,
            subsequent_indent=re.match(r"\s*(- )?", line).group().replace("-", " "),  # type: ignore[union-attr]
        )
        for line in text.strip().splitlines()
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def filled(
    text: str,
    links: Sequence[Link],
    address: Callable[[Link], str],
    *,
    html: bool = False,
) -> str:
    """`text` with each mark replaced by its link's address, as it leaves."""

    def one(match: re.Match[str]) -> str:
        number = int(match.group(1))
        if number >= len(links):
            return ""
        found = address(links[number])
        return str(escape(found)) if html else found

    return _MARK.sub(one, text)


def masked(text: str, links: Sequence[Link], base_url: str) -> str:
    """`text` for anyone but its recipient: personal links are named, not shown."""

    def name(link: Link) -> str:
        return base_url + link.path if link.kind is LinkKind.PAGE else f"[{LINK_WORDS[link.kind]}]"

    return filled(text, links, name)
