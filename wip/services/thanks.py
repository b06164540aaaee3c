"""Thanks: leaders say who turned up, then every commenter who did is thanked, once, in one letter with a certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.certificates import Certificate
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.zones import in_zone
from wip.models import Call, Commenter, Commission, Person, WipSession
from wip.queries.thanks import agreed, agreed_by
from wip.services.histories import record
from wip.services.letters import Draught, draught, write
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of, over_at

NOTE_MOST = 1000

_FASTER = "Another leader said who turned up while your page was open."


@dataclass(frozen=True)
class Thank:
    """Somebody to be thanked, for one or more papers."""

    person: Person
    commissions: tuple[Commission, ...]


def refuse_early(wip_session: WipSession, now: datetime) -> None:
    """Raise Refusal before the session is over."""
    if now < over_at(wip_session):
        raise Refusal("The session has not taken place yet, so nobody can have turned up.")


def mark(
    session: Session,
    wip_session: WipSession,
    said: Mapping[int, bool | None],
    was: Mapping[int, bool | None],
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Say of commissions, by id, whether the commenter turned up (None: not known). Returns how many changed.

    `was` is what the page showed. Raises Stale where another leader has said otherwise meanwhile.
    """
    refuse_early(wip_session, now)
    changed = 0
    for row in _locked(session, wip_session, by):
        if row.id not in said or said[row.id] == row.turned_up:
            continue
        if row.turned_up != was.get(row.id):
            raise Stale(_FASTER)
        if row.thanked_at is not None:
            raise Refusal(f"{row.commenter.person.called} has been thanked already, so this stays as it is.")
        old, row.turned_up = row.turned_up, said[row.id]
        session.flush()
        record(
            session,
            by,
            "say who turned up",
            row,
            now,
            wip_session=wip_session,
            paper=row.paper,
            old={"turned_up": old},
            new={"turned_up": row.turned_up, "commenter": row.commenter.person.email},
        )
        changed += 1
    return changed


def _locked(session: Session, wip_session: WipSession, by: Actor) -> Sequence[Commission]:
    ids = [row.id for row in agreed(session, wip_session, by.person_id or 0)]
    rows = sa.select(Commission).where(Commission.id.in_(ids)).order_by(Commission.id).with_for_update()
    return session.scalars(rows.execution_options(populate_existing=True)).all()


def to_thank(rows: Sequence[Commission]) -> list[Thank]:
    """Who turned up and has not been thanked, a person each, in the order of the rows."""
    found: dict[int, list[Commission]] = {}
    for row in rows:
        if row.turned_up and row.thanked_at is None:
            found.setdefault(row.commenter.person_id, []).append(row)
    return [Thank(own[0].commenter.person, tuple(own)) for own in found.values()]


def letter_to(thank: Thank, call: Call, note: str, by: Actor) -> Draught:
    """The letter of thanks, exactly as it will be written."""
    first, wip_session = thank.commissions[0], call.wip_session
    return draught(
        LetterKind.COMMENTER_THANKED,
        thank.person,
        f"thanks:{wip_session.id}:{first.commenter_id}:{first.id}",
        {
            "session_title": wip_session.title,
            "section": wip_session.section.name,
            "session_date": dates_of(wip_session),
            "papers": [(row.paper.title, row.paper.byline) for row in thank.commissions],
            "note": note,
            "asker": by.name or by.email or "The organisers",
            "contact": contact_of(call),
        },
        {
            "certificate": personal(LinkKind.COMMISSION, thank.person, first.id),
            "session": page(f"/sessions/{wip_session.slug}/"),
        },
        wip_session=wip_session,
    )


def send(session: Session, call: Call, chosen: Sequence[int], note: str, *, by: Actor, now: datetime) -> int:
    """Thank the people of these ids; returns how many letters were written. Sent again, nobody is thanked twice."""
    wip_session = call.wip_session
    refuse_early(wip_session, now)
    if len(note) > NOTE_MOST:
        raise Refusal(f"Keep your own words within {NOTE_MOST} characters.", "note")
    count = 0
    for thank in to_thank(_locked(session, wip_session, by)):
        if thank.person.id not in chosen:
            continue
        paper = thank.commissions[0].paper if len(thank.commissions) == 1 else None
        write(session, letter_to(thank, call, note, by), now, wip_session, paper=paper)
        for row in thank.commissions:
            row.thanked_at = now
        record(
            session,
            by,
            "thank commenter",
            thank.commissions[0].commenter,
            now,
            wip_session=wip_session,
            paper=paper,
            new={"commenter": thank.person.email},
        )
        count += 1
    if not count:
        raise Refusal(
            "Nobody is left to be thanked: say first who turned up, and choose at least one person."
        )
    session.flush()
    return count


def certificate_of(session: Session, commenter: Commenter, call: Call, now: datetime) -> Certificate | None:
    """What the certificate says; None where no leader has said that the commenter turned up."""
    rows = agreed_by(session, commenter)
    if not rows:
        return None
    wip_session, person = call.wip_session, commenter.person
    today = in_zone(now, wip_session.zone)
    return Certificate(
        person=person.called,
        affiliation=person.affiliation,
        session=wip_session.title,
        section=wip_session.section.name,
        when=dates_of(wip_session),
        done=tuple((row.paper.title, row.paper.byline, _read(row, wip_session.zone)) for row in rows),
        signed_by=_chair(wip_session),
        issued=_day(today),
    )


def _read(row: Commission, zone: str) -> str:
    return f"read by {_day(in_zone(row.read_at, zone))}" if row.read_at else ""


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def _chair(wip_session: WipSession) -> str:
    """The section's first leader who accepted, by name."""
    leaders = (row.person.called for row in wip_session.section.leaderships if row.state.value == "accepted")
    return next(leaders, wip_session.section.name)
