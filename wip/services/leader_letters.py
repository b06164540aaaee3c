"""News for a session's leaders, a letter to each."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.letters import LetterKind
from wip.domain.links import page
from wip.models import Paper, WipSession
from wip.queries.people import leaders_of
from wip.services.letters import tell


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
) -> None:
    """A short letter to every leader of the session's section; `path` is the page where they act on it.

    `paper` is the one paper that it is about.
    """
    for person in leaders_of(session, row.section_id):
        tell(
            session,
            LetterKind.LEADER_NEWS,
            person,
            cause,
            now,
            facts={
                "headline": headline,
                "lines": lines,
                "session_title": row.title,
                "section": row.section.name,
            },
            links={"open": page(path)},
            wip_session=row,
            paper=paper,
        )
