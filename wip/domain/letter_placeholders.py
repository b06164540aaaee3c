"""Placeholders that several kinds of letters share."""

from dataclasses import dataclass

from wip.domain.letter_templates import Placeholder, What


@dataclass(frozen=True)
class Editable:
    """A kind of letter that a section may word: to whom it goes, when, and its placeholders."""

    to: str
    when: str
    placeholders: tuple[Placeholder, ...]


def link(name: str, says: str, label: str, *, needed: bool = False) -> Placeholder:
    """A link: `label` is what it is called on its button; with none, its address is shown."""
    return Placeholder(name, says, What.LINK, needed=needed, label=label)


def items(name: str, says: str, source: str = "") -> Placeholder:
    """A list, one item a line or a paragraph each."""
    return Placeholder(name, says, What.LIST, source)


def passage(name: str, says: str, *, needed: bool = False) -> Placeholder:
    """Lines of our own letter that depend on too much for placeholders."""
    return Placeholder(name, says, What.PASSAGE, needed=needed)


def phrase(name: str, says: str) -> Placeholder:
    """As a passage, within a line."""
    return Placeholder(name, says, What.PHRASE)


BASE = (
    Placeholder("name", "The recipient’s name"),
    Placeholder("session_title", "The session’s title"),
    Placeholder("session_date", "Its date and time, with the zone"),
    Placeholder("section", "The section’s name"),
    Placeholder("contact", "Where questions go"),
)
TITLE = Placeholder("title", "The paper’s title")
PAPER = link("paper", "The author’s own page of the paper", "Open the page of your paper", needed=True)
SESSION = link("session", "The session’s public page", "the session’s page")
FEED = link("feed", "The recipient’s own calendar address", "")
OWN = link(
    "own", "The attendee’s own page, with the drafts where they are open to attendees", "your own page"
)
CALL = link("call", "The call for papers", "the call")
DEADLINE = Placeholder("deadline", "The call’s deadline")
COPY = passage("copy_of_paper", "All that was sent with the paper")
EARLIER = passage(
    "earlier_letter",
    "That this letter replaces an earlier one; only where an author was told something else",
    needed=True,
)
COMMENTS = items("comments", "What reviewers wrote to the author; only if you send it along")
JOINING = passage("joining", "How to join: the link, or that it comes later")
DOORS = (
    link("comment", "The page on which to offer to comment", "Offer to comment"),
    link("attend", "The page on which to say that one comes", "Come and listen"),
)
SLOT = (
    Placeholder("slot", "The paper’s own time; empty until the agenda is published"),
    Placeholder("focus_pages", "Which pages to read first, if the author said so"),
    Placeholder("questions", "The author’s questions to commenters, if there are any"),
    Placeholder("guideline", "The name of the session’s guideline for commenters"),
    items("guideline_lines", "The guideline, line by line", "lines"),
)
MINUTES = (
    Placeholder("present_minutes", "How many minutes there are to present", source="present"),
    Placeholder("comment_minutes", "How many minutes there are for comments", source="comment"),
)
CONFIRM_BY = Placeholder("confirm_by", "Until when the author says whether they come")
ANSWERS = (
    link("confirm", "The page on which to confirm the place", "Yes, I will present", needed=True),
    link("turn_down", "The page on which to turn it down", "No, I cannot", needed=True),
)
WITHDRAW = link("withdraw", "The page on which to withdraw the paper", "Withdraw the paper")
