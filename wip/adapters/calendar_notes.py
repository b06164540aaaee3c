"""What a letter says of the calendar messages that go with it: written when it leaves, because only then they are known."""

import re
from collections.abc import Sequence

from wip.adapters.itip import asks
from wip.adapters.letter_lines import wrapped
from wip.domain.calendar_answers import Method
from wip.models import LetterCalendar

_ASKED = (
    "An invitation for your calendar comes with this letter. Please answer it there, so that the organisers know; what you "
    "had by mail before it brings up to date."
)
_UPDATED = (
    "This letter brings what you have in your calendar by mail up to date. Your answer still counts: there is nothing to "
    "answer."
)
_OUT = "What is off, or yours no longer, this letter takes out of your calendar; most programs ask you first."

_FOOT = re.compile(r"(?=\n *</div>\s*</body>)")


def brought(calendars: Sequence[LetterCalendar]) -> str:
    """What comes along and what to do about it; empty where nothing does."""
    found = []
    requests = [each for each in calendars if each.method is Method.REQUEST]
    if requests:
        found.append(_ASKED if any(asks(each.body) for each in requests) else _UPDATED)
    if len(requests) < len(calendars):
        found.append(_OUT)
    return " ".join(found)


def with_brought(body: str, sentence: str, *, html: bool = False) -> str:
    """The letter's text or HTML with the sentence at its end."""
    if not sentence:
        return body
    if html:
        return _FOOT.sub(f"\n      <p>{sentence}</p>", body, count=1)
    return f"{body.rstrip()}\n\n{wrapped(sentence).rstrip()}\n"
