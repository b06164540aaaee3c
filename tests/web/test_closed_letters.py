"""Letters about a paper are closed to whoever may not see the paper: in the list, in sums, on their page, in acts."""

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.world import AUTHOR, CHAIR, World
from wip.domain.invitations import InvitationState
from wip.domain.letters import LetterMove
from wip.models import HistoryEvent, Leadership, Letter
from wip.services import reviews
from wip.services.letters import move
from wip.services.people import person_at

SECOND = "second@law.example.edu"
COLLEAGUE = "lena.holm@law.example.edu"


@pytest.fixture
def two(world: World) -> tuple[Letter, Letter]:
    """The receipts of two papers; the chair has a conflict with the first."""
    world.paper()
    world.paper("Open to All", SECOND)
    _conflict(world, CHAIR)
    closed, other = world.letters()
    return closed, other


def _conflict(world: World, email: str) -> None:
    def act(session: Session) -> None:
        by = world.actor(session, email)
        reviews.declare_conflict(session, world.row(session), "My former student", by=by, now=world.now)

    world.do(act)


def test_a_conflict_closes_letters_about_the_paper(
    client: PageClient, world: World, two: tuple[Letter, Letter]
) -> None:
    closed, other = two
    at = f"/manage/{world.slug}/letters/"
    client.sign_in(CHAIR)
    listed = client.get(at)
    assert ("Quotas Without Numbers" in listed.words, "Open to All" in listed.words) == (False, True)
    assert "All (1)" in listed.words
    missing = client.get(f"{at}999999/", status=404).words
    assert client.get(f"{at}{closed.id}/", status=404).words == missing
    client.get(f"{at}{other.id}/")
    form = client.page.form(f"{at}{other.id}/").filled(step="hold")
    assert client.post(f"{at}{closed.id}/", form).status_code == 404
    assert [letter.state.value for letter in world.letters()] == ["waiting", "waiting"]


def test_other_leaders_see_them_all(client: PageClient, world: World, two: tuple[Letter, Letter]) -> None:
    world.do(lambda s: _second_leader(world, s))
    page = client.sign_in(COLLEAGUE).get(f"/manage/{world.slug}/letters/")
    assert "All (2)" in page.words
    assert f"/manage/{world.slug}/letters/{two[0].id}/" in page.links


def _second_leader(world: World, session: Session) -> None:
    person = person_at(session, COLLEAGUE, world.now)
    section = world.call(session).wip_session.section
    session.add(
        Leadership(
            person_id=person.id, section_id=section.id, state=InvitationState.ACCEPTED, invited_at=world.now
        )
    )


def test_a_leader_does_not_see_the_letters_about_the_own_paper(client: PageClient, world: World) -> None:
    world.paper(email=CHAIR)
    world.paper("Open to All", SECOND)
    page = client.sign_in(CHAIR).get(f"/manage/{world.slug}/letters/")
    assert ("Quotas Without Numbers" in page.words, "All (1)" in page.words) == (False, True)


def test_what_was_done_to_a_closed_letter_is_closed_too(
    client: PageClient, world: World, two: tuple[Letter, Letter]
) -> None:
    def hold(session: Session) -> None:
        for letter in two:
            found = session.get_one(Letter, letter.id)
            move(session, found, LetterMove.HOLD, by=world.system, now=world.now)

    world.do(hold)
    events = world.do(
        lambda s: s.scalars(sa.select(HistoryEvent.paper_id).where(HistoryEvent.act == "hold")).all()
    )
    assert events == [two[0].paper_id, two[1].paper_id]
    assert client.sign_in(CHAIR).get(f"/manage/{world.slug}/history/").words.count("held a letter back") == 1


def test_every_letter_about_one_paper_says_so(world: World) -> None:
    world.paper()
    about = {letter.cause: letter.paper_id for letter in world.letters() if re.match("paper:", letter.cause)}
    assert set(about.values()) == {1}
    assert world.letters(to_email=AUTHOR)[0].paper_id == 1
