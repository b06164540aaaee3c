"""What a letter says of the calendar messages that go with it: written when it leaves, because only then they are known."""

import re
from collections.abc import Sequence

from wip.adapters.itip import asks, said
from wip.adapters.letter_lines import wrapped
from wip.domain.calendar_answers import Method
from wip.models import LetterCalendar

_ASKED = {
    False: "An invitation for your calendar comes with this letter. Please answer it there, so that the organisers know.",
    True: "{number} invitations for your calendar come with this letter. Please answer each there, so that the organisers "
    "know.",
}
_REPLACES = {False: "It replaces any earlier one.", True: "They replace any earlier ones."}
"""Each for one and for several."""
_BESIDES = "What else you have in your calendar by mail is brought up to date."

_UPDATED = (
    "This letter brings what you have in your calendar by mail up to date. Your answer still counts: there is nothing to "
    "answer."
)
_OUT = {
    False: "This letter takes an entry out of your calendar; most programs ask you first.",
    True: "This letter takes entries out of your calendar; most programs ask you first.",
}
_NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}

_FOOT = re.compile(r"(?=\n *</div>\s*</body>)")


def brought(calendars: Sequence[LetterCalendar]) -> str:
    """What comes along and what to do about it; empty where nothing does."""
    found = []
    requests = [each for each in calendars if each.method is Method.REQUEST]
    asking = [each.body for each in requests if asks(each.body)]
    if asking:
        found += _asked(asking)
        found += [_BESIDES] if len(asking) < len(requests) else []
    elif requests:
        found.append(_UPDATED)
    if len(requests) < len(calendars):
        found.append(_OUT[len(calendars) - len(requests) > 1])
    return " ".join(found)


def _asked(bodies: Sequence[str]) -> list[str]:
    """Please answer; and that what came before counts no longer, where something may have come."""
    several = len(bodies) > 1
    number = _NUMBERS.get(len(bodies), f"{len(bodies)}")
    replaces = [_REPLACES[several]] if any(said(body).sequence for body in bodies) else []
    return [_ASKED[several].format(number=number), *replaces]


def with_brought(body: str, sentence: str, *, html: bool = False) -> str:
    """The letter's text or HTML with the sentence at its end."""
    if not sentence:
        return body
    if html:
        return _FOOT.sub(f"\n      <p>{sentence}</p>", body, count=1)
    return f"{body.rstrip()}\n\n{wrapped(sentence).rstrip()}\n"
