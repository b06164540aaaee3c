"""Which letter an event asks for: one total function, so that no event is met with silence, or with two letters.

Indico's rules came out of an unordered set, and a rejected author could be sent the acceptance; two rules that matched
sent two mails, and no rule meant silence. Here every event has its one letter, whatever its reader was told before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wip.domain.letters import LetterKind
from wip.domain.papers import PRESENTING, PaperState
from wip.domain.reviews import Outcome

_K, _S = LetterKind, PaperState


class PaperEvent(StrEnum):
    """What can happen to the place of a paper, from the first decision on."""

    ACCEPT = "accept"
    WAIT = "wait"
    DECLINE = "decline"
    OFFER = "offer"
    JOIN = "join"
    MOVE_UP = "move_up"
    CONFIRM = "confirm"
    TURN_DOWN = "turn_down"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    RESTORE = "restore"


class Saying(StrEnum):
    """What a letter says of the paper."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    OFFERED = "offered"
    WAITING = "waiting"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    TURNED_DOWN = "turned_down"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


_E, _Y = PaperEvent, Saying

EVENT_OF: Mapping[Outcome, PaperEvent] = MappingProxyType(
    {Outcome.ACCEPT: _E.ACCEPT, Outcome.WAITING_LIST: _E.WAIT, Outcome.DECLINE: _E.DECLINE}
)
"""The event that a released decision is."""

KIND_OF: Mapping[PaperEvent, LetterKind] = MappingProxyType(
    {
        _E.ACCEPT: _K.DECISION_ACCEPTED,
        _E.WAIT: _K.DECISION_WAITING,
        _E.DECLINE: _K.DECISION_DECLINED,
        _E.OFFER: _K.PLACE_OFFERED,
        _E.JOIN: _K.WAITING_JOINED,
        _E.MOVE_UP: _K.WAITING_MOVED,
        _E.CONFIRM: _K.PLACE_CONFIRMED,
        _E.TURN_DOWN: _K.PLACE_TURNED_DOWN,
        _E.LAPSE: _K.PLACE_LAPSED,
        _E.WITHDRAW: _K.PAPER_WITHDRAWN,
        _E.RESTORE: _K.PAPER_RECEIVED,
    }
)
"""The letter that tells of each event."""

STATE_AFTER: Mapping[PaperEvent, PaperState] = MappingProxyType(
    {
        _E.ACCEPT: _S.ACCEPTED,
        _E.WAIT: _S.WAITING,
        _E.DECLINE: _S.DECLINED,
        _E.OFFER: _S.ACCEPTED,
        _E.JOIN: _S.WAITING,
        _E.MOVE_UP: _S.WAITING,
        _E.CONFIRM: _S.CONFIRMED,
        _E.TURN_DOWN: _S.TURNED_DOWN,
        _E.LAPSE: _S.TURNED_DOWN,
        _E.WITHDRAW: _S.WITHDRAWN,
        _E.RESTORE: _S.SUBMITTED,
    }
)
"""The state of the paper after each event."""

SAYS: Mapping[LetterKind, Saying] = MappingProxyType(
    {
        _K.PAPER_RECEIVED: _Y.RECEIVED,
        _K.DECISION_ACCEPTED: _Y.ACCEPTED,
        _K.PLACE_OFFERED: _Y.OFFERED,
        _K.DECISION_WAITING: _Y.WAITING,
        _K.WAITING_JOINED: _Y.WAITING,
        _K.WAITING_MOVED: _Y.WAITING,
        _K.DECISION_DECLINED: _Y.DECLINED,
        _K.PLACE_CONFIRMED: _Y.CONFIRMED,
        _K.PLACE_TURNED_DOWN: _Y.TURNED_DOWN,
        _K.PLACE_LAPSED: _Y.LAPSED,
        _K.SLOT_PASSED_ON: _Y.LAPSED,
        _K.PAPER_WITHDRAWN: _Y.WITHDRAWN,
    }
)
"""What each letter about a paper's place says. Other letters say nothing that a later event could make untrue."""

TRUE_WHILE: Mapping[LetterKind, frozenset[PaperState]] = MappingProxyType(
    {
        _K.DECISION_ACCEPTED: frozenset({_S.ACCEPTED, _S.CONFIRMED}),
        _K.PLACE_OFFERED: frozenset({_S.ACCEPTED, _S.CONFIRMED}),
        _K.PLACE_REMINDER: frozenset({_S.ACCEPTED}),
        _K.DECISION_WAITING: frozenset({_S.WAITING}),
        _K.WAITING_JOINED: frozenset({_S.WAITING}),
        _K.WAITING_MOVED: frozenset({_S.WAITING}),
        _K.DECISION_DECLINED: frozenset({_S.DECLINED}),
        _K.PLACE_CONFIRMED: frozenset({_S.CONFIRMED}),
        _K.PLACE_TURNED_DOWN: frozenset({_S.TURNED_DOWN}),
        _K.PLACE_LAPSED: frozenset({_S.TURNED_DOWN}),
        _K.SLOT_PASSED_ON: frozenset({_S.TURNED_DOWN}),
        _K.PAPER_WITHDRAWN: frozenset({_S.WITHDRAWN}),
    }
)
"""The states of a paper in which a letter about its place says the truth."""

