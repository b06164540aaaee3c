"""Markdown as typed in calls, made into safe HTML."""

from functools import lru_cache

from markupsafe import Markup

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
