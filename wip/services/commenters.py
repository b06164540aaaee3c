"""Commenters: people who offer to comment, change their offer, or take it back."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.offers import PAPERS_MOST, OfferFacts, refuse_silent
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commenter, Commission, WipSession
from wip.services import commissions
from wip.services.commenter_invitations import follow_offer
from wip.services.conflict_finding import look_for
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.offer_details import in_words, keep, offer_facts
from wip.services.offer_doors import takes_offers
from wip.services.paper_letters import contact_of
from wip.services.people import insert_missing, person_at, personal
from wip.services.rooms import dates_of

__all__ = ["PAPERS_MOST", "OfferFacts", "change_offer", "invite", "offer", "take_back", "takes_offers"]


def offer(
    session: Session,
    call: Call,
    facts: OfferFacts,
    *,
    name: str,
    email: str,
    affiliation: str,
    now: datetime,
    by: Actor | None = None,
) -> Commenter:
    """Take in an offer to comment. Who offers twice changes the first offer if signed in (`by`), else by its link.

    Never tells whether the person was known: the answer is the same, and what is known goes to their own mailbox.
    """
    if not takes_offers(call, now):
        raise Refusal("This session no longer looks for commenters here. Write to the organisers.")
    refuse_silent(facts)
    person = person_at(session, email, now, name=name, affiliation=affiliation)
    is_known = _known(session, call.wip_session, person.id) is not None
    row = _commenter(session, call.wip_session, person.id, now)
    # Anybody may type anybody's address: what somebody has offered is changed by nobody else.
    if not is_known or _is_own(person.id, by):
        facts = replace(facts, papers_max=max(facts.papers_max, load_of(session, row)))
        if not _is_own(person.id, by):
            facts = in_words(session, call.wip_session, facts)
        me = Actor(person.id, person.name, person.email)
        keep(session, row, call, facts, by=me, now=now, act="offer to comment")
        look_for(session, call.wip_session, [person.id], now=now)
    if _is_own(person.id, by):
        follow_offer(session, row, call, now=now)
    confirm(session, row, call, now)
    return row


def _is_own(person_id: int, by: Actor | None) -> bool:
    """Whether whoever asks is this person: signed in, or by a link of their own. An address alone proves nothing."""
    return by is not None and by.person_id == person_id


def invite(
    session: Session,
    wip_session: WipSession,
    *,
    name: str,
    email: str,
    papers_max: int,
    by: Actor,
    now: datetime,
) -> Commenter:
    """A leader adds somebody by hand. No letter yet: they are asked when a paper is chosen for them."""
    person = person_at(session, email, now, name=name)
    known = _known(session, wip_session, person.id)
    if known is not None and not known.withdrawn:
        raise Refusal(f"{person.called} is among the volunteers already.", "email")
    if known is not None:
        raise Refusal(
            f"{person.called} took the offer back. Ask them to offer again on the session’s page.", "email"
        )
    row = _commenter(session, wip_session, person.id, now)
    row.papers_max = papers_max
    session.flush()
    record(session, by, "add commenter", row, now, wip_session=wip_session, new={"person": person.email})
    look_for(session, wip_session, [person.id], now=now)
    return row


def change_offer(
    session: Session, row: Commenter, call: Call, facts: OfferFacts, *, seen: int, by: Actor, now: datetime
) -> None:
    """The volunteer changes the offer, or makes it again after taking it back.

    What they work on may be changed but not taken out, so that papers can still be found for them.
    """
    _refuse_past(call, now)
    if seen != row.version:
        raise Stale("Your offer was changed in another window while this page was open.")
    load = load_of(session, row)
    if facts.papers_max < load:
        raise Refusal(
            f"You are asked about, or have accepted, {load} papers already. Decline one first, on its own page.",
            "papers_max",
        )
    # Whoever was invited has said nothing yet, and need not to name their hours.
    if row.topics or row.works or row.chosen_topics:
        refuse_silent(facts)
    if _is_own(row.person_id, by):
        follow_offer(session, row, call, now=now)
    if keep(session, row, call, facts, by=by, now=now, act="change offer"):
        look_for(session, call.wip_session, [row.person_id], now=now)
        confirm(session, row, call, now)


def take_back(session: Session, row: Commenter, call: Call, *, by: Actor, now: datetime) -> None:
    """The volunteer no longer offers; papers that they are asked about, or have accepted, are declined with it."""
    if row.withdrawn:
        return
    _refuse_past(call, now)
    # First, so that nothing that they decline comes back to them as the next best.
    row.withdrawn = True
    session.flush()
    for commission in live_commissions(session, row):
        commissions.answer(session, commission, call, accept=False, by=by, now=now)
    record(session, by, "take back offer", row, now, wip_session=call.wip_session, new={"withdrawn": True})
    look_for(session, call.wip_session, [row.person_id], now=now)


def live_commissions(session: Session, row: Commenter) -> list[Commission]:
    """The commissions that count towards the commenter's load."""
    found = sa.select(Commission).where(Commission.commenter_id == row.id, Commission.state.in_(LIVE))
    return list(session.scalars(found.order_by(Commission.id)))


def load_of(session: Session, row: Commenter) -> int:
    """How many papers the commenter is asked about or has accepted."""
    return len(live_commissions(session, row))


def _refuse_past(call: Call, now: datetime) -> None:
    if now >= call.wip_session.starts_at:
        raise Refusal("This session has taken place; its offers can no longer be changed.")


def _known(session: Session, wip_session: WipSession, person_id: int) -> Commenter | None:
    key = (Commenter.wip_session_id == wip_session.id, Commenter.person_id == person_id)
    return session.scalar(sa.select(Commenter).where(*key))


def _commenter(session: Session, wip_session: WipSession, person_id: int, now: datetime) -> Commenter:
    insert_missing(
        session,
        Commenter,
        {"wip_session_id": wip_session.id, "person_id": person_id, "offered_at": now},
        "wip_session_id",
        "person_id",
    )
    key = (Commenter.wip_session_id == wip_session.id, Commenter.person_id == person_id)
    return session.scalars(sa.select(Commenter).where(*key).with_for_update()).one()


def confirm(session: Session, row: Commenter, call: Call, now: datetime) -> None:
    """A letter with the link, at most one a day: nobody's mailbox can be filled from here."""
    wip_session = call.wip_session
    tell(
        session,
        LetterKind.OFFER_RECEIVED,
        row.person,
        f"offer:{row.id}:{now:%Y-%m-%d}",
        now,
        facts={
            "session_title": wip_session.title,
            "section": wip_session.section.name,
            "session_date": dates_of(wip_session),
            "contact": contact_of(call),
            **offer_facts(session, row),
        },
        links={
            "offer": personal(LinkKind.OFFER, row.person, row.id),
            "session": page(f"/sessions/{wip_session.slug}/"),
        },
        wip_session=wip_session,
    )
