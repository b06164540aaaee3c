"""Silence is reminded, then passes to the next best; standbys step in; a late yes still counts; no letters disagree."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, START, World
from wip.db import db, writing
from wip.domain.commissions import CommissionState
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, RefusedMove, Stale
from wip.models import Commenter, CommentingSettings, Commission, Letter
from wip.services import (
    commenters,
    commission_lapses,
    commission_reminders,
    commissions,
    standbys,
)
from wip.services.commenters import OfferFacts
from wip.services.commission_gaps import ask_next

ANN, BEN, CLEO, DAN = (
    f"{name}.reader@{school}.example.edu"
    for name, school in (("ann", "plains"), ("ben", "coast"), ("cleo", "hills"), ("dan", "lakes"))
)
PEOPLE = (ANN, BEN, CLEO, DAN)
K = LetterKind


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed paper that needs two, and four volunteers in the order in which they are the next best."""
    world.paper()

    def act(session: Session) -> None:
        world.row(session).state = PaperState.CONFIRMED
        for email in PEOPLE:
            name = email.split(".", maxsplit=1)[0].title() + " Reader"
            facts = OfferFacts("Juries", "", 2)
            commenters.offer(
                session, world.call(session), facts, name=name, email=email, affiliation="", now=NOW
            )

    world.do(act)
    return world


def choose(world: World, **chosen: Any) -> None:
    world.do(lambda s: s.add(CommentingSettings(wip_session_id=world.call(s).wip_session_id, **chosen)))


def ask(world: World, *emails: str, is_standby: bool = False) -> None:
    def act(session: Session) -> None:
        ids = [_commenter(session, email).id for email in emails]
        paper, call, by = world.row(session), world.call(session), world.actor(session, CHAIR)
        commissions.ask(session, paper, call, ids, is_standby=is_standby, by=by, now=NOW)

    world.do(act)
    deliver(world)


def _commenter(session: Session, email: str) -> Commenter:
    return session.scalars(sa.select(Commenter).where(Commenter.person.has(email=email))).one()


def _row(session: Session, email: str) -> Commission:
    return session.scalars(
        sa.select(Commission).where(Commission.commenter_id == _commenter(session, email).id)
    ).one()


def deliver(world: World, at: datetime = NOW) -> None:
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=at)))


def answer(world: World, email: str, *, accept: bool, reason: str = "", at: datetime = NOW) -> None:
    def act(session: Session) -> None:
        row, by = _row(session, email), world.actor(session, email)
        commissions.answer(session, row, world.call(session), accept=accept, reason=reason, by=by, now=at)

    world.do(act)


def lapse(world: World, at: datetime) -> int:
    return world.do(partial(commission_lapses.lapse_due, now=at))


def until(world: World, email: str) -> datetime:
    found = world.do(lambda s: _row(s, email).answer_by)
    assert found is not None
    return found


def standing(world: World) -> dict[str, str]:
    def read(session: Session) -> dict[str, str]:
        rows = session.scalars(sa.select(Commission).order_by(Commission.id))
        return {
            row.commenter.person.email.split(".", maxsplit=1)[0]: row.state.value + "+" * row.is_standby
            for row in rows
        }

    return world.do(read)


def sent_to(world: World, kind: LetterKind) -> list[str]:
    return [letter.to_email.split(".", maxsplit=1)[0] for letter in world.letters(kind=kind)]


def news(world: World) -> list[str]:
    return [letter.subject for letter in world.letters(kind=K.LEADER_NEWS)]


def test_silence_lapses_at_its_last_moment_and_the_next_best_is_asked_once(ready: World) -> None:
    ask(ready, ANN, BEN)
    answer(ready, BEN, accept=True)
    at = until(ready, ANN)
    assert [lapse(ready, at - timedelta(minutes=1)), lapse(ready, at), lapse(ready, at)] == [0, 1, 0]
    assert standing(ready) == {"ann": "lapsed", "ben": "accepted", "cleo": "offered"}
    assert (sent_to(ready, K.COMMISSION_LAPSED), sent_to(ready, K.COMMISSION_OFFERED)) == (
        ["ann"],
        ["ann", "ben", "cleo"],
    )
    assert until(ready, CLEO) > at
    assert news(ready) == []


def test_nobody_loses_a_paper_over_a_letter_that_has_not_left(ready: World) -> None:
    ask(ready, ANN)
    at = until(ready, ANN)
    ready.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.WAITING)))
    assert lapse(ready, at) == 0
    deliver(ready)
    assert lapse(ready, at) == 1


