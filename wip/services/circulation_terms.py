"""The terms on which a session's drafts circulate: for whom they are open, and until when."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wip.domain.circulation import Circle, kept_until
from wip.domain.commissions import CommissionState
from wip.domain.papers import PRESENTING
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.models import Call, CommentingSettings, Commission
from wip.queries.commenting import settings_of
from wip.queries.reviews import is_closed
from wip.services.rooms import over_at

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Terms:
    """For whom a session's drafts are meant, and until when. `opens_at`: nobody but commenters reads before it."""

    circle: Circle
    opens_at: datetime | None
    until: datetime
    days_late: int
    is_out: bool

    def open_to_commenters(self, now: datetime) -> bool:
        """Whether those who accepted to comment can read drafts."""
        return now < self.until

    def open_to_attendees(self, now: datetime) -> bool:
        """Whether whoever signed up can read drafts: once the line-up is out, and not before the call's own date."""
        wanted = self.circle in {Circle.ATTENDEES, Circle.EVERYONE}
        return wanted and self.is_out and (self.opens_at is None or self.opens_at <= now) and now < self.until

    def open_to_everyone(self, now: datetime) -> bool:
        """Whether the session's public page has the drafts."""
        return self.circle is Circle.EVERYONE and self.open_to_attendees(now)


def terms_of(session: Session, call: Call) -> Terms:
    """The session's terms as they are now; one statement. Nothing circulates in a cancelled session."""
    settings = settings_of(session, call.wip_session_id)
    return terms_by(settings, call)


def terms_by(settings: CommentingSettings, call: Call) -> Terms:
    """As `terms_of`, with the settings at hand."""
    row = call.wip_session
    is_cancelled = row.state is SessionState.CANCELLED
    return Terms(
        settings.circle,
        call.circulate_at,
        _NEVER if is_cancelled else kept_until(over_at(row), settings.drafts_kept_days),
        settings.draft_days_late,
        row.agenda_state is AgendaState.PUBLISHED,
    )


def is_open_to_commenter(session: Session, commission: Commission, terms: Terms, now: datetime) -> bool:
    """Whether this commenter, standby or not, can read the paper's draft, its focus pages and its questions."""
    return (
        commission.state is CommissionState.ACCEPTED
        and commission.paper.state in PRESENTING
        and terms.open_to_commenters(now)
        and not is_closed(session, commission.paper, commission.commenter.person_id)
    )
