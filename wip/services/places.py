"""Places after the first decisions: a free one goes to the next on the waiting list, and on, until somebody takes it."""

from collections.abc import Container
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PAPERS, PaperMove, PaperState
from wip.domain.people import SYSTEM, Actor
from wip.domain.places import Offering, answer_by, is_silent, kept_sentence
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, Paper, PlaceSettings, WipSession
from wip.queries.places import kept_for, place_settings_of, places_taken, with_staged_decision
from wip.queries.releases import pending_of
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services.calendar_documents import forget_person
from wip.services.calendar_stays import note_stays
from wip.services.decision_letters import recipients, replace_unsent
from wip.services.decisions import lock_selection
from wip.services.histories import record
from wip.services.leader_letters import tell_leaders
from wip.services.paper_moves import step
from wip.services.place_letters import tell_joined, tell_lapsed, tell_offered
from wip.services.release_proposals import called
from wip.services.retractions import take_out
from wip.services.rooms import capacity_of, over_at
from wip.services.waiting_lists import close_up, waiting_papers

NOBODY = "Nobody is on the waiting list who could be offered a place."


def offer_next(session: Session, call: Call, *, by: Actor, now: datetime) -> Paper:
    """Offer a free place to the next on the waiting list, with a last moment of its own. Raises Refusal with the reason.

    The place counts as taken from then on; the others on the list move up.
    """
    lock_selection(session, call.wip_session)
    no = why_not(session, call, now, hidden_papers(session, call.wip_session, by.person_id or 0))
    if no:
        raise Refusal(no)
    paper = next_waiting(session, call)
    if paper is None:
        raise Refusal(NOBODY)
    until = offered_until(call, now)
    _offer(session, call, paper, until, by, now)
    return paper


def why_not(session: Session, call: Call, now: datetime, hidden: Container[int] = ()) -> str:
    """Why no place can be offered now, in a sentence; empty where one can. Papers in `hidden` are not named."""
    row = call.wip_session
    if row.state is SessionState.CANCELLED:
        return "The session is cancelled."
    if now >= over_at(row):
        return "The session is over."
    pending = pending_of(session, row)
    if pending is not None:
        return f"Letters of a release leave on {show(pending.leaves_at, row.zone)}; a place can be offered after that."
    if places_taken(session, row) >= capacity_of(row):
        return _why_full(session, row, hidden)
    if offered_until(call, now) is None:
        return "The session begins too soon for anybody to be asked by letter. Write or call, then accept in the selection."
    return ""


def _why_full(session: Session, row: WipSession, hidden: Container[int]) -> str:
    kept = kept_for(session, row)
    if places_taken(session, row) - len(kept) < capacity_of(row):
        return f"{kept_sentence(called(kept, hidden))} Release it, or change it in the selection."
    return "Every place is taken or offered. A place becomes free when an author turns it down or withdraws."


def next_waiting(session: Session, call: Call) -> Paper | None:
    """The paper to which a place would be offered next; None where nobody waits."""
    decided = with_staged_decision(session, call.wip_session)
    return next((paper for paper in waiting_papers(session, call) if paper.id not in decided), None)


def _offer(
    session: Session, call: Call, paper: Paper, until: datetime | None, by: Actor, now: datetime
) -> None:
    old, place = paper.state, paper.waiting_position
    paper.state = PAPERS.after(old, PaperMove.ACCEPT)
    paper.waiting_position, paper.confirm_by, paper.offered_at, paper.lapsed_at = None, until, now, None
    session.flush()
    new = {"state": paper.state, "confirm_by": until.isoformat() if until else ""}
    record(
        session,
        by,
        "offer place",
        paper,
        now,
        wip_session=call.wip_session,
        old={"state": old} | ({"place": place} if place else {}),
        new=new,
    )
    for person in recipients(paper):
        forget_person(session, person.id, now)
    note_stays(session, call.wip_session_id, now)
    replace_unsent(session, paper, by=by, now=now)
    tell_offered(session, paper, call, now)
    close_up(session, call, by=SYSTEM, now=now)


def after_leaving(
    session: Session,
    left: Paper,
    call: Call,
    headline: str,
    why: str,
    *,
    cause: str,
    now: datetime,
    at_once: bool = False,
) -> None:
    """A paper with a place has left: by itself the place goes to the next on the list. The leaders hear what came of it.

    `headline` and `why` say in words that it left, and how; `at_once`: a leader has just said that the place goes on.
    Part of the transaction in which it did.
    """
    row = call.wip_session
    given, no = None, why_not(session, call, now)
    if not no and (at_once or place_settings_of(session, row).offering is Offering.BY_ITSELF):
        given = next_waiting(session, call)
    if given is not None:
        _offer(session, call, given, offered_until(call, now), SYSTEM, now)
        then = (
            f"The place is offered to “{given.title}”, next on the waiting list, until {_until(given, row)}."
        )
    elif no:
        then = f"The place stays free for now. {no}"
    elif next_waiting(session, call) is None:
        then = "The place is free, and nobody is on the waiting list."
    else:
        then = "The place is free: offer it to the next on the waiting list with one click."
    lines, path = [why, then], f"/manage/{row.slug}/places/"
    kept = kept_for(session, row) if no else []
    named = given or (kept[0] if kept else None)
    tell_leaders(session, row, headline, lines, path, cause, now, paper=left, named=named)


