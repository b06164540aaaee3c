"""What commenters and presenters are asked to do: texts to begin from, and what a leader makes of them.

The sources contradict each other, so no style is built into anything else: they are words, chosen by name (domain.md,
Commenter guidelines).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from types import MappingProxyType

from wip.domain.refusals import Refusal
from wip.domain.texts import clean, clean_line


class Style(StrEnum):
    """The ways of commenting that a leader may choose from."""

    FOR_EVERYONE = "for_everyone"
    RESTATE = "restate"
    TWO_POINTS = "two_points"
    COMMENTER_LEADS = "commenter_leads"


class Audience(StrEnum):
    """For whom guidelines are."""

    COMMENTERS = "commenters"
    PRESENTERS = "presenters"


AUDIENCE_WORDS = {Audience.COMMENTERS: "Commenters", Audience.PRESENTERS: "Presenters"}

STYLE_WORDS = {
    Style.FOR_EVERYONE: "For everyone",
    Style.RESTATE: "Restate, locate, help",
    Style.TWO_POINTS: "Two points only",
    Style.COMMENTER_LEADS: "The commenter leads",
}

DEFAULT_STYLE = Style.FOR_EVERYONE
TITLE_MOST, TEXT_MOST, LINES_MOST = 120, 6000, 40

MARKS = {
    "minutes": "minutes of comments in a slot",
    "share": "a third of them, for one commenter",
    "present": "minutes to present",
}
"""What is filled in where it stands in braces."""

_MARK = re.compile(r"\{(\w+)\}")
_BULLET = re.compile(r"^\s*(?:[-*•–](?:\s+|$))?")


def share_of(minutes: int) -> int:
    """For how many minutes one commenter speaks, of so many minutes of comments: a third of them."""
    return max(1, minutes // 3)


@dataclass(frozen=True)
class Guideline:
    """A heading, and one instruction a line."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The instructions as somebody edits them."""
        return "\n".join(self.lines)

    @property
    def shares(self) -> bool:
        """Whether it says for how long one commenter speaks by the share that is reckoned; else its own words alone say it."""
        return any("{share}" in line for line in self.lines)

    def fitted(self, minutes: int, present: int) -> "Guideline":
        """The text for a slot with so many minutes of comments, after so many to present.

        A commenter's share is a third of the comments. Only our own marks are filled in.
        """
        values = {"minutes": str(minutes), "share": str(share_of(minutes)), "present": str(present)}

        def fill(text: str) -> str:
            return _MARK.sub(lambda mark: values.get(mark[1], mark[0]), text)

        return Guideline(fill(self.title), tuple(fill(line) for line in self.lines))


_AFTERWARDS = "Afterwards, leave your notes in the author’s private box within two days."

GUIDELINES: Mapping[Style, Guideline] = MappingProxyType(
    {
        Style.FOR_EVERYONE: Guideline(
            "What we ask of commenters",
            (
                "Read the draft, or at least the pages that the author marked, and the author’s questions.",
                "Plan to speak for about {share} minutes; the author has {minutes} minutes of comments in all.",
                "You share them with the other commenters and the audience.",
                "Help with the paper that the author is writing, not with the one that you would write.",
                "Begin with your most useful point. Name the page and the claim, and suggest what to do.",
                "Say what works, so that it survives the next version.",
                "Do not cite, quote or forward the draft.",
                "If you find that you cannot come, tell the organisers at once.",
                _AFTERWARDS,
            ),
        ),
        Style.RESTATE: Guideline(
            "Restate, locate, help",
            (
                "Take a minute to say in your own words what the paper argues.",
                "Say what it adds to the work that is there.",
                "Offer two or three ways to make it stronger, and leave the rest for a note.",
                "Stop after about {share} minutes: the author has {minutes} minutes of comments in all.",
                _AFTERWARDS,
            ),
        ),
        Style.TWO_POINTS: Guideline(
            "Two points only",
            (
                "Do not summarise: the author has just presented.",
                "Ask the two questions that matter most to the paper.",
                "Stop after about {share} minutes, so that others are heard.",
                _AFTERWARDS,
            ),
        ),
        Style.COMMENTER_LEADS: Guideline(
            "The commenter leads",
            (
                "The author listens in silence for the first ten minutes.",
                "Summarise the paper in three minutes, as a reader met it.",
                "Reflect on it for three minutes: what persuades, and what does not yet.",
                "Then call on people in the audience, and give the author the last word.",
                _AFTERWARDS,
            ),
        ),
    }
)

