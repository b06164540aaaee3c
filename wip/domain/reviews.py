"""Reviews: one row a paper and reviewer, from being assigned to being done."""

from enum import StrEnum

from wip.domain.moves import cycle

LOWEST, HIGHEST = 1, 5


class ReviewState(StrEnum):
    """Where a paper stands with one reviewer. A conflict hides the paper; an abstention counts as an answer without a score."""

    ASSIGNED = "assigned"
    DECLINED = "declined"
    CONFLICT = "conflict"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ABSTAINED = "abstained"


class ReviewMove(StrEnum):
    """What can happen to a review."""

    SAVE = "save"
    FINISH = "finish"
    ABSTAIN = "abstain"
    DECLINE = "decline"
    ASSIGN_AGAIN = "assign_again"
    DECLARE_CONFLICT = "declare_conflict"
    TAKE_BACK_CONFLICT = "take_back_conflict"


_S, _M = ReviewState, ReviewMove

READING = (_S.ASSIGNED, _S.IN_PROGRESS, _S.DONE, _S.ABSTAINED)
"""States of a reviewer who may write about the paper."""

ANSWERED = frozenset({_S.DONE, _S.ABSTAINED})
"""States of a review that nobody waits for any more, and whose reviewer may read the others'."""

REVIEWS = cycle(
    "review",
    _S.ASSIGNED,
    {(state, _M.SAVE): _S.IN_PROGRESS for state in READING}
    | {(state, _M.FINISH): _S.DONE for state in READING}
    | {(state, _M.ABSTAIN): _S.ABSTAINED for state in READING}
    | {(state, _M.DECLARE_CONFLICT): _S.CONFLICT for state in (*READING, _S.DECLINED)}
    | {
        (_S.ASSIGNED, _M.DECLINE): _S.DECLINED,
        (_S.IN_PROGRESS, _M.DECLINE): _S.DECLINED,
        (_S.DECLINED, _M.ASSIGN_AGAIN): _S.ASSIGNED,
        (_S.CONFLICT, _M.TAKE_BACK_CONFLICT): _S.ASSIGNED,
    },
)

REVIEW_WORDS = {
    _S.ASSIGNED: ("to read", "wait"),
    _S.DECLINED: ("declined", "stop"),
    _S.CONFLICT: ("conflict", "stop"),
    _S.IN_PROGRESS: ("begun", "wait"),
    _S.DONE: ("done", "go"),
    _S.ABSTAINED: ("abstained", "plain"),
}
"""How a badge names each state, and its tone."""


class AssignedHow(StrEnum):
    """How a reviewer came to a paper."""

    HAND = "hand"
    IMPORT = "import"
    AUTOMATIC = "automatic"
    OWN_CHOICE = "own_choice"


class Reading(StrEnum):
    """Whether every reviewer reads every paper, or each what was assigned to them."""

    EVERYTHING = "everything"
    ASSIGNED = "assigned"


READING_WORDS = {
    Reading.EVERYTHING: "Every reviewer reads every paper",
    Reading.ASSIGNED: "Each reviewer reads the papers assigned to them",
}


class Outcome(StrEnum):
    """What a leader decides on a paper."""

    ACCEPT = "accept"
    WAITING_LIST = "waiting_list"
    DECLINE = "decline"


OUTCOME_WORDS = {
    Outcome.ACCEPT: ("accept", "go"),
    Outcome.WAITING_LIST: ("waiting list", "wait"),
    Outcome.DECLINE: ("decline", "stop"),
}
