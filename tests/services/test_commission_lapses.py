"""Silence is reminded, then passes to the next best; standbys step in; a late yes still counts."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.commissioning import (
    ANN,
    BEN,
    CLEO,
    DAN,
    K,
    answer,
    ask,
    choose,
    commenter_of,
    deliver,
    lapse,
    news,
    row_of,
    sent_to,
    staffed,
    standing,
    until,
)
from tests.conftest import NOW
from tests.world import CHAIR, START, World
from wip.domain.letters import LetterState
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal, Stale
from wip.models import CommentingSettings, Commission, Letter
from wip.services import commission_lapses, commission_reminders, commissions, standbys
from wip.services.commission_gaps import ask_next


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed paper and four volunteers; the leaders said that silence passes on."""
    return staffed(world)


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
    first, *_, last = ready.letters(kind=K.COMMISSION_OFFERED)
    assert " asks whether you will comment on a paper" in first.text
    assert "The organisers ask whether you will comment on a paper" in last.text
    assert "The organisers ask" not in first.text
    assert news(ready) == []


def test_nobody_loses_a_paper_over_a_letter_that_has_not_left(ready: World) -> None:
    ask(ready, ANN)
    at = until(ready, ANN)
    ready.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.WAITING)))
    assert lapse(ready, at) == 0
    deliver(ready)
    assert lapse(ready, at) == 1


def test_where_leaders_have_said_nothing_no_request_lapses_by_itself(ready: World) -> None:
    ready.do(lambda s: s.execute(sa.delete(CommentingSettings)))
    ask(ready, ANN)
    at = until(ready, ANN)
    assert lapse(ready, at) == 0
    answer(ready, ANN, accept=False)
    assert standing(ready) == {"ann": "declined"}
    assert news(ready) == ["Ann Reader cannot comment on “Quotas Without Numbers”"]


def test_where_leaders_ask_themselves_silence_stays_and_one_click_passes_on(ready: World) -> None:
    choose(ready, releases_silent=False)
    ask(ready, ANN)
    at = until(ready, ANN)
    assert lapse(ready, at) == 0

    def pass_on(session: Session, moment: datetime) -> Commission | None:
        row, by = row_of(session, ANN), ready.actor(session, CHAIR)
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
            row, by = row_of(session, DAN), ready.actor(session, CHAIR)
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
        call, by, who = ready.call(session), ready.actor(session, CHAIR), commenter_of(session, ANN)
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
