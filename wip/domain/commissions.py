"""Commissions: a commenter's place on a paper. Two or more make a paper complete (domain.md, WIP 7)."""

from enum import StrEnum

from wip.domain.moves import cycle

ENOUGH_COMMENTERS = 2


class CommissionState(StrEnum):
    """Where a commission stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class CommissionMove(StrEnum):
    """What can happen to a commission; a leader withdraws, silence lapses, a commenter does the rest."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    OFFER_AGAIN = "offer_again"
    LAPSE = "lapse"


_S, _M = CommissionState, CommissionMove

COMMISSIONS = cycle(
    "commission",
    _S.OFFERED,
    {
        (_S.OFFERED, _M.ACCEPT): _S.ACCEPTED,
        (_S.OFFERED, _M.DECLINE): _S.DECLINED,
        (_S.OFFERED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.OFFERED, _M.LAPSE): _S.LAPSED,
        (_S.ACCEPTED, _M.DECLINE): _S.DECLINED,
        (_S.ACCEPTED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.DECLINED, _M.ACCEPT): _S.ACCEPTED,
        (_S.DECLINED, _M.OFFER_AGAIN): _S.OFFERED,
        (_S.WITHDRAWN, _M.OFFER_AGAIN): _S.OFFERED,
        (_S.LAPSED, _M.ACCEPT): _S.ACCEPTED,
        (_S.LAPSED, _M.DECLINE): _S.DECLINED,
        (_S.LAPSED, _M.OFFER_AGAIN): _S.OFFERED,
    },
)

LIVE = frozenset({_S.OFFERED, _S.ACCEPTED})
"""States of a commission that counts towards the commenter's load."""

COMMISSION_WORDS = {
    _S.OFFERED: ("asked", "wait"),
    _S.ACCEPTED: ("accepted", "go"),
    _S.DECLINED: ("declined", "stop"),
    _S.WITHDRAWN: ("taken back", "plain"),
    _S.LAPSED: ("no answer", "stop"),
}
