"""Whether a session looks for commenters."""

from datetime import datetime

from wip.domain.calls import CallState
from wip.domain.sessions import SessionState
from wip.models import Call


def takes_offers(call: Call, now: datetime) -> bool:
    """Whether the second door is open: the call has gone out, and the session lies ahead and is not cancelled.

    A call that was closed early takes no more papers; its papers still need commenters.
    """
    ahead = now < call.wip_session.starts_at and call.wip_session.state is not SessionState.CANCELLED
    return call.state is not CallState.DRAFT and ahead
