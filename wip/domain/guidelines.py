"""What commenters are asked to do: one text for everyone, and three styles (domain.md, Commenter guidelines).

The sources contradict each other, so no style is built into anything else: they are words, chosen by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


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


DEFAULT_STYLE = Style.FOR_EVERYONE


@dataclass(frozen=True)
class Guideline:
    """A heading, and one instruction a line."""

    title: str
    lines: tuple[str, ...]


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
            ),
        ),
        Style.RESTATE: Guideline(
            "Restate, locate, help",
            (
                "Take a minute to say in your own words what the paper argues.",
                "Say what it adds to the work that is there.",
                "Offer two or three ways to make it stronger, and leave the rest for a note.",
                "Stop after about {share} minutes: the author has {minutes} minutes of comments in all.",
            ),
        ),
        Style.TWO_POINTS: Guideline(
            "Two points only",
            (
                "Do not summarise: the author has just presented.",
                "Ask the two questions that matter most to the paper.",
                "Stop at four minutes, so that others are heard.",
            ),
        ),
        Style.COMMENTER_LEADS: Guideline(
            "The commenter leads",
            (
                "The author listens in silence for the first ten minutes.",
                "Summarise the paper in three minutes, as a reader met it.",
                "Reflect on it for three minutes: what persuades, and what does not yet.",
                "Then call on people in the audience, and give the author the last word.",
            ),
        ),
    }
)


def guideline_for(minutes: int, style: Style = DEFAULT_STYLE) -> Guideline:
    """The style's text for a slot with this many minutes of comments; a commenter's share is a third of them."""
    text = GUIDELINES[style]
    share = max(1, minutes // 3)
    return Guideline(text.title, tuple(line.format(minutes=minutes, share=share) for line in text.lines))
