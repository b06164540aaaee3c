"""Links in letters, as data: signed only when a letter leaves, and masked wherever else it is shown."""

from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    """What a link opens. All but PAGE, HELPER and SCREEN act as the person they were made for; those two are a room's."""

    PAGE = "page"
    PAPER = "paper"
    COMMISSION = "commission"
    OFFER = "offer"
    COMMENTING = "commenting"
    LEADERSHIP = "leadership"
    REVIEWERSHIP = "reviewership"
    FEED = "feed"
    SIGN_IN = "sign_in"
    STARTED = "started"
    LATE = "late"
    STOP = "stop"
    FEEDBACK = "feedback"
    ATTENDANCE = "attendance"
    FORGET = "forget"
    SHOW = "show"
    HELPER = "helper"
    SCREEN = "screen"


LINK_WORDS = {
    LinkKind.PAPER: "personal link to the paper",
    LinkKind.COMMISSION: "personal link to the answer page",
    LinkKind.OFFER: "personal link to the offer",
    LinkKind.COMMENTING: "personal link to the invitation",
    LinkKind.LEADERSHIP: "personal link to the invitation",
    LinkKind.REVIEWERSHIP: "personal link to the invitation",
    LinkKind.FEED: "personal calendar address",
    LinkKind.SIGN_IN: "sign-in link",
    LinkKind.STARTED: "personal link to the unfinished paper",
    LinkKind.LATE: "personal late link",
    LinkKind.STOP: "personal link to stop such letters",
    LinkKind.FEEDBACK: "personal link to leave feedback",
    LinkKind.ATTENDANCE: "personal link to the papers to read",
    LinkKind.FORGET: "personal link to be forgotten",
    LinkKind.SHOW: "personal link to a session’s clock",
    LinkKind.HELPER: "helper’s link to a session as it runs",
    LinkKind.SCREEN: "link to a session’s shared display",
}


@dataclass(frozen=True)
class Link:
    """`path` is for PAGE alone; `answer` is chosen in advance on the page that opens, never acted on."""

    kind: LinkKind
    person_id: int = 0
    thing_id: int = 0
    generation: int = 0
    answer: str = ""
    path: str = ""

    def stored(self) -> list[str | int]:
        """The link as a JSON list."""
        return [
            self.kind.value,
            self.person_id,
            self.thing_id,
            self.generation,
            self.answer,
            self.path,
        ]

    @classmethod
    def read(cls, stored: list[str | int]) -> "Link":
        """The inverse of `stored`."""
        kind, person, thing, generation, answer, path = stored
        return cls(
            LinkKind(str(kind)),
            int(person),
            int(thing),
            int(generation),
            str(answer),
            str(path),
        )


def page(path: str) -> Link:
    """A link to a public or signed-in page of ours; `path` begins with a slash."""
    return Link(LinkKind.PAGE, path=path)
