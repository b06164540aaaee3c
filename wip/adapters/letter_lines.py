"""Lines of plain text: wrapped for mail programs, and whole again for somebody who mends the text."""

import re
import textwrap

_COLUMNS = 72
_PREFIX = re.compile(r"\s*(?:- |> )?")


def wrapped(text: str) -> str:
    """The text with lines of at most 72 columns, no more than one empty line at a time, and a line end last."""
    lines = [_fill(line) for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def _fill(line: str) -> str:
    prefix = _prefix(line)
    indent = prefix.replace("-", " ")
    made = textwrap.fill(
        line, _COLUMNS, break_long_words=False, break_on_hyphens=False, subsequent_indent=indent
    )
    # A word that is too long for a line stays beside its bullet.
    return re.sub(rf"^{re.escape(prefix.rstrip())}\n{re.escape(indent)}", prefix, made) if prefix else made


def _prefix(line: str) -> str:
    found = _PREFIX.match(line)
    return found.group() if found else ""


def unwrapped(text: str) -> str:
    """Lines as long as they were before `wrapped`: a line went on where the next one's first word would not have fitted."""
    made: list[str] = []
    for line in text.splitlines():
        before = made[-1] if made else ""
        last = before.rpartition("\n")[2]
        if before and line.strip() and _went_on(last, line):
            made[-1] = f"{before}\n{line}"
        else:
            made.append(line)
    return "\n".join(_one(lines) for lines in made)


def _went_on(line: str, after: str) -> bool:
    indent = _prefix(line).replace("-", " ")
    first = after[len(indent) :].split(" ", 1)[0]
    # `_fill` leaves no bullet alone, so a lone one was typed so.
    is_alone = line.strip() in {"-", ">"}
    starts_anew = is_alone or _prefix(after) != indent or first.startswith("http")
    return bool(first) and not starts_anew and len(line) + 1 + len(first) > _COLUMNS


def _one(lines: str) -> str:
    first, *more = lines.split("\n")
    return " ".join([first, *(line[len(_prefix(first)) :] for line in more)])
