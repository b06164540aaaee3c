"""Calls for papers: written, published, closed."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.calls import (
    CALLS,
    Blindness,
    CallMove,
    CallState,
)
from wip.domain.eligibility import CoauthorRule
from wip.domain.people import Actor
from wip.domain.plan_checks import DateFault, order_faults
from wip.domain.plans import STEP_OF
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call
from wip.services import amendments, calendars, draft_dates
from wip.services.histories import differences, record, what_changed
from wip.services.plans import plan_of
from wip.services.sessions import STALE


@dataclass(frozen=True)
class CallFacts:
    """What a leader says in a call. Moments are aware; `deadline_zone` is IANA or AoE."""

    opens_at: datetime
    deadline_at: datetime
    deadline_zone: str
    notify_at: datetime
    draft_due_at: datetime | None
    eligible: str = ""
    what_to_submit: str = ""
    criteria: str = ""
    terms: str = ""
    blindness: Blindness = Blindness.OPEN
    abstract_words_max: int = 500
    focus_pages_max: int = 10
    takes_drafts: bool = True
    grace_minutes: int = 10
    commenters_per_paper: int = 2
    contact: str = ""
    review_due_at: datetime | None = None
    drafts_until_at: datetime | None = None
    circulate_at: datetime | None = None
    remind_at: datetime | None = None
    thank_at: datetime | None = None
    draft_words_max: int = 0
    bio_words_max: int = 0
    questions_max: int = 3
    topics_max: int = 3
    asks_publication: bool = False
    must_be_revisable: bool = False
    career_stages: list[str] = field(default_factory=list)
    years_max: int | None = None
    members_only: bool = False
    papers_each: int | None = None
    coauthors: CoauthorRule = CoauthorRule.ANY
    cover_sheet: bool = False


def facts_of(call: Call) -> CallFacts:
    """What the call says now; forms that show a part of it replace that part."""
    return CallFacts(**{name: getattr(call, name) for name in CallFacts.__dataclass_fields__})


def faults(call: Call, facts: CallFacts) -> list[DateFault]:
    """What is impossible or unwise about the order of the dates, in plain words."""
    return order_faults(plan_of(call.wip_session, facts))


def change(
    session: Session,
    call: Call,
    facts: CallFacts,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    reason: str = "",
    tell: bool = True,
    tell_presenters: bool = True,
) -> None:
    """Change the call. Raises Refusal for impossible dates, Stale when another leader was faster.

    A published call is amended where the public sees a difference; `reason` is the leader's own, and `tell` whether
    those who have started a paper get a letter. Once the agenda is out, `tell_presenters` says whether they hear of another
    date for drafts by a letter of its own.
    """
    if seen != call.version:
        raise Stale(STALE, what_changed(session, call, seen, call.wip_session.zone))
    old, new = differences(call, asdict(facts))
    for fault in faults(call, facts):
        if fault.refused:
            raise Refusal(fault.sentence, _to_blame(fault, set(new)))
    if not new:
        return
    was_due = call.draft_due_at
    for name, value in asdict(facts).items():
        setattr(call, name, value)
    session.flush()
    record(
        session,
        by,
        "change call",
        call,
        now,
        wip_session=call.wip_session,
        old=old,
        new=new,
    )
    amendments.follow(session, call.wip_session, old, by=by, now=now, reason=reason, tell=tell)
    calendars.refresh(session, call.wip_session, by=by, now=now)
    if tell_presenters and "draft_due_at" in new:
        draft_dates.tell_presenters(session, call.wip_session, was_due, call.draft_due_at, by=by, now=now)


def _to_blame(fault: DateFault, changed: set[str]) -> str:
    """The form's field of that one of the two dates which was changed; the later of them where both were."""
    fields = [STEP_OF[column].field for column in fault.columns if column in changed]
    return fault.field if not fields or fault.field in fields else fields[0]


def extend(
    session: Session,
    call: Call,
    deadline_at: datetime,
    deadline_zone: str,
    *,
    seen: int,
    by: Actor,
    now: datetime,
    reason: str = "",
) -> None:
    """A later deadline for everybody, also after the old one; a closed call opens again. Raises Refusal, Stale."""
    if call.state is CallState.DRAFT:
        raise Refusal("The call is not out yet. Change its deadline on its own form.")
    if call.wip_session.state is SessionState.CANCELLED:
        raise Refusal("The session is cancelled. There is nothing to extend.")
    if deadline_at <= call.deadline_at:
        raise Refusal(
            f"This is not later than the deadline as it is ({show(call.deadline_at, call.deadline_zone)}). "
            "To bring it forward, change the call.",
            "deadline",
        )
    if deadline_at <= now:
        raise Refusal("This moment has passed. Choose one that lies ahead.", "deadline")
    facts = replace(facts_of(call), deadline_at=deadline_at, deadline_zone=deadline_zone)
    for fault in faults(call, facts):
        if fault.refused:
            raise Refusal(fault.sentence, "deadline")
    change(session, call, facts, seen=seen, by=by, now=now, reason=reason)
    if CALLS.allows(call.state, CallMove.REOPEN):
        step(session, call, CallMove.REOPEN, by=by, now=now)


def missing_for(move: CallMove, call: Call, now: datetime) -> Refusal | None:
    """Why the move must wait, with the field that it waits for; None when nothing is in its way."""
    if move is not CallMove.CLOSE and call.deadline_at <= now:
        return Refusal("The deadline has passed. Move it first, then publish.", "deadline")
    if move is CallMove.PUBLISH and not call.wip_session.about:
        return Refusal("Say in a sentence or two what the session is about, before you publish.", "about")
    return None


def step(session: Session, call: Call, move: CallMove, *, by: Actor, now: datetime) -> None:
    """Publish, close or reopen the call."""
    missing = missing_for(move, call, now)
    if missing is not None:
        raise missing
    old, call.state = call.state, CALLS.after(call.state, move)
    if call.published_at is None:
        call.published_at = now
    session.flush()
    record(
        session,
        by,
        f"{move.value} call",
        call,
        now,
        wip_session=call.wip_session,
        old={"state": old},
        new={"state": call.state},
    )
