"""The topics that authors and commenters of a call choose from."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from wip.domain.named_lists import Change, Lost, change_of, refuse_losses
from wip.domain.people import Actor
from wip.models import Call, PaperTopic, Topic
from wip.queries.call_parts import topics_of
from wip.services import amendments
from wip.services.histories import record


def set_topics(
    session: Session,
    call: Call,
    names: Sequence[str],
    *,
    lost: Lost | None = None,
    by: Actor,
    now: datetime,
) -> bool:
    """Have the call offer these topics in this order; returns whether that changed anything.

    `lost` says what becomes of topics that papers chose and that are no longer named; without it such a change is
    refused (field "topics_lost"). The caller has checked the call's version.
    """
    there = list(topics_of(session, call))
    old = [topic.name for topic in there]
    if old == list(names):
        return False
    change = change_of(old, names)
    refuse_losses(change, _chosen(session, [there[place] for place in change.gone]), lost, "topics_lost")
    renamed = change.renamed if lost is Lost.RENAME else {}
    for place in change.gone:
        if place not in renamed:
            session.delete(there[place])
    session.flush()
    _write(session, call, change, there, renamed)
    # The list is a part of the call: another leader's open page is now an old one.
    flag_modified(call, "topics_max")
    session.flush()
    record(
        session,
        by,
        "change topics",
        call,
        now,
        wip_session=call.wip_session,
        old={"topics": old},
        new={"topics": list(names)},
    )
    said = f"Topics to choose from: {'; '.join(names)}." if names else "There are no topics to choose from."
    amendments.note(session, call, [said], by=by, now=now)
    return True


def _chosen(session: Session, topics: Sequence[Topic]) -> list[tuple[str, int]]:
    select = (
        sa.select(Topic.name, sa.func.count())
        .join(PaperTopic, PaperTopic.topic_id == Topic.id)
        .where(Topic.id.in_([topic.id for topic in topics]))
        .group_by(Topic.id, Topic.name, Topic.position)
        .order_by(Topic.position)
    )
    return [(name, count) for name, count in session.execute(select)] if topics else []


def _write(
    session: Session, call: Call, change: Change, there: Sequence[Topic], renamed: Mapping[int, str]
) -> None:
    places = {name: place for place, name in renamed.items()}
    for position, (name, was) in enumerate(change.names):
        place = places.get(name) if was is None else was
        if place is None:
            session.add(Topic(call_id=call.id, position=position, name=name))
        else:
            there[place].name, there[place].position = name, position
