"""Calendar invitations by mail (RFC 5546): what was sent of each entry to whom, and what they answered."""

from enum import StrEnum


class Method(StrEnum):
    """METHOD of RFC 5546, 1.4, as far as we send it."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Answer(StrEnum):
    """PARTSTAT of RFC 5545, 3.2.12, as far as a reply can say it."""

    ACCEPTED = "ACCEPTED"
    TENTATIVE = "TENTATIVE"
    DECLINED = "DECLINED"
