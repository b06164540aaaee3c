"""Conflicts of interest between a person and a paper: declared at once, or found and then judged by a human."""

from enum import StrEnum

from wip.domain.moves import cycle


class ConflictKind(StrEnum):
    """Where a conflict comes from. The first three are declared by people, the others found."""

    REVIEWER = "reviewer"
    AUTHOR = "author"
    LEADER = "leader"
    SAME_PERSON = "same_person"
    COAUTHOR = "coauthor"
    INSTITUTION = "institution"
    ADVISER = "adviser"
    MENTOR = "mentor"
    EARLIER_COAUTHOR = "earlier_coauthor"
    CLOSE = "close"


CONFLICT_KIND_WORDS = {
    ConflictKind.REVIEWER: "declared by the reviewer",
    ConflictKind.AUTHOR: "declared by an author",
    ConflictKind.LEADER: "put down by a leader",
    ConflictKind.SAME_PERSON: "same person under another address",
    ConflictKind.COAUTHOR: "co-author",
    ConflictKind.INSTITUTION: "same institution",
    ConflictKind.ADVISER: "adviser",
    ConflictKind.MENTOR: "mentor",
    ConflictKind.EARLIER_COAUTHOR: "co-author in an earlier session",
    ConflictKind.CLOSE: "close colleague or family",
}


DECLARED = frozenset({ConflictKind.REVIEWER, ConflictKind.AUTHOR, ConflictKind.LEADER})
"""Kinds that somebody says, and that stand at once; all others are found."""


class ConflictState(StrEnum):
    """Only a confirmed conflict hides anything."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class ConflictMove(StrEnum):
    """What a human does with it; a dismissed one is proposed again only where its reason has changed."""

    CONFIRM = "confirm"
    DISMISS = "dismiss"
    PROPOSE_AGAIN = "propose_again"


_S, _M = ConflictState, ConflictMove

CONFLICTS = cycle(
    "conflict",
    _S.PROPOSED,
    {
        (_S.PROPOSED, _M.CONFIRM): _S.CONFIRMED,
        (_S.PROPOSED, _M.DISMISS): _S.DISMISSED,
        (_S.CONFIRMED, _M.DISMISS): _S.DISMISSED,
        (_S.DISMISSED, _M.CONFIRM): _S.CONFIRMED,
        (_S.DISMISSED, _M.PROPOSE_AGAIN): _S.PROPOSED,
    },
)

CONFLICT_WORDS = {
    _S.PROPOSED: ("proposed", "wait"),
    _S.CONFIRMED: ("confirmed", "stop"),
    _S.DISMISSED: ("dismissed", "plain"),
}
"""How a badge names each state, and its tone."""
