"""Papers: what an author submits, and the states it passes through."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wip.domain.conflict_facts import KeptFrom
from wip.domain.moves import cycle
from wip.domain.refusals import Refusal


class PaperState(StrEnum):
    """Where a paper stands. Decisions show to authors only once released."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    WAITING = "waiting"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    TURNED_DOWN = "turned_down"
    WITHDRAWN = "withdrawn"


class PaperMove(StrEnum):
    """What can happen to a paper."""

    SUBMIT = "submit"
    ACCEPT = "accept"
    PUT_ON_WAITING_LIST = "put_on_waiting_list"
    DECLINE = "decline"
    CONFIRM = "confirm"
    TURN_DOWN = "turn_down"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    JOIN = "join"
    LAPSE = "lapse"
    HAND_ON = "hand_on"


_S, _M = PaperState, PaperMove

PAPERS = cycle(
    "paper",
    _S.DRAFT,
    {
        (_S.DRAFT, _M.SUBMIT): _S.SUBMITTED,
        (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.SUBMITTED, _M.ACCEPT): _S.ACCEPTED,
        (_S.SUBMITTED, _M.PUT_ON_WAITING_LIST): _S.WAITING,
        (_S.SUBMITTED, _M.DECLINE): _S.DECLINED,
        (_S.SUBMITTED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.WAITING, _M.ACCEPT): _S.ACCEPTED,
        (_S.WAITING, _M.DECLINE): _S.DECLINED,
        (_S.WAITING, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.DECLINED, _M.ACCEPT): _S.ACCEPTED,
        (_S.DECLINED, _M.PUT_ON_WAITING_LIST): _S.WAITING,
        (_S.DECLINED, _M.JOIN): _S.WAITING,
        (_S.ACCEPTED, _M.CONFIRM): _S.CONFIRMED,
        (_S.ACCEPTED, _M.TURN_DOWN): _S.TURNED_DOWN,
        (_S.ACCEPTED, _M.LAPSE): _S.TURNED_DOWN,
        (_S.ACCEPTED, _M.HAND_ON): _S.TURNED_DOWN,
        (_S.ACCEPTED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.ACCEPTED, _M.DECLINE): _S.DECLINED,
        (_S.ACCEPTED, _M.PUT_ON_WAITING_LIST): _S.WAITING,
        (_S.CONFIRMED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.CONFIRMED, _M.DECLINE): _S.DECLINED,
        (_S.CONFIRMED, _M.HAND_ON): _S.TURNED_DOWN,
        (_S.TURNED_DOWN, _M.ACCEPT): _S.ACCEPTED,
        (_S.WITHDRAWN, _M.RESTORE): _S.SUBMITTED,
    },
)

PRESENTING = frozenset({_S.ACCEPTED, _S.CONFIRMED})
"""States of a paper that has, or is offered, a place in the session."""

MENDABLE = frozenset({_S.DRAFT, _S.SUBMITTED, _S.WAITING}) | PRESENTING
"""States in which leaders may mend a paper's text for its authors; a paper that is out stays as it was."""

IN_REVIEW = frozenset({_S.SUBMITTED})
"""States in which reviewers may still score."""

STATE_WORDS = {
    _S.DRAFT: ("not submitted", "wait"),
    _S.SUBMITTED: ("submitted", "plain"),
    _S.ACCEPTED: ("accepted, not yet confirmed", "wait"),
    _S.WAITING: ("on the waiting list", "wait"),
    _S.DECLINED: ("declined", "stop"),
    _S.CONFIRMED: ("confirmed", "go"),
    _S.TURNED_DOWN: ("turned down by the author", "stop"),
    _S.WITHDRAWN: ("withdrawn", "stop"),
}
"""How a badge names each state, and its tone."""


class CareerStage(StrEnum):
    """How far along the author is; calls prefer or require some of them (domain.md, real calls)."""

    STUDENT = "student"
    FELLOW = "fellow"
    UNTENURED = "untenured"
    RECENTLY_TENURED = "recently_tenured"
    TENURED = "tenured"
    OTHER = "other"


