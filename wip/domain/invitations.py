"""Invitations to lead a section or to review a session."""

from enum import StrEnum

from wip.domain.moves import cycle


class InvitationState(StrEnum):
    """Where an invitation to lead or to review stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"


class InvitationMove(StrEnum):
    """What can happen to an invitation."""

    ACCEPT = "accept"
    DECLINE = "decline"
    END = "end"
    INVITE_AGAIN = "invite_again"


_I, _J = InvitationState, InvitationMove

INVITATIONS = cycle(
    "invitation",
    _I.INVITED,
    {
        (_I.INVITED, _J.ACCEPT): _I.ACCEPTED,
        (_I.INVITED, _J.DECLINE): _I.DECLINED,
        (_I.INVITED, _J.END): _I.ENDED,
        (_I.ACCEPTED, _J.END): _I.ENDED,
        (_I.DECLINED, _J.INVITE_AGAIN): _I.INVITED,
        (_I.ENDED, _J.INVITE_AGAIN): _I.INVITED,
    },
)
