"""Letters to authors that a section may word, and what can stand in them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wip.domain.letter_placeholders import (
    ANSWERS,
    BASE,
    CALL,
    COMMENTS,
    CONFIRM_BY,
    COPY,
    DEADLINE,
    DOORS,
    EARLIER,
    FEED,
    MINUTES,
    PAPER,
    SESSION,
    TITLE,
    Editable,
    items,
    link,
    passage,
    phrase,
)
from wip.domain.letter_templates import Placeholder
from wip.domain.letters import LetterKind

_K = LetterKind
_AUTHORS = "Authors"

TO_AUTHORS: Mapping[LetterKind, Editable] = MappingProxyType(
    {
        _K.PAPER_RECEIVED: Editable(
            _AUTHORS,
            "A paper was submitted",
            (
                *BASE,
                TITLE,
                phrase("what", "“Received”, or that a second copy was not taken in"),
                passage("opening", "That we have the paper; to a co-author also how to object", needed=True),
                items("next", "What happens next, and when"),
                phrase("page_sentence", "What the author can do on the page of the paper"),
                PAPER,
                COPY,
            ),
        ),
        _K.PAPER_SAVED_LATE: Editable(
            _AUTHORS,
            "A paper came after the deadline and is kept, not submitted",
            (
                *BASE,
                TITLE,
                DEADLINE,
                passage("named_by", "To a co-author: who sent the paper, and how to object", needed=True),
                PAPER,
                COPY,
            ),
        ),
        _K.PAPER_CHANGED: Editable(
            _AUTHORS,
            "A paper was changed, or an author was taken off it",
            (
                *BASE,
                TITLE,
                phrase("what", "“Changed: …”, or who says to be no author"),
                passage(
                    "news",
                    "What has changed, with the link to the paper and all that stands in it",
                    needed=True,
                ),
            ),
        ),
        _K.PAPER_WITHDRAWN: Editable(
            _AUTHORS,
            "A paper was withdrawn",
            (
                *BASE,
                TITLE,
                phrase("news", "That the paper is withdrawn, by whom and why"),
                passage("what_now", "How it can be put back in"),
                PAPER,
                SESSION,
            ),
        ),
        _K.PAPER_STARTED: Editable(
            _AUTHORS,
            "Somebody began a paper and asked for the link to finish it",
            (
                *BASE,
                passage("opening", "Which paper was begun"),
                DEADLINE,
                link("started", "The page on which to finish the paper", "Finish the paper", needed=True),
                CALL,
            ),
        ),
        _K.LATE_LINK: Editable(
            "One author",
            "You let somebody submit after the deadline",
            (
                *BASE,
                phrase("opening", "That you let them submit after the deadline, or later than others"),
                Placeholder("note", "Your word to the person, if you wrote one"),
                phrase("what_to_do", "How many papers they may submit"),
                phrase("deadline_sentence", "What the deadline was, or is for others"),
                Placeholder("until", "Until when the link works"),
                Placeholder("email", "The address that the link is for"),
                link("late", "The link to submit by", "Submit your paper", needed=True),
                CALL,
            ),
        ),
        _K.DECISION_ACCEPTED: Editable(
            _AUTHORS,
            "You release decisions: the paper is accepted",
            (
                *BASE,
                TITLE,
                CONFIRM_BY,
                *ANSWERS,
                Placeholder("slot_minutes", "How many minutes the paper has in all", source="slot"),
                *MINUTES,
                EARLIER,
                passage("draft_note", "Where to send the draft, and until when"),
                Placeholder("draft_due", "When the draft is due, if there is such a date"),
                PAPER,
                COMMENTS,
                SESSION,
            ),
        ),
        _K.DECISION_WAITING: Editable(
            _AUTHORS,
            "You release decisions: the paper is on the waiting list",
            (
                *BASE,
                TITLE,
                Placeholder("place", "The place on the waiting list"),
                EARLIER,
                PAPER,
                *DOORS,
                COMMENTS,
                SESSION,
            ),
        ),
        _K.DECISION_DECLINED: Editable(
            _AUTHORS,
            "You release decisions: the paper is not chosen",
            (
                *BASE,
                TITLE,
                EARLIER,
                passage("waiting_list", "How to join the waiting list; only where you offer that"),
                link("join", "The page on which to join the waiting list", "Join the waiting list"),
                *DOORS,
                link(
                    "carry",
                    "The page on which to have the paper carried into the next call",
                    "Carry it into the next call",
                ),
                COMMENTS,
                SESSION,
                replace(PAPER, needed=False),
            ),
        ),
        _K.PLACE_CONFIRMED: Editable(
            _AUTHORS,
            "A place was confirmed",
            (
                *BASE,
                TITLE,
                phrase("what", "“Confirmed: you present”, to a co-author “Confirmed:”"),
                phrase("opening", "Who has confirmed"),
                *MINUTES,
                FEED,
                PAPER,
                Placeholder("guideline", "The heading of the session’s guidelines for presenters"),
                items("guideline_lines", "The guidelines, line by line", "lines"),
                link("guidelines", "The page on which to acknowledge them", "I have read the guidelines"),
            ),
        ),
        _K.PLACE_TURNED_DOWN: Editable(
            _AUTHORS,
            "A place was turned down",
            (
                *BASE,
                TITLE,
                phrase("what", "“You will not present”, to a co-author “Not presented”"),
                phrase("opening", "Who has turned the place down"),
                SESSION,
            ),
        ),
        _K.CALL_AMENDED: Editable(
            _AUTHORS,
            "The call was amended",
            (
                *BASE,
                phrase("reason_for_letter", "Why they get this letter: a paper is in, or was begun"),
                passage("amendments", "What has changed, amendment by amendment", needed=True),
                phrase("deadline_now", "The deadline as it stands now"),
                Placeholder("notify", "When authors learn the decision"),
                phrase("what_to_do", "What to do: finish, change, or nothing"),
                passage("own_paper", "The link to the paper or the unfinished form"),
                CALL,
            ),
        ),
    }
)
