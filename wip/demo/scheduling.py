"""What the agenda is laid out by: an hour that does not suit, and a wish."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from wip.domain.agenda_wishes import Away, PaperWish, WishKind
from wip.domain.people import Actor
from wip.models import Call, Paper
from wip.services import agenda_wishes


def prepare(session: Session, call: Call, papers: Sequence[Paper], by: Actor, at: datetime) -> None:
    """The chair wishes for one paper to open, and the second presenter must leave before the end."""
    row = call.wip_session
    wish = PaperWish(WishKind.FIRST, papers[0].id, is_needed=False, note="It gives the session its theme.")
    agenda_wishes.wish(session, row, wish, by=by, now=at)
    presenter = papers[1].authors[0].person
    if presenter is not None:
        away = [Away(row.ends_at - timedelta(minutes=30), row.ends_at)]
        themself = Actor(presenter.id, presenter.name, presenter.email)
        agenda_wishes.tell_as_presenter(session, papers[1], row, away, seen=(), by=themself, now=at)
