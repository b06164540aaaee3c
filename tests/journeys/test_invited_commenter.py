"""Somebody whom a leader invites accepts on the phone, with one press after the letter's link; a real Chromium."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.journeys.browsing import PHONE, Window
from tests.journeys.live import LiveApp, letter_to, link_in
from tests.world import CHAIR, World
from wip.domain.guest_lists import Guest
from wip.models import Commenter
from wip.services import commenter_invitations
from wip.services.commenter_invitations import Wanted

pytestmark = pytest.mark.browser

GUEST = "ilka.sandoval@coast.example.edu"


def test_an_invited_commenter_accepts_on_the_phone(live: LiveApp, window: Callable[..., Window]) -> None:
    world = World(live.app, live.clock.now)

    def invite(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        wanted = Wanted(typed=(Guest("Ilka Sandoval", GUEST),), note="You wrote on pleas.")
        proposal = commenter_invitations.propose(session, call, wanted, by=by, now=world.now)
        commenter_invitations.invite(session, call, wanted, digest=proposal.digest, by=by, now=world.now)

    world.do(invite)
    link = link_in(letter_to(live.deliver(), GUEST), "answer=accept")
    who = window(PHONE)
    page = who.open(link)
    assert who.fits_its_window()
    who.press("Yes, I will comment")
    assert who.heading == "Your offer to comment"
    page.get_by_label("Your field, in your own words").fill("Plea bargaining")
    page.get_by_text("More, if you like").click()
    page.get_by_label("Which hours suit you?").select_option("part")
    page.get_by_label("until", exact=True).select_option(index=1)
    assert who.fits_its_window()
    who.press("Save the changes")
    assert who.told.startswith("Your offer is saved.")
    rows = sa.select(Commenter.topics, Commenter.papers_max)
    assert world.do(lambda s: [tuple(row) for row in s.execute(rows)]) == [("Plea bargaining", 1)]
    assert who.complaints == []
