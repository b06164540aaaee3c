"""Texts with placeholders: a section's own letters, letters to a group, and letters mended before they leave.

Plain text. `{title}` stands for what is known of the recipient; `{{` and `}}` are the braces themselves. A line whose
placeholders are all empty vanishes, and with it a line above it that ends in a colon and introduces nothing else.
What is put in is never read again: a title that says `{confirm}` stays a title.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from wip.domain.refusals import Refusal

SUBJECT_MOST, TEXT_MOST = 200, 20_000
"""Characters of a letter's subject and text, as typed."""

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_PREFIX = re.compile(r"\s*(?:[-*•] |> ?)?")
_LONG = 72


class What(StrEnum):
    """What a placeholder stands for. A passage fills lines of its own, a phrase stands within one."""

    TEXT = "text"
    LIST = "list"
    LINK = "link"
    PASSAGE = "passage"
    PHRASE = "phrase"


@dataclass(frozen=True)
class Placeholder:
    """One placeholder of a kind of letter, and what it stands for in words.

    `source` is its name in our own template where that differs; `label` is what a link is called on its button. A
    `needed` one must stand in every text of the kind.
    """

    name: str
    says: str
    what: What = What.TEXT
    source: str = ""
    needed: bool = False
    label: str = ""

    @property
    def origin(self) -> str:
        """The name of the fact, link or block in our own template."""
        return self.source or self.name


@dataclass(frozen=True)
class Hole:
    """A placeholder's place in a text."""

    name: str


Line = tuple[str | Hole, ...]


@dataclass(frozen=True)
class OwnWords:
    """The subject and the text of a letter as somebody typed them, with placeholders."""

    subject: str
    body: str


def parse(text: str) -> tuple[Line, ...]:
    """The text taken apart, by lines. Raises Refusal for a brace that stands alone."""
    return tuple(_line(line) for line in text.splitlines())


def _line(text: str) -> Line:
    parts: list[str | Hole] = []
    end = 0
    for found in _TOKEN.finditer(text):
        parts.append(text[end : found.start()])
        end = found.end()
        if found.group(1) is not None:
            parts.append(Hole("_".join(found.group(1).lower().split())))
        elif len(found.group()) == 1:
            near = text[max(0, found.start() - 20) : found.end() + 20].strip()
            raise Refusal(
                f"A single brace stands in “{near}”. A placeholder is written like {{name}}; for a brace itself write "
                "it twice."
            )
        else:
            parts.append(found.group()[0])
    parts.append(text[end:])
    return tuple(part for part in parts if part != "")


def holes(lines: Iterable[Line]) -> list[str]:
    """The names of the placeholders in a text, each once, in their order."""
    return list(dict.fromkeys(part.name for line in lines for part in line if isinstance(part, Hole)))


def check(words: OwnWords, placeholders: Sequence[Placeholder]) -> None:
    """Refuse a subject or a text that names what this kind of letter does not have, or lacks what it needs."""
    known = {each.name: each for each in placeholders}
    _check_subject(words.subject, known)
    try:
        lines = parse(words.body)
    except Refusal as no:
        raise Refusal(no.sentence, "body") from None
    if not words.body.strip():
        raise Refusal("A letter needs a text.", "body")
    found = holes(lines)
    _refuse_unknown(found, known, "body")
    missing = [f"{{{each.name}}}" for each in placeholders if each.needed and each.name not in found]
    if missing:
        raise Refusal(
            f"The text must contain {_and(missing)}: without {'it' if len(missing) == 1 else 'them'} the recipient "
            "cannot act, or misses what this letter is for. Put it on a line of its own.",
            "body",
        )


def _check_subject(subject: str, known: Mapping[str, Placeholder]) -> None:
    if not subject.strip():
        raise Refusal("A letter needs a subject.", "subject")
    try:
        found = holes(parse(subject))
    except Refusal as no:
        raise Refusal(no.sentence, "subject") from None
    _refuse_unknown(found, known, "subject")
    wrong = [f"{{{name}}}" for name in found if known[name].what not in {What.TEXT, What.PHRASE}]
    if wrong:
        raise Refusal(f"{_and(wrong)} cannot stand in a subject, only in the text.", "subject")


