"""A call's topics: reordered, renamed, taken out, with what papers chose kept in mind."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.domain.named_lists import Lost
from wip.domain.refusals import Refusal
from wip.models import HistoryEvent, Paper, PaperTopic, Topic
from wip.queries.call_parts import topics_of
from wip.services.topics import set_topics


def put(session: Session, world: World, *names: str, lost: Lost | None = None) -> bool:
    changed = set_topics(
        session, world.call(session), names, lost=lost, by=world.actor(session, CHAIR), now=NOW
    )
    session.commit()
    return changed


def listed(session: Session, world: World) -> dict[str, int]:
    return {topic.name: topic.id for topic in topics_of(session, world.call(session))}


def choose(session: Session, world: World, name: str, number: int) -> None:
    session.add(PaperTopic(paper_id=world.row(session, number).id, topic_id=listed(session, world)[name]))
    session.commit()


def chosen(session: Session) -> list[tuple[int, str]]:
    select = sa.select(Paper.number, Topic.name).join(PaperTopic, PaperTopic.paper_id == Paper.id).join(Topic)
    return [(number, name) for number, name in session.execute(select.order_by(Paper.number, Topic.name))]


def test_a_list_is_written_reordered_and_spelled_anew(world: World, session: Session) -> None:
    assert put(session, world, "Policing", "bail", "Courts")
    before = listed(session, world)
    assert put(session, world, "Courts", "Bail", "Policing")
    after = listed(session, world)
    assert list(after) == ["Courts", "Bail", "Policing"]
    assert (after["Courts"], after["Bail"], after["Policing"]) == (
        before["Courts"],
        before["bail"],
        before["Policing"],
    )
    assert not put(session, world, "Courts", "Bail", "Policing")


def test_another_leaders_page_is_old_after_it_and_the_history_says_so(world: World, session: Session) -> None:
    version = world.call(session).version
    put(session, world, "Policing")
    assert world.call(session).version == version + 1
    event = session.scalars(sa.select(HistoryEvent).where(HistoryEvent.act == "change topics")).one()
    assert (event.old, event.new) == ({"topics": []}, {"topics": ["Policing"]})


def test_a_topic_that_papers_chose_is_not_lost_silently(world: World, session: Session) -> None:
    world.paper()
    put(session, world, "Policing", "Bail")
    choose(session, world, "Policing", 1)
    with pytest.raises(Refusal) as no:
        put(session, world, "Bail")
    session.rollback()
    assert (no.value.field, no.value.sentence) == (
        "topics_lost",
        "Chosen already: “Policing” by 1 paper. Put the line back, or say here what becomes of these papers.",
    )
    assert put(session, world, "Policing", "Courts")
    assert chosen(session) == [(1, "Policing")]


def test_a_renamed_topic_keeps_its_papers(world: World, session: Session) -> None:
    world.paper()
    put(session, world, "Policing", "Bail")
    choose(session, world, "Policing", 1)
    put(session, world, "Bail", "Police", lost=Lost.RENAME)
    assert chosen(session) == [(1, "Police")]
    assert list(listed(session, world)) == ["Bail", "Police"]


def test_a_topic_taken_out_leaves_its_papers(world: World, session: Session) -> None:
    world.paper()
    put(session, world, "Policing", "Bail")
    choose(session, world, "Policing", 1)
    put(session, world, "Police", "Bail", lost=Lost.DROP)
    assert (chosen(session), list(listed(session, world))) == ([], ["Police", "Bail"])
