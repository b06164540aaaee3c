"""How a session reviews: set up with the session, copied with it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.criteria import USUAL, CriterionFacts
from wip.domain.people import Actor
from wip.domain.refusals import Stale
from wip.models import Criterion, ReviewSettings, WipSession
from wip.queries.review_settings import criteria_of, settings_of
from wip.services.histories import record

COPIED = ("reading", "reviews_per_paper", "reminds", "guidance")


def set_up(session: Session, row: WipSession) -> None:
    """A new session's settings, and the usual three criteria."""
    session.add(ReviewSettings(wip_session_id=row.id))
    _add(session, row, USUAL)


def copy(session: Session, old: WipSession, new: WipSession) -> None:
    """Last year's settings and criteria for this year's session, in place of the usual ones."""
    before, after = settings_of(session, old), settings_of(session, new)
    for name in COPIED:
        setattr(after, name, getattr(before, name))
    session.execute(sa.delete(Criterion).where(Criterion.wip_session_id == new.id))
    _add(session, new, [facts_of(criterion) for criterion in criteria_of(session, old)])
    session.flush()


def change_guidance(
    session: Session, wip_session: WipSession, text: str, *, seen: int, by: Actor, now: datetime
) -> bool:
    """What reviewers read beside the form, in Markdown; returns whether it changed. Raises Stale for an old page."""
    settings = settings_of(session, wip_session)
    if seen != settings.version:
        raise Stale("Somebody else changed how this session reviews while your page was open.")
    if text == settings.guidance:
        return False
    old, settings.guidance = settings.guidance, text
    session.flush()
    act, words = "change guidance", {"guidance": text}
    record(session, by, act, wip_session, now, wip_session=wip_session, old={"guidance": old}, new=words)
    return True


def facts_of(row: Criterion) -> CriterionFacts:
    """The criterion as a leader said it."""
    return CriterionFacts(row.name, row.help, tuple(row.labels), row.weight)


def _add(session: Session, row: WipSession, facts: tuple[CriterionFacts, ...] | list[CriterionFacts]) -> None:
    for place, each in enumerate(facts):
        session.add(
            Criterion(
                wip_session_id=row.id,
                position=place,
                name=each.name,
                help=each.help,
                labels=list(each.labels),
                weight=each.weight,
            )
        )
