"""Letters about places after the first decisions, which a section may word itself."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from wip.domain.letter_placeholders import (
    ANSWERS,
    BASE,
    CALL,
    CONFIRM_BY,
    DEADLINE,
    MINUTES,
    PAPER,
    SESSION,
    TITLE,
    WITHDRAW,
    Editable,
    link,
    passage,
    phrase,
)
from wip.domain.letter_templates import Placeholder
from wip.domain.letters import LetterKind

_K = LetterKind
_AUTHORS = "Authors"

PLACES: Mapping[LetterKind, Editable] = MappingProxyType(
    {
        _K.PLACE_OFFERED: Editable(
            _AUTHORS,
            "A place became free, and the paper is next on the waiting list",
            (
                *BASE,
                TITLE,
                CONFIRM_BY,
                *ANSWERS,
                Placeholder("slot_minutes", "How many minutes the paper has in all", source="slot"),
                *MINUTES,
                passage("draft_note", "Where to send the draft, and until when"),
                Placeholder("draft_due", "When the draft is due, if there is such a date"),
                PAPER,
                SESSION,
            ),
        ),
        _K.PLACE_REMINDER: Editable(
            _AUTHORS, "An accepted author has not answered yet", (*BASE, TITLE, CONFIRM_BY, *ANSWERS)
        ),
        _K.PLACE_LAPSED: Editable(
            _AUTHORS,
            "A place was passed on, because no answer had come",
            (
                *BASE,
                TITLE,
                CONFIRM_BY,
                link("comment", "The page on which to offer to comment", "Offer to comment"),
                SESSION,
                replace(PAPER, needed=False),
            ),
        ),
        _K.WAITING_JOINED: Editable(
            _AUTHORS,
            "A declined author joined the waiting list",
            (*BASE, TITLE, Placeholder("place", "The place on the waiting list"), PAPER, WITHDRAW, SESSION),
        ),
        _K.WAITING_MOVED: Editable(
            _AUTHORS,
            "A paper moved up on the waiting list",
            (
                *BASE,
                TITLE,
                Placeholder("place", "The place on the waiting list now"),
                phrase("moved_from", "Which place it had before"),
                PAPER,
                WITHDRAW,
                SESSION,
            ),
        ),
        _K.PAPER_CARRIED: Editable(
            _AUTHORS,
            "The next call is out, and an earlier author asked for the paper to be carried into it",
            (
                *BASE,
                TITLE,
                Placeholder("earlier_session", "The session that the paper comes from"),
                DEADLINE,
                phrase("draft_note", "That the earlier draft is in the form"),
                link("started", "The form, filled with the paper", "Look it over and submit", needed=True),
                CALL,
            ),
        ),
    }
)
