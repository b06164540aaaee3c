"""What changed in a published call, old to new, in sentences that the public reads."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from difflib import SequenceMatcher
from types import MappingProxyType, SimpleNamespace
from typing import Any

from wip.domain.call_contents import spelled, spelled_span
from wip.domain.zones import city
from wip.models import Call
from wip.services.call_words import (
    how_reviewed,
    how_spent,
    until_when,
    what_to_send,
    who_comments,
    who_may,
)
from wip.services.paper_letters import contact_of

State = Mapping[str, Any]

OF_CALL = [
    "opens_at",
    "deadline_at",
    "deadline_zone",
    "notify_at",
    "draft_due_at",
    "drafts_until_at",
    "circulate_at",
    "eligible",
    "what_to_submit",
    "criteria",
    "terms",
    "blindness",
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
    "coauthors",
    "cover_sheet",
    "grace_minutes",
    "commenters_per_paper",
]
OF_SESSION = [
    "title",
    "about",
    "starts_at",
    "zone",
    "minutes",
    "welcome_minutes",
    "closing_minutes",
    "gap_minutes",
    "present_minutes",
    "comment_minutes",
    "recorded",
]
"""What the public reads of a call. Review, reminder and thank-you dates are the leaders' own."""

_DATES = MappingProxyType(
    {
        "opens_at": "opening of the call",
        "notify_at": "date by which authors learn the decision",
        "draft_due_at": "date by which drafts are due",
        "drafts_until_at": "date until which drafts can be replaced",
        "circulate_at": "date on which papers go to those who read them",
    }
)
_TEXTS = MappingProxyType(
    {
        "about": "“What the session is about”",
        "eligible": "“Who may submit”",
        "what_to_submit": "“What to submit”",
        "criteria": "“How papers are chosen”",
        "terms": "“Terms of circulation”",
    }
)
_SHORT = 160
"""Words up to this length are quoted; longer ones are to be read in the call."""


def state_of(call: Call, topics: int) -> dict[str, Any]:
    """What the call says now; `topics` is how many it offers."""
    row = call.wip_session
    said = {name: getattr(call, name) for name in OF_CALL} | {name: getattr(row, name) for name in OF_SESSION}
    return said | {"contact": contact_of(call), "topics": topics}


def sentences(before: State, after: State) -> list[str]:
    """Each change that the public sees; none where it sees none."""
    return [
        *_session(before, after),
        *_deadline(before, after),
        *(line for name, words in _DATES.items() for line in _date(name, words, before, after)),
        *(line for name, words in _TEXTS.items() for line in _text(words, before[name], after[name])),
        *(line for heading, lines in _RULES for line in _lines(heading, lines(before), lines(after))),
    ]


def _session(before: State, after: State) -> Iterator[str]:
    if before["title"] != after["title"]:
        yield f"The session is now called “{after['title']}”; before, “{before['title']}”."
    new, zone = _span(after, after["zone"]), after["zone"]
    if before["starts_at"] != after["starts_at"]:
        yield f"The session moves from {_span(before, before['zone'])} to {new}."
    elif before["minutes"] != after["minutes"]:
        yield f"The session takes {after['minutes']} minutes in place of {before['minutes']}: {new}."
    elif before["zone"] != zone:
        yield f"The times are now given for {city(zone)}; the session itself does not move: {new}."


def _span(state: State, zone: str) -> str:
    row = SimpleNamespace(**state)
    return spelled_span(row.starts_at, row.starts_at + timedelta(minutes=row.minutes), zone)


def _deadline(before: State, after: State) -> Iterator[str]:
    old, new = (spelled(each["deadline_at"], each["deadline_zone"]) for each in (before, after))
    if before["deadline_at"] != after["deadline_at"]:
        yield f"The deadline moves from {old} to {new}."
    elif old != new:
        yield f"The deadline is now given as {new}; that is the same moment as {old}."


def _date(name: str, words: str, before: State, after: State) -> Iterator[str]:
    old, new = before[name], after[name]
    if old == new:
        return
    if old is None:
        yield f"The {words} is {spelled(new, after['zone'])}; there was none before."
    elif new is None:
        yield f"There is no {words} any more; it was {spelled(old, before['zone'])}."
    else:
        yield f"The {words} moves from {spelled(old, before['zone'])} to {spelled(new, after['zone'])}."


def _text(words: str, old: str, new: str) -> Iterator[str]:
    old, new = " ".join(old.split()), " ".join(new.split())
    if old == new:
        return
    if not new:
        yield f"What stood under {words} no longer holds."
    elif max(len(old), len(new)) > _SHORT:
        yield f"The words under {words} have changed; please read them in the call."
    elif not old:
        yield f"Under {words} it now says: “{new}”"
    else:
        yield f"Under {words} it now says: “{new}” Before: “{old}”"


def _lines(heading: str, old: list[str], new: list[str]) -> Iterator[str]:
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        gone, come = old[a:b], new[c:d]
        if len(gone) == len(come):
            yield from (
                f"{heading}: now “{two}” Before: “{one}”" for one, two in zip(gone, come, strict=True)
            )
            continue
        yield from (f"{heading}: no longer “{one}”" for one in gone)
        yield from (f"{heading}: new is “{two}”" for two in come)


def _rule(function: Callable[[Any], list[str]]) -> Callable[[State], list[str]]:
    return lambda state: function(SimpleNamespace(**state))


_RULES: tuple[tuple[str, Callable[[State], list[str]]], ...] = (
    ("Who may submit", _rule(who_may)),
    ("What to submit", _rule(lambda call: what_to_send(call, call.topics))),
    ("Review", _rule(how_reviewed)),
    ("The session", _rule(how_spent)),
    ("Commenters", _rule(lambda call: [who_comments(call)])),
    ("Late papers", _rule(until_when)),
    ("Questions go to", _rule(lambda call: [call.contact])),
)