def test_where_leaders_ask_themselves_silence_stays_and_one_click_passes_on(ready: World) -> None:
    choose(ready, releases_silent=False)
    ask(ready, ANN)
    at = until(ready, ANN)
    assert lapse(ready, at) == 0

    def pass_on(session: Session, moment: datetime) -> Commission | None:
        row, by = _row(session, ANN), ready.actor(session, CHAIR)
        return commission_lapses.pass_on(
            session, row, ready.call(session), seen=row.version, by=by, now=moment
        )

    with pytest.raises(Refusal, match="still has time to answer"):
        ready.do(partial(pass_on, moment=at - timedelta(minutes=1)))
    ready.do(partial(pass_on, moment=at))
    assert standing(ready) == {"ann": "lapsed", "ben": "offered"}
    with pytest.raises(Stale):
        ready.do(partial(pass_on, moment=at))


def test_who_declines_is_replaced_and_leaders_hear_only_when_nobody_is_left(ready: World) -> None:
    ask(ready, ANN, BEN)
    for email in (ANN, BEN, CLEO):
        answer(ready, email, accept=False)
    assert standing(ready) == {"ann": "declined", "ben": "declined", "cleo": "declined", "dan": "offered"}
    assert len(news(ready)) == 1
    answer(ready, DAN, accept=False, reason="Abroad.")
    letters = ready.letters(kind=K.LEADER_NEWS)
    assert [letter.subject for letter in letters] == [
        "Cleo Reader cannot comment on “Quotas Without Numbers”",
        "Dan Reader cannot comment on “Quotas Without Numbers”",
    ]
    assert ("They wrote: “Abroad.”" in letters[-1].text, "Nobody is left" in letters[-1].text) == (True, True)


def test_an_accepted_standby_steps_in_for_whoever_cancels(ready: World) -> None:
    ask(ready, ANN, BEN)
    ask(ready, DAN, is_standby=True)
    for email in (ANN, BEN, DAN):
        answer(ready, email, accept=True)
    assert standing(ready)["dan"] == "accepted+"
    answer(ready, ANN, accept=False)
    assert standing(ready) == {"ann": "declined", "ben": "accepted", "dan": "accepted"}
    assert sent_to(ready, K.STANDBY_CALLED) == ["dan"]
    assert news(ready) == ["Ann Reader can no longer comment on “Quotas Without Numbers”"]


def test_a_leader_calls_in_and_puts_back(ready: World) -> None:
    ask(ready, DAN, is_standby=True)

    def act(verb: Any, at: datetime = NOW) -> None:
        def run(session: Session) -> None:
            row, by = _row(session, DAN), ready.actor(session, CHAIR)
            verb(session, row, ready.call(session), seen=row.version, by=by, now=at)

        ready.do(run)

    with pytest.raises(Refusal, match="has not accepted"):
        act(standbys.call_in)
    answer(ready, DAN, accept=True)
    act(standbys.call_in)
    act(standbys.call_in)
    assert (standing(ready)["dan"], sent_to(ready, K.STANDBY_CALLED)) == ("accepted", ["dan"])
    act(standbys.put_back, NOW + timedelta(hours=1))
    assert standing(ready)["dan"] == "accepted+"
    assert [x.subject for x in ready.letters(kind=K.COMMISSION_ACCEPTED)] == [
        "You stand by for “Quotas Without Numbers”",
    ] * 2


@pytest.mark.parametrize(("accepted", "then"), [((BEN,), "accepted"), ((BEN, CLEO), "accepted+")])
def test_a_late_yes_counts_while_the_paper_needs_somebody_and_stands_by_after(
    ready: World, accepted: tuple[str, ...], then: str
) -> None:
    ask(ready, ANN, BEN)
    lapse(ready, until(ready, ANN))
    for email in accepted:
        answer(ready, email, accept=True)
    answer(ready, ANN, accept=True)
    assert standing(ready)["ann"] == then


def test_reminders_come_at_half_time_and_a_day_before_once_each_and_can_be_stopped(ready: World) -> None:
    ask(ready, ANN)
    at = until(ready, ANN)
    half = NOW + (at - NOW) / 2 + timedelta(minutes=1)
    moments = (half - timedelta(hours=3), half, half, at - timedelta(hours=23), at - timedelta(hours=22))
    found = [ready.do(partial(commission_reminders.remind_due, now=moment)) for moment in moments]
    assert found == [0, 1, 0, 1, 0]
    letters = ready.letters(kind=K.COMMISSION_REMINDER)
    assert {letter.to_email for letter in letters} == {ANN}
    assert all("stop" in [link[0] for link in letter.links] for letter in letters)


