"""Sections and their leaders: founded, invited, answered, ended."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.selecting import SECOND_CHAIR
from tests.world import CHAIR, World
from wip.domain.refusals import Refusal, RefusedMove
from wip.models import Leadership, Letter, Section
from wip.services import sections


def section_of(session: Session, world: World) -> Section:
    return session.scalars(sa.select(Section).where(Section.slug == world.section)).one()


def invite(session: Session, world: World, email: str = SECOND_CHAIR) -> Leadership:
    by = world.actor(session, CHAIR)
    section = section_of(session, world)
    return sections.invite_leader(session, section, name="Jonas Lind", email=email, by=by, now=NOW)


def answer(session: Session, world: World, row: Leadership, *, accept: bool) -> None:
    sections.answer_leadership(session, row, accept=accept, by=world.actor(session, SECOND_CHAIR), now=NOW)


@pytest.mark.parametrize(
    ("name", "contact", "leader", "zone", "field"),
    [
        ("", "a@law.example.edu", "b@law.example.edu", "America/New_York", "name"),
        ("Section on Criminal Justice", "a@law.example.edu", "b@law.example.edu", "America/New_York", "name"),
        ("Criminal  Justice", "a@law.example.edu", "b@law.example.edu", "America/New_York", "name"),
        ("Section on Torts", "nobody", "b@law.example.edu", "America/New_York", "contact"),
        ("Section on Torts", "a@law.example.edu", "nobody", "America/New_York", "leader"),
        ("Section on Torts", "a@law.example.edu", "b@law.example.edu", "Eastern", "zone"),
    ],
)
def test_a_section_that_cannot_be_is_refused(
    world: World, session: Session, name: str, contact: str, leader: str, zone: str, field: str
) -> None:
    assert world.section == "criminal-justice"
    with pytest.raises(Refusal) as no:
        sections.found(session, name, contact, leader, zone, NOW)
    assert no.value.field == field


def test_an_invitation_is_a_letter_with_two_links(world: World, session: Session) -> None:
    row = invite(session, world)
    assert row.state == "invited"
    letter = session.scalars(sa.select(Letter)).one()
    assert (letter.kind, letter.to_email) == ("leader_invitation", SECOND_CHAIR)
    assert [link[4] for link in letter.links] == ["accept", "decline"]


def test_who_was_asked_is_not_asked_twice(world: World, session: Session) -> None:
    answer(session, world, invite(session, world), accept=True)
    for email in (SECOND_CHAIR, CHAIR):
        with pytest.raises(Refusal) as no:
            invite(session, world, email)
        assert no.value.field == "email"


def test_an_answer_given_twice_is_given_once_and_who_declined_may_be_asked_again(
    world: World, session: Session
) -> None:
    row = invite(session, world)
    answer(session, world, row, accept=False)
    answer(session, world, row, accept=False)
    with pytest.raises(RefusedMove):
        answer(session, world, row, accept=True)
    assert invite(session, world) is row
    answer(session, world, row, accept=True)
    assert row.state == "accepted"


def test_a_section_is_never_left_without_a_leader(world: World, session: Session) -> None:
    by = world.actor(session, CHAIR)
    first = session.scalars(
        sa.select(Leadership).where(Leadership.section_id == section_of(session, world).id)
    ).one()
    second = invite(session, world)
    with pytest.raises(Refusal) as no:
        sections.end_leadership(session, first, by=by, now=NOW)
    assert no.value.sentence == "A section needs at least one leader. Invite the next one first."
    answer(session, world, second, accept=True)
    sections.end_leadership(session, first, by=by, now=NOW)
    assert [first.state, second.state] == ["ended", "accepted"]


@pytest.mark.parametrize(
    ("change", "field"), [({"contact_email": "nobody"}, "contact_email"), ({"zone": "Mars/Base"}, "zone")]
)
def test_details_that_cannot_be_are_refused(
    world: World, session: Session, change: dict[str, Any], field: str
) -> None:
    details = {"contact_email": "cj@law.example.edu", "zone": "America/Chicago"} | change
    by = world.actor(session, CHAIR)
    with pytest.raises(Refusal) as no:
        sections.change_section(session, section_of(session, world), **details, by=by, now=NOW)
    assert no.value.field == field
