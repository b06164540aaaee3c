"""What the three doors of a session share: whether the public may know of it, and who is knocking."""

from wip.db import db
from wip.domain.refusals import Unknown
from wip.models import Call, Person, WipSession
from wip.queries.sessions import call_of
from wip.services.attendance import is_public
from wip.web.access import actor


def public_call(wip_session: WipSession) -> Call:
    """The session's call, where the public may know of it or the reader leads the section. Raises Unknown."""
    call = call_of(db.session(), wip_session)
    if not is_public(call) and not actor().is_leader:
        raise Unknown
    return call


def known_details() -> dict[str, str]:
    """What a signed-in person need not type again."""
    if not actor().is_known:
        return {}
    person = db.session().get_one(Person, actor().person_id)
    return {"name": person.name, "email": person.email, "affiliation": person.affiliation}
