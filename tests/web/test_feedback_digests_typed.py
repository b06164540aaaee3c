"""What readers typed cannot turn round what stands beside it: on the author's page and in the letter."""

from tests.client import PageClient
from tests.conftest import Clock
from tests.feedback_world import CLOSES, DURING, boxes, digest_path, hand_in
from tests.world import World
from wip.domain.letters import LetterKind
from wip.services import feedback_rounds


def test_no_override_leaves_a_box(client: PageClient, world: World, clock: Clock) -> None:
    boxes(world)
    clock.now = DURING
    hand_in(world, came_across="Before \u202eafter\u2066.", source="\u202egnp.exe")
    clock.now = CLOSES
    world.do(lambda s: feedback_rounds.send_digests(s, CLOSES))
    page = client.get(digest_path(world))
    [letter] = world.letters(kind=LetterKind.FEEDBACK_DIGEST)
    for text in (page.html, letter.text, letter.html, letter.subject):
        assert [mark in text for mark in "\u202e\u2066"] == [False, False]
    assert ("Before after." in page.words, "Before after." in letter.text) == (True, True)
