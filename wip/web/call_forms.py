"""The form of a call: its dates, and all that it asks."""

from dataclasses import replace
from typing import Any

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from wip.domain.calls import BLINDNESS_WORDS, Blindness
from wip.domain.eligibility import COAUTHOR_WORDS, CoauthorRule
from wip.domain.named_lists import Lost, names_of
from wip.domain.papers import CAREER_WORDS
from wip.domain.refusals import Refusal
from wip.models import Call
from wip.services import calls
from wip.services.calls import CallFacts
from wip.web.forms import Number, block, choices, line, number
from wip.web.plan_forms import DatesForm

LOST_WORDS = {
    Lost.RENAME: "Renamed: the papers keep them under the new names, in the order of the lines",
    Lost.DROP: "Taken out: the papers lose them",
}

PLAIN = (
    "eligible",
    "what_to_submit",
    "criteria",
    "terms",
    "abstract_words_max",
    "draft_words_max",
    "bio_words_max",
    "focus_pages_max",
    "questions_max",
    "topics_max",
    "takes_drafts",
    "asks_publication",
    "must_be_revisable",
    "career_stages",
    "years_max",
    "members_only",
    "papers_each",
    "cover_sheet",
    "grace_minutes",
    "commenters_per_paper",
    "contact",
    "deadline_zone",
)
"""Fields that go into the call as they are."""


def _limit(label: str, low: int, high: int) -> Number:
    rules = [Optional(), NumberRange(low, high, f"Give a whole number from {low} to {high}, or nothing.")]
    return Number(label, rules)


class CallForm(DatesForm):
    """What a leader says in a call; every needed field comes filled in."""

    what_to_submit = block("What to submit")
    criteria = block("How papers are chosen")
    career_stages = SelectMultipleField(
        "Career stage of the first author",
        choices=choices((stage.value, words) for stage, words in CAREER_WORDS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    years_max = _limit("Most years of teaching", 0, 60)
    papers_each = _limit("Papers per author", 1, 9)
    members_only = BooleanField("Only from member schools")
    coauthors = SelectField(
        "Co-authors", choices=choices((each.value, words) for each, words in COAUTHOR_WORDS.items())
    )
    eligible = block("In your own words")
    abstract_words_max = number("Most words in an abstract", 20, 5000, default=500)
    takes_drafts = BooleanField("Authors may attach a draft", default=True)
    draft_words_max = number("Most words in a draft", 0, 100_000, default=0)
    focus_pages_max = number("Most pages to focus on", 0, 200, default=10)
    questions_max = number("Questions to readers, at most", 0, 3, default=3)
    bio_words_max = number("Most words in a short biography", 0, 2000, default=0)
    asks_publication = BooleanField("Ask whether the paper has been offered to a publisher")
    must_be_revisable = BooleanField("The paper must still be revisable on the session date")
    topics = block("Topics to choose from, one a line")
    topics_max = number("Topics that an author may choose, at most", 1, 20, default=3)
    topics_lost = RadioField(
        "Topics that papers chose and that are no longer in the list",
        choices=choices((each.value, words) for each, words in LOST_WORDS.items()),
        validators=[Optional()],
    )
    blindness = SelectField("Review", choices=choices((b.value, w) for b, w in BLINDNESS_WORDS.items()))
    cover_sheet = BooleanField("Ask for the author’s details on a separate cover sheet, a file of its own")
    terms = block("Terms of circulation, and what becomes of late drafts")
    grace_minutes = number("Minutes of grace after the deadline", 0, 1440, default=10)
    commenters_per_paper = number("Commenters per paper", 1, 6, default=2)
    contact = line("Questions go to", most=320)

    def facts(self, call: Call) -> CallFacts:
        """The form's content. Raises Refusal for a date that its zone skips, and for what does not go together."""
        if self.cover_sheet.data and self.blindness.data != Blindness.DOUBLE:
            raise Refusal(
                "A cover sheet is for double blind review. Choose that, or no cover sheet.", "cover_sheet"
            )
        said: dict[str, Any] = {name: self[name].data for name in PLAIN} | self.dates(call)
        return replace(
            calls.facts_of(call),
            **said,
            blindness=Blindness(self.blindness.data),
            coauthors=CoauthorRule(self.coauthors.data),
        )

    def topic_names(self) -> list[str]:
        """The topics typed. Raises Refusal for too many."""
        return names_of(self.topics.data or "", "topics")

    @property
    def lost(self) -> Lost | None:
        """What becomes of topics that papers chose, where the leader was asked."""
        return Lost(self.topics_lost.data) if self.topics_lost.data else None
