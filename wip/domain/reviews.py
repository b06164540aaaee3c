"""Reviews: one row a paper and reviewer."""

from enum import StrEnum

from wip.domain.moves import cycle

LOWEST, HIGHEST = 1, 5

SCORE_WORDS = {
    5: "5 · must be in the session",
    4: "4 · should be in",
    3: "3 · could be in",
    2: "2 · rather not",
    1: "1 · not this time",
}


class ReviewState(StrEnum):
    """A conflict is final until withdrawn by its reviewer; it hides the paper."""

    IN_PROGRESS = "in_progress"
    DONE = "done"
    CONFLICT = "conflict"


class ReviewMove(StrEnum):
    """What can happen to a review."""

    SAVE = "save"
    FINISH = "finish"
    DECLARE_CONFLICT = "declare_conflict"
    TAKE_BACK_CONFLICT = "take_back_conflict"


_S, _M = ReviewState, ReviewMove

REVIEWS = cycle(
    "review",
    _S.IN_PROGRESS,
    {
        (_S.IN_PROGRESS, _M.SAVE): _S.IN_PROGRESS,
        (_S.IN_PROGRESS, _M.FINISH): _S.DONE,
        (_S.DONE, _M.FINISH): _S.DONE,
        (_S.DONE, _M.SAVE): _S.IN_PROGRESS,
        (_S.IN_PROGRESS, _M.DECLARE_CONFLICT): _S.CONFLICT,
        (_S.DONE, _M.DECLARE_CONFLICT): _S.CONFLICT,
        (_S.CONFLICT, _M.TAKE_BACK_CONFLICT): _S.IN_PROGRESS,
    },
)


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
