"""A made-up recipient, for whom a letter can be shown where nobody real is there yet."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from wip.domain.guidelines import FOR_PRESENTERS, guideline_for
from wip.domain.letter_kinds import placeholders
from wip.domain.letter_templates import OwnWords, What, holes, parse
from wip.domain.letters import LetterKind

NAME = "Avery Sample"

_GUIDELINE = guideline_for(15)
_FOR_PRESENTERS = FOR_PRESENTERS.fitted(15, 15)

_FACTS: Mapping[str, Any] = MappingProxyType(
    {
        "name": NAME,
        "title": "A Sample Paper",
        "authors": "Avery Sample (Sample Law School)",
        "byline": "Avery Sample (Sample Law School)",
        "session_title": "Sample Session",
        "session_date": "Thu 18 Mar 2027, 12:00–13:30 New York",
        "section": "Sample Section",
        "contact": "section@example.edu",
        "deadline": "Fri 29 Jan 2027, 17:00 New York",
        "deadline_more": "",
        "is_open": True,
        "is_past": True,
        "notify": "Fri 12 Feb 2027, 17:00 New York",
        "until": "Fri 5 Feb 2027, 17:00 New York",
        "answer_by": "Fri 26 Feb 2027, 23:59 New York",
        "confirm_by": "Fri 19 Feb 2027, 23:59 New York",
        "draft_due": "Fri 5 Mar 2027, 12:00 New York",
        "draft": "",
        "place": "2",
        "earlier": "",
        "list_open": True,
        "old": "3",
        "earlier_session": "Last Year’s Session",
        "file_name": "draft.pdf",
        "present": "15",
        "comment": "15",
        "slot": "",
        "comments": ["A first comment by a reviewer.", "A second comment."],
        "answered_by": "",
        "again": "",
        "first": True,
        "sender": "Avery Sample",
        "objector": "",
        "removed": False,
        "may_change": True,
        "next": ["By Fri 12 Feb 2027 you hear whether it is in the session."],
        "copy": [],
        "withdrawn_by": "",
        "had_slot": True,
        "may_ask": True,
        "reason": "",
        "note": "",
        "papers_max": 1,
        "email": "avery.sample@example.edu",
        "papers": "2 papers",
        "topics": "policing, punishment",
        "ticked": "Criminal procedure; Sentencing",
        "methods": "interviews",
        "works": "A Sample Article on Sentencing",
        "stage": "Junior faculty",
        "hours": ["Only Thu 18 Mar 2027, 12:00–13:00 New York"],
        "standby": "yes",
        "conflicts": "",
        "asker": "Robin Sample",
        "asks": "asks",
        "inviter": "Robin Sample",
        "writer": "Robin Sample",
        "number": "1",
        "focus_pages": "12–21",
        "questions": "Is the claim in part II too broad?",
        "guideline": _GUIDELINE.title,
        "lines": list(_GUIDELINE.lines),
        "join_link": "",
        "room_links": [],
        "programme": ["12:00 “A Sample Paper”, Avery Sample"],
        "changes": ["The time of “A Sample Paper” is now 12:30–13:00 New York; it was 12:00–12:30."],
        "amendments": [{"number": 1, "sentences": ["The deadline is a week later."], "reason": ""}],
        "has_papers": True,
        "has_own": True,
        "titles": "“A Sample Paper”",
    }
)

_OWN_TIMES = ["You present “A Sample Paper”: Thu 18 Mar 2027, 12:00–12:30 New York. Comments begin at 12:15."]

_BY_KIND: Mapping[LetterKind, Mapping[str, Any]] = MappingProxyType(
    {
        LetterKind.COMMENTER_INVITED: {"as_presenter": False, "papers": "one paper"},
        LetterKind.COMMISSION_OFFERED: {
            "reason": "you chose the topic policing, as the paper does.",
            "heading": "Will you comment on “A Sample Paper”?",
            "is_standby": False,
            # One paper alone: `papers` here is the list in a letter about several.
            "papers": [],
        },
        LetterKind.COMMISSION_REMINDER: {
            "heading": "Will you comment on “A Sample Paper”?",
            "is_standby": False,
            "papers": [],
        },
        LetterKind.COMMISSION_ACCEPTED: {
            "heading": "You will comment on “A Sample Paper”",
            "is_standby": False,
        },
        LetterKind.COMMISSION_LAPSED: {"is_standby": False},
        LetterKind.COMMISSION_WITHDRAWN: {"why": "The organisers have arranged its commenters anew."},
        LetterKind.SESSION_CANCELLED: {
            "reason": "The speakers cannot travel.",
            "requests": [],
            "invited": False,
            "submitted": True,
        },
        LetterKind.PAPER_CHANGED: {"released": "", "staying": []},
        LetterKind.DECISION_ACCEPTED: {"slot": "30"},
        LetterKind.REVIEWS_ASSIGNED: {
            "giver": "Robin Sample",
            "papers": "2 papers",
            "more": "With those that you had before, 3 papers now wait for your review.",
            "due": "Fri 5 Feb 2027, 17:00 New York",
        },
        LetterKind.REVIEWS_DUE: {
            "heading": "2 reviews are due Fri 5 Feb 2027, 17:00 New York",
            "opening": "Reviews for “Sample Session” are due by Fri 5 Feb 2027, 17:00 New York. 2 papers still wait for yours.",
            "advice": "If you cannot read one in time, please give it back on its page, so that somebody else can.",
            "due": "Fri 5 Feb 2027, 17:00 New York",
        },
        LetterKind.PLACE_OFFERED: {"slot": "30"},
        LetterKind.PLACE_CONFIRMED: {
            "guideline": _FOR_PRESENTERS.title,
            "lines": list(_FOR_PRESENTERS.lines),
        },
        LetterKind.AGENDA_PUBLISHED: {
            "lines": _OWN_TIMES,
            "to_do": "accept the invitation with this letter, or subscribe to your calendar. Its address, for you alone:",
        },
        LetterKind.AGENDA_CHANGED: {
            "heading": "A change in “Sample Session”",
            "lines": _OWN_TIMES,
            "is_asked": True,
            "to_do": "nothing, if a calendar that you subscribed to shows the change. Its address, for you alone:",
        },
    }
)


def made_up(kind: LetterKind) -> dict[str, Any]:
    """All that a letter of this kind can say, of nobody real."""
    return {**_FACTS, **_BY_KIND.get(kind, {})}


def examples_in(
    kind: LetterKind, words: OwnWords, facts: Mapping[str, Any], known: Collection[str]
) -> list[str]:
    """The placeholders in these words for which an example stands, not what is true of the person.

    `known` are the names of those facts that are true of them.
    """
    by_name = {each.name: each for each in placeholders(kind)}
    used = holes(parse(f"{words.subject}\n{words.body}"))
    asked = [by_name[name] for name in used if name in by_name]
    return [
        each.name
        for each in asked
        if each.what in {What.TEXT, What.LIST} and each.origin not in known and facts.get(each.origin)
    ]
