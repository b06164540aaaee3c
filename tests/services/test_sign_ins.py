"""Sign-in links: single use, expiring, silent, and not too many."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, STRANGER, World
from wip.domain.links import Link, LinkKind
from wip.domain.refusals import Refusal, Unknown
from wip.models import HistoryEvent, Letter, Person, SignInLink
from wip.services import sign_ins

SPENT = "This sign-in link has been used or is too old. Ask for a new one: it takes a minute."


def test_a_known_and_an_unknown_address_get_the_same_letter(world: World, session: Session) -> None:
    for email in (CHAIR, STRANGER):
        sign_ins.ask(session, email, NOW, minutes=30, goes_to="/me/")
    letters = session.scalars(sa.select(Letter).order_by(Letter.id)).all()
    assert [(x.to_email, x.subject, x.person_id is None) for x in letters] == [
        (CHAIR, letters[0].subject, False),
        (STRANGER, letters[0].subject, True),
    ]
    assert letters[0].text.replace("Robin Vale", "colleague") == letters[1].text
    assert session.scalar(sa.select(Person).where(Person.email == STRANGER)) is None
    assert world.slug


def test_asking_for_what_is_no_address_is_refused(session: Session) -> None:
    with pytest.raises(Refusal) as no:
        sign_ins.ask(session, "nobody", NOW, minutes=30)
    assert (no.value.field, no.value.sentence) == (
        "email",
        "“nobody” is not an e-mail address. Write it like name@example.edu.",
    )


def test_the_sixth_letter_within_an_hour_is_not_written(session: Session) -> None:
    def letters() -> int:
        return session.scalar(sa.select(sa.func.count()).select_from(Letter)) or 0

    for _ in range(7):
        sign_ins.ask(session, STRANGER, NOW, minutes=30)
    assert letters() == 5
    sign_ins.ask(session, STRANGER.upper(), NOW + timedelta(minutes=59), minutes=30)
    assert letters() == 5
    sign_ins.ask(session, STRANGER, NOW + timedelta(minutes=61), minutes=30)
    assert letters() == 6


def test_a_link_works_once(session: Session) -> None:
    link = sign_ins.make_link(session, STRANGER, NOW, 30, "/me/")
    person, goes_to = sign_ins.enter(session, link, NOW)
    assert (person.email, goes_to) == (STRANGER, "/me/")
    assert session.scalars(sa.select(HistoryEvent.act)).all() == ["sign in"]
    with pytest.raises(Refusal, match=SPENT[:40]):
        sign_ins.enter(session, link, NOW)


def test_a_link_expires_to_the_second(session: Session) -> None:
    link = sign_ins.make_link(session, STRANGER, NOW, 30)
    end = NOW + timedelta(minutes=30)
    assert sign_ins.usable(session, link, end).used_at is None
    with pytest.raises(Refusal) as no:
        sign_ins.enter(session, link, end + timedelta(seconds=1))
    assert no.value.sentence == SPENT
    assert session.scalars(sa.select(SignInLink.used_at)).all() == [None]


@pytest.mark.parametrize("link", [Link(LinkKind.SIGN_IN, 0, 99), Link(LinkKind.PAPER, 1, 1)])
def test_another_link_opens_nothing(session: Session, link: Link) -> None:
    sign_ins.make_link(session, STRANGER, NOW, 30)
    with pytest.raises(Unknown):
        sign_ins.enter(session, link, NOW)


def test_who_was_shut_out_stays_out(session: Session) -> None:
    person, _ = sign_ins.enter(session, sign_ins.make_link(session, STRANGER, NOW, 30), NOW)
    person.active = False
    with pytest.raises(Refusal) as no:
        sign_ins.enter(session, sign_ins.make_link(session, STRANGER, NOW, 30), NOW)
    assert no.value.sentence == "This address can no longer sign in here. Write to the section's leaders."
