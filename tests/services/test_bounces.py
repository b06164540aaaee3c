"""Letters that come back: marked once, told to the leaders, and sent again when the address is mended."""

from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import NOW
from tests.services.test_deliveries import Postbox
from tests.world import AUTHOR, CHAIR, World
from wip.adapters.bounces import return_address
from wip.domain.bounces import Notice, NoticeKind
from wip.domain.letters import LetterMove
from wip.models import HistoryEvent, Letter, LetterTry
from wip.services.bounces import TakenIn, take_in
from wip.services.deliveries import deliver_due
from wip.services.letters import move
from wip.settings import Settings

BACK = Notice(NoticeKind.FAILED, "a" * 64, 1, "", "5.1.1", "There is no such mailbox.")
LATE = Notice(NoticeKind.DELAYED, "b" * 64, 1, "", "4.4.1", "connection timed out")


@pytest.fixture
def sent(world: World) -> Letter:
    world.paper()
    assert deliver(world) == 1
    return world.letters()[0]


def deliver(world: World, post: Postbox | None = None) -> int:
    settings: Settings = world.app.extensions["wip_settings"]
    return world.do(lambda s: deliver_due(s, settings, NOW, post or Postbox()))


def take(world: World, *notices: Notice) -> list[str]:
    return [world.do(partial(_take, notice)) for notice in notices]


def _take(notice: Notice, session: Session) -> str:
    return take_in(session, notice, now=NOW).value


def stands(world: World) -> tuple[str, bool, str]:
    letter = world.letters()[0]
    return letter.state.value, letter.came_back, letter.fault


def events(session: Session) -> list[tuple[str, dict[str, str]]]:
    select = sa.select(HistoryEvent).where(HistoryEvent.thing == "letters")
    return [(row.act, row.new) for row in session.scalars(select)]


def test_a_letter_comes_back_once_however_often_its_notice_is_read(world: World, sent: Letter) -> None:
    assert take(world, replace(BACK, letter_id=sent.id), BACK, BACK) == ["came back", "known", "known"]
    assert stands(world) == ("failed", True, "It came back: 5.1.1 There is no such mailbox.")
    assert world.do(events) == [("letter came back", {"state": "failed", "status": "5.1.1"})]
    rows = world.do(lambda s: [(x.outcome.value, x.answer) for x in s.scalars(sa.select(LetterTry))])
    assert rows == [("taken", "250 OK"), ("came_back", "5.1.1 There is no such mailbox.")]


def test_it_is_found_by_its_message_id_too(world: World, sent: Letter) -> None:
    assert UUID(sent.message_id).version == 4
    assert take(world, replace(BACK, letter_id=None, message_id=sent.message_id)) == ["came back"]


def test_a_delay_is_noted_and_changes_nothing(world: World, sent: Letter) -> None:
    assert take(world, LATE, LATE) == ["noted", "known"]
    assert (stands(world), world.do(events)) == (("sent", False, ""), [])
    assert sent.state.value == "sent"


def test_what_names_no_letter_of_ours_is_left_alone(world: World, sent: Letter) -> None:
    unknown = replace(BACK, letter_id=sent.id + 1000)
    nameless = replace(BACK, letter_id=None, message_id="")
    other = replace(BACK, kind=NoticeKind.OTHER)
    assert take(world, unknown, nameless, other) == ["ignored"] * 3
    assert stands(world) == ("sent", False, "")


def test_a_notice_about_a_letter_that_is_on_its_way_again_is_only_noted(world: World, sent: Letter) -> None:
    take(world, BACK)
    _again(world, sent)
    assert stands(world) == ("waiting", False, "")
    assert take(world, BACK, replace(BACK, digest="c" * 64)) == ["known", "noted"]
    assert stands(world) == ("waiting", False, "")
    deliver(world)
    assert take(world, BACK) == ["known"]
    assert stands(world) == ("sent", False, "")
    assert take(world, replace(BACK, digest="d" * 64)) == [TakenIn.CAME_BACK.value]


def _again(world: World, letter: Letter) -> None:
    def act(session: Session) -> None:
        by = world.actor(session, CHAIR)
        move(session, session.get_one(Letter, letter.id), LetterMove.SEND_AGAIN, by=by, now=NOW)

    world.do(act)


def test_leaders_see_it_on_the_overview_and_on_the_page_of_letters(
    client: PageClient, world: World, sent: Letter
) -> None:
    world.paper("Second", "second@law.example.edu")
    client.sign_in(CHAIR)
    assert "did not arrive" not in client.get(f"/manage/{world.slug}/").words
    take(world, BACK)
    assert "1 letter did not arrive; 1 came back." in client.get(f"/manage/{world.slug}/").words
    listed = client.get(f"/manage/{world.slug}/letters/?state=came_back").words
    assert "came back It came back: 5.1.1 There is no such mailbox." in listed.replace("backIt", "back It")
    assert ("Received: Quotas" in listed, "Received: Second" in listed) == (True, False)
    shown = client.get(f"/manage/{world.slug}/letters/{sent.id}/").words
    assert "came back 5.1.1 There is no such mailbox." in shown
    assert "a letter came back" in client.get(f"/manage/{world.slug}/history/").words


def test_each_letter_leaves_with_a_return_address_of_its_own(world: World) -> None:
    class Noting(Postbox):
        senders: tuple[str, ...] = ()

        def deliver(self, message: EmailMessage, sender: str = "") -> str:
            self.senders += (sender,)
            return super().deliver(message, sender)

    world.paper()
    world.paper("Second", "second@law.example.edu")
    found: Settings = replace(world.app.extensions["wip_settings"], bounce_address="back@wip.example.edu")
    post = Noting()
    world.do(lambda s: deliver_due(s, found, NOW, post))
    ids = [letter.id for letter in world.letters()]
    assert post.senders == tuple(return_address(found, id_) for id_ in ids)
    assert AUTHOR not in post.senders
