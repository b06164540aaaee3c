"""A call as text to pass on: plain for an e-mail list (72 columns, domain.md WIP 2), Markdown, and HTML without styles."""

import re
import textwrap
from collections.abc import Iterable

from markupsafe import Markup, escape

from wip.adapters.markdown import plain_lines, rendered
from wip.domain.call_contents import Block, Content, Lines, Moment, Moments, Part, Plain, Typed
from wip.domain.texts import clean_line, without_overrides

COLUMNS = 72

DOORS = "Submit, offer to comment, or attend"


def plain_text(content: Content) -> str:
    """The text to send to an e-mail list."""
    title = _filled(clean_line(content.title))
    pieces = [
        f"{title}\n{'=' * max(map(len, title.splitlines()), default=0)}",
        _filled(clean_line(content.section_names)),
        _filled(content.notice.upper()),
        "\n".join(_moment_lines([content.when, content.deadline])),
        f"{DOORS}:\n{content.address}",
        "\n".join(_typed_lines(content.about)),
        *(_plain_part(each) for each in content.parts),
        _filled(f"Questions: {clean_line(content.contact)}"),
    ]
    return without_overrides("\n\n".join(piece for piece in pieces if piece)) + "\n"


def _plain_part(part: Part) -> str:
    body = "\n\n".join("\n".join(_plain_block(block)) for block in part.blocks)
    return f"{part.heading.upper()}\n{body}"


def _plain_block(block: Block) -> list[str]:
    match block:
        case Typed(text):
            return _typed_lines(text)
        case Lines(items):
            return [_filled(clean_line(item), "- ") for item in items]
        case Plain(text):
            return [_filled(text)]
        case Moments(rows):
            return _moment_lines(rows)


def _moment_lines(rows: Iterable[Moment]) -> list[str]:
    lines = []
    for row in rows:
        lines.append(_filled(f"{row.label}: {row.text}", hanging="  "))
        if row.more:
            lines.append(_filled(row.more, "  "))
    return lines


def _typed_lines(text: str) -> list[str]:
    return [_filled(line, *_list_mark(line)) if line.strip() else "" for line in plain_lines(text.strip())]


def _list_mark(line: str) -> tuple[str, str]:
    """The line goes on under its own words, where it is a point of a list."""
    mark = re.match(r"\s{0,8}([-*+]|\d{1,3}[.)]) +", line)
    return ("", " " * len(mark.group())) if mark else ("", "")


def _filled(text: str, first: str = "", hanging: str = "") -> str:
    """The text in lines of at most 72 columns. Only an address may be longer, because a broken one leads nowhere."""
    hanging = hanging or " " * len(first)
    words = [piece for word in text.split(" ") for piece in _pieces(word, COLUMNS - len(hanging or first))]
    return textwrap.fill(
        " ".join(words),
        COLUMNS,
        initial_indent=first,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=True,
        tabsize=1,
    )


def _pieces(word: str, most: int) -> list[str]:
    if len(word) <= most or is_address(word):
        return [word]
    return textwrap.wrap(word, most, break_on_hyphens=False) or [word]


def is_address(word: str) -> bool:
    """Whether a word is a web or mail address, as far as a wrapper of lines needs to know."""
    return "://" in word or bool(re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", word))


def markdown_text(content: Content) -> str:
    """The call in Markdown, for a section's own pages."""
    moments = "\n".join(f"- {_md_moment(row)}" for row in (content.when, content.deadline))
    pieces = [
        f"# {_md(content.title)}",
        _md(content.section_names),
        f"**{content.notice}**" if content.notice else "",
        moments,
        f"{DOORS}: <{content.address}>",
        _md_typed(content.about),
        *(_md_part(each) for each in content.parts),
        f"Questions: {_md(content.contact)}",
    ]
    return without_overrides("\n\n".join(piece for piece in pieces if piece)) + "\n"


def _md_part(part: Part) -> str:
    return "\n\n".join([f"## {part.heading}", *(_md_block(block) for block in part.blocks)])


def _md_block(block: Block) -> str:
    match block:
        case Typed(text):
            return _md_typed(text)
        case Lines(items):
            return "\n".join(f"- {_md(item)}" for item in items)
        case Plain(text):
            return _md(text)
        case Moments(rows):
            return "\n".join(f"- {_md_moment(row)}" for row in rows)


def _md_moment(row: Moment) -> str:
    return f"**{row.label}:** {_md(row.text)}" + (f". {_md(row.more)}" if row.more else "")


def _md(text: str) -> str:
    """The text with all that Markdown would take for its own marks made harmless."""
    line = re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", clean_line(text))
    return re.sub(r"^([-+]|\d+[.)])(?= |$)", lambda m: f"{m.group()[:-1]}\\{m.group()[-1]}", line)


def _md_typed(text: str) -> str:
    """A leader's Markdown as it is; HTML in it shows as text, as it does on our page."""
    return re.sub(r"<(?!(https?://|mailto:)[^\s<>]*>)", r"\\<", text.strip())


def html_text(content: Content) -> str:
    """The call as a piece of HTML without styles, scripts or pictures, which any mail program shows."""
    pieces = [
        Markup("<h1>{}</h1>").format(clean_line(content.title)),
        _html_sections(content),
        Markup("<p><strong>{}</strong></p>").format(content.notice) if content.notice else Markup(""),
        _html_block(Moments((content.when, content.deadline))),
        Markup("<p>{}: {}</p>").format(DOORS, _link(content.address)),
        rendered(content.about),
        *(_html_part(each) for each in content.parts),
        Markup('<p>Questions: <a href="mailto:{0}">{0}</a></p>').format(content.contact),
    ]
    return without_overrides("\n".join(str(piece).strip() for piece in pieces if piece)) + "\n"


def _html_sections(content: Content) -> Markup:
    return Markup("<p>{}</p>").format(clean_line(content.section_names))


def _html_part(part: Part) -> Markup:
    blocks = Markup("\n").join(_html_block(block) for block in part.blocks)
    return Markup("<h2>{}</h2>\n{}").format(part.heading, blocks)


def _html_block(block: Block) -> Markup:
    match block:
        case Typed(text):
            return rendered(text)
        case Lines(items):
            return _html_list(escape(clean_line(item)) for item in items)
        case Plain(text):
            return Markup("<p>{}</p>").format(text)
        case Moments(rows):
            return _html_list(_html_moment(row) for row in rows)


def _html_moment(row: Moment) -> Markup:
    more = Markup("<br>{}").format(row.more) if row.more else Markup("")
    return Markup("<strong>{}:</strong> {}{}").format(row.label, row.text, more)


def _html_list(items: Iterable[Markup]) -> Markup:
    return Markup("<ul>\n{}\n</ul>").format(
        Markup("\n").join(Markup("<li>{}</li>").format(item) for item in items)
    )


def _link(address: str) -> Markup:
    return Markup('<a href="{0}">{0}</a>').format(address)
