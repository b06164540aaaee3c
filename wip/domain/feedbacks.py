"""Feedback to an author, in writing: what a commenter or attendee leaves in the paper's private box."""

from enum import StrEnum


class Signature(StrEnum):
    """How the author sees who wrote."""

    NAME = "name"
    ROLE = "role"


SIGNATURE_WORDS = {
    Signature.NAME: "with my name",
    Signature.ROLE: "without my name, as “a commenter” or “somebody in the audience”",
}
