"""What a conflict hides, looked for on every route: planted words, and whether anything at all tells the difference.

First secrets are planted in a paper and looked for. Then another leader changes its reviews, its discussion and its
decision: whoever has the conflict, and the author, must get every page exactly as before, sums and counts included.
"""

import io
import re
import zipfile
from typing import Any

import pytest
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests import selecting
from tests.client import PageClient
from tests.web.parts import parts_of
from tests.world import AUTHOR, CHAIR, COMMENTER, REVIEWER, World
from wip.domain.reviews import Outcome
from wip.services import (
    agendas,
    bulk,
    commenters,
    commissions,
    confirmations,
    conflict_decisions,
    publications,
)

TITLE = "Xylographic Quandaries of Bail"
ABSTRACT = "Zymurgical evidence about pretrial release."
COMMENT = "Quixotic but brave."
SECRETS = ("Xylographic", "Zymurgical", "Quixotic", "2.7182")
SECOND, THIRD = selecting.SECOND_CHAIR, "kofi.third@law.example.edu"

TOKENS = re.compile(
    rb'((?:name="(?:csrf_token|form_token|digest|started)"[^>]*value=")|[?](?:started|since)=)[^"&]*'
)


def plant(world: World) -> None:
    """Paper 1 is the secret; papers 2 and 3 are plain. Reviewed by another leader; CHAIR and REVIEWER have conflicts."""
    selecting.add_leader(world)
    selecting.add_leader(world, THIRD, "Kofi Third")
    world.paper(TITLE, AUTHOR, abstract=ABSTRACT)
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    world.paper("Juries at Night", "noor.haan@law.example.edu")
    selecting.add_reviewer(world, REVIEWER)
    for email in (CHAIR, REVIEWER):
        keep_from(world, email)
    for number in (1, 2, 3):
        selecting.score(world, number, SECOND, 3, COMMENT if number == 1 else "Sound.")
    selecting.decide(world, {1: Outcome.DECLINE, 2: Outcome.ACCEPT, 3: Outcome.DECLINE}, SECOND)


def keep_from(world: World, email: str) -> None:
    """Another leader puts down a conflict between the person and paper 1."""

    def act(session: Session) -> None:
        person = world.actor(session, email).person_id or 0
        by = world.actor(session, SECOND if email != SECOND else CHAIR)
        row = world.call(session).wip_session
        paper = world.row(session, 1)
        conflict_decisions.put_down(
            session, row, paper, person, "They wrote a book together.", by=by, now=world.now
        )

    world.do(act)


def change_everything(world: World) -> None:
    """Other leaders change what the paper is worth and what becomes of it."""
    selecting.score(world, 1, SECOND, 5, "Quixotic and right.")
    selecting.score(world, 1, THIRD, 1, "Quixotic, no.")
    selecting.decide(world, {1: Outcome.ACCEPT}, SECOND)


def address(rule: Rule, values: dict[str, Any]) -> str:
    """The path of a route; a part that the session has nothing for names what is not there."""
    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda part: str(values.get(part[1], "none")), rule.rule)


def addresses(world: World, parts: dict[str, Any]) -> list[str]:
    """Every address that can be asked with GET, with searches for the secret; the author's own page too."""
    found = [world.paper_link(1)]
    for rule in world.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in SKIPPED or "token" in rule.arguments:
            continue
        for values in (parts, parts | {"number": 2}):
            path = address(rule, values)
            found += [path + asked for asked in ASKED]
    return list(dict.fromkeys(found))


def pages(client: PageClient, paths: list[str]) -> dict[str, tuple[int, bytes]]:
    """The answer to each address, without the page's checks and without what differs from one to the next."""
    found = {}
    for path in paths:
        response = client.http.get(path, base_url="https://wip.example.edu")
        found[path] = response.status_code, TOKENS.sub(rb"\1", unpacked(response.get_data()))
    return found


def unpacked(body: bytes) -> bytes:
    """A zip's (or workbook's) files one after another; anything else as it is."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"\n".join(name.encode() + archive.read(name) for name in sorted(archive.namelist()))


SKIPPED = {"static", "health.show"}
COUNTED = ("/review-form/", ".xlsx")
"""The form's pages say how many reviews there are in all, no more; a workbook holds the moment of its making."""

ASKED = ("", "?since=0", "?words=xylographic&q=xylographic", "?paper=1&state=accepted")


@pytest.fixture
def paths(world: World) -> list[str]:
    """The world with its secret, and its addresses."""
    plant(world)
    return all_paths(world)


def all_paths(world: World) -> list[str]:
    """Every address, and the downloads in each format."""
    found = addresses(world, world.do(lambda session: parts_of(session, world, CHAIR)))
    return found + world.do(lambda session: [download(session, world, kind) for kind in ("json", "xlsx")])


