"""Keeping what a volunteer says: the columns, the call's topics, the hours, and the papers that they should not comment on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE
from wip.domain.conflicts import ConflictKind
from wip.domain.offers import CONFLICTS_MOST, Hours, OfferFacts, days_of, hours_told
from wip.domain.papers import CAREER_WORDS, PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import (
    Call,
    Commenter,
    CommenterHours,
    CommenterTopic,
    Commission,
    Paper,
    Topic,
    WipSession,
)
from wip.queries.offers import declared_by, hours_of, line_up, topic_names
from wip.services import commissions, conflicts
from wip.services.conflict_rows import close_for, open_for
from wip.services.histories import differences, record
from wip.services.rooms import rooms_of

_COLUMNS = ("topics", "conflicts", "papers_max", "methods", "works", "career_stage", "stands_by")


def keep(
    session: Session, row: Commenter, call: Call, facts: OfferFacts, *, by: Actor, now: datetime, act: str
) -> bool:
    """Write what differs, with its history; False when nothing does. Refuses topics and rooms that are not the session's."""
    old, new = differences(row, {name: getattr(facts, name) for name in _COLUMNS} | {"withdrawn": False})
    is_first = row.version == 1 and not (row.topics or row.works)
    before = _lists(session, row, call)
    for name in _COLUMNS:
        setattr(row, name, getattr(facts, name))
    row.withdrawn = False
    _choose_topics(session, row, call, facts.chosen_topics)
    _say_hours(session, row, call.wip_session, facts.hours)
    session.flush()
    after = _lists(session, row, call)
    changed = [name for name in before if before[name] != after[name]]
    old |= {name: before[name] for name in changed}
    new |= {name: after[name] for name in changed}
    declared = _declare(session, row, call, facts, by=by, now=now)
    if not (new or is_first or declared):
        return False
    if changed:
        # The lists hang beside the row: a page that shows the offer is now an old one.
        sa.orm.attributes.flag_modified(row, "papers_max")
        session.flush()
    record(session, by, act, row, now, wip_session=call.wip_session, old=old, new=new)
    return True


def in_words(session: Session, wip_session: WipSession, facts: OfferFacts) -> OfferFacts:
    """What somebody says who has only typed an address: papers that they ticked become words, which a leader judges.

    Such words keep a volunteer from the paper until then, and close nothing to anybody.
    """
    if not facts.declared:
        return replace(facts, declared=None)
    papers = [paper for paper in line_up(session, wip_session) if paper.number in facts.declared]
    titles = [f"“{each.title}”" for each in papers]
    said = "\n".join([facts.conflicts, *titles] if facts.conflicts else titles)
    if len(said) > CONFLICTS_MOST:
        raise Refusal(
            "These are more papers than can be noted here. Tick fewer, or sign in first and then offer.",
            "declared",
        )
    return replace(facts, conflicts=said, declared=None)


def _lists(session: Session, row: Commenter, call: Call) -> dict[str, list[str]]:
    wip_session = call.wip_session
    days = days_of(rooms_of(session, wip_session), wip_session.zone)
    told = hours_told(hours_of(row), days, wip_session.zone)
    return {"chosen topics": topic_names(session, row), "hours": told}


def _choose_topics(session: Session, row: Commenter, call: Call, ids: Sequence[int]) -> None:
    wanted = set(ids)
    known = set(session.scalars(sa.select(Topic.id).where(Topic.call_id == call.id))) if wanted else set()
    if wanted - known:
        raise Refusal("One of the topics is no longer in the call. Choose from the list below.", "chosen")
    if wanted != {each.topic_id for each in row.chosen_topics}:
        there = {each.topic_id: each for each in row.chosen_topics}
        row.chosen_topics = [there.get(id_) or CommenterTopic(topic_id=id_) for id_ in sorted(wanted)]


def _say_hours(session: Session, row: Commenter, wip_session: WipSession, hours: Sequence[Hours]) -> None:
    rooms = {room.sitting_id for room in rooms_of(session, wip_session)}
    if any(each.sitting_id not in rooms for each in hours):
        raise Refusal("The session’s dates have changed. Say again which hours suit you.")
    if set(hours) == set(hours_of(row)):
        return
    row.hours = []
    session.flush()
    row.hours = [
        CommenterHours(sitting_id=each.sitting_id, from_at=each.from_at, until_at=each.until_at)
        for each in hours
    ]


def _declare(
    session: Session, row: Commenter, call: Call, facts: OfferFacts, *, by: Actor, now: datetime
) -> bool:
    """Close the papers that were ticked, and open those no longer ticked; whether that changed anything.

    Only the person themself declares: what was said for them stays words, as `in_words` has it.
    """
    if facts.declared is None or by.person_id != row.person_id:
        return False
    before, wanted = set(declared_by(session, row.wip_session_id, row.person_id)), set(facts.declared)
    papers = session.scalars(
        sa.select(Paper)
        .where(
            Paper.wip_session_id == row.wip_session_id,
            Paper.number.in_(sorted(before ^ wanted)),
            Paper.state.in_(PRESENTING),
        )
        .order_by(Paper.number)
    ).all()
    for paper in papers:
        if paper.number in wanted:
            _close(session, paper, row, call, by, now)
        else:
            found = conflicts.take_back(session, paper, row.person_id, ConflictKind.REVIEWER, by=by, now=now)
            open_for(session, paper, row.person_id, now)
            record(session, by, "take back conflict", found, now, wip_session=call.wip_session, paper=paper)
    return bool(papers)


def _close(session: Session, paper: Paper, row: Commenter, call: Call, by: Actor, now: datetime) -> None:
    live = session.scalar(
        sa.select(Commission).where(
            Commission.paper_id == paper.id, Commission.commenter_id == row.id, Commission.state.in_(LIVE)
        )
    )
    if live is not None:
        commissions.answer(session, live, call, accept=False, by=by, now=now)
    found = conflicts.put_down(session, paper, row.person_id, ConflictKind.REVIEWER, "", by=by, now=now)
    close_for(session, paper, row.person_id, now)
    record(session, by, "declare conflict", found, now, wip_session=call.wip_session, paper=paper)


def offer_facts(session: Session, row: Commenter) -> dict[str, Any]:
    """What a letter can say of the offer itself."""
    wip_session = session.get_one(WipSession, row.wip_session_id)
    days = days_of(rooms_of(session, wip_session), wip_session.zone)
    return {
        "papers": "1 paper" if row.papers_max == 1 else f"{row.papers_max} papers",
        "ticked": "; ".join(topic_names(session, row)),
        "topics": row.topics,
        "methods": row.methods,
        "works": row.works,
        "stage": CAREER_WORDS[row.career_stage] if row.career_stage else "",
        "hours": hours_told(hours_of(row), days, wip_session.zone),
        "standby": "yes" if row.stands_by else "",
        "conflicts": row.conflicts,
    }
