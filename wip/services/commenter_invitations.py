"""Personal invitations to comment in a session: looked at as letters, and sent in one act."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.guest_lists import MOST, Guest
from wip.domain.guidelines import Audience
from wip.domain.invitations import INVITATIONS, InvitationMove, InvitationState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Call, Commenter, CommenterInvitation, Person, WipSession
from wip.queries.commenter_pool import wants_no_invitations
from wip.queries.guidelines import current
from wip.services.histories import record
from wip.services.letters import Draught, draught, write
from wip.services.offer_doors import takes_offers
from wip.services.often import refuse_second_letter
from wip.services.paper_letters import contact_of
from wip.services.people import person_at, personal
from wip.services.rooms import dates_of
from wip.services.typed_guests import as_known

_KIND = LetterKind.COMMENTER_INVITED
_AGAIN = "invite commenter again"


@dataclass(frozen=True)
class Wanted:
    """Whom a leader wants to invite, and what is asked of each. `people` are known, `typed` may be new."""

    people: tuple[int, ...] = ()
    typed: tuple[Guest, ...] = ()
    papers_max: int = 1
    note: str = ""
    as_presenter: bool = False


@dataclass(frozen=True)
class Proposal:
    """The letters as they would be sent; `digest` changes with anybody in them and with any word."""

    letters: tuple[Draught, ...]
    digest: str

    @property
    def people(self) -> list[Person]:
        """To whom they would go."""
        return [letter.to for letter in self.letters]


def propose(session: Session, call: Call, wanted: Wanted, *, by: Actor, now: datetime) -> Proposal:
    """What inviting would send; nothing is written. Refuses whoever cannot be invited, by name, and too many at once."""
    people = _people(session, call, wanted, by)
    _check(session, call, people, now)
    facts = invitation_facts(session, call, wanted, by)
    letters = tuple(_letter(call, _row(call, one, wanted, by, now), one, facts) for one in people)
    words = [[each.to.email, each.words.subject, each.words.text] for each in letters]
    digest = hashlib.sha256(json.dumps([wanted.papers_max, words]).encode()).hexdigest()
    return Proposal(letters, digest)


def invite(
    session: Session, call: Call, wanted: Wanted, *, digest: str, by: Actor, now: datetime
) -> list[CommenterInvitation]:
    """Invite everybody who is wanted, or nobody. Raises Stale where the letters are not those that were looked at."""
    session.execute(sa.select(WipSession.id).where(WipSession.id == call.wip_session_id).with_for_update())
    if propose(session, call, wanted, by=by, now=now).digest != digest:
        raise Stale(
            "Nothing was sent: a letter reads otherwise than the one that you looked at. Look once more."
        )
    known = _by_id(session, wanted.people)
    new = [person_at(session, guest.email, now, name=guest.name, field="typed") for guest in wanted.typed]
    chosen = {person.id: person for person in (*known, *as_known(session, call, new, wanted.typed, by))}
    facts = invitation_facts(session, call, wanted, by)
    return [_invite(session, call, person, wanted, facts, by, now) for person in chosen.values()]


def _invite(
    session: Session,
    call: Call,
    person: Person,
    wanted: Wanted,
    facts: dict[str, Any],
    by: Actor,
    now: datetime,
) -> CommenterInvitation:
    row = _row(call, person, wanted, by, now)
    session.add(row)
    session.flush()
    new = {"person": person.email, "papers_max": wanted.papers_max}
    record(session, by, "invite commenter", row, now, wip_session=call.wip_session, new=new)
    write(session, _letter(call, row, person, facts), now, call.wip_session)
    return row


def _row(call: Call, person: Person, wanted: Wanted, by: Actor, now: datetime) -> CommenterInvitation:
    return CommenterInvitation(
        wip_session_id=call.wip_session_id,
        person_id=person.id,
        papers_max=wanted.papers_max,
        as_presenter=wanted.as_presenter,
        note=wanted.note,
        invited_by=by.person_id,
        invited_at=now,
        times_invited=1,
    )


def invite_again(
    session: Session, call: Call, row: CommenterInvitation, *, seen: int, by: Actor, now: datetime
) -> None:
    """Ask once more somebody who said no, or whose invitation was taken back: only ever a leader's own act."""
    if seen != row.version:
        raise Stale("This invitation changed while your page was open.", (f"It is now {row.state.value}.",))
    if not takes_offers(call, now):
        raise Refusal("This session no longer looks for commenters.")
    person = session.get_one(Person, row.person_id)
    _refuse_gone(session, call, person)
    refuse_second_letter(session, _AGAIN, row.__tablename__, row.id, person, now)
    old, row.state = row.state, INVITATIONS.after(row.state, InvitationMove.INVITE_AGAIN)
    row.invited_at, row.invited_by, row.answered_at = now, by.person_id, None
    row.times_invited += 1
    session.flush()
    note(session, "invite commenter again", row, person, call, by, now, old)
    asked = Wanted(papers_max=row.papers_max, note=row.note, as_presenter=row.as_presenter)
    facts = invitation_facts(session, call, asked, by)
    write(session, _letter(call, row, person, facts), now, call.wip_session)


