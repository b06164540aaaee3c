"""Reviewers: invited to one session by its leaders, who review without being invited."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import INVITATIONS, InvitationMove, InvitationState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.domain.zones import show
from wip.models import Call, Person, Reviewer, WipSession
from wip.queries.standings import leads_session
from wip.services.assignments import give_back_all
from wip.services.calendar_documents import forget_person
from wip.services.conflict_finding import look
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.often import refuse_second_letter
from wip.services.people import person_at, personal
from wip.services.rooms import dates_of

_AGAIN = "invite reviewer again"


def invite_reviewer(
    session: Session, call: Call, *, name: str, email: str, by: Actor, now: datetime
) -> Reviewer:
    """Ask somebody to review the session's papers."""
    row = call.wip_session
    person = person_at(session, email, now, name=name)
    if session.scalar(
        sa.select(leads_session(person.id)).select_from(WipSession).where(WipSession.id == row.id)
    ):
        raise Refusal(f"{person.called} leads the section and reviews without an invitation.", "email")
    known = session.scalar(
        sa.select(Reviewer).where(Reviewer.wip_session_id == row.id, Reviewer.person_id == person.id)
    )
    if known is not None:
        if known.state in {InvitationState.INVITED, InvitationState.ACCEPTED}:
            raise Refusal(f"{person.called} has been invited already.", "email")
        return _ask_again(session, call, known, person, by, now)
    reviewer = Reviewer(wip_session_id=row.id, person_id=person.id, state=INVITATIONS.start, invited_at=now)
    session.add(reviewer)
    session.flush()
    record(session, by, "invite reviewer", reviewer, now, wip_session=row, new={"person": person.email})
    _write_invitation(session, call, reviewer, person, by, now)
    look(session, row, now=now)
    return reviewer


def invite_again(
    session: Session, call: Call, reviewer: Reviewer, *, seen: int, by: Actor, now: datetime
) -> Reviewer:
    """Ask once more somebody who said no, or whose invitation was ended."""
    _check_seen(reviewer, seen)
    return _ask_again(session, call, reviewer, session.get_one(Person, reviewer.person_id), by, now)


def end_reviewership(
    session: Session, call: Call, reviewer: Reviewer, *, seen: int, by: Actor, now: datetime
) -> None:
    """Take back an invitation, or end somebody's reviewing. Reviews already done stay; what they have not finished goes back."""
    _check_seen(reviewer, seen)
    _move(session, reviewer, InvitationMove.END, call.wip_session, by, now)
    give_back_all(session, call.wip_session, reviewer.person_id, by=by, now=now)


def answer_reviewership(
    session: Session,
    reviewer: Reviewer,
    *,
    accept: bool,
    by: Actor,
    now: datetime,
) -> None:
    """The invited person's answer. Giving it twice is giving it once."""
    wanted = InvitationState.ACCEPTED if accept else InvitationState.DECLINED
    if reviewer.state is wanted:
        return
    move = InvitationMove.ACCEPT if accept else InvitationMove.DECLINE
    _move(session, reviewer, move, session.get_one(WipSession, reviewer.wip_session_id), by, now)


def _ask_again(
    session: Session, call: Call, reviewer: Reviewer, person: Person, by: Actor, now: datetime
) -> Reviewer:
    refuse_second_letter(session, _AGAIN, reviewer.__tablename__, reviewer.id, person, now)
    _move(session, reviewer, InvitationMove.INVITE_AGAIN, call.wip_session, by, now)
    reviewer.invited_at = now
    session.flush()
    _write_invitation(session, call, reviewer, person, by, now)
    return reviewer


def _move(
    session: Session, reviewer: Reviewer, move: InvitationMove, row: WipSession, by: Actor, now: datetime
) -> None:
    old, reviewer.state = reviewer.state, INVITATIONS.after(reviewer.state, move)
    session.flush()
    act = {"end": "end reviewership", "invite_again": "invite reviewer again"}.get(
        move.value, f"{move.value} reviewership"
    )
    person = session.get_one(Person, reviewer.person_id)
    new = {"state": reviewer.state, "person": person.email}
    record(session, by, act, reviewer, now, wip_session=row, old={"state": old}, new=new)
    forget_person(session, reviewer.person_id, now)
    look(session, row, now=now)


def _check_seen(reviewer: Reviewer, seen: int) -> None:
    if seen != reviewer.version:
        raise Stale(
            "This invitation changed while your page was open.", (f"It is now {reviewer.state.value}.",)
        )


def _write_invitation(
    session: Session, call: Call, reviewer: Reviewer, person: Person, by: Actor, now: datetime
) -> None:
    row = call.wip_session
    tell(
        session,
        LetterKind.REVIEWER_INVITATION,
        person,
        f"reviewer:{reviewer.id}:{reviewer.version}",
        now,
        facts={
            "session_title": row.title,
            "session_date": dates_of(row),
            "section": row.section.name,
            "inviter": by.name or by.email,
            "deadline": show(call.deadline_at, call.deadline_zone),
            "notify": show(call.notify_at, row.zone),
            "contact": call.contact or row.section.contact_email,
        },
        links={
            "accept": personal(LinkKind.REVIEWERSHIP, person, reviewer.id, "accept"),
            "decline": personal(LinkKind.REVIEWERSHIP, person, reviewer.id, "decline"),
        },
        wip_session=row,
    )
