"""Usual kinds of call: each fills in many fields at once, which the leader then changes at will."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wip.domain.calls import Blindness
from wip.domain.papers import CareerStage


@dataclass(frozen=True)
class Preset:
    """A kind of call: its name, what it means, and the fields of the call's form that it fills."""

    name: str
    words: str
    fields: Mapping[str, object]


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        "junior": Preset(
            "Junior scholars",
            "untenured, at most seven years of teaching, one unpublished paper each",
            {
                "career_stages": [
                    CareerStage.FELLOW.value,
                    CareerStage.UNTENURED.value,
                    CareerStage.RECENTLY_TENURED.value,
                ],
                "years_max": 7,
                "papers_each": 1,
                "asks_publication": True,
                "must_be_revisable": True,
                "criteria": (
                    "Papers at the earliest stage that still has substance come first; among equals, colleagues who "
                    "have taught for fewer years, and those who were not chosen before."
                ),
            },
        ),
        "ideas": Preset(
            "Early ideas",
            "an abstract of 300 words, no draft",
            {
                "what_to_submit": "An idea that you would like to test before you write: the question, why it matters, and where you are stuck.",
                "abstract_words_max": 300,
                "takes_drafts": False,
                "focus_pages_max": 0,
                "draft_due": None,
                "drafts_until": None,
                "circulate": None,
            },
        ),
        "blind": Preset(
            "Blind selection",
            "reviewers see no names; the author’s details on a cover sheet",
            {
                "blindness": Blindness.DOUBLE.value,
                "cover_sheet": True,
                "what_to_submit": (
                    "An abstract, and a draft if there is one, without your name or school: neither in the text nor in the "
                    "file’s properties. Write of your earlier work as of somebody else’s."
                ),
            },
        ),
    }
)