FOR_PRESENTERS = Guideline(
    "What we ask of presenters",
    (
        "You have {present} minutes to present; then you hear comments for {minutes} minutes.",
        "Send your draft by its date: nobody can help with what they could not read.",
        "Mark the pages to read first, and write down two or three questions that you want answered.",
        "Begin with your claim, and with why it matters. Your commenters have read the draft; most others have not.",
        "Say plainly what you are unsure of, and which help you would like.",
        "Stop in time. Each minute over is a minute less of comments on your own paper.",
        "Then listen, and take notes. Ask what somebody meant; leave your defence to the next draft.",
        "If you find that you cannot come, tell the organisers at once: somebody else is waiting for the place.",
    ),
)


def built_in(audience: Audience, style: Style = DEFAULT_STYLE) -> Guideline:
    """The text to begin from, with its marks; presenters have one, whatever the style."""
    return FOR_PRESENTERS if audience is Audience.PRESENTERS else GUIDELINES[style]


def guideline_for(minutes: int, style: Style = DEFAULT_STYLE) -> Guideline:
    """The style's text for a slot with this many minutes of comments; a commenter's share is a third of them."""
    return GUIDELINES[style].fitted(minutes, minutes)


def read(title: str, text: str) -> Guideline:
    """What somebody typed: a heading, and one instruction a line, with or without a bullet before it.

    Refuses (about `title` or `text`) what says nothing, what is too long, and a mark that nothing is filled in for.
    """
    heading = clean_line(title)
    lines = tuple(
        line for line in (clean_line(_BULLET.sub("", row)) for row in clean(text).split("\n")) if line
    )
    if not heading:
        raise Refusal("Give the guidelines a heading.", "title")
    if not lines:
        raise Refusal("Write at least one instruction.", "text")
    if len(heading) > TITLE_MOST:
        raise Refusal(f"Please shorten the heading to {TITLE_MOST} characters.", "title")
    if len(lines) > LINES_MOST or sum(map(len, lines)) > TEXT_MOST:
        raise Refusal(f"Nobody reads so much. Please shorten it to {LINES_MOST} lines.", "text")
    for field, each in (("title", heading), ("text", "\n".join(lines))):
        unknown = next((mark for mark in _MARK.findall(each) if mark not in MARKS), None)
        if unknown:
            known = ", ".join(f"{{{name}}}" for name in MARKS)
            raise Refusal(f"Nothing is filled in for {{{unknown}}}. These are: {known}.", field)
    return Guideline(heading, lines)


class Difference(StrEnum):
    """What became of a line from one version to the next."""

    KEPT = "kept"
    NEW = "new"
    GONE = "gone"


@dataclass(frozen=True)
class Line:
    """A line of two versions laid over each other."""

    difference: Difference
    text: str


def compared(old: Guideline, new: Guideline) -> tuple[Line, ...]:
    """Both versions' lines in order, the heading first; what went stands before what came in its place."""
    before, after = (old.title, *old.lines), (new.title, *new.lines)
    found: list[Line] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            found += [Line(Difference.KEPT, text) for text in before[i:j]]
            continue
        found += [Line(Difference.GONE, text) for text in before[i:j]]
        found += [Line(Difference.NEW, text) for text in after[k:m]]
    return tuple(found)


def changes(old: Guideline, new: Guideline) -> list[str]:
    """What changed from one version to the next, in sentences for a letter; nothing where nothing did."""
    said = {Difference.NEW: "New", Difference.GONE: "No longer"}
    return [f"{said[line.difference]}: {line.text}" for line in compared(old, new) if line.difference in said]