def take_back(
    session: Session, call: Call, row: CommenterInvitation, *, seen: int, by: Actor, now: datetime
) -> None:
    """End an invitation that waits for its answer. Whoever has accepted is a volunteer, and stays one."""
    if seen != row.version:
        raise Stale("This invitation changed while your page was open.", (f"It is now {row.state.value}.",))
    if row.state is not InvitationState.INVITED:
        raise Refusal("Only an invitation that waits for its answer can be taken back.")
    old, row.state = row.state, INVITATIONS.after(row.state, InvitationMove.END)
    session.flush()
    note(
        session, "end invitation to comment", row, session.get_one(Person, row.person_id), call, by, now, old
    )


def follow_offer(session: Session, row: Commenter, call: Call, *, now: datetime) -> None:
    """Whoever offers by the session's own page has answered the invitation that waits for them."""
    known = invitation_of(session, call.wip_session_id, row.person_id)
    if known is not None and known.state is InvitationState.INVITED:
        me = Actor(row.person_id, row.person.name, row.person.email)
        answer(session, call, known, InvitationMove.ACCEPT, me, now)


def answer(
    session: Session,
    call: Call,
    row: CommenterInvitation,
    move: InvitationMove,
    by: Actor,
    now: datetime,
) -> None:
    """The invitation's state after an answer, with the history's line."""
    old, row.state = row.state, INVITATIONS.after(row.state, move)
    row.answered_at = now
    session.flush()
    accepts = move is InvitationMove.ACCEPT
    act = "accept invitation to comment" if accepts else "decline invitation to comment"
    note(
        session,
        act,
        row,
        session.get_one(Person, row.person_id),
        call,
        by,
        now,
        old,
    )


def invitation_of(session: Session, wip_session_id: int, person_id: int) -> CommenterInvitation | None:
    """The person's invitation to the session."""
    return session.scalar(
        sa.select(CommenterInvitation).where(
            CommenterInvitation.wip_session_id == wip_session_id,
            CommenterInvitation.person_id == person_id,
        )
    )


def _people(session: Session, call: Call, wanted: Wanted, by: Actor) -> list[Person]:
    keys: dict[str, Guest] = {}
    for guest in wanted.typed:
        key = normalised(guest.email)
        if key is None:
            raise Refusal(
                f"“{guest.email}” is not an e-mail address. Write it like name@example.edu.", "typed"
            )
        keys.setdefault(key, guest)
    there = session.scalars(sa.select(Person).where(Person.email_key.in_(list(keys)))).all()
    known = {person.email_key: person for person in as_known(session, call, there, wanted.typed, by)}
    new = [
        known.get(key) or Person(id=0, name=guest.name, email=guest.email, email_key=key, link_generation=0)
        for key, guest in keys.items()
    ]
    chosen = {person.email_key: person for person in (*_by_id(session, wanted.people), *new)}
    if not chosen:
        raise Refusal("Tick somebody, or type whom you want to invite.", "people")
    if len(chosen) > MOST:
        raise Refusal(f"These are {len(chosen)} people; at most {MOST} can be invited at once.", "people")
    return sorted(chosen.values(), key=lambda one: (one.called.casefold(), one.email_key))


