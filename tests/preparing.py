"""A session with confirmed papers and commenters who accepted, for what comes between line-up and session."""

from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COMMENTER, World
from wip.domain.conflicts import ConflictKind
from wip.domain.papers import PaperState
from wip.models import Commission
from wip.services import commenters, commissions, conflicts
from wip.services.commenters import OfferFacts


def confirmed(world: World, title: str = "Quotas Without Numbers", email: str = AUTHOR) -> int:
    """A paper with a confirmed place; its number."""
    number = world.paper(title, email)

    def place(session: Session) -> None:
        world.row(session, number).state = PaperState.CONFIRMED

    world.do(place)
    return number


def commenter(
    world: World,
    number: int = 1,
    email: str = COMMENTER,
    name: str = "Piper Nakagawa",
    *,
    accepts: bool | None = True,
) -> int:
    """Somebody asked about the paper, who has accepted, declined, or (None) not answered; the commission's id."""

    def act(session: Session) -> int:
        paper, call, chair = world.row(session, number), world.call(session), world.actor(session, CHAIR)
        row = commenters.offer(
            session, call, OfferFacts("Juries", "", 9), name=name, email=email, affiliation="", now=NOW
        )
        (asked,) = commissions.ask(session, paper, call, [row.id], by=chair, now=NOW)
        if accepts is not None:
            by = world.actor(session, email)
            commissions.answer(session, asked, call, accept=accepts, by=by, now=NOW)
        return asked.id

    return world.do(act)


def hide(world: World, number: int, email: str = CHAIR) -> None:
    """A confirmed conflict closes the paper to somebody."""

    def act(session: Session) -> None:
        by = world.actor(session, email)
        assert by.person_id is not None
        who = by.person_id
        conflicts.put_down(
            session, world.row(session, number), who, ConflictKind.LEADER, "A friend.", by=by, now=NOW
        )

    world.do(act)


def seen_by(world: World, commission_id: int) -> int | None:
    """Which guidelines the commenter has acknowledged for the paper."""
    return world.do(lambda s: s.get_one(Commission, commission_id).guideline_seen)
