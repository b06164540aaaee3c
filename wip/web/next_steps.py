"""What waits for a session's leaders once its line-up stands: commenters and drafts before it, thanks after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState
from wip.models import WipSession
from wip.queries.preparing import Preparing
from wip.queries.sessions import Standing
from wip.services.rooms import over_at
from wip.web.templating import count


@dataclass(frozen=True)
class NextStep:
    """The next action, in plain words; `pressing` when it waits for a leader and not for a date or an author."""

    heading: str
    text: str
    href: str = ""
    action: str = ""
    pressing: bool = False


def is_over(row: WipSession, now: datetime) -> bool:
    """Whether a published session is over, in its last room too."""
    return row.agenda_state is AgendaState.PUBLISHED and now >= row.ends_at and now >= over_at(row)


def before_it(figures: Standing, at: Callable[[str], str]) -> NextStep | None:
    """A draft that is too late, then papers about which too few are even asked."""
    late = figures.preparing.late
    if late:
        return NextStep(
            f"Next: {count(late, 'draft is', 'drafts are')} later than you allow",
            "Write to the author, or pass the slot on to the next on the waiting list.",
            at("drafts.index"),
            "See the drafts",
            pressing=True,
        )
    bare = figures.papers_in(*PRESENTING) - figures.preparing.covered
    if bare <= 0:
        return None
    heading = f"Next: find commenters for {count(bare, 'paper')}"
    if not figures.commenters:
        return NextStep(
            heading,
            "Nobody has offered to comment yet. Invite people by name, or your presenters together.",
            at("commenter_invitations.new"),
            "Invite commenters",
            pressing=True,
        )
    return NextStep(
        heading,
        f"{count(figures.commenters, 'volunteer')} so far. Ask one by one, or let a plan match them to all papers."
        " The agenda can be laid out meanwhile.",
        at("commenters.index"),
        "See which papers",
        pressing=True,
    )


def after_it(preparing: Preparing, at: Callable[[str], str]) -> NextStep | None:
    """Who turned up, and thanks to those who did."""
    if preparing.unsaid:
        return NextStep(
            "Next: say who turned up",
            f"Of {count(preparing.unsaid, 'request')} that commenters accepted it is not said yet whether they came. "
            "Whoever did is thanked in one letter, with a certificate.",
            at("thanks.show"),
            "Say who turned up",
            pressing=True,
        )
    if preparing.unthanked:
        return NextStep(
            "Next: thank the commenters",
            "You have said who turned up. You see the letter before it leaves.",
            at("thanks.show"),
            "Write the thanks",
            pressing=True,
        )
    return None