def offered_until(call: Call, now: datetime) -> datetime | None:
    """Until when a place that is offered now would be kept; None where there is no time left to ask by letter."""
    row = call.wip_session
    return answer_by(now, row.starts_at, call.draft_due_at, row.zone)


def _until(paper: Paper, row: WipSession) -> str:
    return show(paper.confirm_by, row.zone) if paper.confirm_by else "soon"


def pass_on(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """No answer came in time: the place goes on. The authors hear; nobody is asked twice by it.

    Refuses before the last moment has passed. A paper that has answered meanwhile raises RefusedMove.
    """
    lock_selection(session, call.wip_session)
    session.refresh(paper, ["state", "confirm_by", "version"])
    if paper.state is PaperState.ACCEPTED and not is_silent(paper.confirm_by, now):
        raise Refusal("The author still has time to answer.")
    step(session, paper, PaperMove.LAPSE, wip_session=call.wip_session, by=by, now=now)
    until = paper.confirm_by
    take_out(session, paper, by=by, now=now)
    paper.lapsed_at = now
    session.flush()
    tell_lapsed(session, paper, call, until, now)
    told = (
        f"“{paper.title}” gave no answer in time",
        "Its place has been passed on, and its authors have been told.",
    )
    cause = f"paper:{paper.id}:lapsed:{paper.version}:leaders"
    after_leaving(session, paper, call, *told, cause=cause, now=now)


def pass_on_lapsed(session: Session, now: datetime) -> int:
    """Pass on every offered place that nobody answered for in time, where places go by themselves; for the worker."""
    select = (
        sa.select(Paper)
        .outerjoin(PlaceSettings, PlaceSettings.wip_session_id == Paper.wip_session_id)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(
            Paper.state == PaperState.ACCEPTED,
            Paper.offered_at.is_not(None),
            Paper.confirm_by <= now,
            WipSession.starts_at > now,
            WipSession.state != SessionState.CANCELLED,
            sa.or_(PlaceSettings.offering.is_(None), PlaceSettings.offering == Offering.BY_ITSELF),
        )
        .order_by(Paper.confirm_by, Paper.id)
    )
    found = session.scalars(select).all()
    for paper in found:
        call = call_of(session, session.get_one(WipSession, paper.wip_session_id))
        pass_on(session, paper, call, by=SYSTEM, now=now)
    return len(found)


def join(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> None:
    """A declined author joins the waiting list, at its end. Refuses where the session does not offer that."""
    row = call.wip_session
    if paper.state is PaperState.WAITING:
        return
    if not place_settings_of(session, row).list_open:
        raise Refusal("The organisers take nobody onto the waiting list of this session any more.")
    if row.state is SessionState.CANCELLED or now >= row.starts_at:
        raise Refusal("It is too late to join the waiting list of this session.")
    lock_selection(session, row)
    if pending_of(session, row) is not None:
        raise Refusal("The organisers are just sending their decisions. Please try again in an hour.")
    waiting = waiting_papers(session, call)
    step(session, paper, PaperMove.JOIN, wip_session=row, by=by, now=now)
    replace_unsent(session, paper, by=by, now=now)
    paper.waiting_position = max((each.waiting_position or 0 for each in waiting), default=0) + 1
    session.flush()
    tell_joined(session, paper, call, now)


def change_settings(
    session: Session,
    row: WipSession,
    *,
    offering: Offering,
    list_open: bool,
    reminds: bool,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """How the session gives places from now on. Raises Stale when another leader was faster."""
    settings = place_settings_of(session, row)
    if (settings.version or 0) != seen:
        raise Stale("Another leader changed this while your page was open.")
    wanted = {"offering": offering, "list_open": list_open, "reminds": reminds}
    old = {
        name: getattr(settings, name) for name, value in wanted.items() if getattr(settings, name) != value
    }
    if not old:
        return
    for name, value in wanted.items():
        setattr(settings, name, value)
    session.add(settings)
    session.flush()
    new = {name: wanted[name] for name in old}
    record(session, by, "change places", row, now, wip_session=row, old=old, new=new)