def _by_id(session: Session, ids: Sequence[int]) -> Sequence[Person]:
    found = session.scalars(sa.select(Person).where(Person.id.in_(sorted(set(ids))))).all()
    if len(found) != len(set(ids)):
        raise Refusal("One of the people is no longer there. Look once more.", "people")
    return found


def _check(session: Session, call: Call, people: Sequence[Person], now: datetime) -> None:
    if not takes_offers(call, now):
        raise Refusal(
            "Commenters are invited from the day on which the call goes out until the session begins."
        )
    ids = [person.id for person in people]
    volunteers = set(
        session.scalars(
            sa.select(Commenter.person_id).where(
                Commenter.wip_session_id == call.wip_session_id,
                Commenter.person_id.in_(ids),
                Commenter.withdrawn.is_(False),
            )
        )
    )
    asked = set(
        session.scalars(
            sa.select(CommenterInvitation.person_id).where(
                CommenterInvitation.wip_session_id == call.wip_session_id,
                CommenterInvitation.person_id.in_(ids),
            )
        )
    )
    unwilling = wants_no_invitations(session, call.wip_session, ids)
    for person in people:
        if person.id in volunteers:
            raise Refusal(f"{person.called} is among the volunteers already.", "people")
        if person.id in asked:
            raise Refusal(
                f"{person.called} has been invited already: the page of volunteers says what came of it.",
                "people",
            )
        if person.id in unwilling or not person_may_be_written_to(person):
            raise Refusal(f"{person.called} wants no invitations to comment.", "people")


def person_may_be_written_to(person: Person) -> bool:
    """Whether the person has neither asked to be forgotten nor been forgotten."""
    return person.erased_at is None and person.erase_asked_at is None


def _refuse_gone(session: Session, call: Call, person: Person) -> None:
    if wants_no_invitations(session, call.wip_session, [person.id]) or not person_may_be_written_to(person):
        raise Refusal(f"{person.called} wants no invitations to comment.")


def _letter(call: Call, row: CommenterInvitation, person: Person, facts: dict[str, Any]) -> Draught:
    return draught(
        _KIND,
        person,
        f"commenting:{row.id}:{row.times_invited}",
        facts,
        {
            "accept": personal(LinkKind.COMMENTING, person, row.id or 0, "accept"),
            "decline": personal(LinkKind.COMMENTING, person, row.id or 0, "decline"),
            "session": page(f"/sessions/{call.wip_session.slug}/"),
        },
        wip_session=call.wip_session,
    )


def invitation_facts(session: Session, call: Call, wanted: Wanted, by: Actor) -> dict[str, Any]:
    """What the letter can say."""
    wip_session = call.wip_session
    guideline = current(session, wip_session.id, Audience.COMMENTERS).fitted_to(wip_session)
    return {
        "session_title": wip_session.title,
        "session_date": dates_of(wip_session),
        "section": wip_session.section.name,
        "inviter": by.name or by.email,
        "papers": "1 paper" if wanted.papers_max == 1 else f"up to {wanted.papers_max} papers",
        "as_presenter": wanted.as_presenter,
        "note": wanted.note,
        "guideline": guideline.title,
        "lines": list(guideline.lines),
        "contact": contact_of(call),
    }


def note(
    session: Session,
    act: str,
    row: CommenterInvitation,
    person: Person,
    call: Call,
    by: Actor,
    now: datetime,
    old: InvitationState,
) -> None:
    """The history's line of a changed invitation."""
    new = {"state": row.state, "person": person.email}
    record(session, by, act, row, now, wip_session=call.wip_session, old={"state": old}, new=new)