def test_one_letter_asks_and_reminds_about_several_papers(ready: World) -> None:
    ready.paper("Bail After Dark", "lena.writer@law.example.edu")

    def act(session: Session) -> None:
        call, by, who = ready.call(session), ready.actor(session, CHAIR), _commenter(session, ANN)
        ready.row(session, 2).state = PaperState.CONFIRMED
        offers = [commissions.Offer(ready.row(session, number), who, "You know bail.") for number in (1, 2)]
        commissions.offer_all(session, call, offers, by=by, now=NOW)

    ready.do(act)
    (letter,) = ready.letters(kind=K.COMMISSION_OFFERED)
    assert letter.subject == "Will you comment on 2 papers?"
    assert [
        word in letter.text for word in ("Quotas Without Numbers", "Bail After Dark", "You know bail.")
    ] == [True] * 3
    assert [link[0] for link in letter.links] == ["offer"] * 2 + ["commission"] * 4 + ["page"]
    deliver(ready)
    at = ready.do(lambda s: s.scalars(sa.select(Commission.answer_by)).first())
    assert at is not None
    assert ready.do(partial(commission_reminders.remind_due, now=at - timedelta(hours=5))) == 1


def test_nobody_is_asked_by_itself_just_before_the_session(ready: World) -> None:
    def act(session: Session) -> Commission | None:
        paper, call, by = ready.row(session), ready.call(session), ready.actor(session, CHAIR)
        return ask_next(session, paper, call, by=by, now=START - timedelta(hours=20))

    assert ready.do(act) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "standby", "accept", "decline", "withdraw", "again", "lapse", "call", "back"]
        ),
        st.integers(0, 3),
    ),
    min_size=3,
    max_size=16,
)
SAYS = {
    K.COMMISSION_OFFERED: {"offered"},
    K.COMMISSION_LAPSED: {"lapsed"},
    K.COMMISSION_WITHDRAWN: {"withdrawn"},
    K.COMMISSION_ACCEPTED: {"accepted", "accepted+"},
    K.STANDBY_CALLED: {"accepted"},
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_in_any_sequence_the_last_letter_to_each_person_says_what_is_so(
    ready: World, steps: list[tuple[str, int]]
) -> None:
    """But for who declined themselves, and so knows: their last letter is from before their own answer."""
    with ready.app.app_context(), writing():
        session = db.session()
        try:
            now = NOW
            for verb, who in steps:
                now += timedelta(hours=1)
                _do(ready, session, verb, PEOPLE[who], now)
            _check(session)
        finally:
            session.rollback()


def _do(world: World, session: Session, verb: str, email: str, now: datetime) -> None:
    paper, call, chair = world.row(session), world.call(session), world.actor(session, CHAIR)
    known = session.scalar(
        sa.select(Commission).where(Commission.commenter_id == _commenter(session, email).id)
    )
    by = world.actor(session, email)
    try:
        with session.begin_nested():
            if verb in {"ask", "standby"}:
                ids = [_commenter(session, email).id]
                commissions.ask(session, paper, call, ids, is_standby=verb == "standby", by=chair, now=now)
            elif verb == "lapse":
                session.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=now))
                commission_lapses.lapse_due(session, now + timedelta(days=6))
            elif known is not None:
                seen: dict[str, Any] = {"seen": known.version, "by": chair, "now": now}
                if verb in {"accept", "decline"}:
                    commissions.answer(session, known, call, accept=verb == "accept", by=by, now=now)
                elif verb == "withdraw":
                    commissions.withdraw(session, known, call, **seen)
                elif verb == "again":
                    commissions.ask_again(session, known, call, **seen)
                else:
                    {"call": standbys.call_in, "back": standbys.put_back}[verb](session, known, call, **seen)
    except (Refusal, RefusedMove, Stale):
        session.expire_all()


def _check(session: Session) -> None:
    for row in session.scalars(sa.select(Commission)):
        said = session.scalars(
            sa.select(Letter)
            .where(Letter.person_id == row.commenter.person_id, Letter.kind.in_(list(SAYS)))
            .order_by(Letter.id.desc())
            .limit(1)
        ).first()
        assert said is not None
        stands = row.state.value + "+" * row.is_standby
        if row.state is CommissionState.DECLINED:
            assert said.kind in {
                K.COMMISSION_OFFERED,
                K.COMMISSION_ACCEPTED,
                K.STANDBY_CALLED,
                K.COMMISSION_LAPSED,
            }
            continue
        assert (
            stands.removesuffix("+" if row.state is not CommissionState.ACCEPTED else "") in SAYS[said.kind]
        )
        if said.kind is K.COMMISSION_ACCEPTED:
            assert ("stand by" in said.subject) == row.is_standby
