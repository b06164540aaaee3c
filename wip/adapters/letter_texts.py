"""Letters as text: templates in, subject and both bodies out, with marks where links go."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import escape

from wip.adapters.letter_frames import (
    STOP,
    LetterText,
    environment,
    marks_of,
    subject_line,
    tamed,
    with_foot,
)
from wip.adapters.letter_lines import unwrapped, wrapped
from wip.adapters.own_letters import from_own, made_from
from wip.domain.letter_blocks import MARK
from wip.domain.letter_kinds import EDITABLE, placeholders
from wip.domain.letter_templates import OwnWords, Placeholder, What, braced, check, one_line, render
from wip.domain.letters import LetterKind
from wip.domain.links import LINK_WORDS, Link, LinkKind

__all__ = ["STOP", "LetterText", "as_editable", "compose", "edited", "filled", "masked"]


def compose(
    kind: LetterKind,
    facts: Mapping[str, Any],
    links: Mapping[str, Link],
    own: OwnWords | None = None,
) -> LetterText:
    """The letter's words, our own or those that a section wrote in their place.

    `links` are reached in templates as `links.<name>`, in the order given here. One called `stop` stands at the foot.
    """
    marks = marks_of(links)
    if own is not None and kind in EDITABLE:
        return from_own(kind, facts, marks, own)

    def render_part(part: str) -> str:
        template = environment().get_template(f"email/{kind.value}/{part}")
        return template.render(**facts, links=marks)

    return LetterText(
        subject=subject_line(render_part("subject.txt")),
        text=wrapped(with_foot(render_part("body.txt"), marks)),
        html=render_part("body.html"),
    )


def as_editable(words: LetterText, names: Sequence[str]) -> str:
    """The letter's text for somebody to mend: long lines whole, and each link as `{its name}`.

    `names` are those of the letter's links, in their order (`Draught.names`). The inverse is `edited`.
    """
    text = braced(unwrapped(words.text))

    def one(match: re.Match[str]) -> str:
        number = int(match.group(1))
        return f"{{{names[number]}}}" if number < len(names) else ""

    return MARK.sub(one, text).rstrip() + "\n"


def edited(kind: LetterKind, subject: str, text: str, names: Sequence[str]) -> LetterText:
    """A letter of this kind from a mended subject and text, in which links stand as `{confirm}`.

    `names` are those of the letter's links, in their order; one called `stop` stands at the foot whatever the text
    says. Raises Refusal (about `subject` or `body`) for a placeholder that is no link of this letter, for a lone brace
    (`{{` is a brace itself), and for a text without the links that its kind needs.
    """
    needed = {each.origin for each in placeholders(kind) if each.what is What.LINK and each.needed}
    known = [Placeholder(name, "", What.LINK, needed=name in needed) for name in names if name != STOP]
    check(OwnWords(subject, text), known)
    marks = marks_of(names)
    values = {name: str(mark) for name, mark in marks.items()}
    return made_from(kind, one_line(tamed(subject), {}), render(tamed(text), values), marks)


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

    return MARK.sub(one, text)


def masked(text: str, links: Sequence[Link], base_url: str) -> str:
    """`text` for anyone but its recipient: personal links are named, not shown."""

    def name(link: Link) -> str:
        return base_url + link.path if link.kind is LinkKind.PAGE else f"[{LINK_WORDS[link.kind]}]"

    return filled(text, links, name)
