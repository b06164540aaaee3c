"""Who may do what: one table, and one function that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is towards the thing at hand. One person can be several."""

    ANYONE = "anyone"
    KNOWN = "known"
    LEADER = "leader"
    REVIEWER = "reviewer"
    AUTHOR = "author"
    COMMENTER = "commenter"
    GUEST = "guest"
    RECIPIENT = "recipient"
    LISTENER = "listener"
    ATTENDEE = "attendee"
    CHAIR = "chair"
    HELPER = "helper"
    DISPLAY = "display"


class Act(StrEnum):
    """Everything that a page lets somebody do. Every route names one."""

    SEE_PUBLIC_PAGES = "see public pages"
    SIGN_IN = "sign in"
    SEE_SESSION = "see a session's public page"
    SUBMIT_PAPER = "submit a paper"
    OFFER_TO_COMMENT = "offer to comment"
    ATTEND = "attend"
    SEE_PUBLISHED_AGENDA = "see a published agenda"
    READ_OWN_FEED = "read one's own feed"
    SEE_WHAT_WAITS = "see what waits for me"
    ROTATE_FEED = "get a new feed address"
    KEEP_OWN_PAPER = "see and change one's own paper"
    ANSWER_COMMISSION = "answer a commission"
    ANSWER_INVITATION = "answer an invitation"
    KEEP_OWN_OFFER = "see and change one's own offer to comment"
    STOP_LETTERS = "stop letters of a kind"
    GIVE_FEEDBACK = "give feedback to authors"
    BE_FORGOTTEN = "be forgotten"
    READ_DRAFT = "read a draft"
    READ_PUBLIC_DRAFT = "read a draft that is open to everyone"
    SEE_OWN_ATTENDANCE = "see what is there for attendees"
    LEAD_SECTION = "lead a section"
    MANAGE_SESSION = "manage a session"
    REVIEW_PAPERS = "review papers"
    SELECT_PAPERS = "select papers"
    RELEASE_DECISIONS = "release decisions"
    SEE_LETTERS = "see letters"
    WRITE_TO_GROUPS = "write to a group"
    FIND_COMMENTERS = "find commenters"
    ARRANGE_AGENDA = "arrange the agenda"
    RUN_SHOW = "run a session while it takes place"
    WATCH_SHOW = "see a session's shared display"
    IMPORT_PAPERS = "import papers"
    SEE_HISTORY = "see the history"


_EVERYONE = frozenset({Role.ANYONE})
_LEADERS = frozenset({Role.LEADER})

WHO_MAY: Mapping[Act, frozenset[Role]] = MappingProxyType(
    {
        Act.SEE_PUBLIC_PAGES: _EVERYONE,
        Act.SIGN_IN: _EVERYONE,
        Act.SEE_SESSION: _EVERYONE,
        Act.SUBMIT_PAPER: _EVERYONE,
        Act.OFFER_TO_COMMENT: _EVERYONE,
        Act.ATTEND: _EVERYONE,
        Act.SEE_PUBLISHED_AGENDA: _EVERYONE,
        Act.READ_OWN_FEED: _EVERYONE,
        Act.SEE_WHAT_WAITS: frozenset({Role.KNOWN}),
        Act.ROTATE_FEED: frozenset({Role.KNOWN}),
        Act.KEEP_OWN_PAPER: frozenset({Role.AUTHOR}),
        Act.ANSWER_COMMISSION: frozenset({Role.COMMENTER}),
        Act.ANSWER_INVITATION: frozenset({Role.GUEST}),
        Act.KEEP_OWN_OFFER: frozenset({Role.COMMENTER}),
        Act.STOP_LETTERS: frozenset({Role.RECIPIENT}),
        Act.GIVE_FEEDBACK: frozenset({Role.LISTENER}),
        Act.BE_FORGOTTEN: frozenset({Role.RECIPIENT}),
        Act.READ_DRAFT: frozenset({Role.LEADER, Role.REVIEWER, Role.AUTHOR, Role.COMMENTER}),
        Act.READ_PUBLIC_DRAFT: _EVERYONE,
        Act.SEE_OWN_ATTENDANCE: frozenset({Role.ATTENDEE}),
        Act.LEAD_SECTION: _LEADERS,
        Act.MANAGE_SESSION: _LEADERS,
        Act.REVIEW_PAPERS: frozenset({Role.LEADER, Role.REVIEWER}),
        Act.SELECT_PAPERS: _LEADERS,
        Act.RELEASE_DECISIONS: _LEADERS,
        Act.SEE_LETTERS: _LEADERS,
        Act.WRITE_TO_GROUPS: _LEADERS,
        Act.FIND_COMMENTERS: _LEADERS,
        Act.ARRANGE_AGENDA: _LEADERS,
        Act.RUN_SHOW: frozenset({Role.LEADER, Role.CHAIR, Role.HELPER}),
        Act.WATCH_SHOW: frozenset({Role.DISPLAY}),
        Act.IMPORT_PAPERS: _LEADERS,
        Act.SEE_HISTORY: _LEADERS,
    }
)


@dataclass(frozen=True)
class Actor:
    """Who is asking. `person_id` is None for a visitor; `roles` are those towards the thing at hand.

    `by_link` marks somebody who holds a personal link and has not signed in.
    """

    person_id: int | None = None
    name: str = ""
    email: str = ""
    zone: str | None = None
    roles: frozenset[Role] = field(default=frozenset({Role.ANYONE}))
    by_link: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the person has signed in, or holds a personal link."""
        return self.person_id is not None

    @property
    def is_leader(self) -> bool:
        """Whether the person leads the section of the thing at hand."""
        return Role.LEADER in self.roles

    def towards(self, roles: frozenset[Role]) -> "Actor":
        """The same person, with the roles held towards another thing."""
        basis = {Role.ANYONE, Role.KNOWN} if self.is_known else {Role.ANYONE}
        return replace(self, roles=roles | basis)


VISITOR = Actor()
SYSTEM = Actor(name="the planner")


def may(actor: Actor, act: Act) -> bool:
    """Whether one of the actor's roles allows the act."""
    return bool(actor.roles & WHO_MAY[act])