CAREER_WORDS = {
    CareerStage.STUDENT: "Doctoral candidate or student",
    CareerStage.FELLOW: "Fellow or visiting assistant professor",
    CareerStage.UNTENURED: "Untenured",
    CareerStage.RECENTLY_TENURED: "Tenured two years or less",
    CareerStage.TENURED: "Tenured more than two years",
    CareerStage.OTHER: "Other",
}


class WorkStage(StrEnum):
    """How finished the paper is."""

    IDEA = "idea"
    ABSTRACT = "abstract"
    DRAFT = "draft"
    IN_PRINT = "in_print"


WORK_WORDS = {
    WorkStage.IDEA: "An idea",
    WorkStage.ABSTRACT: "An abstract",
    WorkStage.DRAFT: "A draft",
    WorkStage.IN_PRINT: "Accepted or in print",
}


class PublicationStatus(StrEnum):
    """Whether somebody has promised to publish the paper; calls want it to be still revisable (domain.md, real calls)."""

    UNPUBLISHED = "unpublished"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


PUBLICATION_WORDS = {
    PublicationStatus.UNPUBLISHED: "Not offered to a publisher yet",
    PublicationStatus.SUBMITTED: "Submitted to a journal or publisher",
    PublicationStatus.ACCEPTED: "Accepted for publication",
    PublicationStatus.PUBLISHED: "Published",
}


def word_count(text: str) -> int:
    """Words as the counter under the box shows them: runs of anything but white space."""
    return len(text.split())


def comparable(title: str) -> str:
    """A title reduced to its letters and digits, so that two spellings of one title meet."""
    return " ".join(re.findall(r"\w+", title.casefold()))


@dataclass(frozen=True)
class AuthorFacts:
    """One author as typed; the first is the one whom letters go to."""

    name: str
    affiliation: str = ""
    email: str = ""
    orcid: str = ""


@dataclass(frozen=True)
class PaperFacts:
    """What an author says of a paper. `years` are those in teaching; `is_member` whether the school is a member.

    `topics` are the ids of topics of the call; `answers` what was typed to the call's own questions, by their id;
    `kept_from` whom the authors do not want as a reader.
    """

    title: str
    abstract: str
    authors: tuple[AuthorFacts, ...]
    career_stage: CareerStage | None = None
    work_stage: WorkStage | None = None
    focus_pages: str = ""
    questions: str = ""
    note_to_leaders: str = ""
    bio: str = ""
    years: int | None = None
    is_member: bool | None = None
    publication: PublicationStatus | None = None
    still_revisable: bool | None = None
    topics: tuple[int, ...] = ()
    answers: Mapping[int, str] = field(default_factory=dict)
    kept_from: tuple[KeptFrom, ...] = ()


AUTHORS_MOST = 12


def check_facts(facts: PaperFacts, words_max: int) -> None:
    """Raise Refusal, naming the field, where a paper cannot be submitted as it is."""
    if not facts.title:
        raise Refusal("Give the paper a title.", "title")
    if not facts.abstract:
        raise Refusal("Write an abstract; a few sentences are enough.", "abstract")
    words = word_count(facts.abstract)
    if words > words_max:
        raise Refusal(
            f"The abstract has {words} words; the call allows {words_max}. Please shorten it by {words - words_max}.",
            "abstract",
        )
    if not facts.authors or not facts.authors[0].name or not facts.authors[0].email:
        raise Refusal(
            "Give the name and e-mail address of the first author: letters go there.",
            "authors",
        )
    if any(not author.name for author in facts.authors):
        raise Refusal("Each author needs a name.", "authors")
    if len(facts.authors) > AUTHORS_MOST:
        raise Refusal(f"At most {AUTHORS_MOST} authors are possible.", "authors")
    addresses = [author.email.casefold() for author in facts.authors if author.email]
    if len(set(addresses)) < len(addresses):
        raise Refusal(
            "Two authors have the same e-mail address. Give each their own, or leave one out.",
            "authors",
        )
