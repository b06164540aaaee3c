"""What is in a private box is planted and looked for on every address of everybody else, and in every letter."""

import io
import re
import zipfile
from datetime import timedelta

import pytest

from tests.agenda_world import feed_path
from tests.client import PageClient
from tests.conftest import Clock
from tests.feedback_world import (
    ATTENDEE,
    CLOSES,
    DURING,
    MONTH,
    attend,
    box_path,
    boxes,
    digest_path,
    hand_in,
    row_of,
)
from tests.selecting import add_leader
from tests.web.parts import parts_of
from tests.web.test_hidden_everywhere import address
from tests.world import CHAIR, COAUTHOR, COMMENTER, World
from wip.domain.feedbacks import Signature
from wip.domain.letters import LetterKind
from wip.services import feedback_rounds

SECRET = "planted-feedback: the second part is thin"
TYPED = "planted-feedback: only typed"


@pytest.fixture
def ready(world: World, clock: Clock) -> World:
    boxes(world)
    clock.now = DURING
    return world


def closed(world: World, clock: Clock) -> None:
    """The boxes close, and authors get what is there."""
    clock.now = CLOSES
    world.do(lambda s: feedback_rounds.send_digests(s, CLOSES))


def readable(client: PageClient, paths: list[str]) -> dict[str, str]:
    found = {}
    for path in paths:
        response = client.http.get(path, base_url="https://wip.example.edu")
        body = response.get_data()
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                body = b"\n".join(archive.read(name) for name in archive.namelist())
        found[path] = re.sub(r"\r?\n[ \t]", "", body.decode("utf-8", "replace"))
    return found


def every_path(world: World) -> list[str]:
    """Every address with GET that is not behind a personal link, for the whole session."""
    parts = world.do(lambda s: parts_of(s, world, CHAIR))
    letters = [letter.id for letter in world.letters()]
    rules = [
        r for r in world.app.url_map.iter_rules() if "GET" in (r.methods or ()) and "token" not in r.arguments
    ]
    found = []
    for rule in rules:
        if rule.endpoint == "static":
            continue
        for instead in (
            {},
            {"number": 2},
            *({"letter_id": n} for n in letters if "letter_id" in rule.arguments),
        ):
            found.append(address(rule, parts | instead))  # noqa: PERF401 - two loops read better
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("who", ["", CHAIR, COAUTHOR, COMMENTER, ATTENDEE, "second.chair@law.example.edu"])
def test_what_is_in_a_box_is_on_no_page_of_anybody_else(
    client: PageClient, ready: World, clock: Clock, who: str
) -> None:
    """Written by a third person without a name: looked for by leaders, other authors, commenters and attendees."""
    writer = "wanda.nameless@law.example.edu"
    attend(ready, writer, "Wanda Nameless")
    hand_in(ready, writer, more=SECRET, signature=Signature.ROLE, wants_talk=True)
    ready.do(lambda s: feedback_rounds.tell_open(s, DURING))
    ready.do(lambda s: feedback_rounds.remind(s, CLOSES - timedelta(hours=1)))
    closed(ready, clock)
    client.get(digest_path(ready))
    assert SECRET in client.page.html
    if who == "second.chair@law.example.edu":
        add_leader(ready, who)
    reader = PageClient(client.app)
    paths = every_path(ready)
    if who:
        ready.do(lambda s: ready.actor(s, who))
        reader.sign_in(who)
        paths += [
            feed_path(ready, who),
            box_path(ready, who),
            box_path(ready, who, 1),
            box_path(ready, who, 2),
        ]
    if who == COAUTHOR:
        paths += [ready.paper_link(2, COAUTHOR), digest_path(ready, COAUTHOR, 2)]
    found = readable(reader, paths)
    assert [path for path, text in found.items() if "planted-feedback" in text] == []
    # That she attends is known to leaders; that she wrote is known to nobody but the author, and not by name.
    private = [*(path for path in found if path.startswith(("/papers/", "/feedback/")))]
    assert [path for path in private if "Wanda" in found[path]] == []


def test_no_letter_in_a_session_says_what_was_written_or_who_wrote(ready: World, clock: Clock) -> None:
    hand_in(ready, ATTENDEE, more=SECRET, signature=Signature.ROLE, wants_talk=True)
    ready.do(lambda s: feedback_rounds.tell_open(s, DURING))
    closed(ready, clock)
    ready.do(lambda s: feedback_rounds.ask_what_changed(s, MONTH))
    session_id = ready.do(lambda s: row_of(s, ready).id)
    told = ready.letters(wip_session_id=session_id)
    assert LetterKind.FEEDBACK_OPEN in {letter.kind for letter in told}
    assert not any("planted-feedback" in letter.text + letter.html for letter in told)
    digests = ready.letters(kind=LetterKind.FEEDBACK_DIGEST)
    assert [SECRET in digest.text for digest in digests] == [True]
    assert not any("Ada" in digest.text + digest.html for digest in digests)
