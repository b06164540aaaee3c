"""Decisions: staged by leaders, seen by nobody else until they are released."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PAPERS, STATE_WORDS, PaperState
from wip.domain.people import Actor
from wip.domain.reasons import REASON_MOST, FrozenOrder, ReasonMissing, Step
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import Outcome
from wip.domain.rooms import capacity
from wip.domain.selection import CONFLICTED, MOVE_OF, OUTCOME_SENTENCES, OWN_PAPER, Choice, stands
from wip.domain.selection_stages import SelectionStage, shows_names
from wip.domain.texts import clean_line, says_nothing, without_overrides
from wip.domain.zones import show
from wip.models import Call, Decision, Paper, Person, WipSession
from wip.queries.rankings import tally_of
from wip.queries.releases import pending_of
from wip.queries.review_settings import settings_of
from wip.queries.reviews import names_of
from wip.queries.selection_papers import hidden_rows, who_took_back
from wip.queries.selection_ranks import frozen_ranks
from wip.services.histories import record
from wip.services.rooms import rooms_of

PLACES_MOST = 999
_STALE = "Another leader changed the selection while your page was open. Nothing of yours has been saved yet."

Pair = tuple[Paper, Decision | None]


def decide(session: Session, call: Call, choices: Sequence[Choice], *, by: Actor, now: datetime) -> int:
    """Stage what the leader changed, all or nothing; the number of changes.

    Rows that the leader left alone are left alone. Raises Stale, naming each paper, where another leader has
    decided otherwise since the page was shown. Once the ranking is frozen, raises ReasonMissing for changes without a
    line of reason.
    """
    lock_selection(session, call.wip_session)
    changed = {choice.number: choice for choice in choices if choice.changed}
    if not changed:
        return 0
    _refuse_pending(session, call.wip_session)
    _refuse_hidden(session, call.wip_session, set(changed), by)
    rows = _rows(session, call.wip_session, set(changed))
    _refuse_stale(session, call, [(changed[paper.number], paper, staged) for paper, staged in rows])
    _refuse_unexplained(session, call, rows, changed)
    return sum(_stage(session, call, paper, staged, changed[paper.number], by, now) for paper, staged in rows)


def lock_selection(session: Session, wip_session: WipSession) -> None:
    """Let leaders who decide or release take turns, each seeing what the one before did."""
    session.execute(
        sa.select(WipSession.id).where(WipSession.id == wip_session.id).with_for_update(key_share=True)
    )


def _refuse_pending(session: Session, wip_session: WipSession) -> None:
    pending = pending_of(session, wip_session)
    if pending is not None:
        raise Refusal(
            f"The letters of these decisions leave on {show(pending.leaves_at, wip_session.zone)}. To change a decision, "
            "undo the release first, or send the letters now: both are one click on the page “Tell everyone”."
        )


def _refuse_hidden(session: Session, wip_session: WipSession, numbers: set[int], by: Actor) -> None:
    for row in hidden_rows(session, wip_session, by.person_id or 0):
        if row.number in numbers:
            raise Refusal(OWN_PAPER if row.own else CONFLICTED)


def _rows(session: Session, wip_session: WipSession, numbers: set[int]) -> list[Pair]:
    rows = session.execute(
        sa.select(Paper, Decision)
        .outerjoin(Decision, sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None)))
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.number.in_(numbers),
            Paper.state != PaperState.DRAFT,
        )
        .order_by(Paper.number)
        .execution_options(populate_existing=True)
    ).all()
    if len(rows) != len(numbers):
        raise Unknown
    return [(row[0], row[1]) for row in rows]


def _refuse_stale(
    session: Session, call: Call, rows: Sequence[tuple[Choice, Paper, Decision | None]]
) -> None:
    stale = [(paper, staged) for choice, paper, staged in rows if _overtaken(choice, paper, staged)]
    if not stale:
        return
    stage = settings_of(session, call.wip_session, fresh=True).stage
    named = shows_names(call.blindness, stage, leads=True)
    names = names_of(session, [paper.id for paper, _ in stale]) if named else {}
    took_back = who_took_back(session, [paper.id for paper, _ in stale])
    changes = [
        f"{_called(paper, names)} {_what_happened(session, paper, staged, took_back)}."
        for paper, staged in stale
    ]
    raise Stale(_STALE, tuple(changes))


def _refuse_unexplained(
    session: Session, call: Call, rows: Sequence[Pair], changed: Mapping[int, Choice]
) -> None:
    settings = settings_of(session, call.wip_session, fresh=True)
    if settings.stage is SelectionStage.RANKING:
        return
    shown = shows_names(call.blindness, settings.stage, leads=True)
    order = _order(session, call.wip_session, rows, changed) if shown else None
    missing = []
    for paper, staged in rows:
        choice = changed[paper.number]
        why = Step(*_outcomes(paper, staged, choice), paper.frozen_outcome, paper.frozen_rank, order).why
        if why and not _reason(choice):
            missing.append((paper.number, paper.title, why))
    if missing:
        raise ReasonMissing(missing)


def _outcomes(paper: Paper, staged: Decision | None, choice: Choice) -> tuple[Outcome | None, Outcome | None]:
    return stands(paper.state, staged.outcome if staged else None), stands(paper.state, choice.outcome)


def _order(
    session: Session, wip_session: WipSession, rows: Sequence[Pair], changed: Mapping[int, Choice]
) -> FrozenOrder:
    accepted = tally_of(session, wip_session).accepted
    for paper, staged in rows:
        before, after = _outcomes(paper, staged, changed[paper.number])
        accepted += (after is Outcome.ACCEPT) - (before is Outcome.ACCEPT)
    return FrozenOrder(
        frozen_ranks(session, wip_session), max(accepted, capacity(rooms_of(session, wip_session)))
    )


def _overtaken(choice: Choice, paper: Paper, staged: Decision | None) -> bool:
    shown = choice.shown
    held = (staged.outcome, staged.position) if staged else (None, None)
    if paper.version != shown.paper_version:
        return True
    known = (staged.id, staged.version) if staged else (0, 0)
    return known != (shown.decision_id, shown.decision_version) and held != choice.wanted


def _called(paper: Paper, names: dict[int, tuple[str, ...]]) -> str:
    authors = names.get(paper.id)
    return f"{authors[0]}’s paper" if authors else f"Paper {paper.number}, “{paper.title}”,"


def _what_happened(session: Session, paper: Paper, staged: Decision | None, took_back: dict[int, str]) -> str:
    if staged is not None:
        who = session.get_one(Person, staged.decided_by).called
        place = f", place {staged.position}" if staged.position else ""
        return f"{OUTCOME_SENTENCES[staged.outcome]}{place} (by {who})"
    if paper.state is PaperState.SUBMITTED:
        who = took_back.get(paper.id, "")
        return f"is undecided again (by {who})" if who else "was changed by its authors"
    return f"is now {STATE_WORDS[paper.state][0]}"


def _stage(
    session: Session,
    call: Call,
    paper: Paper,
    staged: Decision | None,
    choice: Choice,
    by: Actor,
    now: datetime,
) -> bool:
    outcome, position = choice.wanted
    old = _told(staged.outcome, staged.position) if staged else {}
    new = _told(outcome, position)
    if old == new:
        return False
    reason = _reason(choice)
    new |= {"reason": reason} if reason else {}
    if outcome is None and staged is not None:
        act = "take back decision"
        session.delete(staged)
    else:
        act, staged = "stage decision", _staged(session, paper, staged, choice, by, now)
    record(session, by, act, staged, now, wip_session=call.wip_session, paper=paper, old=old, new=new)
    session.flush()
    return True


def _reason(choice: Choice) -> str:
    line = clean_line(without_overrides(choice.reason))[:REASON_MOST]
    return "" if says_nothing(line) else line


def _told(outcome: Outcome | None, position: int | None) -> dict[str, object]:
    if outcome is None:
        return {}
    return {"decision": outcome.value} | ({"place": position} if position else {})


def _staged(
    session: Session, paper: Paper, staged: Decision | None, choice: Choice, by: Actor, now: datetime
) -> Decision:
    outcome, position = choice.wanted
    if outcome is None or by.person_id is None:
        raise Unknown
    PAPERS.after(paper.state, MOVE_OF[outcome])
    if position is not None and not 1 <= position <= PLACES_MOST:
        raise Refusal(f"Give paper {paper.number} a place from 1 to {PLACES_MOST}, or leave it empty.")
    if staged is None:
        staged = Decision(paper_id=paper.id)
        session.add(staged)
    staged.outcome, staged.position = outcome, position
    staged.reason = _reason(choice)
    staged.decided_by, staged.decided_at = by.person_id, now
    session.flush()
    return staged
