"""Certificates: what somebody did for a session, in words that go into a file on service to the profession."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Certificate:
    """`done` is a line a paper: its title, its authors, and when it was read, if that was said; `when` the session's dates, `issued` today's date in words."""

    person: str
    affiliation: str
    session: str
    section: str
    when: str
    done: tuple[tuple[str, str, str], ...]
    signed_by: str
    issued: str

    @property
    def sentence(self) -> str:
        """What is certified, before the list of papers."""
        papers = "the following paper" if len(self.done) == 1 else "the following papers"
        return f"read {papers} ahead of the session and commented on {'it' if len(self.done) == 1 else 'them'} there:"
