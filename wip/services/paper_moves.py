"""One step of a paper's life cycle, with its line in the history."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.moves import words
from wip.domain.papers import PAPERS, PaperMove
from wip.domain.people import Actor
from wip.models import Paper, WipSession
from wip.services.histories import record


def step(
    session: Session,
    paper: Paper,
    move: PaperMove,
    *,
    wip_session: WipSession,
    by: Actor,
    now: datetime,
    act: str = "",
    reason: str = "",
) -> None:
    """Make the move and note it as `act` ("confirm paper" unless told otherwise), with the reason if one is given.

    Raises RefusedMove.
    """
    old, paper.state = paper.state, PAPERS.after(paper.state, move)
    session.flush()
    record(
        session,
        by,
        act or f"{words(move)} paper",
        paper,
        now,
        wip_session=wip_session,
        old={"state": old},
        new={"state": paper.state} | ({"reason": reason} if reason else {}),
    )
