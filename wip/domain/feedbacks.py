"""Feedback to an author, in writing: what a commenter or attendee leaves in the paper's private box."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from wip.domain.texts import clean, clean_line, says_nothing

STAYS_OPEN = timedelta(days=2)
"""How long after the session's end a box takes notes (domain.md: within two days)."""

CLOSING_SOON = timedelta(hours=12)
"""So long before the boxes close, whoever has not handed in what they owe or began is reminded."""

A_MONTH = timedelta(days=30)
"""After the session's end the author is asked what changed."""

TEXT_MOST, PAGE_MOST = 10_000, 40


class Signature(StrEnum):
    """How the author sees who wrote."""

    NAME = "name"
    ROLE = "role"


SIGNATURE_WORDS = {
    Signature.NAME: "with my name",
    Signature.ROLE: "without my name, as “a commenter” or “somebody in the audience”",
}

TEXT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "came_across": "What came across",
        "adds": "What it adds",
        "suggestion": "One suggestion",
        "page": "On page",
        "source": "A source",
        "more": "Anything else",
    }
)
"""The texts of a box in the order in which they are asked and shown."""


class Wish(StrEnum):
    """What a writer offers to the author. Addresses are given only where both say yes."""

    NEXT_DRAFT = "next_draft"
    TALK = "talk"


WISH_WORDS = {
    Wish.NEXT_DRAFT: "would read the next draft",
    Wish.TALK: "would like to talk",
}


@dataclass(frozen=True)
class FeedbackFacts:
    """What one person says of a paper; everything may be left out."""

    came_across: str = ""
    adds: str = ""
    suggestion: str = ""
    page: str = ""
    source: str = ""
    more: str = ""
    signature: Signature = Signature.NAME
    wants_next_draft: bool = False
    wants_talk: bool = False

    @property
    def says_something(self) -> bool:
        """Whether there is anything to hand in: a text that can be read (a page alone is none), or a wish."""
        texts = (self.came_across, self.adds, self.suggestion, self.source, self.more)
        return self.wants_next_draft or self.wants_talk or not all(says_nothing(text) for text in texts)


def as_typed(fields: Mapping[str, list[str]]) -> FeedbackFacts:
    """What a form says that was typed and never sent, cut to what a box takes."""

    def text(name: str) -> str:
        return clean("".join(fields.get(name, [])[:1]))[:TEXT_MOST]

    return FeedbackFacts(
        came_across=text("came_across"),
        adds=text("adds"),
        suggestion=text("suggestion"),
        page=clean_line(text("on_page"))[:PAGE_MOST],
        source=text("source"),
        more=text("more"),
        # Whoever chose no name, or something that is no choice, stays without one.
        signature=Signature.NAME if fields.get("signature") == [Signature.NAME.value] else Signature.ROLE,
        wants_next_draft=bool(fields.get("wants_next_draft")),
        wants_talk=bool(fields.get("wants_talk")),
    )


@dataclass(frozen=True)
class Opening:
    """When a session's boxes are open: for commenters from acceptance on, for the audience from the first start."""

    starts_at: datetime
    ends_at: datetime

    @property
    def closes_at(self) -> datetime:
        """From then on nothing is taken, and authors get what is there."""
        return self.ends_at + STAYS_OPEN

    def is_open(self, now: datetime, *, is_commenter: bool) -> bool:
        """Whether somebody may write now."""
        return now < self.closes_at and (is_commenter or now >= self.starts_at)

    def closes_soon(self, now: datetime) -> bool:
        """Whether it is time to remind whoever has not handed in."""
        return self.closes_at - CLOSING_SOON <= now < self.closes_at

    @property
    def asks_at(self) -> datetime:
        """When the author is asked what changed."""
        return self.ends_at + A_MONTH


def shown_as(name: str, signature: Signature, *, is_commenter: bool) -> str:
    """The writer as the author sees them; somebody without a name, or who gave none, is their role."""
    if signature is Signature.NAME and name:
        return name
    return "A commenter" if is_commenter else "Somebody in the audience"


def lines_of(texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """(what was asked, what was written) of a box's texts, the empty ones left out."""
    return [(words, texts[name]) for name, words in TEXT_WORDS.items() if texts.get(name)]


def told_count(commenters: int, audience: int) -> str:
    """As "2 commenters and 1 from the audience"."""
    found = []
    if commenters:
        found.append("1 commenter" if commenters == 1 else f"{commenters} commenters")
    if audience:
        found.append(f"{audience} from the audience")
    return " and ".join(found) or "nobody yet"