def download(session: Session, world: World, kind: str) -> str:
    """Where the chair gets all papers in this format."""
    row, by = world.call(session).wip_session, world.actor(session, CHAIR)
    event = bulk.note_download(session, row, bulk.EXPORT, {"format": kind}, by=by, now=world.now)
    return f"/manage/{row.slug}/papers/exports/{event}.{kind}"


def give_places(world: World) -> None:
    """Everybody is told; paper 1 has a place, a commenter, and a slot on the agenda that is not published."""
    selecting.decide(world, {1: Outcome.ACCEPT}, SECOND)
    selecting.release(world, SECOND, with_comments=False)

    def act(session: Session) -> None:
        call, paper = world.call(session), world.row(session)
        author = world.actor(session, AUTHOR)
        confirmations.confirm(session, paper, call, by=author, now=world.now)
        by = world.actor(session, SECOND)
        facts: dict[str, Any] = {"name": "Piper", "email": COMMENTER, "papers_max": 2}
        one = commenters.invite(session, call.wip_session, **facts, by=by, now=world.now)
        commissions.ask(session, paper, call, [one.id], by=by, now=world.now)
        seen = call.wip_session.agenda_version
        agendas.put_in(session, call.wip_session, [paper], seen=seen, by=by, now=world.now)

    world.do(act)


def publish(world: World) -> None:
    """The line-up is out."""

    def act(session: Session) -> None:
        row, by = world.call(session).wip_session, world.actor(session, SECOND)
        publications.publish(session, row, seen=row.agenda_version, by=by, now=world.now)

    world.do(act)


def leaks(found: dict[str, tuple[int, bytes]], secrets: tuple[str, ...]) -> list[str]:
    """Where a secret stands."""
    return [
        f"{path}: {secret}"
        for path, (_, body) in found.items()
        for secret in secrets
        if secret in body.decode("utf-8", "replace")
    ]


@pytest.mark.parametrize("email", [CHAIR, REVIEWER], ids=["leader", "reviewer"])
def test_no_route_shows_a_word_of_a_closed_paper(paths: list[str], client: PageClient, email: str) -> None:
    client.sign_in(email)
    assert leaks(pages(client, paths[1:]), SECRETS) == []


@pytest.mark.parametrize("email", [CHAIR, REVIEWER], ids=["leader", "reviewer"])
def test_nor_once_it_has_a_place_until_the_line_up_is_public(
    world: World, client: PageClient, email: str
) -> None:
    plant(world)
    give_places(world)
    paths = all_paths(world)
    client.sign_in(email)
    assert leaks(pages(client, paths[1:]), SECRETS) == []
    publish(world)
    # Title and abstract are public from here on; what was said of the paper stays hidden.
    assert leaks(pages(client, paths[1:]), ("Quixotic", "2.7182")) == []


def test_the_author_never_reads_what_was_said_to_the_committee(
    world: World, paths: list[str], client: PageClient
) -> None:
    give_places(world)
    client.sign_in(AUTHOR)
    assert leaks(pages(client, paths), ("Quixotic",)) == []


@pytest.mark.parametrize("email", [CHAIR, REVIEWER, AUTHOR], ids=["leader", "reviewer", "author"])
def test_nothing_that_becomes_of_a_closed_paper_makes_a_difference(
    world: World, paths: list[str], client: PageClient, email: str
) -> None:
    client.sign_in(email)
    paths = [
        path for path in (paths if email == AUTHOR else paths[1:]) if not any(x in path for x in COUNTED)
    ]
    before = pages(client, paths)
    change_everything(world)
    after = pages(client, paths)
    differing = [path for path in paths if before[path] != after[path]]
    assert not differing, "\n".join(differing)


@pytest.mark.parametrize("others", [Outcome.ACCEPT, Outcome.DECLINE])
def test_nor_whether_it_is_decided_on_and_how(world: World, client: PageClient, others: Outcome) -> None:
    plant(world)
    selecting.decide(world, {2: others, 3: others}, SECOND)
    start = f"/manage/{world.slug}/"
    asked = ("", "?confirm_on=2026-01-05", "?confirm_on=2030-01-05", "?comments=yes&list_said=yes")
    paths = [start, "/me/", f"{start}selection/", *(f"{start}release/{more}" for more in asked)]
    client.sign_in(CHAIR)
    found = []
    for outcome in (None, Outcome.DECLINE, Outcome.WAITING_LIST, Outcome.ACCEPT):
        selecting.decide(world, {1: outcome}, SECOND)
        found.append(pages(client, paths))
    for path in paths:
        assert {one[path] for one in found} == {found[0][path]}, path
    words = client.get(f"{start}release/").words
    assert "Next: read 2 letters, then send" in words
    assert words.count("Papers that are closed to you are released with these; another leader") == 2
    assert "Every paper is decided on" not in words + client.get(f"{start}selection/").words
