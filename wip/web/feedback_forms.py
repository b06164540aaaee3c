"""The form of a paper's private box."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from wip.domain.feedbacks import PAGE_MOST, SIGNATURE_WORDS, TEXT_MOST, TEXT_WORDS, FeedbackFacts, Signature
from wip.models import Feedback
from wip.web.forms import PageForm, block, choices, line

_FIELDS = {"page": "on_page"}
_ALL = (*TEXT_WORDS, "signature", "wants_next_draft", "wants_talk")


class FeedbackForm(PageForm):
    """What somebody would tell the author; nothing in it must be filled in."""

    saved = HiddenField(default="")
    came_across = block(TEXT_WORDS["came_across"], most=TEXT_MOST)
    adds = block(TEXT_WORDS["adds"], most=TEXT_MOST)
    suggestion = block(TEXT_WORDS["suggestion"], most=TEXT_MOST)
    # Not "page": pages that save themselves give that name to what tells them apart.
    on_page = line(TEXT_WORDS["page"], most=PAGE_MOST)
    source = block(TEXT_WORDS["source"], most=TEXT_MOST)
    more = block(TEXT_WORDS["more"], most=TEXT_MOST)
    signature = RadioField(
        "The author sees it",
        [InputRequired("Choose whether the author sees your name.")],
        choices=choices(SIGNATURE_WORDS.items()),
        coerce=Signature,
        default=Signature.NAME,
        invalid_value_message="Choose whether the author sees your name.",
    )
    wants_next_draft = BooleanField("I would read the next draft")
    wants_talk = BooleanField("Let us talk")

    def facts(self) -> FeedbackFacts:
        """What the writer says."""
        texts = {name: self[_FIELDS.get(name, name)].data or "" for name in TEXT_WORDS}
        return FeedbackFacts(
            **texts,
            signature=self.signature.data,
            wants_next_draft=self.wants_next_draft.data,
            wants_talk=self.wants_talk.data,
        )


def saved_form(row: Feedback | None, seen: str) -> FeedbackForm:
    """The form with what was handed in, or empty."""
    data: dict[str, Any] = {_FIELDS.get(name, name): getattr(row, name) for name in _ALL} if row else {}
    form = FeedbackForm(formdata=None, data=data)
    form.saved.data = seen
    return form


def typed_form(fields: Mapping[str, list[str]], seen: str) -> FeedbackForm:
    """The form with everything as it was typed and not handed in."""
    form = FeedbackForm(formdata=MultiDict([(n, v) for n, values in fields.items() for v in values]))
    form.saved.data = seen
    return form
