"""Whether a slot is ready: what is there, what is missing, and what can be asked of whom."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NUDGED_AHEAD = timedelta(days=7)
"""So long before its date, and not earlier, a draft that is not there counts as missing from its author."""

APART = timedelta(hours=20)
"""Nobody is nudged about the same session again sooner."""

FRESH = timedelta(days=1)
"""So long after a request went out nobody is nudged to answer it."""


class Need(StrEnum):
    """What can be missing from a person, in the order in which a letter lists it."""

    CONFIRM = "confirm"
    ANSWER = "answer"
    DRAFT = "draft"
    OPEN_DRAFT = "open_draft"
    GUIDELINES = "guidelines"
    ZONE = "zone"


class Part(StrEnum):
    """The columns of the board."""

    PRESENTER = "Presenter"
    DRAFT = "Draft"
    COMMENTERS = "Commenters"
    GUIDELINES = "Guidelines"
    ZONES = "Time zones"
    JOINING = "Join link"


class Yours(StrEnum):
    """What only the session's leaders can bring; no letter to anybody else does."""

    COMMENTERS = "commenters"
    STANDBY = "standby"
    LINK = "link"
    DATE = "date"


@dataclass(frozen=True)
class Mark:
    """What one cell of the board says, in words and in a tone: "go" is well, "wait" and "stop" are missing.

    `yours` says what the leaders themselves have to do about it.
    """

    words: str
    tone: str
    yours: Yours | None = None

    @property
    def is_missing(self) -> bool:
        """Whether something is still to be done."""
        return self.tone in {"wait", "stop"}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that decides whether a slot is ready. `draft_due` already holds an extension; standbys count apart.
    `is_locked`: what came is no PDF, and its author has not let it out, so that its readers do not get it.

    `zones` of `people` (the first author, and commenters who accepted) are known; `read_by` counts who ticked its newest version.
    """

    is_confirmed: bool
    confirm_by: datetime | None
    draft_at: datetime | None
    draft_due: datetime | None
    is_extended: bool
    is_locked: bool = False
    needed: int
    accepted: int
    asked: int
    standby: int
    standby_wanted: int
    presenter_saw: bool
    commenters_saw: int
    zones: int
    people: int
    date_is_firm: bool
    has_link: bool
    read_by: int

    @property
    def has_enough(self) -> bool:
        """Whether the paper has its number of commenters."""
        return self.accepted >= self.needed


def marks_of(facts: Facts, now: datetime) -> dict[Part, tuple[Mark, ...]]:
    """Each column's marks; each says in words what its colour says."""
    return {
        Part.PRESENTER: (_presenter(facts, now),),
        Part.DRAFT: (_draft(facts, now), *_read(facts)),
        Part.COMMENTERS: _commenters(facts),
        Part.GUIDELINES: _guidelines(facts),
        Part.ZONES: (_known(facts),),
        Part.JOINING: (_joining(facts),),
    }


def _presenter(facts: Facts, now: datetime) -> Mark:
    if facts.is_confirmed:
        return Mark("confirmed", "go")
    is_silent = facts.confirm_by is not None and facts.confirm_by <= now
    return Mark("no answer in time", "stop") if is_silent else Mark("not confirmed yet", "wait")


def _draft(facts: Facts, now: datetime) -> Mark:
    due = facts.draft_due
    if facts.draft_at is not None:
        return Mark("in, came late" if due and facts.draft_at > due else "in", "go")
    if facts.is_locked:
        return Mark("held: not a PDF", "stop")
    if due is not None and due <= now:
        return Mark("late", "stop")
    if due is not None and now < due - NUDGED_AHEAD and not facts.is_extended:
        return Mark("not due yet", "plain")
    return Mark("extended" if facts.is_extended else "not in yet", "wait")


def _read(facts: Facts) -> tuple[Mark, ...]:
    return (Mark(f"read by {facts.read_by}", "go"),) if facts.read_by else ()


def _commenters(facts: Facts) -> tuple[Mark, ...]:
    may_do = facts.accepted + facts.asked >= facts.needed
    tone = "go" if facts.has_enough else "wait" if may_do else "stop"
    found = [Mark(f"{facts.accepted} of {facts.needed}", tone, None if may_do else Yours.COMMENTERS)]
    if facts.asked:
        found.append(Mark(f"{facts.asked} asked", "plain" if facts.has_enough else "wait"))
    if facts.standby:
        found.append(Mark(f"{facts.standby} standby", "go"))
    elif facts.standby_wanted:
        found.append(Mark("no standby", "wait", Yours.STANDBY))
    return tuple(found)


def _guidelines(facts: Facts) -> tuple[Mark, ...]:
    found = [Mark("presenter read them", "go") if facts.presenter_saw else Mark("presenter not yet", "wait")]
    if facts.accepted:
        done = facts.commenters_saw >= facts.accepted
        who = "commenter" if facts.accepted == 1 else "commenters"
        found.append(Mark(f"{facts.commenters_saw} of {facts.accepted} {who}", "go" if done else "wait"))
    return tuple(found)


def _known(facts: Facts) -> Mark:
    return Mark(f"{facts.zones} of {facts.people} known", "go" if facts.zones >= facts.people else "wait")


def _joining(facts: Facts) -> Mark:
    if not facts.has_link:
        return Mark("no link yet", "wait", Yours.LINK)
    return Mark("in place", "go") if facts.date_is_firm else Mark("date not confirmed", "wait", Yours.DATE)


def is_fresh(asked_at: datetime | None, now: datetime) -> bool:
    """Whether a request went out so lately that nobody is reminded of it yet."""
    return asked_at is not None and now < asked_at + FRESH


def wants_draft_now(facts: Facts, now: datetime) -> bool:
    """Whether an author is nudged about the draft: it is not there, and due within a week, overdue, or without a date, or locked."""
    if facts.draft_at is not None or not facts.is_confirmed:
        return False
    return facts.is_locked or facts.draft_due is None or now >= facts.draft_due - NUDGED_AHEAD


def sentence(need: Need, about: str, due: str = "") -> str:
    """What the letter asks for; `about` is a paper's title, or for guidelines whom they are for."""
    by = f" (due {due})" if due else ""
    return {
        Need.CONFIRM: f"Say whether you will present “{about}”{by}",
        Need.ANSWER: f"Say whether you will comment on “{about}”{by}",
        Need.DRAFT: f"Send your draft of “{about}”{by}",
        Need.OPEN_DRAFT: f"Send your draft of “{about}” as a PDF, or let the file out as it is: its readers do not get it yet",
        Need.GUIDELINES: f"Read what we ask of {about}, and press “I have read this”",
        Need.ZONE: "Tell us in which time zone you are, so that we know your hour",
    }[need]