REPEATED_WHILE: Mapping[LetterKind, frozenset[PaperState]] = MappingProxyType(
    {
        **TRUE_WHILE,
        _K.PAPER_RECEIVED: frozenset({_S.SUBMITTED}),
        _K.PAPER_SAVED_LATE: frozenset({_S.DRAFT}),
    }
)
"""The states of a paper in which a letter about it may be sent once more.

A receipt leaves even if the paper is decided on meanwhile, as the decision follows; after it, it would be the last word.
"""

OF_DRAFTS = frozenset({_K.DRAFT_READY, _K.DRAFT_DUE, _K.DRAFT_EXTENDED})
"""Letters about a draft that say the truth only while its paper has, or is offered, a place."""

_EARLIER: Mapping[Saying, str] = MappingProxyType(
    {
        _Y.ACCEPTED: "accepted",
        _Y.CONFIRMED: "accepted",
        _Y.OFFERED: "offered a place",
        _Y.WAITING: "on the waiting list",
        _Y.DECLINED: "not chosen",
        _Y.TURNED_DOWN: "not to be presented",
        _Y.LAPSED: "not to be presented",
    }
)
_SAYS_WHAT_CHANGED = frozenset({_E.ACCEPT, _E.WAIT, _E.DECLINE})
_STAYS_TRUE = frozenset({_K.DECISION_ACCEPTED, _K.PLACE_OFFERED})
_WITH_THE_STORY = frozenset({_K.DECISION_WAITING, _K.WAITING_JOINED})


@dataclass(frozen=True)
class Told:
    """What somebody knows of a paper: by the last letter that left, and by the one that waits or is held, if any.

    A letter that failed or came back told nothing; one that is being sent counts as having left. `same_place`: the
    place on the waiting list that the last one named is still the paper's.
    """

    left: LetterKind | None = None
    unsent: LetterKind | None = None
    same_place: bool = True


@dataclass(frozen=True)
class LetterChoice:
    """The letter to write, or None where its reader knows it; whether the unsent one gives way; what it corrects."""

    kind: LetterKind | None
    replaces: bool
    earlier: str = ""


def choose(event: PaperEvent, told: Told) -> LetterChoice:
    """The one letter that this event asks for. Defined for every event and everything that can have been told."""
    kind = _kind(event, told)
    replaces = told.unsent in TRUE_WHILE and not (event is _E.CONFIRM and told.unsent in _STAYS_TRUE)
    return LetterChoice(kind, replaces, _corrects(event, told) if kind else "")


def _kind(event: PaperEvent, told: Told) -> LetterKind | None:
    known = SAYS.get(told.left) if told.left else None
    # Whoever acted since, or read it on the page, believes what the letter that gives way would have said.
    if told.unsent is None or SAYS.get(told.unsent) is known:
        if event is _E.DECLINE and known is _Y.DECLINED:
            return None
        if event is _E.WAIT and known is _Y.WAITING and told.same_place:
            return None
    if event is _E.MOVE_UP and told.unsent in _WITH_THE_STORY:
        return told.unsent  # written anew with the place that is true now; its reader knows nothing yet
    return KIND_OF[event]


def _corrects(event: PaperEvent, told: Told) -> str:
    known = SAYS.get(told.left) if told.left else None
    if event not in _SAYS_WHAT_CHANGED or known is None or known is SAYS[KIND_OF[event]]:
        return ""
    return _EARLIER.get(known, "")


def still_true(kind: LetterKind, state: PaperState) -> bool:
    """Whether a letter of this kind may leave while its paper is in `state`."""
    if kind in OF_DRAFTS:
        return state in PRESENTING
    return kind not in TRUE_WHILE or state in TRUE_WHILE[kind]


def may_be_repeated(kind: LetterKind, state: PaperState) -> bool:
    """Whether a letter of this kind may be sent again, or let go after it was held, while its paper is in `state`."""
    if kind in OF_DRAFTS:
        return state in PRESENTING
    return kind not in REPEATED_WHILE or state in REPEATED_WHILE[kind]
