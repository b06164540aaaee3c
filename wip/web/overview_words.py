"""Sentences of the overview that other pages say too."""

from wip.web.templating import count


def closed_sentence(number: int) -> str:
    """Who decides on papers that are closed to the reader; never whether somebody has."""
    are, them = ("is", "it") if number == 1 else ("are", "them")
    return f"{count(number, 'paper')} {are} closed to you, and another leader must decide on {them}."


def completeness(presenting: int, complete: int, needed: int) -> str:
    """Whether every paper has its number of commenters who accepted, in words."""
    short, each = presenting - complete, count(needed, "commenter")
    if not short:
        return f"complete: each paper has {each}"
    have = "has" if short == 1 else "have"
    return f"incomplete: {short} of {count(presenting, 'paper')} {have} fewer than {each}"