def _refuse_unknown(found: Iterable[str], known: Collection[str], field: str) -> None:
    unknown = [name for name in found if name not in known]
    if unknown:
        raise Refusal(" ".join(_unknown(name, known) for name in unknown[:5]), field)


def _unknown(name: str, known: Collection[str]) -> str:
    near = _nearest(name, known)
    mend = f"Did you mean {{{near}}}?" if near else "Take one from the list beside the text."
    return f"There is no placeholder {{{name[:40]}}} in this letter. {mend}"


def _nearest(name: str, known: Collection[str]) -> str:
    """The placeholder meant: one that differs by a slip, else by the last word that is one, for `paper_titel` the title."""
    for part, alike in ((name, 0.8), *((word, 0.7) for word in reversed(name.split("_"))), (name, 0.5)):
        if near := get_close_matches(part, known, 1, alike):
            return near[0]
    return ""


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def one_line(text: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """A subject with its placeholders filled in."""
    return "".join(_filled(line, values) for line in parse(text))


def render(text: str, values: Mapping[str, str | Sequence[str]]) -> str:
    """The text with its placeholders filled in. A list gives one item a line, or a paragraph each; see the module."""
    lines = parse(text)
    made = [_rendered(line, values) for line in lines]
    _drop_introductions(lines, made)
    return "\n".join(line for line in made if line is not None)


def _rendered(line: Line, values: Mapping[str, str | Sequence[str]]) -> str | None:
    names = [part.name for part in line if isinstance(part, Hole)]
    if names and not any(values.get(name) for name in names):
        return None
    alone = _alone(line)
    if alone is None:
        return _filled(line, values)
    prefix, name = alone
    value = values.get(name, "")
    items = [value] if isinstance(value, str) else list(value)
    # Short items of a list stand close together; all else would run into one.
    is_close = prefix.strip() in set("-*•") and all(len(item) <= _LONG and "\n" not in item for item in items)
    return ("\n" if is_close else "\n\n").join(_indented(prefix, item) for item in items)


def _alone(line: Line) -> tuple[str, str] | None:
    """The prefix (a bullet, a quote's mark) and the name of a placeholder that has the line to itself."""
    *before, last = line or ("",)
    prefix = "".join(part for part in before if isinstance(part, str))
    if not isinstance(last, Hole) or any(isinstance(part, Hole) for part in before):
        return None
    return (prefix, last.name) if _PREFIX.fullmatch(prefix) else None


def _indented(prefix: str, item: str) -> str:
    first, *more = item.splitlines() or [""]
    later = prefix if prefix.lstrip().startswith(">") else " " * len(prefix)
    return "\n".join([prefix + first, *((later + line).rstrip() for line in more)])


def _filled(line: Line, values: Mapping[str, str | Sequence[str]]) -> str:
    return "".join(_plain(values.get(part.name, "")) if isinstance(part, Hole) else part for part in line)


def _plain(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "; ".join(value)


def _drop_introductions(lines: Sequence[Line], made: list[str | None]) -> None:
    """“What reviewers wrote to you:” says nothing where all that followed it has vanished."""
    for at, line in enumerate(made):
        if (
            line is None
            or not line.rstrip().endswith(":")
            or any(isinstance(part, Hole) for part in lines[at])
        ):
            continue
        after = _introduced(lines, at + 1)
        if after and all(made[each] is None for each in after):
            made[at] = None


def _introduced(lines: Sequence[Line], at: int) -> range:
    """The lines that a line before `at` introduces: the next ones that stand together."""
    while at < len(lines) and not _is_typed(lines[at]):
        at += 1
    end = at
    while end < len(lines) and _is_typed(lines[end]):
        end += 1
    return range(at, end)


def _is_typed(line: Line) -> bool:
    return any(isinstance(part, Hole) or part.strip() for part in line)


def braced(text: str) -> str:
    """Text that is to stand as it is in a text with placeholders."""
    return text.replace("{", "{{").replace("}", "}}")
