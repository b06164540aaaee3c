"""Commissions: who may be asked, the answer, taking back, and the letters and calendars that follow."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.commissioning import deliver
from tests.conftest import NOW
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.domain.commissions import CommissionState
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.models import CalendarDocument, Commenter, CommentingSettings, Commission, HistoryEvent
from wip.queries.commenters import Counts, commenter_counts
from wip.services import commenters, commissions
from wip.services.commenters import OfferFacts
from wip.services.people import person_at

SECOND = "quinn.adair@plains.example.edu"


@pytest.fixture
def ready(world: World) -> World:
    """One confirmed paper with two authors, and two volunteers who read one paper each."""
    world.paper(coauthors=(AuthorFacts("Tomas Varga", "Lakeside", "tomas.varga@law.example.edu"),))
    move(world, 1, PaperState.CONFIRMED)
    world.do(lambda s: volunteer(world, s, COMMENTER))
    world.do(lambda s: volunteer(world, s, SECOND))
    return world


def move(world: World, number: int, state: PaperState) -> None:
    def act(session: Session) -> None:
        world.row(session, number).state = state

    world.do(act)


def volunteer(world: World, session: Session, email: str, papers: int = 1) -> int:
    name = email.split("@", maxsplit=1)[0].replace(".", " ").title()
    facts = OfferFacts("Juries", "", papers)
    by = world.actor(session, email)
    return commenters.offer(
        session, world.call(session), facts, name=name, email=email, affiliation="", now=NOW, by=by
    ).id


def commenter(session: Session, email: str) -> Commenter:
    return session.scalars(sa.select(Commenter).where(Commenter.person.has(email=email))).one()


def ask(world: World, *emails: str, number: int = 1, now: Any = NOW) -> None:
    def act(session: Session) -> None:
        ids = [commenter(session, email).id for email in emails]
        chair = world.actor(session, CHAIR)
        commissions.ask(session, world.row(session, number), world.call(session), ids, by=chair, now=now)

    world.do(act)


def on(world: World, email: str, act: Callable[[Session, Commission], None]) -> None:
    def run(session: Session) -> None:
        row = session.scalars(
            sa.select(Commission).where(Commission.commenter_id == commenter(session, email).id)
        ).one()
        act(session, row)

    world.do(run)


def answer(world: World, *, accept: bool, email: str = COMMENTER, now: Any = NOW) -> None:
    on(
        world,
        email,
        lambda s, row: commissions.answer(
            s, row, world.call(s), accept=accept, by=world.actor(s, email), now=now
        ),
    )


def withdraw(world: World, email: str = COMMENTER, seen: int = 0) -> None:
    on(
        world,
        email,
        lambda s, row: commissions.withdraw(
            s, row, world.call(s), seen=seen or row.version, by=world.actor(s, CHAIR), now=NOW
        ),
    )


def ask_again(world: World, email: str = COMMENTER) -> None:
    on(
        world,
        email,
        lambda s, row: commissions.ask_again(
            s, row, world.call(s), seen=row.version, by=world.actor(s, CHAIR), now=NOW
        ),
    )


def states(world: World) -> list[str]:
    return world.do(lambda s: list(s.scalars(sa.select(Commission.state).order_by(Commission.id))))


def told(world: World, kind: str) -> list[str]:
    return [letter.to_email for letter in world.letters(kind=kind)]


def test_asking_writes_one_letter_each_with_both_answers_as_links(ready: World) -> None:
    ask(ready, COMMENTER, SECOND)
    assert states(ready) == ["offered", "offered"]
    first, second = ready.letters(kind="commission_offered")
    assert (first.to_email, second.to_email) == (COMMENTER, SECOND)
    assert first.subject == "Will you comment on “Quotas Without Numbers”?"
    assert [(link[0], link[4]) for link in first.links] == [
        ("commission", "accept"),
        ("commission", "decline"),
        ("page", ""),
    ]
    assert "What we ask of commenters:" in first.text


@pytest.mark.parametrize("email", [AUTHOR, "tomas.varga@law.example.edu"])
def test_an_author_never_comments_on_the_own_paper_but_may_on_another(ready: World, email: str) -> None:
    ready.do(lambda s: volunteer(ready, s, email))
    with pytest.raises(Refusal, match="must be kept apart"):
        ask(ready, COMMENTER, email)
    assert states(ready) == []
    ready.paper("Mercy as Procedure", "other@quay.example.edu", affiliation="Quayside")
    move(ready, 2, PaperState.ACCEPTED)
    ask(ready, email, number=2)
    assert states(ready) == ["offered"]


def test_nobody_is_asked_twice_nor_beyond_what_they_offered(ready: World) -> None:
    ask(ready, COMMENTER)
    with pytest.raises(Refusal, match=r"offered to read 1 paper, and is down for as many already"):
        ask(ready, COMMENTER)
    ready.do(lambda s: volunteer(ready, s, COMMENTER, 2))
    with pytest.raises(Refusal, match="is down for this paper already"):
        ask(ready, COMMENTER)
    assert (states(ready), len(told(ready, "commission_offered"))) == (["offered"], 1)


@pytest.mark.parametrize(
    "state", [s for s in PaperState if s not in {PaperState.ACCEPTED, PaperState.CONFIRMED}]
)
def test_only_papers_with_a_place_have_commenters(ready: World, state: PaperState) -> None:
    move(ready, 1, state)
    with pytest.raises(Refusal, match="no place in the session"):
        ask(ready, COMMENTER)


def test_nobody_asked_or_somebody_from_another_list_is_refused(ready: World) -> None:
    with pytest.raises(Refusal, match="Choose at least one volunteer"):
        ask(ready)

    def act(session: Session) -> None:
        chair = ready.actor(session, CHAIR)
        commissions.ask(session, ready.row(session), ready.call(session), [9999], by=chair, now=NOW)

    with pytest.raises(Refusal, match="not in this session"):
        ready.do(act)


def test_accepting_twice_is_accepting_once(ready: World) -> None:
    ask(ready, COMMENTER, SECOND)
    answer(ready, accept=True)
    answer(ready, accept=True)
    assert (states(ready), told(ready, "commission_accepted")) == (["accepted", "offered"], [COMMENTER])
    (letter,) = ready.letters(kind="commission_accepted")
    assert [link[0] for link in letter.links] == ["commission", "commission", "feed", "page"]
    counts = ready.do(lambda s: commenter_counts(s, ready.call(s).wip_session_id))
    assert counts == {1: Counts(asked=1, accepted=1)}
    assert told(ready, "leader_news") == []


def by_hand(world: World) -> None:
    """The leaders ask whoever is next themselves."""
    world.do(
        lambda s: s.add(
            CommentingSettings(wip_session_id=world.call(s).wip_session_id, releases_silent=False)
        )
    )


def test_a_changed_answer_tells_the_leaders_each_time(ready: World) -> None:
    by_hand(ready)
    ask(ready, COMMENTER)
    for minute, accept in enumerate((True, False, True)):
        answer(ready, accept=accept, now=NOW + timedelta(minutes=minute))
    assert states(ready) == ["accepted"]
    assert [letter.subject for letter in ready.letters(kind="leader_news")] == [
        "Piper Nakagawa can no longer comment on “Quotas Without Numbers”",
        "Piper Nakagawa will comment on “Quotas Without Numbers” after all",
    ]
    assert told(ready, "commission_accepted") == [COMMENTER, COMMENTER]


def test_who_wavers_fills_no_mailbox_and_may_always_decline(ready: World) -> None:
    by_hand(ready)
    ask(ready, COMMENTER)
    for minute, accept in enumerate((False, True, False, True, False, True, False)):
        answer(ready, accept=accept, now=NOW + timedelta(minutes=minute))
    late = NOW + timedelta(minutes=9)
    with pytest.raises(Refusal, match="write to the organisers"):
        answer(ready, accept=True, now=late)
    assert states(ready) == ["declined"]
    news = [(each.state.value, each.due_at - NOW) for each in ready.letters(kind="leader_news")]
    hour = timedelta(hours=1)
    assert [each for each in news if each[0] == "waiting"] == [
        ("waiting", timedelta()),
        ("waiting", hour),
    ]
    assert {state for state, _ in news} == {"waiting", "replaced"}
    answer(ready, accept=True, now=NOW + timedelta(days=1, minutes=1))
    assert states(ready) == ["accepted"]


def test_a_decline_is_told_and_the_same_person_may_be_asked_again(ready: World) -> None:
    by_hand(ready)
    ask(ready, COMMENTER)
    answer(ready, accept=False)
    assert (states(ready), told(ready, "leader_news")) == (["declined"], [CHAIR])
    ask_again(ready)
    ask_again(ready)
    assert (states(ready), told(ready, "commission_offered")) == (["offered"], [COMMENTER, COMMENTER])
    withdraw(ready)
    ask(ready, COMMENTER)
    assert (states(ready), len(told(ready, "commission_offered"))) == (["offered"], 3)


def test_taking_back_is_told_and_cannot_be_answered(ready: World) -> None:
    ask(ready, COMMENTER)
    deliver(ready)
    with pytest.raises(Stale):
        withdraw(ready, seen=99)
    withdraw(ready)
    withdraw(ready)
    assert (states(ready), told(ready, "commission_withdrawn")) == (["withdrawn"], [COMMENTER])
    for accept in (True, False):
        with pytest.raises(Refusal, match="taken this request back"):
            answer(ready, accept=accept)


def test_a_paper_that_leaves_takes_all_its_commissions_with_it(ready: World) -> None:
    ask(ready, COMMENTER, SECOND)
    deliver(ready)
    answer(ready, accept=True)

    def act(session: Session) -> None:
        chair = ready.actor(session, CHAIR)
        commissions.withdraw_all(session, ready.row(session), by=chair, now=NOW)
        commissions.withdraw_all(session, ready.row(session), by=chair, now=NOW)

    ready.do(act)
    assert (states(ready), told(ready, "commission_withdrawn")) == (
        ["withdrawn", "withdrawn"],
        [COMMENTER, SECOND],
    )


def test_after_the_session_nothing_is_asked_or_answered(ready: World) -> None:
    ask(ready, COMMENTER)
    over = START + timedelta(minutes=90)
    for accept in (True, False):
        with pytest.raises(Refusal, match="has taken place"):
            answer(ready, accept=accept, now=over)
    with pytest.raises(Refusal, match="has taken place"):
        ask(ready, SECOND, now=over)


def test_every_act_leaves_its_line_in_the_paper_s_history(ready: World) -> None:
    ask(ready, COMMENTER)
    answer(ready, accept=True)
    withdraw(ready)
    lines = ready.do(
        lambda s: [
            (e.act, e.actor_name, e.old, e.new["state"], e.paper_id)
            for e in s.scalars(
                sa.select(HistoryEvent).where(HistoryEvent.thing == "commissions").order_by(HistoryEvent.id)
            )
        ]
    )
    assert lines == [
        ("ask commenter", "Robin Vale", {}, "offered", 1),
        ("accept commission", "Piper Nakagawa", {"state": "offered"}, "accepted", 1),
        ("take commission back", "Robin Vale", {"state": "accepted"}, "withdrawn", 1),
    ]


def test_the_life_cycle_has_no_way_back_for_a_commenter_after_taking_back() -> None:
    from wip.domain.commissions import COMMISSIONS, CommissionMove

    with pytest.raises(RefusedMove):
        COMMISSIONS.after(CommissionState.WITHDRAWN, CommissionMove.ACCEPT)


def test_a_new_person_can_be_added_and_asked_in_one_go(ready: World) -> None:
    def act(session: Session) -> str:
        call, chair = ready.call(session), ready.actor(session, CHAIR)
        row = commenters.invite(
            session,
            call.wip_session,
            name="Ada Osei",
            email="ada@plains.example.edu",
            papers_max=1,
            by=chair,
            now=NOW,
        )
        commissions.ask(session, ready.row(session), call, [row.id], by=chair, now=NOW)
        return person_at(session, "ada@plains.example.edu", NOW).name

    assert ready.do(act) == "Ada Osei"
    assert told(ready, "commission_offered") == ["ada@plains.example.edu"]


def test_a_commenter_s_cached_calendar_is_dropped_with_every_change(ready: World) -> None:
    def cached(session: Session) -> list[str]:
        good = sa.select(CalendarDocument.key).where(CalendarDocument.made == CalendarDocument.mark)
        return list(session.scalars(good))

    def cache(session: Session) -> None:
        person_id = commenter(session, COMMENTER).person_id
        for key in (f"person:{person_id}", "person:9999"):
            session.merge(
                CalendarDocument(key=key, mark=9, made=9, etag="x", changed_at=NOW, name="x.ics", body=b"x")
            )

    ask(ready, COMMENTER)
    ready.do(cache)
    withdraw(ready)
    assert ready.do(cached) == ["person:9999"]
