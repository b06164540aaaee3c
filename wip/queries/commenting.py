"""How a session finds commenters and circulates drafts."""

from sqlalchemy.orm import Session

from wip.domain.circulation import Circle
from wip.models import CommentingSettings


def settings_of(session: Session, wip_session_id: int) -> CommentingSettings:
    """The session's own settings, or the usual ones as a row that is not stored. One statement."""
    return session.get(CommentingSettings, wip_session_id) or usual(wip_session_id)


def usual(wip_session_id: int) -> CommentingSettings:
    """The settings of a session whose leaders have changed nothing; not part of any session."""
    return CommentingSettings(
        wip_session_id=wip_session_id,
        presenters_comment=False,
        mixes_seniority=False,
        answer_days=5,
        reminds=True,
        releases_silent=False,
        standby_per_paper=0,
        circle=Circle.COMMENTERS,
        draft_days_late=3,
        drafts_kept_days=14,
        version=0,
    )
