"""What the three doors of a session share: whether the public may know of it, and who is knocking."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import session as cookie
from flask import url_for

from wip.db import db
from wip.domain.calls import Phase
from wip.domain.refusals import Unknown
from wip.models import Call, Person, WipSession
from wip.queries.doors import doors_of
from wip.queries.sessions import call_of
from wip.services.attendance import is_public, takes_attendees
from wip.services.commenters import takes_offers
from wip.web.access import actor
from wip.web.clock import now


def public_call(wip_session: WipSession) -> Call:
    """The session's call, where the public may know of it or the reader leads the section. Raises Unknown."""
    call = call_of(db.session(), wip_session)
    if not is_public(call) and not actor().is_leader:
        raise Unknown
    return call


REMEMBERED = timedelta(hours=1)
"""How long a browser that took one door fills in the others: the next person at it need not see who was there."""

_WHO, _TAKEN = "who", "taken"


def known_details() -> dict[str, str]:
    """What a signed-in person, or whoever just came through another door, need not type again."""
    if not actor().is_known:
        return _remembered()
    person = db.session().get_one(Person, actor().person_id)
    return {"name": person.name, "email": person.email, "affiliation": person.affiliation}


def _remembered() -> dict[str, str]:
    who = cookie.get(_WHO)
    if not who or now().timestamp() > who.get("until", 0):
        return {}
    return {name: who.get(name, "") for name in ("name", "email", "affiliation")}


def note_taken(wip_session: WipSession, door: str, who: Mapping[str, str | None]) -> None:
    """Remember, in this browser alone, which door was taken and by whom; no address of a page says either."""
    until = (now() + REMEMBERED).timestamp()
    cookie[_WHO] = {name: who.get(name) or "" for name in ("name", "email", "affiliation")} | {"until": until}
    taken = {wip_session.slug: sorted({door, *_taken(wip_session)})}
    cookie[_TAKEN] = dict(list(((cookie.get(_TAKEN) or {}) | taken).items())[-5:])


def note_left(wip_session: WipSession, door: str) -> None:
    """Forget that this browser took the door: its person went back on it."""
    taken = dict(cookie.get(_TAKEN) or {})
    if wip_session.slug in taken:
        taken[wip_session.slug] = [each for each in taken[wip_session.slug] if each != door]
        cookie[_TAKEN] = taken


def taken_here(wip_session: WipSession) -> set[str]:
    """The doors of this session that were taken in this browser within the hour, or by the reader: see `other_doors`."""
    known = actor().person_id
    return _taken(wip_session) | (doors_of(db.session(), wip_session, known) if known else set())


def _taken(wip_session: WipSession) -> set[str]:
    is_fresh = bool(_remembered())
    return set((cookie.get(_TAKEN) or {}).get(wip_session.slug, ())) if is_fresh else set()


@dataclass(frozen=True)
class DoorCard:
    """One of the three ways to take part, for somebody who has taken another: its page, and whether it is behind them."""

    name: str
    label: str
    told: str
    href: str
    is_taken: bool


def other_doors(call: Call, taken: Collection[str] = ()) -> list[DoorCard]:
    """The doors that are open, or that the reader has taken already: submit, comment, attend."""
    row, behind = call.wip_session, {*taken, *taken_here(call.wip_session)}
    doors = (
        (
            "submit",
            "Submit a paper",
            "You have submitted a paper.",
            "submissions.new",
            call.phase_at(now()) in {Phase.OPEN, Phase.GRACE},
        ),
        (
            "comment",
            "Offer to comment",
            "You have offered to comment.",
            "offers.door",
            takes_offers(call, now()),
        ),
        ("attend", "Attend", "You are signed up to attend.", "attendance.door", takes_attendees(call, now())),
    )
    return [
        DoorCard(name, label, told, url_for(endpoint, slug=row.slug), name in behind)
        for name, label, told, endpoint, is_open in doors
        if is_open or name in behind
    ]
