"""News for a session's leaders, a letter to each."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.models import Paper, WipSession
from wip.queries.people import leaders_of
from wip.queries.reviews import hidden_papers
from wip.services.letters import tell

_HIDDEN = (
    "News for another leader",
    "It is about a paper of your own, or one with which you have a conflict, so another leader sees to it.",
)


def tell_leaders(
    session: Session,
    row: WipSession,
    headline: str,
    lines: list[str],
    path: str,
    cause: str,
    now: datetime,
    *,
    paper: Paper | None = None,
    named: Paper | None = None,
    not_before: datetime | None = None,
) -> None:
    """A short letter to every leader of the session's section; `path` is the page where they act on it.

    `paper` is the one paper that it is about, `named` another that it names. A leader who may not see one of them
    learns only that there is news for the others. It leaves at once, or not before the moment `not_before`.
    """
    concerned = {one.id for one in (paper, named) if one is not None}
    for person in leaders_of(session, row.section_id):
        is_closed = bool(concerned) and bool(concerned & hidden_papers(session, row, person.id))
        tell(
            session,
            LetterKind.LEADER_NEWS,
            person,
            cause,
            now,
            facts={
                "headline": _HIDDEN[0] if is_closed else headline,
                "lines": [_HIDDEN[1]] if is_closed else lines,
                "session_title": row.title,
                "section": row.section.name,
            },
            links={"open": page(path)},
            wip_session=row,
            paper=paper,
            not_before=not_before,
        )
