"""A letter about a request that has not left gives way, and nobody hears the end of what they never heard of."""

from functools import partial

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.commissioning import (
    ANN,
    BEN,
    DAN,
    K,
    answer,
    ask,
    commenter_of,
    deliver,
    row_of,
    staffed,
    standing,
)
from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.domain.letters import LetterKind, LetterState
from wip.domain.papers import PaperState
from wip.models import Commission, Letter
from wip.services import commission_lapses, commission_reminders, commissions, standbys


@pytest.fixture
def ready(world: World) -> World:
    """A confirmed paper and four volunteers."""
    return staffed(world)


def unsent(world: World) -> None:
    """As if the worker had not come by yet."""
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.WAITING, sent_at=None)))


def kept(world: World, email: str) -> list[LetterKind]:
    """The letters about requests that left, or still will."""
    found = [letter for letter in world.letters(to_email=email) if letter.state is not LetterState.REPLACED]
    return [letter.kind for letter in found if letter.kind is not K.OFFER_RECEIVED]


def withdraw(world: World, email: str, number: int = 1) -> None:
    def act(session: Session) -> None:
        who = commenter_of(session, email)
        paper = world.row(session, number)
        row = session.scalars(
            sa.select(Commission).where(Commission.commenter_id == who.id, Commission.paper_id == paper.id)
        ).one()
        by = world.actor(session, CHAIR)
        commissions.withdraw(session, row, world.call(session), seen=row.version, by=by, now=NOW)

    world.do(act)


def test_a_request_taken_back_before_its_letter_left_is_never_heard_of(ready: World) -> None:
    ask(ready, ANN)
    unsent(ready)
    withdraw(ready, ANN)
    assert (standing(ready), kept(ready, ANN)) == ({"ann": "withdrawn"}, [])
    assert [x.fault[:23] for x in ready.letters(kind=K.COMMISSION_OFFERED)] == ["It had not left when th"]


def test_a_request_whose_paper_leaves_before_its_letter_left_is_never_heard_of(ready: World) -> None:
    ask(ready, ANN, BEN)
    unsent(ready)
    answer(ready, BEN, accept=True)

    def act(session: Session) -> None:
        commissions.withdraw_all(session, ready.row(session), by=ready.actor(session, CHAIR), now=NOW)

    ready.do(act)
    assert (kept(ready, ANN), kept(ready, BEN)) == ([], [K.COMMISSION_WITHDRAWN])


def test_a_silent_request_whose_letter_never_left_lapses_without_a_word(ready: World) -> None:
    ask(ready, ANN)
    unsent(ready)

    def act(session: Session) -> None:
        row, by = row_of(session, ANN), ready.actor(session, CHAIR)
        at = row.answer_by or NOW
        commission_lapses.pass_on(session, row, ready.call(session), seen=row.version, by=by, now=at)

    ready.do(act)
    assert (kept(ready, ANN), kept(ready, BEN)) == ([], [K.COMMISSION_OFFERED])


def test_a_standby_put_back_before_the_call_left_is_not_called(ready: World) -> None:
    ask(ready, DAN, is_standby=True)
    answer(ready, DAN, accept=True)
    deliver(ready)

    def act(session: Session, verb: object) -> None:
        row, by = row_of(session, DAN), ready.actor(session, CHAIR)
        change = {"in": standbys.call_in, "back": standbys.put_back}[str(verb)]
        change(
            session, row, ready.call(session), seen=row.version, by=by, now=NOW.replace(hour=len(str(verb)))
        )

    ready.do(partial(act, verb="in"))
    ready.do(partial(act, verb="back"))
    assert K.STANDBY_CALLED not in kept(ready, DAN)
    assert kept(ready, DAN)[-1] is K.COMMISSION_ACCEPTED


def test_of_two_papers_in_one_unsent_letter_the_other_is_still_asked_and_reminded(ready: World) -> None:
    ready.paper("Bail After Dark", "lena.writer@law.example.edu")

    def both(session: Session) -> None:
        call, by, who = ready.call(session), ready.actor(session, CHAIR), commenter_of(session, ANN)
        ready.row(session, 2).state = PaperState.CONFIRMED
        offers = [commissions.Offer(ready.row(session, number), who) for number in (1, 2)]
        commissions.offer_all(session, call, offers, by=by, now=NOW)

    ready.do(both)
    withdraw(ready, ANN, 1)
    found = [x for x in ready.letters(kind=K.COMMISSION_OFFERED) if x.state is not LetterState.REPLACED]
    assert [x.subject for x in found] == ["Will you comment on “Bail After Dark”?"]
    assert "Quotas" not in found[0].text
    ready.do(
        lambda s: s.execute(
            sa.update(Letter).where(Letter.id == found[0].id).values(state=LetterState.SENT, sent_at=NOW)
        )
    )
    at = ready.do(
        lambda s: s.scalars(sa.select(Commission.answer_by).where(Commission.state == "offered")).one()
    )
    assert at is not None
    assert ready.do(partial(commission_reminders.remind_due, now=NOW + (at - NOW) * 0.6)) == 1
