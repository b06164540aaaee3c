"""What-if copies of the selection: kept, changed, adopted and thrown away. The real selection moves by adopting alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.papers import PAPERS
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.reviews import Outcome
from wip.domain.selection import MOVE_OF, OUTCOME_SENTENCES, SELECTABLE, Choice, Shown
from wip.domain.texts import clean_line
from wip.models import Call, Decision, Paper, Person, Scenario, ScenarioChoice, WipSession
from wip.queries.reviews import visible
from wip.queries.scenarios import differences
from wip.services import decisions
from wip.services.decisions import PLACES_MOST, lock_selection
from wip.services.histories import record

COPIES_MOST = 20
NAME_MOST = 80

Pair = tuple[Outcome | None, int | None]
"""A decision and its place."""


def keep(
    session: Session, call: Call, name: str, choices: Sequence[Choice], *, by: Actor, now: datetime
) -> Scenario:
    """Keep the staged selection under a name, with what the leader has chosen on the page and not saved.

    Papers closed to the leader are not in the copy. Refuses an empty name, one that is taken, and more copies than
    anybody compares.
    """
    row, name = call.wip_session, clean_line(name)
    lock_selection(session, row)
    _refuse_name(session, row, name)
    if by.person_id is None:
        raise Unknown
    people = {"made_by": by.person_id, "changed_by": by.person_id}
    copy = Scenario(wip_session_id=row.id, name=name, made_at=now, changed_at=now, **people)
    session.add(copy)
    session.flush()
    chosen = {choice.number: choice for choice in choices if choice.changed}
    papers = _papers(session, row, by)
    if not set(chosen) <= {paper.number for paper, _ in papers}:
        raise Unknown
    for paper, staged in papers:
        was: Pair = (staged.outcome, staged.position) if staged else (None, None)
        wanted = _wanted(paper, chosen[paper.number]) if paper.number in chosen else was
        session.add(
            ScenarioChoice(
                scenario_id=copy.id,
                paper_id=paper.id,
                outcome=wanted[0],
                position=wanted[1],
                was_outcome=was[0],
                was_position=was[1],
            )
        )
    record(session, by, "keep copy", copy, now, wip_session=row, new={"copy": name})
    session.flush()
    return copy


def _refuse_name(session: Session, row: WipSession, name: str) -> None:
    if not name:
        raise Refusal("Give the copy a name, such as “More juniors”.", "name")
    if len(name) > NAME_MOST:
        raise Refusal(f"Please shorten the copy’s name to {NAME_MOST} characters.", "name")
    names = session.scalars(sa.select(Scenario.name).where(Scenario.wip_session_id == row.id)).all()
    if name.casefold() in {each.casefold() for each in names}:
        raise Refusal(f"There is a copy called “{name}” already. Give this one another name.", "name")
    if len(names) >= COPIES_MOST:
        raise Refusal(f"There are {COPIES_MOST} copies already. Throw one away first.", "name")


def _papers(session: Session, row: WipSession, by: Actor) -> list[tuple[Paper, Decision | None]]:
    found = session.execute(
        sa.select(Paper, Decision)
        .outerjoin(Decision, sa.and_(Decision.paper_id == Paper.id, Decision.release_id.is_(None)))
        .where(Paper.wip_session_id == row.id, Paper.state.in_(SELECTABLE), visible(by.person_id or 0))
        .order_by(Paper.number)
        .execution_options(populate_existing=True)
    ).all()
    return [(each[0], each[1]) for each in found]


def _wanted(paper: Paper, choice: Choice) -> Pair:
    outcome, position = choice.wanted
    if outcome is not None:
        PAPERS.after(paper.state, MOVE_OF[outcome])
    if position is not None and not 1 <= position <= PLACES_MOST:
        raise Refusal(f"Give paper {paper.number} a place from 1 to {PLACES_MOST}, or leave it empty.")
    return outcome, position


def change(
    session: Session, call: Call, copy: Scenario, choices: Sequence[Choice], *, by: Actor, now: datetime
) -> int:
    """Change the copy, all or nothing; the number of changes. Raises Stale where another leader was faster."""
    lock_selection(session, call.wip_session)
    chosen = {choice.number: choice for choice in choices if choice.changed}
    papers = {paper.number: paper for paper, _ in _papers(session, call.wip_session, by)}
    if not set(chosen) <= set(papers):
        raise Unknown
    held = _held(session, copy, [papers[number].id for number in chosen])
    stale = [
        _now(papers[number], held.get(papers[number].id))
        for number, choice in chosen.items()
        if _overtaken(choice, held.get(papers[number].id))
    ]
    if stale:
        who = session.get_one(Person, copy.changed_by).called
        raise Stale(f"{who} changed this copy while your page was open.", tuple(stale))
    done = sum(
        _change(session, copy, papers[number], held, choice, by, now) for number, choice in chosen.items()
    )
    if done and by.person_id is not None:
        copy.changed_by, copy.changed_at = by.person_id, now
        session.flush()
    return done


def _held(session: Session, copy: Scenario, paper_ids: Sequence[int]) -> dict[int, ScenarioChoice]:
    rows = session.scalars(
        sa.select(ScenarioChoice)
        .where(ScenarioChoice.scenario_id == copy.id, ScenarioChoice.paper_id.in_(paper_ids))
        .execution_options(populate_existing=True)
    )
    return {row.paper_id: row for row in rows}


def _overtaken(choice: Choice, row: ScenarioChoice | None) -> bool:
    if row is None:
        return False
    now = (row.outcome, row.position)
    return now not in {(choice.shown.outcome, choice.shown.position), choice.wanted}


def _now(paper: Paper, row: ScenarioChoice | None) -> str:
    told = OUTCOME_SENTENCES[row.outcome] if row and row.outcome else "is undecided again"
    return f"In this copy, paper {paper.number}, “{paper.title}”, {told}."


def _change(
    session: Session,
    copy: Scenario,
    paper: Paper,
    held: Mapping[int, ScenarioChoice],
    choice: Choice,
    by: Actor,
    now: datetime,
) -> bool:
    row = held.get(paper.id)
    if row is None:
        # The copy says nothing of this paper so far: until now it was as in the real selection.
        real = session.scalar(
            sa.select(Decision).where(Decision.paper_id == paper.id, Decision.release_id.is_(None))
        )
        was: Pair = (real.outcome, real.position) if real else (None, None)
        row = ScenarioChoice(scenario_id=copy.id, paper_id=paper.id, outcome=was[0], position=was[1])
        row.was_outcome, row.was_position = was
        session.add(row)
    wanted = _wanted(paper, choice)
    if wanted == (row.outcome, row.position):
        return False
    old, new = _told(row.outcome, row.position), _told(*wanted) | {"copy": copy.name}
    row.outcome, row.position = wanted
    record(session, by, "change copy", copy, now, paper=paper, old=old, new=new)
    session.flush()
    return True


def _told(outcome: Outcome | None, position: int | None) -> dict[str, Any]:
    return {"decision": outcome.value if outcome else "undecided"} | ({"place": position} if position else {})


def adopt(
    session: Session,
    call: Call,
    copy: Scenario,
    shown: Mapping[int, Shown],
    *,
    seen: int,
    reasons: Mapping[int, str],
    by: Actor,
    now: datetime,
) -> int:
    """Make the copy's choices on these papers real, through `decisions.decide`; the number of changes.

    `shown` is what the page showed of each in the real selection, `seen` the copy's version. Raises Stale where either
    has moved since, and ReasonMissing as any other decision does.
    """
    lock_selection(session, call.wip_session)
    session.refresh(copy)
    if copy.version != seen:
        who = session.get_one(Person, copy.changed_by).called
        raise Stale(f"{who} changed the copy while your page was open. Look at it again.")
    found = {each.number: each for each in differences(session, call.wip_session, copy, by.person_id or 0)}
    choices = [
        Choice(number, found[number].outcome, found[number].position, mark, reasons.get(number, ""))
        for number, mark in shown.items()
        if number in found
    ]
    done = decisions.decide(session, call, choices, by=by, now=now)
    if not done:
        return 0
    taken = [found[choice.number].paper_id for choice in choices]
    for row in _held(session, copy, taken).values():
        row.was_outcome, row.was_position = row.outcome, row.position
    new = {"copy": copy.name, "decisions": done}
    record(session, by, "adopt copy", copy, now, wip_session=call.wip_session, new=new)
    session.flush()
    return done


def discard(session: Session, call: Call, copy: Scenario, *, by: Actor, now: datetime) -> None:
    """Throw the copy away; the history keeps that there was one."""
    lock_selection(session, call.wip_session)
    record(session, by, "discard copy", copy, now, wip_session=call.wip_session, old={"copy": copy.name})
    session.execute(sa.delete(ScenarioChoice).where(ScenarioChoice.scenario_id == copy.id))
    session.delete(copy)
    session.flush()
