"""Offering a whole plan: looked at first, then every commission is offered in one act. What is no longer possible is left out and said."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commenter_plans import hindrance
from wip.domain.commenter_tasks import Task
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Commenter, CommissionPlan, Letter, PlannedCommission
from wip.services.commenter_plan_changes import claim
from wip.services.commenter_plans import refuse_over
from wip.services.commissions import Offer, offer_all
from wip.services.histories import record
from wip.services.letters import LETTERS_WAIT
from wip.services.suitable import field_of

LEFT_OUT = "left_out"
"""Where an offered plan tells which pairs (by their id) were left out when it was offered, and why."""


@dataclass(frozen=True)
class LeftOut:
    """A pair of the plan that can no longer be offered, and why."""

    pair: PlannedCommission
    sentence: str


@dataclass(frozen=True)
class Offers:
    """What offering the plan now would do: whom it asks about what, what it leaves out, and what has been asked already."""

    by_person: Mapping[int, Sequence[PlannedCommission]]
    left_out: Sequence[LeftOut]
    asked_already: int

    @property
    def pairs(self) -> list[PlannedCommission]:
        """All that would be asked."""
        return [pair for each in self.by_person.values() for pair in each]


@dataclass(frozen=True)
class Written:
    """A letter as it would go: with its links as they are stored."""

    subject: str
    text: str
    html: str
    links: tuple[Any, ...]


@dataclass(frozen=True)
class Offered:
    """What was done: the pairs that were asked, and what was left out."""

    asked: Sequence[PlannedCommission]
    left_out: Sequence[LeftOut]


def look(session: Session, plan: CommissionPlan, call: Call) -> Offers:
    """What offering the plan now would do. A fixed number of statements; nothing is written."""
    return sorted_out(plan, field_of(session, call).task)


def seen_by(offers: Offers, hidden: Collection[int]) -> Offers:
    """The same without papers (by id) that are closed to the leader."""
    mine = {
        who: [pair for pair in pairs if pair.paper_id not in hidden]
        for who, pairs in offers.by_person.items()
    }
    return Offers(
        {who: pairs for who, pairs in mine.items() if pairs},
        [each for each in offers.left_out if each.pair.paper_id not in hidden],
        offers.asked_already,
    )


def letters_to(
    session: Session, pairs: Sequence[PlannedCommission], call: Call, *, by: Actor, now: datetime
) -> list[Written]:
    """The letters that one person would get about these pairs, word for word: they are written, read, and undone.

    For a transaction that may write and is not committed.
    """
    last = session.scalar(sa.select(sa.func.max(Letter.id))) or 0
    trial = session.begin_nested()
    _ask(session, call, pairs, by, now)
    rows = session.scalars(
        sa.select(Letter)
        .where(Letter.id > last, Letter.person_id == pairs[0].commenter.person_id)
        .order_by(Letter.id)
    )
    found = [Written(row.subject, row.text, row.html, tuple(row.links)) for row in rows]
    trial.rollback()
    session.info.pop(LETTERS_WAIT, None)
    return found


def sorted_out(plan: CommissionPlan, task: Task) -> Offers:
    """What can be offered of the plan, and what is left out, with the reason."""
    have, loads = Counter(paper for paper, _ in task.standing), Counter(task.loads)
    asked: dict[int, list[PlannedCommission]] = defaultdict(list)
    left: list[LeftOut] = []
    already = 0
    for pair in sorted(plan.pairs, key=_order):
        if is_asked(task, pair):
            already += 1
            continue
        said = _why_left_out(task, pair, have, loads) or _clash(task, pair, asked[pair.commenter_id])
        if said:
            left.append(LeftOut(pair, said))
            continue
        loads[pair.commenter_id] += 1
        have[pair.paper_id] += not pair.is_standby
        asked[pair.commenter_id].append(pair)
    return Offers({who: pairs for who, pairs in asked.items() if pairs}, left, already)


def is_asked(task: Task, pair: PlannedCommission) -> bool:
    """Whether the person is asked about the paper by now, or has accepted, to comment or to stand by as planned."""
    both = (pair.paper_id, pair.commenter_id)
    return both in task.standing or (pair.is_standby and both in task.standbys)


def _order(pair: PlannedCommission) -> tuple[bool, bool, int]:
    """What leaders chose comes first, standbys last."""
    return pair.is_standby, not (pair.by_hand or pair.is_locked), pair.id


def _why_left_out(
    task: Task, pair: PlannedCommission, have: Mapping[int, int], loads: Mapping[int, int]
) -> str:
    said = hindrance(task, pair.paper_id, pair.commenter_id)
    if said:
        return said
    paper, who = task.paper_at[pair.paper_id], task.candidate_at[pair.commenter_id]
    if not pair.is_standby and not pair.by_hand and have.get(paper.id, 0) >= task.each:
        number = "its commenter" if task.each == 1 else f"its {task.each} commenters"
        return f"Paper {paper.number} has {number} without {who.name}."
    if loads.get(who.id, 0) >= who.most:
        papers = "1 paper" if who.most == 1 else f"{who.most} papers"
        return f"{who.name} offered to read {papers}, and has as many already."
    return ""


def _clash(task: Task, pair: PlannedCommission, taken: Sequence[PlannedCommission]) -> str:
    """The agenda may have changed since the plan was made: nobody is asked about two papers at one time."""
    meeting = task.meeting.get(pair.paper_id, frozenset())
    others = [task.paper_at[each.paper_id].number for each in taken if each.paper_id in meeting]
    if not others:
        return ""
    who, paper = task.candidate_at[pair.commenter_id], task.paper_at[pair.paper_id]
    return f"{who.name} is asked about paper {others[0]}, which is at the same time as paper {paper.number} by now."


def offer(
    session: Session, plan: CommissionPlan, call: Call, *, seen: int, by: Actor, now: datetime
) -> Offered:
    """Offer every commission of the plan that is still possible; a second press offers nothing more.

    Raises Stale where the plan was changed meanwhile, and Refusal where nothing of it can be offered.
    """
    refuse_over(call.wip_session, now)
    if plan.computed_at is None:
        raise Refusal("This plan is still being computed.")
    if plan.offered_at is not None:
        return Offered((), ())
    claim(session, plan, seen)
    _lock(session, plan)
    offers = look(session, plan, call)
    if not offers.by_person:
        raise Refusal(_nothing(offers))
    left = list(offers.left_out)
    asked: list[PlannedCommission] = []
    for _, pairs in sorted(offers.by_person.items()):
        done, refused = _ask(session, call, pairs, by, now)
        asked += done
        left += refused
    plan.offered_at = now
    plan.told = plan.told | {LEFT_OUT: {str(each.pair.id): each.sentence for each in left}}
    session.flush()
    record(
        session,
        by,
        "offer commenter plan",
        plan,
        now,
        wip_session=call.wip_session,
        new={"plan": plan.number},
    )
    return Offered(asked, left)


def _nothing(offers: Offers) -> str:
    if offers.asked_already and not offers.left_out:
        return "Everybody in this plan has been asked already."
    return "Nothing of this plan can be offered any more. Propose a new one."


def _lock(session: Session, plan: CommissionPlan) -> None:
    """In the order of their ids, so that two leaders who offer at once wait for each other and never in a circle."""
    ids = sorted({pair.commenter_id for pair in plan.pairs})
    session.execute(
        sa.select(Commenter.id).where(Commenter.id.in_(ids)).order_by(Commenter.id).with_for_update()
    )


def _ask(
    session: Session,
    call: Call,
    pairs: Sequence[PlannedCommission],
    by: Actor,
    now: datetime,
) -> tuple[Sequence[PlannedCommission], list[LeftOut]]:
    """Ask one person in one letter; what the verb refuses all the same is left out, and nothing else is lost."""
    try:
        _try(session, call, pairs, by, now)
    except Refusal as no:
        left = (
            [LeftOut(pairs[0], no.sentence)] if len(pairs) == 1 else _refused(session, call, pairs, by, now)
        )
        out = {each.pair.id for each in left}
        rest = [pair for pair in pairs if pair.id not in out]
        if not left or not rest:
            return (), left or [LeftOut(pair, no.sentence) for pair in pairs]
        done, more = _ask(session, call, rest, by, now)
        return done, [*left, *more]
    return pairs, []


def _try(session: Session, call: Call, pairs: Sequence[PlannedCommission], by: Actor, now: datetime) -> None:
    with session.begin_nested():
        offers = [
            Offer(pair.paper, pair.commenter, pair.reason if pair.fit else "", pair.fit, pair.is_standby)
            for pair in pairs
        ]
        offer_all(session, call, offers, by=by, now=now)


def _refused(
    session: Session, call: Call, pairs: Sequence[PlannedCommission], by: Actor, now: datetime
) -> list[LeftOut]:
    """Which of them are refused by themselves: each is tried and undone."""
    found = []
    for pair in pairs:
        trial = session.begin_nested()
        try:
            _try(session, call, [pair], by, now)
        except Refusal as no:
            found.append(LeftOut(pair, no.sentence))
        trial.rollback()
    return found
